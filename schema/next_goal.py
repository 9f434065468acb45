"""Goals for the next cycle."""

from typing import Annotated, ClassVar

import strawberry

from plans.rules.declaration import Collection
from schema.context import Info
from schema.declared import collection_of, described, meaning, taken
from schema.edit import NOW, Edited, EntityInput, PlanInput, Removed, create, remove, update
from schema.entity import Entity, entity_of
from schema.refusal import Refusal, Unavailable
from schema.stale import StaleVersion

ROOT = "nextGoals"


@strawberry.type(description=meaning(ROOT))
class NextGoal(Entity):
    """Goals for the next cycle."""

    collection: ClassVar[Collection] = collection_of(ROOT)
    goal: str | None = described(ROOT, "goal")


@strawberry.type(description="A next goal was edited.")
class NextGoalEdited(Edited):
    """A next goal was edited."""

    @strawberry.field(description=NOW)
    async def next_goal(self, info: Info) -> NextGoal | None:
        """As it now is."""
        return await entity_of(info, self.plan_row, NextGoal, self.entity_id)


@strawberry.type(description="The next goal was added.")
class CreateNextGoalSuccess(NextGoalEdited):
    """The next goal was added."""


@strawberry.type(description="The next goal was changed.")
class UpdateNextGoalSuccess(NextGoalEdited):
    """The next goal was changed."""


@strawberry.type(description="The next goal was removed.")
class RemoveNextGoalSuccess(Removed):
    """The next goal was removed."""


CreateNextGoalResult = Annotated[
    CreateNextGoalSuccess | Refusal | Unavailable,
    strawberry.union("CreateNextGoalResult", description="What became of adding a next goal."),
]
UpdateNextGoalResult = Annotated[
    UpdateNextGoalSuccess | StaleVersion | Refusal | Unavailable,
    strawberry.union("UpdateNextGoalResult", description="What became of changing a next goal."),
]
RemoveNextGoalResult = Annotated[
    RemoveNextGoalSuccess | StaleVersion | Refusal | Unavailable,
    strawberry.union("RemoveNextGoalResult", description="What became of removing a next goal."),
]


@strawberry.input(description="The fields of a next goal, each optional.")
class NextGoalFields:
    """The fields of a next goal, each optional."""

    goal: str | None = taken(ROOT, "goal")


@strawberry.input(description="A next goal to be added; what is absent or null stays empty.")
class CreateNextGoalInput(PlanInput, NextGoalFields):
    """A next goal to be added."""


@strawberry.input(description="Changes of a next goal: what is absent stays as it is, null clears.")
class UpdateNextGoalInput(EntityInput, NextGoalFields):
    """Changes of a next goal."""


@strawberry.input(description="A next goal to be removed.")
class RemoveNextGoalInput(EntityInput):
    """A next goal to be removed."""


@strawberry.type(description="What can be done with next goals.")
class NextGoalMutation:
    """What can be done with next goals."""

    @strawberry.mutation(description="Add a next goal to a plan.")
    async def create_next_goal(
        self,
        info: Info,
        input: Annotated[CreateNextGoalInput, strawberry.argument(description="The next goal to be added.")],  # noqa: A002 - GraphQL's name
    ) -> CreateNextGoalResult:
        """Add a next goal."""
        return await create(info, NextGoal, CreateNextGoalSuccess, input)

    @strawberry.mutation(description="Change fields of a next goal.")
    async def update_next_goal(
        self,
        info: Info,
        input: Annotated[UpdateNextGoalInput, strawberry.argument(description="The changes.")],  # noqa: A002 - GraphQL's name
    ) -> UpdateNextGoalResult:
        """Change a next goal."""
        return await update(info, NextGoal, UpdateNextGoalSuccess, input)

    @strawberry.mutation(description="Remove a next goal from a plan; what refers to it stays.")
    async def remove_next_goal(
        self,
        info: Info,
        input: Annotated[RemoveNextGoalInput, strawberry.argument(description="The next goal to be removed.")],  # noqa: A002 - GraphQL's name
    ) -> RemoveNextGoalResult:
        """Remove a next goal."""
        return await remove(info, NextGoal, RemoveNextGoalSuccess, input)
