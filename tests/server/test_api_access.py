"""API access on a real server: the examples of the docs, scopes through GraphQL, revocation, and what the log says."""

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import httpx2
import pytest

from plans.rules.role import Role
from plans.rules.scope import ALL_SCOPES, Scope
from plans.store.connection import Connection
from server.demo import demo_id
from tests.conftest import ServerFactory
from tests.server.access import ADMIN, CREATE, FERNHILL, open_program, post, revoke, run

pytestmark = pytest.mark.anyio

DOCS = Path(__file__).resolve().parent.parent.parent / "docs" / "api-access.md"
PLAN = demo_id("Support tickets")
SET_GOAL = """
mutation ($plan: ID!) {
  createOutcome(input: {planId: $plan, objective: "By a program"}) {
    __typename
    ... on CreateOutcomeSuccess { outcome { id objective } }
    ... on Refusal { problems { code message path } }
  }
}
"""
WHO = "{ viewer { person { id name email } memberships { role } accounts(first: 9) { nodes { name } } } }"


async def test_the_examples_of_the_docs_work(servers: ServerFactory) -> None:
    server = servers.start()
    first, second, third, fourth = re.findall(r"```sh\n(.*?)```", DOCS.read_text(), re.DOTALL)
    known = {"url": server.url, "admin": servers.tokens.issue(ADMIN, 60)}

    def sh(command: str) -> Any:
        command = re.sub(r"^(url|admin)=.*\n", "", command, flags=re.MULTILINE)
        done = subprocess.run(["sh", "-ec", command], env=known, capture_output=True, text=True, check=True)
        return json.loads(done.stdout)

    (membership,) = sh(first)["data"]["viewer"]["memberships"]
    made = sh(second.replace("ORGANISATION", membership["organisation"]["id"], 1))["data"]["createApiClient"]
    known |= {"client": made["client"]["id"], "secret": made["secret"]}
    answered = sh(third)
    assert answered["scope"] == "plan:read"
    known["token"] = answered["access_token"]
    viewer = sh(fourth)["data"]["viewer"]
    assert viewer == {
        "person": {"name": "Data warehouse"},
        "accounts": {"nodes": [{"name": "Harbor Retail"}, {"name": "Lumen Health"}]},
    }  # fmt: skip
    shape = re.search(r"`(concordat_\[.*?)`", DOCS.read_text())
    assert shape is not None
    assert re.fullmatch(shape[1], made["secret"])


async def test_scopes_decide_what_a_token_does_through_graphql(servers: ServerFactory) -> None:
    server = servers.start()
    draft = {"organisationId": str(FERNHILL), "name": "Second", "role": "VIEWER", "scopes": ["PLAN_READ"]}
    async with open_program(servers, server, Role.ADMIN) as program, httpx2.AsyncClient(timeout=30) as http:
        asked: dict[str | None, set[str]] = {
            "plan:read": set(),
            "plan:read plan:write": {"plan"},
            "organisation:manage plan:read": {"organisation"},
            None: {"plan", "organisation"},
        }
        for scope, allowed in asked.items():
            token = await program.token(scope)
            who = (await run(http, server.url, token, WHO))["viewer"]
            assert who["person"] == {
                "id": str(program.client_id), "name": "Portal", "email": f"{program.client_id}@clients.invalid",
            }  # fmt: skip
            answers = {
                "plan": (await run(http, server.url, token, SET_GOAL, plan=str(PLAN)))["createOutcome"],
                "organisation": (await run(http, server.url, token, CREATE, input=draft))["createApiClient"],
            }
            for kind, lacking in (("plan", Scope.PLAN_WRITE), ("organisation", Scope.ORGANISATION_MANAGE)):
                answer = answers[kind]
                assert answer["__typename"].endswith("Success") == (kind in allowed), (scope, answer)
                if kind not in allowed:
                    (problem,) = answer["problems"]
                    assert (problem["code"], problem["path"]) == ("NOT_ALLOWED", [])
                    assert lacking in problem["message"]
        for scope in sorted(ALL_SCOPES - {Scope.PLAN_READ}):
            refused = await post(http, server.url, await program.token(scope), WHO)
            assert refused.status_code == 403
            assert refused.headers["www-authenticate"] == 'Bearer error="insufficient_scope", scope="plan:read"'


async def test_a_client_makes_no_client_that_may_do_more_than_itself(servers: ServerFactory) -> None:
    server = servers.start()
    scopes = frozenset({Scope.PLAN_READ, Scope.ORGANISATION_MANAGE})
    async with open_program(servers, server, Role.ADMIN, scopes) as program, httpx2.AsyncClient(timeout=30) as http:
        token = await program.token()
        draft = {"organisationId": str(FERNHILL), "name": "More", "role": "CSM", "scopes": ["PLAN_READ", "PLAN_WRITE"]}
        (problem,) = (await run(http, server.url, token, CREATE, input=draft))["createApiClient"]["problems"]
        assert (problem["code"], problem["path"]) == ("NOT_ALLOWED", ["scopes"])
        assert "plan:write" in problem["message"]


async def test_a_revoked_clients_token_is_refused_on_the_next_request_of_any_server(servers: ServerFactory) -> None:
    server, other = servers.start(), servers.start()
    async with open_program(servers, server) as program, httpx2.AsyncClient(timeout=30) as http:
        token = await program.token()
        await run(http, server.url, token, WHO)
        await revoke(servers, other, program.client_id)
        refused = await post(http, server.url, token, WHO)
        assert refused.status_code == 401
        assert "not known here" in refused.text
        assert (await program.ask_for_token()).json()["error"] == "invalid_client"


async def test_no_secret_and_no_token_is_in_the_servers_log_or_the_audit(
    servers: ServerFactory, owner: Connection
) -> None:
    server = servers.start()
    async with open_program(servers, server) as program, httpx2.AsyncClient(timeout=30) as http:
        token = await program.token()
        await program.ask_for_token("plan:fly")
        await http.post(f"{server.url}/oauth/token?client_secret={program.secret}", data={"client_id": program.secret})
        await post(http, server.url, f"{token}x", WHO)
        audit = str(await owner.fetch("select a::text from audit_entry a"))
        log = server.log()
        assert "no token (invalid_scope)" in log
        assert "client:create" in audit
        for secret in (program.secret, program.secret[43:], token):
            assert secret not in log
            assert secret not in audit
