"""API clients through GraphQL: who may manage them, in whose name, and what the audit says."""

import json
from typing import Any

import asyncpg
import pytest

import schema.root
from collab.live import LiveDocuments
from plans.rules.permission import GRANTS, Permission, exceeds
from plans.rules.role import ROLES_OF, Role, Side
from plans.store.connection import Connection
from plans.store.person import select_people_by_email
from schema.context import Context
from server.database import Database
from tests.api import closed_doors
from tests.make import make_organisation, make_person
from tests.server.oauth.stage import viewer_of

pytestmark = pytest.mark.anyio

SERVED = schema.root.build_schema()
CREATE = """
mutation ($input: CreateApiClientInput!) {
  createApiClient(input: $input) {
    __typename
    ... on CreateApiClientSuccess { secret client { id name role scopes createdById revokedAt lastUsedAt } }
    ... on Refusal { problems { code message path } }
  }
}
"""
CHANGE = """
mutation ($id: ID!) {
  rotateApiClientSecret(input: {id: $id}) { __typename ... on Refusal { problems { code path } } }
  revokeApiClient(input: {id: $id}) { __typename ... on Refusal { problems { code path } } }
}
"""
LIST = "{ viewer { memberships { organisation { apiClients { id name revokedAt } } } } }"
SIDE_OF = {role: side for side, roles in ROLES_OF.items() for role in roles}


class Organisation:
    """An organisation with a person of every role, who asks."""

    def __init__(self, database: Database, side: Side) -> None:
        self._database = database
        self._live = LiveDocuments(database.writers, database.connect_writer)
        self.side = side
        self.id: Any = None
        self.people: dict[Role, Any] = {}

    async def ask(self, role: Role, query: str, **variables: object) -> Any:
        """The data of one operation as the person of a role."""
        viewer = await viewer_of(self._database, self.people[role])
        context = Context(viewer, self._database.viewers, self._live, closed_doors(self._database))
        result = await SERVED.execute(query, variable_values=variables, context_value=context)
        assert result.errors is None, result.errors
        return result.data

    async def create(self, by: Role, **changes: object) -> Any:
        """What becomes of making a client as the person of a role."""
        head = {Side.VENDOR: "VIEWER", Side.CUSTOMER: "MEMBER", Side.PARTNER: "PARTNER"}[self.side]
        draft = {"organisationId": str(self.id), "name": "Portal", "role": head, "scopes": ["PLAN_READ"], **changes}
        return (await self.ask(by, CREATE, input=draft))["createApiClient"]


async def _organisation(database: Database, operator: Connection, side: Side) -> Organisation:
    made = Organisation(database, side)
    made.id = await make_organisation(operator, side)
    made.people = {role: await make_person(operator, made.id, role) for role in sorted(ROLES_OF[side])}
    return made


@pytest.mark.parametrize("side", list(Side))
async def test_who_manages_clients_makes_lists_and_revokes_them_and_nobody_else(
    database: Database, operator: Connection, owner: Connection, side: Side
) -> None:
    organisation = await _organisation(database, operator, side)
    for role in sorted(ROLES_OF[side]):
        may = Permission.CLIENT_MANAGE in GRANTS[role]
        answer = await organisation.create(role)
        if not may:
            assert [(problem["code"], problem["path"]) for problem in answer["problems"]] == [("NOT_ALLOWED", [])]
        listed = (await organisation.ask(role, LIST))["viewer"]["memberships"][0]["organisation"]["apiClients"]
        assert (listed is not None) == may
        if may:
            client = answer["client"]
            assert client["createdById"] == str(organisation.people[role])
            assert client["id"] in {one["id"] for one in listed}
            changed = await organisation.ask(role, CHANGE, id=client["id"])
            assert [one["__typename"] for one in changed.values()] == [
                "RotateApiClientSecretSuccess", "RevokeApiClientSuccess",
            ]  # fmt: skip
    head = next(role for role in ROLES_OF[side] if Permission.CLIENT_MANAGE in GRANTS[role])
    client_id = (await organisation.create(head))["client"]["id"]
    for role in sorted(ROLES_OF[side] - {head}):
        changed = await organisation.ask(role, CHANGE, id=client_id)
        assert {problem["code"] for one in changed.values() for problem in one["problems"]} == {"NOT_ALLOWED"}
    refused = await owner.fetch("select actor, action from audit_entry where refused")
    assert len(refused) == 3 * (len(ROLES_OF[side]) - 1)
    assert {row["actor"] for row in refused} == {organisation.people[role] for role in ROLES_OF[side] - {head}}


@pytest.mark.parametrize("role", list(Role))
async def test_a_client_gets_a_role_of_its_side_and_none_mightier_than_its_creators(
    database: Database, operator: Connection, role: Role
) -> None:
    for side in Side:
        organisation = await _organisation(database, operator, side)
        head = next(one for one in ROLES_OF[side] if Permission.CLIENT_MANAGE in GRANTS[one])
        answer = await organisation.create(head, role=role.name)
        if SIDE_OF[role] is side:
            assert answer["client"]["role"] == role.name
        else:
            assert [(problem["code"], problem["path"]) for problem in answer["problems"]] == [("INVALID", ["role"])]


def test_a_role_is_mightier_where_it_may_anything_that_the_other_may_not() -> None:
    mightier = {
        (one, other) for one in Role for other in Role if SIDE_OF[one] is SIDE_OF[other] and exceeds(one, [other])
    }
    assert (Role.ADMIN, Role.CSM) in mightier
    assert (Role.SPONSOR, Role.CHAMPION) in mightier
    assert (Role.CSM, Role.CONTRIBUTOR) in mightier
    assert (Role.MEMBER, Role.FINANCE) in mightier
    assert not {(one, other) for one, other in mightier if other in {Role.ADMIN, Role.SPONSOR, Role.PARTNER}}
    assert not {(role, role) for role in Role} & mightier


