"""Who tries what they may not do beside a plan's documents is noted, as what is done there is."""

from typing import Any

import pytest

from server.demo import demo_id
from tests.requirements.demo_plan import CHAMPION, CSM, FINANCE, MEMBER, SPONSOR, VIEWER, DemoPlan

pytestmark = pytest.mark.anyio

ADMIN = "admin@fernhill.example"
ENTRIES = "viewer { memberships { organisation { auditEntries(first: 20) { nodes {"
DENIED = [("NOT_ALLOWED", "")]


async def _audit(plan: DemoPlan, reader: str, action: str) -> list[Any]:
    asked = f"{{ {ENTRIES} action subject actorId refused details }} }} }} }} }} }}"
    (one,) = (await plan.ask(asked, reader))["viewer"]["memberships"]
    return [node for node in one["organisation"]["auditEntries"]["nodes"] if node["action"] == action]


async def _refusals(plan: DemoPlan, reader: str, action: str) -> list[tuple[str, str]]:
    return [(one["actorId"], one["subject"]) for one in await _audit(plan, reader, action) if one["refused"]]


async def test_who_may_not_confirm_a_win_and_tries_is_noted_where_they_belong(tickets: DemoPlan) -> None:
    win = await tickets.add("win", CSM, title="An hour more each day", value="10", currency="EUR")
    version = (await tickets.read("wins { version }"))["wins"][0]["version"]
    assert await tickets.refused("confirmWin", CSM, id=win, expectedVersion=version) == DENIED
    assert await tickets.refused("withdrawWinConfirmation", MEMBER, id=win) == DENIED
    assert await _refusals(tickets, ADMIN, "win:confirm") == [(str(demo_id(CSM)), win)]
    assert await _refusals(tickets, SPONSOR, "win:confirm") == [(str(demo_id(MEMBER)), win)]


async def test_who_may_not_overrule_a_finding_and_tries_is_noted(tickets: DemoPlan) -> None:
    milestone = await tickets.first("milestones")
    given = {"code": "MILESTONE_ONLY_FEATURE", "subjectId": milestone, "because": "So"}
    version = (await tickets.read("milestones { version }"))["milestones"][0]["version"]
    given |= {"expectedVersion": version}
    assert await tickets.refused("overruleFinding", FINANCE, **given) == DENIED
    assert await tickets.refused("withdrawOverruling", VIEWER, id=milestone) == DENIED
    assert await _refusals(tickets, SPONSOR, "finding:overrule") == [(str(demo_id(FINANCE)), milestone)]
    assert await _refusals(tickets, ADMIN, "finding:overrule") == [(str(demo_id(VIEWER)), milestone)]


async def test_who_may_not_record_dates_of_a_plan_and_tries_is_noted(tickets: DemoPlan) -> None:
    assert await tickets.refused("recordPlanDates", FINANCE, agreedOn=tickets.day(-1)) == DENIED
    assert len(await _refusals(tickets, SPONSOR, "plan:record_dates")) == 1


async def test_that_a_plan_is_made_is_noted_once_under_a_key_and_who_tried_and_may_not(tickets: DemoPlan) -> None:
    given = {"title": "Another plan", "idempotencyKey": "once"}
    made = [(await tickets.change("createPlan", "plan { id }", CSM, **given))["plan"]["id"] for _ in range(2)]
    account = tickets.ids["accountId"]
    for person in (VIEWER, CHAMPION):
        assert await tickets.refused("createPlan", person, title="Not mine to make") == DENIED
    told = [(one["actorId"], one["subject"], one["refused"]) for one in await _audit(tickets, ADMIN, "plan:create")]
    assert told == [(str(demo_id(VIEWER)), account, True), (str(demo_id(CSM)), made[0], False)]
    assert (await _audit(tickets, ADMIN, "plan:create"))[1]["details"] == {"accountId": account}
    assert await _refusals(tickets, SPONSOR, "plan:create") == [(str(demo_id(CHAMPION)), account)]


async def test_who_may_not_measure_review_or_shape_a_plan_and_tries_is_noted(tickets: DemoPlan) -> None:
    outcome = await tickets.first("outcomes")
    measured = {"metricId": outcome, "value": 1, "measuredOn": tickets.day(-1), "source": "x" * 1001}
    assert await tickets.refused("recordMeasurement", FINANCE, **measured) == [
        *DENIED, ("INVALID", "source")
    ]  # fmt: skip
    planned = {"kind": "QUARTERLY", "plannedFor": f"{tickets.day(9)}T09:00:00Z"}
    assert await tickets.refused("scheduleReview", FINANCE, **planned) == DENIED
    review = (await tickets.change("scheduleReview", "review { id }", CSM, **planned))["review"]["id"]
    held = {"id": review, "heldOn": tickets.day(0), "serves": True}
    assert await tickets.refused("completeReview", FINANCE, **held) == DENIED
    assert await tickets.refused("cancelReview", FINANCE, id=review, because="") == DENIED
    assert await tickets.refused("answerReview", FINANCE, id=review, serves=True) == DENIED
    assert await tickets.refused("choosePlanPreset", VIEWER, preset="CHAIN") == DENIED
    finance, plan = str(demo_id(FINANCE)), tickets.ids["planId"]
    assert await _refusals(tickets, SPONSOR, "measurement:record") == [(finance, outcome)]
    assert await _refusals(tickets, SPONSOR, "review:schedule") == [(finance, review), (finance, plan)]
    for action in ("review:complete", "review:answer"):
        assert await _refusals(tickets, SPONSOR, action) == [(finance, review)]
    assert await _refusals(tickets, ADMIN, "preset:choose") == [(str(demo_id(VIEWER)), plan)]
