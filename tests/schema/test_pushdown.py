"""What PostgreSQL writes into an answer is what graphql-core would have written, for whoever asks."""

from collections.abc import Mapping
from random import Random
from typing import Any, cast

import pytest
from graphql import GraphQLList, GraphQLNonNull, get_named_type, is_leaf_type, parse

from plans.store.json_part import MAX_NAME, JsonPart
from schema import pushdown
from schema.answer import CompiledAnswers
from schema.compiled.errors import TooLarge, TooLong
from schema.compiled.operation import CompiledQuery
from schema.compiled.run import Run
from schema.pushdown import MAX_NESTED, Pushdown
from schema.root import build_schema
from server.database import Database
from server.demo import demo_id
from server.token import Tokens
from tests.api import Api, open_api

SCHEMA = build_schema()
CORE: Any = SCHEMA._schema  # pyright: ignore[reportPrivateUsage]
PEOPLE = ("csm@fernhill.example", "champion@harbor.example", "finance@harbor.example")
named = cast("Any", get_named_type)


def _parts(query: str) -> list[JsonPart]:
    """What is pushed down of a query."""
    document = parse(query)
    operation: Any = document.definitions[0]
    compiled = CompiledQuery(CORE, document, operation, SCHEMA._convert, lambda: Pushdown().push)  # pyright: ignore[reportPrivateUsage]
    variant = compiled.variant(compiled.variables({}))
    return list(dict.fromkeys(part for below in variant.below for part in below.pushed))


def _plan(selection: str) -> list[JsonPart]:
    return _parts(f'{{ plan(id: "x") {{ {selection} }} }}')


@pytest.mark.parametrize(
    "selection",
    [
        "id version title escalateAfterDays createdAt __typename",
        "outcomes { id metric type baseline customerOwner { name side role } milestones { title tasks { done } } }",
        "account { name timeZone renewsOn } vendorSponsor { name leftOn }",
        "tasks { action milestone { due outcome { target } } } wins { value currency globalId }",
    ],
)
def test_what_is_shown_as_it_is_stored_is_one_value(selection: str) -> None:
    (part,) = _plan(selection)
    assert part.width == 1


@pytest.mark.parametrize(
    ("selection", "width"),
    [
        ("title findings { code } outcomes { id } risks { title }", 2),
        ("title outcomes { id sentence } risks { title }", 1),
        ("createdAt account { id contractValue { value } } vendorSponsor { name }", 1),
    ],
)
def test_what_is_computed_keeps_the_list_that_it_belongs_to(selection: str, width: int) -> None:
    (part,) = _plan(selection)
    assert part.width == width


@pytest.mark.parametrize(
    "selection",
    [
        "findings { code }",
        "outcomes { sentence }",
        "outcomes { milestones { outcome { milestones { id } } } }",  # as many as milestones times milestones
        "reviews(first: 3) { nodes { id } }",
        "milestones { metric { __typename } }",
        "internal { narrative }",
        f"{'x' * (MAX_NAME + 1)}: outcomes {{ id }}",
        f"outcomes {{ {'x' * (MAX_NAME + 1)}: id sentence }}",
    ],
)
def test_nothing_else_is_pushed_down(selection: str) -> None:
    assert _plan(f"changedAt {selection}") == []


def test_an_operation_has_so_much_and_no_more_pushed_down() -> None:
    within = " ".join(f"r{number}: vendorSponsor {{ name }}" for number in range(MAX_NESTED))
    (part,) = _plan(f"title {within}")
    assert part.width == 1
    (part,) = _plan(f"title {within} customerSponsor {{ name }} risks {{ id owner {{ name }} }}")
    assert part.width == MAX_NESTED


@pytest.mark.parametrize(
    ("selection", "width"),
    [
        ("risks { id } a: risks { id }", 2),
        ("risks { id } a: risks { id } b: risks { id } wins { id }", 3),
        ("milestones { id } outcomes { milestones { id } a: milestones { id } } wins { id }", 2),
        ("risks { title } quotes { a: text b: text }", 1),
        ("tasks { milestone { due outcome { target } } } risks { outcome { objective } }", 1),
    ],
)
def test_what_is_written_is_no_more_than_is_stored(selection: str, width: int) -> None:
    (part,) = _plan(f"changedAt {selection}")
    assert part.width == width


def test_a_plan_that_says_something_twice_is_not_one_value() -> None:
    assert _plan("goal again: goal") == []


def test_what_would_be_too_long_to_keep_is_not_pushed_down(monkeypatch: pytest.MonkeyPatch) -> None:
    (part,) = _plan("changedAt outcomes { id metric }")
    monkeypatch.setattr(pushdown, "MAX_STATEMENT", len(part.sql) - 1)
    assert _plan("changedAt outcomes { id metric }") == []


