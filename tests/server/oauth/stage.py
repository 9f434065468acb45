"""A deployment with one organisation and one API client, asked over HTTP."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import httpx2
from starlette.applications import Starlette

from plans.rules.api_client import ClientDraft
from plans.rules.role import Role, Side
from plans.rules.scope import Scope
from plans.rules.viewer import Viewer
from plans.service.api_client import IssuedSecret, create_api_client
from plans.service.viewer import load_viewer
from plans.store.connection import Connection
from plans.store.viewer import Sight, viewing
from server.database import Database
from server.oauth.routes import oauth_routes
from server.rate_limit import RateLimits
from server.token import Tokens
from tests.make import make_organisation, make_person

ADDRESS = "https://plans.fernhill.example"
READ_AND_WRITE = frozenset({Scope.PLAN_READ, Scope.PLAN_WRITE})


@dataclass(frozen=True, slots=True)
class OAuthStage:
    """The deployment, its admin, its client and a browserless program that asks for tokens."""

    database: Database
    tokens: Tokens
    http: httpx2.AsyncClient
    organisation_id: UUID
    admin: Viewer
    issued: IssuedSecret

    @property
    def client_id(self) -> str:
        """The client's id."""
        return str(self.issued.client.id)

    def form(self, **changes: str | None) -> dict[str, str]:
        """A good request with the credentials in its body; ``None`` leaves a parameter out."""
        form: dict[str, str | None] = {
            "grant_type": "client_credentials",
            "resource": ADDRESS,
            "client_id": self.client_id,
            "client_secret": self.issued.secret,
            **changes,
        }
        return {name: value for name, value in form.items() if value is not None}

    async def ask(self, form: Mapping[str, str], **headers: str) -> httpx2.Response:
        """What the token endpoint answers."""
        return await self.http.post("/oauth/token", data=dict(form), headers=headers)


def now() -> dt.datetime:
    """The present moment."""
    return dt.datetime.now(dt.UTC)


async def viewer_of(database: Database, person_id: UUID) -> Viewer:
    """A person as a request finds them."""
    async with viewing(database.viewers, Sight(person_id)) as connection:
        viewer = await load_viewer(connection, person_id)
    assert viewer is not None
    return viewer


async def make_stage(database: Database, operator: Connection, tokens: Tokens, http: httpx2.AsyncClient) -> OAuthStage:
    """A vendor with an admin, and a client of the role CSM that may read and write plans."""
    organisation_id = await make_organisation(operator, Side.VENDOR)
    admin = await viewer_of(database, await make_person(operator, organisation_id, Role.ADMIN))
    draft = ClientDraft("Portal", Role.CSM, READ_AND_WRITE)
    async with database.logins.acquire() as connection:
        issued = await create_api_client(connection, admin, organisation_id, draft, now())
    return OAuthStage(database, tokens, http, organisation_id, admin, issued)


def open_http(tokens: Tokens, database: Database) -> httpx2.AsyncClient:
    """A program that talks to the deployment."""
    transport: Any = httpx2.ASGITransport(Starlette(routes=oauth_routes(tokens, database, RateLimits(database.logins))))
    return httpx2.AsyncClient(transport=transport, base_url=ADDRESS)
