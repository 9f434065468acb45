"""How long it takes from the contract's close to what the customer has of it."""

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID, uuid4

from plans.rules.reading import read
from plans.rules.time_to_value import TimeToValue, time_to_value
from tests.sound_plan import ACCOUNT, OTHER, OUTCOME, Roots, days, facts, sound, uid


@dataclass(frozen=True)
class _Entry:
    metric_id: UUID
    value: float | None
    measured_on: dt.date
    id: UUID
    replaces: UUID | None = None
    recorded_at: dt.datetime = dt.datetime(2026, 11, 1, tzinfo=dt.UTC)


def _entry(outcome: str, value: float | None, ago: int, replaces: UUID | None = None) -> _Entry:
    return _Entry(UUID(outcome), value, days(-ago), uuid4(), replaces)


def _time(*entries: _Entry, roots: Roots | None = None, **beside: Any) -> TimeToValue:
    return time_to_value(read(facts(roots, **beside)), entries)


def test_K3_the_first_value_that_reaches_a_target_counts_from_the_contracts_close() -> None:
    """The contract closed 60 days ago; first responses under 2 h, at most 105 tickets."""
    time = _time(
        _entry(OUTCOME, 2, 30), _entry(OUTCOME, 1.5, 20), _entry(OUTCOME, 1, 10), _entry(OTHER, 105, 25),
    )  # fmt: skip
    assert time.outcome is not None
    assert (time.outcome.entity, time.outcome.on, time.outcome.days) == (OTHER, days(-25), 35)
    assert time.running is None


def test_K3_while_no_outcome_is_achieved_it_is_still_running() -> None:
    time = _time(_entry(OUTCOME, 2, 30), _entry(OTHER, 106, 25), _entry(OTHER, 90, 61))
    assert (time.closed_on, time.outcome, time.running) == (days(-60), None, 60), (
        "reached before the contract is not it"
    )


def test_K3_before_the_contract_closes_nothing_runs() -> None:
    account = replace(ACCOUNT, closed_on=days(30))
    assert _time(account=account).running is None
    assert _time(account=replace(ACCOUNT, closed_on=days(0))).running == 0


def test_K3_what_was_corrected_or_withdrawn_achieves_nothing() -> None:
    wrong = _entry(OUTCOME, 1, 30)
    assert _time(wrong, _entry(OUTCOME, 3, 30, wrong.id)).outcome is None
    assert _time(wrong, _entry(OUTCOME, None, 30, wrong.id)).outcome is None


def test_K3_beside_it_stands_the_milestone_of_the_first_value() -> None:
    roots, milestone = sound(), uid("milestone 1")
    assert _time(roots=roots).first_value is None
    for done_on, reached in ((days(-12), 48), (days(1), None), (None, None)):
        roots["milestones"][milestone].update(status="done", doneOn=done_on)
        found = _time(roots=roots).first_value
        assert (found and (found.entity, found.days)) == (reached and (milestone, reached))


def test_K3_keeping_what_is_there_brings_no_new_value_and_a_retired_outcome_none() -> None:
    roots = sound()
    roots["outcomes"][OUTCOME].update(baseline=2, target=2, bandLow=1, bandHigh=3)
    roots["outcomes"][OTHER].update(status="retired")
    assert _time(_entry(OUTCOME, 2, 30), _entry(OTHER, 100, 25), roots=roots).outcome is None


def test_K3_nothing_is_said_where_nobody_knows_when_the_contract_closed() -> None:
    assert _time(_entry(OUTCOME, 1, 30), account=None) == TimeToValue(None)
    assert _time(_entry(OUTCOME, 1, 30), account=replace(ACCOUNT, closed_on=None)) == TimeToValue(None)
