"""Rows O1 to O12 and K1: outcomes with metric, workflow and enabler, and how far they are."""

from typing import Any

import pytest

from tests.requirements.demo_plan import CHAMPION, EXECUTIVE, LUMEN_CHAMPION, MEMBER, SPONSOR, VIEWER, DemoPlan

pytestmark = pytest.mark.anyio

WHOLE: dict[str, Any] = {
    "objective": "Pay suppliers without a reminder.", "benefit": "Late fees cost us 40,000 a year.",
    "type": "COST_REDUCTION", "metric": "reminders", "unit": "per 1,000 active users", "comparator": "AT_MOST",
    "baseline": 140, "target": 105, "deadline": "2027-12-31",
}  # fmt: skip


async def test_O1_a_key_account_needs_two_outcomes_and_no_plan_has_more_than_five(invoicing: DemoPlan) -> None:
    assert "KEY_ACCOUNT_OUTCOMES" in await invoicing.blocking(LUMEN_CHAMPION)
    assert (await invoicing.finding("OUTCOMES_OUT_OF_RANGE"))["severity"] == "SOFT"
    await invoicing.add("outcome", LUMEN_CHAMPION, **WHOLE)
    assert "KEY_ACCOUNT_OUTCOMES" not in await invoicing.blocking()
    assert await invoicing.finding("OUTCOMES_OUT_OF_RANGE") is None
    await invoicing.change("choosePlanPreset", preset="OBJECTIVES")
    assert "3 to 5" in (await invoicing.finding("OUTCOMES_OUT_OF_RANGE"))["message"]
    for _ in range(3):
        await invoicing.add("outcome", **WHOLE)
    assert await invoicing.finding("OUTCOMES_OUT_OF_RANGE") is None
    await invoicing.add("outcome", **WHOLE)
    assert "TOO_MANY_OUTCOMES" in await invoicing.blocking()


async def test_O1_an_ordinary_account_may_have_one_outcome(tickets: DemoPlan) -> None:
    assert (await tickets.finding("OUTCOMES_OUT_OF_RANGE"))["seen"] == ["1"]
    assert await tickets.blocking() == set()
    await tickets.change("updateAccount", keyAccount=True)
    assert await tickets.blocking() == {"KEY_ACCOUNT_OUTCOMES"}


async def test_O2_an_outcome_says_what_is_reached_in_which_unit_by_when(tickets: DemoPlan) -> None:
    for kind in ("REVENUE_GROWTH", "COST_REDUCTION", "RISK_COMPLIANCE", "SCALE", "SPEED"):
        for comparator in ("AT_MOST", "UNDER", "AT_LEAST", "OVER"):
            given = WHOLE | {"type": kind, "comparator": comparator}
            made = await tickets.change("createOutcome", f"outcome {{ id {' '.join(WHOLE)} }}", CHAMPION, **given)
            assert made["outcome"] | given == made["outcome"]
            await tickets.change("removeOutcome", "", CHAMPION, id=made["outcome"]["id"])
    outcome = await tickets.first("outcomes")
    await tickets.edit("outcome", outcome, type=None, unit=None)
    assert (await tickets.finding("OUTCOME_INCOMPLETE", outcome))["seen"] == ["type", "unit"]
    await tickets.edit("outcome", outcome, type="SPEED", unit="h", comparator="AT_LEAST")
    assert (await tickets.finding("TARGET_AGAINST_COMPARATOR", outcome))["seen"] == ["at least", "140 h", "105 h"]
    await tickets.edit("outcome", outcome, deadline=tickets.day(-20))
    assert await tickets.finding("DEADLINE_BEFORE_BASELINE", outcome)


