"""A figure that tells early (leading) or late (lagging) whether the outcome is coming."""

from typing import TYPE_CHECKING, Annotated, ClassVar

import strawberry

import schema.outcome
from plans.rules.declaration import Collection
from schema.choice import Comparator, IndicatorKind
from schema.context import Info
from schema.declared import collection_of, described, described_id, meaning
from schema.entity import Entity, entity_of

if TYPE_CHECKING:
    from schema.outcome import Outcome

ROOT = "indicators"


@strawberry.type(description=meaning(ROOT))
class Indicator(Entity):
    """A figure that tells early (leading) or late (lagging) whether the outcome is coming."""

    collection: ClassVar[Collection] = collection_of(ROOT)
    outcome_id: strawberry.ID | None = described_id(ROOT, "outcome")
    kind: IndicatorKind | None = described(ROOT, "kind")
    name: str | None = described(ROOT, "name")
    unit: str | None = described(ROOT, "unit")
    comparator: Comparator | None = described(ROOT, "comparator")
    baseline: float | None = described(ROOT, "baseline")
    target: float | None = described(ROOT, "target")
    position: str | None = described(ROOT, "position")

    @strawberry.field(description=meaning(ROOT, "outcome"))
    async def outcome(self, info: Info) -> Annotated["Outcome", strawberry.lazy("schema.outcome")] | None:
        """The outcome that it tells about."""
        return await entity_of(info, self.plan_row, schema.outcome.Outcome, self.outcome_id)
