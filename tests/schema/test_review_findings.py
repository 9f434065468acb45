"""Findings take in what stands beside a plan: its reviews, what was measured, and when anything last happened."""

import datetime as dt
from typing import Any
from uuid import UUID

import pytest

from plans.rules.day import day_in, zone_of
from plans.store.connection import Connection
from server.database import Database
from server.demo import demo_id
from tests.api import Api

pytestmark = pytest.mark.anyio

PLAN, CSM, SPONSOR = demo_id("Support tickets"), demo_id("csm@fernhill.example"), demo_id("sponsor@harbor.example")
NOW = dt.datetime.now(dt.UTC)
TODAY = day_in(NOW, zone_of("Europe/Berlin"))  # as the account has it: for an hour or two of each evening not as UTC


@pytest.fixture(autouse=True)
async def _nothing_beside(demo: Database, owner: Connection) -> None:
    """Plans without what the demo holds beside them."""
    await owner.execute("set session_replication_role = replica")  # past the triggers
    for table in ("review_answer", "review", "measurement"):
        await owner.execute(f"delete from {table}")


async def _plan(api: Api, fields: str) -> Any:
    return (await api.ask(CSM, f'{{ plan(id: "{PLAN}") {{ {fields} }} }}'))["plan"]


async def _findings(api: Api) -> dict[str, Any]:
    return {one["code"]: one for one in (await _plan(api, "findings { code message weight }"))["findings"]}


async def _change(api: Api, mutation: str, given: str, success: str, person: UUID = CSM) -> Any:
    answer = await api.change(person, mutation, f'planId: "{PLAN}", {given}', success)
    assert answer["__typename"].endswith("Success"), answer
    return answer


async def _schedule(api: Api, days: int, kind: str = "WEEKLY") -> str:
    at = (NOW + dt.timedelta(days=days)).isoformat()
    made = await _change(api, "scheduleReview", f'kind: {kind}, plannedFor: "{at}"', "review { id }")
    return made["review"]["id"]


async def _hold(api: Api, review: str, confirmed: str = "true", more: str = "") -> None:
    plan = await _plan(api, "outcomes { id } account { contacts(first: 1) { nodes { id } } }")
    by = plan["account"]["contacts"]["nodes"][0]["id"]
    notes = [f'{{ outcomeId: "{one["id"]}", confirmed: {confirmed}, byId: "{by}" }}' for one in plan["outcomes"]]
    given = f'id: "{review}", heldOn: "{TODAY}", serves: true, outcomes: [{", ".join(notes)}] {more}'
    await _change(api, "completeReview", given, "review { id }")


async def test_T5_a_planned_review_is_the_next_one(api: Api) -> None:
    await _change(api, "updatePlan", "reviewOn: null", "plan { id }")
    assert "REVIEW_DATE_MISSING" in await _findings(api)
    await _schedule(api, 7)
    assert "REVIEW_DATE_MISSING" not in await _findings(api)


async def test_T5_a_review_that_is_overdue_is_told(api: Api, owner: Connection) -> None:
    await _change(api, "updatePlan", "reviewOn: null", "plan { id }")
    await _schedule(api, 7)
    await owner.execute("update review set planned_for = planned_for - interval '10 days'")
    assert "3 days ago" in (await _findings(api))["REVIEW_DATE_PASSED"]["message"]


async def test_O12_a_value_that_is_missing_is_told_until_it_is_recorded(api: Api) -> None:
    (outcome,) = (await _plan(api, "outcomes { id }"))["outcomes"]
    await _change(api, "updateOutcome", f'id: "{outcome["id"]}", measuredEvery: DAILY', "outcome { id }")
    assert "MEASUREMENT_OVERDUE" in await _findings(api)
    given = f'metricId: "{outcome["id"]}", value: 130, measuredOn: "{TODAY}"'
    await _change(api, "recordMeasurement", given, "measurement { id }")
    assert "MEASUREMENT_OVERDUE" not in await _findings(api)


async def test_R2_R3_a_review_without_an_answer_that_moved_nothing_is_told(api: Api) -> None:
    milestone = (await _plan(api, "milestones { id }"))["milestones"][0]["id"]
    owner = (await _plan(api, "account { contacts(first: 1) { nodes { id } } }"))["account"]["contacts"]["nodes"][0]
    await _change(api, "updateMilestone", f'id: "{milestone}", status: BLOCKED', "milestone { id }")
    review = await _schedule(api, 1)
    blocker = f'blockers: [{{ what: "No export", ownerId: "{owner["id"]}", milestoneId: "{milestone}" }}]'
    await _hold(api, review, more=blocker)
    found = await _findings(api)
    assert {"REVIEW_STATUS_ONLY", "REVIEW_WITHOUT_ANSWER"} <= found.keys()
    assert "customer" in found["REVIEW_WITHOUT_ANSWER"]["message"]
    await _change(api, "answerReview", f'id: "{review}", serves: true', "review { id }", SPONSOR)
    found = await _findings(api)
    assert "REVIEW_WITHOUT_ANSWER" not in found
    assert "REVIEW_STATUS_ONLY" in found


async def test_R4_an_outcome_that_a_quarterly_review_did_not_reconfirm_is_drifting(api: Api) -> None:
    await _hold(api, await _schedule(api, 1, "QUARTERLY"), confirmed="false")
    found = await _findings(api)
    assert {"OUTCOME_DRIFTING", "QBR_WITHOUT_SPONSORS"} <= found.keys()
    await _hold(api, await _schedule(api, 1, "QUARTERLY"))
    assert "OUTCOME_DRIFTING" not in await _findings(api)


@pytest.mark.parametrize(("days", "weight"), [(29, None), (31, 1), (61, 2), (91, 3)])
async def test_L5_without_a_change_and_a_review_the_plan_goes_stale(
    api: Api, owner: Connection, days: int, weight: int | None
) -> None:
    review = await _schedule(api, 1)
    await owner.execute("update document set changed_at = now() - make_interval(days => $1)", days)
    stale = (await _findings(api)).get("PLAN_STALE")
    assert (stale and stale["weight"]) == weight
    await _hold(api, review)
    await owner.execute("update document set changed_at = now() - make_interval(days => $1)", days)
    assert "PLAN_STALE" not in await _findings(api)
