"""Days are those of the account's time zone: of findings, of the next review, of the portfolio."""

import datetime as dt
from collections.abc import AsyncGenerator

import pytest

from plans.store.connection import Connection
from server.database import Database
from server.demo import demo_id
from server.token import Tokens
from tests.schema.timed_plan import CSM, PLAN, TimedPlan, open_timed_plan

pytestmark = pytest.mark.anyio

DAY = dt.date(2027, 3, 10)  # in Auckland, 13 hours ahead of UTC
MORNING = dt.datetime(2027, 3, 9, 22, tzinfo=dt.UTC)  # of that day, there


@pytest.fixture
async def plan(demo: Database, owner: Connection, tokens: Tokens) -> AsyncGenerator[TimedPlan]:
    """In the morning, of an account in Auckland, and without the demo's reviews."""
    await owner.execute("set session_replication_role = replica")  # past the triggers
    for table in ("review_answer", "review"):
        await owner.execute(f"delete from {table}")
    await owner.execute(
        "update account a set time_zone = 'Pacific/Auckland' from plan p where p.account_id = a.id and p.id = $1", PLAN
    )
    async with open_timed_plan(demo, tokens, MORNING) as opened:
        yield opened


async def _next_review_on(plan: TimedPlan) -> str | None:
    return (await plan.ask("nextReviewOn"))["nextReviewOn"]


async def test_T5_the_next_review_date_is_one_whether_a_review_is_planned_or_the_plan_says_so(plan: TimedPlan) -> None:
    week, month = DAY + dt.timedelta(7), DAY + dt.timedelta(30)
    await plan.change("updatePlan", f'reviewOn: "{month}"')
    assert await _next_review_on(plan) == f"{month}"
    review = await plan.schedule(MORNING + dt.timedelta(days=7))
    assert await _next_review_on(plan) == f"{week}"
    await plan.change("updatePlan", f'reviewOn: "{DAY}"')  # it can move earlier at will
    assert await _next_review_on(plan) == f"{DAY}"
    plan.now += dt.timedelta(days=1)
    assert await _next_review_on(plan) == f"{week}"
    assert "REVIEW_DATE_PASSED" not in await plan.findings()
    await plan.change("cancelReview", f'id: "{review}", because: "Nobody has time"')
    assert await _next_review_on(plan) is None
    assert "10 March 2027, 1 day ago" in (await plan.findings())["REVIEW_DATE_PASSED"]["message"]


async def test_a_review_is_on_the_day_that_it_is_where_the_account_is(plan: TimedPlan, owner: Connection) -> None:
    await plan.change("updatePlan", "reviewOn: null")
    await plan.schedule(dt.datetime(2027, 3, 9, 23, 30, tzinfo=dt.UTC))
    assert await _next_review_on(plan) == f"{DAY}"
    plan.now = dt.datetime(2027, 3, 10, 12, tzinfo=dt.UTC)  # the day after, there
    assert await _next_review_on(plan) is None
    assert "10 March 2027" in (await plan.findings())["REVIEW_DATE_PASSED"]["message"]
    assert (await plan.ask("nextReview { id }"))["nextReview"] is None
    for zone in ("UTC", "Mars/Olympus Mons"):  # one that nobody knows (any more) is read as UTC
        await owner.execute("update account set time_zone = $1", zone)
        plan.now = dt.datetime(2027, 3, 10, 12, tzinfo=dt.UTC)
        assert await _next_review_on(plan) is None
        plan.now = dt.datetime(2027, 3, 9, 12, tzinfo=dt.UTC)
        assert await _next_review_on(plan) == "2027-03-09"
        assert (await plan.ask("nextReview { id }"))["nextReview"] is not None


async def test_the_portfolio_goes_by_the_next_review_however_it_is_set(plan: TimedPlan, owner: Connection) -> None:
    async def portfolio(chosen: str = "") -> list[tuple[str, str | None]]:
        plans = f"plans(first: 9, orderBy: REVIEW_DATE {chosen}) {{ nodes {{ title nextReviewOn }} }}"
        nodes = (await plan.api.ask(CSM, f"{{ viewer {{ {plans} }} }}"))["viewer"]["plans"]["nodes"]
        return [(node["title"], node["nextReviewOn"]) for node in nodes]

    later, other = DAY + dt.timedelta(20), demo_id("First response")
    await owner.execute("update account set time_zone = 'Mars/Olympus Mons' where time_zone <> 'Pacific/Auckland'")
    await owner.execute("update plan_overview set review_on = $1", later)
    await owner.execute("update plan_overview set review_on = $2 where plan_id = $1", other, DAY - dt.timedelta(1))
    assert (await portfolio())[0] == ("First response", None), "its review has passed"
    await plan.schedule(dt.datetime(2027, 3, 9, 23, 30, tzinfo=dt.UTC))
    found = await portfolio()
    assert found[:2] == [("First response", None), ("Support tickets", f"{DAY}")]
    assert found[2][1] == f"{later}"
    assert await portfolio(f', reviewBefore: "{DAY}"') == [("First response", None)]
    assert len(await portfolio(f', reviewBefore: "{DAY + dt.timedelta(1)}"')) == 2
    plan.now = dt.datetime(2027, 3, 10, 12, tzinfo=dt.UTC)
    assert ("Support tickets", f"{later}") in await portfolio()


async def test_a_task_is_overdue_when_its_day_has_passed_where_the_account_is(plan: TimedPlan) -> None:
    milestone = (await plan.ask("milestones { id }"))["milestones"][0]["id"]
    await plan.change("updateMilestone", f'id: "{milestone}", status: PLANNED, due: "{DAY - dt.timedelta(1)}"')
    overdue = "findings { code subject { id } }"

    async def is_overdue() -> bool:
        found = (await plan.ask(overdue))["findings"]
        return {"code": "MILESTONE_OVERDUE", "subject": {"id": milestone}} in found

    assert await is_overdue(), "it is the day after, there"
    plan.now = dt.datetime(2027, 3, 9, 10, 59, tzinfo=dt.UTC)
    assert not await is_overdue()


async def test_M7_a_milestone_is_overdue_when_its_day_is_over_where_the_account_is(plan: TimedPlan) -> None:
    milestone = (await plan.ask("milestones { id }"))["milestones"][0]["id"]
    await plan.change("updateMilestone", f'id: "{milestone}", due: "{DAY}", status: IN_PROGRESS')
    for now, over in ((dt.datetime(2027, 3, 10, 10, 59, tzinfo=dt.UTC), False),
                      (dt.datetime(2027, 3, 10, 11, tzinfo=dt.UTC), True)):  # fmt: skip
        plan.now = now
        shown = (await plan.ask("milestones { id overdue }"))["milestones"]
        assert {one["id"]: one["overdue"] for one in shown}[milestone] is over
        assert ("MILESTONE_OVERDUE" in await plan.findings(milestone)) is over
