"""A compiled query says what graphql-core says, or says nothing."""

import asyncio
import gc
import inspect
import json
from collections.abc import Generator, Mapping
from random import Random
from typing import Any, cast

import pytest
from graphql import (
    DocumentNode,
    ExecutionResult,
    execute,  # pyright: ignore[reportUnknownVariableType] - some of its parameters have no type arguments
    parse,
    validate,
)
from hypothesis import event, given, settings
from hypothesis import strategies as st
from strawberry.types.arguments import convert_arguments

from schema.compiled.errors import Deviation, Uncompiled
from schema.compiled.operation import MAX_VARIANTS, CompiledQuery
from schema.compiled.selection import Call
from tests.schema.compiled.documents import DocumentWriter
from tests.schema.compiled.garden import GARDEN

# graphql-core leaves coroutines behind where a field beside them fails. Ours are ended by `Run.close`.
pytestmark = pytest.mark.filterwarnings(r"ignore:coroutine '(GraphQLCoreConverter|Executor)\.:RuntimeWarning")

CORE = GARDEN._schema  # pyright: ignore[reportPrivateUsage]
_execute = cast("Any", execute)


@pytest.fixture(autouse=True)
def what_is_left_behind_is_dropped_here() -> Generator[None]:
    """Not in a test that knows nothing of it."""
    yield
    gc.collect()


def _convert(call: Call, arguments: Mapping[str, Any]) -> Mapping[str, Any]:
    registry = GARDEN.schema_converter.scalar_registry
    return convert_arguments(dict(arguments), call.definition.arguments, registry, GARDEN.config)


def _compiled(document: DocumentNode) -> CompiledQuery:
    operation: Any = document.definitions[0]
    return CompiledQuery(CORE, document, operation, _convert)


async def _both(text: str, variables: dict[str, Any]) -> tuple[ExecutionResult, Any]:
    """What graphql-core says, and what the compiled query says: data, or why it gave up."""
    document = parse(text)
    assert validate(CORE, document) == [], text
    answer: Any = _execute(CORE, document, variable_values=variables)
    if inspect.isawaitable(answer):
        answer = await answer
    left = asyncio.all_tasks() - {asyncio.current_task()}
    await asyncio.gather(*left, return_exceptions=True)
    query = _compiled(document)
    try:
        values = query.variables(variables)
        said: Any
        said, _ = await query.run(query.variant(values), values, None)
    except Exception as reason:  # noqa: BLE001 - whatever it is, graphql-core answers then
        said = reason
    return answer, said


def _say(text: str, **variables: Any) -> tuple[ExecutionResult, Any]:
    return asyncio.run(_both(text, variables))


def _same(text: str, **variables: Any) -> Any:
    answer, said = _say(text, **variables)
    assert answer.errors is None, answer.errors
    assert json.dumps(said) == json.dumps(answer.data)
    return said


@settings(max_examples=400)
@given(st.integers(0, 2**32), st.booleans(), st.booleans(), st.integers(-1, 14))
def test_generated_documents_are_answered_alike(seed: int, yes: bool, no: bool, number: int) -> None:
    text = DocumentWriter(CORE, Random(seed)).write()
    answer, said = _say(text, yes=yes, no=no, number=number)
    event("errors" if answer.errors else "data alone")
    if answer.errors:
        assert isinstance(said, Exception), text
    else:
        assert json.dumps(said) == json.dumps(answer.data), text


def test_waiting_resolvers_leave_the_order_of_the_answer_as_asked() -> None:
    said = _same("{ sown(number: 4) { number neighbour { number label } label needed } plant { label } }")
    assert list(said) == ["sown", "plant"]
    assert list(said["sown"]) == ["number", "neighbour", "label", "needed"]


def test_fields_merge_across_fragments() -> None:
    said = _same("{ plant { ...A neighbour { label } } } fragment A on Plant { neighbour { number ...B } } "
                 "fragment B on Living { number label }")  # fmt: skip
    assert said == {"plant": {"neighbour": {"number": 2, "label": "plant 2"}}}


@pytest.mark.parametrize("yes", [True, False])
def test_what_is_skipped_goes_by_the_variables_of_each_run(yes: bool) -> None:
    said = _same("query ($yes: Boolean!) { plant { number @include(if: $yes) label @skip(if: $yes) } }", yes=yes)
    assert list(said["plant"]) == (["number"] if yes else ["label"])


def test_abstract_types_are_told_apart_in_lists() -> None:
    said = _same("{ meeting { __typename ... on Plant { height } ... on Animal { legs } } }")
    assert [one["__typename"] for one in said["meeting"]] == ["Animal", "Plant"]


@pytest.mark.parametrize(
    "text",
    [
        "{ plant(number: 3) { withered } }",  # a resolver fails
        "{ plant(number: 6) { needed } }",  # a null where there may be none
        "{ sown(number: 4) { neededLater } }",  # the same, later
        "{ plant(number: 5) { huge } }",  # no Int
        "{ plant(number: 10) { height } }",  # no Float
        "{ sown(number: -1) { number } }",  # the same at the root
        "{ living(number: 2) { ... on Animal { friends { number } } } }",  # in a list
    ],
)
def test_what_becomes_an_error_is_left_to_graphql_core(text: str) -> None:
    answer, said = _say(text)
    assert answer.errors
    assert isinstance(said, Exception)


@pytest.mark.parametrize("text", ["{ __schema { types { name } } }", '{ __type(name: "Plant") { name } }'])
def test_introspection_is_not_compiled(text: str) -> None:
    assert isinstance(_say(text)[1], Uncompiled)


def test_variables_that_are_wrong_are_left_to_graphql_core() -> None:
    query = _compiled(parse("query ($number: Int!) { plant(number: $number) { label } }"))
    for given_values in ({}, {"number": "x"}, {"number": None}):
        with pytest.raises(Deviation):
            query.variables(given_values)


def test_combinations_of_conditions_are_bounded() -> None:
    names = [f"c{place}" for place in range(6)]
    declared = ", ".join(f"${name}: Boolean!" for name in names)
    fields = " ".join(f"a{name}: label @include(if: ${name})" for name in names)
    query = _compiled(parse(f"query ({declared}) {{ plant {{ __typename {fields} }} }}"))
    for number in range(MAX_VARIANTS):
        query.variant(query.variables({name: bool(number >> place & 1) for place, name in enumerate(names)}))
    with pytest.raises(Uncompiled):
        query.variant(query.variables(dict.fromkeys(names, True)))
