"""Every collection and every field is edited through the real GraphQL endpoint, as the declaration says."""

import asyncio
import secrets
from collections.abc import Generator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx2
import pytest

from collab.author import Author
from collab.plan import create_plan
from plans.rules.declaration import Collection
from plans.rules.document import DOCUMENTS
from plans.rules.identifier import new_id
from plans.rules.role import ROLES_OF, Role, Side
from plans.store.account import ContactRow, insert_contact
from server.database import open_operator
from server.key import create_keys
from tests.cluster import Cluster, clone, drop
from tests.conftest import ServerFactory
from tests.make import MadeAccount, make_account
from tests.preloaded_server import PreloadedServers
from tests.server.plan_api import PlanApi, collection_of, input_name, is_internal, type_name

COLLECTIONS = [collection for document in DOCUMENTS.values() for collection in document.collections]
ENTITIES = [collection for collection in COLLECTIONS if not collection.single]
TEXTS = [collection for collection in COLLECTIONS if collection.texts]


def by_root(collection: Collection) -> str:
    return collection.root


@pytest.fixture(scope="module")
def api(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory, preloaded: PreloadedServers) -> Generator[PlanApi]:
    """One server and one plan for all tests here: none depends on what another leaves."""
    name, folder = f"concordat_test_{secrets.token_hex(6)}", tmp_path_factory.mktemp("editing")
    asyncio.run(clone(cluster, name))
    account, contacts, plan_id = asyncio.run(_make_plan(cluster.owner_url(name)))
    create_keys(folder / "keys")
    servers = ServerFactory(cluster.service_url(name), folder / "keys", Path(folder), preloaded.start)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CONCORDAT_GRAPHQL_POINTS_PER_SECOND", "0")  # all of the tests together spend a budget
        server = servers.start()
    with httpx2.Client(base_url=server.url, timeout=30) as http:
        yield PlanApi(http, servers.tokens, plan_id, account.row.id, account.people, contacts)
    servers.kill_all()
    asyncio.run(drop(cluster, name))


async def _make_plan(owner_url: str) -> tuple[MadeAccount, dict[Role, Any], Any]:
    async with open_operator(owner_url) as operator, operator.transaction():
        account = await make_account(operator)
        contacts: dict[Role, Any] = {}
        for side in (Side.VENDOR, Side.CUSTOMER):
            for role in sorted(ROLES_OF[side]):
                contacts[role] = new_id()
                row = ContactRow(
                    account.row.vendor_id, contacts[role], account.row.id, account.people[role], side, role, "", None
                )
                await insert_contact(operator, row)
        csm = Author(account.people[Role.CSM], "api", "CSM", Side.VENDOR, Role.CSM)
        plan_id = await create_plan(operator, new_id(), account.row, csm, {"title": "Support"})
        return account, contacts, plan_id


def _made(api: PlanApi, collection: Collection) -> dict[str, object]:
    """What names a new entity in an input; a single root is there, with its last field cleared."""
    if not collection.single:
        return {"id": api.create(collection)}
    api.do("update", collection, **{input_name(collection.fields[-1]): None})
    return {}


def _problems(answer: Any) -> set[tuple[str, tuple[str, ...]]]:
    assert answer["__typename"] == "Refusal", answer
    return {(problem["code"], tuple(problem["path"])) for problem in answer["problems"]}


@pytest.mark.parametrize("collection", COLLECTIONS, ids=by_root)
def test_every_field_is_given_read_back_changed_and_cleared(api: PlanApi, collection: Collection) -> None:
    first, second = api.values(collection, 0), api.values(collection, 1)
    entity: dict[str, object]
    if collection.single:
        entity = {}
        assert api.do("update", collection, **first)["__typename"] == f"Update{type_name(collection)}Success"
    else:
        entity = {"id": api.create(collection, **first)}
    found = api.read(collection, str(entity.get("id")))
    assert {name: found[name] for name in first} == first
    changed = api.do("update", collection, **entity, **second)["entity"]
    assert {name: changed[name] for name in second} == second
    assert changed["version"] > found["version"]
    cleared = api.do("update", collection, **entity, **dict.fromkeys(second))["entity"]
    assert {name: cleared[name] for name in second} == dict.fromkeys(second)
    assert api.read(collection, str(entity.get("id"))) == cleared


@pytest.mark.parametrize("collection", ENTITIES, ids=by_root)
def test_what_is_removed_is_gone(api: PlanApi, collection: Collection) -> None:
    entity_id = api.create(collection)
    removed = api.do("remove", collection, id=entity_id)
    assert (removed["__typename"], removed["removedId"]) == (f"Remove{type_name(collection)}Success", entity_id)
    assert api.read(collection, entity_id) is None
    for verb in ("update", "remove"):
        for gone in (entity_id, "no-uuid"):
            assert _problems(api.do(verb, collection, id=gone)) == {("NOT_FOUND", ("id",))}


