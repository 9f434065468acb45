"""graphql-transport-ws as its protocol says it, with the limits of the API."""

import json
from collections.abc import AsyncGenerator

import pytest

from schema.protection import MAX_VALUES
from server.serve import MAX_FRAME_BYTES
from server.subscription_socket import MAX_INIT_CHARACTERS, MAX_MESSAGE_CHARACTERS, MAX_SUBSCRIPTIONS
from server.websocket_protocol import MAX_FRAGMENTS
from tests.conftest import ServerFactory
from tests.server.access import open_program
from tests.server.following import CHANGED, CSM, MINUTES, PLAN, UPDATE_PLAN, change, follow
from tests.server.graphql_socket import PROTOCOL, open_socket, raw_socket
from tests.server_process import ServerProcess

pytestmark = pytest.mark.anyio

INIT = {"type": "connection_init"}


def _subscribe(**payload: object) -> dict[str, object]:
    return {"type": "subscribe", "id": "one", "payload": payload}


MALFORMED = {
    "no JSON": "{",
    "a list": "[]",
    "a number": "1",
    "binary": b"{}",
    "not UTF-16": '"\\ud800"',
    "no type": "{}",
    "another type": json.dumps({"type": "start", "id": "one"}),
    "the old protocol": json.dumps({"type": "connection_terminate"}),
    "no id": json.dumps({"type": "subscribe", "payload": {"query": CHANGED}}),
    "an id of no characters": json.dumps({"type": "complete", "id": ""}),
    "a long id": json.dumps({"type": "complete", "id": "x" * 1_000}),
    "an id that is a list": json.dumps({"type": "complete", "id": []}),
    "no payload": json.dumps({"type": "subscribe", "id": "one"}),
    "a payload that is text": json.dumps({"type": "subscribe", "id": "one", "payload": CHANGED}),
    "no query": json.dumps(_subscribe()),
    "a query that is a list": json.dumps(_subscribe(query=[CHANGED])),
    "variables that are a list": json.dumps(_subscribe(query=CHANGED, variables=[])),
    "an operationName that is a number": json.dumps(_subscribe(query=CHANGED, operationName=1)),
    "extensions that are text": json.dumps(_subscribe(query=CHANGED, extensions="")),
}


@pytest.fixture
def server(servers: ServerFactory) -> ServerProcess:
    """One server."""
    return servers.start()


async def test_what_is_not_the_protocol_is_closed_with_4400(servers: ServerFactory, server: ServerProcess) -> None:
    for name, sent in MALFORMED.items():
        async with open_socket(server.websocket_url, servers.tokens.issue(CSM, MINUTES)) as socket:
            await socket.send(sent)
            assert (await socket.closed()).code == 4400, name
    async with raw_socket(server.websocket_url) as socket:
        await socket.send({**INIT, "payload": "a token"})
        assert (await socket.closed()).code == 4400


async def test_what_is_too_large_is_closed_with_4413(servers: ServerFactory, server: ServerProcess) -> None:
    async with open_socket(server.websocket_url, servers.tokens.issue(CSM, MINUTES)) as socket:
        await socket.send(_subscribe(query=" " * MAX_MESSAGE_CHARACTERS))
        closed = await socket.closed()
        assert (closed.code, str(MAX_MESSAGE_CHARACTERS) in closed.reason) == (4413, True)


async def test_what_is_larger_than_any_message_is_closed_with_1009_before_it_is_read(
    servers: ServerFactory, server: ServerProcess
) -> None:
    async with open_socket(server.websocket_url, servers.tokens.issue(CSM, MINUTES)) as socket:
        assert (await socket.ended_by(" " * (MAX_FRAME_BYTES + 1))).code == 1009


async def test_a_message_of_endless_fragments_is_closed_with_1009(server: ServerProcess) -> None:
    async def endless() -> AsyncGenerator[str]:
        yield "{"
        for _ in range(3 * MAX_FRAGMENTS):
            yield ""

    async with raw_socket(server.websocket_url) as socket:
        closed = await socket.ended_by(endless())
        assert (closed.code, str(MAX_FRAGMENTS) in closed.reason) == (1009, True)


async def test_who_is_not_known_yet_may_send_little(servers: ServerFactory, server: ServerProcess) -> None:
    much = {"note": " " * MAX_INIT_CHARACTERS}
    for kind in ("connection_init", "ping"):
        async with raw_socket(server.websocket_url) as socket:
            closed = await socket.ended_by({"type": kind, "payload": much})
            assert (closed.code, f"{MAX_INIT_CHARACTERS} characters before" in closed.reason) == (4413, True)
    async with open_socket(server.websocket_url, servers.tokens.issue(CSM, MINUTES)) as socket:
        await socket.send({"type": "ping", "payload": much})
        assert await socket.receive() == {"type": "pong"}


async def test_variables_of_too_many_values_are_refused(servers: ServerFactory, server: ServerProcess) -> None:
    async with open_socket(server.websocket_url, servers.tokens.issue(CSM, MINUTES)) as socket:
        await socket.subscribe("one", CHANGED, plan=str(PLAN), more=["a"] * 100_000)
        (error,) = await socket.errors("one")
        assert error["extensions"] == {"code": "LIMIT_EXCEEDED", "limit": MAX_VALUES}
        assert "100002 or more" in error["message"]


async def test_another_subprotocol_is_closed_with_4406(servers: ServerFactory, server: ServerProcess) -> None:
    token = f"bearer.{servers.tokens.issue(CSM, MINUTES)}"
    for offered in ("graphql-ws", token):
        async with raw_socket(server.websocket_url, offered) as socket:
            assert (await socket.closed()).code == 4406


