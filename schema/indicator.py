"""A figure that tells early (leading) or late (lagging) whether the outcome is coming."""

from typing import TYPE_CHECKING, Annotated, ClassVar

import strawberry

import schema.outcome
from plans.rules.declaration import Collection
from schema.choice import Comparator, IndicatorKind
from schema.context import Info
from schema.declared import collection_of, described, described_id, meaning, taken
from schema.edit import NOW, Edited, EntityInput, PlanInput, Removed, create, remove, update
from schema.entity import Entity, entity_of
from schema.measurement import IncludeCorrected, Measurement, read_latest, read_series
from schema.page import After, Before, Connection, First, Last
from schema.refusal import Refusal, Unavailable
from schema.stale import StaleVersion

if TYPE_CHECKING:
    from schema.outcome import Outcome

ROOT = "indicators"


@strawberry.type(description=meaning(ROOT))
class Indicator(Entity):
    """A figure that tells early (leading) or late (lagging) whether the outcome is coming."""

    collection: ClassVar[Collection] = collection_of(ROOT)
    outcome_id: strawberry.ID | None = described_id(ROOT, "outcome")
    kind: IndicatorKind | None = described(ROOT, "kind")
    name: str | None = described(ROOT, "name")
    unit: str | None = described(ROOT, "unit")
    comparator: Comparator | None = described(ROOT, "comparator")
    baseline: float | None = described(ROOT, "baseline")
    target: float | None = described(ROOT, "target")
    position: str | None = described(ROOT, "position")

    @strawberry.field(description=meaning(ROOT, "outcome"))
    async def outcome(self, info: Info) -> Annotated["Outcome", strawberry.lazy("schema.outcome")] | None:
        """The outcome that it tells about."""
        return await entity_of(info, self.plan_row, schema.outcome.Outcome, self.outcome_id)

    @strawberry.field(description="What was measured, newest first; what counts, unless asked for all.")
    async def measurements(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
        include_corrected: IncludeCorrected = False,
    ) -> Connection[Measurement]:
        """What was measured."""
        arguments = (first, after, last, before)
        return await read_series(info, self.plan_row, self.id, arguments, corrected=include_corrected)

    @strawberry.field(description="The value that counts: the latest by its day, then by when it was recorded.")
    async def latest(self, info: Info) -> Measurement | None:
        """The value that counts."""
        row = await read_latest(info, self.plan_row, self.id)
        return Measurement.from_row(row) if row else None


@strawberry.type(description="An indicator was edited.")
class IndicatorEdited(Edited):
    """An indicator was edited."""

    @strawberry.field(description=NOW)
    async def indicator(self, info: Info) -> Indicator | None:
        """As it now is."""
        return await entity_of(info, self.plan_row, Indicator, self.entity_id)


@strawberry.type(description="The indicator was added.")
class CreateIndicatorSuccess(IndicatorEdited):
    """The indicator was added."""


@strawberry.type(description="The indicator was changed.")
class UpdateIndicatorSuccess(IndicatorEdited):
    """The indicator was changed."""


@strawberry.type(description="The indicator was removed.")
class RemoveIndicatorSuccess(Removed):
    """The indicator was removed."""


CreateIndicatorResult = Annotated[
    CreateIndicatorSuccess | Refusal | Unavailable,
    strawberry.union("CreateIndicatorResult", description="What became of adding an indicator."),
]
UpdateIndicatorResult = Annotated[
    UpdateIndicatorSuccess | StaleVersion | Refusal | Unavailable,
    strawberry.union("UpdateIndicatorResult", description="What became of changing an indicator."),
]
RemoveIndicatorResult = Annotated[
    RemoveIndicatorSuccess | StaleVersion | Refusal | Unavailable,
    strawberry.union("RemoveIndicatorResult", description="What became of removing an indicator."),
]


@strawberry.input(description="The fields of an indicator, each optional.")
class IndicatorFields:
    """The fields of an indicator, each optional."""

    outcome_id: strawberry.ID | None = taken(ROOT, "outcome")
    kind: IndicatorKind | None = taken(ROOT, "kind")
    name: str | None = taken(ROOT, "name")
    unit: str | None = taken(ROOT, "unit")
    comparator: Comparator | None = taken(ROOT, "comparator")
    baseline: float | None = taken(ROOT, "baseline")
    target: float | None = taken(ROOT, "target")
    position: str | None = taken(ROOT, "position")


@strawberry.input(description="An indicator to be added; what is absent or null stays empty.")
class CreateIndicatorInput(PlanInput, IndicatorFields):
    """An indicator to be added."""


@strawberry.input(description="Changes of an indicator: what is absent stays as it is, null clears.")
class UpdateIndicatorInput(EntityInput, IndicatorFields):
    """Changes of an indicator."""


@strawberry.input(description="An indicator to be removed.")
class RemoveIndicatorInput(EntityInput):
    """An indicator to be removed."""


@strawberry.type(description="What can be done with indicators.")
class IndicatorMutation:
    """What can be done with indicators."""

    @strawberry.mutation(description="Add an indicator to a plan.")
    async def create_indicator(
        self,
        info: Info,
        input: Annotated[CreateIndicatorInput, strawberry.argument(description="The indicator to be added.")],  # noqa: A002 - GraphQL's name
    ) -> CreateIndicatorResult:
        """Add an indicator."""
        return await create(info, Indicator, CreateIndicatorSuccess, input)

    @strawberry.mutation(description="Change fields of an indicator.")
    async def update_indicator(
        self,
        info: Info,
        input: Annotated[UpdateIndicatorInput, strawberry.argument(description="The changes.")],  # noqa: A002 - GraphQL's name
    ) -> UpdateIndicatorResult:
        """Change an indicator."""
        return await update(info, Indicator, UpdateIndicatorSuccess, input)

    @strawberry.mutation(description="Remove an indicator from a plan; what refers to it stays.")
    async def remove_indicator(
        self,
        info: Info,
        input: Annotated[RemoveIndicatorInput, strawberry.argument(description="The indicator to be removed.")],  # noqa: A002 - GraphQL's name
    ) -> RemoveIndicatorResult:
        """Remove an indicator."""
        return await remove(info, Indicator, RemoveIndicatorSuccess, input)
