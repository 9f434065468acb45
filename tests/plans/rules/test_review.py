"""What a review has to record, what it came to, and what is on its agenda."""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

import pytest

from plans.rules.agenda import LastReview, agenda
from plans.rules.content import Content
from plans.rules.day import Today, zone_of
from plans.rules.figure import ProgressGap
from plans.rules.refusal import ProblemCode
from plans.rules.review import (
    BlockerNote,
    MilestoneNote,
    Notes,
    OutcomeNote,
    completion_problems,
    milestone_changes,
    next_review,
    record_of,
    schedule_problems,
)

TODAY = dt.date(2026, 9, 20)
NOW = dt.datetime(2026, 9, 20, 9, tzinfo=dt.UTC)
TICKETS, OLD = str(UUID(int=1)), str(UUID(int=2))
FIRST, SECOND = str(UUID(int=11)), str(UUID(int=12))
PRIYA = str(UUID(int=21))
CONTACTS = frozenset({PRIYA})


def _content(**milestones: str) -> Content:
    ids = {"first": FIRST, "second": SECOND}
    return Content(
        {"plan": {"title": "Support"}},
        {
            "outcomes": {
                TICKETS: {"objective": "Fewer tickets", "baseline": 140.0, "target": 105.0, "valuePerUnit": "12.5"},
                OLD: {"objective": "Given up", "status": "retired"},
            },
            "milestones": {ids[name]: {"title": name, "status": status} for name, status in milestones.items()},
        },
    )


YES = (OutcomeNote(TICKETS, confirmed=True, by=PRIYA),)


def _problems(content: Content, notes: Notes, held_on: dt.date = TODAY) -> list[tuple[ProblemCode, tuple[str, ...]]]:
    found = completion_problems(content, notes, CONTACTS, held_on, Today(TODAY, "Europe/Berlin"))
    return [(problem.code, problem.path) for problem in found]


def test_R2_every_active_outcome_is_answered_for() -> None:
    assert _problems(_content(), Notes(outcomes=YES)) == []
    assert _problems(_content(), Notes()) == [(ProblemCode.REQUIRED, ("outcomes",))]


def test_R2_a_milestone_that_is_blocked_in_the_end_has_somebody_who_is_to_clear_it() -> None:
    blocked = _content(first="blocked")
    assert _problems(blocked, Notes(outcomes=YES)) == [(ProblemCode.REQUIRED, ("blockers",))]
    freed = Notes((MilestoneNote(FIRST, "in_progress"),), YES)
    assert _problems(blocked, freed) == []
    owned = Notes((), YES, (BlockerNote("No export", PRIYA, FIRST),))
    assert _problems(blocked, owned) == []
    newly = Notes((MilestoneNote(FIRST, "blocked"),), YES)
    assert _problems(_content(first="planned"), newly) == [(ProblemCode.REQUIRED, ("blockers",))]


def test_every_problem_is_told_with_its_place() -> None:
    notes = Notes(
        (MilestoneNote(SECOND, "done"), MilestoneNote(FIRST, "gone"), MilestoneNote(FIRST, "done", "x" * 2_001)),
        (OutcomeNote(TICKETS, confirmed=False, by="nobody"), OutcomeNote("none", confirmed=True, by=PRIYA)),
        (BlockerNote(" ", "nobody", SECOND),),
    )
    assert _problems(_content(first="planned"), notes, TODAY + dt.timedelta(days=1)) == [
        (ProblemCode.INVALID, ("heldOn",)),
        (ProblemCode.NOT_FOUND, ("milestones", "0", "milestoneId")),
        (ProblemCode.INVALID, ("milestones", "1", "status")),
        (ProblemCode.EXISTS, ("milestones", "2", "milestoneId")),
        (ProblemCode.INVALID, ("milestones", "2", "note")),
        (ProblemCode.NOT_FOUND, ("outcomes", "0", "byId")),
        (ProblemCode.NOT_FOUND, ("outcomes", "1", "outcomeId")),
        (ProblemCode.REQUIRED, ("blockers", "0", "what")),
        (ProblemCode.NOT_FOUND, ("blockers", "0", "ownerId")),
        (ProblemCode.NOT_FOUND, ("blockers", "0", "milestoneId")),
    ]


