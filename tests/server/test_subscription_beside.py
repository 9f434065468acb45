"""What stands beside a plan's documents wakes whoever follows the plan, at every process, and tells nobody too much."""

import datetime as dt
from contextlib import AsyncExitStack
from typing import Any

import httpx2
import pytest

from server.demo import demo_id
from tests.conftest import ServerFactory
from tests.server.access import run
from tests.server.following import CHAMPION, CHANGED, CSM, FOUND, MINUTES, PLAN, UPDATE_PLAN, change, follow
from tests.server.graphql_socket import GraphQLSocket, open_socket
from tests.server_process import ServerProcess

pytestmark = pytest.mark.anyio

FINANCE, SPONSOR = demo_id("finance@harbor.example"), demo_id("sponsor@harbor.example")
NOW = dt.datetime.now(dt.UTC)
READ = """
query ($plan: ID!) {
  plan(id: $plan) { outcomes { id } account { id contacts(first: 1) { nodes { id } } } }
}
"""
RECORD = """
mutation ($input: RecordMeasurementInput!) {
  recordMeasurement(input: $input) { __typename ... on RecordMeasurementSuccess { measurement { id } } }
}
"""
CORRECT = """
mutation ($input: CorrectMeasurementInput!) {
  correctMeasurement(input: $input) { __typename ... on CorrectMeasurementSuccess { measurement { id } } }
}
"""
SCHEDULE = """
mutation ($input: ScheduleReviewInput!) {
  scheduleReview(input: $input) { __typename ... on ScheduleReviewSuccess { review { id version } } }
}
"""
RESCHEDULE = "mutation ($input: RescheduleReviewInput!) { rescheduleReview(input: $input) { __typename } }"
ANSWER = "mutation ($input: AnswerReviewInput!) { answerReview(input: $input) { __typename } }"
CANCEL = "mutation ($input: CancelReviewInput!) { cancelReview(input: $input) { __typename } }"
COMPLETE = "mutation ($input: CompleteReviewInput!) { completeReview(input: $input) { __typename } }"
CREATE_WIN = """
mutation ($input: CreateWinInput!) { createWin(input: $input) { ... on CreateWinSuccess { win { id version } } } }
"""
CONFIRM_WIN = "mutation ($input: ConfirmWinInput!) { confirmWin(input: $input) { __typename } }"
UPDATE_ACCOUNT = "mutation ($input: UpdateAccountInput!) { updateAccount(input: $input) { __typename } }"

CREATE_INDICATOR = """
mutation ($input: CreateIndicatorInput!) {
  createIndicator(input: $input) { __typename ... on CreateIndicatorSuccess { indicator { id } } }
}
"""
MEASURED = """
subscription ($plan: ID!) {
  planChanged(planId: $plan) { changes { root measurement { id metricId value replacesId } } }
}
"""
CREATE_MILESTONE = """
mutation ($input: CreateMilestoneInput!) {
  createMilestone(input: $input) { __typename ... on CreateMilestoneSuccess { milestone { id version } } }
}
"""
OVERRULE = """
mutation ($input: OverruleFindingInput!) {
  overruleFinding(input: $input) { __typename ... on OverruleFindingSuccess { overruling { id } } }
}
"""
WITHDRAW = "mutation ($input: WithdrawOverrulingInput!) { withdrawOverruling(input: $input) { __typename } }"


async def _read(servers: ServerFactory, server: ServerProcess) -> Any:
    async with httpx2.AsyncClient(timeout=30) as http:
        return (await run(http, server.url, servers.tokens.issue(CSM, MINUTES), READ, plan=str(PLAN)))["plan"]


async def _held(servers: ServerFactory, server: ServerProcess, review: str) -> dict[str, Any]:
    """What completes a review that moved nothing."""
    plan = await _read(servers, server)
    by = plan["account"]["contacts"]["nodes"][0]["id"]
    outcomes = [{"outcomeId": outcome["id"], "confirmed": True, "byId": by} for outcome in plan["outcomes"]]
    return {"id": review, "heldOn": f"{NOW.date()}", "serves": True, "outcomes": outcomes}


async def _changes(socket: GraphQLSocket) -> list[tuple[str, str, str]]:
    event = await socket.event("one")
    return [(one["root"], one["id"], one["kind"]) for one in event["changes"]]


