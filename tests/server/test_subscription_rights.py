"""Who a socket for subscriptions belongs to, and what ends it."""

import asyncio
import datetime as dt
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from uuid import UUID

import pytest

from plans.rules.role import Role
from plans.service.session import log_out
from plans.store.connection import Connection
from server.database import Database
from server.demo import demo_id
from tests.conftest import ServerFactory
from tests.server.following import CHAMPION, CHANGED, CSM, HARBOR, MINUTES, PLAN, UPDATE_PLAN, change, follow
from tests.server.graphql_socket import PROTOCOL, Closed, GraphQLSocket, open_socket, raw_socket
from tests.server.sessions import make_connection, make_session
from tests.server_process import ServerProcess

pytestmark = pytest.mark.anyio

FERNHILL = demo_id("Fernhill Software")
REMOVE = "delete from membership where organisation_id = $1 and person_id = $2"
CHANGE_ROLE = "update membership set role = $3 where organisation_id = $1 and person_id = $2"
JOIN = "insert into membership (organisation_id, person_id, role) values ($1, $2, $3)"


@asynccontextmanager
async def _refused(socket: GraphQLSocket, code: int, said: str) -> AsyncGenerator[None]:
    try:
        yield
        closed = await socket.closed()
    except Closed as early:
        closed = early
    assert (closed.code, said in closed.reason) == (code, True), closed


@pytest.fixture
def pair(servers: ServerFactory) -> list[ServerProcess]:
    """Two processes on one database."""
    return [servers.start(), servers.start()]


async def test_a_token_may_come_as_a_header_a_subprotocol_or_with_the_first_message(
    servers: ServerFactory, pair: list[ServerProcess]
) -> None:
    url, token = pair[0].websocket_url, servers.tokens.issue(CHAMPION, MINUTES)
    async with raw_socket(url, headers={"Authorization": f"Bearer {token}"}) as socket:
        await socket.init()
        await follow(socket)
    async with raw_socket(url, PROTOCOL, f"bearer.{token}") as socket:
        await socket.init({})
        await follow(socket)
    async with raw_socket(url) as socket:
        await socket.init({"authorization": f"Bearer {token}"})
        await follow(socket)
    async with raw_socket(url, headers={"Authorization": "Bearer not.a.token"}) as socket:
        await socket.init({"Authorization": f"bearer {token}"})
        await follow(socket)


async def test_who_is_nobody_is_closed_with_4401(servers: ServerFactory, pair: list[ServerProcess]) -> None:
    nobody = servers.tokens.issue(demo_id("nobody@fernhill.example"), MINUTES)
    for payload in (None, {}, {"authorization": nobody}, {"authorization": 1}, {"authorization": f"Bearer {nobody}"}):
        async with (
            raw_socket(pair[0].websocket_url) as socket,
            _refused(socket, 4401, "expected" if payload != {"authorization": f"Bearer {nobody}"} else "not known"),
        ):
            await socket.send({"type": "connection_init", "payload": payload})


async def test_a_session_counts_for_sockets_of_our_own_pages_alone(
    database: Database, pair: list[ServerProcess]
) -> None:
    server = pair[0]
    async with database.logins.acquire() as logins:
        session = await make_session(logins, HARBOR, await make_connection(logins, HARBOR), CHAMPION)
    cookie = {"Cookie": f"concordat={session.secret}"}
    async with raw_socket(server.websocket_url, headers=cookie, origin=server.url) as socket:
        await socket.init()
        await follow(socket)
        async with database.logins.acquire() as logins, _refused(socket, 4401, "session"):
            assert await log_out(logins, session.secret, dt.datetime.now(dt.UTC))
    for origin in ("https://elsewhere.example", None):
        async with (
            raw_socket(server.websocket_url, headers=cookie, origin=origin) as socket,
            _refused(socket, 4401, "Origin"),
        ):
            await socket.send({"type": "connection_init"})


async def test_the_end_of_a_token_ends_its_socket(servers: ServerFactory, pair: list[ServerProcess]) -> None:
    async with open_socket(pair[0].websocket_url, servers.tokens.issue(CSM, 2)) as socket:
        await follow(socket)
        async with _refused(socket, 4401, "the token ended"):
            pass


