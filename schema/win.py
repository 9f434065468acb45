"""Value delivered, as recorded in the value log."""

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, ClassVar
from uuid import UUID

import strawberry

import schema.milestone
import schema.outcome
from plans.rules.declaration import Collection
from plans.rules.win_confirmation import Claim
from schema.context import Info
from schema.declared import collection_of, described, described_id, meaning, taken
from schema.edit import NOW, Edited, EntityInput, PlanInput, Removed, create, remove, update
from schema.entity import Entity, entity_of
from schema.refusal import Refusal, Unavailable
from schema.stale import StaleVersion
from schema.win_confirmation import WinConfirmation, read_confirmation

if TYPE_CHECKING:
    from schema.milestone import Milestone
    from schema.outcome import Outcome

ROOT = "wins"


@strawberry.type(description=meaning(ROOT))
class Win(Entity):
    """Value delivered, as recorded in the value log."""

    collection: ClassVar[Collection] = collection_of(ROOT)
    title: str | None = described(ROOT, "title")
    outcome_id: strawberry.ID | None = described_id(ROOT, "outcome")
    milestone_id: strawberry.ID | None = described_id(ROOT, "milestone")
    value: Decimal | None = described(ROOT, "value")
    unit: str | None = described(ROOT, "unit")
    currency: str | None = described(ROOT, "currency")
    calculation: str | None = described(ROOT, "calculation")
    evidence: str | None = described(ROOT, "evidence")
    won_on: dt.date | None = described(ROOT, "on")

    @strawberry.field(description=meaning(ROOT, "outcome"))
    async def outcome(self, info: Info) -> Annotated["Outcome", strawberry.lazy("schema.outcome")] | None:
        """The outcome that it counts for."""
        return await entity_of(info, self.plan_row, schema.outcome.Outcome, self.outcome_id)

    @strawberry.field(description=meaning(ROOT, "milestone"))
    async def milestone(self, info: Info) -> Annotated["Milestone", strawberry.lazy("schema.milestone")] | None:
        """The milestone that brought it."""
        return await entity_of(info, self.plan_row, schema.milestone.Milestone, self.milestone_id)

    @strawberry.field(
        description="Whether a person of the customer's confirmed what it says; otherwise it is an estimate. False too "
        "where its title, value, unit, currency, outcome or day was changed since."
    )
    async def confirmed(self, info: Info) -> bool:
        """Whether the customer confirmed what it says."""
        outcome = UUID(self.outcome_id) if self.outcome_id else None
        claim = Claim(self.title, self.value, self.unit, self.currency, outcome, self.won_on)
        found = await read_confirmation(info, self.plan_row, self.id)
        return found is not None and found.claim == claim

    @strawberry.field(
        description="What the customer confirmed last, also where the win says something else since; null where "
        "nothing was confirmed, or that was withdrawn."
    )
    async def confirmation(self, info: Info) -> WinConfirmation | None:
        """What the customer confirmed last."""
        found = await read_confirmation(info, self.plan_row, self.id)
        return WinConfirmation.from_row(found) if found else None


@strawberry.type(description="A win was edited.")
class WinEdited(Edited):
    """A win was edited."""

    @strawberry.field(description=NOW)
    async def win(self, info: Info) -> Win | None:
        """As it now is."""
        return await entity_of(info, self.plan_row, Win, self.entity_id)


@strawberry.type(description="The win was added.")
class CreateWinSuccess(WinEdited):
    """The win was added."""


@strawberry.type(description="The win was changed.")
class UpdateWinSuccess(WinEdited):
    """The win was changed."""


@strawberry.type(description="The win was removed.")
class RemoveWinSuccess(Removed):
    """The win was removed."""


CreateWinResult = Annotated[
    CreateWinSuccess | Refusal | Unavailable,
    strawberry.union("CreateWinResult", description="What became of adding a win."),
]
UpdateWinResult = Annotated[
    UpdateWinSuccess | StaleVersion | Refusal | Unavailable,
    strawberry.union("UpdateWinResult", description="What became of changing a win."),
]
RemoveWinResult = Annotated[
    RemoveWinSuccess | StaleVersion | Refusal | Unavailable,
    strawberry.union("RemoveWinResult", description="What became of removing a win."),
]


@strawberry.input(description="The fields of a win, each optional.")
class WinFields:
    """The fields of a win, each optional."""

    title: str | None = taken(ROOT, "title")
    outcome_id: strawberry.ID | None = taken(ROOT, "outcome")
    milestone_id: strawberry.ID | None = taken(ROOT, "milestone")
    value: Decimal | None = taken(ROOT, "value")
    unit: str | None = taken(ROOT, "unit")
    currency: str | None = taken(ROOT, "currency")
    calculation: str | None = taken(ROOT, "calculation")
    evidence: str | None = taken(ROOT, "evidence")
    won_on: dt.date | None = taken(ROOT, "on")


@strawberry.input(description="A win to be added; what is absent or null stays empty.")
class CreateWinInput(PlanInput, WinFields):
    """A win to be added."""


@strawberry.input(description="Changes of a win: what is absent stays as it is, null clears.")
class UpdateWinInput(EntityInput, WinFields):
    """Changes of a win."""


@strawberry.input(description="A win to be removed.")
class RemoveWinInput(EntityInput):
    """A win to be removed."""


@strawberry.type(description="What can be done with wins.")
class WinMutation:
    """What can be done with wins."""

    @strawberry.mutation(description="Add a win to a plan.")
    async def create_win(
        self,
        info: Info,
        input: Annotated[CreateWinInput, strawberry.argument(description="The win to be added.")],  # noqa: A002 - GraphQL's name
    ) -> CreateWinResult:
        """Add a win."""
        return await create(info, Win, CreateWinSuccess, input)

    @strawberry.mutation(description="Change fields of a win.")
    async def update_win(
        self,
        info: Info,
        input: Annotated[UpdateWinInput, strawberry.argument(description="The changes.")],  # noqa: A002 - GraphQL's name
    ) -> UpdateWinResult:
        """Change a win."""
        return await update(info, Win, UpdateWinSuccess, input)

    @strawberry.mutation(description="Remove a win from a plan; what refers to it stays.")
    async def remove_win(
        self,
        info: Info,
        input: Annotated[RemoveWinInput, strawberry.argument(description="The win to be removed.")],  # noqa: A002 - GraphQL's name
    ) -> RemoveWinResult:
        """Remove a win."""
        return await remove(info, Win, RemoveWinSuccess, input)
