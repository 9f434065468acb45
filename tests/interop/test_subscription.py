"""What an unmodified graphql-ws client makes of subscriptions, their ends and their beginnings anew."""

import asyncio
import os
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from plans.rules.role import Role
from plans.store.connection import Connection
from server.demo import demo_id
from tests.cluster import Cluster
from tests.conftest import ServerFactory
from tests.interop.demo_sides import CUSTOMER, PLAN, STRANGER, VENDOR, token_of
from tests.interop.graphql_client import ask
from tests.interop.node_process import NodeProcess, node_process
from tests.interop.restartable_database import restartable_database

pytestmark = pytest.mark.anyio

HARBOR = demo_id("Harbor Retail")
CHANGED = "subscription ($plan: ID!) { planChanged(planId: $plan) { changes { root } plan { goal } } }"
UPDATE_PLAN = "mutation ($input: UpdatePlanInput!) { updatePlan(input: $input) { __typename } }"
CHANGE_ROLE = "update membership set role = $3 where organisation_id = $1 and person_id = $2"
WAIT_SECONDS = 30.0


class Subscriber:
    """One graphql-ws client with one subscription."""

    def __init__(self, process: NodeProcess) -> None:
        self._process = process

    async def follow(self, url: str, token: str, query: str = CHANGED, plan: UUID = PLAN) -> None:
        """Connect and subscribe."""
        await self._process.ask("connect", url=f"{url}/graphql", token=token)
        await self._process.ask("subscribe", name="one", query=query, variables={"plan": str(plan)})

    async def next(self) -> Any:
        """The next result, or the end."""
        async with asyncio.timeout(WAIT_SECONDS):
            return await self._process.ask("next", name="one")

    async def event(self) -> Any:
        """The data of the next result, which is no end."""
        came = await self.next()
        assert "errors" not in came.get("result", {"errors": came}), came
        return came["result"]["data"]["planChanged"]

    async def cancel(self) -> None:
        """Complete the subscription."""
        await self._process.ask("cancel", name="one")

    async def closes(self) -> list[int]:
        """The codes with which its sockets were closed."""
        return [close["code"] for close in await self._process.ask("closes")]


@asynccontextmanager
async def _subscriber() -> AsyncGenerator[Subscriber]:
    async with node_process("subscriber.js", "subscriber") as process:
        yield Subscriber(process)


async def _set_goal(servers: ServerFactory, url: str, goal: str) -> None:
    changes = {"planId": str(PLAN), "goal": goal}
    done = await ask(url, token_of(servers, VENDOR), UPDATE_PLAN, input=changes)
    assert done["updatePlan"]["__typename"] == "UpdatePlanSuccess"


async def test_events_come_from_another_process_until_the_client_completes(servers: ServerFactory) -> None:
    here, there = servers.start(), servers.start()
    async with _subscriber() as subscriber:
        await subscriber.follow(there.websocket_url, token_of(servers, CUSTOMER))
        assert (await subscriber.event())["changes"] is None
        for goal in ("One goal", "Another goal"):
            await _set_goal(servers, here.url, goal)
            assert await subscriber.event() == {"changes": [{"root": "plan"}], "plan": {"goal": goal}}
        await subscriber.cancel()
        assert await subscriber.next() == {"end": "complete"}


async def test_a_client_goes_on_by_itself_after_its_server_was_killed(servers: ServerFactory) -> None:
    server = servers.start()
    async with _subscriber() as subscriber:
        await subscriber.follow(server.websocket_url, token_of(servers, CUSTOMER))
        await subscriber.event()
        server.kill()
        again = servers.start(port=server.port)
        assert (await subscriber.event())["changes"] is None
        await _set_goal(servers, again.url, "After the restart")
        assert (await subscriber.event())["plan"]["goal"] == "After the restart"


async def test_a_client_comes_again_after_a_change_of_role_and_not_after_the_end_of_its_token(
    servers: ServerFactory, owner: Connection
) -> None:
    server = servers.start()
    async with _subscriber() as subscriber, _subscriber() as short:
        await subscriber.follow(server.websocket_url, token_of(servers, CUSTOMER))
        await subscriber.event()
        await owner.execute(CHANGE_ROLE, HARBOR, CUSTOMER, Role.SPONSOR)
        assert (await subscriber.event())["changes"] is None
        assert await subscriber.closes() == [1012]

        await short.follow(server.websocket_url, servers.tokens.issue(VENDOR, 2))
        await short.event()
        assert await short.next() == {"end": {"code": 4401, "reason": "the token ended"}}
        assert await short.closes() == [4401]


async def test_what_is_refused_is_an_error_of_its_subscription(servers: ServerFactory) -> None:
    server = servers.start()
    for query, code in ((CHANGED, "NOT_FOUND"), ("query { viewer { person { name } } }", "BAD_REQUEST")):
        async with _subscriber() as subscriber:
            await subscriber.follow(server.websocket_url, token_of(servers, STRANGER), query)
            end = (await subscriber.next())["end"]
            assert end["errors"][0]["extensions"]["code"] == code
    async with _subscriber() as subscriber:
        await subscriber.follow(server.websocket_url, "no.token")
        assert (await subscriber.next())["end"]["code"] == 4401


async def test_a_subscription_goes_on_when_the_database_comes_back(
    cluster: Cluster, keys_folder: Path, tmp_path: Path
) -> None:
    name = f"concordat_test_subscription_{os.getpid()}"
    async with restartable_database(tmp_path / "cluster", cluster, name) as database, _subscriber() as subscriber:
        servers = ServerFactory(database.cluster.service_url(name), keys_folder, tmp_path)
        try:
            here, there = servers.start(), servers.start()
            await subscriber.follow(there.websocket_url, token_of(servers, CUSTOMER))
            await subscriber.event()
            await database.go("fast")
            await database.come_back()
            await _set_goal_at_last(servers, here.url, "After the outage")
            goals: list[str] = []
            while "After the outage" not in goals:
                data = (await subscriber.next())["result"].get("data")  # what was being read says UNAVAILABLE
                goals.extend([data["planChanged"]["plan"]["goal"]] if data else [])
            assert await subscriber.closes() == []
        finally:
            servers.kill_all()


async def _set_goal_at_last(servers: ServerFactory, url: str, goal: str) -> None:
    """Set it, once the server has found its database again."""
    changes = {"planId": str(PLAN), "goal": goal}
    async with asyncio.timeout(WAIT_SECONDS):
        while True:
            try:
                done = await ask(url, token_of(servers, VENDOR), UPDATE_PLAN, input=changes)
            except AssertionError:
                continue  # 503
            if done["updatePlan"]["__typename"] == "UpdatePlanSuccess":
                return
