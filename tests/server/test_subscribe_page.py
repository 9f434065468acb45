"""The examples of the page about subscriptions run as they stand and answer as it says."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from collab.watch import MAX_CHANGES
from plans.rules.beside import LISTS
from schema.budget import LEAST_COST
from schema.follow import LOOK_ANYWAY_SECONDS, LOOK_AT_MOST_EVERY_SECONDS
from schema.protection import MAX_COST, MAX_EVENT_COST
from server.serve import MAX_FRAME_BYTES
from server.subscription_socket import INIT_SECONDS, MAX_INIT_CHARACTERS, MAX_MESSAGE_CHARACTERS, MAX_SUBSCRIPTIONS
from server.websocket_protocol import MAX_FRAGMENTS
from tests.conftest import ServerFactory
from tests.server.following import CREATE_RISK, CSM, MINUTES, PLAN, change
from tests.server.graphql_socket import open_socket

pytestmark = pytest.mark.anyio

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "api" / "subscribe.md").read_text()


def _blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)


async def test_the_examples_answer_as_the_page_says(servers: ServerFactory) -> None:
    plan_query, presence_query, findings_query = _blocks("graphql")
    first, created, nobody = (json.loads(block) for block in _blocks("json"))
    server = servers.start()
    async with open_socket(server.websocket_url, servers.tokens.issue(CSM, MINUTES)) as socket:

        async def begin(operation: str, query: str) -> Any:
            await socket.subscribe(operation, query, plan=str(PLAN))
            return (await socket.message(operation))["payload"]["data"]

        event = await begin("plan", plan_query)
        plan = event["planChanged"]["plan"]
        first["planChanged"]["plan"] |= {"goal": plan["goal"], "risks": plan["risks"]}
        first["planChanged"]["sequence"] = event["planChanged"]["sequence"]
        assert event == first
        assert await begin("presence", presence_query) == nobody
        found = (await begin("findings", findings_query))["findingsChanged"]
        assert (found["changed"], found["gone"]) == ([], [])
        assert {finding["code"] for finding in found["added"]}

        risk = (await change(servers, server, CREATE_RISK, title="A new one"))["risk"]
        created["changes"][0]["id"] = risk["id"]
        after = (await socket.message("plan"))["payload"]["data"]["planChanged"]
        assert after["changes"] == created["changes"]
        assert {"id": risk["id"], "title": "A new one"} in after["plan"]["risks"]


def test_the_figures_of_the_page_are_those_of_the_code() -> None:
    for said in (
        f"more than {MAX_CHANGES} entities",
        *(f"`{name}`" for name in LISTS),
        f"within {INIT_SECONDS:g} s",
        f"{MAX_MESSAGE_CHARACTERS:,} characters",
        f"before the acknowledgement of {MAX_INIT_CHARACTERS:,}",
        f"{MAX_FRAME_BYTES // 1_048_576} MiB or in more than {MAX_FRAGMENTS:,} fragments",
        f"at least {LEAST_COST} points",
        f"{MAX_SUBSCRIPTIONS} subscriptions",
        f"cost {MAX_EVENT_COST:,} and not {MAX_COST:,}",
    ):
        assert said in PAGE
    assert (LOOK_AT_MOST_EVERY_SECONDS, LOOK_ANYWAY_SECONDS) == (1 / 4, 60)  # four times a second, once a minute
