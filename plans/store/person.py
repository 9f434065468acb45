"""People and their memberships."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from plans.store.connection import Connection


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One person; ``email`` is in lower case and identifies nobody by itself. ``kind``: human or service."""

    id: UUID
    email: str
    name: str
    kind: str = "human"


@dataclass(frozen=True, slots=True)
class MembershipRow:
    """One membership, with the organisation's name and side."""

    organisation_id: UUID
    person_id: UUID
    role: str
    organisation_name: str
    side: str


INSERT_PERSON = """
insert into person (id, email, name, kind) values ($1, $2, $3, $4) on conflict (id) do nothing
"""


async def insert_person(connection: Connection, row: PersonRow) -> None:
    """Add a person; nothing happens where the id is known."""
    await connection.execute(INSERT_PERSON, row.id, row.email, row.name, row.kind)


SELECT_PERSON = """
select id, email, name, kind from person where id = $1
"""


async def select_person(connection: Connection, person_id: UUID) -> PersonRow | None:
    """The person with this id."""
    row = await connection.fetchrow(SELECT_PERSON, person_id)
    return PersonRow(row["id"], row["email"], row["name"], row["kind"]) if row else None


SELECT_PEOPLE = """
select id, email, name, kind from person where id = any($1::uuid[])
"""


async def select_people(connection: Connection, ids: Sequence[UUID]) -> list[PersonRow]:
    """The people with these ids, in no order."""
    rows = await connection.fetch(SELECT_PEOPLE, list(ids))
    return [PersonRow(row["id"], row["email"], row["name"], row["kind"]) for row in rows]


SELECT_PEOPLE_BY_EMAIL = """
select id, email, name, kind from person where email = lower($1) and kind = 'human' order by id
"""


async def select_people_by_email(connection: Connection, email: str) -> list[PersonRow]:
    """Everybody known by this address; it may be several. Programs have no address."""
    rows = await connection.fetch(SELECT_PEOPLE_BY_EMAIL, email)
    return [PersonRow(row["id"], row["email"], row["name"], row["kind"]) for row in rows]


INSERT_MEMBERSHIP = """
insert into membership (organisation_id, person_id, role) values ($1, $2, $3)
on conflict (organisation_id, person_id) do nothing
"""


async def insert_membership(connection: Connection, organisation_id: UUID, person_id: UUID, role: str) -> None:
    """Make a person a member; nothing happens where they are one."""
    await connection.execute(INSERT_MEMBERSHIP, organisation_id, person_id, role)


SELECT_MEMBERSHIPS = """
select m.organisation_id, m.person_id, m.role, o.name as organisation_name, o.side
from membership m join organisation o on o.id = m.organisation_id
where m.person_id = $1
order by o.id
"""


async def select_memberships(connection: Connection, person_id: UUID) -> list[MembershipRow]:
    """The memberships of a person."""
    return [
        MembershipRow(row["organisation_id"], row["person_id"], row["role"], row["organisation_name"], row["side"])
        for row in await connection.fetch(SELECT_MEMBERSHIPS, person_id)
    ]


@dataclass(frozen=True, slots=True)
class ViewerRow:
    """A person with one of their memberships; without any, its columns are ``None``."""

    id: UUID
    email: str
    name: str
    kind: str
    organisation_id: UUID | None
    organisation_name: str | None
    side: str | None
    role: str | None


IDENTIFY_VIEWER = """
select id, email, name, kind, organisation_id, organisation_name, side, role from identify_viewer($1)
"""


async def identify_viewer(connection: Connection, person_id: UUID) -> list[ViewerRow]:
    """A person as they see themselves, once for each membership; the transaction need not be told who looks."""
    return [ViewerRow(*row) for row in await connection.fetch(IDENTIFY_VIEWER, person_id)]
