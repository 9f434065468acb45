"""relay-compiler takes the schema with operations as Relay's users write them; what it persists is served by its id."""

import json
import platform
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx2
import pytest

from schema.root import build_schema
from tests.conftest import ServerFactory
from tests.interop.node_project import FOLDER, node
from tests.server.following import CSM, MINUTES, PLAN

pytestmark = pytest.mark.anyio

COMPILER = FOLDER / "node_modules" / "relay-compiler"
PROGRAMS = {
    ("linux", "x86_64"): "linux-x64/relay", ("linux", "aarch64"): "linux-arm64/relay",
    ("darwin", "x86_64"): "macos-x64/relay", ("darwin", "arm64"): "macos-arm64/relay",
    ("win32", "AMD64"): "win-x64/relay.exe",
}  # fmt: skip
SCHEMA = Path(__file__).resolve().parents[2] / "schema.graphql"
OPERATIONS = {
    "query PortfolioQuery", "query PortfolioPageQuery", "query PlanQuery", "query PlanRefetchQuery",
    "query PlanPeopleQuery", "mutation ChangesCreateRiskMutation", "mutation ChangesUpdateOutcomeMutation",
    "subscription ChangesPlanSubscription",
}  # fmt: skip


@pytest.fixture
def compiled(tmp_path: Path) -> dict[str, str]:
    """What relay-compiler makes of the operations in `relay/src`: the hashes of the documents, by operation."""
    program = PROGRAMS.get((sys.platform, platform.machine()))
    if program is None or not (COMPILER / program).is_file():
        pytest.skip(f"relay-compiler brings no program for {sys.platform} on {platform.machine()}")
    project = tmp_path / "relay"
    shutil.copytree(FOLDER / "relay", project)
    shutil.copy(SCHEMA, project / "schema.graphql")
    (project / "documents").mkdir()
    persisted = project / "documents" / "persisted.json"
    persisted.write_text("{}")
    command = [node(), str(COMPILER / "cli.js"), "relay.config.json"]
    done = subprocess.run(command, cwd=project, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stdout + done.stderr
    texts: dict[str, str] = json.loads(persisted.read_text())
    documents = build_schema(introspection=False).documents
    for text in texts.values():
        assert documents.check(text).errors == (), text
    return {text.partition("(")[0]: digest for digest, text in texts.items()}


async def test_what_relay_compiles_is_served_by_its_id_and_nothing_else(
    compiled: dict[str, str], servers: ServerFactory, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert compiled.keys() == OPERATIONS
    monkeypatch.setenv("CONCORDAT_GRAPHQL_DOCUMENTS", str(tmp_path / "relay" / "documents"))
    monkeypatch.setenv("CONCORDAT_GRAPHQL_TRUSTED_ONLY", "1")
    server = servers.start()
    headers = {"Authorization": f"Bearer {servers.tokens.issue(CSM, MINUTES)}"}
    async with httpx2.AsyncClient(timeout=30, headers=headers) as http:

        async def run(operation: str, **variables: object) -> Any:
            sent = {"documentId": f"sha256:{compiled[operation]}", "variables": variables}
            answer = (await http.post(f"{server.url}/graphql", json=sent)).json()
            assert "errors" not in answer, answer
            return answer["data"]

        refused = await http.post(f"{server.url}/graphql", json={"query": "{ __typename }"})
        assert refused.json()["errors"][0]["extensions"]["code"] == "DOCUMENT_NOT_TRUSTED"

        first = (await run("query PortfolioQuery", first=1, orderBy="REVIEW_DATE"))["viewer"]["plans"]
        assert first["totalCount"] == 3
        after = first["pageInfo"]["endCursor"]
        rest = await run("query PortfolioPageQuery", first=100, after=after, orderBy="REVIEW_DATE")
        plans = [edge["node"]["id"] for edge in (*first["edges"], *rest["viewer"]["plans"]["edges"])]
        assert len(set(plans)) == 3

        plan = (await run("query PlanQuery", id=str(PLAN), withFindings=True))["node"]
        assert (plan["__typename"], plan["title"]) == ("Plan", "Support tickets")
        again = (await run("query PlanRefetchQuery", id=str(PLAN), withTasks=True))["node"]
        assert again["milestones"]
        account = (await run("query PortfolioQuery", first=1, orderBy="ACCOUNT_NAME"))["viewer"]["plans"]["edges"][0]
        assert account["node"]["account"]["id"]
        people = await run("query PlanPeopleQuery", id=account["node"]["account"]["id"], first=2)
        assert len(people["node"]["contacts"]["edges"]) == 2

        given = {"planId": str(PLAN), "title": "Relay has written this"}
        changed = (await run("mutation ChangesCreateRiskMutation", input=given))["createRisk"]
        assert changed["__typename"] == "CreateRiskSuccess"
        assert changed["risk"]["globalId"] in {risk["globalId"] for risk in changed["plan"]["risks"]}
        refusal = await run("mutation ChangesCreateRiskMutation", input={**given, "title": "\u0000"})
        assert refusal["createRisk"]["__typename"] == "Refusal"
        outcome = {"planId": str(PLAN), "id": again["outcomes"][0]["id"], "target": 1.0, "expectedVersion": 0}
        stale = (await run("mutation ChangesUpdateOutcomeMutation", input=outcome))["updateOutcome"]
        assert stale["__typename"] == "StaleVersion"
