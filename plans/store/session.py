"""Sessions: who is logged in where. The browser holds the secret, the database its SHA-256."""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from plans.store.connection import Connection, Record

CHANNEL = "concordat_session"  # NOTIFY: the id of a session that may have ended; sent by triggers


@dataclass(frozen=True, slots=True)
class SessionRow:
    """One session that has not ended."""

    organisation_id: UUID
    id: UUID
    person_id: UUID
    connection_id: UUID
    issuer: str
    subject: str
    browser: str
    created_at: dt.datetime
    last_seen_at: dt.datetime
    expires_at: dt.datetime


@dataclass(frozen=True, slots=True)
class EndedSessionRow:
    """A session that has just ended; ``id_token`` is the hint for the provider's logout."""

    id: UUID
    connection_id: UUID
    id_token: str | None


def _session(row: Record) -> SessionRow:
    return SessionRow(
        row["organisation_id"], row["id"], row["person_id"], row["connection_id"], row["issuer"], row["subject"],
        row["browser"], row["created_at"], row["last_seen_at"], row["expires_at"],
    )  # fmt: skip


INSERT_SESSION = """
insert into login_session
    (organisation_id, id, person_id, connection_id, issuer, subject, browser, created_at, last_seen_at, expires_at,
     secret_hash, provider_session, id_token)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
"""


async def insert_session(
    connection: Connection, row: SessionRow, secret_hash: bytes, provider_session: str | None, id_token: str
) -> None:
    """Begin a session."""
    await connection.execute(
        INSERT_SESSION,
        row.organisation_id, row.id, row.person_id, row.connection_id, row.issuer, row.subject, row.browser,
        row.created_at, row.last_seen_at, row.expires_at, secret_hash, provider_session, id_token,
    )  # fmt: skip


SELECT_SESSION = """
select s.organisation_id, s.id, s.person_id, s.connection_id, s.issuer, s.subject, s.browser, s.created_at,
    s.last_seen_at, s.expires_at
from login_session s
join membership m on m.organisation_id = s.organisation_id and m.person_id = s.person_id
join login_connection c on c.organisation_id = s.organisation_id and c.id = s.connection_id and c.state = 'active'
where s.secret_hash = $1 and s.ended_at is null and s.expires_at > $2 and s.last_seen_at > $3
"""


async def select_session(
    connection: Connection, secret_hash: bytes, now: dt.datetime, seen_after: dt.datetime
) -> SessionRow | None:
    """The session with this secret, while its person is a member and its connection active."""
    row = await connection.fetchrow(SELECT_SESSION, secret_hash, now, seen_after)
    return _session(row) if row else None


SELECT_SESSIONS = """
select organisation_id, id, person_id, connection_id, issuer, subject, browser, created_at, last_seen_at, expires_at
from login_session
where person_id = $1 and ended_at is null and expires_at > $2 and last_seen_at > $3
order by created_at desc
"""


async def select_sessions(
    connection: Connection, person_id: UUID, now: dt.datetime, seen_after: dt.datetime
) -> list[SessionRow]:
    """The sessions of a person, newest first."""
    return [_session(row) for row in await connection.fetch(SELECT_SESSIONS, person_id, now, seen_after)]


TOUCH_SESSION = """
update login_session set last_seen_at = $3 where organisation_id = $1 and id = $2 and ended_at is null
"""


async def touch_session(connection: Connection, organisation_id: UUID, session_id: UUID, now: dt.datetime) -> None:
    """The session is in use."""
    await connection.execute(TOUCH_SESSION, organisation_id, session_id, now)


ROTATE_SESSION = """
update login_session set secret_hash = $3 where organisation_id = $1 and id = $2 and ended_at is null
"""


async def replace_session_secret(
    connection: Connection, organisation_id: UUID, session_id: UUID, secret_hash: bytes
) -> None:
    """The browser is given another secret; the old one is worth nothing from now on."""
    await connection.execute(ROTATE_SESSION, organisation_id, session_id, secret_hash)


END_SESSIONS = """
with ending as (
    select organisation_id, id, id_token from login_session
    where ended_at is null
      and ($1::bytea is null or secret_hash = $1)
      and ($2::uuid is null or person_id = $2)
      and ($3::uuid is null or id = $3)
      and ($4::uuid is null or organisation_id = $4)
      and ($5::uuid is null or connection_id = $5)
      and ($6::text is null or subject = $6)
      and ($7::text is null or provider_session = $7)
      and num_nonnulls($1, $2, $3, $5) > 0
    for update
), ended as (
    update login_session s set ended_at = $8, ended_because = $9, id_token = null
    from ending e where s.organisation_id = e.organisation_id and s.id = e.id
    returning s.id, s.connection_id, e.id_token
)
select id, connection_id, id_token from ended
"""


async def end_sessions(
    connection: Connection,
    now: dt.datetime,
    because: str,
    *,
    secret_hash: bytes | None = None,
    person_id: UUID | None = None,
    session_id: UUID | None = None,
    organisation_id: UUID | None = None,
    connection_id: UUID | None = None,
    subject: str | None = None,
    provider_session: str | None = None,
) -> list[EndedSessionRow]:
    """End the sessions that all of this is true of; triggers tell every process. At least one id has to be given."""
    rows = await connection.fetch(
        END_SESSIONS,
        secret_hash, person_id, session_id, organisation_id, connection_id, subject, provider_session, now, because,
    )  # fmt: skip
    return [EndedSessionRow(row["id"], row["connection_id"], row["id_token"]) for row in rows]


INSERT_LOGOUT_TOKEN = """
with forgotten as (delete from logout_token where expires_at < now())
insert into logout_token (organisation_id, connection_id, token_hash, expires_at) values ($1, $2, $3, $4)
on conflict (organisation_id, connection_id, token_hash) do nothing
returning token_hash
"""  # noqa: S105 - a statement


async def insert_logout_token(
    connection: Connection, organisation_id: UUID, connection_id: UUID, token_hash: bytes, expires_at: dt.datetime
) -> bool:
    """Remember a logout token; ``False`` where it has been obeyed before."""
    row = await connection.fetchrow(INSERT_LOGOUT_TOKEN, organisation_id, connection_id, token_hash, expires_at)
    return row is not None
