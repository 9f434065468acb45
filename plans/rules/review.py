"""Reviews: how they are planned, what is recorded when one was held, and what it came to."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any, Protocol, TypeVar

from plans.rules.content import Content
from plans.rules.day import Today, day_in
from plans.rules.document import MILESTONE_STATUSES
from plans.rules.entity import Entity, read_entities
from plans.rules.facts import ReviewKind
from plans.rules.milestone import BLOCKED, DONE
from plans.rules.refusal import Problem, ProblemCode
from plans.rules.value import Kind, ValueType, problem

MIN_MINUTES, MAX_MINUTES = 5, 480  # shorter is a glance, longer than a working day
MINUTES: dict[ReviewKind, int] = {
    ReviewKind.WEEKLY: 30,
    ReviewKind.MONTHLY: 60,
    ReviewKind.QUARTERLY: 90,
    ReviewKind.CHECKPOINT: 60,
    ReviewKind.RENEWAL: 90,
}
"""How long a review of a kind takes where nobody says."""
MAX_YEARS_AHEAD = 5  # a date further away is a typing error
MAX_NOTE = 2_000  # characters: some sentences
MAX_NOTES = 200  # milestones, outcomes or blockers of one review
MAX_REVIEWS = 1_000  # of one plan, cancelled ones not counted: a weekly one for nineteen years
_NOTE = ValueType(Kind.STRING, MAX_NOTE)
_DAY = dt.timedelta(days=1)  # somewhere it is yesterday still


class ReviewState(StrEnum):
    """Where a review stands."""

    PLANNED = "planned"
    HELD = "held"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class MilestoneNote:
    """How a milestone stands after the review; ids are strings, as in documents."""

    milestone: str
    status: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class OutcomeNote:
    """Whether an outcome's metric still holds, as the contact ``by`` says."""

    outcome: str
    confirmed: bool
    by: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class BlockerNote:
    """What stands in the way, and the contact who is to clear it."""

    what: str
    owner: str
    milestone: str | None = None


@dataclass(frozen=True, slots=True)
class Notes:
    """What a review did: the three things that each one does."""

    milestones: tuple[MilestoneNote, ...] = ()
    outcomes: tuple[OutcomeNote, ...] = ()
    blockers: tuple[BlockerNote, ...] = ()


@dataclass(frozen=True, slots=True)
class ReviewRecord:
    """What was recorded. ``blocked``: the milestones that were blocked when it began; ``moved``: those of them that
    it moved."""

    notes: Notes
    blocked: tuple[str, ...] = ()
    moved: tuple[str, ...] = ()

    @property
    def status_only(self) -> bool:
        """R3: it reported status and moved no blocker, although there were some.

        >>> ReviewRecord(Notes(), ("a",)).status_only, ReviewRecord(Notes(), ("a",), ("a",)).status_only
        (True, False)
        >>> ReviewRecord(Notes()).status_only
        False
        """
        return bool(self.blocked) and not self.moved

    def as_json(self) -> dict[str, object]:
        """The record as it is stored."""
        return {"notes": asdict(self.notes), "blocked": list(self.blocked), "moved": list(self.moved)}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> "ReviewRecord":
        """The record as it was stored.

        >>> record = ReviewRecord(Notes(blockers=(BlockerNote("No export", "c"),)), ("a",))
        >>> ReviewRecord.from_json(record.as_json()) == record
        True
        """
        notes = stored["notes"]
        return cls(
            Notes(
                tuple(MilestoneNote(**note) for note in notes["milestones"]),
                tuple(OutcomeNote(**note) for note in notes["outcomes"]),
                tuple(BlockerNote(**note) for note in notes["blockers"]),
            ),
            tuple(stored["blocked"]),
            tuple(stored["moved"]),
        )


class Planned(Protocol):
    """What tells when a review is to be."""

    @property
    def state(self) -> str: ...
    @property
    def planned_for(self) -> dt.datetime: ...


P = TypeVar("P", bound=Planned)


