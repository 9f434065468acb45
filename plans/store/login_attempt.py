"""Logins that wait for the provider's answer."""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from plans.store.connection import Connection


@dataclass(frozen=True, slots=True)
class LoginAttemptRow:
    """One login or step-up that was begun. ``step_up`` is JSON of what its nonce stands for."""

    organisation_id: UUID
    state_hash: bytes
    connection_id: UUID
    browser_hash: bytes
    nonce: str
    verifier: str
    purpose: str
    return_to: str
    invitation_id: UUID | None
    session_id: UUID | None
    step_up: str | None
    created_at: dt.datetime
    expires_at: dt.datetime


INSERT_LOGIN_ATTEMPT = """
insert into login_attempt
    (organisation_id, state_hash, connection_id, browser_hash, nonce, verifier, purpose, return_to,
     invitation_id, session_id, step_up, created_at, expires_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11::jsonb, $12, $13)
"""


async def insert_login_attempt(connection: Connection, row: LoginAttemptRow) -> None:
    """Remember what was asked of the provider."""
    await connection.execute(
        INSERT_LOGIN_ATTEMPT,
        row.organisation_id, row.state_hash, row.connection_id, row.browser_hash, row.nonce, row.verifier,
        row.purpose, row.return_to, row.invitation_id, row.session_id, row.step_up, row.created_at, row.expires_at,
    )  # fmt: skip


TAKE_LOGIN_ATTEMPT = """
delete from login_attempt
where organisation_id = $1 and state_hash = $2 and connection_id = $3 and browser_hash = $4
returning organisation_id, state_hash, connection_id, browser_hash, nonce, verifier, purpose, return_to,
    invitation_id, session_id, step_up, created_at, expires_at
"""


async def take_login_attempt(
    connection: Connection, organisation_id: UUID, state_hash: bytes, connection_id: UUID, browser_hash: bytes
) -> LoginAttemptRow | None:
    """The attempt of this state, connection and browser, for the one time that it can be had; it may be over."""
    row = await connection.fetchrow(TAKE_LOGIN_ATTEMPT, organisation_id, state_hash, connection_id, browser_hash)
    return (
        LoginAttemptRow(
            row["organisation_id"],
            row["state_hash"],
            row["connection_id"],
            row["browser_hash"],
            row["nonce"],
            row["verifier"],
            row["purpose"],
            row["return_to"],
            row["invitation_id"],
            row["session_id"],
            row["step_up"],
            row["created_at"],
            row["expires_at"],
        )
        if row
        else None
    )


DELETE_OLD_LOGIN_ATTEMPTS = """
delete from login_attempt where expires_at < $1
"""


async def delete_old_login_attempts(connection: Connection, now: dt.datetime) -> None:
    """Forget what nobody came back for."""
    await connection.execute(DELETE_OLD_LOGIN_ATTEMPTS, now)
