"""Row M of the requirements: milestones, tasks, next steps, dependencies."""

from dataclasses import replace

import pytest

from plans.rules.facts import OverruleFacts
from plans.rules.finding import FindingCode as Code
from plans.rules.finding import Gate, Subject
from plans.rules.findings.find import find
from plans.rules.preset import Preset
from plans.rules.role import Side
from tests.sound_plan import (
    CHAMPION,
    CONTACTS,
    CSM,
    INDICATOR,
    MEMBER,
    MILESTONE,
    OURS,
    OUTCOME,
    SPONSOR,
    TASK,
    THEIRS,
    broken,
    days,
    facts,
    findings,
    sound,
    uid,
)


@pytest.mark.parametrize(("amount", "fits"), [(0, False), (2, False), (3, True), (6, True), (7, False)])
def test_M1_an_outcome_has_three_to_six_milestones(amount: int, fits: bool) -> None:
    roots = sound()
    model = roots["milestones"][MILESTONE]
    others = {key: fields for key, fields in roots["milestones"].items() if fields["outcome"] != OUTCOME}
    added = {uid(f"new {n}"): {**model, "position": f"A{n}", "key": False, "firstValue": n == 0} for n in range(amount)}
    roots["milestones"] = {**others, **added}
    assert (Code.MILESTONES_OUT_OF_RANGE not in findings(roots)) is fits
    assert (Code.MILESTONES_OUT_OF_RANGE not in findings(roots, preset=Preset.ONE_PAGE)) is (1 <= amount <= 5)


def test_M1_milestones_are_dated_in_sequence_and_before_the_deadline() -> None:
    assert broken("milestones", MILESTONE, due=None).keys() == {Code.MILESTONE_WITHOUT_DATE}
    assert broken("milestones", MILESTONE, due=days(45)).keys() == {Code.MILESTONES_OUT_OF_SEQUENCE}
    assert broken("milestones", uid("milestone 3"), due=days(121)).keys() == {Code.MILESTONE_AFTER_DEADLINE}


def test_M1_at_most_five_are_key_in_the_one_page_view() -> None:
    roots = sound()
    for milestone in roots["milestones"].values():
        milestone["key"] = True
    found = findings(roots)
    assert found.keys() == {Code.TOO_MANY_KEY_MILESTONES}
    assert found[Code.TOO_MANY_KEY_MILESTONES].gate is Gate.ONE_PAGE


def test_M2_half_target_and_target_hit_name_their_own_value() -> None:
    assert broken("milestones", MILESTONE, mark="half_target", targetValue=None).keys() == {
        Code.MARK_WITHOUT_TARGET_VALUE
    }
    assert broken("milestones", MILESTONE, mark="implemented", targetValue=None) == {}


def test_M3_a_milestone_that_names_only_a_feature_is_refused() -> None:
    found = broken("milestones", MILESTONE, title="Single sign-on enabled", metric=None)
    assert found.keys() == {Code.MILESTONE_ONLY_FEATURE}
    assert found[Code.MILESTONE_ONLY_FEATURE].gate is Gate.PROPOSAL
    assert found[Code.MILESTONE_ONLY_FEATURE].seen == ("Single sign-on", "enabled")
    assert broken("milestones", MILESTONE, title="Churn under 3 %", metric=None).keys() == {
        Code.MILESTONE_WITHOUT_METRIC
    }
    assert broken("milestones", MILESTONE, metric=INDICATOR) == {}


def test_M3_a_person_of_each_side_may_overrule_for_these_words() -> None:
    roots = sound()
    roots["milestones"][MILESTONE].update(title="Single sign-on enabled", metric=None)
    theirs, ours = (
        OverruleFacts(Code.MILESTONE_ONLY_FEATURE, MILESTONE, side, by, "Single sign-on enabled")
        for side, by in ((Side.CUSTOMER, CHAMPION), (Side.VENDOR, CSM))
    )
    assert Code.MILESTONE_ONLY_FEATURE in findings(roots, overrules=(theirs,))
    assert Code.MILESTONE_ONLY_FEATURE in findings(roots, overrules=(theirs, replace(theirs, by=MEMBER)))
    assert findings(roots, overrules=(theirs, ours)) == {}
    roots["milestones"][MILESTONE]["title"] = "Two-factor login enabled"
    assert Code.MILESTONE_ONLY_FEATURE in findings(roots, overrules=(theirs, ours))


def test_M4_without_an_owner_at_the_customer_a_milestone_is_at_risk_from_day_one() -> None:
    roots = sound()
    roots["milestones"][MILESTONE]["customerOwner"] = None
    assert findings(roots).keys() == {Code.MILESTONE_AT_RISK_BY_RULE}
    assert broken("milestones", MILESTONE, customerOwner=None, status="done", doneOn=days(-1)).keys() == {
        Code.MILESTONE_DONE_WITHOUT_WIN
    }
    assert broken("milestones", MILESTONE, vendorOwner=None).keys() == {Code.MILESTONE_WITHOUT_VENDOR_OWNER}
    assert broken("milestones", MILESTONE, vendorOwner=MEMBER).keys() == {Code.MILESTONE_OWNER_OF_OTHER_SIDE}
    assert broken("milestones", MILESTONE, customerOwner=CSM).keys() == {
        Code.MILESTONE_AT_RISK_BY_RULE,
        Code.MILESTONE_OWNER_OF_OTHER_SIDE,
    }


