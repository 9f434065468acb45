"""Findings that count days: since when things are what they are, told through GraphQL as time goes by."""

import datetime as dt
from collections.abc import AsyncGenerator

import pytest

from plans.store.connection import Connection
from server.database import Database
from server.token import Tokens
from tests.schema.timed_plan import CSM, PLAN, SPONSOR, TimedPlan, open_timed_plan

pytestmark = pytest.mark.anyio

DAY = dt.timedelta(days=1)


@pytest.fixture
async def plan(demo: Database, owner: Connection, tokens: Tokens) -> AsyncGenerator[TimedPlan]:
    """At noon of today, without the demo's reviews; what the demo holds was written today."""
    await owner.execute("set session_replication_role = replica")  # past the triggers
    for table in ("review_answer", "review"):
        await owner.execute(f"delete from {table}")
    await owner.execute("update account set time_zone = 'UTC'")
    async with open_timed_plan(demo, tokens, dt.datetime.now(dt.UTC).replace(hour=12)) as opened:
        yield opened


async def _first(plan: TimedPlan, root: str) -> str:
    return (await plan.ask(f"{root} {{ id }}"))[root][0]["id"]


async def test_T3_a_risk_that_nobody_touched_for_31_days_is_stale(plan: TimedPlan, owner: Connection) -> None:
    made = await plan.change("createRisk", 'title: "The import is late"', "risk { id }")
    risk = made["risk"]["id"]
    plan.now = plan.start + 30 * DAY
    assert "RISK_STALE" not in await plan.findings(risk)
    plan.now = plan.start + 31 * DAY
    assert "31 days" in (await plan.findings(risk))["RISK_STALE"]["message"]
    plan.now = plan.start
    await owner.execute("update risk set touched_at = touched_at - interval '31 days' where id = $1::text::uuid", risk)
    assert "RISK_STALE" in await plan.findings(risk)
    await plan.change("updateRisk", f'id: "{risk}", mitigation: "Ask each week."')
    assert "RISK_STALE" not in await plan.findings(risk)


async def test_M5_a_milestone_that_is_blocked_for_longer_than_the_plan_says_reaches_the_sponsors(
    plan: TimedPlan, owner: Connection
) -> None:
    milestone = await _first(plan, "milestones")
    await plan.change("updatePlan", "escalateAfterDays: 5")
    await plan.change("updateMilestone", f'id: "{milestone}", status: BLOCKED')
    plan.now = plan.start + 5 * DAY
    assert "BLOCKED_TOO_LONG" not in await plan.findings(milestone)
    plan.now = plan.start + 6 * DAY
    assert "6 days, more than 5" in (await plan.findings(milestone))["BLOCKED_TOO_LONG"]["message"]
    plan.now = plan.start
    await owner.execute("update milestone set status_since = status_since - interval '6 days'")
    await plan.change("updateMilestone", f'id: "{milestone}", scope: "Pilot team"')
    assert "BLOCKED_TOO_LONG" in await plan.findings(milestone), "touched, and still blocked"
    await plan.change("updateMilestone", f'id: "{milestone}", status: IN_PROGRESS')
    await plan.change("updateMilestone", f'id: "{milestone}", status: BLOCKED')
    assert "BLOCKED_TOO_LONG" not in await plan.findings(milestone), "blocked since today"


async def test_C9_an_outcome_that_was_written_before_the_kick_off_is_told(plan: TimedPlan) -> None:
    outcome = await _first(plan, "outcomes")
    account = (await plan.ask("account { id }"))["account"]["id"]

    async def kick_off(day: dt.datetime) -> None:
        given = f'accountId: "{account}", kickedOffOn: "{day.date()}"'
        assert (await plan.api.change(CSM, "updateAccount", given))["__typename"] == "UpdateAccountSuccess"

    await kick_off(plan.start)
    assert "OUTCOME_BEFORE_KICK_OFF" not in await plan.findings(outcome)
    await kick_off(plan.start + DAY)
    assert "OUTCOME_BEFORE_KICK_OFF" in await plan.findings(outcome)