async def test_O3_the_sentence_is_written_from_the_fields_and_names_what_is_not_validated(response: DemoPlan) -> None:
    outcome = await response.first("outcomes")
    await response.edit("outcome", outcome, deadline="2026-09-30")
    plan = await response.read("outcomes { sentence validated } milestones { id }", SPONSOR)
    whole = "Reduce average first-response time from 8 h to under 2 h by 30 September 2026"
    assert plan["outcomes"] == [{"sentence": whole, "validated": True}]
    await response.edit("outcome", outcome, CHAMPION, baseline=None, deadline=None)
    told = await response.finding("OUTCOME_NOT_VALIDATED", outcome)
    assert told["seen"] == ["baseline", "deadline"]
    assert told["advice"] == "Add a task to ask the champion where it stands today and by when."
    sentence = (await response.read("outcomes { sentence validated }"))["outcomes"][0]
    assert "(baseline not validated)" in sentence["sentence"]
    assert not sentence["validated"]
    for milestone in plan["milestones"]:
        assert (await response.finding("MILESTONE_NOT_VALIDATED", milestone["id"]))["severity"] == "SOFT"
    asked = {"action": told["advice"].removeprefix("Add a task to "), "due": response.day(3)}
    await response.add("task", ownerId=await response.contact("CHAMPION", "VENDOR"), **asked)
    assert (await response.read("nextSteps { action due }"))["nextSteps"] == [asked]


async def test_O4_a_percentage_that_contradicts_the_values_is_told_with_the_right_figure(invoicing: DemoPlan) -> None:
    outcome = await invoicing.first("outcomes")
    wrong = await invoicing.finding("STATED_CHANGE_CONTRADICTS", outcome, LUMEN_CHAMPION)
    assert (wrong["severity"], wrong["subject"]["field"], wrong["seen"]) == (
        "HARD",
        "statedChange",
        ["-30 %", "4 h", "2 h"],
    )
    assert wrong["advice"] == "Write -50 %, or make the target 2.8 h."
    assert "STATED_CHANGE_CONTRADICTS" in await invoicing.blocking()
    await invoicing.edit("outcome", outcome, LUMEN_CHAMPION, target=2.8)
    assert await invoicing.finding("STATED_CHANGE_CONTRADICTS") is None


async def test_O4_25_per_cent_below_140_is_105(tickets: DemoPlan) -> None:
    outcome = await tickets.first("outcomes")
    assert await tickets.finding("STATED_CHANGE_CONTRADICTS") is None
    for cleared in ({}, {"statedChange": None}):
        await tickets.edit("outcome", outcome, target=110, **cleared)
        wrong = await tickets.finding("STATED_CHANGE_CONTRADICTS", outcome)
        assert "25 % below 140 per 1,000 active users is 105" in wrong["message"]
        assert wrong["subject"]["field"] == ("objective" if cleared else "statedChange")


async def test_O5_a_baseline_is_there_with_date_source_evidence_and_quality(invoicing: DemoPlan) -> None:
    outcome = await invoicing.first("outcomes")
    assert await invoicing.finding("BASELINE_WITHOUT_SOURCE", outcome)
    assert (await invoicing.finding("BASELINE_INCOMPLETE", outcome))["seen"] == [
        "baselineOn", "baselineEvidence", "baselineQuality",
    ]  # fmt: skip
    given = {"baselineSource": "Billing report", "baselineEvidence": "https://lumen.example/billing"}
    for quality in ("MEASURED", "IMPORTED", "ESTIMATED"):
        dated = {"baselineQuality": quality, "baselineOn": invoicing.day(-20)}
        await invoicing.edit("outcome", outcome, LUMEN_CHAMPION, **given, **dated)
        codes = {one["code"] for one in await invoicing.findings()}
        assert not {"BASELINE_WITHOUT_SOURCE", "BASELINE_INCOMPLETE", "BASELINE_AFTER_START"} & codes
    await invoicing.edit("outcome", outcome, baselineOn=invoicing.day(-1))
    assert (await invoicing.finding("BASELINE_AFTER_START", outcome))["severity"] == "SOFT"
    await invoicing.edit("outcome", outcome, baselineOn=invoicing.day(1))
    assert await invoicing.finding("BASELINE_IN_FUTURE", outcome)
    await invoicing.edit("outcome", outcome, baseline=None)
    assert "OUTCOME_WITHOUT_BASELINE" in await invoicing.blocking()


