"""Subscriptions through real server processes: what is told, and to whom."""

import asyncio
from contextlib import AsyncExitStack
from typing import Any

import pytest
from websockets.sync.client import connect
from websockets.typing import Subprotocol

from collab import codec
from server.demo import demo_id
from tests.collab.yjs import YjsClient
from tests.conftest import ServerFactory
from tests.server.document_socket import open_document
from tests.server.following import (
    CHAMPION,
    CREATE_RISK,
    CSM,
    FOUND,
    MINUTES,
    PLAN,
    PRESENT,
    REMOVE_RISK,
    STRANGER,
    UPDATE_INTERNAL,
    UPDATE_PLAN,
    change,
    follow,
)
from tests.server.graphql_socket import open_socket

pytestmark = pytest.mark.anyio

NOWHERE = demo_id("no such plan")
STATES = 10
LONG_TEXT = 4_900  # characters of a plan's problem
CONTRADICTING = {"metric": "Tickets", "baseline": 200, "target": 105, "statedChange": -50, "comparator": "AT_MOST"}
CREATE_OUTCOME = """
mutation ($input: CreateOutcomeInput!) {
  createOutcome(input: $input) { ... on CreateOutcomeSuccess { outcome { id } } }
}
"""
UPDATE_OUTCOME = "mutation ($input: UpdateOutcomeInput!) { updateOutcome(input: $input) { __typename } }"


async def test_a_mutation_at_one_process_is_an_event_at_the_other(servers: ServerFactory) -> None:
    here, there = servers.start(), servers.start()
    async with open_socket(there.websocket_url, servers.tokens.issue(CHAMPION, MINUTES)) as socket:
        first = await follow(socket)
        assert first["changes"] is None
        assert first["plan"]["title"] == "Support tickets"
        assert first["sequence"] > 0

        await change(servers, here, UPDATE_PLAN, goal="Answer within the hour")
        event = await socket.event("one")
        assert event["plan"]["goal"] == "Answer within the hour"
        assert event["sequence"] > first["sequence"]
        assert [(one["root"], one["id"], one["kind"]) for one in event["changes"]] == [("plan", str(PLAN), "CHANGED")]
        assert event["changes"][0]["version"] == event["sequence"]

        risk = (await change(servers, here, CREATE_RISK, title="The import is late"))["risk"]
        event = await socket.event("one")
        assert event["changes"] == [{"root": "risks", "id": risk["id"], "kind": "CREATED", "version": risk["version"]}]

        await change(servers, here, REMOVE_RISK, id=risk["id"])
        event = await socket.event("one")
        assert [(one["id"], one["kind"]) for one in event["changes"]] == [(risk["id"], "REMOVED")]


async def test_live_edits_are_told_merged_once_the_tables_have_them(servers: ServerFactory) -> None:
    here, there = servers.start(), servers.start()
    letters = "Before noon"

    def type_all() -> None:
        with open_document(f"{here.websocket_url}/collab/{PLAN}", servers.tokens.issue(CSM, MINUTES)) as document:
            document.edit(lambda roots: roots["plan"]["goal"].clear())
            for place, letter in enumerate(letters):
                document.edit(lambda roots, at=place, letter=letter: roots["plan"]["goal"].insert(at, letter))

    async with open_socket(there.websocket_url, servers.tokens.issue(CHAMPION, MINUTES)) as socket:
        sequence = (await follow(socket))["sequence"]
        await asyncio.to_thread(type_all)
        goals: list[str] = []
        while not goals or goals[-1] != letters:
            event = await socket.event("one")
            assert event["sequence"] > sequence
            sequence = event["sequence"]
            goals.append(event["plan"]["goal"] or "")
        assert len(goals) <= len(letters) + 1
        assert all(letters.startswith(goal) for goal in goals)


async def test_what_the_vendor_keeps_to_itself_is_never_told_to_the_customer(servers: ServerFactory) -> None:
    server = servers.start()
    async with AsyncExitStack() as stack:
        vendor, customer = [
            await stack.enter_async_context(open_socket(server.websocket_url, servers.tokens.issue(person, MINUTES)))
            for person in (CSM, CHAMPION)
        ]
        assert (await follow(vendor))["internalSequence"] > 0
        first = await follow(customer)
        assert (first["internalSequence"], first["plan"]["internal"]) == (None, None)

        await change(servers, server, UPDATE_INTERNAL, narrative="They will not renew")
        event = await vendor.event("one")
        assert [one["root"] for one in event["changes"]] == ["internal"]
        assert event["plan"]["internal"]["narrative"] == "They will not renew"

        await change(servers, server, UPDATE_PLAN, goal="Both may read this")
        event = await customer.event("one")  # the very next: of the change before it was told nothing
        assert [one["root"] for one in event["changes"]] == ["plan"]
        assert (event["internalSequence"], event["plan"]["internal"]) == (None, None)


