"""Reviews: planned, moved, cancelled and answered as rows; completed in one transaction with the plan's milestones."""

import datetime as dt
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from uuid import UUID

from collab.author import Author
from collab.draft import Draft
from collab.edit import Terms, edit
from collab.errors import Stale
from collab.idempotency_key import BECOME_VIEWER, BECOME_WRITER, Repeated, once_only
from collab.live import LiveDocuments
from plans.rules.content import Content, read_content
from plans.rules.day import Today
from plans.rules.document import SHARED
from plans.rules.facts import ReviewKind
from plans.rules.permission import Permission, denial, not_permitted
from plans.rules.refusal import Problem, ProblemCode, Refused
from plans.rules.review import (
    MAX_REVIEWS,
    Notes,
    ReviewState,
    completion_problems,
    contact_problems,
    milestone_changes,
    note_problem,
    record_of,
    schedule_problems,
)
from plans.rules.role import Side
from plans.rules.viewer import Viewer
from plans.store import review as store
from plans.store.connection import Connection
from plans.store.document import DocumentRow
from plans.store.idempotency_key import IdempotencyKeyRow
from plans.store.plan import PlanRow
from plans.store.review import NewReview, ReviewRow
from plans.store.viewer import Sight, tell_sight


@dataclass(frozen=True, slots=True)
class Reviewer:
    """Who does something with a review of a plan. ``contacts``: ids of the account's contacts."""

    viewer: Viewer
    plan: PlanRow
    contacts: frozenset[str]

    def require(self, permission: Permission, review_id: UUID | None = None) -> None:
        """Raise NotPermitted where they may not do it. Without ``review_id`` it is about a new one."""
        vendor_id, customer_id = self.plan.vendor_id, self.plan.customer_id
        if denied := denial(self.viewer, permission, vendor_id, customer_id):
            raise not_permitted(self.viewer, denied, vendor_id, customer_id, str(review_id or self.plan.id))

    @property
    def side(self) -> Side:
        """The side that they speak for."""
        hat = self.viewer.hat_on(self.plan.vendor_id, self.plan.customer_id)
        if hat is None:
            message = f"plan {self.plan.id} is seen without a part in its account"
            raise RuntimeError(message)
        return hat.side


@dataclass(frozen=True, slots=True)
class Schedule:
    """When a review is to be and with whom; ``None`` where a review that is there stays as it is."""

    planned_for: dt.datetime | None = None
    minutes: int | None = None
    attendees: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """Whether the plan still serves a side, in its own words."""

    serves: bool
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Held:
    """A review that was held; ``attendees`` are who came, ``None``: those who were expected."""

    held_on: dt.date
    notes: Notes
    answer: Answer
    attendees: tuple[str, ...] | None = None


async def schedule_review(
    connection: Connection,
    reviewer: Reviewer,
    kind: ReviewKind,
    schedule: Schedule,
    now: dt.datetime,
    once: IdempotencyKeyRow | None = None,
) -> UUID:
    """Plan a review and return its id; under the key ``once``, once.

    Raises NotPermitted, or Refused with every problem. ``connection`` is in a transaction of the viewer.
    """

    async def insert(review_id: UUID) -> None:
        reviewer.require(Permission.REVIEW_SCHEDULE)
        planned_for, minutes, attendees = schedule.planned_for or now, schedule.minutes or 0, schedule.attendees or ()
        found = _schedule_problems(reviewer, planned_for, minutes, attendees, now)
        if await store.count_reviews(connection, reviewer.plan.vendor_id, reviewer.plan.id) >= MAX_REVIEWS:
            message = f"this plan has {MAX_REVIEWS:,} reviews: cancel one that is planned in place of adding one"
            found.append(Problem(ProblemCode.OVER_LIMIT, message))
        _require(found)
        new = NewReview(
            reviewer.plan.vendor_id, review_id, reviewer.plan.id, kind, planned_for, minutes, _ids(attendees),
            reviewer.viewer.person_id,
        )  # fmt: skip
        await store.insert_review(connection, new)

    return await once_only(connection, once, insert)


async def reschedule_review(
    connection: Connection,
    reviewer: Reviewer,
    review_id: UUID | None,
    schedule: Schedule,
    now: dt.datetime,
    terms: Terms,
) -> None:
    """Plan a review for another time, length or circle. Raises NotPermitted, Refused with every problem, or Stale.

    ``terms.version`` is the review's.
    """

    async def move(_review_id: UUID) -> None:
        reviewer.require(Permission.REVIEW_SCHEDULE, review_id)
        row = await _planned(connection, reviewer.plan, review_id, terms.version)
        planned_for = schedule.planned_for or row.planned_for
        minutes = row.minutes if schedule.minutes is None else schedule.minutes
        attendees = schedule.attendees if schedule.attendees is not None else tuple(map(str, row.attendees))
        found = _schedule_problems(reviewer, planned_for, minutes, schedule.attendees or (), now)
        if schedule.planned_for is None:  # one that is overdue may be given other people
            found = [problem for problem in found if problem.path != ("plannedFor",)]
        _require(found)
        await store.update_review_schedule(connection, row, planned_for, minutes, _ids(attendees))

    await once_only(connection, terms.key, move, review_id)


