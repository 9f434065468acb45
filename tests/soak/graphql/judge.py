"""Whether an answer is what the schema promises, and says nothing of others."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, cast

from graphql import (
    FieldNode,
    GraphQLEnumType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionNode,
    is_abstract_type,
    is_leaf_type,
)

from tests.soak.graphql.cases import Asked
from tests.soak.graphql.world import Actor
from tests.tenants import MARK

TAKEN = {200, 400}  # what a request of somebody who is known is answered with; errors are in the body
FAULTS = {"INTERNAL_ERROR", "UNAVAILABLE"}
UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(\+\d\d:\d\d|Z)")
_DECIMAL = re.compile(r"-?\d+(\.\d*[1-9])?")


def sign(problem: str) -> str:
    """What a problem has in common with others of its cause: not the numbers and ids in it.

    >>> sign("plan: Internal error 12ab at data.3")
    'plan: Internal error # at data.#'
    """
    return re.sub(r"\b[0-9a-f-]*\d[0-9a-f-]*\b", "#", problem)


def _text(value: object) -> bool:
    return isinstance(value, str)


LEAVES: Mapping[str, Callable[[Any], bool]] = {
    "ID": _text,
    "String": _text,
    "Boolean": lambda value: isinstance(value, bool),
    "Int": lambda value: isinstance(value, int) and not isinstance(value, bool) and abs(value) <= 2**31,
    "Float": lambda value: isinstance(value, int | float) and not isinstance(value, bool),
    "Date": lambda value: _text(value) and _DATE.fullmatch(value) is not None,
    "DateTime": lambda value: _text(value) and _TIME.fullmatch(value) is not None,
    "Decimal": lambda value: _text(value) and _DECIMAL.fullmatch(value) is not None,
    "JSON": lambda _: True,
}


def code_of(error: dict[str, Any]) -> str | None:
    """The code of an error; what GraphQL itself finds has none."""
    extensions: dict[str, Any] = error.get("extensions") or {}
    return extensions.get("code")


def problems(
    schema: GraphQLSchema, actor: Actor, asked: Asked, status: int, text: str, answer: dict[str, Any] | None
) -> Iterator[str]:
    """Everything that is wrong with an answer. ``answer`` is ``None`` where it is no JSON object."""
    if status not in TAKEN:
        yield f"status {status}: {text[:300]}"
    if answer is None:
        yield f"no JSON object: {text[:300]}"
        return
    for error in cast("list[dict[str, Any]]", answer.get("errors") or []):
        code = code_of(error)
        if code in FAULTS or "Internal error" in error["message"]:
            yield f"{code}: {error['message']} at {error.get('path')}"
    told = set(MARK.findall(text)) - actor.allowed
    if told:
        yield f"told to {actor.name}: {sorted(told)}"
    foreign = set(UUID.findall(text)) & actor.foreign_ids - asked.ids
    if foreign:
        yield f"ids told to {actor.name} that are not theirs: {sorted(foreign)}"
    if answer.get("data") is not None:
        operation = next(node for node in asked.document.definitions if isinstance(node, OperationDefinitionNode))
        root = cast("GraphQLObjectType", schema.get_root_type(operation.operation))
        yield from deviations(schema, root, [operation.selection_set.selections], answer["data"], asked, "data")


def deviations(
    schema: GraphQLSchema,
    kind: Any,
    selections: Sequence[Sequence[SelectionNode]],
    value: Any,
    asked: Asked,
    place: str,
) -> Iterator[str]:
    """Where a value is not what its type and its selection say."""
    if isinstance(kind, GraphQLNonNull):
        if value is None:
            yield f"{place}: null where {kind} is promised"
            return
        kind = cast("Any", kind.of_type)  # pyright: ignore[reportUnknownMemberType] - generic
    if value is None:
        return
    if isinstance(kind, GraphQLList):
        if not isinstance(value, list):
            yield f"{place}: expected a list, got {value!r:.80}"
            return
        for number, one in enumerate(cast("list[Any]", value)):
            of: Any = kind.of_type  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType] - generic
            yield from deviations(schema, of, selections, one, asked, f"{place}.{number}")
    elif is_leaf_type(kind):
        fits = value in kind.values if isinstance(kind, GraphQLEnumType) else LEAVES[kind.name](value)
        if not fits:
            yield f"{place}: expected {kind}, got {value!r:.80}"
    elif not isinstance(value, dict):
        yield f"{place}: expected an object, got {value!r:.80}"
    else:
        yield from _object_deviations(schema, kind, selections, cast("dict[str, Any]", value), asked, place)


def _object_deviations(
    schema: GraphQLSchema, kind: Any, selections: Sequence[Sequence[SelectionNode]],
    value: dict[str, Any], asked: Asked, place: str,
) -> Iterator[str]:  # fmt: skip
    candidates: list[GraphQLObjectType] = list(schema.get_possible_types(kind)) if is_abstract_type(kind) else [kind]
    named = value.get("__typename")
    found = [
        list(_fields_deviate(schema, candidate, selections, value, asked, place))
        for candidate in candidates
        if named in (None, candidate.name)
    ]
    if not found:
        yield f"{place}: expected one of {kind}, got {named}"
    elif all(found):
        yield from min(found, key=len)


def _fields_deviate(
    schema: GraphQLSchema, kind: GraphQLObjectType, selections: Sequence[Sequence[SelectionNode]],
    value: dict[str, Any], asked: Asked, place: str,
) -> Iterator[str]:  # fmt: skip
    fields: dict[str, list[FieldNode]] = defaultdict(list)
    for nodes in selections:
        _gather(schema, kind, nodes, asked, fields)
    if set(fields) != set(value):
        yield f"{place}: expected the fields {sorted(fields)} of {kind}, got {sorted(value)}"
        return
    for name, nodes in fields.items():
        field = schema.get_field(kind, nodes[0].name.value)
        if field is None:
            yield f"{place}: {kind} has no {nodes[0].name.value}"
            continue
        below = [node.selection_set.selections for node in nodes if node.selection_set]
        of = cast("Any", field.type)  # pyright: ignore[reportUnknownMemberType] - generic
        yield from deviations(schema, of, below, value[name], asked, f"{place}.{name}")


def _gather(
    schema: GraphQLSchema, kind: GraphQLObjectType, nodes: Sequence[SelectionNode], asked: Asked,
    fields: dict[str, list[FieldNode]],
) -> None:  # fmt: skip
    for node in nodes:
        if isinstance(node, FieldNode):
            fields[(node.alias or node.name).value].append(node)
        elif isinstance(node, InlineFragmentNode):
            condition = node.type_condition
            if condition is None or _applies(schema, condition.name.value, kind):
                _gather(schema, kind, node.selection_set.selections, asked, fields)
        else:
            message = f"expected no fragments by name, as schemathesis spreads none, got {node.kind}"
            raise AssertionError(message)  # noqa: TRY004 - what schemathesis writes has changed


def _applies(schema: GraphQLSchema, name: str, kind: GraphQLObjectType) -> bool:
    condition = schema.type_map[name]
    return condition is kind or (is_abstract_type(condition) and schema.is_sub_type(condition, kind))
