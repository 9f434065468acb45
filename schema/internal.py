"""What the vendor keeps to itself about a plan: its internal document."""

from typing import Annotated, Self

import strawberry

from plans.store.gathered import Values
from plans.store.plan import PlanRow
from schema.context import Info
from schema.conversation import Conversation
from schema.declared import collection_of, described, meaning, taken, values
from schema.edit import ChangeInput, Edited, update_overview
from schema.entity import Versioned, entities_of
from schema.expansion import Expansion
from schema.next_goal import NextGoal
from schema.refusal import Refusal, Unavailable
from schema.stakeholder_risk import StakeholderRisk
from schema.stale import StaleVersion

ROOT = "internal"
OVERVIEW = collection_of(ROOT)


@strawberry.type(description=meaning(ROOT))
class InternalPlan(Versioned):
    """What the vendor keeps to itself about the plan."""

    row: strawberry.Private[PlanRow]
    narrative: str | None = described(ROOT, "narrative")
    champions: str | None = described(ROOT, "champions")
    skeptics: str | None = described(ROOT, "skeptics")
    friction: str | None = described(ROOT, "friction")
    prior_failures: str | None = described(ROOT, "priorFailures")
    lessons: str | None = described(ROOT, "lessons")

    @classmethod
    def from_row(cls, row: PlanRow, overview: Values | None) -> Self:
        """The internal document with what its overview says."""
        return cls(row=row, **values(OVERVIEW, overview))

    @strawberry.field(description=meaning("conversations"))
    async def conversations(self, info: Info) -> list[Conversation]:
        """In their order."""
        return (await entities_of(info, self.row, Conversation)).items

    @strawberry.field(description=meaning("stakeholderRisks"))
    async def stakeholder_risks(self, info: Info) -> list[StakeholderRisk]:
        """In their order."""
        return (await entities_of(info, self.row, StakeholderRisk)).items

    @strawberry.field(description=meaning("expansions"))
    async def expansions(self, info: Info) -> list[Expansion]:
        """In their order."""
        return (await entities_of(info, self.row, Expansion)).items

    @strawberry.field(description=meaning("nextGoals"))
    async def next_goals(self, info: Info) -> list[NextGoal]:
        """In their order."""
        return (await entities_of(info, self.row, NextGoal)).items


async def read_internal(info: Info, row: PlanRow) -> InternalPlan:
    """The internal document of a plan; the caller has seen to it that the viewer is the vendor's."""
    ((_, found),) = await info.context.loaders.values(OVERVIEW, [row])
    return InternalPlan.from_row(row, next(iter(found), None))


@strawberry.type(description="The internal document was changed.")
class UpdateInternalPlanSuccess(Edited):
    """The internal document was changed."""

    @strawberry.field(description="The internal document as it now is.")
    async def internal(self, info: Info) -> InternalPlan:
        """The internal document as it now is."""
        return await read_internal(info, self.plan_row)


UpdateInternalPlanResult = Annotated[
    UpdateInternalPlanSuccess | StaleVersion | Refusal | Unavailable,
    strawberry.union("UpdateInternalPlanResult", description="What became of changing the internal document."),
]


@strawberry.input(description="Changes of what the vendor keeps to itself: what is absent stays as it is, null clears.")
class UpdateInternalPlanInput(ChangeInput):
    """Changes of what the vendor keeps to itself."""

    narrative: str | None = taken(ROOT, "narrative")
    champions: str | None = taken(ROOT, "champions")
    skeptics: str | None = taken(ROOT, "skeptics")
    friction: str | None = taken(ROOT, "friction")
    prior_failures: str | None = taken(ROOT, "priorFailures")
    lessons: str | None = taken(ROOT, "lessons")


@strawberry.type(description="What can be done with the internal document.")
class InternalPlanMutation:
    """What can be done with the internal document."""

    @strawberry.mutation(description="Change what the vendor keeps to itself about a plan.")
    async def update_internal_plan(
        self,
        info: Info,
        input: Annotated[UpdateInternalPlanInput, strawberry.argument(description="The changes.")],  # noqa: A002 - GraphQL's name
    ) -> UpdateInternalPlanResult:
        """Change the internal document."""
        return await update_overview(info, OVERVIEW, UpdateInternalPlanSuccess, input, read_internal)
