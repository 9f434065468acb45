"""Time to value: from the contract's close to what the customer has of it."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from plans.rules.entity import Entity
from plans.rules.figure import meets
from plans.rules.measurement import Entry, standing
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


def time_to_value(reading: Reading, entries: Iterable[Entry]) -> TimeToValue:
    """From the contract's close to the first outcome achieved, in days of the account's time zone; nothing is said
    where nobody knows when the contract closed. An outcome is achieved on the first day of a value that counts and
    reaches the target; one that only keeps what is there brings no new value."""
    account = reading.facts.account
    start = account.closed_on if account else None
    if start is None:
        return TimeToValue(None)
    counting = standing(entries)
    achieved = [found for outcome in reading.outcomes if (found := _achieved(outcome, counting, start))]
    done = [found for milestone in reading.milestones if (found := _done(milestone, start, reading.today))]
    outcome = min(achieved, key=_day, default=None)
    running = None if outcome or reading.today < start else (reading.today - start).days
    return TimeToValue(start, outcome, min(done, key=_day, default=None), running)


def _achieved(outcome: Entity, entries: Iterable[Entry], start: dt.date) -> Reached | None:
    terms = terms_of(outcome)
    if terms.target is None or terms.baseline == terms.target:
        return None
    metric = UUID(outcome.id)
    days = [
        entry.measured_on
        for entry in entries
        if entry.metric_id == metric
        and entry.measured_on >= start
        and entry.value is not None
        and meets(entry.value, terms.comparator, terms.target)
    ]
    return _reached(outcome, min(days), start) if days else None


def _done(milestone: Entity, start: dt.date, today: dt.date) -> Reached | None:
    on = milestone.date("doneOn") if milestone.flag("firstValue") and milestone.text("status") == DONE else None
    return _reached(milestone, on, start) if on is not None and start <= on <= today else None


def _reached(entity: Entity, on: dt.date, start: dt.date) -> Reached:
    return Reached(entity.id, on, (on - start).days)


def _day(reached: Reached) -> tuple[dt.date, str]:
    return reached.on, reached.entity
