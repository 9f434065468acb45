"""What the customer confirmed of a win."""

import datetime as dt
from decimal import Decimal
from typing import Self
from uuid import UUID

import strawberry

from plans.store.plan import PlanRow
from plans.store.win_confirmation import WinConfirmationRow
from schema.context import Info
from schema.person import Person


@strawberry.type(description="What a person of the customer's confirmed of a win, as the win said it then.")
class WinConfirmation:
    """What was confirmed of a win."""

    row: strawberry.Private[WinConfirmationRow]
    by_id: strawberry.ID = strawberry.field(description="The UUID of the person who confirmed it.")
    confirmed_at: dt.datetime = strawberry.field(name="at", description="When it was confirmed.")
    title: str | None = strawberry.field(description="What was won.")
    value: Decimal | None = strawberry.field(description="The value, in the unit or the currency.")
    unit: str | None = strawberry.field(description="The value's unit where it is not money.")
    currency: str | None = strawberry.field(description="Its currency, by ISO 4217.")
    outcome_id: strawberry.ID | None = strawberry.field(description="The UUID of the outcome that it counted for.")
    won_on: dt.date | None = strawberry.field(name="on", description="The day of the win.")

    @classmethod
    def from_row(cls, row: WinConfirmationRow) -> Self:
        """The confirmation as stored."""
        return cls(
            row=row,
            by_id=strawberry.ID(str(row.recorded_by)),
            confirmed_at=row.recorded_at,
            title=row.title,
            value=row.value,
            unit=row.unit,
            currency=row.currency,
            outcome_id=strawberry.ID(str(row.outcome_id)) if row.outcome_id else None,
            won_on=row.won_on,
        )

    @strawberry.field(description="Who confirmed it, while the viewer sees that person.")
    async def by(self, info: Info) -> Person | None:
        """Who confirmed it."""
        row = await info.context.loaders.people.load(self.row.recorded_by)
        return Person.from_row(row) if row else None


async def read_confirmation(info: Info, plan: PlanRow, win_id: str) -> WinConfirmationRow | None:
    """The confirmation of a win that stands."""
    return (await info.context.loaders.confirmations(plan)).get(UUID(win_id))
