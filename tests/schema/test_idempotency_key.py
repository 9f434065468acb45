"""Every mutation may be sent again under its key: it is carried out once."""

from typing import Any

import pytest
from graphql import build_schema

from plans.rules.role import Role, Side
from plans.store.connection import Connection
from schema import root
from tests.api import Api
from tests.make import make_organisation, make_person

pytestmark = pytest.mark.anyio

KEY = ', idempotencyKey: "one"'


def test_every_mutation_takes_one_input_with_a_key() -> None:
    mutation = build_schema(root.build_schema().as_str()).mutation_type
    assert mutation is not None
    assert len(mutation.fields) > 50
    for name, field in mutation.fields.items():
        assert list(field.args) == ["input"], name
        given: Any = field.args["input"].type
        assert str(given).endswith("Input!"), name
        assert str(given.of_type.fields["idempotencyKey"].type) == "String", name


async def test_members_are_changed_and_removed_once(api: Api, operator: Connection, owner: Connection) -> None:
    house = await make_organisation(operator, Side.CUSTOMER)
    sponsor, member = [await make_person(operator, house, role) for role in (Role.SPONSOR, Role.MEMBER)]
    named = f'organisationId: "{house}", personId: "{member}"'
    for _ in range(2):
        changed = await api.change(sponsor, "changeMemberRole", f"{named}, role: CHAMPION{KEY}", "member { role }")
        assert changed["member"] == {"role": "CHAMPION"}
    other = await api.change(sponsor, "changeMemberRole", f"{named}, role: FINANCE{KEY}")
    assert [problem["code"] for problem in other["problems"]] == ["IDEMPOTENCY_KEY_REUSED"]
    addresses = [
        (await api.change(sponsor, "renewInvitation", named + KEY, "invitation { url }"))["invitation"]["url"]
        for _ in range(2)
    ]
    assert addresses[0] != addresses[1], "it is told once: another in its place"
    for _ in range(2):
        assert (await api.change(sponsor, "removeMember", named + KEY, "removedId"))["removedId"] == str(member)
    assert await owner.fetchval("select count(*) from audit_entry where action = 'member:remove'") == 1


async def test_a_client_is_made_once_with_a_secret_in_place_of_the_first(
    api: Api, operator: Connection, owner: Connection
) -> None:
    house = await make_organisation(operator, Side.CUSTOMER)
    sponsor = await make_person(operator, house, Role.SPONSOR)
    given = f'organisationId: "{house}", name: "Portal", role: MEMBER, scopes: [PLAN_READ]{KEY}'
    one, two = [await api.change(sponsor, "createApiClient", given, "secret client { id }") for _ in range(2)]
    assert one["client"] == two["client"]
    assert one["secret"] != two["secret"]
    secrets = "select count(*) filter (where expires_at is null), count(*) from api_client_secret"
    assert tuple(await owner.fetchrow(secrets) or ()) == (1, 1)
    named = f'id: "{one["client"]["id"]}"{KEY}'
    for _ in range(2):
        await api.change(sponsor, "rotateApiClientSecret", named, "secret")
        assert tuple(await owner.fetchrow(secrets) or ()) == (1, 2), "the one before stays good for its while"
    before = await owner.fetch("select secret_hash from api_client_secret order by 1")
    late = await api.change(sponsor, "createApiClient", given, "secret")
    assert [(one["code"], one["path"]) for one in late["problems"]] == [("NOT_ALLOWED", ["idempotencyKey"])]
    assert await owner.fetch("select secret_hash from api_client_secret order by 1") == before
    for _ in range(2):
        gone = await api.change(sponsor, "revokeApiClient", named, "client { revokedAt }")
        assert gone["client"]["revokedAt"] is not None


async def test_a_connection_is_drafted_and_removed_once(api: Api, operator: Connection, owner: Connection) -> None:
    house = await make_organisation(operator, Side.CUSTOMER)
    sponsor = await make_person(operator, house, Role.SPONSOR)
    given = f'organisationId: "{house}", issuer: "https://id.harbor.example", clientId: "us"{KEY}'
    success = "__typename ... on LoginConnectionSuccess { connection { id } }"
    query = f"mutation {{ draftLoginConnection(input: {{ {given} }}) {{ {success} }} }}"
    one, two = [(await api.ask(sponsor, query))["draftLoginConnection"]["connection"]["id"] for _ in range(2)]
    assert one == two
    assert await owner.fetchval("select count(*) from login_connection") == 1
    for _ in range(2):
        gone = await api.change(sponsor, "removeLoginConnection", f'id: "{one}"{KEY}', "removedId")
        assert gone["removedId"] == one
