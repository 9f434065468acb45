"""Every attack is refused, and others are answered meanwhile."""

import asyncio

import httpx2
import pytest

from server.demo import demo_id
from tests.conftest import ServerFactory
from tests.server.graphql_attacks import ATTACKS, Attack

pytestmark = pytest.mark.anyio

CSM = demo_id("csm@fernhill.example")


async def _send(http: httpx2.AsyncClient, url: str, token: str, attack: Attack) -> httpx2.Response:
    target = f"{url}/graphql" + ("?query=mutation{__typename}" if attack.method == "GET" else "")
    headers = {**attack.headers, "Authorization": f"Bearer {token}"}
    return await http.request(attack.method, target, content=attack.body, headers=headers)


def _problem(attack: Attack, answer: httpx2.Response) -> str | None:
    if answer.status_code != attack.status:
        return f"{answer.status_code}: {answer.text[:300]}"
    if attack.status == 405:
        return None
    body = answer.json()
    refused = "data" not in body and attack.says in body["errors"][0]["message"]
    return None if refused else answer.text[:300]


async def test_every_attack_is_refused_and_others_are_answered_meanwhile(
    servers: ServerFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CONCORDAT_GRAPHQL_POINTS_PER_SECOND", "0")  # all of them together spend a budget
    server = servers.start()
    token = servers.tokens.issue(CSM, 600)
    problems: set[tuple[str, str]] = set()
    async with httpx2.AsyncClient(timeout=30) as http:

        async def ask_plainly() -> httpx2.Response:
            return await http.post(
                f"{server.url}/graphql", json={"query": "{ viewer { person { name } } }"},
                headers={"Authorization": f"Bearer {token}"},
            )  # fmt: skip

        for attack in ATTACKS:
            attacks = [asyncio.create_task(_send(http, server.url, token, attack)) for _ in range(3)]
            plain = await ask_plainly()
            assert plain.json()["data"] == {"viewer": {"person": {"name": "Priya Nair"}}}, attack.name
            for answer in await asyncio.gather(*attacks):
                if (problem := _problem(attack, answer)) is not None:
                    problems.add((attack.name, problem))
    assert not problems
    assert "internal error" not in server.log().lower()
