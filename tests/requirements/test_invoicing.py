"""The demo's Invoicing plan as an experienced reviewer reads it: everything that is wrong with it, and nothing else."""

import pytest

from tests.requirements.demo_plan import CSM, EXECUTIVE, LUMEN_CHAMPION, LUMEN_SPONSOR, VIEWER, DemoPlan

pytestmark = pytest.mark.anyio

Place = tuple[str, str, str | None]

BLOCKING: dict[Place, str] = {
    ("OUTCOME_WITHOUT_WORDS", "outcomes", None): "a metric stands there, and nobody of Lumen's has said anything",
    ("KEY_ACCOUNT_OUTCOMES", "plan", None): "a key account, and one outcome alone",
    ("STATED_CHANGE_CONTRADICTS", "outcomes", "statedChange"): "30 % less than 4 h is 2.8 h, and not 2 h",
    ("OUTCOME_WITHOUT_CUSTOMER_OWNER", "outcomes", "customerOwner"): "nobody at Lumen owns the outcome",
    ("MILESTONE_ONLY_FEATURE", "milestones", "metric"): "connecting the billing system is work, and no effect",
    ("NO_CUSTOMER_OBLIGATION", "plan", None): "Lumen has promised nothing",
}
ADVICE: dict[Place, str] = {
    ("CONTEXT_INCOMPLETE", "plan", "whyBought"): "why they bought, and what return they expect, is not said",
    ("TIME_TO_VALUE_MISSING", "plan", "expectedTimeToValue"): "nor when they expect value",
    ("CUSTOMER_HAS_NOT_EDITED", "plan", None): "Priya wrote it alone",
    ("SECTION_EMPTY", "plan", None): "no risk and no next step",
    ("PROVENANCE_MISSING", "outcomes", "provenance"): "where the outcome comes from is not said",
    ("OUTCOMES_OUT_OF_RANGE", "plan", None): "one outcome where two to four are usual",
    ("BASELINE_WITHOUT_SOURCE", "outcomes", "baselineSource"): "4 h according to whom?",
    ("BASELINE_INCOMPLETE", "outcomes", "baselineOn"): "measured when, how well, and where is the evidence?",
    ("OUTCOME_WITHOUT_BENEFIT", "outcomes", "benefit"): "what Lumen's CFO has of it is not said",
    ("MEASURING_INCOMPLETE", "outcomes", "measuredBy"): "nor who measures, where and how often",
    ("OUTCOME_WITHOUT_WORKFLOW", "outcomes", None): "nor what people will do differently",
    ("OUTCOME_WITHOUT_ENABLER", "outcomes", None): "nor what makes it possible",
    ("MILESTONES_OUT_OF_RANGE", "outcomes", None): "one milestone is no way to go",
    ("MILESTONE_AT_RISK_BY_RULE", "milestones", "customerOwner"): "its owner at Lumen is gone",
    ("OWNER_HAS_LEFT", "milestones", "customerOwner"): "Petra Voss has left and is still named",
    ("FIRST_VALUE_MISSING", "plan", None): "when Lumen first has something of it is not said",
    ("NO_VENDOR_OBLIGATION", "plan", None): "nor what Fernhill owes",
    ("SPONSOR_MISSING", "plan", "customerSponsor"): "nobody at Lumen to turn to when it hangs",
}
VENDORS_OWN: dict[Place, str] = {
    ("DISCOVERY_CALL_MISSING", "plan", None): "nobody has listened to the sponsor and the champion",
    ("COMMUNICATION_PLAN_MISSING", "plan", None): "who talks to whom is not planned",
}


@pytest.mark.parametrize("person", [CSM, EXECUTIVE, VIEWER, LUMEN_SPONSOR, LUMEN_CHAMPION])
async def test_the_invoicing_plan_shows_the_findings_that_a_person_would_expect(
    invoicing: DemoPlan, person: str
) -> None:
    expected = BLOCKING | ADVICE | (VENDORS_OWN if person.endswith("@fernhill.example") else {})
    findings = await invoicing.findings(person)
    places = [(one["code"], one["subject"]["root"], one["subject"]["field"]) for one in findings]
    assert sorted(places, key=str) == sorted(expected, key=str)
    assert [one["code"] for one in findings if one["severity"] == "HARD"] == [code for code, _, _ in BLOCKING]
    plan = await invoicing.read("outcomes { id } milestones { id } readiness { ready blocking { code } }", person)
    subjects = {"outcomes": plan["outcomes"][0]["id"], "milestones": plan["milestones"][0]["id"], "plan": None}
    assert all(one["subject"]["id"] == subjects[one["subject"]["root"]] for one in findings)
    assert all(one["message"] and one["advice"] and one["requirement"] for one in findings)
    assert plan["readiness"]["ready"] is False
    assert {one["code"] for one in plan["readiness"]["blocking"]} == {code for code, _, _ in BLOCKING}


async def test_who_follows_the_advice_may_propose_the_invoicing_plan(invoicing: DemoPlan) -> None:
    """Each finding that blocks goes by what its advice says, by people who may; none takes another one's place."""
    outcome, milestone = await invoicing.first("outcomes"), await invoicing.first("milestones")
    champion, csm = await invoicing.contact("CHAMPION"), await invoicing.contact("CHAMPION", "VENDOR")
    said = {"saidById": champion, "saidOn": invoicing.day(0), "prompt": "What could impede it?"}
    left = await invoicing.blocking()
    for gone in (
        ("OUTCOME_WITHOUT_WORDS", "quote", None, {"text": "Nobody waits for a case.", "outcomeId": outcome, **said}),
        ("STATED_CHANGE_CONTRADICTS", "outcome", outcome, {"statedChange": -50}),
        ("OUTCOME_WITHOUT_CUSTOMER_OWNER", "outcome", outcome, {"customerOwnerId": champion}),
        ("MILESTONE_ONLY_FEATURE", "milestone", milestone, {"metricId": outcome}),
        ("NO_CUSTOMER_OBLIGATION", "dependency", None, {"what": "A test account", "owedById": champion,
                                                         "owedToId": csm}),
        ("KEY_ACCOUNT_OUTCOMES", "outcome", None, {"objective": "Fewer invoices are disputed.", "baseline": 90,
                                                   "customerOwnerId": champion}),
    ):  # fmt: skip
        code, noun, entity, given = gone
        left.remove(code)
        if entity is None:
            await invoicing.add(noun, LUMEN_CHAMPION, **given)
        else:
            await invoicing.edit(noun, entity, LUMEN_CHAMPION, **given)
        assert await invoicing.blocking() == left, code
    assert left == set()
    assert (await invoicing.read("readiness { ready }", LUMEN_SPONSOR))["readiness"]["ready"] is True
