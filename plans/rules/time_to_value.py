"""Time to value: from the contract's close to what the customer has of it."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from plans.rules.entity import Entity
from plans.rules.milestone import DONE
from plans.rules.reading import Reading
from plans.rules.sentence import terms_of


@dataclass(frozen=True, slots=True)
class Reached:
    """An outcome or a milestone that was reached. ``days``: since the contract's close."""

    entity: str
    on: dt.date
    days: int


@dataclass(frozen=True, slots=True)
class TimeToValue:
    """K3. ``outcome``: the first one achieved; ``first_value``: the milestone with that mark, once it is done;
    ``running``: days until today while no outcome is achieved."""

    closed_on: dt.date | None
    outcome: Reached | None = None
    first_value: Reached | None = None
    running: int | None = None


@dataclass(frozen=True, slots=True)
class Goal:
    """A target that values of an outcome are to reach, measured ``since`` a day (included)."""

    metric_id: UUID
    comparator: str
    target: float
    since: dt.date


def goals(reading: Reading) -> tuple[Goal, ...]:
    """What would be of value: the targets of the active outcomes, since the contract's close.

    An outcome that only keeps what is there brings no new value.
    """
    start = _start(reading)
    if start is None:
        return ()
    terms = [(UUID(outcome.id), terms_of(outcome)) for outcome in reading.outcomes]
    return tuple(
        Goal(metric, one.comparator, one.target, start)
        for metric, one in terms
        if one.target is not None and one.baseline != one.target
    )


def time_to_value(reading: Reading, reached: Mapping[UUID, dt.date]) -> TimeToValue:
    """From the contract's close to the first outcome achieved, in days of the account's time zone; nothing is said
    where nobody knows when the contract closed. ``reached``: the first day of a value that counts and reaches its
    goal, by outcome."""
    start = _start(reading)
    if start is None:
        return TimeToValue(None)
    achieved = [Reached(str(outcome), on, (on - start).days) for outcome, on in reached.items()]
    done = [found for milestone in reading.milestones if (found := _done(milestone, start, reading.today))]
    outcome = min(achieved, key=_day, default=None)
    running = None if outcome or reading.today < start else (reading.today - start).days
    return TimeToValue(start, outcome, min(done, key=_day, default=None), running)


def _start(reading: Reading) -> dt.date | None:
    return reading.facts.account.closed_on if reading.facts.account else None


def _done(milestone: Entity, start: dt.date, today: dt.date) -> Reached | None:
    on = milestone.date("doneOn") if milestone.flag("firstValue") and milestone.text("status") == DONE else None
    return Reached(milestone.id, on, (on - start).days) if on is not None and start <= on <= today else None


def _day(reached: Reached) -> tuple[dt.date, str]:
    return reached.on, reached.entity
