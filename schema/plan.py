"""Plans: what both sides have agreed to do, and what they edit live."""

import datetime as dt
from collections.abc import Awaitable, Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Self
from uuid import UUID

import strawberry

import schema.account
from plans.store.gathered import Part, Values
from plans.store.plan import PlanRow
from schema.clock import PlanClocks, read_plan_clocks
from schema.contact import Contact
from schema.context import Info
from schema.declared import collection_of, described, described_id, meaning, parse_id, taken, values
from schema.dependency import Dependency
from schema.draft_win import DraftWin, read_draft_wins
from schema.edit import ChangeInput, Edited, update_overview
from schema.enabler import Enabler
from schema.entity import Versioned, contact_of, entities_of
from schema.finding import (
    Finding,
    Readiness,
    RealPlanTest,
    read_findings,
    read_library_open,
    read_readiness,
    read_real_plan_test,
)
from schema.foresight import foreseen, pushed_below
from schema.indicator import Indicator
from schema.internal import InternalPlan, read_internal
from schema.milestone import Milestone
from schema.node import Node
from schema.opening import PlanOpening, read_openings
from schema.outcome import Outcome
from schema.page import After, Before, Connection, First, Last
from schema.preset import PlanShape, read_shape
from schema.quote import Quote
from schema.reading import sees_internal
from schema.refusal import Refusal, Unavailable
from schema.review import Review, ReviewState, read_next_review, read_next_review_on, read_reviews
from schema.review_note import ReviewNote
from schema.risk import Risk
from schema.stale import StaleVersion
from schema.task import Task
from schema.time_to_value import TimeToValue, read_time_to_value
from schema.win import Win
from schema.workflow import Workflow

if TYPE_CHECKING:
    from schema.account import Account

ROOT = "plan"
OVERVIEW = collection_of(ROOT)


