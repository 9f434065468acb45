"""What the vendor keeps to itself about a plan: its internal document."""

from typing import Self

import strawberry

from plans.store.content import EntityRow
from plans.store.plan import PlanRow
from schema.context import Info
from schema.conversation import Conversation
from schema.declared import collection_of, described, meaning, values
from schema.entity import INVALID_FIELDS, VERSION, entities_of
from schema.expansion import Expansion
from schema.next_goal import NextGoal
from schema.stakeholder_risk import StakeholderRisk

ROOT = "internal"
OVERVIEW = collection_of(ROOT)


@strawberry.type(description=meaning(ROOT))
class InternalPlan:
    """What the vendor keeps to itself about the plan."""

    row: strawberry.Private[PlanRow]
    version: int = strawberry.field(description=VERSION)
    invalid_fields: list[str] = strawberry.field(description=INVALID_FIELDS)
    narrative: str | None = described(ROOT, "narrative")
    champions: str | None = described(ROOT, "champions")
    skeptics: str | None = described(ROOT, "skeptics")
    friction: str | None = described(ROOT, "friction")
    prior_failures: str | None = described(ROOT, "priorFailures")
    lessons: str | None = described(ROOT, "lessons")

    @classmethod
    def from_row(cls, row: PlanRow, overview: EntityRow | None) -> Self:
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
    found = await info.context.loaders.rows(OVERVIEW).load(row)
    return InternalPlan.from_row(row, next(iter(found), None))
