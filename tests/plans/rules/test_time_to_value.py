"""How long it takes from the contract's close to what the customer has of it."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from plans.rules.reading import read
from plans.rules.time_to_value import Goal, TimeToValue, goals, time_to_value
from tests.sound_plan import ACCOUNT, OTHER, OUTCOME, Roots, days, facts, sound, uid


def _time(roots: Roots | None = None, *, reached: dict[str, int] | None = None, **beside: Any) -> TimeToValue:
    """``reached``: days ago by outcome."""
    days_of = {UUID(outcome): days(-ago) for outcome, ago in (reached or {}).items()}
    return time_to_value(read(facts(roots, **beside)), days_of)


def test_K3_the_first_value_that_reaches_a_target_counts_from_the_contracts_close() -> None:
    """The contract closed 60 days ago; first responses under 2 h, at most 105 tickets."""
    assert set(goals(read(facts()))) == {
        Goal(UUID(OUTCOME), "under", 2, days(-60)), Goal(UUID(OTHER), "at_most", 105, days(-60)),
    }  # fmt: skip
    time = _time(reached={OUTCOME: 20, OTHER: 25})
    assert time.outcome is not None
    assert (time.outcome.entity, time.outcome.on, time.outcome.days) == (OTHER, days(-25), 35)
    assert time.running is None


def test_K3_while_no_outcome_is_achieved_it_is_still_running() -> None:
    time = _time()
    assert (time.closed_on, time.outcome, time.running) == (days(-60), None, 60)


def test_K3_before_the_contract_closes_nothing_runs() -> None:
    account = replace(ACCOUNT, closed_on=days(30))
    assert _time(account=account).running is None
    assert _time(account=replace(ACCOUNT, closed_on=days(0))).running == 0


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
    assert goals(read(facts(roots))) == ()


def test_K3_nothing_is_said_where_nobody_knows_when_the_contract_closed() -> None:
    for account in (None, replace(ACCOUNT, closed_on=None)):
        assert goals(read(facts(account=account))) == ()
        assert _time(account=account) == TimeToValue(None)
