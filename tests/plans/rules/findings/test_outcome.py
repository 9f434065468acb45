"""Rows O and K1 of the requirements: each rule finds what it is for, and nothing beside it."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plans.rules.facts import MeasurementFacts
from plans.rules.finding import FindingCode as Code
from plans.rules.finding import Gate, Severity, Subject
from plans.rules.preset import Preset
from plans.rules.wording.percentage import said_changes
from tests.sound_plan import (
    ACCOUNT,
    CHAMPION,
    CONTACTS,
    CSM,
    ENABLER,
    INDICATOR,
    OTHER,
    OUTCOME,
    WORKFLOW,
    Roots,
    broken,
    days,
    findings,
    review,
    sound,
    uid,
)


def _with_outcomes(amount: int) -> Roots:
    """The plan with that many outcomes, each with all that hangs on one."""
    roots = sound()
    for number in range(2, amount):
        outcome = uid(f"outcome {number}")
        roots["outcomes"][outcome] = {**roots["outcomes"][OUTCOME], "position": f"C{number}", "key": False}
        for root in ("workflows", "enablers", "milestones"):
            for key, fields in list(roots[root].items()):
                if fields["outcome"] == OUTCOME:
                    roots[root][uid(f"{key} {number}")] = {**fields, "outcome": outcome, "key": False} | (
                        {"firstValue": False, "metric": outcome} if root == "milestones" else {}
                    )
    for root in ("outcomes", "workflows", "enablers", "milestones"):
        if amount < 2:
            roots[root] = {
                key: fields for key, fields in roots[root].items() if OUTCOME in {key, fields.get("outcome")}
            }
    if amount < 2:
        roots["indicators"] = {}
    return roots


def test_a_sound_plan_has_no_finding() -> None:
    assert findings(reviews=(review(),)) == {}


@pytest.mark.parametrize(
    ("amount", "preset", "expected"),
    [
        (1, Preset.STRATEGIC, {Code.OUTCOMES_OUT_OF_RANGE, Code.KEY_ACCOUNT_OUTCOMES}),
        (2, Preset.STRATEGIC, set[Code]()),
        (4, Preset.STRATEGIC, set[Code]()),
        (5, Preset.STRATEGIC, {Code.OUTCOMES_OUT_OF_RANGE}),
        (6, Preset.STRATEGIC, {Code.TOO_MANY_OUTCOMES}),
        (2, Preset.OBJECTIVES, {Code.OUTCOMES_OUT_OF_RANGE}),
        (5, Preset.OBJECTIVES, set[Code]()),
        (6, Preset.OBJECTIVES, {Code.TOO_MANY_OUTCOMES}),
    ],
)
def test_O1_the_number_of_outcomes_lies_within_the_preset(amount: int, preset: Preset, expected: set[Code]) -> None:
    roots = _with_outcomes(amount)
    found = findings(roots, preset=preset, created_on={}, measurements=None)
    assert found.keys() == expected
    hard = {code for code, finding in found.items() if finding.severity is Severity.HARD}
    assert hard == expected & {Code.TOO_MANY_OUTCOMES, Code.KEY_ACCOUNT_OUTCOMES}


def test_O1_one_outcome_is_no_hard_finding_in_an_ordinary_account() -> None:
    found = findings(_with_outcomes(1), account=replace(ACCOUNT, key_account=False), created_on={})
    assert found.keys() == {Code.OUTCOMES_OUT_OF_RANGE}


def test_O2_an_outcome_says_objective_type_unit_and_comparator() -> None:
    found = broken("outcomes", OUTCOME, objective="", type=None, unit="", comparator=None)
    assert found[Code.OUTCOME_INCOMPLETE].seen == ("objective", "type", "unit", "comparator")
    assert found[Code.OUTCOME_INCOMPLETE].severity is Severity.SOFT
    assert broken("outcomes", OUTCOME, comparator="at_least").keys() == {Code.TARGET_AGAINST_COMPARATOR}
    assert Code.DEADLINE_BEFORE_BASELINE in broken("outcomes", OUTCOME, deadline=days(-60))


def test_O3_a_missing_part_is_named_and_so_are_the_milestones_under_it() -> None:
    found = broken("outcomes", OUTCOME, target=None, deadline=None)
    assert found.keys() == {Code.OUTCOME_NOT_VALIDATED, Code.MILESTONE_NOT_VALIDATED}
    assert found[Code.OUTCOME_NOT_VALIDATED].seen == ("target", "deadline")
    assert "(target not validated) by (deadline not validated)" in found[Code.OUTCOME_NOT_VALIDATED].message
    assert found[Code.OUTCOME_NOT_VALIDATED].advice == (
        "Add a task to ask the champion what would be good and by when."
    )


@pytest.mark.parametrize(
    ("fields", "right"),
    [
        ({"baseline": 140, "target": 105, "statedChange": -25}, None),
        ({"baseline": 140, "target": 105, "statedChange": 25}, "175"),
        ({"baseline": 140, "target": 110, "statedChange": -25}, "105"),
        ({"baseline": 3, "target": 2, "statedChange": -33}, None),
        ({"baseline": 3, "target": 2, "statedChange": -33.3}, None),
        ({"baseline": 3, "target": 2, "statedChange": -50}, "1.5"),
        ({"baseline": 0, "target": 5, "statedChange": 50, "comparator": "at_least"}, "no percentage of nothing"),
        ({"baseline": 40, "target": 60, "statedChange": 20, "unit": "%", "comparator": "over"}, "48 %"),
        ({"baseline": 40, "target": 60, "statedChange": 50, "unit": "%", "comparator": "over"}, None),
    ],
)
def test_O4_a_stated_percentage_agrees_with_the_values(fields: dict[str, Any], right: str | None) -> None:
    found = broken("outcomes", OTHER, objective="Fewer Tier-1 tickets", **fields)
    assert (Code.STATED_CHANGE_CONTRADICTS in found) == (right is not None)
    if right is not None:
        finding = found[Code.STATED_CHANGE_CONTRADICTS]
        assert finding.gate is Gate.PROPOSAL
        assert right in finding.message
        assert finding.subject == Subject("outcomes", OTHER, "statedChange")


def test_O4_words_are_held_against_the_values_beside_a_percentage_that_agrees() -> None:
    found = broken("outcomes", OTHER, objective="Cut Tier-1 tickets by 30 %", statedChange=-25)
    assert found[Code.STATED_CHANGE_CONTRADICTS].subject == Subject("outcomes", OTHER, "objective")


@pytest.mark.parametrize(
    ("objective", "unit", "contradicts"),
    [
        ("Reduce Tier-1 tickets by 25 %.", "tickets", False),
        ("Reduce Tier-1 tickets by 30 percent.", "tickets", True),
        ("Reduce Tier-1 tickets by 35 %.", "%", False),
        ("Reduce tickets by 30 % in May and by 25 % in June.", "tickets", False),
        ("Reduce tickets by 2027", "tickets", False),
        ("Tier-1 tickets down 25 % by summer", "tickets", False),
        ("Tier-1 tickets down 40 % by summer", "tickets", True),
        ("25% fewer Tier-1 tickets", "tickets", False),
        ("A 30 pct reduction in Tier-1 tickets", "tickets", True),
        ("Tier-1 tickets from 140 to 105 (-30%)", "tickets", True),
        ("Tier-1 tickets from 140 to 105 (–25 %)", "tickets", False),
        ("Cut Tier-1 tickets by a quarter", "tickets", False),
        ("A third fewer Tier-1 tickets", "tickets", True),
        ("Cut Tier-1 tickets by 25,0 %", "tickets", False),
        ("Cut Tier-1 tickets by 1.000 %", "tickets", False),
        ("Cut Tier-1 tickets by at least 20 %", "tickets", False),
        ("Cut Tier-1 tickets by at least 30 %", "tickets", True),
        ("Cut Tier-1 tickets by up to 30 %", "tickets", False),
        ("Cut Tier-1 tickets by up to 20 %", "tickets", True),
        ("Cut Tier-1 tickets by about 27 %", "tickets", False),
        ("Cut Tier-1 tickets by about 35 %", "tickets", True),
        ("Cut Tier-1 tickets by 20-30 %", "tickets", False),
        ("Cut Tier-1 tickets by 30 to 40 %", "tickets", True),
        ("Raise Tier-1 tickets by 25 %", "tickets", True),
        ("Raise the margin by 30 %, as there are fewer Tier-1 tickets", "tickets", False),
        ("Cut the bill for storage by 30 % while Tier-1 tickets stay low", "tickets", False),
        ("Cut Tier-1 tickets by 10 % a year", "tickets", False),
        ("Cut Tier-1 tickets by 5% each quarter", "tickets", False),
        ("Tier-1 tickets solved by 60 % of the stores themselves", "tickets", False),
        ("By 30 % of stores in June, fewer Tier-1 tickets", "tickets", False),
        ("Fewer Tier-1 tickets: self-service to 60 %", "tickets", False),
        ("Cut Tier-1 tickets by 35 percentage points", "percent of all", False),
        ("Cut Tier-1 tickets by 30 percentage points", "percent of all", True),
        ("Cut Tier-1 tickets by 30 percentage points", "tickets", False),
        ("Cut Tier-1 tickets by 35%", "pct", False),
        ("Tier-1 tickets up to 105 % more than now", "%", False),
        ("Cut Tier-1 tickets 30 %", "tickets", True),
        ("Cut Tier-1 tickets 25 % by summer", "tickets", False),
        ("Tier-1 tickets fall 30 % by summer", "tickets", True),
        ("Halve the Tier-1 tickets", "tickets", True),
        ("Cut Tier-1 tickets in half", "tickets", True),
        ("Double the training so that there are fewer Tier-1 tickets", "tickets", False),
        ("Cut Tier-1 tickets by thirty percent", "tickets", True),
        ("Cut Tier-1 tickets by 40 % in the first year", "tickets", True),
        ("Cut Tier-1 tickets by 40 % in the pilot team, then everywhere", "tickets", False),
        ("Cut Tier-1 tickets by 40 % for stores in the north", "tickets", False),
        ("Handle 30 % more orders with the same Tier-1 tickets", "tickets", False),
        ("Serve 20 % more stores without more Tier-1 tickets", "tickets", False),
        ("Undo the 20 % rise in Tier-1 tickets", "tickets", False),
        ("Fewer Tier-1 tickets with 99 % uptime", "tickets", False),
        ("Cut waiting by 40 %", "tickets", False),
    ],
)
def test_O4_a_percentage_in_the_objective_agrees_too(objective: str, unit: str, contradicts: bool) -> None:
    """140 becomes 105, a quarter less."""
    found = broken("outcomes", OTHER, objective=objective, unit=unit, statedChange=None)
    assert (Code.STATED_CHANGE_CONTRADICTS in found) is contradicts
    if contradicts:
        finding = found[Code.STATED_CHANGE_CONTRADICTS]
        assert finding.subject == Subject("outcomes", OTHER, "objective")
        assert "-25 %" in finding.message or "35 percentage points" in finding.message


_LIKE = st.text(alphabet="cut by up down 1234567890.,%-+~<> a quarter fewer points year", max_size=200)


@given(st.text(max_size=200) | _LIKE)
def test_O4_any_objective_is_read(objective: str) -> None:
    for said in said_changes(objective):
        assert said.low <= said.high
        assert said.shown
    broken("outcomes", OTHER, objective=objective, statedChange=None)


def test_O5_a_baseline_is_there_and_says_where_from() -> None:
    found = broken("outcomes", OUTCOME, baseline=None)
    assert found[Code.OUTCOME_WITHOUT_BASELINE].gate is Gate.PROPOSAL
    assert found[Code.OUTCOME_NOT_VALIDATED].seen == ("baseline",)
    assert broken("outcomes", OUTCOME, baselineQuality="estimated") == {}
    assert broken("outcomes", OUTCOME, baselineSource=" ").keys() == {Code.BASELINE_WITHOUT_SOURCE}
    assert broken("outcomes", OUTCOME, baselineEvidence=None)[Code.BASELINE_INCOMPLETE].seen == ("baselineEvidence",)
    assert broken("outcomes", OUTCOME, baselineOn=days(-49)).keys() == {Code.BASELINE_AFTER_START}
    assert broken("outcomes", OUTCOME, baselineOn=days(1)).keys() == {Code.BASELINE_IN_FUTURE}


@pytest.mark.parametrize("owner", [None, uid("nobody"), ""])
def test_O6_an_outcome_has_one_named_owner_of_the_customers(owner: str | None) -> None:
    found = broken("outcomes", OUTCOME, customerOwner=owner)
    assert found[Code.OUTCOME_WITHOUT_CUSTOMER_OWNER].gate is Gate.PROPOSAL
    assert found.keys() <= {Code.OUTCOME_WITHOUT_CUSTOMER_OWNER, Code.REFERENCE_BROKEN}


def test_O6_an_owner_is_of_their_own_side_and_still_there() -> None:
    assert broken("outcomes", OUTCOME, customerOwner=CSM).keys() == {Code.OUTCOME_OWNER_OF_OTHER_SIDE}
    assert broken("outcomes", OUTCOME, vendorOwner=CHAMPION).keys() == {Code.OUTCOME_OWNER_OF_OTHER_SIDE}
    assert broken("outcomes", OUTCOME, vendorOwner=None) == {}
    left = tuple(replace(contact, active=contact.id != CHAMPION) for contact in CONTACTS)
    assert "has left" in findings(contacts=left)[Code.OUTCOME_WITHOUT_CUSTOMER_OWNER].message


def test_O7_the_chain_is_whole_where_the_preset_shows_it() -> None:
    assert broken("workflows", WORKFLOW, threshold=None).keys() == {Code.WORKFLOW_WITHOUT_THRESHOLD}
    assert broken("enablers", ENABLER, owner=None).keys() == {Code.ENABLER_INCOMPLETE}
    roots = sound()
    del roots["enablers"][ENABLER]
    assert findings(roots).keys() == {Code.OUTCOME_WITHOUT_ENABLER}
    del roots["workflows"][WORKFLOW]
    assert findings(roots).keys() == {Code.OUTCOME_WITHOUT_ENABLER, Code.OUTCOME_WITHOUT_WORKFLOW}
    assert findings(roots, preset=Preset.ONE_PAGE) == {}


def test_O8_adoption_is_a_leading_indicator_at_most() -> None:
    found = broken("outcomes", OUTCOME, objective="80 % of agents use the portal daily", metric="portal usage")
    assert found.keys() == {Code.ADOPTION_AS_OUTCOME}
    assert found[Code.ADOPTION_AS_OUTCOME].seen == ("use",)
    assert broken("indicators", INDICATOR, kind=None).keys() == {Code.INDICATOR_WITHOUT_KIND}
    assert broken("indicators", INDICATOR, kind="lagging").keys() == {Code.ADOPTION_AS_LAGGING}


def test_O9_activities_product_metrics_and_vague_words_are_no_outcomes() -> None:
    found = broken("outcomes", OUTCOME, objective="Connect the CRM and invite users", metric="")
    assert found[Code.ACTIVITY_AS_OUTCOME].seen == ("Connect", "CRM", "invite")
    assert found[Code.ACTIVITY_AS_OUTCOME].subject == Subject("outcomes", OUTCOME, "objective")
    found = broken("outcomes", OUTCOME, objective="More of it", metric="page views per month")
    assert found[Code.BARE_PRODUCT_METRIC].seen == ("page views",)
    assert found[Code.BARE_PRODUCT_METRIC].subject.field == "metric"
    assert broken("outcomes", OUTCOME, objective="Improve efficiency").keys() == {Code.VAGUE_OUTCOME}
    assert broken("outcomes", OUTCOME, metric="page views per month") == {}, "the objective states an effect"


def test_O10_a_retired_outcome_says_why_and_leaves_the_rest() -> None:
    found = broken("outcomes", OTHER, status="retired", target=None, customerOwner=None)
    assert found.keys() == {Code.RETIRED_WITHOUT_REASON, Code.OUTCOMES_OUT_OF_RANGE, Code.KEY_ACCOUNT_OUTCOMES}
    found = broken("outcomes", OTHER, status="retired", retiredBecause="The portal was sold.")
    assert Code.RETIRED_WITHOUT_REASON not in found


def test_O11_a_benefit_is_stated_in_the_buyers_words() -> None:
    assert broken("outcomes", OUTCOME, benefit="").keys() == {Code.OUTCOME_WITHOUT_BENEFIT}
    assert broken("outcomes", OUTCOME, benefit="A nicer screen for all").keys() == {Code.BENEFIT_WITHOUT_BUSINESS_WORDS}


def test_O12_measuring_is_arranged_and_happens() -> None:
    found = broken("outcomes", OUTCOME, measuredBy=None, measuredEvery=None)
    assert found[Code.MEASURING_INCOMPLETE].seen == ("measuredBy", "measuredEvery")
    late = (MeasurementFacts(OUTCOME, days(-15), 6), MeasurementFacts(OTHER, days(-14), 130))
    found = findings(measurements=late)
    assert found[Code.MEASUREMENT_OVERDUE].subject == Subject("outcomes", OUTCOME)
    assert Code.MEASUREMENT_OVERDUE not in findings(measurements=None), "nobody knows of measurements"
    roots = _with_outcomes(5)
    for fields in roots["outcomes"].values():
        fields["key"] = True
    found = findings(roots, preset=Preset.OBJECTIVES, created_on={}, measurements=None)
    assert found.keys() == {Code.TOO_MANY_KEY_OUTCOMES}
    assert found[Code.TOO_MANY_KEY_OUTCOMES].gate is Gate.ONE_PAGE


def test_K1_a_target_that_equals_the_baseline_needs_a_band() -> None:
    assert broken("outcomes", OUTCOME, objective="Keep it", target=8).keys() == {Code.MAINTAIN_WITHOUT_BAND}
    assert broken("outcomes", OUTCOME, objective="Keep it", target=8, bandLow=6, bandHigh=8) == {}
    assert Code.BAND_REVERSED in broken("outcomes", OUTCOME, objective="Keep it", target=8, bandLow=8, bandHigh=6)