async def cancel_review(
    connection: Connection, reviewer: Reviewer, review_id: UUID | None, because: str, terms: Terms
) -> None:
    """Have a review not take place; ``terms.version`` is the review's.

    Raises NotPermitted, Refused with every problem, or Stale.
    """

    async def cancel(_review_id: UUID) -> None:
        reviewer.require(Permission.REVIEW_SCHEDULE, review_id)
        row = await _planned(connection, reviewer.plan, review_id, terms.version)
        _require(note_problem(because, "because"))
        await store.cancel_review(connection, row, because)

    await once_only(connection, terms.key, cancel, review_id)


async def answer_review(
    connection: Connection,
    reviewer: Reviewer,
    review_id: UUID | None,
    answer: Answer,
    once: IdempotencyKeyRow | None = None,
) -> None:
    """Answer for the viewer's own side. Raises NotPermitted, or Refused with every problem."""

    async def take(_review_id: UUID) -> None:
        reviewer.require(Permission.REVIEW_ANSWER, review_id)
        row = await _found(connection, reviewer.plan, review_id)
        if row.state == ReviewState.CANCELLED:
            message = "this review was cancelled: answer in one that is held"
            raise Refused([Problem(ProblemCode.NOT_ALLOWED, message, ("id",))])
        _require(note_problem(answer.comment, "comment"))
        await _answer(connection, reviewer, row, answer, refuse_second=True)

    await once_only(connection, once, take, review_id)


async def complete_review(
    live: LiveDocuments,
    document: DocumentRow,
    author: Author,
    reviewer: Reviewer,
    review_id: UUID | None,
    held: Held,
    today: Today,
    terms: Terms,
) -> None:
    """Record that a review was held, and write what it says of milestones into the plan, both or neither.

    ``today`` is the account's, ``terms.version`` the review's. Raises NotPermitted, Refused with every problem, Stale,
    or Unavailable.
    """
    reviewer.require(Permission.REVIEW_COMPLETE, review_id)
    if review_id is None:
        raise _not_found()
    before, problems = Content(), list[Problem]()

    def change(draft: Draft) -> None:
        nonlocal before, problems
        before = read_content(SHARED, draft.replica.raw())
        problems = [
            *completion_problems(before, held.notes, reviewer.contacts, held.held_on, today),
            *contact_problems(held.attendees or (), reviewer.contacts, "attendeeIds"),
            *note_problem(held.answer.comment, "comment"),
        ]
        if problems:
            return  # told below, once the review itself was looked at
        for milestone, fields in milestone_changes(before, held.notes, held.held_on).items():
            draft.update("milestones", UUID(milestone), fields)

    async def record(connection: Connection, draft: Draft, seq: int) -> None:
        await connection.execute(BECOME_VIEWER)
        await tell_sight(connection, Sight.of(reviewer.viewer))
        row = await _planned(connection, reviewer.plan, review_id, terms.version)
        _require(problems)
        done = store.Completion(
            row.attendees if held.attendees is None else _ids(held.attendees),
            held.held_on,
            reviewer.viewer.person_id,
            record_of(before, held.notes),
            seq,
            read_content(SHARED, draft.replica.raw()).as_json(),
        )
        await store.complete_review(connection, row, done)
        await _answer(connection, reviewer, row, held.answer, refuse_second=False)
        await connection.execute(BECOME_WRITER)

    key = replace(terms.key, entity_ids=(review_id,)) if terms.key else None
    with suppress(Repeated):
        await edit(live, document, author, change, Terms(key=key), beside=record)


async def _answer(
    connection: Connection, reviewer: Reviewer, row: ReviewRow, answer: Answer, *, refuse_second: bool
) -> None:
    """Store the answer of the viewer's side: the first one counts."""
    taken = await store.insert_review_answer(
        connection, row, reviewer.side,
        serves=answer.serves, comment=answer.comment, answered_by=reviewer.viewer.person_id,
    )  # fmt: skip
    if not taken and refuse_second:
        message = f"the {reviewer.side} has answered in this review: each side answers once"
        raise Refused([Problem(ProblemCode.EXISTS, message, ("id",))])


async def _found(connection: Connection, plan: PlanRow, review_id: UUID | None) -> ReviewRow:
    row = review_id and await store.lock_review(connection, plan.vendor_id, plan.id, review_id)
    if not row:
        raise _not_found()
    return row


def _not_found() -> Refused:
    message = "there is no such review of this plan: read its reviews again"
    return Refused([Problem(ProblemCode.NOT_FOUND, message, ("id",))])


async def _planned(connection: Connection, plan: PlanRow, review_id: UUID | None, version: int | None) -> ReviewRow:
    """A review that is still to come, locked. Raises Refused, or Stale where it is at another version."""
    row = await _found(connection, plan, review_id)
    if version is not None and version != row.version:
        raise Stale(version, row.version)
    if row.state != ReviewState.PLANNED:
        message = f"this review is {row.state}: what is past is not changed"
        raise Refused([Problem(ProblemCode.NOT_ALLOWED, message, ("id",))])
    return row


def _schedule_problems(
    reviewer: Reviewer, planned_for: dt.datetime, minutes: int, attendees: tuple[str, ...], now: dt.datetime
) -> list[Problem]:
    return [
        *schedule_problems(planned_for, minutes, now),
        *contact_problems(attendees, reviewer.contacts, "attendeeIds"),
    ]


def _ids(contacts: Iterable[str]) -> tuple[UUID, ...]:
    return tuple(dict.fromkeys(map(UUID, contacts)))


def _require(problems: Iterable[Problem]) -> None:
    found = list(problems)
    if found:
        raise Refused(found)
