"""A key product workflow that drives an outcome."""

import datetime as dt
from typing import TYPE_CHECKING, Annotated, ClassVar

import strawberry

import schema.enabler
import schema.outcome
from plans.rules.declaration import Collection
from schema.choice import Comparator
from schema.context import Info
from schema.declared import collection_of, described, described_id, meaning, taken
from schema.edit import NOW, Edited, EntityInput, PlanInput, Removed, create, remove, update
from schema.entity import Entity, entities_of, entity_of
from schema.refusal import Refusal, Unavailable
from schema.stale import StaleVersion

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


@strawberry.type(description="A workflow was edited.")
class WorkflowEdited(Edited):
    """A workflow was edited."""

    @strawberry.field(description=NOW)
    async def workflow(self, info: Info) -> Workflow | None:
        """As it now is."""
        return await entity_of(info, self.plan_row, Workflow, self.entity_id)


@strawberry.type(description="The workflow was added.")
class CreateWorkflowSuccess(WorkflowEdited):
    """The workflow was added."""


@strawberry.type(description="The workflow was changed.")
class UpdateWorkflowSuccess(WorkflowEdited):
    """The workflow was changed."""


@strawberry.type(description="The workflow was removed.")
class RemoveWorkflowSuccess(Removed):
    """The workflow was removed."""


CreateWorkflowResult = Annotated[
    CreateWorkflowSuccess | Refusal | Unavailable,
    strawberry.union("CreateWorkflowResult", description="What became of adding a workflow."),
]
UpdateWorkflowResult = Annotated[
    UpdateWorkflowSuccess | StaleVersion | Refusal | Unavailable,
    strawberry.union("UpdateWorkflowResult", description="What became of changing a workflow."),
]
RemoveWorkflowResult = Annotated[
    RemoveWorkflowSuccess | StaleVersion | Refusal | Unavailable,
    strawberry.union("RemoveWorkflowResult", description="What became of removing a workflow."),
]


@strawberry.input(description="The fields of a workflow, each optional.")
class WorkflowFields:
    """The fields of a workflow, each optional."""

    outcome_id: strawberry.ID | None = taken(ROOT, "outcome")
    title: str | None = taken(ROOT, "title")
    comparator: Comparator | None = taken(ROOT, "comparator")
    initial: float | None = taken(ROOT, "initial")
    initial_on: dt.date | None = taken(ROOT, "initialOn")
    threshold: float | None = taken(ROOT, "threshold")
    unit: str | None = taken(ROOT, "unit")
    position: str | None = taken(ROOT, "position")


@strawberry.input(description="A workflow to be added; what is absent or null stays empty.")
class CreateWorkflowInput(PlanInput, WorkflowFields):
    """A workflow to be added."""


@strawberry.input(description="Changes of a workflow: what is absent stays as it is, null clears.")
class UpdateWorkflowInput(EntityInput, WorkflowFields):
    """Changes of a workflow."""


@strawberry.input(description="A workflow to be removed.")
class RemoveWorkflowInput(EntityInput):
    """A workflow to be removed."""


@strawberry.type(description="What can be done with workflows.")
class WorkflowMutation:
    """What can be done with workflows."""

    @strawberry.mutation(description="Add a workflow to a plan.")
    async def create_workflow(
        self,
        info: Info,
        input: Annotated[CreateWorkflowInput, strawberry.argument(description="The workflow to be added.")],  # noqa: A002 - GraphQL's name
    ) -> CreateWorkflowResult:
        """Add a workflow."""
        return await create(info, Workflow, CreateWorkflowSuccess, input)

    @strawberry.mutation(description="Change fields of a workflow.")
    async def update_workflow(
        self,
        info: Info,
        input: Annotated[UpdateWorkflowInput, strawberry.argument(description="The changes.")],  # noqa: A002 - GraphQL's name
    ) -> UpdateWorkflowResult:
        """Change a workflow."""
        return await update(info, Workflow, UpdateWorkflowSuccess, input)

    @strawberry.mutation(description="Remove a workflow from a plan; what refers to it stays.")
    async def remove_workflow(
        self,
        info: Info,
        input: Annotated[RemoveWorkflowInput, strawberry.argument(description="The workflow to be removed.")],  # noqa: A002 - GraphQL's name
    ) -> RemoveWorkflowResult:
        """Remove a workflow."""
        return await remove(info, Workflow, RemoveWorkflowSuccess, input)
