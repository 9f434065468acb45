"""Rows L5 and L6: plans that go stale, and whether a plan is a real one."""

import datetime as dt

import pytest

from tests.requirements.demo_plan import CHAMPION, LUMEN_CHAMPION, LUMEN_SPONSOR, SPONSOR, DemoPlan

pytestmark = pytest.mark.anyio


async def test_L5_a_plan_without_change_and_review_goes_stale_and_staler(invoicing: DemoPlan) -> None:
    start, weights = invoicing.now, dict[int, int | None]()
    for days in (29, 30, 60, 90):
        invoicing.now = start + dt.timedelta(days=days)
        told = await invoicing.finding("PLAN_STALE", by=LUMEN_SPONSOR)
        weights[days] = told and told["weight"]
    assert weights == {29: None, 30: 1, 60: 2, 90: 3}
    await invoicing.change("updatePlan", "", LUMEN_CHAMPION, goal="Invoices leave the house without a dispute.")
    invoicing.now = start
    assert await invoicing.finding("PLAN_STALE") is None


async def test_L5_a_review_that_was_held_keeps_a_plan_fresh(tickets: DemoPlan) -> None:
    review = (await tickets.read("nextReview { id version }"))["nextReview"]
    tickets.now += dt.timedelta(days=40)
    assert await tickets.finding("PLAN_STALE")
    by, outcome = await tickets.contact("CHAMPION"), await tickets.first("outcomes")
    noted = [{"outcomeId": outcome, "confirmed": True, "byId": by}]
    held = {"id": review["id"], "expectedVersion": review["version"], "heldOn": tickets.day(-1), "serves": True}
    await tickets.change("completeReview", "", CHAMPION, outcomes=noted, **held)
    assert await tickets.finding("PLAN_STALE") is None


async def test_L6_one_answer_in_five_parts_says_whether_a_plan_is_real(invoicing: DemoPlan, tickets: DemoPlan) -> None:
    asked = "realPlanTest { real parts { part holds reasons } }"
    real = (await invoicing.read(asked, LUMEN_CHAMPION))["realPlanTest"]
    assert real["real"] is False
    reasons = {one["part"]: " ".join(one["reasons"]) for one in real["parts"]}
    assert reasons.keys() == {
        "FROM_TO_BY_AGREED", "METRIC_PER_MILESTONE", "ONE_OWNER_PER_SIDE", "CADENCE_ON_BOTH_CALENDARS", "HEALTH_WIRED",
    }  # fmt: skip
    assert "have not signed" in reasons["FROM_TO_BY_AGREED"]
    assert '"Connect the billing system" names no metric' in reasons["METRIC_PER_MILESTONE"]
    assert "has no owner of the customer" in reasons["ONE_OWNER_PER_SIDE"]
    holds = {one["part"]: one["holds"] for one in (await tickets.read(asked, SPONSOR))["realPlanTest"]["parts"]}
    assert [part for part, held in holds.items() if held] == ["METRIC_PER_MILESTONE", "ONE_OWNER_PER_SIDE"]
    milestone, outcome = await invoicing.first("milestones"), await invoicing.first("outcomes")
    champion = {"customerOwnerId": await invoicing.contact("CHAMPION")}
    await invoicing.edit("milestone", milestone, LUMEN_SPONSOR, metricId=outcome, **champion)
    await invoicing.edit("outcome", outcome, LUMEN_SPONSOR, deadline=None, **champion)
    parts = {one["part"]: one for one in (await invoicing.read(asked))["realPlanTest"]["parts"]}
    assert parts["METRIC_PER_MILESTONE"]["holds"]
    assert parts["ONE_OWNER_PER_SIDE"]["holds"]
    assert any("lacks deadline" in reason for reason in parts["FROM_TO_BY_AGREED"]["reasons"])