async def test_O6_exactly_one_person_of_the_customers_owns_an_outcome(invoicing: DemoPlan) -> None:
    outcome = await invoicing.first("outcomes")
    assert "OUTCOME_WITHOUT_CUSTOMER_OWNER" in await invoicing.blocking()
    ours = await invoicing.contact("CHAMPION", "VENDOR")
    refused = await invoicing.refused("updateOutcome", id=outcome, customerOwnerId=ours)
    assert refused == [("INVALID", "customerOwnerId")], "the vendor's CSM is nobody of the customer's"
    await invoicing.edit("outcome", outcome, customerOwnerId=await invoicing.contact("CHAMPION"), vendorOwnerId=None)
    assert "OUTCOME_WITHOUT_CUSTOMER_OWNER" not in await invoicing.blocking()
    (owners,) = (await invoicing.read("outcomes { customerOwner { name } vendorOwner { name } }"))["outcomes"]
    assert owners == {"customerOwner": {"name": "Noah Becker"}, "vendorOwner": None}
    await invoicing.edit("outcome", outcome, LUMEN_CHAMPION, customerOwnerId=await invoicing.contact("SPONSOR"))
    theirs = {"id": outcome, "customerOwnerId": await invoicing.contact("CHAMPION")}
    assert await invoicing.refused("updateOutcome", **theirs) == [("NOT_ALLOWED", "customerOwnerId")], "theirs to name"


async def test_O7_the_chain_leads_from_outcome_to_metric_workflow_and_enabler(tickets: DemoPlan) -> None:
    fields = "workflows { title comparator threshold unit enablers { kind title owner { name } state frequency } }"
    (outcome,) = (await tickets.read(f"outcomes {{ id metric {fields} }}", CHAMPION))["outcomes"]
    (workflow,) = outcome["workflows"]
    assert outcome["metric"] == "Tier-1 support tickets"
    assert (workflow["comparator"], workflow["threshold"], workflow["unit"]) == ("AT_LEAST", 60, "% of Tier-1 queries")
    assert {enabler["kind"] for enabler in workflow["enablers"]} == {"INTEGRATION", "SPONSOR", "OTHER"}
    assert "three articles a week" in {enabler["frequency"] for enabler in workflow["enablers"]}
    assert all(enabler["owner"]["name"] and enabler["state"] for enabler in workflow["enablers"])
    await tickets.edit("workflow", await tickets.first("workflows"), CHAMPION, threshold=None)
    assert await tickets.finding("WORKFLOW_WITHOUT_THRESHOLD")
    await tickets.edit("enabler", await tickets.first("enablers"), CHAMPION, ownerId=None, state=None)
    assert (await tickets.finding("ENABLER_INCOMPLETE"))["seen"] == ["owner", "state"]


async def test_O7_an_outcome_without_a_chain_is_told(invoicing: DemoPlan) -> None:
    outcome = await invoicing.first("outcomes")
    assert await invoicing.finding("OUTCOME_WITHOUT_WORKFLOW", outcome)
    assert await invoicing.finding("OUTCOME_WITHOUT_ENABLER", outcome)
    workflow = await invoicing.add("workflow", outcomeId=outcome, title="Cases are sorted on arrival", threshold=80)
    await invoicing.add("enabler", workflowId=workflow, kind="TRAINING", title="Case desk", state="PLANNED")
    codes = {one["code"] for one in await invoicing.findings()}
    assert not {"OUTCOME_WITHOUT_WORKFLOW", "OUTCOME_WITHOUT_ENABLER"} & codes


