"""GraphQL over HTTP, as a program with a bearer token uses it: the real endpoint, without a socket in between."""

import datetime as dt
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import httpx2
from starlette.applications import Starlette
from starlette.routing import Route

from collab.live import LiveDocuments
from plans.store.login_connection import LoginConnectionRow
from schema.budget import Purse
from schema.context import Doors
from server.database import Database
from server.graphql import GraphQLEndpoint
from server.identity import Identities
from server.token import Tokens

PUBLIC_URL = "http://127.0.0.1:8000"


def utc_now() -> dt.datetime:
    """What time it is."""
    return dt.datetime.now(dt.UTC)


def closed_doors(database: Database, clock: Callable[[], dt.datetime] = utc_now) -> Doors:
    """Doors to the logins of this database, and to nothing outside."""

    async def show_challenge(domain: str) -> str:
        message = f"a test asked {domain}"
        raise AssertionError(message)

    async def try_provider(row: LoginConnectionRow) -> None:
        message = f"a test asked {row.issuer}"
        raise AssertionError(message)

    return Doors(database.logins, PUBLIC_URL, show_challenge, try_provider, clock)


@dataclass(frozen=True, slots=True)
class Api:
    """Asks in the name of whomever a test names."""

    tokens: Tokens
    client: httpx2.AsyncClient

    async def post(self, person_id: UUID, query: str, headers: dict[str, str] | None = None) -> httpx2.Response:
        """The whole answer."""
        return await self.send(person_id, query, {}, headers)

    async def send(
        self, person_id: UUID, query: str, variables: Mapping[str, object], headers: dict[str, str] | None = None
    ) -> httpx2.Response:
        """The whole answer to a document with variables."""
        sent = {"Authorization": f"Bearer {self.tokens.issue(person_id, 60)}", **(headers or {})}
        return await self.client.post("/graphql", json={"query": query, "variables": variables}, headers=sent)

    async def ask(self, person_id: UUID, query: str, headers: dict[str, str] | None = None) -> Any:
        """The data; fails where there are errors."""
        answer = (await self.post(person_id, query, headers)).json()
        assert "errors" not in answer, (query, answer["errors"])
        return answer["data"]

    async def change(self, person_id: UUID, mutation: str, given: str, success: str = "") -> Any:
        """What became of a mutation: the fields of its success, or the problems as (code, path)."""
        refused = "... on Refusal { problems { code path message } }"
        success = f"... on {mutation[0].upper()}{mutation[1:]}Success {{ {success} }}" if success else ""
        query = f"mutation {{ {mutation}(input: {{ {given} }}) {{ __typename {refused} {success} }} }}"
        return (await self.ask(person_id, query))[mutation]


@asynccontextmanager
async def open_api(
    database: Database, tokens: Tokens, doors: Doors | None = None, purse: Purse | None = None
) -> AsyncGenerator[Api]:
    """The endpoint on a database."""
    live = LiveDocuments(database.writers, database.connect_writer)
    identities = Identities(tokens, database, PUBLIC_URL)
    endpoint = GraphQLEndpoint(live, database, identities, doors or closed_doors(database), purse=purse)
    app = Starlette(routes=[Route("/graphql", endpoint.post, methods=["POST"])])
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url=PUBLIC_URL) as client:
        yield Api(tokens, client)