@strawberry.type(description="A success plan, as both sides edit it.")
class Plan(Versioned, Node):
    """A success plan. Its own fields are those of the overview, its lists those of the shared document."""

    row: strawberry.Private[PlanRow]
    pushed: strawberry.Private[Mapping[Part, Values]]
    id: strawberry.ID = strawberry.field(description="The plan's UUID; its live document is /collab/{id}.")
    created_at: dt.datetime = strawberry.field(description="When it was made.")
    title: str | None = described(ROOT, "title")
    goal: str | None = described(ROOT, "goal")
    why_bought: str | None = described(ROOT, "whyBought")
    problem: str | None = described(ROOT, "problem")
    roi: str | None = described(ROOT, "roi")
    expected_time_to_value: str | None = described(ROOT, "expectedTimeToValue")
    review_on: dt.date | None = described(ROOT, "reviewOn")
    escalate_after_days: int | None = described(ROOT, "escalateAfterDays")
    vendor_sponsor_id: strawberry.ID | None = described_id(ROOT, "vendorSponsor")
    customer_sponsor_id: strawberry.ID | None = described_id(ROOT, "customerSponsor")

    @classmethod
    def from_row(cls, row: PlanRow, part: Part, overview: Values | None, pushed: Mapping[Part, Values]) -> Self:
        """The plan with what its overview says; ``part``: what was read of it. ``pushed``: what was pushed down."""
        plan_id = strawberry.ID(str(row.id))
        own = values(OVERVIEW, overview, part)
        return cls(row=row, pushed=pushed, id=plan_id, created_at=row.created_at, **own)

    @classmethod
    def pushed_down(cls, row: PlanRow, pushed: Mapping[Part, Values]) -> Self:
        """The plan where all that is selected of it was pushed down: it holds nothing else."""
        plan = cls.__new__(cls)
        plan.__dict__ = {"row": row, "pushed": pushed}
        return plan

    @strawberry.field(description="When anybody last changed it, live or through the API.")
    async def changed_at(self, info: Info) -> dt.datetime:
        """When it was last changed."""
        return (await info.context.loaders.changes.load((self.row.vendor_id, self.row.id))).changed_at

    @strawberry.field(description="The account that it belongs to.")
    async def account(self, info: Info) -> Annotated["Account", strawberry.lazy("schema.account")]:
        """The account that it belongs to."""
        row = await info.context.loaders.accounts.load(self.row.account_id)
        if row is None:
            message = f"plan {self.row.id} is seen without its account {self.row.account_id}"
            raise RuntimeError(message)
        return schema.account.Account.from_row(row)

    @strawberry.field(description=meaning(ROOT, "vendorSponsor"))
    async def vendor_sponsor(self, info: Info) -> Contact | None:
        """The vendor's executive sponsor."""
        return await contact_of(info, self.row, self.vendor_sponsor_id)

    @strawberry.field(description=meaning(ROOT, "customerSponsor"))
    async def customer_sponsor(self, info: Info) -> Contact | None:
        """The customer's executive sponsor."""
        return await contact_of(info, self.row, self.customer_sponsor_id)

    @strawberry.field(description=meaning("quotes"))
    async def quotes(self, info: Info) -> list[Quote]:
        """In their order."""
        return (await entities_of(info, self.row, Quote)).items

    @strawberry.field(description=meaning("outcomes"))
    async def outcomes(self, info: Info) -> list[Outcome]:
        """In their order."""
        return (await entities_of(info, self.row, Outcome)).items

    @strawberry.field(description=meaning("workflows"))
    async def workflows(self, info: Info) -> list[Workflow]:
        """In their order."""
        return (await entities_of(info, self.row, Workflow)).items

    @strawberry.field(description=meaning("enablers"))
    async def enablers(self, info: Info) -> list[Enabler]:
        """In their order."""
        return (await entities_of(info, self.row, Enabler)).items

    @strawberry.field(description=meaning("indicators"))
    async def indicators(self, info: Info) -> list[Indicator]:
        """In their order."""
        return (await entities_of(info, self.row, Indicator)).items

    @strawberry.field(description=meaning("milestones"))
    async def milestones(self, info: Info) -> list[Milestone]:
        """In their order."""
        return (await entities_of(info, self.row, Milestone)).items

    @strawberry.field(description=meaning("tasks"))
    async def tasks(self, info: Info) -> list[Task]:
        """In their order."""
        return (await entities_of(info, self.row, Task)).items

    @strawberry.field(description="The tasks that belong to no milestone, or to one that is gone.")
    async def next_steps(self, info: Info) -> list[Task]:
        """Tasks without a milestone, in their order."""
        milestones = await entities_of(info, self.row, Milestone)
        tasks = await entities_of(info, self.row, Task)
        return [task for task in tasks.items if milestones.get(task.milestone_id) is None]

    @strawberry.field(description=meaning("dependencies"))
    async def dependencies(self, info: Info) -> list[Dependency]:
        """In their order."""
        return (await entities_of(info, self.row, Dependency)).items

    @strawberry.field(description=meaning("risks"))
    async def risks(self, info: Info) -> list[Risk]:
        """In their order."""
        return (await entities_of(info, self.row, Risk)).items

    @strawberry.field(description=meaning("wins"))
    async def wins(self, info: Info) -> list[Win]:
        """In their order."""
        return (await entities_of(info, self.row, Win)).items

    @strawberry.field(description="Drafts of the value log: milestones that are done and that no win names yet.")
    async def draft_wins(self, info: Info) -> list[DraftWin]:
        """Drafts of the value log, in the order of the milestones."""
        return await read_draft_wins(info, self.row)

    @strawberry.field(description=meaning("reviewNotes"))
    async def review_notes(self, info: Info) -> list[ReviewNote]:
        """In their order."""
        return (await entities_of(info, self.row, ReviewNote)).items

    @strawberry.field(description="Its reviews; what is planned for latest comes first.")
    async def reviews(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
        state: Annotated[ReviewState | None, strawberry.argument(description="Only those that stand there.")] = None,
    ) -> Connection[Review]:
        """Its reviews."""
        return await read_reviews(info, self.row, (first, after, last, before), state)

    @strawberry.field(
        description="The day of the next review, in the account's time zone: the earliest that lies ahead, of planned "
        "reviews and of what `reviewOn` says; null where none does, which is a finding."
    )
    async def next_review_on(self, info: Info) -> dt.date | None:
        """The day of the next review."""
        return await read_next_review_on(info, self.row, self.review_on)

    @strawberry.field(description="The next review: the earliest that is planned for today or later.")
    async def next_review(self, info: Info) -> Review | None:
        """The next review."""
        return await read_next_review(info, self.row)

    @strawberry.field(description="Its preset: how much it should hold and which sections show.")
    async def shape(self, info: Info) -> PlanShape:
        """Its preset."""
        return await read_shape(info, self.row)

    @strawberry.field(description="What the rules find in it: hard findings first, then by weight.")
    async def findings(self, info: Info) -> list[Finding]:
        """What the rules find, as far as the viewer's side may see it."""
        return [Finding.from_fact(fact) for fact in await read_findings(info, self.row)]

    @strawberry.field(description="Whether it may be proposed.")
    async def readiness(self, info: Info) -> Readiness:
        """Whether it may be proposed."""
        return await read_readiness(info, self.row)

    @strawberry.field(
        description="Whether ready success criteria may be offered: not before words of the customer's are recorded."
    )
    async def library_open(self, info: Info) -> bool:
        """Whether ready success criteria may be offered."""
        return await read_library_open(info, self.row)

    @strawberry.field(description="Whether it is a real plan: one answer in five parts.")
    async def real_plan_test(self, info: Info) -> RealPlanTest:
        """Whether it is a real plan."""
        return await read_real_plan_test(info, self.row)

    @strawberry.field(description="By when it is to be agreed and delivered, and how late it is.")
    async def clocks(self, info: Info) -> PlanClocks:
        """By when it is to be agreed and delivered."""
        return await read_plan_clocks(info, self.row)

    @strawberry.field(description="How long it takes from the contract's close until the customer has something of it.")
    async def time_to_value(self, info: Info) -> TimeToValue:
        """How long it takes until the customer has something of it."""
        return await read_time_to_value(info, self.row)

    @strawberry.field(
        description="Who opened it when, newest first: a row for each person and day; for the vendor, null for "
        "everybody else."
    )
    async def openings(
        self, info: Info, first: First = None, after: After = None, last: Last = None, before: Before = None
    ) -> Connection[PlanOpening] | None:
        """Who opened it when."""
        return await read_openings(info, self.row, (first, after, last, before))

    @strawberry.field(description="What the vendor keeps to itself; null for everybody else.")
    async def internal(self, info: Info) -> InternalPlan | None:
        """The vendor's internal document."""
        return await read_internal(info, self.row) if sees_internal(info.context.viewer, self.row) else None