async def test_O8_adoption_may_lead_and_is_never_the_outcome(tickets: DemoPlan) -> None:
    outcome = await tickets.first("outcomes")
    indicator = await tickets.first("indicators")
    assert not {"ADOPTION_AS_LAGGING", "ADOPTION_AS_OUTCOME"} & {one["code"] for one in await tickets.findings()}
    await tickets.edit("indicator", indicator, name="Monthly active users", kind="LEADING")
    assert await tickets.finding("ADOPTION_AS_LAGGING") is None
    await tickets.edit("indicator", indicator, kind="LAGGING")
    assert await tickets.finding("ADOPTION_AS_LAGGING", indicator)
    await tickets.edit("indicator", indicator, kind=None)
    assert await tickets.finding("INDICATOR_WITHOUT_KIND", indicator)
    await tickets.edit("outcome", outcome, objective="Increase adoption of the portal.", metric="active users")
    told = await tickets.finding("ADOPTION_AS_OUTCOME", outcome)
    assert (told["severity"], "adoption" in told["seen"]) == ("SOFT", True)


@pytest.mark.parametrize(
    ("code", "objective", "metric", "seen"),
    [
        ("ACTIVITY_AS_OUTCOME", "Training completed", None, "Training completed"),
        ("ACTIVITY_AS_OUTCOME", "Connect the CRM", None, "Connect"),
        ("ACTIVITY_AS_OUTCOME", "Invite users", None, "Invite"),
        ("BARE_PRODUCT_METRIC", "Twice as many page views", "page views", "page views"),
        ("VAGUE_OUTCOME", "Improve efficiency", None, "efficiency"),
    ],
)
async def test_O9_what_is_no_effect_on_the_business_is_told_with_the_words(
    tickets: DemoPlan, code: str, objective: str, metric: str | None, seen: str
) -> None:
    outcome = await tickets.first("outcomes")
    assert await tickets.finding(code) is None
    await tickets.edit("outcome", outcome, CHAMPION, objective=objective, metric=metric)
    told = await tickets.finding(code, outcome)
    assert told["severity"] == "SOFT"
    assert seen in " ".join(told["seen"])


async def test_O10_an_outcome_is_retired_with_its_reason_and_stays_in_past_reviews(tickets: DemoPlan) -> None:
    outcome = await tickets.first("outcomes")
    await tickets.edit("outcome", outcome, status="RETIRED")
    assert await tickets.finding("RETIRED_WITHOUT_REASON", outcome)
    await tickets.edit("outcome", outcome, SPONSOR, retiredBecause="The stores answer for themselves from March on.")
    assert await tickets.finding("RETIRED_WITHOUT_REASON") is None
    other = await tickets.add("outcome", CHAMPION, **WHOLE)
    agenda = "agenda { outcomes { outcomeId } }"
    plan = await tickets.read(
        f"reviews(first: 5, state: HELD) {{ nodes {{ {agenda} outcomes {{ outcomeId }} }} }} nextReview {{ {agenda} }}"
    )
    (held,) = plan["reviews"]["nodes"]
    assert [item["outcomeId"] for item in held["agenda"]["outcomes"]] == [outcome]
    assert [item["outcomeId"] for item in held["outcomes"]] == [outcome]
    assert [item["outcomeId"] for item in plan["nextReview"]["agenda"]["outcomes"]] == [other]
    assert "PLAN_WITHOUT_OUTCOME" not in await tickets.blocking()


async def test_O11_an_outcome_states_its_benefit_in_the_words_of_whoever_renews(invoicing: DemoPlan) -> None:
    outcome = await invoicing.first("outcomes")
    assert await invoicing.finding("OUTCOME_WITHOUT_BENEFIT", outcome)
    await invoicing.edit("outcome", outcome, benefit="Everybody likes the new screens.")
    assert await invoicing.finding("BENEFIT_WITHOUT_BUSINESS_WORDS", outcome)
    for benefit in (
        "Cases are closed sooner.",
        "Each case costs less.",
        "Revenue comes in.",
        "Less risk at the audit.",
    ):
        await invoicing.edit("outcome", outcome, LUMEN_CHAMPION, benefit=benefit)
        codes = {one["code"] for one in await invoicing.findings()}
        assert not {"OUTCOME_WITHOUT_BENEFIT", "BENEFIT_WITHOUT_BUSINESS_WORDS"} & codes, benefit


