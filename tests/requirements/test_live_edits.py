"""Rows M10, O6 and M4 live: what the API refuses to write may come of live edits, and is reported then."""

from typing import Any

import httpx2

from server.demo import demo_id
from tests.conftest import ServerFactory
from tests.requirements.demo_plan import CHAMPION, CSM
from tests.server.document_socket import open_document
from tests.server_process import ServerProcess

PLAN = demo_id("Support tickets")
FINDINGS = "findings { code message seen subject { root id field } }"


def _ask(servers: ServerFactory, server: ServerProcess, fields: str) -> Any:
    headers = {"Authorization": f"Bearer {servers.tokens.issue(demo_id(CSM), 60)}"}
    query = {"query": f'{{ plan(id: "{PLAN}") {{ {fields} }} }}'}
    answer = httpx2.post(f"{server.url}/graphql", json=query, headers=headers, timeout=30).json()
    assert "errors" not in answer, answer
    return answer["data"]["plan"]


def test_M10_a_circle_that_arises_from_merged_live_edits_is_reported(servers: ServerFactory) -> None:
    server = servers.start()
    tokens = {person: servers.tokens.issue(demo_id(person), 600) for person in (CSM, CHAMPION)}
    url = f"{server.websocket_url}/collab/{PLAN}"
    with open_document(url, tokens[CSM]) as ours, open_document(url, tokens[CHAMPION]) as theirs:
        first, second = ours.client.content()["dependencies"]

        def wait(roots: dict[str, Any], one: str, other: str) -> None:
            roots["dependencies"][one]["waitsFor"] = other

        apart = theirs.client.edit(lambda roots: wait(roots, second, first))  # before the other edit is heard of
        ours.edit(lambda roots: wait(roots, first, second))
        theirs.send(apart)
    found = {one["code"]: one for one in _ask(servers, server, FINDINGS)["findings"]}
    assert found["DEPENDENCY_CYCLE"]["subject"]["root"] == "dependencies"
    assert "Access to the help portal's templates" in found["DEPENDENCY_CYCLE"]["message"]


def test_O6_M4_an_owner_of_the_other_side_is_reported_and_blocks(servers: ServerFactory) -> None:
    server = servers.start()
    plan = _ask(servers, server, "account { contacts(first: 50) { nodes { id name side role } } }")
    contacts = {one["name"]: one["id"] for one in plan["account"]["contacts"]["nodes"]}
    token = servers.tokens.issue(demo_id(CSM), 600)
    with open_document(f"{server.websocket_url}/collab/{PLAN}", token) as ours:
        outcome, milestone = (next(iter(ours.client.content()[root])) for root in ("outcomes", "milestones"))

        def give_away(roots: dict[str, Any]) -> None:
            roots["outcomes"][outcome]["vendorOwner"] = contacts["Sam Whitfield"]
            roots["milestones"][milestone]["vendorOwner"] = contacts["Sam Whitfield"]

        ours.edit(give_away)
    plan = _ask(servers, server, f"{FINDINGS} readiness {{ blocking {{ code }} }}")
    found = {one["code"]: one for one in plan["findings"]}
    for code, entity in (("OUTCOME_OWNER_OF_OTHER_SIDE", outcome), ("MILESTONE_OWNER_OF_OTHER_SIDE", milestone)):
        assert (found[code]["subject"]["id"], found[code]["seen"]) == (entity, ["Sam Whitfield"])
    assert [one["code"] for one in plan["readiness"]["blocking"]] == ["OUTCOME_OWNER_OF_OTHER_SIDE"]
