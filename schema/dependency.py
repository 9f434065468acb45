"""What one person owes another, by when."""

import datetime as dt
from typing import TYPE_CHECKING, Annotated, ClassVar

import strawberry

import schema.milestone
from plans.rules.declaration import Collection
from schema.choice import DependencyStatus
from schema.contact import Contact
from schema.context import Info
from schema.declared import collection_of, described, described_id, meaning, taken
from schema.edit import NOW, Edited, EntityInput, PlanInput, Removed, create, remove, update
from schema.entity import Entity, contact_of, entity_of
from schema.refusal import Refusal, Unavailable
from schema.stale import StaleVersion

if TYPE_CHECKING:
    from schema.milestone import Milestone

ROOT = "dependencies"


@strawberry.type(description=meaning(ROOT))
class Dependency(Entity):
    """What one person owes another, by when."""

    collection: ClassVar[Collection] = collection_of(ROOT)
    owed_by_id: strawberry.ID | None = described_id(ROOT, "owedBy")
    owed_to_id: strawberry.ID | None = described_id(ROOT, "owedTo")
    what: str | None = described(ROOT, "what")
    due: dt.date | None = described(ROOT, "due")
    milestone_id: strawberry.ID | None = described_id(ROOT, "milestone")
    waits_for_id: strawberry.ID | None = described_id(ROOT, "waitsFor")
    status: DependencyStatus | None = described(ROOT, "status")
    position: str | None = described(ROOT, "position")

    @strawberry.field(description=meaning(ROOT, "owedBy"))
    async def owed_by(self, info: Info) -> Contact | None:
        """Who owes it."""
        return await contact_of(info, self.plan_row, self.owed_by_id)

    @strawberry.field(description=meaning(ROOT, "owedTo"))
    async def owed_to(self, info: Info) -> Contact | None:
        """Who waits for it."""
        return await contact_of(info, self.plan_row, self.owed_to_id)

    @strawberry.field(description=meaning(ROOT, "milestone"))
    async def milestone(self, info: Info) -> Annotated["Milestone", strawberry.lazy("schema.milestone")] | None:
        """The milestone that needs it."""
        return await entity_of(info, self.plan_row, schema.milestone.Milestone, self.milestone_id)

    @strawberry.field(description=meaning(ROOT, "waitsFor"))
    async def waits_for(self, info: Info) -> Annotated["Dependency", strawberry.lazy("schema.dependency")] | None:
        """The dependency that has to be met first."""
        return await entity_of(info, self.plan_row, Dependency, self.waits_for_id)


@strawberry.type(description="A dependency was edited.")
class DependencyEdited(Edited):
    """A dependency was edited."""

    @strawberry.field(description=NOW)
    async def dependency(self, info: Info) -> Dependency | None:
        """As it now is."""
        return await entity_of(info, self.plan_row, Dependency, self.entity_id)


@strawberry.type(description="The dependency was added.")
class CreateDependencySuccess(DependencyEdited):
    """The dependency was added."""


@strawberry.type(description="The dependency was changed.")
class UpdateDependencySuccess(DependencyEdited):
    """The dependency was changed."""


@strawberry.type(description="The dependency was removed.")
class RemoveDependencySuccess(Removed):
    """The dependency was removed."""


CreateDependencyResult = Annotated[
    CreateDependencySuccess | Refusal | Unavailable,
    strawberry.union("CreateDependencyResult", description="What became of adding a dependency."),
]
UpdateDependencyResult = Annotated[
    UpdateDependencySuccess | StaleVersion | Refusal | Unavailable,
    strawberry.union("UpdateDependencyResult", description="What became of changing a dependency."),
]
RemoveDependencyResult = Annotated[
    RemoveDependencySuccess | StaleVersion | Refusal | Unavailable,
    strawberry.union("RemoveDependencyResult", description="What became of removing a dependency."),
]


@strawberry.input(description="The fields of a dependency, each optional.")
class DependencyFields:
    """The fields of a dependency, each optional."""

    owed_by_id: strawberry.ID | None = taken(ROOT, "owedBy")
    owed_to_id: strawberry.ID | None = taken(ROOT, "owedTo")
    what: str | None = taken(ROOT, "what")
    due: dt.date | None = taken(ROOT, "due")
    milestone_id: strawberry.ID | None = taken(ROOT, "milestone")
    waits_for_id: strawberry.ID | None = taken(ROOT, "waitsFor")
    status: DependencyStatus | None = taken(ROOT, "status")
    position: str | None = taken(ROOT, "position")


@strawberry.input(description="A dependency to be added; what is absent or null stays empty.")
class CreateDependencyInput(PlanInput, DependencyFields):
    """A dependency to be added."""


@strawberry.input(description="Changes of a dependency: what is absent stays as it is, null clears.")
class UpdateDependencyInput(EntityInput, DependencyFields):
    """Changes of a dependency."""


@strawberry.input(description="A dependency to be removed.")
class RemoveDependencyInput(EntityInput):
    """A dependency to be removed."""


@strawberry.type(description="What can be done with dependencies.")
class DependencyMutation:
    """What can be done with dependencies."""

    @strawberry.mutation(description="Add a dependency to a plan.")
    async def create_dependency(
        self,
        info: Info,
        input: Annotated[CreateDependencyInput, strawberry.argument(description="The dependency to be added.")],  # noqa: A002 - GraphQL's name
    ) -> CreateDependencyResult:
        """Add a dependency."""
        return await create(info, Dependency, CreateDependencySuccess, input)

    @strawberry.mutation(description="Change fields of a dependency.")
    async def update_dependency(
        self,
        info: Info,
        input: Annotated[UpdateDependencyInput, strawberry.argument(description="The changes.")],  # noqa: A002 - GraphQL's name
    ) -> UpdateDependencyResult:
        """Change a dependency."""
        return await update(info, Dependency, UpdateDependencySuccess, input)

    @strawberry.mutation(description="Remove a dependency from a plan; what refers to it stays.")
    async def remove_dependency(
        self,
        info: Info,
        input: Annotated[RemoveDependencyInput, strawberry.argument(description="The dependency to be removed.")],  # noqa: A002 - GraphQL's name
    ) -> RemoveDependencyResult:
        """Remove a dependency."""
        return await remove(info, Dependency, RemoveDependencySuccess, input)
