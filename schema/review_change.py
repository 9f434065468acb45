"""What can be done with reviews: planning, moving, cancelling, completing and answering them."""

import datetime as dt
from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

import strawberry

from collab.author import author_of
from collab.day import today_of
from collab.edit import Terms
from collab.errors import Stale
from collab.review import (
    Answer,
    Held,
    Reviewer,
    Schedule,
    answer_review,
    cancel_review,
    complete_review,
    reschedule_review,
    schedule_review,
)
from plans.rules.declaration import DocumentKind
from plans.rules.facts import ReviewKind as ReviewKindFact
from plans.rules.review import (
    MAX_MINUTES,
    MAX_NOTE,
    MIN_MINUTES,
    MINUTES,
    BlockerNote,
    MilestoneNote,
    Notes,
    OutcomeNote,
)
from plans.store.account import select_contacts, select_contacts_of_person
from plans.store.connection import Connection
from plans.store.document import select_document
from plans.store.plan import PlanRow
from schema.beside import noting_refusals, writing_beside
from schema.choice import MilestoneStatus
from schema.context import Info
from schema.declared import parse_id
from schema.edit import Edited, EntityInput, PlanInput, key_of
from schema.refusal import Refusal, Unavailable
from schema.review import Review, ReviewKind, read_review
from schema.stale import StaleEdit, StaleVersion

LENGTH = f"How long it takes, {MIN_MINUTES} to {MAX_MINUTES} minutes."
ATTENDEES = "Who is expected. As the ids of contacts."
NOTE = f"What was said of it, at most {MAX_NOTE:,} characters."
SERVES = "Whether the plan still serves one's own side."
COMMENT = f"Why, at most {MAX_NOTE:,} characters."


@strawberry.type(description="Something was done with a review.")
class ReviewChanged(Edited):
    """Something was done with a review."""

    @strawberry.field(description="The review as it now is.")
    async def review(self, info: Info) -> Review:
        """The review as it now is."""
        found = await read_review(info, self.plan_row, UUID(self.entity_id))
        if found is None:
            message = f"review {self.entity_id} was written and is not there"
            raise RuntimeError(message)
        return found


@strawberry.type(description="The review is planned.")
class ScheduleReviewSuccess(ReviewChanged):
    """The review is planned."""


@strawberry.type(description="The review is planned anew.")
class RescheduleReviewSuccess(ReviewChanged):
    """The review is planned anew."""


@strawberry.type(description="The review does not take place.")
class CancelReviewSuccess(ReviewChanged):
    """The review does not take place."""


@strawberry.type(description="The review was held, and the plan's milestones stand as it says.")
class CompleteReviewSuccess(ReviewChanged):
    """The review was held."""


@strawberry.type(description="One's own side has answered.")
class AnswerReviewSuccess(ReviewChanged):
    """One's own side has answered."""


ScheduleReviewResult = Annotated[
    ScheduleReviewSuccess | Refusal | Unavailable,
    strawberry.union("ScheduleReviewResult", description="What became of planning a review."),
]
RescheduleReviewResult = Annotated[
    RescheduleReviewSuccess | StaleVersion | Refusal | Unavailable,
    strawberry.union("RescheduleReviewResult", description="What became of moving a review."),
]
CancelReviewResult = Annotated[
    CancelReviewSuccess | StaleVersion | Refusal | Unavailable,
    strawberry.union("CancelReviewResult", description="What became of cancelling a review."),
]
CompleteReviewResult = Annotated[
    CompleteReviewSuccess | StaleVersion | Refusal | Unavailable,
    strawberry.union("CompleteReviewResult", description="What became of completing a review."),
]
AnswerReviewResult = Annotated[
    AnswerReviewSuccess | Refusal | Unavailable,
    strawberry.union("AnswerReviewResult", description="What became of answering in a review."),
]


@strawberry.input(description="A review to be planned.")
class ScheduleReviewInput(PlanInput):
    """A review to be planned."""

    kind: ReviewKind = strawberry.field(description="What kind of review it is.")
    planned_for: dt.datetime = strawberry.field(description="When it begins, with its zone.")
    minutes: int | None = strawberry.field(default=None, description=f"{LENGTH} Absent: what its kind takes.")
    attendee_ids: list[strawberry.ID] = strawberry.field(default_factory=list[strawberry.ID], description=ATTENDEES)


@strawberry.input(description="A review to be planned anew: what is absent stays as it is.")
class RescheduleReviewInput(EntityInput):
    """A review to be planned anew."""

    planned_for: dt.datetime | None = strawberry.field(default=None, description="When it begins, with its zone.")
    minutes: int | None = strawberry.field(default=None, description=LENGTH)
    attendee_ids: list[strawberry.ID] | None = strawberry.field(default=None, description=ATTENDEES)


