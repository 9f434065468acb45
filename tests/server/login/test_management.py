"""An organisation manages its own login through the API, with a provider that is really asked."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from starlette.responses import Response
from starlette.routing import Route

from collab.live import LiveDocuments
from plans.rules.identifier import new_id
from plans.rules.permission import GRANTS, Permission
from plans.rules.refusal import Problem, ProblemCode, Refused
from plans.rules.role import ROLES_OF, Role, Side
from plans.store.connection import Connection
from schema.context import Doors
from server.door import open_doors
from server.graphql import GraphQLEndpoint
from server.token import Tokens
from tests.api import Api, open_api
from tests.make import make_organisation, make_person
from tests.server.login.provider import CLIENT_ID
from tests.server.login.stage import Stage

pytestmark = pytest.mark.anyio

FIELDS = "connection { id state issuer redirectUrl domains { domain verified challenge challengeUrl } }"
EVERY_CHANGE = {
    "draftLoginConnection": ', issuer: "https://id.harbor.example", clientId: "us"',
    "claimLoginDomain": ', domain: "harbor.example"',
    "confirmLoginDomain": ', domain: "harbor.example"',
    "activateLoginConnection": "",
    "deactivateLoginConnection": "",
    "removeLoginConnection": "",
}


class Domains:
    """What domains show; other people's web servers, at the port."""

    def __init__(self) -> None:
        self.shown: dict[str, str] = {}

    async def show(self, domain: str) -> str:
        """What this one shows."""
        if domain not in self.shown:
            raise Refused([Problem(ProblemCode.INVALID, f"{domain} has no address", ("domain",))])
        return self.shown[domain]


@asynccontextmanager
async def _opened(stage: Stage, tokens: Tokens, domains: Domains) -> AsyncGenerator[Api]:
    doors: Doors = replace(open_doors(stage.logins), show_challenge=domains.show)
    async with open_api(stage.database, tokens, doors) as api:
        yield api


async def _change(api: Api, person: UUID, mutation: str, given: str) -> Any:
    """The changed connection, or the only problem."""
    success = (
        "... on RemoveLoginConnectionSuccess { removedId }"
        if mutation == "removeLoginConnection"
        else f"... on LoginConnectionSuccess {{ {FIELDS} }}"
    )
    refusal = "... on Refusal { problems { code path message } }"
    query = f"mutation {{ {mutation}(input: {{ {given} }}) {{ {success} {refusal} }} }}"
    answer = (await api.ask(person, query))[mutation]
    if "problems" in answer:
        (problem,) = answer["problems"]
        return problem
    return answer.get("connection", answer)


async def test_a_sponsor_connects_their_own_provider(stage: Stage, tokens: Tokens, owner: Connection) -> None:
    organisation_id = await make_organisation(stage.operator, Side.CUSTOMER, "Lumen Health")
    sponsor, domains = await make_person(stage.operator, organisation_id, Role.SPONSOR), Domains()
    issuer = stage.provider.issuer
    async with _opened(stage, tokens, domains) as api:
        given = (
            f'organisationId: "{organisation_id}", issuer: "{issuer}", clientId: "{CLIENT_ID}", secretFrom: FILE, '
            'roleClaim: "groups", roleMap: [{value: "leads", role: CHAMPION}]'
        )
        drafted = await _change(api, sponsor, "draftLoginConnection", given)
        assert (drafted["state"], drafted["issuer"], drafted["domains"]) == ("DRAFT", issuer, [])
        assert drafted["redirectUrl"].endswith(f"/auth/{drafted['id']}/callback")
        of = f'id: "{drafted["id"]}"'
        claimed = await _change(api, sponsor, "claimLoginDomain", f'{of}, domain: "Lumen.example"')
        (domain,) = claimed["domains"]
        assert (domain["domain"], domain["verified"]) == ("lumen.example", False)
        assert domain["challengeUrl"] == "https://lumen.example/.well-known/concordat-challenge"
        confirm = f'{of}, domain: "lumen.example"'
        for shown in (None, "concordat=another", f"{domain['challenge']} and more"):
            domains.shown = {} if shown is None else {"lumen.example": shown}
            refused = await _change(api, sponsor, "confirmLoginDomain", confirm)
            assert (refused["code"], refused["path"]) == ("INVALID", ["domain"])
        domains.shown = {"lumen.example": domain["challenge"]}
        confirmed = await _change(api, sponsor, "confirmLoginDomain", confirm)
        assert confirmed["domains"][0]["verified"]
        assert (await _change(api, sponsor, "activateLoginConnection", of))["state"] == "ACTIVE"
        assert (await _change(api, sponsor, "removeLoginConnection", of))["code"] == "NOT_ALLOWED"
        assert (await _change(api, sponsor, "deactivateLoginConnection", of))["state"] == "DRAFT"
        assert (await _change(api, sponsor, "removeLoginConnection", of)) == {"removedId": drafted["id"]}
    deeds = await owner.fetch(
        "select details->>'deed' as deed from audit_entry where subject = $1 and actor = $2 order by id",
        drafted["id"],
        sponsor,
    )
    assert [row["deed"] for row in deeds] == ["draft", "claim", "confirm", "activate", "deactivate", "remove"]