@pytest.mark.parametrize(
    ("before", "after", "status_only"),
    [
        ({"first": "planned"}, {}, False),
        ({"first": "planned"}, {FIRST: "blocked"}, False),
        ({"first": "blocked"}, {}, True),
        ({"first": "blocked"}, {FIRST: "blocked"}, True),
        ({"first": "blocked"}, {FIRST: "done"}, False),
        ({"first": "blocked", "second": "blocked"}, {SECOND: "at_risk"}, False),
    ],
)
def test_R3_a_review_is_status_only_where_blockers_stood_and_none_moved(
    before: dict[str, str], after: dict[str, str], *, status_only: bool
) -> None:
    notes = Notes(tuple(MilestoneNote(milestone, status) for milestone, status in after.items()))
    assert record_of(_content(**before), notes).status_only is status_only


def test_a_milestone_that_is_done_without_a_day_is_done_on_the_day_of_the_review() -> None:
    content = _content(first="planned", second="planned")
    content.entities["milestones"][SECOND]["doneOn"] = "2026-09-01"
    notes = Notes((MilestoneNote(FIRST, "done"), MilestoneNote(SECOND, "done")))
    assert milestone_changes(content, notes, TODAY) == {
        FIRST: {"status": "done", "doneOn": TODAY},
        SECOND: {"status": "done"},
    }
    assert milestone_changes(content, Notes((MilestoneNote(FIRST, "planned"),)), TODAY) == {}


@pytest.mark.parametrize(
    ("planned_for", "minutes", "paths"),
    [
        (NOW, 30, []),
        (NOW - dt.timedelta(days=2), 4, [("plannedFor",), ("minutes",)]),
        (NOW + dt.timedelta(days=366 * 6), 481, [("plannedFor",), ("minutes",)]),
        (NOW.replace(tzinfo=None), 30, [("plannedFor",)]),
    ],
)
def test_a_schedule_is_told_everything_that_is_wrong_with_it(
    planned_for: dt.datetime, minutes: int, paths: list[tuple[str, ...]]
) -> None:
    assert [problem.path for problem in schedule_problems(planned_for, minutes, NOW)] == paths


@dataclass(frozen=True)
class Planned:
    """A review as the calendar sees it."""

    state: str
    planned_for: dt.datetime


def test_T5_the_next_review_is_the_earliest_that_lies_ahead() -> None:
    hour = dt.timedelta(hours=1)
    earlier_today, later = Planned("planned", NOW - hour), Planned("planned", NOW + 48 * hour)
    overdue, cancelled = Planned("planned", NOW - 48 * hour), Planned("cancelled", NOW + hour)
    assert next_review([later, overdue, cancelled, earlier_today], NOW, dt.UTC) == earlier_today
    assert next_review([overdue, cancelled], NOW, dt.UTC) is None


def test_T5_today_is_a_day_of_the_accounts_time_zone() -> None:
    midnight = dt.datetime(2026, 9, 30, 22, tzinfo=dt.UTC)  # in Berlin
    before, after = Planned("planned", midnight - dt.timedelta(hours=1)), Planned("planned", midnight)
    now = midnight + dt.timedelta(minutes=90)
    assert next_review([before], now, dt.UTC) == before
    assert next_review([before], now, zone_of("Europe/Berlin")) is None
    assert next_review([before, after], now, zone_of("Europe/Berlin")) == after


@dataclass(frozen=True)
class Measured:
    """A value of the tickets."""

    value: float | None


def test_R5_the_agenda_is_the_plan_with_what_was_measured_and_what_changed() -> None:
    before, after = _content(first="planned"), _content(first="done")
    after.entities["outcomes"][TICKETS] |= {"target": 100.0, "valuePerUnit": "12.5000", "position": "V"}
    then, now = Measured(135), Measured(120)
    found = agenda(after, {UUID(TICKETS): now}, LastReview(before, {UUID(TICKETS): then}))
    (item,) = found.items
    assert (item.outcome.id, item.outcome.number("baseline"), item.outcome.number("target")) == (TICKETS, 140, 100)
    assert (item.latest, item.before) == (now, then)
    assert item.progress.raw == 0.5
    assert [(change.field, change.before, change.after) for change in item.changes] == [("target", 105, 100)]
    assert found.changes is not None
    assert [(change.root, change.field) for change in found.changes] == [
        ("milestones", "status"),
        ("outcomes", "target"),
    ]


def test_R5_an_agenda_before_any_review_and_any_value() -> None:
    nothing: dict[UUID, Measured] = {}
    found = agenda(_content(), nothing, None)
    assert found.changes is None
    assert (found.items[0].latest, found.items[0].before) == (None, None)
    assert found.items[0].progress.reason is ProgressGap.NO_VALUE