async def test_what_is_withdrawn_ends_sockets_in_both_processes(
    servers: ServerFactory, pair: list[ServerProcess], owner: Connection
) -> None:
    await owner.execute(CHANGE_ROLE, HARBOR, CHAMPION, Role.SPONSOR)
    for statement, given, code, said in (
        (CHANGE_ROLE, (HARBOR, CHAMPION, Role.FINANCE), 1012, "from sponsor to finance"),
        (REMOVE, (HARBOR, CHAMPION), 4401, "no member of Harbor Retail"),
    ):
        async with (
            open_socket(pair[0].websocket_url, servers.tokens.issue(CHAMPION, MINUTES)) as one,
            open_socket(pair[1].websocket_url, servers.tokens.issue(CHAMPION, MINUTES)) as other,
        ):
            await follow(one)
            await follow(other)
            await owner.execute(statement, *given)
            for socket in (one, other):
                async with _refused(socket, code, said):
                    pass
    async with open_socket(pair[0].websocket_url, servers.tokens.issue(CHAMPION, MINUTES)) as socket:
        await socket.subscribe("one", CHANGED, plan=str(PLAN))
        assert (await socket.errors("one"))[0]["extensions"]["code"] == "NOT_FOUND"


async def test_who_loses_one_of_two_organisations_comes_again_with_the_other(
    servers: ServerFactory, pair: list[ServerProcess], owner: Connection
) -> None:
    await owner.execute(JOIN, FERNHILL, CHAMPION, Role.VIEWER)
    async with open_socket(pair[0].websocket_url, servers.tokens.issue(CHAMPION, MINUTES)) as socket:
        assert (await follow(socket))["internalSequence"] is not None
        async with _refused(socket, 1012, "no member of Fernhill Software any more: reconnect"):
            await owner.execute(REMOVE, FERNHILL, CHAMPION)
    async with open_socket(pair[0].websocket_url, servers.tokens.issue(CHAMPION, MINUTES)) as socket:
        assert (await follow(socket))["internalSequence"] is None


async def test_a_hat_is_chosen_by_subprotocol(
    servers: ServerFactory, pair: list[ServerProcess], owner: Connection
) -> None:
    await owner.execute(JOIN, FERNHILL, CHAMPION, Role.VIEWER)
    token = servers.tokens.issue(CHAMPION, MINUTES)

    async def sees_internal(organisation: UUID) -> bool:
        async with open_socket(pair[0].websocket_url, token, organisation) as socket:
            return (await follow(socket))["internalSequence"] is not None

    assert await sees_internal(FERNHILL)
    assert not await sees_internal(HARBOR)


async def test_a_plan_that_goes_out_of_sight_ends_its_subscription_as_one_that_does_not_exist(
    servers: ServerFactory, pair: list[ServerProcess], owner: Connection
) -> None:
    async with open_socket(pair[0].websocket_url, servers.tokens.issue(CHAMPION, MINUTES)) as socket:
        await follow(socket)
        await owner.execute("alter table plan disable trigger all")
        await owner.execute("update plan set customer_id = $2 where id = $1", PLAN, demo_id("Lumen Health"))
        await change(servers, pair[0], UPDATE_PLAN, goal="Somebody else's now")
        message = await socket.message("one")
        assert message["payload"]["data"] is None
        assert message["payload"]["errors"][0]["extensions"]["code"] == "NOT_FOUND"
        assert await socket.message("one") == {"type": "complete", "id": "one"}


async def test_many_sockets_leave_nothing_behind(servers: ServerFactory, pair: list[ServerProcess]) -> None:
    token = servers.tokens.issue(CSM, MINUTES)

    async def come_and_go() -> None:
        async with open_socket(pair[0].websocket_url, token) as socket:
            await follow(socket)

    for _ in range(5):
        await asyncio.gather(*(come_and_go() for _ in range(10)))
    await change(servers, pair[0], UPDATE_PLAN, goal="Still served")
