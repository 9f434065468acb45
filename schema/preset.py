"""Presets: how much a plan holds and which sections it shows. Every preset stores the same data."""

import datetime as dt
from enum import Enum
from typing import Annotated, Self
from uuid import UUID

import strawberry

from collab.errors import Stale
from collab.plan_preset import choose_preset
from plans.rules.preset import SHAPES
from plans.rules.preset import Preset as PresetFact
from plans.rules.preset import Range as RangeFact
from plans.rules.prompt import prompts
from plans.store.plan import PlanRow
from plans.store.plan_preset import PlanPresetRow
from schema.beside import writing_beside
from schema.context import Info
from schema.edit import Edited, PlanInput, key_of
from schema.entity import Versioned
from schema.person import Person
from schema.refusal import Refusal, Unavailable
from schema.stale import StaleEdit, StaleVersion

_value = strawberry.enum_value


@strawberry.enum(description="The shape that a plan is given: limits and sections, never data.")
class Preset(Enum):
    """The shape that a plan is given."""

    ONE_PAGE = _value("one_page", description="Everything on one page.")
    STRATEGIC = _value("strategic", description="Every section; what a plan has until another one is chosen.")
    MUTUAL = _value("mutual", description="A mutual action plan: who owes what to whom comes early.")
    OBJECTIVES = _value("objectives", description="Three to five objectives.")
    CHAIN = _value("chain", description="Outcome, metric, workflow, enabler.")


@strawberry.enum(description="A section of the plan as people read it.")
class Section(Enum):
    """A section of the plan as people read it."""

    OVERVIEW = _value("overview", description="Customer, contract, renewal, CSM and people.")
    CONTEXT = _value("context", description="Why the customer bought, the problem, the return.")
    OUTCOMES = _value("outcomes", description="The outcomes, from, to and by.")
    CHAIN = _value("chain", description="Workflows, enablers and indicators under each outcome.")
    ROADMAP = _value("roadmap", description="Milestones in time.")
    RISKS = _value("risks", description="The risk register.")
    VALUE = _value("value", description="The log of value delivered.")
    NEXT_STEPS = _value("next_steps", description="Who does what next.")
    DEPENDENCIES = _value("dependencies", description="Who owes what to whom.")
    REVIEW = _value("review", description="The next review.")


@strawberry.type(description="How many there should be; both ends belong to it.")
class Range:
    """How many there should be."""

    low: int = strawberry.field(description="At least so many.")
    high: int = strawberry.field(description="At most so many.")

    @classmethod
    def from_fact(cls, fact: RangeFact) -> Self:
        """The range as the rules have it."""
        return cls(low=fact.low, high=fact.high)


@strawberry.type(description="What a preset asks for.")
class PresetShape:
    """What a preset asks for."""

    preset: Preset = strawberry.field(description="The preset.")
    sections: list[Section] = strawberry.field(description="The sections that show, in their order.")
    outcomes: Range = strawberry.field(description="How many active outcomes a plan should have.")
    milestones: Range = strawberry.field(description="How many milestones an outcome should have.")

    @classmethod
    def from_fact(cls, preset: PresetFact) -> Self:
        """The shape as the rules have it."""
        shape = SHAPES[preset]
        return cls(
            preset=Preset(preset.value),
            sections=[Section(section.value) for section in shape.sections],
            outcomes=Range.from_fact(shape.outcomes),
            milestones=Range.from_fact(shape.milestones),
        )


@strawberry.type(description="The shape of one plan: its preset, and who chose it.")
class PlanShape(Versioned, PresetShape):
    """The shape of one plan."""

    chosen_by_id: strawberry.ID | None = strawberry.field(description="The UUID of the person who chose it.")
    chosen_at: dt.datetime | None = strawberry.field(description="When it was chosen; null where nobody has chosen.")

    @classmethod
    def from_row(cls, row: PlanPresetRow | None) -> Self:
        """The shape as chosen, or the one that a plan begins with."""
        shape = PresetShape.from_fact(PresetFact(row.preset) if row else PresetFact.STRATEGIC)
        return cls(
            **vars(shape),
            version=row.version if row else 0,
            invalid_fields=[],
            chosen_by_id=strawberry.ID(str(row.chosen_by)) if row else None,
            chosen_at=row.chosen_at if row else None,
        )

    @strawberry.field(description="Who chose it, while the viewer sees that person.")
    async def chosen_by(self, info: Info) -> Person | None:
        """Who chose it."""
        if self.chosen_by_id is None:
            return None
        row = await info.context.loaders.people.load(UUID(self.chosen_by_id))
        return Person.from_row(row) if row else None


async def read_shape(info: Info, plan: PlanRow) -> PlanShape:
    """The shape of a plan."""
    return PlanShape.from_row(await info.context.loaders.presets.load((plan.vendor_id, plan.id)))


@strawberry.type(description="What can be asked about starting a plan.")
class PresetQuery:
    """What can be asked about starting a plan."""

    @strawberry.field(description="The presets to choose from.")
    def presets(self) -> list[PresetShape]:
        """The presets to choose from."""
        return [PresetShape.from_fact(preset) for preset in PresetFact]

    @strawberry.field(
        description="Questions that open a plan: what success looks like, to be answered in the customer's own words."
    )
    def prompts(
        self,
        on: Annotated[
            dt.date | None,
            strawberry.argument(description="The day on which they are asked: one names the next quarter. Today."),
        ] = None,
    ) -> list[str]:
        """Questions that open a plan."""
        return list(prompts(on or dt.datetime.now(dt.UTC).date()))


@strawberry.type(description="The preset was chosen.")
class ChoosePlanPresetSuccess(Edited):
    """The preset was chosen."""

    @strawberry.field(description="The plan's shape as it now is.")
    async def shape(self, info: Info) -> PlanShape:
        """The plan's shape as it now is."""
        return await read_shape(info, self.plan_row)


ChoosePlanPresetResult = Annotated[
    ChoosePlanPresetSuccess | StaleVersion | Refusal | Unavailable,
    strawberry.union("ChoosePlanPresetResult", description="What became of choosing a preset."),
]


@strawberry.input(description="A preset to be chosen for a plan.")
class ChoosePlanPresetInput(PlanInput):
    """A preset to be chosen for a plan."""

    preset: Preset = strawberry.field(description="The preset.")
    expected_version: int | None = strawberry.field(
        default=None,
        description="The version of the plan's shape that was looked at: where it is another now, nothing is changed.",
    )


@strawberry.type(description="What can be done with presets.")
class PresetMutation:
    """What can be done with presets."""

    @strawberry.mutation(
        description="Choose a plan's preset: it sets limits and sections, and changes nothing that the plan says. For "
        "whoever writes the plan, on both sides."
    )
    async def choose_plan_preset(
        self,
        info: Info,
        input: Annotated[ChoosePlanPresetInput, strawberry.argument(description="The choice.")],  # noqa: A002 - GraphQL's name
    ) -> ChoosePlanPresetResult:
        """Choose a preset."""
        chosen = PresetFact(input.preset.value)
        try:
            async with writing_beside(info, input) as (connection, plan):
                once = key_of(info, input, plan.vendor_id, plan.id)
                await choose_preset(connection, info.context.viewer, plan, chosen, input.expected_version, once)
        except Stale as stale:
            await info.context.renew()
            raise StaleEdit(stale, lambda asked: read_shape(asked, plan)) from stale  # pyright: ignore[reportPossiblyUnboundVariable] - it was opened
        return ChoosePlanPresetSuccess(plan_row=plan, entity_id=str(plan.id))