async def test_what_is_measured_and_reviewed_at_one_process_is_an_event_at_the_other(servers: ServerFactory) -> None:
    here, there = servers.start(), servers.start()
    outcome = (await _read(servers, here))["outcomes"][0]["id"]
    async with open_socket(there.websocket_url, servers.tokens.issue(CHAMPION, MINUTES)) as socket:
        await follow(socket)
        today = f"{NOW.date()}"
        made = await change(servers, here, RECORD, metricId=outcome, value=117.0, measuredOn=today)
        measurement = made["measurement"]["id"]
        assert await _changes(socket) == [("measurements", measurement, "CREATED")]
        corrected = await change(servers, here, CORRECT, id=measurement, value=116.0)
        assert await _changes(socket) == [("measurements", corrected["measurement"]["id"], "CREATED")]

        planned = f"{NOW + dt.timedelta(days=7):%Y-%m-%dT%H:%M:%SZ}"
        review = (await change(servers, here, SCHEDULE, kind="WEEKLY", plannedFor=planned))["review"]
        event = await socket.event("one")
        assert event["changes"] == [{"root": "reviews", "id": review["id"], "kind": "CREATED", "version": 1}]
        await change(servers, here, RESCHEDULE, id=review["id"], minutes=45)
        event = await socket.event("one")
        assert event["changes"] == [{"root": "reviews", "id": review["id"], "kind": "CHANGED", "version": 2}]
        await change(servers, here, ANSWER, id=review["id"], serves=True)
        assert await _changes(socket) == [("reviews", review["id"], "CHANGED")]
        await change(servers, here, COMPLETE, **await _held(servers, here, review["id"]))
        seen: list[tuple[str, str, str]] = []
        while ("reviews", review["id"], "CHANGED") not in seen:  # what it says of milestones may be an event before
            seen = await _changes(socket)


async def test_what_was_measured_says_of_which_outcome_or_indicator(servers: ServerFactory) -> None:
    here, there = servers.start(), servers.start()
    outcome = (await _read(servers, here))["outcomes"][0]["id"]
    made = await change(servers, here, CREATE_INDICATOR, outcomeId=outcome, name="Calls")
    indicator, today = made["indicator"]["id"], f"{NOW.date()}"
    async with open_socket(there.websocket_url, servers.tokens.issue(CHAMPION, MINUTES)) as socket:
        assert (await follow(socket, MEASURED))["changes"] is None
        for metric, value in ((outcome, 117.0), (indicator, 5.0)):
            made = await change(servers, here, RECORD, metricId=metric, value=value, measuredOn=today)
            first = made["measurement"]["id"]
            (told,) = (await socket.event("one"))["changes"]
            measured = {"id": first, "metricId": metric, "value": value, "replacesId": None}
            assert told == {"root": "measurements", "measurement": measured}
        made = await change(servers, here, CORRECT, id=first, value=4.0)
        (told,) = (await socket.event("one"))["changes"]
        measured = {"id": made["measurement"]["id"], "metricId": indicator, "value": 4.0, "replacesId": first}
        assert told["measurement"] == measured
        await change(servers, here, UPDATE_PLAN, goal="Answer within the hour")
        assert (await socket.event("one"))["changes"] == [{"root": "plan", "measurement": None}]


async def test_a_review_that_does_not_take_place_is_an_event(servers: ServerFactory) -> None:
    here, there = servers.start(), servers.start()
    planned = f"{NOW + dt.timedelta(days=7):%Y-%m-%dT%H:%M:%SZ}"
    review = (await change(servers, here, SCHEDULE, kind="WEEKLY", plannedFor=planned))["review"]
    async with open_socket(there.websocket_url, servers.tokens.issue(CHAMPION, MINUTES)) as socket:
        await follow(socket)
        await change(servers, here, CANCEL, id=review["id"], because="Nobody has time")
        assert await _changes(socket) == [("reviews", review["id"], "CHANGED")]


