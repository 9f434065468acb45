"""Reviews of a plan: when they are, what was recorded in them, and what each side answered."""

import datetime as dt
from collections.abc import Sequence
from enum import Enum
from typing import TYPE_CHECKING, Annotated, Self
from uuid import UUID

import strawberry

import schema.milestone
import schema.outcome
import schema.review_note
from plans.rules.day import day_in, next_on
from plans.rules.review import BlockerNote, MilestoneNote, OutcomeNote, next_review
from plans.store.plan import PlanRow
from plans.store.review import (
    REVIEWS,
    REVIEWS_CANCELLED,
    REVIEWS_HELD,
    REVIEWS_PLANNED,
    ReviewAnswerRow,
    ReviewRow,
)
from schema.agenda import Agenda, read_agenda
from schema.choice import MilestoneStatus
from schema.contact import Contact
from schema.context import Info
from schema.day import zone_of_plan
from schema.entity import Versioned, contact_of, entities_of, entity_of
from schema.page import Arguments, Connection, read_listing
from schema.person import Person
from schema.side import Side

if TYPE_CHECKING:
    from schema.milestone import Milestone
    from schema.outcome import Outcome
    from schema.review_note import ReviewNote

_value = strawberry.enum_value


@strawberry.enum(description="What kind of review it is.")
class ReviewKind(Enum):
    """What kind of review it is."""

    WEEKLY = _value("weekly", description="30 minutes of those who do the work.")
    MONTHLY = _value("monthly", description="The month, and what comes next.")
    QUARTERLY = _value("quarterly", description="The business review, with the sponsors of both sides.")
    CHECKPOINT = _value("checkpoint", description="The 90, 180 or 365 days after the beginning.")
    RENEWAL = _value("renewal", description="The formal review before the renewal, with the economic buyer.")


@strawberry.enum(description="Where a review stands.")
class ReviewState(Enum):
    """Where a review stands."""

    PLANNED = _value("planned", description="It is still to come, or overdue.")
    HELD = _value("held", description="It took place, and what it did is recorded.")
    CANCELLED = _value("cancelled", description="It does not take place.")


@strawberry.type(description="How a milestone stood after a review.")
class ReviewedMilestone:
    """How a milestone stood after a review."""

    plan_row: strawberry.Private[PlanRow]
    milestone_id: strawberry.ID = strawberry.field(description="The milestone's UUID.")
    status: MilestoneStatus = strawberry.field(description="Its status after the review.")
    note: str | None = strawberry.field(description="What was said of it.")

    @classmethod
    def from_fact(cls, plan: PlanRow, fact: MilestoneNote) -> Self:
        """The note as recorded."""
        return cls(
            plan_row=plan,
            milestone_id=strawberry.ID(fact.milestone),
            status=MilestoneStatus(fact.status),
            note=fact.note or None,
        )

    @strawberry.field(description="The milestone as it now is; null where it is gone.")
    async def milestone(self, info: Info) -> Annotated["Milestone", strawberry.lazy("schema.milestone")] | None:
        """The milestone."""
        return await entity_of(info, self.plan_row, schema.milestone.Milestone, self.milestone_id)


@strawberry.type(description="Whether an outcome's metric was re-confirmed in a review.")
class ReconfirmedOutcome:
    """Whether an outcome's metric was re-confirmed in a review."""

    plan_row: strawberry.Private[PlanRow]
    outcome_id: strawberry.ID = strawberry.field(description="The outcome's UUID.")
    confirmed: bool = strawberry.field(description="Whether its metric still holds.")
    by_id: strawberry.ID = strawberry.field(description="Who said so. As the id of the contact.")
    note: str | None = strawberry.field(description="What was said of it.")

    @classmethod
    def from_fact(cls, plan: PlanRow, fact: OutcomeNote) -> Self:
        """The note as recorded."""
        return cls(
            plan_row=plan,
            outcome_id=strawberry.ID(fact.outcome),
            confirmed=fact.confirmed,
            by_id=strawberry.ID(fact.by),
            note=fact.note or None,
        )

    @strawberry.field(description="The outcome as it now is; null where it is gone.")
    async def outcome(self, info: Info) -> Annotated["Outcome", strawberry.lazy("schema.outcome")] | None:
        """The outcome."""
        return await entity_of(info, self.plan_row, schema.outcome.Outcome, self.outcome_id)

    @strawberry.field(description="Who said so.")
    async def by(self, info: Info) -> Contact | None:
        """Who said so."""
        return await contact_of(info, self.plan_row, self.by_id)


