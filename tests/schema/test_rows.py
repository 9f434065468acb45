"""Through GraphQL nobody reads or edits what is not theirs: every field of every type, every mutation, every role."""

import json
from typing import Any
from uuid import UUID

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLObjectType,
    GraphQLUnionType,
    build_schema,
    get_named_type,
    is_leaf_type,
    is_required_input_field,
)

import schema.root
from collab.live import LiveDocuments
from plans.rules.identifier import new_id
from plans.rules.role import Role
from plans.rules.viewer import Viewer
from plans.service.viewer import load_viewer
from plans.store.connection import Connection
from plans.store.viewer import Sight, viewing
from schema.context import Context
from server.database import Database
from tests.api import closed_doors
from tests.tenants import MARK, Tenants, allowed_marks, fill_tables, make_tenants

pytestmark = pytest.mark.anyio

SERVED = schema.root.build_schema()
DESCRIBED = build_schema(SERVED.as_str())
NAMED_TYPE: Any = get_named_type  # its own annotation is wider than its result
VALUES: dict[str, Any] = {
    "Float": 1.5, "Int": 30, "Boolean": True, "Date": "2026-01-02", "DateTime": "2026-01-02T09:00:00Z"
}  # fmt: skip
ACCOUNT = "query ($id: ID!) { account(id: $id) { id } }"


def _object(name: str) -> GraphQLObjectType:
    found = DESCRIBED.get_type(name)
    assert isinstance(found, GraphQLObjectType)
    return found


def _select(kind: Any, depth: int, prefix: str = "") -> str:
    """Every field of a type, and of what it leads to, as deep as told; empty for a leaf."""
    named = NAMED_TYPE(kind)
    if is_leaf_type(named):
        return ""
    if isinstance(named, GraphQLUnionType):  # fields of one name may differ in type between members: hence aliases
        return "{ " + " ".join(f"... on {of.name} {_select(of, depth, f'{of.name}_')}" for of in named.types) + " }"
    assert isinstance(named, GraphQLObjectType)
    if "nodes" in named.fields:
        return f"{{ totalCount nodes {_select(named.fields['nodes'].type, depth - 1)} }}"
    fields = [
        f"{prefix and f'{prefix}{name}: '}{name}{_page(field)} {_select(field.type, depth - 1)}"
        for name, field in named.fields.items()
        if depth > 1 or is_leaf_type(NAMED_TYPE(field.type))
    ]
    return "{ __typename " + " ".join(fields) + " }"


def _page(field: GraphQLField) -> str:
    """What a list wants to be told: how long it may be."""
    return "(first: 5)" if "first" in field.args else ""


def _fields(kind: str, depth: int) -> list[str]:
    """One selection for each field of a type, so that none is too long to be asked."""
    return [f"{name}{_page(field)} {_select(field.type, depth)}" for name, field in _object(kind).fields.items()]


@pytest.fixture
def live(database: Database) -> LiveDocuments:
    """Live documents that nobody works on: all is projected."""
    return LiveDocuments(database.writers, database.connect_writer)


@pytest.fixture
async def tenants(database: Database, owner: Connection, operator: Connection) -> Tenants:
    """Tenants with a row in every table."""
    made = await make_tenants(operator)
    tables = await owner.fetch("select tablename from pg_tables where schemaname = 'concordat'")
    await fill_tables(owner, made, [row["tablename"] for row in tables])
    return made


async def _viewer(database: Database, person_id: UUID) -> Viewer:
    async with viewing(database.viewers, Sight(person_id)) as connection:
        viewer = await load_viewer(connection, person_id)
    assert viewer is not None
    return viewer


async def _ask(
    database: Database, live: LiveDocuments, viewer: Viewer, query: str, variables: dict[str, Any] | None = None
) -> Any:
    context = Context(viewer, database.viewers, live, closed_doors(database))
    result = await SERVED.execute(query, variables, context)
    assert result.errors is None, (query, result.errors)
    return result.data


