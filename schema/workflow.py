"""A key product workflow that drives an outcome."""

import datetime as dt
from typing import TYPE_CHECKING, Annotated, ClassVar

import strawberry

import schema.enabler
import schema.outcome
from plans.rules.declaration import Collection
from schema.choice import Comparator
from schema.context import Info
from schema.declared import collection_of, described, described_id, meaning
from schema.entity import Entity, entities_of, entity_of

if TYPE_CHECKING:
    from schema.enabler import Enabler
    from schema.outcome import Outcome

ROOT = "workflows"


@strawberry.type(description=meaning(ROOT))
class Workflow(Entity):
    """A key product workflow that drives an outcome."""

    collection: ClassVar[Collection] = collection_of(ROOT)
    outcome_id: strawberry.ID | None = described_id(ROOT, "outcome")
    title: str | None = described(ROOT, "title")
    comparator: Comparator | None = described(ROOT, "comparator")
    initial: float | None = described(ROOT, "initial")
    initial_on: dt.date | None = described(ROOT, "initialOn")
    threshold: float | None = described(ROOT, "threshold")
    unit: str | None = described(ROOT, "unit")
    position: str | None = described(ROOT, "position")

    @strawberry.field(description=meaning(ROOT, "outcome"))
    async def outcome(self, info: Info) -> Annotated["Outcome", strawberry.lazy("schema.outcome")] | None:
        """The outcome that it drives."""
        return await entity_of(info, self.plan_row, schema.outcome.Outcome, self.outcome_id)

    @strawberry.field(description="What enables it.")
    async def enablers(self, info: Info) -> list[Annotated["Enabler", strawberry.lazy("schema.enabler")]]:
        """What enables it."""
        return (await entities_of(info, self.plan_row, schema.enabler.Enabler)).under("workflow_id", self.id)
