"""Days are those of the account's time zone: of findings, of the next review, of the portfolio."""

import datetime as dt
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from typing import Any

import pytest

from plans.store.connection import Connection
from server.database import Database
from server.demo import demo_id
from server.token import Tokens
from tests.api import Api, closed_doors, open_api

pytestmark = pytest.mark.anyio

PLAN, CSM = demo_id("Support tickets"), demo_id("csm@fernhill.example")
DAY = dt.date(2027, 3, 10)  # in Auckland, 13 hours ahead of UTC
MORNING = dt.datetime(2027, 3, 9, 22, tzinfo=dt.UTC)  # of that day, there


@dataclass
class Stage:
    """The demo's plan Support tickets of an account in Auckland, and what time it is."""

    api: Api
    account: str
    now: dt.datetime = MORNING

    async def plan(self, fields: str) -> Any:
        return (await self.api.ask(CSM, f'{{ plan(id: "{PLAN}") {{ {fields} }} }}'))["plan"]

    async def next_review_on(self) -> str | None:
        return (await self.plan("nextReviewOn"))["nextReviewOn"]

    async def findings(self) -> dict[str, Any]:
        found = (await self.plan("findings { code message subject { id } }"))["findings"]
        return {one["code"]: one for one in found}

    async def change(self, mutation: str, given: str, success: str = "") -> Any:
        answer = await self.api.change(CSM, mutation, f'planId: "{PLAN}", {given}', success)
        assert answer["__typename"].endswith("Success"), answer
        return answer

    async def schedule(self, at: dt.datetime) -> str:
        given = f'kind: WEEKLY, plannedFor: "{at.isoformat()}"'
        return (await self.change("scheduleReview", given, "review { id }"))["review"]["id"]


@pytest.fixture
async def stage(demo: Database, owner: Connection, tokens: Tokens) -> AsyncGenerator[Stage]:
    """Without the demo's reviews."""
    await owner.execute("set session_replication_role = replica")  # past the triggers
    for table in ("review_answer", "review"):
        await owner.execute(f"delete from {table}")
    account = await owner.fetchval("select account_id from plan where id = $1", PLAN)
    await owner.execute("update account set time_zone = 'Pacific/Auckland' where id = $1", account)
    made: list[Stage] = []
    async with open_api(demo, tokens, closed_doors(demo, lambda: made[0].now)) as api:
        made.append(Stage(api, str(account)))
        yield made[0]


async def test_T5_the_next_review_date_is_one_whether_a_review_is_planned_or_the_plan_says_so(stage: Stage) -> None:
    week, month = DAY + dt.timedelta(7), DAY + dt.timedelta(30)
    await stage.change("updatePlan", f'reviewOn: "{month}"')
    assert await stage.next_review_on() == f"{month}"
    review = await stage.schedule(MORNING + dt.timedelta(days=7))
    assert await stage.next_review_on() == f"{week}"
    await stage.change("updatePlan", f'reviewOn: "{DAY}"')  # it can move earlier at will
    assert await stage.next_review_on() == f"{DAY}"
    stage.now += dt.timedelta(days=1)
    assert await stage.next_review_on() == f"{week}"
    assert "REVIEW_DATE_PASSED" not in await stage.findings()
    await stage.change("cancelReview", f'id: "{review}", because: "Nobody has time"')
    assert await stage.next_review_on() is None
    assert "10 March 2027, 1 day ago" in (await stage.findings())["REVIEW_DATE_PASSED"]["message"]


async def test_a_review_is_on_the_day_that_it_is_where_the_account_is(stage: Stage, owner: Connection) -> None:
    await stage.change("updatePlan", "reviewOn: null")
    await stage.schedule(dt.datetime(2027, 3, 9, 23, 30, tzinfo=dt.UTC))
    assert await stage.next_review_on() == f"{DAY}"
    stage.now = dt.datetime(2027, 3, 10, 12, tzinfo=dt.UTC)  # the day after, there
    assert await stage.next_review_on() is None
    assert "10 March 2027" in (await stage.findings())["REVIEW_DATE_PASSED"]["message"]
    assert (await stage.plan("nextReview { id }"))["nextReview"] is None
    for zone in ("UTC", "Mars/Olympus Mons"):  # one that nobody knows (any more) is read as UTC
        await owner.execute("update account set time_zone = $1", zone)
        stage.now = dt.datetime(2027, 3, 10, 12, tzinfo=dt.UTC)
        assert await stage.next_review_on() is None
        stage.now = dt.datetime(2027, 3, 9, 12, tzinfo=dt.UTC)
        assert await stage.next_review_on() == "2027-03-09"
        assert (await stage.plan("nextReview { id }"))["nextReview"] is not None


async def test_the_portfolio_goes_by_the_next_review_whichever_way_it_is_set(stage: Stage, owner: Connection) -> None:
    async def portfolio(chosen: str = "") -> list[tuple[str, str | None]]:
        plans = f"plans(first: 9, orderBy: REVIEW_DATE {chosen}) {{ nodes {{ title nextReviewOn }} }}"
        nodes = (await stage.api.ask(CSM, f"{{ viewer {{ {plans} }} }}"))["viewer"]["plans"]["nodes"]
        return [(node["title"], node["nextReviewOn"]) for node in nodes]

    later, other = DAY + dt.timedelta(20), demo_id("First response")
    await owner.execute("update account set time_zone = 'Mars/Olympus Mons' where id <> $1::text::uuid", stage.account)
    await owner.execute("update plan_overview set review_on = $1", later)
    await owner.execute("update plan_overview set review_on = $2 where plan_id = $1", other, DAY - dt.timedelta(1))
    assert (await portfolio())[0] == ("First response", None), "its review has passed"
    await stage.schedule(dt.datetime(2027, 3, 9, 23, 30, tzinfo=dt.UTC))
    found = await portfolio()
    assert found[:2] == [("First response", None), ("Support tickets", f"{DAY}")]
    assert found[2][1] == f"{later}"
    assert await portfolio(f', reviewBefore: "{DAY}"') == [("First response", None)]
    assert len(await portfolio(f', reviewBefore: "{DAY + dt.timedelta(1)}"')) == 2
    stage.now = dt.datetime(2027, 3, 10, 12, tzinfo=dt.UTC)
    assert ("Support tickets", f"{later}") in await portfolio()


async def test_a_task_is_overdue_when_its_day_has_passed_where_the_account_is(stage: Stage) -> None:
    milestone = (await stage.plan("milestones { id }"))["milestones"][0]["id"]
    await stage.change("updateMilestone", f'id: "{milestone}", status: PLANNED, due: "{DAY - dt.timedelta(1)}"')
    overdue = "findings { code subject { id } }"

    async def is_overdue() -> bool:
        found = (await stage.plan(overdue))["findings"]
        return {"code": "MILESTONE_OVERDUE", "subject": {"id": milestone}} in found

    assert await is_overdue(), "it is the day after, there"
    stage.now = dt.datetime(2027, 3, 9, 10, 59, tzinfo=dt.UTC)
    assert not await is_overdue()