@pytest.mark.parametrize("collection", COLLECTIONS, ids=by_root)
def test_an_edit_of_an_older_version_changes_nothing_and_shows_the_newer(api: PlanApi, collection: Collection) -> None:
    entity = _made(api, collection)
    name = input_name(collection.fields[-1])
    old = api.read(collection, str(entity.get("id")))["version"]
    newer = api.do("update", collection, **entity, expectedVersion=old, **{name: api.values(collection, 1)[name]})
    assert newer["__typename"] == f"Update{type_name(collection)}Success", newer
    for verb in ("update",) if collection.single else ("update", "remove"):
        stale = api.do(verb, collection, **entity, expectedVersion=old, **({name: None} if verb == "update" else {}))
        assert stale["__typename"] == "StaleVersion", stale
        assert stale["currentVersion"] == newer["entity"]["version"] > old
        assert stale["current"] == {"__typename": type_name(collection), **newer["entity"]}
    if not collection.single:
        done = api.do("remove", collection, **entity, expectedVersion=newer["entity"]["version"])
        assert done["__typename"] == f"Remove{type_name(collection)}Success"


@pytest.mark.parametrize("collection", COLLECTIONS, ids=by_root)
def test_what_is_sent_again_under_its_key_is_done_once(api: PlanApi, collection: Collection) -> None:
    name = input_name(collection.fields[-1])
    value, other = api.values(collection, 0)[name], api.values(collection, 1)[name]
    entity = _made(api, collection)
    if not collection.single:
        key = secrets.token_hex(16)
        made = [api.do("create", collection, idempotencyKey=key, **{name: value}) for _ in range(2)]
        assert made[0] == made[1]
        entity = {"id": made[0]["entity"]["id"]}
        refused = api.do("create", collection, idempotencyKey=key, **{name: other})
        assert _problems(refused) == {("IDEMPOTENCY_KEY_REUSED", ("idempotencyKey",))}
    before = api.read(collection, str(entity.get("id")))["version"]
    request: dict[str, Any] = {
        **entity, "idempotencyKey": secrets.token_hex(16), "expectedVersion": before, name: other
    }  # fmt: skip
    first = api.do("update", collection, **request)
    between = api.do("update", collection, **entity, **{name: None})
    assert between["entity"]["version"] > first["entity"]["version"] > before
    assert api.do("update", collection, **request) == between  # done before, shown as it now is
    assert _problems(api.do("update", collection, **{**request, name: None})) == {
        ("IDEMPOTENCY_KEY_REUSED", ("idempotencyKey",))
    }
    if not collection.single:
        request = {**entity, "idempotencyKey": secrets.token_hex(16)}
        assert api.do("remove", collection, **request) == api.do("remove", collection, **request)


@pytest.mark.parametrize("collection", COLLECTIONS, ids=by_root)
def test_finance_changes_nothing(api: PlanApi, collection: Collection) -> None:
    entity = _made(api, collection)
    before = api.read(collection, str(entity.get("id")))
    name = input_name(collection.fields[-1])
    expected = {("NOT_FOUND", ("planId",))} if is_internal(collection) else None
    edits = [api.do("update", collection, Role.FINANCE, **entity, **{name: api.values(collection, 0)[name]})]
    if not collection.single:
        edits.append(api.do("create", collection, Role.FINANCE))
        edits.append(api.do("remove", collection, Role.FINANCE, **entity))
    for answer in edits:
        problems = _problems(answer)
        assert problems == expected if expected else {code for code, _ in problems} == {"NOT_ALLOWED"}
    assert api.read(collection, str(entity.get("id"))) == before


@pytest.mark.parametrize("collection", COLLECTIONS, ids=by_root)
def test_what_is_referred_to_has_to_be_there(api: PlanApi, collection: Collection) -> None:
    checked = [field for field in collection.fields if field.refers_to]
    for given in (str(new_id()), "no-uuid"):
        named = {input_name(field): given for field in checked}
        answer = api.do("update", collection, **_made(api, collection), **named)
        code = "INVALID" if given == "no-uuid" else "NOT_FOUND"
        assert not checked or _problems(answer) == {(code, (name,)) for name in named}


SIDED = [collection for collection in COLLECTIONS if any(field.side for field in collection.fields)]


@pytest.mark.parametrize("collection", SIDED, ids=by_root)
def test_an_owner_of_a_side_is_a_contact_of_that_side(api: PlanApi, collection: Collection) -> None:
    other = {Side.VENDOR: Role.SPONSOR, Side.CUSTOMER: Role.CSM}
    named = {input_name(f): str(api.contacts[other[f.side]]) for f in collection.fields if f.side is not None}
    answer = api.do("update", collection, **_made(api, collection), **named)
    assert _problems(answer) == {("INVALID", (name,)) for name in named}
    assert "'s side, got one of the " in answer["message"]