async def test_what_the_customer_confirms_is_an_event_of_both_sides(servers: ServerFactory) -> None:
    here, there = servers.start(), servers.start()
    win = (await change(servers, here, CREATE_WIN, title="Fewer tickets", value="5", unit="hours"))["win"]
    async with open_socket(there.websocket_url, servers.tokens.issue(CSM, MINUTES)) as socket:
        await follow(socket)
        given = {"planId": str(PLAN), "id": win["id"], "expectedVersion": win["version"]}
        async with httpx2.AsyncClient(timeout=30) as http:
            answer = await run(http, here.url, servers.tokens.issue(FINANCE, MINUTES), CONFIRM_WIN, input=given)
        assert answer["confirmWin"] == {"__typename": "ConfirmWinSuccess"}
        assert await _changes(socket) == [("winConfirmations", win["id"], "CHANGED")]


async def test_findings_follow_what_stands_beside_the_plan_at_once(servers: ServerFactory) -> None:
    here, there = servers.start(), servers.start()
    async with open_socket(there.websocket_url, servers.tokens.issue(CSM, MINUTES)) as socket:
        first = await follow(socket, FOUND)
        assert "ACCOUNT_DATES_MISSING" not in {finding["code"] for finding in first["added"]}
        account = (await _read(servers, here))["account"]["id"]
        token = servers.tokens.issue(CSM, MINUTES)
        async with httpx2.AsyncClient(timeout=30) as http:
            await run(http, here.url, token, UPDATE_ACCOUNT, input={"accountId": account, "kickedOffOn": None})
        event = await socket.event("one")
        assert "ACCOUNT_DATES_MISSING" in {finding["code"] for finding in event["added"]}


async def test_what_both_sides_overrule_goes_at_the_other_process_and_comes_back(servers: ServerFactory) -> None:
    here, there = servers.start(), servers.start()
    made = await change(servers, here, CREATE_MILESTONE, title="Single sign-on enabled")
    about = {"subjectId": made["milestone"]["id"], "expectedVersion": made["milestone"]["version"]}
    given = about | {"code": "MILESTONE_ONLY_FEATURE", "because": "The audit asks for it"}
    async with (
        open_socket(there.websocket_url, servers.tokens.issue(CHAMPION, MINUTES)) as socket,
        httpx2.AsyncClient(timeout=30) as http,
    ):
        first = await follow(socket, FOUND)
        assert "MILESTONE_ONLY_FEATURE" in {finding["code"] for finding in first["added"]}
        await follow(socket, CHANGED, "other")
        token = servers.tokens.issue(SPONSOR, MINUTES)
        await run(http, here.url, token, OVERRULE, input={"planId": str(PLAN), **given})
        seen = [(one["root"], one["kind"]) for one in (await socket.event("other"))["changes"]]
        assert seen == [("overrulings", "CREATED")]
        ours = (await change(servers, here, OVERRULE, **given))["overruling"]["id"]
        event = await socket.event("one")
        assert [finding["code"] for finding in event["gone"]] == ["MILESTONE_ONLY_FEATURE"]
        await change(servers, here, WITHDRAW, id=ours)
        event = await socket.event("one")
        assert [finding["code"] for finding in event["added"]] == ["MILESTONE_ONLY_FEATURE"]


async def test_what_a_contract_is_worth_is_told_to_whom_it_is_for_and_wakes_nobody_else(servers: ServerFactory) -> None:
    server = servers.start()
    account = (await _read(servers, server))["account"]["id"]
    async with AsyncExitStack() as stack:
        csm, sponsor, finance, champion = [
            await stack.enter_async_context(open_socket(server.websocket_url, servers.tokens.issue(person, MINUTES)))
            for person in (CSM, SPONSOR, FINANCE, CHAMPION)
        ]
        for socket in (csm, sponsor, finance, champion):
            await follow(socket, CHANGED)
        given = {"accountId": account, "contractValue": "120000", "currency": "EUR"}
        async with httpx2.AsyncClient(timeout=30) as http:
            await run(http, server.url, servers.tokens.issue(CSM, MINUTES), UPDATE_ACCOUNT, input=given)
        for socket in (csm, sponsor, finance):
            assert ("contract", account, "CHANGED") in await _changes(socket)
        # The version of the account counts this change too, so that the account itself is told to all.
        assert await _changes(champion) == [("account", account, "CHANGED")]
        await change(servers, server, UPDATE_PLAN, goal="Answer within the hour")
        assert await _changes(champion) == [("plan", str(PLAN), "CHANGED")]