async def test_C9_a_plan_in_which_the_customer_has_not_written_is_told(plan: TimedPlan) -> None:
    assert "CUSTOMER_HAS_NOT_EDITED" in await plan.findings()
    await plan.change("updatePlan", 'roi: "Hours saved"')
    assert "CUSTOMER_HAS_NOT_EDITED" in await plan.findings(), "the vendor wrote"
    await plan.change("updatePlan", 'roi: "Hours of agents saved"', person=SPONSOR)
    assert "CUSTOMER_HAS_NOT_EDITED" not in await plan.findings()


async def test_C2_words_that_came_after_the_outcome_are_told(plan: TimedPlan) -> None:
    made = await plan.change("createOutcome", 'objective: "Fewer returns", metric: "returns"', "outcome { id }")
    outcome = made["outcome"]["id"]
    for ahead, code in ((0, False), (1, True)):
        plan.now = plan.start + ahead * DAY
        said = f'text: "We want fewer returns", saidOn: "{plan.now.date()}", outcomeId: "{outcome}"'
        quote = (await plan.change("createQuote", said, "quote { id }"))["quote"]["id"]
        found = await plan.findings(outcome)
        assert ("WORDS_AFTER_OUTCOME" in found) == code
        await plan.change("removeQuote", f'id: "{quote}"')


async def test_R4_an_outcome_that_was_written_after_the_quarterly_review_is_not_drifting(
    plan: TimedPlan, owner: Connection
) -> None:
    first = await _first(plan, "outcomes")
    at = (plan.start + DAY).isoformat()
    scheduled = await plan.change("scheduleReview", f'kind: QUARTERLY, plannedFor: "{at}"', "review { id }")
    by = (await plan.ask("account { contacts(first: 1) { nodes { id } } }"))["account"]["contacts"]["nodes"][0]["id"]
    outcomes = (await plan.ask("outcomes { id }"))["outcomes"]
    notes = ", ".join(f'{{ outcomeId: "{one["id"]}", confirmed: false, byId: "{by}" }}' for one in outcomes)
    given = f'id: "{scheduled["review"]["id"]}", heldOn: "{plan.start.date()}", serves: true, outcomes: [{notes}]'
    await plan.change("completeReview", given)
    later = (await plan.change("createOutcome", 'objective: "Later"', "outcome { id }"))["outcome"]["id"]
    await owner.execute("update outcome set created_at = $2 where id = $1::text::uuid", later, plan.start + DAY)
    assert "OUTCOME_DRIFTING" in await plan.findings(first)
    assert "OUTCOME_DRIFTING" not in await plan.findings(later)


@pytest.mark.parametrize(("days", "weight"), [(29, None), (30, 1), (60, 2), (90, 3)])
async def test_L5_a_plan_in_which_nothing_happens_goes_stale_as_days_go_by(
    plan: TimedPlan, days: int, weight: int | None
) -> None:
    await plan.change("updatePlan", 'roi: "Hours saved"')
    plan.now = plan.start + days * DAY
    stale = (await plan.findings()).get("PLAN_STALE")
    assert (stale and stale["weight"]) == weight


async def test_what_is_not_known_is_spoken_of_by_no_finding(plan: TimedPlan, owner: Connection) -> None:
    milestone = await _first(plan, "milestones")
    await plan.change("updateMilestone", f'id: "{milestone}", status: BLOCKED')
    for table in ("risk", "outcome", "milestone"):
        await owner.execute(f"update {table} set created_at = null, touched_at = null where plan_id = $1", PLAN)
    await owner.execute("update milestone set status_since = null where plan_id = $1", PLAN)
    plan.now = plan.start + 400 * DAY
    assert (await plan.ask("milestones { blockedSince }"))["milestones"][0] == {"blockedSince": None}
    silent = {"RISK_STALE", "BLOCKED_TOO_LONG", "OUTCOME_BEFORE_KICK_OFF", "WORDS_AFTER_OUTCOME"}
    assert (await plan.findings()).keys().isdisjoint(silent)
