"""Who opened a plan when, for the vendor."""

import datetime as dt
from collections.abc import Sequence
from typing import Self

import strawberry

from plans.rules.opening import shared_since
from plans.store.opening import OPENINGS_OF_PLAN, OpeningRow
from plans.store.plan import PlanRow
from schema.context import Context, Info
from schema.page import Connection, read_listing
from schema.person import Person
from schema.reading import sees_internal
from schema.side import Side


@strawberry.type(description="That a person opened a plan on a day: live, or by its page.")
class PlanOpening:
    """That a person opened a plan on a day."""

    row: strawberry.Private[OpeningRow]
    person_id: strawberry.ID = strawberry.field(description="The UUID of the person.")
    side: Side = strawberry.field(description="The side for which they opened it.")
    day: dt.date = strawberry.field(description="The day, as UTC has it.")
    first_at: dt.datetime = strawberry.field(description="When they first opened it on that day.")
    last_at: dt.datetime = strawberry.field(description="When they last opened it on that day.")

    @classmethod
    def from_row(cls, row: OpeningRow) -> Self:
        """The opening as noted."""
        return cls(
            row=row,
            person_id=strawberry.ID(str(row.person_id)),
            side=Side(row.side),
            day=row.day,
            first_at=row.first_at,
            last_at=row.last_at,
        )

    @strawberry.field(description="The person, while the viewer sees them.")
    async def person(self, info: Info) -> Person | None:
        """The person."""
        row = await info.context.loaders.people.load(self.row.person_id)
        return Person.from_row(row) if row else None


async def read_openings(
    info: Info, plan: PlanRow, arguments: tuple[int | None, str | None, int | None, str | None]
) -> Connection[PlanOpening] | None:
    """A page of who opened a plan when; ``None`` for whoever is not of the vendor. Raises GraphQLError."""
    if not sees_internal(info.context.viewer, plan):
        return None
    return await read_listing(info, OPENINGS_OF_PLAN, (plan.vendor_id, plan.id), arguments, _openings)


async def _openings(rows: Sequence[OpeningRow]) -> list[PlanOpening]:
    return [PlanOpening.from_row(row) for row in rows]


async def read_attention(context: Context, plan: PlanRow) -> tuple[dt.datetime | None, dt.datetime | None]:
    """Since when the customer may see a plan, and when one of its people last opened it, as far as is known.

    Neither is told to the customer.
    """
    if not sees_internal(context.viewer, plan):
        return None, None
    found = await context.loaders.sharings.load((plan.vendor_id, plan.id))
    return shared_since(found.created_at, found.joined_at), found.opened_at
