"""What identity providers signed in step-ups."""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from plans.store.connection import Connection


@dataclass(frozen=True, slots=True)
class StepUpRow:
    """One completed step-up. ``id_token`` and ``provider_key`` are ``None`` once erased; their hashes stay."""

    organisation_id: UUID
    id: UUID
    person_id: UUID | None
    connection_id: UUID
    purpose: str
    content_hash: bytes
    statement_hash: bytes
    decision: str
    salt: bytes
    auth_time: dt.datetime
    id_token: str | None
    id_token_hash: bytes
    provider_key: str | None
    provider_key_hash: bytes
    completed_at: dt.datetime
    expires_at: dt.datetime


INSERT_STEP_UP = """
insert into step_up_evidence
    (organisation_id, id, person_id, connection_id, purpose, content_hash, statement_hash, decision, salt, auth_time,
     id_token, id_token_hash, provider_key, provider_key_hash, completed_at, expires_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
"""


async def insert_step_up(connection: Connection, row: StepUpRow) -> None:
    """Keep what the provider signed."""
    await connection.execute(
        INSERT_STEP_UP,
        row.organisation_id, row.id, row.person_id, row.connection_id, row.purpose, row.content_hash,
        row.statement_hash, row.decision, row.salt, row.auth_time, row.id_token, row.id_token_hash,
        row.provider_key, row.provider_key_hash, row.completed_at, row.expires_at,
    )  # fmt: skip


USE_STEP_UP = """
update step_up_evidence set used_at = $8
where id = $1 and person_id = $2 and organisation_id = $3 and purpose = $4 and content_hash = $5
  and statement_hash = $6 and decision = $7 and used_at is null and erased_at is null and expires_at > $8
returning organisation_id, id, person_id, connection_id, purpose, content_hash, statement_hash, decision, salt,
    auth_time, id_token, id_token_hash, provider_key, provider_key_hash, completed_at, expires_at
"""


async def use_step_up(
    connection: Connection,
    step_up_id: UUID,
    person_id: UUID,
    organisation_id: UUID,
    purpose: str,
    content_hash: bytes,
    statement_hash: bytes,
    decision: str,
    now: dt.datetime,
) -> StepUpRow | None:
    """Use a step-up for exactly what it was made for; ``None`` where it is not for this, used already, or over."""
    row = await connection.fetchrow(
        USE_STEP_UP, step_up_id, person_id, organisation_id, purpose, content_hash, statement_hash, decision, now
    )
    return (
        StepUpRow(
            row["organisation_id"],
            row["id"],
            row["person_id"],
            row["connection_id"],
            row["purpose"],
            row["content_hash"],
            row["statement_hash"],
            row["decision"],
            row["salt"],
            row["auth_time"],
            row["id_token"],
            row["id_token_hash"],
            row["provider_key"],
            row["provider_key_hash"],
            row["completed_at"],
            row["expires_at"],
        )
        if row
        else None
    )


ERASE_STEP_UPS = """
update step_up_evidence set id_token = null, provider_key = null, erased_at = $3
where organisation_id = $1 and person_id = $2 and erased_at is null
"""


async def erase_step_ups(connection: Connection, organisation_id: UUID, person_id: UUID, now: dt.datetime) -> None:
    """Erase the texts that name a person; the hashes stay, so that what was signed can still be compared."""
    await connection.execute(ERASE_STEP_UPS, organisation_id, person_id, now)
