"""The examples of the pages about live editing run as they stand, in Node with the packages that they name."""

import asyncio
import json
import re
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ServerFactory
from tests.interop.demo_sides import CUSTOMER, PLAN, VENDOR, token_of
from tests.interop.graphql_client import ask, ask_plan
from tests.interop.node_project import FOLDER, node
from tests.server.graphql_socket import GraphQLSocket, open_socket

pytestmark = pytest.mark.anyio

DOCS = Path(__file__).resolve().parents[2] / "docs"
BEFORE = """
import { WebSocket as NodeSocket } from 'ws'
globalThis.WebSocket ??= NodeSocket
const [url, token, planId] = process.argv.slice(2)
const show = (told) => console.log(JSON.stringify(told))
"""
CHANGED = "subscription ($plan: ID!) { planChanged(planId: $plan) { plan { title outcomes { objective target } } } }"
VERSION = "query ($id: ID!) { plan(id: $id) { version } }"
WAIT_SECONDS = 30.0


def _blocks(page: str, language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", (DOCS / page).read_text(), re.DOTALL)


@asynccontextmanager
async def _running(script: str, folder: Path, *arguments: str) -> AsyncGenerator[asyncio.StreamReader]:
    """What a script of a page prints; it is killed in the end."""
    (folder / "node_modules").symlink_to(FOLDER / "node_modules")
    (folder / "example.mjs").write_text(BEFORE + script)
    process = await asyncio.create_subprocess_exec(
        node(), str(folder / "example.mjs"), *arguments, stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    try:
        yield process.stdout
    finally:
        process.kill()
        await process.wait()


async def _until(socket: GraphQLSocket, holds: Callable[[Any], bool]) -> Any:
    """The first event of the plan for which something holds."""
    async with asyncio.timeout(WAIT_SECONDS):
        while True:
            plan = (await socket.event("one"))["plan"]
            if holds(plan):
                return plan


async def test_what_is_typed_live_and_changed_through_the_api_comes_together(
    servers: ServerFactory, tmp_path: Path
) -> None:
    (script,) = _blocks("api/edit-live.md", "js")
    mutation, subscription = _blocks("api/edit-live.md", "graphql")
    (given,) = _blocks("api/edit-live.md", "json")
    server = servers.start()
    goal = (await ask_plan(server.url, token_of(servers, VENDOR), PLAN))["goal"]
    typed = f"By spring: {goal}"
    together = f"{typed} Then keep it there."
    async with (
        open_socket(server.websocket_url, token_of(servers, VENDOR)) as socket,
        _running(script, tmp_path, server.url, token_of(servers, CUSTOMER), str(PLAN)) as told,
    ):
        await socket.subscribe("one", subscription, plan=str(PLAN))
        async with asyncio.timeout(WAIT_SECONDS):
            assert json.loads(await told.readline()) == {"goal": typed}
        await _until(socket, lambda plan: plan["goal"] == typed)
        variables = json.loads(given.replace("PLAN_ID", str(PLAN)).replace("GOAL", typed))
        read = await ask(server.url, token_of(servers, VENDOR), VERSION, id=str(PLAN))
        variables["input"]["expectedVersion"] = read["plan"]["version"]
        answer = await ask(server.url, token_of(servers, VENDOR), mutation, **variables)
        assert answer["updatePlan"]["__typename"] == "UpdatePlanSuccess"
        async with asyncio.timeout(WAIT_SECONDS):
            assert json.loads(await told.readline()) == {"goal": together}
        plan = await _until(socket, lambda plan: plan["goal"] == together)
        assert "CUSTOMER_HAS_NOT_EDITED" not in {finding["code"] for finding in plan["findings"]}


async def test_the_example_of_the_page_about_the_protocol_makes_the_outcome_that_it_says(
    servers: ServerFactory, tmp_path: Path
) -> None:
    (script,) = _blocks("live-editing.md", "js")
    server = servers.start()
    script = script.replace("'ws://127.0.0.1:8000/collab'", "`${url.replace('http', 'ws')}/collab`")
    async with (
        open_socket(server.websocket_url, token_of(servers, VENDOR)) as socket,
        _running(script, tmp_path, server.url, token_of(servers, CUSTOMER), str(PLAN)),
    ):
        await socket.subscribe("one", CHANGED, plan=str(PLAN))
        made = {"objective": "Cut support ticket volume", "target": 105}
        plan = await _until(socket, lambda plan: made in plan["outcomes"])
        assert plan["title"] == "Our Support tickets"


async def test_the_example_of_the_page_about_subscriptions_shows_the_plan_and_its_changes(
    servers: ServerFactory, tmp_path: Path
) -> None:
    (script,) = _blocks("api/subscribe.md", "js")
    query = _blocks("api/subscribe.md", "graphql")[0]
    server = servers.start()
    script = script.replace("'wss://plans.fernhill.example/graphql'", "`${url.replace('http', 'ws')}/graphql`")
    named = f"const query = {json.dumps(query)}\nconst plan = planId\nconst freshToken = async () => token\n"
    async with _running(named + script, tmp_path, server.url, token_of(servers, CUSTOMER), str(PLAN)) as told:
        async with asyncio.timeout(WAIT_SECONDS):
            assert json.loads(await told.readline())["title"] == "Support tickets"
        change = "mutation ($input: UpdatePlanInput!) { updatePlan(input: $input) { __typename } }"
        given = {"planId": str(PLAN), "title": "Fewer tickets"}
        await ask(server.url, token_of(servers, VENDOR), change, input=given)
        async with asyncio.timeout(WAIT_SECONDS):
            assert json.loads(await told.readline())["title"] == "Fewer tickets"
