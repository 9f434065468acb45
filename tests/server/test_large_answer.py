"""Lists may be longer than a cost is counted by; an answer that grows too large is given up."""

from typing import Any

import httpx2
import pytest

from schema.protection import MAX_COST, MAX_INTERPRETED
from tests.conftest import ServerFactory
from tests.server.access import run
from tests.server.following import CSM, MINUTES, PLAN
from tests.server.graphql_socket import open_socket
from tests.server_process import ServerProcess

pytestmark = pytest.mark.anyio

MILESTONES = 90  # of one outcome: 90 x 90 x 7 fields are more than an answer may have
FEW = 40  # 40 x 40 x 7 fields are more than graphql-core makes, and fewer than an answer may have
CREATE = """
mutation ($input: CreateMilestoneInput!) { createMilestone(input: $input) { ... on CreateMilestoneSuccess { %s } } }
"""
OUTCOMES = "query ($id: ID!) { plan(id: $id) { outcomes { id } } }"
TITLES = "query ($id: ID!) { plan(id: $id) { milestones { title } } }"
INSIDE = (
    "plan { outcomes { milestones { outcome { milestones { id title due mark scope version outcome { id } } } } } }"
)
NEST = f"query ($id: ID!) {{ {INSIDE.replace('plan', 'plan(id: $id)', 1)} }}"


class Plan:
    """A plan whose one outcome gets ever more milestones."""

    def __init__(self, http: httpx2.AsyncClient, server: ServerProcess, token: str) -> None:
        self._http = http
        self._server = server
        self._token = token
        self.milestones = 0

    async def grow(self, most: int) -> None:
        """Add milestones until there are so many."""
        found = await run(self._http, self._server.url, self._token, OUTCOMES, id=str(PLAN))
        outcome = found["plan"]["outcomes"][0]["id"]
        while self.milestones < most:
            self.milestones += 1
            given = {"planId": str(PLAN), "outcomeId": outcome, "title": str(self.milestones)}
            await run(self._http, self._server.url, self._token, CREATE % "milestone { id }", input=given)

    async def ask(self, query: str, **variables: object) -> dict[str, Any]:
        """The whole answer."""
        headers = {"Authorization": f"Bearer {self._token}"}
        sent = {"query": query, "variables": variables}
        return (await self._http.post(f"{self._server.url}/graphql", json=sent, headers=headers)).json()


def _is_refused(answer: dict[str, Any], limit: int) -> bool:
    (error,) = answer["errors"]
    return error["extensions"] == {"code": "LIMIT_EXCEEDED", "limit": limit}


async def test_an_answer_that_grows_too_large_is_given_up(
    servers: ServerFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CONCORDAT_GRAPHQL_POINTS_PER_SECOND", "0")
    server = servers.start()
    token = servers.tokens.issue(CSM, MINUTES)
    async with httpx2.AsyncClient(timeout=60) as http, open_socket(server.websocket_url, token) as socket:
        plan = Plan(http, server, token)
        await plan.grow(FEW)
        for _ in range(2):  # the first time, and compiled
            outcomes = (await plan.ask(NEST, id=str(PLAN)))["data"]["plan"]["outcomes"]
            most = max(outcomes, key=lambda outcome: len(outcome["milestones"]))["milestones"]
            assert len(most) >= FEW
            assert len(most[-1]["outcome"]["milestones"]) == len(most)

        given = {"planId": str(PLAN), "title": "Carried out, though its answer is too large"}
        answer = await plan.ask(CREATE % INSIDE, input=given)
        assert _is_refused(answer, MAX_INTERPRETED)
        assert answer["data"] is None
        assert answer["errors"][0]["path"][0] == "createMilestone"
        await socket.subscribe(
            "one", f"subscription ($id: ID!) {{ planChanged(planId: $id) {{ {INSIDE} }} }}", id=str(PLAN)
        )
        assert _is_refused((await socket.message("one"))["payload"], MAX_INTERPRETED)
        await socket.subscribe(
            "other", "subscription ($id: ID!) { planChanged(planId: $id) { sequence } }", id=str(PLAN)
        )
        assert (await socket.event("other"))["sequence"] > FEW

        await socket.complete("other")
        await plan.grow(MILESTONES)
        for text in (NEST, NEST.replace("$id", "$other"), NEST.replace("$id", "$other")):
            answer = await plan.ask(text, id=str(PLAN), other=str(PLAN))
            assert _is_refused(answer, MAX_COST)
            assert answer.get("data") is None
        titles = await plan.ask(TITLES, id=str(PLAN))
        assert given["title"] in [milestone["title"] for milestone in titles["data"]["plan"]["milestones"]]
    log = server.log()
    assert [sign for sign in ("Traceback", "never awaited", "never retrieved", "internal error") if sign in log] == []


async def test_what_an_answer_has_beyond_its_cost_is_paid_for_too(servers: ServerFactory) -> None:
    server = servers.start()
    token = servers.tokens.issue(CSM, MINUTES)
    async with httpx2.AsyncClient(timeout=60) as http:
        plan = Plan(http, server, token)
        await plan.grow(FEW)
        await plan.ask(NEST, id=str(PLAN))
        lefts = [(await plan.ask(NEST, id=str(PLAN)))["extensions"]["cost"]["budget"]["left"] for _ in range(2)]
        assert lefts[0] - lefts[1] > MAX_INTERPRETED / 2
