"""What makes a workflow possible."""

import datetime as dt
from typing import TYPE_CHECKING, Annotated, ClassVar

import strawberry

import schema.outcome
import schema.workflow
from plans.rules.declaration import Collection
from schema.choice import EnablerKind, WorkState
from schema.contact import Contact
from schema.context import Info
from schema.declared import collection_of, described, described_id, meaning, taken
from schema.edit import NOW, Edited, EntityInput, PlanInput, Removed, create, remove, update
from schema.entity import Entity, contact_of, entity_of
from schema.refusal import Refusal, Unavailable
from schema.stale import StaleVersion

if TYPE_CHECKING:
    from schema.outcome import Outcome
    from schema.workflow import Workflow

ROOT = "enablers"


@strawberry.type(description=meaning(ROOT))
class Enabler(Entity):
    """What makes a workflow possible."""

    collection: ClassVar[Collection] = collection_of(ROOT)
    outcome_id: strawberry.ID | None = described_id(ROOT, "outcome")
    workflow_id: strawberry.ID | None = described_id(ROOT, "workflow")
    kind: EnablerKind | None = described(ROOT, "kind")
    title: str | None = described(ROOT, "title")
    owner_id: strawberry.ID | None = described_id(ROOT, "owner")
    state: WorkState | None = described(ROOT, "state")
    due: dt.date | None = described(ROOT, "due")
    frequency: str | None = described(ROOT, "frequency")
    position: str | None = described(ROOT, "position")

    @strawberry.field(description=meaning(ROOT, "outcome"))
    async def outcome(self, info: Info) -> Annotated["Outcome", strawberry.lazy("schema.outcome")] | None:
        """The outcome that it serves."""
        return await entity_of(info, self.plan_row, schema.outcome.Outcome, self.outcome_id)

    @strawberry.field(description=meaning(ROOT, "workflow"))
    async def workflow(self, info: Info) -> Annotated["Workflow", strawberry.lazy("schema.workflow")] | None:
        """The workflow that it enables."""
        return await entity_of(info, self.plan_row, schema.workflow.Workflow, self.workflow_id)

    @strawberry.field(description=meaning(ROOT, "owner"))
    async def owner(self, info: Info) -> Contact | None:
        """Who sees to it."""
        return await contact_of(info, self.plan_row, self.owner_id)


@strawberry.type(description="An enabler was edited.")
class EnablerEdited(Edited):
    """An enabler was edited."""

    @strawberry.field(description=NOW)
    async def enabler(self, info: Info) -> Enabler | None:
        """As it now is."""
        return await entity_of(info, self.plan_row, Enabler, self.entity_id)


@strawberry.type(description="The enabler was added.")
class CreateEnablerSuccess(EnablerEdited):
    """The enabler was added."""


@strawberry.type(description="The enabler was changed.")
class UpdateEnablerSuccess(EnablerEdited):
    """The enabler was changed."""


@strawberry.type(description="The enabler was removed.")
class RemoveEnablerSuccess(Removed):
    """The enabler was removed."""


CreateEnablerResult = Annotated[
    CreateEnablerSuccess | Refusal | Unavailable,
    strawberry.union("CreateEnablerResult", description="What became of adding an enabler."),
]
UpdateEnablerResult = Annotated[
    UpdateEnablerSuccess | StaleVersion | Refusal | Unavailable,
    strawberry.union("UpdateEnablerResult", description="What became of changing an enabler."),
]
RemoveEnablerResult = Annotated[
    RemoveEnablerSuccess | StaleVersion | Refusal | Unavailable,
    strawberry.union("RemoveEnablerResult", description="What became of removing an enabler."),
]


@strawberry.input(description="The fields of an enabler, each optional.")
class EnablerFields:
    """The fields of an enabler, each optional."""

    outcome_id: strawberry.ID | None = taken(ROOT, "outcome")
    workflow_id: strawberry.ID | None = taken(ROOT, "workflow")
    kind: EnablerKind | None = taken(ROOT, "kind")
    title: str | None = taken(ROOT, "title")
    owner_id: strawberry.ID | None = taken(ROOT, "owner")
    state: WorkState | None = taken(ROOT, "state")
    due: dt.date | None = taken(ROOT, "due")
    frequency: str | None = taken(ROOT, "frequency")
    position: str | None = taken(ROOT, "position")


@strawberry.input(description="An enabler to be added; what is absent or null stays empty.")
class CreateEnablerInput(PlanInput, EnablerFields):
    """An enabler to be added."""


@strawberry.input(description="Changes of an enabler: what is absent stays as it is, null clears.")
class UpdateEnablerInput(EntityInput, EnablerFields):
    """Changes of an enabler."""


@strawberry.input(description="An enabler to be removed.")
class RemoveEnablerInput(EntityInput):
    """An enabler to be removed."""


@strawberry.type(description="What can be done with enablers.")
class EnablerMutation:
    """What can be done with enablers."""

    @strawberry.mutation(description="Add an enabler to a plan.")
    async def create_enabler(
        self,
        info: Info,
        input: Annotated[CreateEnablerInput, strawberry.argument(description="The enabler to be added.")],  # noqa: A002 - GraphQL's name
    ) -> CreateEnablerResult:
        """Add an enabler."""
        return await create(info, Enabler, CreateEnablerSuccess, input)

    @strawberry.mutation(description="Change fields of an enabler.")
    async def update_enabler(
        self,
        info: Info,
        input: Annotated[UpdateEnablerInput, strawberry.argument(description="The changes.")],  # noqa: A002 - GraphQL's name
    ) -> UpdateEnablerResult:
        """Change an enabler."""
        return await update(info, Enabler, UpdateEnablerSuccess, input)

    @strawberry.mutation(description="Remove an enabler from a plan; what refers to it stays.")
    async def remove_enabler(
        self,
        info: Info,
        input: Annotated[RemoveEnablerInput, strawberry.argument(description="The enabler to be removed.")],  # noqa: A002 - GraphQL's name
    ) -> RemoveEnablerResult:
        """Remove an enabler."""
        return await remove(info, Enabler, RemoveEnablerSuccess, input)
