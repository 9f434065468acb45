"""Queries that come again are answered by compiled Python, and nobody can tell by the answer."""

import json
from typing import Any

import pytest
from graphql import GraphQLInterfaceType, GraphQLObjectType, GraphQLUnionType, get_named_type, is_leaf_type

from schema.answer import CompiledAnswers
from schema.root import ConcordatSchema, build_schema
from server.database import Database
from server.demo import demo_id
from server.token import Tokens
from tests.api import Api, open_api

pytestmark = pytest.mark.anyio

SCHEMA: Any = build_schema()._schema  # pyright: ignore[reportPrivateUsage]
PEOPLE = ["csm@fernhill.example", "champion@harbor.example", "finance@harbor.example"]
LISTS = "{ viewer { plans(first: 9) { totalCount edges { cursor node { id title account { name } } } } } }"
named: Any = get_named_type


@pytest.fixture
def compiled(monkeypatch: pytest.MonkeyPatch) -> list[CompiledAnswers]:
    """What answers in the schemas that a test makes."""
    made: list[CompiledAnswers] = []
    original = ConcordatSchema.__init__

    def init(self: ConcordatSchema, *, introspection: bool) -> None:
        original(self, introspection=introspection)
        made.append(self.compiled)

    monkeypatch.setattr(ConcordatSchema, "__init__", init)
    return made


def _everything(kind: Any, depth: int) -> str:
    """A selection of every field of a type down to a depth, lists by their first elements."""
    parts = ["__typename"]
    if isinstance(kind, GraphQLUnionType):
        parts += [f"... on {one.name} {_everything(one, depth)}" for one in kind.types]
    elif isinstance(kind, GraphQLObjectType | GraphQLInterfaceType):
        for name, field in kind.fields.items():
            inner = named(field.type)
            if not is_leaf_type(inner) and depth == 0:
                continue
            needs = [f"{a}: 3" for a in field.args if a == "first"]
            below = "" if is_leaf_type(inner) else _everything(inner, depth - 1)
            parts.append(f"{name}{f'({needs[0]})' if needs else ''} {below}")
    return f"{{ {' '.join(parts)} }}"


async def _twice(api: Api, compiled: CompiledAnswers, person: str, query: str) -> tuple[Any, Any]:
    """The answer of graphql-core, which meets a document first, and the compiled one."""
    first = (await api.post(demo_id(person), query)).json()
    before = compiled.answered
    second = (await api.post(demo_id(person), query)).json()
    assert compiled.answered == before + 1, (query, compiled.fallbacks)
    return first, second


@pytest.mark.parametrize("person", PEOPLE)
async def test_all_that_a_plan_holds_is_answered_alike(
    demo: Database, tokens: Tokens, compiled: list[CompiledAnswers], person: str
) -> None:
    async with open_api(demo, tokens) as api:
        plans = (await api.ask(demo_id(person), LISTS))["viewer"]["plans"]["edges"]
        assert plans
        for edge in plans:
            for name, field in SCHEMA.type_map["Plan"].fields.items():
                inner = named(field.type)
                arguments = "(first: 3)" if "first" in field.args else ""
                below = "" if is_leaf_type(inner) else _everything(inner, 1)
                query = f'{{ plan(id: "{edge["node"]["id"]}") {{ {name}{arguments} {below} }} }}'
                first, second = await _twice(api, compiled[-1], person, query)
                assert json.dumps(first) == json.dumps(second), query


async def test_lists_and_nodes_are_answered_alike(
    demo: Database, tokens: Tokens, compiled: list[CompiledAnswers]
) -> None:
    async with open_api(demo, tokens) as api:
        person = PEOPLE[0]
        first, second = await _twice(api, compiled[-1], person, LISTS)
        assert first == second
        plan = first["data"]["viewer"]["plans"]["edges"][0]["node"]["id"]
        query = (
            f'{{ node(id: "{plan}") {{ __typename ... on Plan {{ title }} }} nodes(ids: ["{plan}", "x"]) {{ id }} }}'
        )
        first, second = await _twice(api, compiled[-1], person, query)
        assert first == second


async def test_a_query_that_fails_is_graphql_cores(
    demo: Database, tokens: Tokens, compiled: list[CompiledAnswers]
) -> None:
    query = "{ viewer { accounts { nodes { name } } } }"  # neither first nor last
    async with open_api(demo, tokens) as api:
        first, second = [(await api.post(demo_id(PEOPLE[0]), query)).json() for _ in range(2)]
        assert first == second
        assert first["errors"][0]["extensions"]["code"] == "BAD_REQUEST"
        assert compiled[-1].answered == 0
        assert dict(compiled[-1].fallbacks) == {"GraphQLError": 1}