@pytest.mark.parametrize(
    ("discovery", "expected"),
    [
        ({"issuer": "https://another.example"}, "discovery issuer: expected"),
        ({"code_challenge_methods_supported": ["plain"]}, "PKCE with S256"),
        ({"id_token_signing_alg_values_supported": ["HS256", "none"]}, "expected a signature algorithm"),
    ],
)
async def test_a_provider_that_is_not_what_it_has_to_be_is_not_activated(
    stage: Stage, tokens: Tokens, discovery: dict[str, Any], expected: str
) -> None:
    sponsor = stage.sponsor.person_id
    stage.provider.behaviour.discovery = discovery
    async with _opened(stage, tokens, Domains()) as api:
        of = f'id: "{stage.connection_id}"'
        assert (await _change(api, sponsor, "deactivateLoginConnection", of))["state"] == "DRAFT"
        refused = await _change(api, sponsor, "activateLoginConnection", of)
        assert (refused["code"], refused["path"]) == ("INVALID", ["id"])
        assert expected in refused["message"]


async def test_a_provider_that_cannot_be_reached_is_not_activated(stage: Stage, tokens: Tokens) -> None:
    stage.provider.behaviour.at_discovery = lambda: Response(status_code=503)
    async with _opened(stage, tokens, Domains()) as api:
        refused = await _change(api, stage.sponsor.person_id, "activateLoginConnection", f'id: "{stage.connection_id}"')
    assert "expected status 200, got 503" in refused["message"]


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.SPONSOR])
async def test_nobody_manages_a_login_but_whom_the_table_says(
    stage: Stage, tokens: Tokens, owner: Connection, role: Role
) -> None:
    side = next(side for side, roles in ROLES_OF.items() if role in roles)
    is_own = side is Side.CUSTOMER
    organisation_id = stage.organisation_id if is_own else await make_organisation(stage.operator, side, "Fernhill")
    person, domains = await make_person(stage.operator, organisation_id, role), Domains()
    assert not is_own or Permission.CONNECTION_MANAGE not in GRANTS[role]
    async with _opened(stage, tokens, domains) as api:
        for mutation, more in EVERY_CHANGE.items():
            name = "organisationId" if mutation == "draftLoginConnection" else "id"
            of = stage.organisation_id if mutation == "draftLoginConnection" else stage.connection_id
            refused = await _change(api, person, mutation, f'{name}: "{of}"{more}')
            assert refused["code"] == ("NOT_ALLOWED" if is_own else "NOT_FOUND"), mutation
            unknown = await _change(api, person, mutation, f'{name}: "{new_id()}"{more}')
            assert unknown["code"] == "NOT_FOUND"
            assert is_own or unknown == refused
    noted = await owner.fetchval(
        "select count(*) from audit_entry where actor = $1 and action = 'connection:manage' and refused", person
    )
    assert noted == (len(EVERY_CHANGE) if is_own else 0)
    assert await owner.fetchval("select state from login_connection where id = $1", stage.connection_id) == "active"


async def test_a_person_sees_and_ends_their_sessions_and_which_is_current(
    stage: Stage, tokens: Tokens, owner: Connection
) -> None:
    person = await stage.link("subject-1")
    live = LiveDocuments(stage.database.writers, stage.database.connect_writer)
    endpoint = GraphQLEndpoint(live, stage.database, stage.identities, open_doors(stage.logins))
    stage.app.router.routes.append(Route("/graphql", endpoint.post, methods=["POST"]))
    first, second = stage.browser(), stage.browser()
    query = {"query": "{ viewer { sessions { id isCurrent organisationId expiresAt } } }"}
    for browser in (first, second):
        await stage.log_in(browser)
    sessions = (await second.post("/graphql", json=query)).json()["data"]["viewer"]["sessions"]
    assert [session["isCurrent"] for session in sessions] == [True, False]
    assert {session["organisationId"] for session in sessions} == {str(stage.organisation_id)}
    end = f'mutation {{ endSession(input: {{ id: "{sessions[1]["id"]}" }}) {{ __typename }} }}'
    async with _opened(stage, tokens, Domains()) as api:
        stranger = await api.ask(stage.sponsor.person_id, end)
        assert stranger["endSession"]["__typename"] == "Refusal"
    ended = (await second.post("/graphql", json={"query": end})).json()["data"]["endSession"]
    assert ended["__typename"] == "EndSessionSuccess"
    assert (await first.post("/graphql", json=query)).status_code == 401
    assert (await second.post("/graphql", json=query)).status_code == 200
    noted = await owner.fetchrow(
        "select actor, action, subject, refused from audit_entry where subject = $1", sessions[1]["id"]
    )
    assert noted is not None
    assert tuple(noted[place] for place in range(4)) == (person, "session:end", sessions[1]["id"], False)


async def test_removing_a_member_ends_their_sessions_of_that_organisation(
    stage: Stage, tokens: Tokens, owner: Connection
) -> None:
    browser, person = stage.browser(), await stage.link("subject-1")
    await stage.log_in(browser)
    assert "person" in await stage.who(browser)
    async with _opened(stage, tokens, Domains()) as api:
        given = f'organisationId: "{stage.organisation_id}", personId: "{person}"'
        answer = await api.change(stage.sponsor.person_id, "removeMember", given, "removedId")
    assert answer["removedId"] == str(person)
    assert "has ended" in (await stage.who(browser))["refused"]
    because = await owner.fetchval("select ended_because from login_session where person_id = $1", person)
    assert because == "removed"
