"""Sessions: found by the browser's secret, listed and ended by their owner, ended when a person is removed."""

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from plans.rules.session import SEEN_EVERY_SECONDS, secret_hash, seen_after
from plans.store.audit import AuditEntry, insert_audit_entry
from plans.store.connection import Connection
from plans.store.session import (
    EndedSessionRow,
    SessionRow,
    end_sessions,
    insert_logout_token,
    select_session,
    select_sessions,
    touch_session,
)

SESSION_END = "session:end"  # in the audit; whose own it is needs no permission


@dataclass(frozen=True, slots=True)
class ProvenLogout:
    """A logout token of a provider, checked."""

    organisation_id: UUID
    connection_id: UUID
    claims: Mapping[str, Any]
    token: str


async def find_session(connection: Connection, secret: str, now: dt.datetime) -> SessionRow | None:
    """The session of a browser, while it lasts; that it was used is noted once a minute."""
    async with connection.transaction():
        session = await select_session(connection, secret_hash(secret), now, seen_after(now))
        if session and (now - session.last_seen_at).total_seconds() > SEEN_EVERY_SECONDS:
            await touch_session(connection, session.organisation_id, session.id, now)
    return session


async def list_sessions(
    connection: Connection, person_id: UUID, organisations: Collection[UUID], now: dt.datetime
) -> list[SessionRow]:
    """A person's own sessions for these organisations, newest first.

    Only for those that the request speaks for: one organisation's provider has no say in sessions of another.
    """
    rows = await select_sessions(connection, person_id, now, seen_after(now))
    return [row for row in rows if row.organisation_id in organisations]


async def end_own_session(
    connection: Connection, person_id: UUID, organisations: Collection[UUID], session_id: UUID, now: dt.datetime
) -> bool:
    """End one of a person's own sessions for these organisations; ``False`` where they have no such session."""
    async with connection.transaction():
        rows = await list_sessions(connection, person_id, organisations, now)
        found = next((row for row in rows if row.id == session_id), None)
        if found is None:
            return False
        await end_sessions(connection, now, "owner", person_id=person_id, session_id=session_id)
        entry = AuditEntry(found.organisation_id, person_id, SESSION_END, str(session_id))
        await insert_audit_entry(connection, entry)
    return True


async def log_out(connection: Connection, secret: str, now: dt.datetime) -> EndedSessionRow | None:
    """End the session of a browser."""
    async with connection.transaction():
        ended = await end_sessions(connection, now, "logout", secret_hash=secret_hash(secret))
    return ended[0] if ended else None


async def end_sessions_of_member(
    connection: Connection, organisation_id: UUID, person_id: UUID, now: dt.datetime
) -> int:
    """End what a person has open in an organisation that removed them; return how many.

    Sessions of people who are no members are worth nothing even before: this closes their sockets.
    """
    async with connection.transaction():
        ended = await end_sessions(connection, now, "removed", person_id=person_id, organisation_id=organisation_id)
    return len(ended)


async def obey_logout(connection: Connection, logout: ProvenLogout, now: dt.datetime) -> bool:
    """End the sessions that a provider says are over; ``False`` where this token was obeyed before."""
    async with connection.transaction():
        until = dt.datetime.fromtimestamp(float(logout.claims["exp"]), dt.UTC) + dt.timedelta(minutes=5)
        is_new = await insert_logout_token(
            connection, logout.organisation_id, logout.connection_id, secret_hash(logout.token), until
        )
        if is_new:
            await end_sessions(
                connection,
                now,
                "backchannel",
                organisation_id=logout.organisation_id,
                connection_id=logout.connection_id,
                subject=logout.claims.get("sub"),
                provider_session=logout.claims.get("sid"),
            )
    return is_new
