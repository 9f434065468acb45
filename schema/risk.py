"""What may keep the plan from its outcomes."""

from typing import TYPE_CHECKING, Annotated, ClassVar

import strawberry

import schema.milestone
import schema.outcome
from plans.rules.declaration import Collection
from schema.choice import Level, RiskKind, RiskState
from schema.contact import Contact
from schema.context import Info
from schema.declared import collection_of, described, described_id, meaning
from schema.entity import Entity, contact_of, entity_of

if TYPE_CHECKING:
    from schema.milestone import Milestone
    from schema.outcome import Outcome

ROOT = "risks"


@strawberry.type(description=meaning(ROOT))
class Risk(Entity):
    """What may keep the plan from its outcomes."""

    collection: ClassVar[Collection] = collection_of(ROOT)
    title: str | None = described(ROOT, "title")
    kind: RiskKind | None = described(ROOT, "kind")
    outcome_id: strawberry.ID | None = described_id(ROOT, "outcome")
    milestone_id: strawberry.ID | None = described_id(ROOT, "milestone")
    likelihood: Level | None = described(ROOT, "likelihood")
    impact: Level | None = described(ROOT, "impact")
    mitigation: str | None = described(ROOT, "mitigation")
    owner_id: strawberry.ID | None = described_id(ROOT, "owner")
    state: RiskState | None = described(ROOT, "state")
    position: str | None = described(ROOT, "position")

    @strawberry.field(description=meaning(ROOT, "outcome"))
    async def outcome(self, info: Info) -> Annotated["Outcome", strawberry.lazy("schema.outcome")] | None:
        """The outcome at risk."""
        return await entity_of(info, self.plan_row, schema.outcome.Outcome, self.outcome_id)

    @strawberry.field(description=meaning(ROOT, "milestone"))
    async def milestone(self, info: Info) -> Annotated["Milestone", strawberry.lazy("schema.milestone")] | None:
        """The milestone at risk."""
        return await entity_of(info, self.plan_row, schema.milestone.Milestone, self.milestone_id)

    @strawberry.field(description=meaning(ROOT, "owner"))
    async def owner(self, info: Info) -> Contact | None:
        """Who watches it."""
        return await contact_of(info, self.plan_row, self.owner_id)
