"""Queries that come again are answered by compiled Python, and nobody can tell by the answer."""

import json
from typing import Any, cast

import pytest
from graphql import GraphQLInterfaceType, GraphQLObjectType, GraphQLUnionType, get_named_type, is_leaf_type

import schema.finding
from plans.rules.facts import PlanFacts
from plans.rules.finding import Finding
from plans.rules.findings.find import find
from schema import answer, event
from schema.answer import CompiledAnswers
from schema.compiled.operation import CompiledQuery, Variant, Variants
from schema.root import build_schema
from server.database import Database
from server.demo import demo_id
from server.token import Tokens
from tests.api import Api, open_api

pytestmark = pytest.mark.anyio

SCHEMA: Any = build_schema()._schema  # pyright: ignore[reportPrivateUsage]
PEOPLE = ["csm@fernhill.example", "champion@harbor.example", "finance@harbor.example"]
LISTS = "{ viewer { plans(first: 9) { totalCount edges { cursor node { id title account { name } } } } } }"
named: Any = get_named_type


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


async def test_an_answer_with_too_much_text_is_given_up_both_ways(
    demo: Database, tokens: Tokens, compiled: list[CompiledAnswers], monkeypatch: pytest.MonkeyPatch
) -> None:
    query = "{ viewer { plans(first: 9) { nodes { changedAt goal quotes { text } outcomes { sentence } } } } }"
    async with open_api(demo, tokens) as api:
        for module in (answer, event):
            monkeypatch.setattr(module, "MAX_TEXT", 100)
        for _ in range(3):
            told = (await api.post(demo_id(PEOPLE[0]), query)).json()["errors"][0]
            assert told["extensions"]["code"] == "LIMIT_EXCEEDED"
            assert "characters" in told["message"]
        assert not compiled[-1].answered


async def test_the_rules_run_once_for_a_plan_however_often_their_answer_is_asked_for(
    demo: Database, tokens: Tokens, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran: list[object] = []

    def counting(facts: PlanFacts) -> tuple[Finding, ...]:
        ran.append(facts)
        return find(facts)

    monkeypatch.setattr(schema.finding, "find", counting)
    again = " ".join(f"a{number}: readiness {{ ready }} b{number}: findings {{ code }}" for number in range(5))
    query = f"{{ viewer {{ plans(first: 9) {{ nodes {{ libraryOpen realPlanTest {{ real }} {again} }} }} }} }}"
    async with open_api(demo, tokens) as api:
        for _ in range(2):
            ran.clear()
            plans = (await api.ask(demo_id(PEOPLE[0]), query))["viewer"]["plans"]["nodes"]
            assert len(ran) == len(plans) > 1
            assert len({id(facts) for facts in ran}) == len(plans)


async def test_variants_are_kept_up_to_so_many_fields_and_paid_for() -> None:
    variants, queries = Variants(10), [cast("CompiledQuery", object()) for _ in range(3)]
    for query in queries:
        variants.keep(query, (), Variant(lambda _, __: None, (), (), fields=5))
    assert [variants.known(query, ()) is not None for query in queries] == [False, True, True]
    assert variants.known(queries[1], ()) is not None
    variants.keep(queries[0], (), Variant(lambda _, __: None, (), (), fields=5))
    assert [variants.known(query, ()) is not None for query in queries] == [True, True, False]


async def test_a_condition_that_is_null_is_the_clients_mistake_and_no_fault_in_the_log(
    demo: Database, tokens: Tokens, caplog: pytest.LogCaptureFixture
) -> None:
    query = "query ($s: Boolean = true) { viewer @skip(if: $s) { person { name } } }"
    async with open_api(demo, tokens) as api:
        for given in ({}, {"s": None}, {"s": None}, {"s": False}):
            answer = (await api.send(demo_id(PEOPLE[0]), query, given)).json()
            assert ("errors" in answer) == ("s" in given and given["s"] is None)
    assert [record for record in caplog.records if record.levelname == "ERROR"] == []
