"""Risks about a person."""

from typing import Annotated, ClassVar

import strawberry

from plans.rules.declaration import Collection
from schema.contact import Contact
from schema.context import Info
from schema.declared import collection_of, described, described_id, meaning, taken
from schema.edit import NOW, Edited, EntityInput, PlanInput, Removed, create, remove, update
from schema.entity import Entity, contact_of, entity_of
from schema.refusal import Refusal, Unavailable
from schema.stale import StaleVersion

ROOT = "stakeholderRisks"


@strawberry.type(description=meaning(ROOT))
class StakeholderRisk(Entity):
    """Risks about a person."""

    collection: ClassVar[Collection] = collection_of(ROOT)
    contact_id: strawberry.ID | None = described_id(ROOT, "contact")
    what: str | None = described(ROOT, "what")
    mitigation: str | None = described(ROOT, "mitigation")

    @strawberry.field(description=meaning(ROOT, "contact"))
    async def contact(self, info: Info) -> Contact | None:
        """The person."""
        return await contact_of(info, self.plan_row, self.contact_id)


@strawberry.type(description="A stakeholder risk was edited.")
class StakeholderRiskEdited(Edited):
    """A stakeholder risk was edited."""

    @strawberry.field(description=NOW)
    async def stakeholder_risk(self, info: Info) -> StakeholderRisk | None:
        """As it now is."""
        return await entity_of(info, self.plan_row, StakeholderRisk, self.entity_id)


@strawberry.type(description="The stakeholder risk was added.")
class CreateStakeholderRiskSuccess(StakeholderRiskEdited):
    """The stakeholder risk was added."""


@strawberry.type(description="The stakeholder risk was changed.")
class UpdateStakeholderRiskSuccess(StakeholderRiskEdited):
    """The stakeholder risk was changed."""


@strawberry.type(description="The stakeholder risk was removed.")
class RemoveStakeholderRiskSuccess(Removed):
    """The stakeholder risk was removed."""


CreateStakeholderRiskResult = Annotated[
    CreateStakeholderRiskSuccess | Refusal | Unavailable,
    strawberry.union("CreateStakeholderRiskResult", description="What became of adding a stakeholder risk."),
]
UpdateStakeholderRiskResult = Annotated[
    UpdateStakeholderRiskSuccess | StaleVersion | Refusal | Unavailable,
    strawberry.union("UpdateStakeholderRiskResult", description="What became of changing a stakeholder risk."),
]
RemoveStakeholderRiskResult = Annotated[
    RemoveStakeholderRiskSuccess | StaleVersion | Refusal | Unavailable,
    strawberry.union("RemoveStakeholderRiskResult", description="What became of removing a stakeholder risk."),
]


@strawberry.input(description="The fields of a stakeholder risk, each optional.")
class StakeholderRiskFields:
    """The fields of a stakeholder risk, each optional."""

    contact_id: strawberry.ID | None = taken(ROOT, "contact")
    what: str | None = taken(ROOT, "what")
    mitigation: str | None = taken(ROOT, "mitigation")


@strawberry.input(description="A stakeholder risk to be added; what is absent or null stays empty.")
class CreateStakeholderRiskInput(PlanInput, StakeholderRiskFields):
    """A stakeholder risk to be added."""


@strawberry.input(description="Changes of a stakeholder risk: what is absent stays as it is, null clears.")
class UpdateStakeholderRiskInput(EntityInput, StakeholderRiskFields):
    """Changes of a stakeholder risk."""


@strawberry.input(description="A stakeholder risk to be removed.")
class RemoveStakeholderRiskInput(EntityInput):
    """A stakeholder risk to be removed."""


@strawberry.type(description="What can be done with stakeholder risks.")
class StakeholderRiskMutation:
    """What can be done with stakeholder risks."""

    @strawberry.mutation(description="Add a stakeholder risk to a plan.")
    async def create_stakeholder_risk(
        self,
        info: Info,
        input: Annotated[CreateStakeholderRiskInput, strawberry.argument(description="The risk to be added.")],  # noqa: A002 - GraphQL's name
    ) -> CreateStakeholderRiskResult:
        """Add a stakeholder risk."""
        return await create(info, StakeholderRisk, CreateStakeholderRiskSuccess, input)

    @strawberry.mutation(description="Change fields of a stakeholder risk.")
    async def update_stakeholder_risk(
        self,
        info: Info,
        input: Annotated[UpdateStakeholderRiskInput, strawberry.argument(description="The changes.")],  # noqa: A002 - GraphQL's name
    ) -> UpdateStakeholderRiskResult:
        """Change a stakeholder risk."""
        return await update(info, StakeholderRisk, UpdateStakeholderRiskSuccess, input)

    @strawberry.mutation(description="Remove a stakeholder risk from a plan; what refers to it stays.")
    async def remove_stakeholder_risk(
        self,
        info: Info,
        input: Annotated[RemoveStakeholderRiskInput, strawberry.argument(description="The risk to be removed.")],  # noqa: A002 - GraphQL's name
    ) -> RemoveStakeholderRiskResult:
        """Remove a stakeholder risk."""
        return await remove(info, StakeholderRisk, RemoveStakeholderRiskSuccess, input)