@pytest.mark.parametrize(
    ("changes", "code", "path"),
    [
        ({"name": " "}, "INVALID", "name"),
        ({"name": "x" * 101}, "INVALID", "name"),
        ({"name": "a\x00b"}, "INVALID", "name"),
        ({"scopes": []}, "REQUIRED", "scopes"),
        ({"scopes": ["PLAN_WRITE"]}, "REQUIRED", "scopes"),
        ({"organisationId": "portal"}, "NOT_FOUND", "organisationId"),
        ({"organisationId": "01920000-0000-7000-8000-000000000001"}, "NOT_FOUND", "organisationId"),
    ],
    ids=str,
)
async def test_what_is_wrong_with_a_client_is_named(
    database: Database, operator: Connection, owner: Connection, changes: dict[str, object], code: str, path: str
) -> None:
    organisation = await _organisation(database, operator, Side.VENDOR)
    (problem,) = (await organisation.create(Role.ADMIN, **changes))["problems"]
    assert (problem["code"], problem["path"]) == (code, [path])
    assert await owner.fetchval("select count(*) from api_client") == 0
    assert await owner.fetchval("select count(*) from person where kind = 'service'") == 0


async def test_an_organisation_has_a_hundred_clients_at_most_not_counting_revoked_ones(
    database: Database, operator: Connection
) -> None:
    organisation = await _organisation(database, operator, Side.PARTNER)
    made = [await organisation.create(Role.PARTNER) for _ in range(100)]
    (problem,) = (await organisation.create(Role.PARTNER))["problems"]
    assert problem["code"] == "OVER_LIMIT"
    await organisation.ask(Role.PARTNER, CHANGE, id=made[0]["client"]["id"])
    assert (await organisation.create(Role.PARTNER))["__typename"] == "CreateApiClientSuccess"


async def test_clients_of_others_do_not_exist(database: Database, operator: Connection) -> None:
    own, other = [await _organisation(database, operator, Side.VENDOR) for _ in range(2)]
    client_id = (await other.create(Role.ADMIN))["client"]["id"]
    for name in (client_id, "01920000-0000-7000-8000-000000000001", "portal"):
        changed = await own.ask(Role.ADMIN, CHANGE, id=name)
        problems = [problem for one in changed.values() for problem in one["problems"]]
        assert problems == [{"code": "NOT_FOUND", "path": ["id"]}] * 2
    foreign = await own.create(Role.ADMIN, organisationId=str(other.id))
    assert [problem["code"] for problem in foreign["problems"]] == ["NOT_FOUND"]
    assert (await own.ask(Role.ADMIN, LIST))["viewer"]["memberships"][0]["organisation"]["apiClients"] == []


async def test_what_is_done_with_a_client_is_in_the_audit_of_its_organisation(
    database: Database, operator: Connection, owner: Connection
) -> None:
    organisation = await _organisation(database, operator, Side.CUSTOMER)
    made = await organisation.create(Role.SPONSOR, scopes=["PLAN_READ", "PLAN_WRITE"])
    await organisation.ask(Role.SPONSOR, CHANGE, id=made["client"]["id"])
    rows = await owner.fetch("select * from audit_entry order by at")
    assert [(row["action"], json.loads(row["details"])) for row in rows] == [
        ("client:create", {"name": "Portal", "role": "member", "scopes": "plan:read plan:write"}),
        ("client:rotate_secret", {"overlap_hours": 24}),
        ("client:revoke", {}),
    ]
    sponsor = organisation.people[Role.SPONSOR]
    assert {(row["organisation_id"], row["actor"], row["subject"], row["refused"]) for row in rows} == {
        (organisation.id, sponsor, made["client"]["id"], False)
    }


async def test_a_program_has_no_login_no_invitation_and_no_address(
    database: Database, operator: Connection, owner: Connection
) -> None:
    organisation = await _organisation(database, operator, Side.VENDOR)
    client_id = (await organisation.create(Role.ADMIN))["client"]["id"]
    refused = [
        ("login_identity", "connection_id, issuer, subject", "$1, 'https://x', $2::uuid::text"),
        ("login_invitation", "id, secret_hash, expires_at", "gen_random_uuid(), sha256($2::uuid::text::bytea), now()"),
        ("login_session", "id, secret_hash, connection_id, issuer, subject, expires_at",
         "gen_random_uuid(), sha256($2::uuid::text::bytea), $1, 'https://x', 'x', now()"),
    ]  # fmt: skip
    await owner.execute(
        "insert into login_connection (organisation_id, id, issuer, client_id) values ($1, $1, 'https://x', 'x')",
        organisation.id,
    )
    for person, fits in ((organisation.people[Role.ADMIN], True), (client_id, False)):
        for table, columns, values in refused:
            insert = f"insert into {table} (organisation_id, person_id, {columns}) values ($1, $2, {values})"
            if fits:
                assert await owner.execute(insert, organisation.id, person) == "INSERT 0 1"
                continue
            with pytest.raises(asyncpg.ForeignKeyViolationError, match="person_kind"):
                await owner.execute(insert, organisation.id, person)
    assert await select_people_by_email(operator, f"{client_id}@clients.invalid") == []
    for email, kind in (("who@clients.invalid", "human"), ("who@fernhill.example", "service")):
        with pytest.raises(asyncpg.CheckViolationError, match="person_email_of_kind"):
            await owner.execute(
                "insert into person (id, email, name, kind) values (gen_random_uuid(), $1, 'x', $2)", email, kind
            )