@strawberry.type(description="What stood in the way, and who is to clear it.")
class SurfacedBlocker:
    """What stood in the way, and who is to clear it."""

    plan_row: strawberry.Private[PlanRow]
    what: str = strawberry.field(description="What stands in the way.")
    owner_id: strawberry.ID = strawberry.field(description="Who is to clear it. As the id of the contact.")
    milestone_id: strawberry.ID | None = strawberry.field(description="The UUID of the milestone that it blocks.")

    @classmethod
    def from_fact(cls, plan: PlanRow, fact: BlockerNote) -> Self:
        """The note as recorded."""
        milestone_id = strawberry.ID(fact.milestone) if fact.milestone else None
        return cls(plan_row=plan, what=fact.what, owner_id=strawberry.ID(fact.owner), milestone_id=milestone_id)

    @strawberry.field(description="Who is to clear it.")
    async def owner(self, info: Info) -> Contact | None:
        """Who is to clear it."""
        return await contact_of(info, self.plan_row, self.owner_id)

    @strawberry.field(description="The milestone that it blocks, as it now is; null where it is gone.")
    async def milestone(self, info: Info) -> Annotated["Milestone", strawberry.lazy("schema.milestone")] | None:
        """The milestone that it blocks."""
        return await entity_of(info, self.plan_row, schema.milestone.Milestone, self.milestone_id)


@strawberry.type(description="A side's answer to whether the plan still serves it.")
class ReviewAnswer:
    """A side's answer to whether the plan still serves it."""

    side: Side = strawberry.field(description="The side that answered.")
    serves: bool = strawberry.field(description="Whether the plan still serves it.")
    comment: str | None = strawberry.field(description="Why, in its own words.")
    answered_by_id: strawberry.ID = strawberry.field(description="The UUID of the person who answered.")
    answered_at: dt.datetime = strawberry.field(description="When they answered.")

    @classmethod
    def from_row(cls, row: ReviewAnswerRow) -> Self:
        """The answer as stored."""
        return cls(
            side=Side(row.side),
            serves=row.serves,
            comment=row.comment or None,
            answered_by_id=strawberry.ID(str(row.answered_by)),
            answered_at=row.answered_at,
        )

    @strawberry.field(description="Who answered, while the viewer sees that person.")
    async def answered_by(self, info: Info) -> Person | None:
        """Who answered."""
        row = await info.context.loaders.people.load(UUID(self.answered_by_id))
        return Person.from_row(row) if row else None


