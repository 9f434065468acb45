"""A short version of the GraphQL campaign; the whole runs under `make soak`. And: the judge finds what is wrong."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
from graphql import parse

from server.key import read_token_keys
from server.settings import UNNAMED_ISSUER
from server.token import Tokens
from tests.cluster import Cluster
from tests.server_process import ServerProcess
from tests.soak.graphql.campaign import Campaign
from tests.soak.graphql.cases import Asked, address, served
from tests.soak.graphql.judge import problems
from tests.soak.graphql.world import Actor, make_world

SECONDS = 12.0
PLAN, FOREIGN = "0191b1a0-0000-7000-8000-000000000001", "0191b1a0-0000-7000-8000-000000000002"


@pytest.mark.soak
def test_whatever_three_people_ask_is_answered_by_the_schema_and_with_nothing_of_others(
    cluster: Cluster, database_name: str, keys_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CONCORDAT_GRAPHQL_POINTS_PER_SECOND", "0")
    tokens = Tokens(read_token_keys(keys_folder), UNNAMED_ISSUER)
    actors = asyncio.run(make_world(cluster.owner_url(database_name), tokens))
    server = ServerProcess(cluster.service_url(database_name), keys_folder, tmp_path)
    server.start()
    try:
        outcome = Campaign(server.url, actors, seed=20_261_127, examples=2).run(SECONDS)
        log = server.log()
    finally:
        server.kill()
    assert outcome.problems == {}
    assert set(outcome.asked) == {actor.name for actor in actors}
    assert outcome.executed.total() > 0
    assert outcome.marks.total() > 0
    assert "Traceback" not in log


@pytest.fixture
def actor() -> Actor:
    """Somebody with one plan, who has been told of no other."""
    return Actor("csm", "", frozenset({"mark-Alder"}), {"plan": [PLAN]}, {"plan": [FOREIGN]}, {}, frozenset())


def _asked(text: str, *ids: str) -> Asked:
    return Asked(parse(text), text, frozenset(ids), PLAN)


ASKED = '{ plan(id: "x") { id title version lastChangedAt: changedAt outcomes { status } } }'
GOOD: dict[str, Any] = {
    "id": PLAN, "title": "mark-Alder", "version": 3, "lastChangedAt": "2026-11-27T10:00:00Z",
    "outcomes": [{"status": "ACTIVE"}],
}  # fmt: skip


def _found(actor: Actor, asked: Asked, answer: object, status: int = 200) -> list[str]:
    text = json.dumps(answer)
    return list(problems(served(), actor, asked, status, text, json.loads(text)))


def test_the_judge_lets_pass_what_is_right(actor: Actor) -> None:
    assert _found(actor, _asked(ASKED), {"data": {"plan": GOOD}}) == []
    assert _found(actor, _asked(ASKED), {"data": {"plan": None}}) == []
    assert _found(actor, _asked(ASKED, FOREIGN), {"errors": [{"message": f"no {FOREIGN}"}]}, 400) == []


@pytest.mark.parametrize(
    ("plan", "finds"),
    [
        (GOOD | {"title": "mark-Birch-Shared"}, "mark-Birch-Shared"),
        (GOOD | {"title": "internal-mark-Alder"}, "internal-mark-Alder"),
        (GOOD | {"id": FOREIGN}, FOREIGN),
        (GOOD | {"id": None}, "data.plan.id: null where ID! is promised"),
        (GOOD | {"version": "3"}, "data.plan.version: expected Int"),
        (GOOD | {"lastChangedAt": "yesterday"}, "expected DateTime"),
        (GOOD | {"outcomes": [{"status": "active"}]}, "data.plan.outcomes.0.status"),
        (GOOD | {"outcomes": {"status": "ACTIVE"}}, "data.plan.outcomes: expected a list"),
        (GOOD | {"more": 1}, "expected the fields"),
        ({"id": PLAN}, "expected the fields"),
    ],
)
def test_the_judge_finds_what_is_wrong(actor: Actor, plan: object, finds: str) -> None:
    found = _found(actor, _asked(ASKED), {"data": {"plan": plan}})
    assert len(found) == 1
    assert finds in found[0]


def test_the_judge_finds_faults_of_the_server(actor: Actor) -> None:
    masked = {"message": "Internal error 12ab; the log has the details.", "extensions": {"code": "INTERNAL_ERROR"}}
    for answer, status in (({"errors": [masked]}, 200), ({"data": None}, 500), ({"data": None}, 401)):
        assert len(_found(actor, _asked(ASKED), answer, status)) == 1
    assert list(problems(served(), actor, _asked(ASKED), 200, "<html>", None)) == ["no JSON object: <html>"]


def test_tokens_become_ids_of_the_kind_that_their_place_tells(actor: Actor) -> None:
    actor.own["risk"] = ["a-risk"]
    given = 'planId: "own:1", id: "own:7", ownerId: "foreign:3", title: "own:1 x"'
    body = f"mutation {{ updateRisk(input: {{{given}}}) {{ ... on Refusal {{ message }} }} }}"
    asked = address(body, actor)
    assert asked.ids == {PLAN, "a-risk", FOREIGN}
    for said in (f'planId: "{PLAN}"', 'id: "a-risk"', f'ownerId: "{FOREIGN}"', 'title: "own:1 x"', "__typename"):
        assert said in asked.text