@pytest.mark.parametrize("role", list(Role))
async def test_what_a_role_reads_is_theirs(
    database: Database, live: LiveDocuments, tenants: Tenants, role: Role
) -> None:
    for name, person_id in tenants.wearers(role):
        viewer = await _viewer(database, person_id)
        seen = tenants.seen_by(name)
        answers = [
            await _ask(database, live, viewer, f"{{ viewer {{ {selection} }} }}") for selection in _fields("Viewer", 3)
        ]
        for plan in tenants.plans:
            account = await _ask(database, live, viewer, ACCOUNT, {"id": str(plan.account_id)})
            assert (account["account"] is not None) == (plan in seen)
            for selection in _fields("Plan", 3):
                query = f"query ($id: ID!) {{ plan(id: $id) {{ id {selection} }} }}"  # the same for all, so parsed once
                answer = await _ask(database, live, viewer, query, {"id": str(plan.id)})
                assert (answer["plan"] is not None) == (plan in seen), (selection, name)
                answers.append(answer)
        found = set(MARK.findall(json.dumps(answers)))
        assert found == allowed_marks(tenants, name, role)


async def test_the_marks_of_internal_tables_reach_the_vendor(
    database: Database, live: LiveDocuments, tenants: Tenants
) -> None:
    """Otherwise the test above would find no leak because there is nothing to leak."""
    viewer = await _viewer(database, tenants.people["Alder", Role.CSM])
    query = f'{{ plan(id: "{tenants.plans[0].id}") {{ internal {_select(_object("InternalPlan"), 2)} }} }}'
    internal = (await _ask(database, live, viewer, query))["plan"]["internal"]
    assert "internal-mark" in internal["narrative"]
    for name in ("conversations", "stakeholderRisks", "expansions", "nextGoals"):
        assert "internal-mark" in json.dumps(internal[name])


@pytest.mark.parametrize("role", [Role.CSM, Role.ADMIN, Role.SPONSOR, Role.FINANCE, Role.PARTNER])
async def test_what_is_foreign_is_edited_no_more_than_what_does_not_exist(
    database: Database, live: LiveDocuments, tenants: Tenants, owner: Connection, role: Role
) -> None:
    for name, person_id in tenants.wearers(role):
        viewer = await _viewer(database, person_id)
        foreign = next(plan for plan in tenants.plans if plan not in tenants.seen_by(name))
        stranger = next(id_ for id_ in tenants.organisations.values() if id_ not in tenants.known_to(name))
        of_customer = "select id from contact where account_id = $1 and side = 'customer'"
        contact = await owner.fetchval(of_customer, foreign.account_id)
        theirs: dict[str, UUID] = {
            "planId": foreign.id, "accountId": foreign.account_id, "id": foreign.account_id, "contactId": contact,
            "organisationId": stranger, "personId": tenants.people[foreign.customer, Role.SPONSOR],
        }  # fmt: skip
        for mutation in _object("Mutation").fields:
            answers = [
                await _ask(database, live, viewer, _mutation(mutation), {"input": _input(mutation, ids)})
                for ids in (theirs, {key: new_id() for key in theirs})
            ]
            assert answers[0] == answers[1]
            assert [problem["code"] for problem in answers[0][mutation]["problems"]] == ["NOT_FOUND"], mutation


def _taken(mutation: str) -> GraphQLInputObjectType:
    taken = NAMED_TYPE(_object("Mutation").fields[mutation].args["input"].type)
    assert isinstance(taken, GraphQLInputObjectType)
    return taken


def _mutation(name: str) -> str:
    refused = "... on Refusal { problems { code message path } }"
    return f"mutation ($input: {_taken(name).name}!) {{ {name}(input: $input) {{ {refused} }} }}"


def _input(name: str, ids: dict[str, UUID]) -> dict[str, Any]:
    """What a mutation's input requires."""
    fields = _taken(name).fields.items()
    return {field: _value(field, of.type, ids) for field, of in fields if is_required_input_field(of)}


def _value(field: str, kind: Any, ids: dict[str, UUID]) -> Any:
    named = NAMED_TYPE(kind)
    if isinstance(named, GraphQLEnumType):
        return next(iter(named.values))
    return VALUES.get(named.name, str(ids.get(field, "x")))