async def test_who_does_not_begin_in_time_is_closed_with_4408(server: ServerProcess) -> None:
    async with raw_socket(server.websocket_url) as socket:
        await socket.send({"type": "ping"})
        assert await socket.receive() == {"type": "pong"}
        assert (await socket.closed()).code == 4408


async def test_who_subscribes_before_the_acknowledgement_is_closed_with_4401(server: ServerProcess) -> None:
    async with raw_socket(server.websocket_url) as socket:
        await socket.send(_subscribe(query=CHANGED, variables={"plan": str(PLAN)}))
        assert (await socket.closed()).code == 4401


async def test_beginning_twice_is_closed_with_4429(servers: ServerFactory, server: ServerProcess) -> None:
    async with open_socket(server.websocket_url, servers.tokens.issue(CSM, MINUTES)) as socket:
        await socket.send(INIT)
        assert (await socket.closed()).code == 4429


async def test_an_id_in_use_is_closed_with_4409_and_free_once_it_is_complete(
    servers: ServerFactory, server: ServerProcess
) -> None:
    async with open_socket(server.websocket_url, servers.tokens.issue(CSM, MINUTES)) as socket:
        await follow(socket)
        await socket.complete("one")
        await follow(socket)
        await socket.subscribe("one", CHANGED, plan=str(PLAN))
        closed = await socket.closed()
        assert (closed.code, "one" in closed.reason) == (4409, True)


async def test_what_is_complete_is_told_nothing_more(servers: ServerFactory, server: ServerProcess) -> None:
    async with open_socket(server.websocket_url, servers.tokens.issue(CSM, MINUTES)) as socket:
        await follow(socket, operation="one")
        await follow(socket, operation="other")
        await socket.complete("one")
        await socket.complete("never begun")
        await change(servers, server, UPDATE_PLAN, goal="Nobody of one hears this")
        assert (await socket.receive())["id"] == "other"
        await socket.send({"type": "ping", "payload": {"at": 1}})
        assert await socket.receive() == {"type": "pong"}


async def test_subscriptions_of_one_socket_are_limited(servers: ServerFactory, server: ServerProcess) -> None:
    async with open_socket(server.websocket_url, servers.tokens.issue(CSM, MINUTES)) as socket:
        for number in range(MAX_SUBSCRIPTIONS):
            await follow(socket, operation=f"number {number}")
        await socket.subscribe("one more", CHANGED, plan=str(PLAN))
        (error,) = await socket.errors("one more")
        assert error["extensions"] == {"code": "LIMIT_EXCEEDED", "limit": MAX_SUBSCRIPTIONS}
        await socket.complete("number 0")
        await follow(socket, operation="one more")


REFUSED = {
    "subscription { planChanged(": "Syntax Error",
    "": "expected a subscription",
    " ": "Syntax Error",
    "subscription ($plan: ID!) { planChanged(planId: $plan) { nothing } }": "Cannot query field 'nothing'",
    "subscription ($plan: ID!) { one: planChanged(planId: $plan) { sequence } two: planChanged(planId: $plan) "
    "{ sequence } }": "must select only one top level field",
    "subscription One { ...on Subscription { planChanged(planId: 1) { sequence } } } "
    "subscription Two { planChanged(planId: 1) { sequence } }": "operationName",
    "{ viewer { person { name } } }": "expected a subscription",
    "mutation { endSession(input: {}) { __typename } }": "expected a subscription",
    "subscription ($plan: ID!) { planChanged(planId: $plan) { plan { " + "a: title " * 501 + "} } }": "aliases",
    "subscription ($plan: ID!) { planChanged(planId: $plan) { plan { outcomes { milestones { tasks "
    "{ milestone { tasks { milestone { tasks { id action } } } } } } } } } }": "points of cost",
}


async def test_what_is_refused_ends_its_operation_and_not_the_socket(
    servers: ServerFactory, server: ServerProcess
) -> None:
    async with open_socket(server.websocket_url, servers.tokens.issue(CSM, MINUTES)) as socket:
        for query, said in REFUSED.items():
            await socket.subscribe("one", query, plan=str(PLAN))
            errors = await socket.errors("one")
            assert said in errors[0]["message"], query
            assert "Internal error" not in json.dumps(errors), query
        assert (await follow(socket))["plan"]["title"] == "Support tickets"


async def test_an_answer_says_what_it_costs(servers: ServerFactory, server: ServerProcess) -> None:
    async with open_socket(server.websocket_url, servers.tokens.issue(CSM, MINUTES)) as socket:
        query = "subscription ($plan: ID!) { planChanged(planId: $plan) { plan { risks { id } } } }"
        await socket.subscribe("one", query, plan=str(PLAN))
        message = await socket.message("one")
        cost = message["payload"]["extensions"]["cost"]
        assert (cost["requested"], cost["limit"]) == (8, 5_000)
        assert cost["budget"]["left"] < cost["budget"]["limit"]


async def test_a_client_may_not_read_without_the_scope(servers: ServerFactory, server: ServerProcess) -> None:
    async with open_program(servers, server) as program:
        token = await program.token("plan:write")
        async with raw_socket(server.websocket_url, PROTOCOL, f"bearer.{token}") as socket:
            await socket.send(INIT)
            closed = await socket.closed()
            assert (closed.code, "plan:read" in closed.reason) == (4403, True)
