"""Whoever follows a plan hears of its people, and the customer never of what the vendor thinks of them."""

import json
from contextlib import AsyncExitStack
from typing import Any
from uuid import UUID

import httpx2
import pytest

from server.demo import HARBOR, demo_id
from tests.conftest import ServerFactory
from tests.server.access import run
from tests.server.following import CSM, MINUTES, PLAN, UPDATE_PLAN, change, follow
from tests.server.graphql_socket import open_socket
from tests.server_process import ServerProcess

pytestmark = pytest.mark.anyio

PEOPLE = """
subscription ($plan: ID!) {
  planChanged(planId: $plan) {
    changes { root id kind version }
    plan { account { contacts(first: 100) { nodes { id name version leftOn assessment { version note sentiment } } } } }
  }
}
"""
CONTACTS = "query ($plan: ID!) { plan(id: $plan) { account { id contacts(first: 100) { nodes { id side } } } } }"
ASSESS = "mutation ($input: AssessStakeholderInput!) { assessStakeholder(input: $input) { __typename } }"
LEAVE = "mutation ($input: UpdateContactInput!) { updateContact(input: $input) { __typename } }"
CUSTOMERS = [demo_id(person.email) for person in HARBOR.people]


async def _do(servers: ServerFactory, server: ServerProcess, query: str, **given: object) -> Any:
    async with httpx2.AsyncClient(timeout=30) as http:
        (answer,) = (await run(http, server.url, servers.tokens.issue(CSM, MINUTES), query, **given)).values()
    assert answer.get("__typename", "Success").endswith("Success"), answer
    return answer


async def test_S2_an_assessment_is_an_event_for_the_vendor_at_every_process_and_none_for_the_customer(
    servers: ServerFactory,
) -> None:
    here, there = servers.start(), servers.start()
    contacts = (await _do(servers, here, CONTACTS, plan=str(PLAN)))["account"]["contacts"]["nodes"]
    contact = next(one["id"] for one in contacts if one["side"] == "CUSTOMER")
    async with AsyncExitStack() as stack:
        sockets = {
            person: await stack.enter_async_context(
                open_socket(there.websocket_url, servers.tokens.issue(person, MINUTES))
            )
            for person in (CSM, *CUSTOMERS)
        }
        before = {person: await follow(socket, PEOPLE) for person, socket in sockets.items()}
        for note in ("a secret", "another secret"):
            await _do(servers, here, ASSESS, input={"contactId": contact, "note": note, "sentiment": "SKEPTIC"})
            event = await sockets[CSM].event("one")
            assert event["changes"] == [{"root": "assessments", "id": contact, "kind": "CHANGED", "version": 0}]
            assert note in json.dumps(event["plan"])
        await change(servers, here, UPDATE_PLAN, goal="Answer within the hour")
        for person in CUSTOMERS:
            event = await sockets[person].event("one")
            assert [one["root"] for one in event["changes"]] == ["plan"]  # nothing came before, and nothing with it
            assert event["plan"] == before[person]["plan"]
            assert _assessments(event) == {None}
        assert "secret" in json.dumps((await sockets[CSM].event("one"))["plan"])


async def test_S7_who_leaves_is_an_event_for_both_sides(servers: ServerFactory) -> None:
    server = servers.start()
    contacts = (await _do(servers, server, CONTACTS, plan=str(PLAN)))["account"]["contacts"]["nodes"]
    contact = next(one["id"] for one in contacts if one["side"] == "CUSTOMER")
    async with AsyncExitStack() as stack:
        people: list[UUID] = [CSM, CUSTOMERS[-1]]
        sockets = [
            await stack.enter_async_context(open_socket(server.websocket_url, servers.tokens.issue(person, MINUTES)))
            for person in people
        ]
        for socket in sockets:
            await follow(socket, PEOPLE)
        await _do(servers, server, LEAVE, input={"contactId": contact, "leftOn": "2026-01-02"})
        for socket in sockets:
            event = await socket.event("one")
            assert event["changes"] == [{"root": "contacts", "id": contact, "kind": "CHANGED", "version": 2}]
            left = {one["id"]: one["leftOn"] for one in event["plan"]["account"]["contacts"]["nodes"]}
            assert left[contact] == "2026-01-02"


def _assessments(event: Any) -> set[Any]:
    return {one["assessment"] for one in event["plan"]["account"]["contacts"]["nodes"]}
