"""Who opened a plan when: a row for each person, side and day."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from plans.rules.page import KeyKind
from plans.store.connection import Connection, Record
from plans.store.page import Key, Listing, Order


@dataclass(frozen=True, slots=True)
class OpeningRow:
    """The first and the last moment of a ``day`` at which a person opened a plan; ``side``: for which they did."""

    vendor_id: UUID
    plan_id: UUID
    person_id: UUID
    day: dt.date
    side: str
    first_at: dt.datetime
    last_at: dt.datetime


def _opening(row: Record) -> OpeningRow:
    return OpeningRow(
        row["vendor_id"], row["plan_id"], row["person_id"], row["day"], row["side"], row["first_at"], row["last_at"]
    )


UPSERT_OPENING = """
insert into plan_opening (vendor_id, plan_id, person_id, day, side, first_at, last_at)
select $1, $2, who.id, $4, $5, $6, $7 from person who where who.id = $3 and who.kind = 'human'
on conflict (vendor_id, plan_id, person_id, day, side) do update set
    first_at = least(plan_opening.first_at, excluded.first_at),
    last_at = greatest(plan_opening.last_at, excluded.last_at)
"""


async def upsert_opening(connection: Connection, row: OpeningRow) -> None:
    """Note when a person opened a plan; nothing happens for a program. ``connection`` sees as that person."""
    await connection.execute(
        UPSERT_OPENING, row.vendor_id, row.plan_id, row.person_id, row.day, row.side, row.first_at, row.last_at
    )


OPENINGS_OF_PLAN = Listing(
    Order(
        "openings",
        (
            Key("listed.first_at", KeyKind.MOMENT, "first_at"),
            Key("listed.person_id", KeyKind.ID, "person_id"),
            Key("listed.side", KeyKind.TEXT, "side"),
        ),
        descending=True,
    ),
    "plan_opening",
    ("vendor_id", "plan_id"),
    _opening,
)


@dataclass(frozen=True, slots=True)
class SharingRow:
    """Since when the customer may see a plan, and when one of its people last opened it, as far as that is known.

    ``joined_at``: when the first of the customer's people became a member, of those who are members now.
    """

    vendor_id: UUID
    plan_id: UUID
    created_at: dt.datetime
    joined_at: dt.datetime | None
    opened_at: dt.datetime | None


SELECT_SHARINGS = """
select p.vendor_id, p.id as plan_id, p.created_at,
    (
        select min(m.created_at) from membership m join person who on who.id = m.person_id
        where m.organisation_id = p.customer_id and who.kind = 'human'
    ) as joined_at,
    (
        select o.last_at from plan_opening o
        where o.vendor_id = p.vendor_id and o.plan_id = p.id and o.side = 'customer'
        order by o.last_at desc limit 1
    ) as opened_at
from plan p
where (p.vendor_id, p.id) in (select * from unnest($1::uuid[], $2::uuid[]))
"""


async def select_sharings(connection: Connection, plans: Sequence[tuple[UUID, UUID]]) -> list[SharingRow]:
    """What is known of these plans, each given as (vendor, plan), to somebody of the vendor."""
    vendors, ids = [vendor for vendor, _ in plans], [plan for _, plan in plans]
    return [
        SharingRow(row["vendor_id"], row["plan_id"], row["created_at"], row["joined_at"], row["opened_at"])
        for row in await connection.fetch(SELECT_SHARINGS, vendors, ids)
    ]