async def test_a_plan_of_others_is_refused_as_one_that_does_not_exist(servers: ServerFactory) -> None:
    server = servers.start()
    async with open_socket(server.websocket_url, servers.tokens.issue(STRANGER, MINUTES)) as socket:
        for field in ("planChanged", "presenceChanged", "findingsChanged"):
            answers: list[list[Any]] = []
            for plan in (str(PLAN), str(NOWHERE), "no id at all"):
                query = f"subscription ($plan: ID!) {{ {field}(planId: $plan) {{ __typename }} }}"
                await socket.subscribe("one", query, plan=plan)
                answers.append(await socket.errors("one"))
            assert answers[0] == answers[1] == answers[2]
            assert answers[0][0]["extensions"]["code"] == "NOT_FOUND"


async def test_who_comes_and_goes_at_another_process_is_told(servers: ServerFactory) -> None:
    here, there = servers.start(), servers.start()
    async with open_socket(there.websocket_url, servers.tokens.issue(CHAMPION, MINUTES)) as socket:
        assert await follow(socket, PRESENT) == {"people": []}
        protocols = [Subprotocol("concordat"), Subprotocol(f"bearer.{servers.tokens.issue(CSM, MINUTES)}")]
        with connect(f"{here.websocket_url}/collab/{PLAN}", subprotocols=protocols, max_size=None) as document:
            client = YjsClient()
            document.send(codec.write_step1(codec.write_state_vector({})))
            document.send(codec.write_awareness([codec.AwarenessEntry(client.doc.client_id, 1, "{}")]))
            (person,) = (await socket.event("one"))["people"]
            assert person == {"personId": str(CSM), "name": "Priya Nair", "side": "VENDOR"}
        assert await socket.event("one") == {"people": []}


async def test_a_finding_that_says_something_else_is_told_as_it_now_is(servers: ServerFactory) -> None:
    here, there = servers.start(), servers.start()
    outcome = (await change(servers, here, CREATE_OUTCOME, **CONTRADICTING))["outcome"]["id"]
    subject = {"root": "outcomes", "id": outcome, "field": "statedChange"}
    async with open_socket(there.websocket_url, servers.tokens.issue(CSM, MINUTES)) as socket:
        first = await follow(socket, FOUND)
        assert first["changed"] == []
        assert {"code": "STATED_CHANGE_CONTRADICTS", "subject": subject} in first["added"]

        await change(servers, here, UPDATE_OUTCOME, id=outcome, target=110)
        event = await socket.event("one")
        assert (event["added"], event["gone"]) == ([], [])
        (changed,) = [one for one in event["changed"] if one["code"] == "STATED_CHANGE_CONTRADICTS"]
        assert changed["subject"] == subject
        assert "the target is 110" in changed["message"]

        await change(servers, here, UPDATE_OUTCOME, id=outcome, target=100)
        event = await socket.event("one")
        assert event["added"] == []
        assert "STATED_CHANGE_CONTRADICTS" not in {one["code"] for one in event["changed"]}
        assert event["gone"] == [{"code": "STATED_CHANGE_CONTRADICTS", "subject": subject}]


async def test_findings_come_and_go_by_code_and_subject(servers: ServerFactory) -> None:
    here, there = servers.start(), servers.start()
    async with open_socket(there.websocket_url, servers.tokens.issue(CSM, MINUTES)) as socket:
        first = await follow(socket, FOUND)
        assert first["gone"] == []
        assert "GOAL_MISSING" not in {finding["code"] for finding in first["added"]}

        await change(servers, here, UPDATE_PLAN, goal=None)
        event = await socket.event("one")
        missing = {"code": "GOAL_MISSING", "subject": {"root": "plan", "id": None, "field": "goal"}}
        assert missing in event["added"]

        await change(servers, here, UPDATE_PLAN, goal="Answer customers the same day")
        event = await socket.event("one")
        assert missing in event["gone"]
        assert missing not in event["added"]


async def test_who_reads_slowly_misses_states_in_between_and_sees_the_last(servers: ServerFactory) -> None:
    server = servers.start()
    token = servers.tokens.issue(CSM, MINUTES)
    much = " ".join(f"text{number}: problem" for number in range(400))
    async with open_socket(server.websocket_url, token) as slow, open_socket(server.websocket_url, token) as quick:
        await follow(slow, f"subscription ($plan: ID!) {{ planChanged(planId: $plan) {{ plan {{ goal {much} }} }} }}")
        await follow(quick)
        for number in range(STATES):
            await change(servers, server, UPDATE_PLAN, goal=f"Goal {number}", problem=f"{number % 10}" * LONG_TEXT)
            assert (await quick.event("one"))["plan"]["goal"] == f"Goal {number}"
        seen = 1
        while (await slow.event("one"))["plan"]["goal"] != f"Goal {STATES - 1}":
            seen += 1
        assert seen < STATES
