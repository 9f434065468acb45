"""Rows L2 and L6: what blocks a proposal, and whether it is a real plan."""

from plans.rules.facts import HealthPart
from plans.rules.finding import FindingCode as Code
from plans.rules.finding import Severity
from plans.rules.findings.catalogue import KINDS
from plans.rules.readiness import RealPlanPart, readiness, real_plan_test
from plans.rules.role import Side
from tests.sound_plan import MILESTONE, OUTCOME, Roots, days, facts, sound


def _failing(roots: Roots | None = None, **beside: object) -> set[RealPlanPart]:
    return {answer.part for answer in real_plan_test(facts(roots, **beside)).parts if not answer.holds}


def test_L2_a_proposal_is_refused_with_all_hard_findings_at_once() -> None:
    assert readiness(facts()).ready
    roots = sound()
    roots["outcomes"][OUTCOME].update(baseline=None, customerOwner=None)
    roots["plan"]["goal"] = ""
    blocked = readiness(facts(roots))
    assert not blocked.ready
    assert {finding.code for finding in blocked.blocking} == {
        Code.OUTCOME_WITHOUT_BASELINE,
        Code.OUTCOME_WITHOUT_CUSTOMER_OWNER,
    }


def test_L2_what_only_concerns_the_one_page_view_blocks_no_proposal() -> None:
    roots = sound()
    for milestone in roots["milestones"].values():
        milestone["key"] = True
    assert readiness(facts(roots)).ready


def test_L2_nothing_that_a_side_may_not_see_blocks_it() -> None:
    assert [code for code, kind in KINDS.items() if kind.vendor_only and kind.severity is Severity.HARD] == []


def test_L6_a_real_plan_passes_in_all_five_parts() -> None:
    assert real_plan_test(facts()).real


def test_L6_each_part_fails_for_its_own_reasons() -> None:
    roots = sound()
    roots["outcomes"][OUTCOME]["deadline"] = None
    assert _failing(roots) == {RealPlanPart.FROM_TO_BY_AGREED}
    assert _failing(signed_by=frozenset({Side.VENDOR})) == {RealPlanPart.FROM_TO_BY_AGREED}
    roots = sound()
    roots["milestones"][MILESTONE]["metric"] = None
    assert _failing(roots) == {RealPlanPart.METRIC_PER_MILESTONE}
    roots = sound()
    roots["milestones"][MILESTONE]["vendorOwner"] = None
    assert _failing(roots) == {RealPlanPart.ONE_OWNER_PER_SIDE}
    roots = sound()
    roots["plan"]["reviewOn"] = days(-1)
    assert _failing(roots) == {RealPlanPart.CADENCE_ON_BOTH_CALENDARS}
    assert _failing(calendars=frozenset({Side.VENDOR})) == {RealPlanPart.CADENCE_ON_BOTH_CALENDARS}
    assert _failing(health=frozenset({HealthPart.SENTIMENT, HealthPart.SUPPORT})) == {RealPlanPart.HEALTH_WIRED}


def test_L6_an_empty_plan_fails_everywhere_and_says_why() -> None:
    test = real_plan_test(
        facts({root: {} for root in sound()}, signed_by=frozenset(), calendars=frozenset(), health=())
    )
    assert not test.real
    assert all(answer.reasons for answer in test.parts)