async def test_O12_it_is_said_who_measures_where_and_how_often_and_few_outcomes_are_key(invoicing: DemoPlan) -> None:
    outcome = await invoicing.first("outcomes")
    assert (await invoicing.finding("MEASURING_INCOMPLETE"))["seen"] == ["measuredBy", "measuredIn", "measuredEvery"]
    measured = {
        "measuredById": await invoicing.contact("CHAMPION"),
        "measuredIn": "Case desk",
        "measuredEvery": "WEEKLY",
    }
    await invoicing.edit("outcome", outcome, LUMEN_CHAMPION, key=True, **measured)
    assert await invoicing.finding("MEASURING_INCOMPLETE") is None
    for _ in range(3):
        await invoicing.add("outcome", **WHOLE, key=True)
    assert await invoicing.finding("TOO_MANY_KEY_OUTCOMES") is None
    await invoicing.add("outcome", **WHOLE, key=True)
    told = await invoicing.finding("TOO_MANY_KEY_OUTCOMES")
    assert (told["severity"], told["gate"]) == ("HARD", "ONE_PAGE")
    assert "TOO_MANY_OUTCOMES" not in await invoicing.blocking()


async def test_O12_a_value_that_is_due_is_told_until_it_is_recorded(tickets: DemoPlan) -> None:
    outcome = await tickets.first("outcomes")
    await tickets.edit("outcome", outcome, measuredEvery="WEEKLY")
    assert await tickets.finding("MEASUREMENT_OVERDUE") is None
    tickets.now = tickets.now.replace(year=tickets.now.year + 1)
    assert await tickets.finding("MEASUREMENT_OVERDUE", outcome)
    await tickets.change("recordMeasurement", "", CHAMPION, metricId=outcome, value=112, measuredOn=tickets.day(-1))
    assert await tickets.finding("MEASUREMENT_OVERDUE") is None


@pytest.mark.parametrize(("value", "raw", "clamped"), [(140, 0, 0), (126, 0.4, 0.4), (98, 1.2, 1), (147, -0.2, 0)])
async def test_K1_progress_is_the_share_of_the_way_from_baseline_to_target(
    tickets: DemoPlan, value: float, raw: float, clamped: float
) -> None:
    outcome = await tickets.first("outcomes")
    await tickets.change("recordMeasurement", "", CHAMPION, metricId=outcome, value=value, measuredOn=tickets.day(0))
    (read,) = (await tickets.read("outcomes { latest { value } progress { raw clamped reason } }", SPONSOR))["outcomes"]
    assert read["latest"] == {"value": value}
    assert read["progress"] == {"raw": pytest.approx(raw), "clamped": pytest.approx(clamped), "reason": None}
    measured = {"metricId": outcome, "value": 1, "measuredOn": tickets.day(0)}
    for person in (VIEWER, MEMBER):
        assert [code for code, _ in await tickets.refused("recordMeasurement", person, **measured)] == ["NOT_ALLOWED"]


async def test_K1_a_target_that_equals_the_baseline_is_kept_within_a_band(tickets: DemoPlan) -> None:
    outcome = await tickets.first("outcomes")
    await tickets.edit(
        "outcome", outcome, target=140, statedChange=None, objective="Keep Tier-1 tickets where they are."
    )
    assert await tickets.finding("MAINTAIN_WITHOUT_BAND", outcome)
    assert (await tickets.read("outcomes { progress { reason } }"))["outcomes"][0]["progress"]["reason"] == "NO_BAND"
    await tickets.edit("outcome", outcome, bandLow=145, bandHigh=130)
    assert await tickets.finding("BAND_REVERSED", outcome)
    await tickets.edit("outcome", outcome, bandLow=130, bandHigh=145)
    assert await tickets.finding("MAINTAIN_WITHOUT_BAND") is None
    for value, kept in ((133, 1), (150, 0)):
        measured = {"metricId": outcome, "value": value, "measuredOn": tickets.day(0)}
        await tickets.change("recordMeasurement", "", EXECUTIVE, **measured)
        progress = (await tickets.read("outcomes { progress { clamped } }"))["outcomes"][0]["progress"]
        assert progress["clamped"] == kept
