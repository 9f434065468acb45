"""What the rights of open sockets rest on, looked up for many at once."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from plans.store.connection import Connection


@dataclass(frozen=True, slots=True)
class AuthorityRow:
    """One socket and one organisation that it rests on. ``place`` is the socket's in the question."""

    place: int
    organisation_id: UUID
    role: str | None
    session_lasts: bool


@dataclass(frozen=True, slots=True)
class AskedAuthority:
    """What is asked of one socket and one organisation; ``session_id`` is a session of that organisation."""

    place: int
    person_id: UUID
    session_id: UUID | None
    organisation_id: UUID


SELECT_AUTHORITIES = """
select asked.place, asked.organisation_id, m.role,
    asked.session_id is null or exists (
        select from login_session s
        join login_connection c on c.organisation_id = s.organisation_id and c.id = s.connection_id
        where s.organisation_id = asked.organisation_id and s.id = asked.session_id
          and s.person_id = asked.person_id and s.ended_at is null and s.expires_at > $5 and s.last_seen_at > $6
          and c.state = 'active'
    ) as session_lasts
from unnest($1::int[], $2::uuid[], $3::uuid[], $4::uuid[]) as asked (place, person_id, session_id, organisation_id)
left join membership m on m.organisation_id = asked.organisation_id and m.person_id = asked.person_id
"""


async def select_authorities(
    connection: Connection, asked: Sequence[AskedAuthority], now: dt.datetime, seen_after: dt.datetime
) -> list[AuthorityRow]:
    """What is true of each."""
    rows = await connection.fetch(
        SELECT_AUTHORITIES,
        [row.place for row in asked],
        [row.person_id for row in asked],
        [row.session_id for row in asked],
        [row.organisation_id for row in asked],
        now,
        seen_after,
    )
    return [AuthorityRow(row["place"], row["organisation_id"], row["role"], row["session_lasts"]) for row in rows]


TOUCH_SESSIONS = """
update login_session set last_seen_at = $3
where (organisation_id, id) in (
    select s.organisation_id, s.id from login_session s
    join unnest($1::uuid[], $2::uuid[]) as asked (organisation_id, id)
      on s.organisation_id = asked.organisation_id and s.id = asked.id
    where s.ended_at is null and s.last_seen_at > $4 and s.last_seen_at < $5
    for update of s skip locked
)
"""


async def touch_sessions(
    connection: Connection,
    asked: Sequence[AskedAuthority],
    now: dt.datetime,
    seen_after: dt.datetime,
    seen_before: dt.datetime,
) -> None:
    """The sessions are in use; one that was last seen outside the two moments is left as it is."""
    sessions = sorted({(row.organisation_id, row.session_id) for row in asked if row.session_id is not None})
    if sessions:
        organisations, ids = zip(*sessions, strict=True)
        await connection.execute(TOUCH_SESSIONS, list(organisations), list(ids), now, seen_after, seen_before)