def next_review(reviews: Iterable[P], now: dt.datetime, zone: dt.tzinfo) -> P | None:
    """The earliest that is planned for today, in that zone, or later; one that is overdue is not the next."""
    today = day_in(now, zone)
    ahead = [one for one in reviews if one.state == ReviewState.PLANNED and day_in(one.planned_for, zone) >= today]
    return min(ahead, key=lambda one: one.planned_for, default=None)


def schedule_problems(planned_for: dt.datetime, minutes: int, now: dt.datetime) -> tuple[Problem, ...]:
    """Everything that is wrong with when a review is to be, and how long."""
    found: list[Problem] = []
    if planned_for.tzinfo is None:
        message = "expected a time with its zone, such as 2026-09-30T14:00:00+02:00"
        found.append(Problem(ProblemCode.INVALID, message, ("plannedFor",)))
    elif not now - _DAY <= planned_for <= now + dt.timedelta(days=366 * MAX_YEARS_AHEAD):
        message = f"expected a time from yesterday on, within {MAX_YEARS_AHEAD} years, got {planned_for.isoformat()}"
        found.append(Problem(ProblemCode.INVALID, message, ("plannedFor",)))
    if not MIN_MINUTES <= minutes <= MAX_MINUTES:
        message = f"expected {MIN_MINUTES} to {MAX_MINUTES} minutes, got {minutes}"
        found.append(Problem(ProblemCode.INVALID, message, ("minutes",)))
    return tuple(found)


def note_problem(text: str, *path: str) -> tuple[Problem, ...]:
    """What is wrong with a note, if anything."""
    wrong = problem(_NOTE, text)
    return (Problem(ProblemCode.INVALID, wrong, path),) if wrong else ()


def contact_problems(contacts: Iterable[str], known: frozenset[str], name: str) -> tuple[Problem, ...]:
    """Those of the ids that are no contacts of the account."""
    return tuple(
        Problem(ProblemCode.NOT_FOUND, f"there is no contact {contact} in this account", (name, str(place)))
        for place, contact in enumerate(contacts)
        if contact not in known
    )


def completion_problems(
    content: Content, notes: Notes, contacts: frozenset[str], held_on: dt.date, today: Today
) -> tuple[Problem, ...]:
    """Everything that keeps a review from being completed (R2).

    Each active outcome is re-confirmed or not, by somebody; each milestone that is blocked in the end has somebody who
    is to clear it. ``content``: what the plan says before; ``contacts``: ids of the account, whose day ``today`` is.
    """
    found: list[Problem] = []
    if wrong := today.problem(held_on):
        message = f"{wrong}: complete a review when it was held"
        found.append(Problem(ProblemCode.INVALID, message, ("heldOn",)))
    found += _milestone_problems(content, notes.milestones)
    found += _outcome_problems(content, notes.outcomes, contacts)
    found += _blocker_problems(content, notes, contacts)
    return tuple(found)


def _milestone_problems(content: Content, notes: Sequence[MilestoneNote]) -> Iterable[Problem]:
    yield from _amount(notes, "milestones")
    known, seen = content.entities.get("milestones", {}), set[str]()
    for place, note in enumerate(notes):
        path = ("milestones", str(place))
        if note.milestone not in known:
            message = f"there is no milestone {note.milestone} in this plan"
            yield Problem(ProblemCode.NOT_FOUND, message, (*path, "milestoneId"))
        elif note.milestone in seen:
            yield Problem(ProblemCode.EXISTS, "this milestone is noted already", (*path, "milestoneId"))
        seen.add(note.milestone)
        if note.status not in MILESTONE_STATUSES:
            yield Problem(ProblemCode.INVALID, f"expected one of {', '.join(MILESTONE_STATUSES)}", (*path, "status"))
        yield from note_problem(note.note, *path, "note")