@pytest.mark.parametrize("collection", TEXTS, ids=by_root)
def test_a_refusal_speaks_of_text_and_names_every_problem(api: PlanApi, collection: Collection) -> None:
    given = {field.name: "x" * (field.type.max_length + 1) for field in collection.texts}
    answer = api.do("update", collection, **_made(api, collection), **given)
    assert _problems(answer) == {("INVALID", (name,)) for name in given}
    assert "Y." not in answer["message"]
    assert "expected plain text of at most" in answer["message"]


def test_two_requests_at_once_under_one_key_are_one_edit(api: PlanApi) -> None:
    risks, key = collection_of("risks"), secrets.token_hex(16)

    def create(_: int) -> str:
        return api.create(risks, title="Once", idempotencyKey=key)

    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(create, range(8)))
    assert len(set(answers)) == 1
    found = api.ask("query ($id: ID!) { plan(id: $id) { risks { title } } }", id=str(api.plan_id))["plan"]["risks"]
    assert [risk["title"] for risk in found].count("Once") == 1


def test_a_plan_is_made_once_under_a_key(api: PlanApi) -> None:
    query = """
    mutation ($input: CreatePlanInput!) { createPlan(input: $input) {
      __typename ... on CreatePlanSuccess { plan { id title } } ... on Refusal { message problems { code path } }
    } }"""
    asked = {"accountId": str(api.account_id), "title": "Once", "idempotencyKey": secrets.token_hex(16)}

    def create(_: int) -> Any:
        return api.ask(query, input=asked)["createPlan"]

    with ThreadPoolExecutor(4) as threads:
        answers = list(threads.map(create, range(4)))
    assert [answer["__typename"] for answer in answers] == ["CreatePlanSuccess"] * 4, answers
    assert len({answer["plan"]["id"] for answer in answers}) == 1
    listed = "query ($id: ID!) { account(id: $id) { plans(first: 20) { nodes { title } } } }"
    plans = api.ask(listed, id=str(api.account_id))
    assert [plan["title"] for plan in plans["account"]["plans"]["nodes"]].count("Once") == 1
    other = api.ask(query, input={**asked, "title": "Twice"})["createPlan"]
    assert _problems(other) == {("IDEMPOTENCY_KEY_REUSED", ("idempotencyKey",))}


@pytest.mark.parametrize("key", ["", "x" * 201, "a\x00b"])
def test_a_key_is_1_to_200_plain_characters(api: PlanApi, key: str) -> None:
    answer = api.do("create", collection_of("wins"), idempotencyKey=key)
    assert _problems(answer) == {("INVALID", ("idempotencyKey",))}
    assert api.do("create", collection_of("wins"), idempotencyKey="x" * 200)["__typename"] == "CreateWinSuccess"


def test_a_refused_request_leaves_its_key_free(api: PlanApi) -> None:
    wins, key = collection_of("wins"), secrets.token_hex(16)
    assert _problems(api.do("create", wins, title="x" * 301, idempotencyKey=key)) == {("INVALID", ("title",))}
    assert api.do("create", wins, title="Fits", idempotencyKey=key)["__typename"] == "CreateWinSuccess"


def test_keys_of_different_people_are_different(api: PlanApi) -> None:
    wins, key = collection_of("wins"), secrets.token_hex(16)
    made = [api.do("create", wins, role, idempotencyKey=key) for role in (Role.CSM, Role.SPONSOR)]
    assert made[0]["entity"]["id"] != made[1]["entity"]["id"]


def test_a_dependency_does_not_come_to_wait_for_itself(api: PlanApi) -> None:
    dependencies = collection_of("dependencies")
    first = api.create(dependencies, what="Send the export")
    second = api.create(dependencies, what="Open the port", waitsForId=first)
    third = api.create(dependencies, what="Sign the order", waitsForId=second)
    for closing, named in ((third, 3), (second, 2), (first, 1)):
        answer = api.do("update", dependencies, id=first, waitsForId=closing)
        assert _problems(answer) == {("CIRCULAR", ("waitsForId",))}
        assert answer["message"].count("Send the export") == 2
        assert answer["message"].count(" waits for ") == named
    assert api.read(dependencies, first)["waitsForId"] is None
    freed = api.do("update", dependencies, id=second, waitsForId=None)
    assert freed["__typename"] == "UpdateDependencySuccess"
    opened = api.do("update", dependencies, id=first, waitsForId=third)
    assert opened["__typename"] == "UpdateDependencySuccess"
    answer = api.do("update", dependencies, id=second, waitsForId=first)
    assert _problems(answer) == {("CIRCULAR", ("waitsForId",))}
