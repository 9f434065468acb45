"""Subscriptions through real server processes: what is told to whom, and when it ends."""

from typing import Any
from uuid import UUID

import httpx2
import pytest

from server.demo import demo_id
from tests.conftest import ServerFactory
from tests.server.access import run
from tests.server.graphql_socket import GraphQLSocket, open_socket
from tests.server_process import ServerProcess

pytestmark = pytest.mark.anyio

PLAN = demo_id("Support tickets")
HARBOR = demo_id("Harbor Retail")
CSM = demo_id("csm@fernhill.example")
CHAMPION = demo_id("champion@harbor.example")
STRANGER = demo_id("csm@otherwise.example")
MINUTES = 600

CHANGED = """
subscription ($plan: ID!) {
  planChanged(planId: $plan) {
    sequence internalSequence changes { root id kind version } plan { title goal internal { narrative } }
  }
}
"""
CREATE_RISK = """
mutation ($input: CreateRiskInput!) { createRisk(input: $input) { ... on CreateRiskSuccess { risk { id version } } } }
"""
UPDATE_PLAN = "mutation ($input: UpdatePlanInput!) { updatePlan(input: $input) { __typename } }"
UPDATE_INTERNAL = "mutation ($input: UpdateInternalPlanInput!) { updateInternalPlan(input: $input) { __typename } }"


async def _ask(servers: ServerFactory, server: ServerProcess, person: UUID, query: str, **given: object) -> Any:
    async with httpx2.AsyncClient(timeout=30) as http:
        token = servers.tokens.issue(person, MINUTES)
        (answer,) = (await run(http, server.url, token, query, input={"planId": str(PLAN), **given})).values()
        return answer


async def _follow(socket: GraphQLSocket, query: str = CHANGED, operation: str = "one") -> Any:
    """Subscribe; the first event."""
    await socket.subscribe(operation, query, plan=str(PLAN))
    return await socket.event(operation)


async def test_a_mutation_at_one_process_is_an_event_at_the_other(servers: ServerFactory) -> None:
    here, there = servers.start(), servers.start()
    async with open_socket(there.websocket_url, servers.tokens.issue(CHAMPION, MINUTES)) as socket:
        first = await _follow(socket)
        assert first["changes"] is None
        assert first["plan"]["title"] == "Support tickets"
        assert first["sequence"] > 0

        await _ask(servers, here, CSM, UPDATE_PLAN, goal="Answer within the hour")
        event = await socket.event("one")
        assert event["plan"]["goal"] == "Answer within the hour"
        assert event["sequence"] > first["sequence"]
        assert [(change["root"], change["id"], change["kind"]) for change in event["changes"]] == [
            ("plan", str(PLAN), "CHANGED")
        ]
        assert event["changes"][0]["version"] == event["sequence"]

        risk = (await _ask(servers, here, CSM, CREATE_RISK, title="The import is late"))["risk"]
        event = await socket.event("one")
        assert event["changes"] == [{"root": "risks", "id": risk["id"], "kind": "CREATED", "version": risk["version"]}]
