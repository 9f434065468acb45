"""API clients of the demo's organisations on real servers."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

import httpx2

from plans.rules.role import Role
from plans.rules.scope import ALL_SCOPES, Scope
from server.demo import demo_id
from tests.conftest import ServerFactory
from tests.server_process import ServerProcess

FERNHILL = demo_id("Fernhill Software")
ADMIN = demo_id("admin@fernhill.example")
CREATE = """
mutation ($input: CreateApiClientInput!) {
  createApiClient(input: $input) {
    __typename
    ... on CreateApiClientSuccess { secret client { id name role scopes createdById createdAt revokedAt lastUsedAt } }
    ... on Refusal { problems { code message path } }
  }
}
"""
REVOKE = "mutation ($id: ID!) { revokeApiClient(input: {id: $id}) { __typename } }"


class Program:
    """A program that acts as an API client."""

    def __init__(self, http: httpx2.AsyncClient, server: ServerProcess, client_id: UUID, secret: str) -> None:
        self.client_id = client_id
        self.secret = secret
        self._http = http
        self._server = server

    async def ask_for_token(self, scope: str | None = None) -> httpx2.Response:
        """What the token endpoint answers."""
        form = {"grant_type": "client_credentials", "resource": self._server.url}
        if scope is not None:
            form["scope"] = scope
        basic = (str(self.client_id), self.secret)
        return await self._http.post(f"{self._server.url}/oauth/token", data=form, auth=basic)

    async def token(self, scope: str | None = None) -> str:
        """A token."""
        answer = await self.ask_for_token(scope)
        assert answer.status_code == 200, answer.text
        return answer.json()["access_token"]


async def post(http: httpx2.AsyncClient, url: str, token: str, query: str, **variables: object) -> httpx2.Response:
    """One operation."""
    return await http.post(
        f"{url}/graphql", json={"query": query, "variables": variables}, headers={"Authorization": f"Bearer {token}"}
    )


async def run(http: httpx2.AsyncClient, url: str, token: str, query: str, **variables: object) -> Any:
    """The data of one operation."""
    answer = await post(http, url, token, query, **variables)
    assert answer.status_code == 200, answer.text
    assert "errors" not in answer.json(), answer.text
    return answer.json()["data"]


@asynccontextmanager
async def open_program(
    servers: ServerFactory, server: ServerProcess, role: Role = Role.CSM, scopes: frozenset[Scope] = ALL_SCOPES
) -> AsyncGenerator[Program]:
    """A new client of the demo's vendor, made through the API by its admin."""
    async with httpx2.AsyncClient(timeout=30) as http:
        draft = {
            "organisationId": str(FERNHILL), "name": "Portal", "role": role.name,
            "scopes": sorted(scope.name for scope in scopes),
        }  # fmt: skip
        made = (await run(http, server.url, servers.tokens.issue(ADMIN, 60), CREATE, input=draft))["createApiClient"]
        assert made["__typename"] == "CreateApiClientSuccess", made
        yield Program(http, server, UUID(made["client"]["id"]), made["secret"])


async def revoke(servers: ServerFactory, server: ServerProcess, client_id: UUID) -> None:
    """Revoke a client as the vendor's admin."""
    async with httpx2.AsyncClient(timeout=30) as http:
        token = servers.tokens.issue(ADMIN, 60)
        done = await run(http, server.url, token, REVOKE, id=str(client_id))
        assert done["revokeApiClient"]["__typename"] == "RevokeApiClientSuccess"