async def read_plans(
    info: Info, rows: Sequence[PlanRow], pushed: Sequence[Mapping[Part, Values]] | None = None
) -> list[Plan]:
    """Plans with what is selected of them: all plans of the operation are read together.

    ``pushed``: what was pushed down of each, where it has been read with their rows.
    """
    loaders = info.context.loaders
    parts, down = foreseen(info), pushed_below(info)
    if pushed is None:
        loaders.foresee((*parts, *down), rows)
        pushed = await loaders.pushed(down, rows)
    else:
        loaders.foresee(parts, rows)
    if down and not any(part.collection is OVERVIEW for part in parts):
        return [Plan.pushed_down(row, found) for row, found in zip(rows, pushed, strict=True)]
    overviews = await loaders.values(OVERVIEW, rows)
    return [
        Plan.from_row(row, part, next(iter(found), None), down)
        for row, down, (part, found) in zip(rows, pushed, overviews, strict=True)
    ]


@strawberry.type(description="What can be asked about plans.")
class PlanQuery:
    """What can be asked about plans."""

    @strawberry.field(
        description="The plan with this id, with every acknowledged edit; null where there is none for the viewer.",
        graphql_type=Plan | None,
    )
    def plan(
        self,
        info: Info,
        id: Annotated[strawberry.ID, strawberry.argument(description="The plan's UUID.")],  # noqa: A002 - GraphQL's name
    ) -> Awaitable[Plan | None] | None:
        """One plan. Not a coroutine: all root fields name their plans before the first of them reads."""
        plan_id = parse_id(id)
        if plan_id is None:
            return None
        info.context.reading.want(plan_id)
        return _read_plan(info, plan_id)


async def _read_plan(info: Info, plan_id: UUID) -> Plan | None:
    row = await info.context.reading.plan(plan_id)
    return (await read_plans(info, [row]))[0] if row else None


@strawberry.type(description="The plan was changed.")
class UpdatePlanSuccess(Edited):
    """The plan was changed."""


UpdatePlanResult = Annotated[
    UpdatePlanSuccess | StaleVersion | Refusal | Unavailable,
    strawberry.union("UpdatePlanResult", description="What became of changing a plan."),
]


@strawberry.input(description="Changes of what a plan as a whole says: what is absent stays as it is, null clears.")
class UpdatePlanInput(ChangeInput):
    """Changes of what a plan as a whole says."""

    title: str | None = taken(ROOT, "title")
    goal: str | None = taken(ROOT, "goal")
    why_bought: str | None = taken(ROOT, "whyBought")
    problem: str | None = taken(ROOT, "problem")
    roi: str | None = taken(ROOT, "roi")
    expected_time_to_value: str | None = taken(ROOT, "expectedTimeToValue")
    review_on: dt.date | None = taken(ROOT, "reviewOn")
    escalate_after_days: int | None = taken(ROOT, "escalateAfterDays")
    vendor_sponsor_id: strawberry.ID | None = taken(ROOT, "vendorSponsor")
    customer_sponsor_id: strawberry.ID | None = taken(ROOT, "customerSponsor")


@strawberry.type(description="What can be done with plans.")
class PlanMutation:
    """What can be done with plans."""

    @strawberry.mutation(description="Change what a plan as a whole says.")
    async def update_plan(
        self,
        info: Info,
        input: Annotated[UpdatePlanInput, strawberry.argument(description="The changes.")],  # noqa: A002 - GraphQL's name
    ) -> UpdatePlanResult:
        """Change a plan."""
        return await update_overview(info, OVERVIEW, UpdatePlanSuccess, input, _read_again)


async def _read_again(info: Info, row: PlanRow) -> Plan:
    return (await read_plans(info, [row]))[0]