@strawberry.input(description="A review that is not to take place.")
class CancelReviewInput(EntityInput):
    """A review that is not to take place."""

    because: str = strawberry.field(description=f"Why, at most {MAX_NOTE:,} characters.")


@strawberry.input(description="An answer for one's own side.")
class AnswerReviewInput(PlanInput):
    """An answer for one's own side."""

    id: strawberry.ID = strawberry.field(description="The review's UUID.")
    serves: bool = strawberry.field(description=SERVES)
    comment: str = strawberry.field(default="", description=COMMENT)


@strawberry.input(description="How a milestone stands after a review.")
class ReviewedMilestoneInput:
    """How a milestone stands after a review."""

    milestone_id: strawberry.ID = strawberry.field(description="The milestone's UUID.")
    status: MilestoneStatus = strawberry.field(description="Its status now; the plan takes it over.")
    note: str = strawberry.field(default="", description=NOTE)


@strawberry.input(description="Whether an outcome's metric still holds.")
class ReconfirmedOutcomeInput:
    """Whether an outcome's metric still holds."""

    outcome_id: strawberry.ID = strawberry.field(description="The outcome's UUID.")
    confirmed: bool = strawberry.field(description="Whether its metric still holds.")
    by_id: strawberry.ID = strawberry.field(description="Who said so. As the id of a contact.")
    note: str = strawberry.field(default="", description=NOTE)


@strawberry.input(description="What stands in the way, and who is to clear it.")
class SurfacedBlockerInput:
    """What stands in the way, and who is to clear it."""

    what: str = strawberry.field(description=f"What stands in the way, at most {MAX_NOTE:,} characters.")
    owner_id: strawberry.ID = strawberry.field(description="Who is to clear it. As the id of a contact.")
    milestone_id: strawberry.ID | None = strawberry.field(
        default=None, description="The UUID of the milestone that it blocks."
    )


@strawberry.input(description="A review that was held, with the three things that it does and one's own side's answer.")
class CompleteReviewInput(EntityInput):
    """A review that was held."""

    held_on: dt.date = strawberry.field(
        description="The day on which it was held; not one that lies ahead where the account is."
    )
    attendee_ids: list[strawberry.ID] | None = strawberry.field(
        default=None, description="Who came. As the ids of contacts. Absent: who was expected."
    )
    milestones: list[ReviewedMilestoneInput] = strawberry.field(
        default_factory=list[ReviewedMilestoneInput], description="How milestones stand now, as far as it was noted."
    )
    outcomes: list[ReconfirmedOutcomeInput] = strawberry.field(
        default_factory=list[ReconfirmedOutcomeInput], description="A yes or no on each active outcome."
    )
    blockers: list[SurfacedBlockerInput] = strawberry.field(
        default_factory=list[SurfacedBlockerInput],
        description="What stands in the way; at least one for each milestone that is blocked now.",
    )
    serves: bool = strawberry.field(description=f"{SERVES} The other side answers for itself.")
    comment: str = strawberry.field(default="", description=COMMENT)

    def notes(self) -> Notes:
        """The three things, as the rules read them."""
        return Notes(
            tuple(MilestoneNote(_id(one.milestone_id), str(one.status.value), one.note) for one in self.milestones),
            tuple(OutcomeNote(_id(one.outcome_id), one.confirmed, _id(one.by_id), one.note) for one in self.outcomes),
            tuple(
                BlockerNote(one.what, _id(one.owner_id), _id(one.milestone_id) if one.milestone_id else None)
                for one in self.blockers
            ),
        )


@dataclass(frozen=True, slots=True)
class _Reviewing:
    """A transaction in which something is done with a review of a plan."""

    connection: Connection
    plan: PlanRow
    reviewer: Reviewer
    terms: Terms


@asynccontextmanager
async def _reviewing(info: Info, source: PlanInput) -> AsyncGenerator[_Reviewing]:
    """Raises Refused, StaleEdit or Unavailable."""
    async with writing_beside(info, source) as (connection, plan):
        terms = Terms(getattr(source, "expected_version", None), key_of(info, source, plan.vendor_id, plan.id))
        contacts = await select_contacts(connection, [(plan.vendor_id, plan.account_id)])
        reviewer = Reviewer(info.context.viewer, plan, frozenset(str(contact.id) for contact in contacts))
        with _stale_told(plan, source):
            yield _Reviewing(connection, plan, reviewer, terms)


@contextmanager
def _stale_told(plan: PlanRow, source: PlanInput) -> Generator[None]:
    """Turn a version that is not the expected one into what the client is told."""
    try:
        yield
    except Stale as stale:
        review_id = parse_id(getattr(source, "id", ""))

        async def read(info: Info) -> Review | None:
            return await read_review(info, plan, review_id) if review_id else None

        raise StaleEdit(stale, read) from stale


