"""A deployment with one customer whose provider is under the test's control, and a browser."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import httpx2
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from plans.rules.identifier import new_id
from plans.rules.role import Role, Side
from plans.rules.step_up import Agreement
from plans.rules.viewer import Viewer
from plans.service.login_connection import (
    ConnectionDraft,
    activate_connection,
    claim_domain,
    confirm_domain,
    draft_connection,
    find_own_connection,
)
from plans.service.viewer import load_viewer
from plans.store.connection import Connection
from plans.store.login_identity import LoginIdentityRow, insert_login_identity
from plans.store.viewer import Sight, viewing
from server.database import Database
from server.identity import Identities
from server.login import step_up
from server.login.cookie import BROWSER, set_secret
from server.login.errors import LoginRefused
from server.login.login import Logins
from server.login.routes import login_routes
from server.token import TokenRefused, Tokens
from tests.make import make_organisation, make_person
from tests.server.login.provider import CLIENT_ID, FakeProvider

PUBLIC_URL = "http://127.0.0.1:8000"
SAME_ORIGIN = {"Origin": PUBLIC_URL, "Sec-Fetch-Site": "same-origin"}
AGREEMENT = Agreement("sign", bytes(range(32)), bytes(range(32, 64)), "accept")


@dataclass
class Stage:
    """Everything that a login takes. ``ahead`` moves the deployment's clock, in seconds."""

    database: Database
    logins: Logins
    identities: Identities
    provider: FakeProvider
    organisation_id: UUID
    connection_id: UUID
    sponsor: Viewer
    operator: Connection
    app: Starlette = field(default_factory=Starlette)
    ahead: float = 0

    def browser(self) -> httpx2.AsyncClient:
        """Another browser, without cookies."""
        transport = httpx2.ASGITransport(self.app)
        return httpx2.AsyncClient(transport=transport, base_url=PUBLIC_URL, headers=SAME_ORIGIN)

    async def begin(self, browser: httpx2.AsyncClient, **form: str) -> str:
        """Send the login form; where the browser is sent."""
        answer = await browser.post("/login", data={"email": "newcomer@harbor.example", **form})
        assert answer.status_code == 303, answer.text
        return answer.headers["location"]

    async def at_provider(self, address: str) -> str:
        """Log in at the provider; where it sends the browser back to."""
        async with httpx2.AsyncClient(trust_env=False) as client:
            answer = await client.get(address)
        assert answer.status_code == 303
        return answer.headers["location"]

    async def log_in(self, browser: httpx2.AsyncClient, **form: str) -> httpx2.Response:
        """The whole way, up to our answer at the callback."""
        return await browser.get(await self.at_provider(await self.begin(browser, **form)))

    async def who(self, browser: httpx2.AsyncClient, headers: Mapping[str, str] | None = None) -> dict[str, Any]:
        """Who a request of this browser is, as the API sees it."""
        return (await browser.post("/who", headers=headers)).json()

    async def link(self, subject: str, role: Role = Role.CHAMPION) -> UUID:
        """A member who has logged in before."""
        person_id = await make_person(self.operator, self.organisation_id, role)
        async with self.database.logins.acquire() as connection:
            row = LoginIdentityRow(self.organisation_id, self.connection_id, self.provider.issuer, subject, person_id)
            await insert_login_identity(connection, row)
        return person_id

    def routes(self) -> list[Route]:
        """What the deployment answers, with two doors for the tests."""

        async def who(request: Request) -> Response:
            try:
                known = await self.identities.authenticate(request)
            except TokenRefused as refused:
                return JSONResponse({"refused": str(refused)}, 401)
            roles = {membership.organisation_name: membership.role for membership in known.viewer.memberships}
            return JSONResponse({"person": str(known.viewer.person_id), "email": known.viewer.email, "roles": roles})

        async def confirm(request: Request) -> Response:
            try:
                url, browser = await step_up.begin(self.logins, request, AGREEMENT, "/sign/1?a=b#c")
            except LoginRefused as refused:
                return JSONResponse({"refused": refused.detail}, 400)
            response = RedirectResponse(url, 303)
            set_secret(response, BROWSER, browser, PUBLIC_URL)
            return response

        return [Route("/who", who, methods=["POST"]), Route("/confirm", confirm, methods=["POST"])]


async def load(database: Database, person_id: UUID) -> Viewer:
    """A person as a viewer."""
    async with viewing(database.viewers, Sight(person_id)) as connection:
        viewer = await load_viewer(connection, person_id)
    assert viewer is not None
    return viewer


async def connect(database: Database, viewer: Viewer, organisation_id: UUID, issuer: str) -> UUID:
    """A connection that the organisation has set up and activated itself."""
    async with database.logins.acquire() as connection:
        draft = ConnectionDraft(issuer, CLIENT_ID, "file", role_claim="groups", role_map={"champions": "champion"})
        connection_id = await draft_connection(connection, viewer, organisation_id, draft)
        challenge = await claim_domain(connection, viewer, connection_id, "Harbor.example")
        await confirm_domain(connection, viewer, connection_id, "harbor.example", challenge)
        await activate_connection(connection, viewer, await find_own_connection(connection, viewer, connection_id))
    return connection_id


async def make_stage(
    database: Database, operator: Connection, logins: Logins, tokens: Tokens, provider: FakeProvider
) -> Stage:
    """Harbor Retail, its sponsor, and its connection."""
    organisation_id = await make_organisation(operator, Side.CUSTOMER, "Harbor Retail")
    person_id = await make_person(operator, organisation_id, Role.SPONSOR, f"{new_id()}@harbor.example")
    sponsor = await load(database, person_id)
    connection_id = await connect(database, sponsor, organisation_id, provider.issuer)
    identities = Identities(tokens, database, PUBLIC_URL)
    stage = Stage(database, logins, identities, provider, organisation_id, connection_id, sponsor, operator)
    stage.app = Starlette(routes=[*login_routes(logins), *stage.routes()])
    return stage


def utc_now() -> dt.datetime:
    """The present moment."""
    return dt.datetime.now(dt.UTC)
