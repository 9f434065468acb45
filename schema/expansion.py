"""An idea that hangs on a documented gap."""

from typing import Annotated, ClassVar

import strawberry

from plans.rules.declaration import Collection
from schema.context import Info
from schema.declared import collection_of, described, meaning, taken
from schema.edit import NOW, Edited, EntityInput, PlanInput, Removed, create, remove, update
from schema.entity import Entity, entity_of
from schema.refusal import Refusal, Unavailable
from schema.stale import StaleVersion

ROOT = "expansions"


@strawberry.type(description=meaning(ROOT))
class Expansion(Entity):
    """An idea that hangs on a documented gap."""

    collection: ClassVar[Collection] = collection_of(ROOT)
    gap: str | None = described(ROOT, "gap")
    idea: str | None = described(ROOT, "idea")


@strawberry.type(description="An expansion was edited.")
class ExpansionEdited(Edited):
    """An expansion was edited."""

    @strawberry.field(description=NOW)
    async def expansion(self, info: Info) -> Expansion | None:
        """As it now is."""
        return await entity_of(info, self.plan_row, Expansion, self.entity_id)


@strawberry.type(description="The expansion was added.")
class CreateExpansionSuccess(ExpansionEdited):
    """The expansion was added."""


@strawberry.type(description="The expansion was changed.")
class UpdateExpansionSuccess(ExpansionEdited):
    """The expansion was changed."""


@strawberry.type(description="The expansion was removed.")
class RemoveExpansionSuccess(Removed):
    """The expansion was removed."""


CreateExpansionResult = Annotated[
    CreateExpansionSuccess | Refusal | Unavailable,
    strawberry.union("CreateExpansionResult", description="What became of adding an expansion."),
]
UpdateExpansionResult = Annotated[
    UpdateExpansionSuccess | StaleVersion | Refusal | Unavailable,
    strawberry.union("UpdateExpansionResult", description="What became of changing an expansion."),
]
RemoveExpansionResult = Annotated[
    RemoveExpansionSuccess | StaleVersion | Refusal | Unavailable,
    strawberry.union("RemoveExpansionResult", description="What became of removing an expansion."),
]


@strawberry.input(description="The fields of an expansion, each optional.")
class ExpansionFields:
    """The fields of an expansion, each optional."""

    gap: str | None = taken(ROOT, "gap")
    idea: str | None = taken(ROOT, "idea")


@strawberry.input(description="An expansion to be added; what is absent or null stays empty.")
class CreateExpansionInput(PlanInput, ExpansionFields):
    """An expansion to be added."""


@strawberry.input(description="Changes of an expansion: what is absent stays as it is, null clears.")
class UpdateExpansionInput(EntityInput, ExpansionFields):
    """Changes of an expansion."""


@strawberry.input(description="An expansion to be removed.")
class RemoveExpansionInput(EntityInput):
    """An expansion to be removed."""


@strawberry.type(description="What can be done with expansions.")
class ExpansionMutation:
    """What can be done with expansions."""

    @strawberry.mutation(description="Add an expansion to a plan.")
    async def create_expansion(
        self,
        info: Info,
        input: Annotated[CreateExpansionInput, strawberry.argument(description="The expansion to be added.")],  # noqa: A002 - GraphQL's name
    ) -> CreateExpansionResult:
        """Add an expansion."""
        return await create(info, Expansion, CreateExpansionSuccess, input)

    @strawberry.mutation(description="Change fields of an expansion.")
    async def update_expansion(
        self,
        info: Info,
        input: Annotated[UpdateExpansionInput, strawberry.argument(description="The changes.")],  # noqa: A002 - GraphQL's name
    ) -> UpdateExpansionResult:
        """Change an expansion."""
        return await update(info, Expansion, UpdateExpansionSuccess, input)

    @strawberry.mutation(description="Remove an expansion from a plan; what refers to it stays.")
    async def remove_expansion(
        self,
        info: Info,
        input: Annotated[RemoveExpansionInput, strawberry.argument(description="The expansion to be removed.")],  # noqa: A002 - GraphQL's name
    ) -> RemoveExpansionResult:
        """Remove an expansion."""
        return await remove(info, Expansion, RemoveExpansionSuccess, input)
