"""Members: who belongs to an organisation, in which role, since when."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from plans.rules.page import KeyKind
from plans.store.connection import Connection, Record
from plans.store.page import Key, Listing, Order


@dataclass(frozen=True, slots=True)
class MemberRow:
    """One member of an organisation; ``kind`` is `human`, or `service` where it is an API client."""

    organisation_id: UUID
    person_id: UUID
    role: str
    name: str
    email: str
    created_at: dt.datetime
    kind: str


def _member(row: Record) -> MemberRow:
    return MemberRow(
        row["organisation_id"],
        row["person_id"],
        row["role"],
        row["name"],
        row["email"],
        row["created_at"],
        row["kind"],
    )


SELECT_MEMBERS = """
select m.organisation_id, m.person_id, m.role, p.name, p.email, m.created_at, p.kind
from membership m join person p on p.id = m.person_id
where m.organisation_id = any($1::uuid[])
order by p.name, p.id
"""


async def select_members(connection: Connection, organisations: Sequence[UUID]) -> list[MemberRow]:
    """The members of these organisations, people and API clients, by name."""
    return [_member(row) for row in await connection.fetch(SELECT_MEMBERS, list(organisations))]


PEOPLE_OF_ORGANISATION = Listing(
    Order("members", (Key("listed.name", KeyKind.TEXT, "name"), Key("listed.person_id", KeyKind.ID, "person_id"))),
    "(select m.organisation_id, m.person_id, m.role, p.name, p.email, m.created_at, p.kind "
    "from membership m join person p on p.id = m.person_id where p.kind = 'human')",
    ("organisation_id",),
    _member,
)


LOCK_MEMBERS = """
with locked as materialized (select pg_advisory_xact_lock(hashtextextended($1::uuid::text, 8)))
select count(*) from locked
"""


async def lock_members(connection: Connection, organisation_id: UUID) -> None:
    """Let one change of an organisation's members finish before the next looks, until the transaction ends."""
    await connection.execute(LOCK_MEMBERS, organisation_id)


UPDATE_MEMBER_ROLE = """
update membership set role = $3 where organisation_id = $1 and person_id = $2
"""


async def update_member_role(connection: Connection, organisation_id: UUID, person_id: UUID, role: str) -> None:
    """Give a member another role."""
    await connection.execute(UPDATE_MEMBER_ROLE, organisation_id, person_id, role)


DELETE_MEMBER = """
delete from membership where organisation_id = $1 and person_id = $2
"""


async def delete_member(connection: Connection, organisation_id: UUID, person_id: UUID) -> None:
    """End a membership. The person stays, as what they wrote does."""
    await connection.execute(DELETE_MEMBER, organisation_id, person_id)


SELECT_VENDORS_OF = """
select distinct vendor_id as organisation_id from account
where customer_id = $1 and vendor_id = any($2::uuid[])
"""


async def select_vendors_of(connection: Connection, customer_id: UUID, vendors: Sequence[UUID]) -> list[UUID]:
    """Those of these vendors that have an account with a customer."""
    return [row["organisation_id"] for row in await connection.fetch(SELECT_VENDORS_OF, customer_id, list(vendors))]