@strawberry.type(description="What can be done with reviews.")
class ReviewMutation:
    """What can be done with reviews."""

    @strawberry.mutation(description="Plan a review.")
    async def schedule_review(
        self,
        info: Info,
        input: Annotated[ScheduleReviewInput, strawberry.argument(description="The review.")],  # noqa: A002 - GraphQL's name
    ) -> ScheduleReviewResult:
        """Plan a review."""
        kind = ReviewKindFact(input.kind.value)
        minutes = MINUTES[kind] if input.minutes is None else input.minutes
        schedule = Schedule(input.planned_for, minutes, _ids(input.attendee_ids))
        async with _reviewing(info, input) as at:
            made = await schedule_review(at.connection, at.reviewer, kind, schedule, info.context.now(), at.terms.key)
        return ScheduleReviewSuccess(plan_row=at.plan, entity_id=str(made))

    @strawberry.mutation(description="Plan a review for another time, length or circle, while it is to come.")
    async def reschedule_review(
        self,
        info: Info,
        input: Annotated[RescheduleReviewInput, strawberry.argument(description="The changes.")],  # noqa: A002 - GraphQL's name
    ) -> RescheduleReviewResult:
        """Move a review."""
        attendees = None if input.attendee_ids is None else _ids(input.attendee_ids)
        schedule = Schedule(input.planned_for, input.minutes, attendees)
        async with _reviewing(info, input) as at:
            await reschedule_review(
                at.connection, at.reviewer, parse_id(input.id), schedule, info.context.now(), at.terms
            )
        return RescheduleReviewSuccess(plan_row=at.plan, entity_id=_id(input.id))

    @strawberry.mutation(description="Have a review not take place; it stays in the list, with why.")
    async def cancel_review(
        self,
        info: Info,
        input: Annotated[CancelReviewInput, strawberry.argument(description="Which review, and why.")],  # noqa: A002 - GraphQL's name
    ) -> CancelReviewResult:
        """Cancel a review."""
        async with _reviewing(info, input) as at:
            await cancel_review(at.connection, at.reviewer, parse_id(input.id), input.because, at.terms)
        return CancelReviewSuccess(plan_row=at.plan, entity_id=_id(input.id))

    @strawberry.mutation(
        description="Record that a review was held: how milestones stand (the plan takes it over in the same moment), "
        "whether each outcome's metric still holds, what stands in the way and who is to clear it, and whether the "
        "plan still serves one's own side. What was recorded is never changed."
    )
    async def complete_review(
        self,
        info: Info,
        input: Annotated[CompleteReviewInput, strawberry.argument(description="What was recorded.")],  # noqa: A002 - GraphQL's name
    ) -> CompleteReviewResult:
        """Complete a review."""
        viewer = info.context.viewer
        async with _reviewing(info, input) as at:  # what is looked up before the document's own transaction
            plan = at.plan
            document = await select_document(at.connection, plan.vendor_id, plan.id, DocumentKind.SHARED)
            own = await select_contacts_of_person(at.connection, plan.vendor_id, plan.account_id, viewer.person_id)
            author = author_of(viewer, "api", plan.vendor_id, plan.customer_id, own)
            today = await today_of(at.connection, plan, info.context.now())
        if document is None or author is None:
            message = f"plan {plan.id} is seen without its document"
            raise RuntimeError(message)
        attendees = None if input.attendee_ids is None else _ids(input.attendee_ids)
        held = Held(input.held_on, input.notes(), Answer(input.serves, input.comment), attendees)
        await info.context.renew()
        async with noting_refusals(info):
            with _stale_told(plan, input):
                await complete_review(
                    info.context.live, document, author, at.reviewer, parse_id(input.id), held, today, at.terms
                )
        await info.context.renew(plan.id)
        return CompleteReviewSuccess(plan_row=plan, entity_id=_id(input.id))

    @strawberry.mutation(
        description="Answer for one's own side whether the plan still serves it, before or after the review is "
        "completed; once."
    )
    async def answer_review(
        self,
        info: Info,
        input: Annotated[AnswerReviewInput, strawberry.argument(description="The answer.")],  # noqa: A002 - GraphQL's name
    ) -> AnswerReviewResult:
        """Answer in a review."""
        answer = Answer(input.serves, input.comment)
        async with _reviewing(info, input) as at:
            await answer_review(at.connection, at.reviewer, parse_id(input.id), answer, at.terms.key)
        return AnswerReviewSuccess(plan_row=at.plan, entity_id=_id(input.id))


def _id(given: str) -> str:
    """An id as documents spell it; what is none stays, and is found nowhere."""
    return str(parse_id(given) or given)


def _ids(given: list[strawberry.ID]) -> tuple[str, ...]:
    return tuple(_id(one) for one in given)
