"""Something to do under a milestone; without a milestone, a next step."""

import datetime as dt
from typing import TYPE_CHECKING, Annotated, ClassVar

import strawberry

import schema.milestone
from plans.rules.declaration import Collection
from schema.contact import Contact
from schema.context import Info
from schema.declared import collection_of, described, described_id, meaning, taken
from schema.edit import NOW, Edited, EntityInput, PlanInput, Removed, create, remove, update
from schema.entity import Entity, contact_of, entity_of
from schema.refusal import Refusal, Unavailable
from schema.stale import StaleVersion

if TYPE_CHECKING:
    from schema.milestone import Milestone

ROOT = "tasks"


@strawberry.type(description=meaning(ROOT))
class Task(Entity):
    """Something to do under a milestone; without a milestone, a next step."""

    collection: ClassVar[Collection] = collection_of(ROOT)
    milestone_id: strawberry.ID | None = described_id(ROOT, "milestone")
    action: str | None = described(ROOT, "action")
    owner_id: strawberry.ID | None = described_id(ROOT, "owner")
    due: dt.date | None = described(ROOT, "due")
    done: bool | None = described(ROOT, "done")
    position: str | None = described(ROOT, "position")

    @strawberry.field(description=meaning(ROOT, "milestone"))
    async def milestone(self, info: Info) -> Annotated["Milestone", strawberry.lazy("schema.milestone")] | None:
        """The milestone that it belongs to."""
        return await entity_of(info, self.plan_row, schema.milestone.Milestone, self.milestone_id)

    @strawberry.field(description=meaning(ROOT, "owner"))
    async def owner(self, info: Info) -> Contact | None:
        """Who does it."""
        return await contact_of(info, self.plan_row, self.owner_id)


@strawberry.type(description="A task was edited.")
class TaskEdited(Edited):
    """A task was edited."""

    @strawberry.field(description=NOW)
    async def task(self, info: Info) -> Task | None:
        """As it now is."""
        return await entity_of(info, self.plan_row, Task, self.entity_id)


@strawberry.type(description="The task was added.")
class CreateTaskSuccess(TaskEdited):
    """The task was added."""


@strawberry.type(description="The task was changed.")
class UpdateTaskSuccess(TaskEdited):
    """The task was changed."""


@strawberry.type(description="The task was removed.")
class RemoveTaskSuccess(Removed):
    """The task was removed."""


CreateTaskResult = Annotated[
    CreateTaskSuccess | Refusal | Unavailable,
    strawberry.union("CreateTaskResult", description="What became of adding a task."),
]
UpdateTaskResult = Annotated[
    UpdateTaskSuccess | StaleVersion | Refusal | Unavailable,
    strawberry.union("UpdateTaskResult", description="What became of changing a task."),
]
RemoveTaskResult = Annotated[
    RemoveTaskSuccess | StaleVersion | Refusal | Unavailable,
    strawberry.union("RemoveTaskResult", description="What became of removing a task."),
]


@strawberry.input(description="The fields of a task, each optional.")
class TaskFields:
    """The fields of a task, each optional."""

    milestone_id: strawberry.ID | None = taken(ROOT, "milestone")
    action: str | None = taken(ROOT, "action")
    owner_id: strawberry.ID | None = taken(ROOT, "owner")
    due: dt.date | None = taken(ROOT, "due")
    done: bool | None = taken(ROOT, "done")
    position: str | None = taken(ROOT, "position")


@strawberry.input(description="A task to be added; what is absent or null stays empty.")
class CreateTaskInput(PlanInput, TaskFields):
    """A task to be added."""


@strawberry.input(description="Changes of a task: what is absent stays as it is, null clears.")
class UpdateTaskInput(EntityInput, TaskFields):
    """Changes of a task."""


@strawberry.input(description="A task to be removed.")
class RemoveTaskInput(EntityInput):
    """A task to be removed."""


@strawberry.type(description="What can be done with tasks.")
class TaskMutation:
    """What can be done with tasks."""

    @strawberry.mutation(description="Add a task to a plan.")
    async def create_task(
        self,
        info: Info,
        input: Annotated[CreateTaskInput, strawberry.argument(description="The task to be added.")],  # noqa: A002 - GraphQL's name
    ) -> CreateTaskResult:
        """Add a task."""
        return await create(info, Task, CreateTaskSuccess, input)

    @strawberry.mutation(description="Change fields of a task.")
    async def update_task(
        self,
        info: Info,
        input: Annotated[UpdateTaskInput, strawberry.argument(description="The changes.")],  # noqa: A002 - GraphQL's name
    ) -> UpdateTaskResult:
        """Change a task."""
        return await update(info, Task, UpdateTaskSuccess, input)

    @strawberry.mutation(description="Remove a task from a plan; what refers to it stays.")
    async def remove_task(
        self,
        info: Info,
        input: Annotated[RemoveTaskInput, strawberry.argument(description="The task to be removed.")],  # noqa: A002 - GraphQL's name
    ) -> RemoveTaskResult:
        """Remove a task."""
        return await remove(info, Task, RemoveTaskSuccess, input)