def test_fields_are_counted_whatever_texts_say() -> None:
    def run(most: int) -> Run:
        return Run(None, [], lambda _: {}, most)

    text = r'{"title":"\":\":","list":[{"id":1,"note":"a\\"},{"id":2,"note":":\":"}]}'
    counted = run(6)
    counted.json(text)
    assert counted.fields == 6
    with pytest.raises(TooLarge):
        run(5).json(text)
    with pytest.raises(TooLong):
        Run(None, [], lambda _: {}, 6, len(text) - 1).json(text)
    assert run(0).json(None) is None


class SelectionWriter:
    """Random selections on plans: mostly what is stored, now and then something that is computed."""

    def __init__(self, random: Random) -> None:
        self._random = random

    def write(self, kind: str = "Plan", depth: int = 3) -> str:
        """A selection on a type."""
        fields: Mapping[str, Any] = CORE.type_map[kind].fields
        leaves = [name for name, field in fields.items() if not field.args and is_leaf_type(named(field.type))]
        stored = {name for name in leaves if fields[name].extensions["strawberry-definition"].is_basic_field}
        leaves = [name for name in leaves if name in stored or self._random.random() < 0.05]
        nested = [name for name, field in fields.items() if not field.args and self._is_shown(field.type, kind)]
        parts = self._random.sample(leaves, min(len(leaves), self._random.randint(1, 6)))
        if depth:
            for name in self._random.sample(nested, min(len(nested), self._random.randint(0, 3))):
                parts.append(f"{name} {self.write(named(fields[name].type).name, depth - 1)}")
        if self._random.random() < 0.3:
            parts.append("__typename")
        self._random.shuffle(parts)
        return f"{{ {' '.join(self._dressed(kind, part) for part in parts)} }}"

    def _is_shown(self, kind: Any, of: str) -> bool:
        inner = named(kind)
        if inner.name not in {"Account", "Contact"} and not hasattr(inner, "fields"):
            return False
        is_entity = any(one.name == "Versioned" for one in getattr(inner, "interfaces", ())) and inner.name != "Plan"
        is_list = isinstance(cast("Any", kind).of_type if isinstance(kind, GraphQLNonNull) else kind, GraphQLList)
        return is_entity and inner.name != "InternalPlan" and (is_list or of != "Account")

    def _dressed(self, kind: str, part: str) -> str:
        choice = self._random.random()
        if choice < 0.1:
            return f"a{self._random.randint(0, 10**9)}: {part}"
        if choice < 0.2:
            return f"... on {kind} {{ {part} }}"
        return f"{part}"


@pytest.mark.anyio
@pytest.mark.parametrize("person", PEOPLE)
async def test_random_selections_are_answered_alike(
    demo: Database, tokens: Tokens, compiled: list[CompiledAnswers], person: str
) -> None:
    random, pushed = Random(person), 0
    async with open_api(demo, tokens) as api:
        plans = (await api.ask(demo_id(person), "{ viewer { plans(first: 9) { nodes { id } } } }"))["viewer"]["plans"]
        ids = [node["id"] for node in plans["nodes"]]
        for number in range(40):
            selection = SelectionWriter(random).write()
            query = f"{{ viewer {{ plans(first: 5) {{ nodes {selection} edges {{ cursor node {selection} }} }} }} }}"
            if number % 2 and ids:
                query = f'{{ plan(id: "{random.choice(ids)}") {selection} }}'
            pushed += bool(_parts(query))
            first, second = await _twice(api, compiled[-1], person, query)
            assert _ordered(first) == _ordered(second), query
    assert pushed > 12
    assert not compiled[-1].fallbacks


async def _twice(api: Api, compiled: CompiledAnswers, person: str, query: str) -> tuple[Any, Any]:
    """The answer of graphql-core, which meets a document first, and the compiled one."""
    first = (await api.post(demo_id(person), query)).json()
    assert "errors" not in first, first
    before = compiled.answered
    second = (await api.post(demo_id(person), query)).json()
    assert compiled.answered == before + 1, (query, compiled.fallbacks)
    return first["data"], second["data"]


def _ordered(answer: Any) -> Any:
    """An answer in which the order of fields counts; whole numbers may be written with a fraction of nothing."""
    if isinstance(answer, Mapping):
        return [(key, _ordered(value)) for key, value in cast("Mapping[str, Any]", answer).items()]
    if isinstance(answer, list):
        return [_ordered(value) for value in cast("list[Any]", answer)]
    return answer