def _outcome_problems(content: Content, notes: Sequence[OutcomeNote], contacts: frozenset[str]) -> Iterable[Problem]:
    yield from _amount(notes, "outcomes")
    known, seen = content.entities.get("outcomes", {}), set[str]()
    for place, note in enumerate(notes):
        path = ("outcomes", str(place))
        if note.outcome not in known:
            message = f"there is no outcome {note.outcome} in this plan"
            yield Problem(ProblemCode.NOT_FOUND, message, (*path, "outcomeId"))
        elif note.outcome in seen:
            yield Problem(ProblemCode.EXISTS, "this outcome is re-confirmed already", (*path, "outcomeId"))
        seen.add(note.outcome)
        if note.by not in contacts:
            yield Problem(ProblemCode.NOT_FOUND, f"there is no contact {note.by} in this account", (*path, "byId"))
        yield from note_problem(note.note, *path, "note")
    for outcome in active_outcomes(content):
        if outcome.id not in seen:
            message = f"expected a yes or no on the outcome{outcome.called('objective')} ({outcome.id}), got none"
            yield Problem(ProblemCode.REQUIRED, message, ("outcomes",))


def _blocker_problems(content: Content, notes: Notes, contacts: frozenset[str]) -> Iterable[Problem]:
    yield from _amount(notes.blockers, "blockers")
    for place, note in enumerate(notes.blockers):
        path = ("blockers", str(place))
        if not note.what.strip():
            yield Problem(ProblemCode.REQUIRED, "expected what stands in the way, got nothing", (*path, "what"))
        yield from note_problem(note.what, *path, "what")
        if note.owner not in contacts:
            yield Problem(
                ProblemCode.NOT_FOUND, f"there is no contact {note.owner} in this account", (*path, "ownerId")
            )
        if note.milestone is not None and note.milestone not in content.entities.get("milestones", {}):
            message = f"there is no milestone {note.milestone} in this plan"
            yield Problem(ProblemCode.NOT_FOUND, message, (*path, "milestoneId"))
    owned = {note.milestone for note in notes.blockers}
    for milestone in _blocked(content, notes.milestones):
        if milestone.id not in owned:
            message = (
                f"the milestone{milestone.called('title')} ({milestone.id}) is blocked: say who is to clear it, or "
                "note another status"
            )
            yield Problem(ProblemCode.REQUIRED, message, ("blockers",))


def _amount(notes: Sequence[object], name: str) -> Iterable[Problem]:
    if len(notes) > MAX_NOTES:
        yield Problem(ProblemCode.OVER_LIMIT, f"expected at most {MAX_NOTES} {name}, got {len(notes)}", (name,))


def active_outcomes(content: Content) -> tuple[Entity, ...]:
    """The outcomes that are not retired, in their order."""
    return tuple(one for one in read_entities(content, "outcomes") if one.text("status") != "retired")


def _blocked(content: Content, notes: Sequence[MilestoneNote] = ()) -> tuple[Entity, ...]:
    """The milestones that are blocked once these notes are taken."""
    noted = {note.milestone: note.status for note in notes}
    return tuple(
        one for one in read_entities(content, "milestones") if noted.get(one.id, one.text("status")) == BLOCKED
    )


def record_of(content: Content, notes: Notes) -> ReviewRecord:
    """What is recorded of a review that met this content: R3 asks what was blocked, and what moved."""
    blocked = tuple(one.id for one in _blocked(content))
    still = {one.id for one in _blocked(content, notes.milestones)}
    return ReviewRecord(notes, blocked, tuple(one for one in blocked if one not in still))


def milestone_changes(content: Content, notes: Notes, held_on: dt.date) -> dict[str, dict[str, object]]:
    """What the notes change in the plan: fields by milestone. One that is done without a day is done on that day."""
    changes: dict[str, dict[str, object]] = {}
    for note in notes.milestones:
        before = content.entities.get("milestones", {}).get(note.milestone, {})
        if before.get("status") != note.status:
            done = {"doneOn": held_on} if note.status == DONE and "doneOn" not in before else {}
            changes[note.milestone] = {"status": note.status, **done}
    return changes
