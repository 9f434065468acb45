"""What may keep the plan from its outcomes."""

from typing import TYPE_CHECKING, Annotated, ClassVar

import strawberry

import schema.milestone
import schema.outcome
from plans.rules.declaration import Collection
from schema.choice import Level, RiskKind, RiskState
from schema.contact import Contact
from schema.context import Info
from schema.declared import collection_of, described, described_id, meaning, taken
from schema.edit import NOW, Edited, EntityInput, PlanInput, Removed, create, remove, update
from schema.entity import Entity, contact_of, entity_of
from schema.refusal import Refusal, Unavailable
from schema.stale import StaleVersion

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


@strawberry.type(description="A risk was edited.")
class RiskEdited(Edited):
    """A risk was edited."""

    @strawberry.field(description=NOW)
    async def risk(self, info: Info) -> Risk | None:
        """As it now is."""
        return await entity_of(info, self.plan_row, Risk, self.entity_id)


@strawberry.type(description="The risk was added.")
class CreateRiskSuccess(RiskEdited):
    """The risk was added."""


@strawberry.type(description="The risk was changed.")
class UpdateRiskSuccess(RiskEdited):
    """The risk was changed."""


@strawberry.type(description="The risk was removed.")
class RemoveRiskSuccess(Removed):
    """The risk was removed."""


CreateRiskResult = Annotated[
    CreateRiskSuccess | Refusal | Unavailable,
    strawberry.union("CreateRiskResult", description="What became of adding a risk."),
]
UpdateRiskResult = Annotated[
    UpdateRiskSuccess | StaleVersion | Refusal | Unavailable,
    strawberry.union("UpdateRiskResult", description="What became of changing a risk."),
]
RemoveRiskResult = Annotated[
    RemoveRiskSuccess | StaleVersion | Refusal | Unavailable,
    strawberry.union("RemoveRiskResult", description="What became of removing a risk."),
]


@strawberry.input(description="The fields of a risk, each optional.")
class RiskFields:
    """The fields of a risk, each optional."""

    title: str | None = taken(ROOT, "title")
    kind: RiskKind | None = taken(ROOT, "kind")
    outcome_id: strawberry.ID | None = taken(ROOT, "outcome")
    milestone_id: strawberry.ID | None = taken(ROOT, "milestone")
    likelihood: Level | None = taken(ROOT, "likelihood")
    impact: Level | None = taken(ROOT, "impact")
    mitigation: str | None = taken(ROOT, "mitigation")
    owner_id: strawberry.ID | None = taken(ROOT, "owner")
    state: RiskState | None = taken(ROOT, "state")
    position: str | None = taken(ROOT, "position")


@strawberry.input(description="A risk to be added; what is absent or null stays empty.")
class CreateRiskInput(PlanInput, RiskFields):
    """A risk to be added."""


@strawberry.input(description="Changes of a risk: what is absent stays as it is, null clears.")
class UpdateRiskInput(EntityInput, RiskFields):
    """Changes of a risk."""


@strawberry.input(description="A risk to be removed.")
class RemoveRiskInput(EntityInput):
    """A risk to be removed."""


@strawberry.type(description="What can be done with risks.")
class RiskMutation:
    """What can be done with risks."""

    @strawberry.mutation(description="Add a risk to a plan.")
    async def create_risk(
        self,
        info: Info,
        input: Annotated[CreateRiskInput, strawberry.argument(description="The risk to be added.")],  # noqa: A002 - GraphQL's name
    ) -> CreateRiskResult:
        """Add a risk."""
        return await create(info, Risk, CreateRiskSuccess, input)

    @strawberry.mutation(description="Change fields of a risk.")
    async def update_risk(
        self,
        info: Info,
        input: Annotated[UpdateRiskInput, strawberry.argument(description="The changes.")],  # noqa: A002 - GraphQL's name
    ) -> UpdateRiskResult:
        """Change a risk."""
        return await update(info, Risk, UpdateRiskSuccess, input)

    @strawberry.mutation(description="Remove a risk from a plan; what refers to it stays.")
    async def remove_risk(
        self,
        info: Info,
        input: Annotated[RemoveRiskInput, strawberry.argument(description="The risk to be removed.")],  # noqa: A002 - GraphQL's name
    ) -> RemoveRiskResult:
        """Remove a risk."""
        return await remove(info, Risk, RemoveRiskSuccess, input)