@strawberry.type(description="A review of a plan.")
class Review(Versioned):
    """A review of a plan; what it recorded is empty until it was held."""

    row: strawberry.Private[ReviewRow]
    plan_row: strawberry.Private[PlanRow]
    id: strawberry.ID = strawberry.field(description="The review's UUID.")
    kind: ReviewKind = strawberry.field(description="What kind of review it is.")
    state: ReviewState = strawberry.field(description="Where it stands.")
    planned_for: dt.datetime = strawberry.field(description="When it is, or was, to begin.")
    minutes: int = strawberry.field(description="How long it takes, in minutes.")
    cancelled_because: str | None = strawberry.field(description="Why it was cancelled.")
    held_on: dt.date | None = strawberry.field(description="The day on which it was held.")
    completed_at: dt.datetime | None = strawberry.field(description="When it was recorded that it was held.")

    @classmethod
    def from_row(cls, plan: PlanRow, row: ReviewRow) -> Self:
        """The review as stored."""
        return cls(
            row=row,
            plan_row=plan,
            id=strawberry.ID(str(row.id)),
            kind=ReviewKind(row.kind),
            state=ReviewState(row.state),
            planned_for=row.planned_for,
            minutes=row.minutes,
            cancelled_because=row.cancelled_because,
            held_on=row.held_on,
            completed_at=row.completed_at,
            version=row.version,
            invalid_fields=[],
        )

    @strawberry.field(description="Who is expected, or came; whoever is no contact any more is left out.")
    async def attendees(self, info: Info) -> list[Contact]:
        """Who is expected, or came."""
        contacts = await info.context.loaders.contacts.load((self.plan_row.vendor_id, self.plan_row.account_id))
        return [found for attendee in self.row.attendees if (found := contacts.get(str(attendee)))]

    @strawberry.field(description="How milestones stood after it.")
    def milestones(self) -> list[ReviewedMilestone]:
        """How milestones stood after it."""
        notes = self.row.record.notes.milestones if self.row.record else ()
        return [ReviewedMilestone.from_fact(self.plan_row, note) for note in notes]

    @strawberry.field(description="Which outcomes' metrics were re-confirmed in it, and which were not.")
    def outcomes(self) -> list[ReconfirmedOutcome]:
        """Which outcomes were re-confirmed."""
        notes = self.row.record.notes.outcomes if self.row.record else ()
        return [ReconfirmedOutcome.from_fact(self.plan_row, note) for note in notes]

    @strawberry.field(description="What stood in the way, each with who is to clear it.")
    def blockers(self) -> list[SurfacedBlocker]:
        """What stood in the way."""
        notes = self.row.record.notes.blockers if self.row.record else ()
        return [SurfacedBlocker.from_fact(self.plan_row, note) for note in notes]

    @strawberry.field(description="What the plan's `reviewNotes` say of it.")
    async def notes(self, info: Info) -> list[Annotated["ReviewNote", strawberry.lazy("schema.review_note")]]:
        """What was noted in it."""
        return (await entities_of(info, self.plan_row, schema.review_note.ReviewNote)).under("review_id", self.id)

    @strawberry.field(description="Whether it reported status and moved no blocker, although there were some.")
    def status_only(self) -> bool:
        """Whether it moved no blocker."""
        return self.row.record is not None and self.row.record.status_only

    @strawberry.field(description="Each side's answer to whether the plan still serves it.")
    async def answers(self, info: Info) -> list[ReviewAnswer]:
        """Each side's answer."""
        rows = await info.context.loaders.review_answers.load((self.plan_row.vendor_id, self.plan_row.id))
        return [ReviewAnswer.from_row(row) for row in rows if row.review_id == self.row.id]

    @strawberry.field(description="Who planned it, while the viewer sees that person.")
    async def planned_by(self, info: Info) -> Person | None:
        """Who planned it."""
        row = await info.context.loaders.people.load(self.row.planned_by)
        return Person.from_row(row) if row else None

    @strawberry.field(description="Who recorded that it was held, while the viewer sees that person.")
    async def completed_by(self, info: Info) -> Person | None:
        """Who recorded it."""
        row = await info.context.loaders.people.load(self.row.completed_by) if self.row.completed_by else None
        return Person.from_row(row) if row else None

    @strawberry.field(description="What there is to talk about; once it was held, as it was then.")
    async def agenda(self, info: Info) -> Agenda:
        """What there is to talk about."""
        return await read_agenda(info, self.plan_row, self.row)


async def read_reviews(
    info: Info, plan: PlanRow, arguments: Arguments, state: ReviewState | None
) -> Connection[Review]:
    """The reviews of a plan, what is planned for latest first; ``arguments``: first, after, last, before.

    Raises GraphQLError.
    """

    async def from_rows(rows: Sequence[ReviewRow]) -> list[Review]:
        return [Review.from_row(plan, row) for row in rows]

    return await read_listing(info, _LISTINGS[state], (plan.vendor_id, plan.id), arguments, from_rows)


_LISTINGS = {
    None: REVIEWS,
    ReviewState.PLANNED: REVIEWS_PLANNED,
    ReviewState.HELD: REVIEWS_HELD,
    ReviewState.CANCELLED: REVIEWS_CANCELLED,
}


async def read_next_review(info: Info, plan: PlanRow) -> Review | None:
    """The next review of a plan."""
    outlines = await info.context.loaders.review_outlines.load((plan.vendor_id, plan.id))
    found = next_review(outlines, info.context.now(), await zone_of_plan(info.context, plan))
    return await read_review(info, plan, found.id) if found else None


async def read_next_review_on(info: Info, plan: PlanRow, stated: dt.date | None) -> dt.date | None:
    """The day of the next review of a plan; ``stated``: the one that the plan itself says."""
    outlines = await info.context.loaders.review_outlines.load((plan.vendor_id, plan.id))
    zone = await zone_of_plan(info.context, plan)
    planned = [day_in(row.planned_for, zone) for row in outlines if row.state == ReviewState.PLANNED.value]
    return next_on((*planned, stated), day_in(info.context.now(), zone))


async def read_review(info: Info, plan: PlanRow, review_id: UUID) -> Review | None:
    """One review of a plan."""
    row = await info.context.loaders.reviews.load((plan.vendor_id, plan.id, review_id))
    return Review.from_row(plan, row) if row else None
