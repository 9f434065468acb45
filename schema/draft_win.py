"""Drafts of the value log: milestones that are done, of which nobody has said yet what they brought."""

import datetime as dt
from typing import Self

import strawberry

from plans.rules.draft_win import DraftWin as DraftWinFact
from plans.rules.draft_win import draft_wins
from plans.rules.reading import read
from plans.store.plan import PlanRow
from schema.context import Info
from schema.entity import entity_of
from schema.milestone import Milestone
from schema.outcome import Outcome
from schema.plan_facts import facts_of


@strawberry.type(
    description="A win to be: a milestone that is done entered the value log by itself. `createWin` with its "
    "`milestoneId` makes a win of it, with what it was worth."
)
class DraftWin:
    """A win to be."""

    plan_row: strawberry.Private[PlanRow]
    milestone_id: strawberry.ID = strawberry.field(description="The UUID of the milestone that is done.")
    outcome_id: strawberry.ID | None = strawberry.field(description="The UUID of the outcome that it counts for.")
    title: str | None = strawberry.field(description="What was reached.")
    reached_on: dt.date | None = strawberry.field(name="on", description="The day on which it was reached.")

    @classmethod
    def from_fact(cls, plan: PlanRow, fact: DraftWinFact) -> Self:
        """The draft as the rules made it."""
        return cls(
            plan_row=plan,
            milestone_id=strawberry.ID(fact.milestone.id),
            outcome_id=strawberry.ID(fact.outcome) if fact.outcome else None,
            title=fact.title or None,
            reached_on=fact.on,
        )

    @strawberry.field(description="The milestone that is done.")
    async def milestone(self, info: Info) -> Milestone | None:
        """The milestone that is done."""
        return await entity_of(info, self.plan_row, Milestone, self.milestone_id)

    @strawberry.field(description="The outcome that it counts for.")
    async def outcome(self, info: Info) -> Outcome | None:
        """The outcome that it counts for."""
        return await entity_of(info, self.plan_row, Outcome, self.outcome_id)


async def read_draft_wins(info: Info, row: PlanRow) -> list[DraftWin]:
    """The drafts of a plan's value log, in the order of its milestones."""
    return [DraftWin.from_fact(row, fact) for fact in draft_wins(read(await facts_of(info.context, row)))]