def test_M5_sponsors_are_named_and_own_no_milestone() -> None:
    assert broken("plan", "plan", customerSponsor=None).keys() == {Code.SPONSOR_MISSING}
    assert broken("plan", "plan", vendorSponsor=SPONSOR)[Code.SPONSOR_MISSING].subject.field == "vendorSponsor"
    assert broken("milestones", MILESTONE, customerOwner=SPONSOR).keys() == {Code.SPONSOR_OWNS_MILESTONE}


@pytest.mark.parametrize(
    ("since", "limit", "late"), [(-5, 5, False), (-6, 5, True), (-6, None, False), (-11, None, True)]
)
def test_M5_a_long_block_reaches_the_sponsors(since: int, limit: int | None, late: bool) -> None:
    roots = sound()
    roots["milestones"][MILESTONE]["status"] = "blocked"
    roots["plan"]["escalateAfterDays"] = limit
    found = findings(roots, status_since={MILESTONE: days(since)})
    assert found.keys() == ({Code.BLOCKED_TOO_LONG} if late else set())


def test_M6_one_milestone_is_the_first_value() -> None:
    assert broken("milestones", MILESTONE, firstValue=False).keys() == {Code.FIRST_VALUE_MISSING}
    found = broken("milestones", uid("milestone 4"), firstValue=True)
    assert found[Code.FIRST_VALUE_TWICE].subject == Subject("milestones", uid("milestone 4"), "firstValue")


def test_M7_overdue_is_derived() -> None:
    found = broken("milestones", MILESTONE, due=days(-1))
    assert found.keys() == {Code.MILESTONE_OVERDUE}
    assert found[Code.MILESTONE_OVERDUE].weight == 3, "it is key and the first value"
    assert broken("milestones", MILESTONE, due=days(0)) == {}
    assert broken("milestones", uid("milestone 3"), due=days(-1), status="skipped").keys() == {
        Code.MILESTONES_OUT_OF_RANGE
    }
    assert Code.MILESTONE_DONE_WITHOUT_DATE in broken("milestones", MILESTONE, status="done", doneOn=days(1))


def test_M8_training_and_integration_are_tasks() -> None:
    found = broken("milestones", MILESTONE, title="All agents trained", targetValue=None)
    assert found.keys() == {Code.MILESTONE_IS_TASK}
    assert found[Code.MILESTONE_IS_TASK].seen == ("trained",)
    assert broken("milestones", MILESTONE, title="All agents trained", targetValue=None, mark="implemented") == {}
    assert broken("tasks", TASK, milestone=MILESTONE, owner=None, due=None)[Code.TASK_INCOMPLETE].seen == (
        "owner",
        "due",
    )


def test_M9_next_steps_are_specific() -> None:
    assert broken("tasks", TASK, due=None).keys() == {Code.NEXT_STEP_INCOMPLETE}
    found = broken("tasks", TASK, action="Ongoing alignment with Sam")
    assert found[Code.NON_COMMITMENT].seen == ("Ongoing alignment",)
    assert broken("tasks", TASK, action="Discuss the rollout").keys() == {Code.NON_COMMITMENT}
    assert broken("tasks", TASK, action="Discuss the rollout", milestone=MILESTONE) == {}
    assert broken("tasks", TASK, action="Touch base", done=True, due=None) == {}


def test_M10_each_side_owes_something() -> None:
    found = broken("dependencies", THEIRS, owedBy=CSM, owedTo=uid("somebody"))
    assert found[Code.NO_CUSTOMER_OBLIGATION].gate is Gate.PROPOSAL
    assert broken("dependencies", THEIRS, status="waived").keys() == {Code.NO_CUSTOMER_OBLIGATION}
    assert broken("dependencies", OURS, status="waived").keys() == {Code.NO_VENDOR_OBLIGATION}
    assert broken("dependencies", OURS, what="", due=None)[Code.DEPENDENCY_INCOMPLETE].seen == ("what", "due")
    assert broken("dependencies", OURS, owedTo=CSM).keys() == {Code.DEPENDENCY_ON_ONESELF}


def test_M10_a_cycle_that_came_of_merged_edits_is_reported_once() -> None:
    roots = sound()
    roots["dependencies"][THEIRS]["waitsFor"] = OURS
    assert findings(roots) == {}
    roots["dependencies"][OURS]["waitsFor"] = THEIRS
    found = [finding for finding in find(facts(roots)) if finding.code is Code.DEPENDENCY_CYCLE]
    assert [set(finding.seen) for finding in found] == [{THEIRS, OURS}]
    roots["dependencies"][OURS]["status"] = "met"
    assert findings(roots) == {}


def test_M10_a_dependency_that_waits_for_itself_is_a_cycle() -> None:
    assert broken("dependencies", OURS, waitsFor=OURS).keys() == {Code.DEPENDENCY_CYCLE}


def test_M4_nobody_who_has_left_owns_a_milestone() -> None:
    left = tuple(replace(contact, active=contact.id != CHAMPION) for contact in CONTACTS)
    at_risk = [one.subject.entity for one in find(facts(contacts=left)) if one.code is Code.MILESTONE_AT_RISK_BY_RULE]
    assert sorted(map(str, at_risk)) == sorted(sound()["milestones"])
