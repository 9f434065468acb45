"""Step-ups: what a provider signed is kept, used once, and can be erased."""

import datetime as dt
import hashlib
import json
from uuid import UUID

from plans.rules.identifier import new_id
from plans.rules.session import new_secret, secret_hash
from plans.rules.step_up import STEP_UP_SECONDS, Agreement
from plans.service.login import ProvenLogin
from plans.store.connection import Connection
from plans.store.login_attempt import LoginAttemptRow
from plans.store.session import SessionRow, replace_session_secret
from plans.store.step_up import StepUpRow, erase_step_ups, insert_step_up, use_step_up


async def finish_step_up(
    connection: Connection,
    proven: ProvenLogin,
    provider_key: str,
    attempt: LoginAttemptRow,
    session: SessionRow,
    now: dt.datetime,
) -> tuple[UUID, str]:
    """Keep what the provider signed; return the step-up's id and the session's new secret."""
    said = json.loads(attempt.step_up or "{}")
    row = StepUpRow(
        organisation_id=session.organisation_id,
        id=new_id(),
        person_id=session.person_id,
        connection_id=session.connection_id,
        purpose=said["purpose"],
        content_hash=bytes.fromhex(said["content"]),
        statement_hash=bytes.fromhex(said["statement"]),
        decision=said["decision"],
        salt=bytes.fromhex(said["salt"]),
        auth_time=dt.datetime.fromtimestamp(float(proven.claims["auth_time"]), dt.UTC),
        id_token=proven.id_token,
        id_token_hash=hashlib.sha256(proven.id_token.encode()).digest(),
        provider_key=provider_key,
        provider_key_hash=hashlib.sha256(provider_key.encode()).digest(),
        completed_at=now,
        expires_at=now + dt.timedelta(seconds=STEP_UP_SECONDS),
    )
    secret = new_secret()
    async with connection.transaction():
        await insert_step_up(connection, row)
        await replace_session_secret(connection, session.organisation_id, session.id, secret_hash(secret))
    return row.id, secret


async def spend_step_up(
    connection: Connection,
    step_up_id: UUID,
    person_id: UUID,
    organisation_id: UUID,
    agreement: Agreement,
    now: dt.datetime,
) -> StepUpRow | None:
    """Use a step-up for exactly what it was made for, once and within five minutes; otherwise ``None``.

    Runs in the caller's transaction, so that what it is spent on and the spending are one.
    """
    return await use_step_up(
        connection, step_up_id, person_id, organisation_id,
        agreement.purpose, agreement.content_hash, agreement.statement_hash, agreement.decision, now,
    )  # fmt: skip


async def erase_evidence(connection: Connection, organisation_id: UUID, person_id: UUID, now: dt.datetime) -> None:
    """Erase the id tokens and keys kept of a person; the hashes stay."""
    async with connection.transaction():
        await erase_step_ups(connection, organisation_id, person_id, now)
