"""Value delivered, as recorded in the value log."""

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, ClassVar

import strawberry

import schema.milestone
import schema.outcome
from plans.rules.declaration import Collection
from schema.context import Info
from schema.declared import collection_of, described, described_id, meaning
from schema.entity import Entity, entity_of

if TYPE_CHECKING:
    from schema.milestone import Milestone
    from schema.outcome import Outcome

ROOT = "wins"


@strawberry.type(description=meaning(ROOT))
class Win(Entity):
    """Value delivered, as recorded in the value log."""

    collection: ClassVar[Collection] = collection_of(ROOT)
    title: str | None = described(ROOT, "title")
    outcome_id: strawberry.ID | None = described_id(ROOT, "outcome")
    milestone_id: strawberry.ID | None = described_id(ROOT, "milestone")
    value: Decimal | None = described(ROOT, "value")
    unit: str | None = described(ROOT, "unit")
    currency: str | None = described(ROOT, "currency")
    calculation: str | None = described(ROOT, "calculation")
    evidence: str | None = described(ROOT, "evidence")
    won_on: dt.date | None = described(ROOT, "on")

    @strawberry.field(description=meaning(ROOT, "outcome"))
    async def outcome(self, info: Info) -> Annotated["Outcome", strawberry.lazy("schema.outcome")] | None:
        """The outcome that it counts for."""
        return await entity_of(info, self.plan_row, schema.outcome.Outcome, self.outcome_id)

    @strawberry.field(description=meaning(ROOT, "milestone"))
    async def milestone(self, info: Info) -> Annotated["Milestone", strawberry.lazy("schema.milestone")] | None:
        """The milestone that brought it."""
        return await entity_of(info, self.plan_row, schema.milestone.Milestone, self.milestone_id)
