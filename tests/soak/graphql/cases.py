"""Requests that schemathesis generates from the schema, with ids of this world where ids stand.

A generated document has tokens where an id is wanted: `own:17`, `foreign:3`. They become ids when somebody asks, of the
kind that the argument's name tells: `planId` is a plan's, `id` of `updateRisk` a risk's.
"""

import datetime as dt
import re
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, cast

import schemathesis
from graphql import (
    ArgumentNode,
    DocumentNode,
    FieldNode,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    IntValueNode,
    NamedTypeNode,
    NameNode,
    ObjectFieldNode,
    OperationDefinitionNode,
    SelectionSetNode,
    StringValueNode,
    TypeInfo,
    TypeInfoVisitor,
    Visitor,
    build_schema,
    get_named_type,
    is_leaf_type,
    parse,
    print_ast,
    visit,
)
from hypothesis import strategies as st
from schemathesis.graphql import nodes

from tests.soak.graphql.world import Actor, Pool

SCHEMA_FILE = Path(__file__).parents[3] / "schema.graphql"
ASKS_ANOTHER_SERVER = {"confirmLoginDomain", "activateLoginConnection"}  # no business of a test
CONTACTS = {
    "attendeeIds", "byId", "csmId", "customerOwnerId", "customerSponsorId", "measuredById", "owedById", "owedToId",
    "ownerId", "saidById", "vendorOwnerId", "vendorPersonId", "vendorSponsorId",
}  # fmt: skip
KINDS = {
    **dict.fromkeys(CONTACTS, "contact"),
    "metricId": "outcome",
    "waitsForId": "dependency",
    "vendorId": "organisation",
    "customerId": "organisation",
}
TOKEN = re.compile(r"(own|foreign|nobody):(\d+)")
VERB = re.compile(r"[a-z]+(?=[A-Z])")
WORDS = (
    "EUR", "Europe/Berlin", "1250.50", "a0", "First response time", "hours", "somebody@alder.example", "alder.example",
    "https://login.alder.example", "RS256", "We are going to use more features", "By June 80 % of tickets", "0",
)  # fmt: skip
HOSTILE_WORDS = ("XYZ", "", " ", "x" * 3_000, "\x00", "\ud7ff\u202e", "own:1", "NaN", "1e999")
PLANS = 2  # that an actor works on, the first ones: the ids of one request are of one of them
NARROWING = {
    "first", "last", "after", "before", "search", "vendorId", "customerId", "accountId", "reviewBefore", "renewsBefore",
    "state", "csmId", "keyAccount", "late", "preset",
}  # fmt: skip
PAGE = 5
TELLING = {
    "id", "title", "name", "text", "action", "objective", "metric", "what", "idea", "gap", "goal", "purpose",
    "narrative", "note", "source", "comment", "value", "subject", "actor", "frustrations",
}  # fmt: skip
WILD = 4  # one request in so many keeps what it was generated with
LENGTHS = (1, 2, 5, 30, 100, 101, 0, -1)
SOONEST, LATEST = dt.date(2025, 1, 1), dt.date(2029, 12, 31)  # most days are; the others are anywhere


def _ids() -> st.SearchStrategy[str]:
    whose = st.sampled_from(["own"] * 16 + ["foreign"] * 2 + ["nobody"])
    tokens = st.tuples(whose, st.integers(0, 10**6)).map(lambda one: f"{one[0]}:{one[1]}")
    return _mostly(tokens, st.text(max_size=5), 15)


def _mostly(often: st.SearchStrategy[Any], seldom: st.SearchStrategy[Any], times: int = 6) -> st.SearchStrategy[Any]:
    return st.sampled_from([often] * times + [seldom]).flatmap(lambda chosen: chosen)


def _register() -> None:
    days, times = st.dates(SOONEST, LATEST), st.datetimes(dt.datetime(2025, 1, 1), dt.datetime(2029, 12, 31))  # noqa: DTZ001 - Z is written
    texts = _mostly(st.sampled_from(WORDS), st.sampled_from(HOSTILE_WORDS) | st.text(max_size=40))
    scalars: dict[str, st.SearchStrategy[Any]] = {
        "ID": _ids().map(nodes.String),
        "Int": _mostly(st.sampled_from(LENGTHS), st.integers(-(2**31), 2**31 - 1)).map(nodes.Int),
        "String": texts.map(nodes.String),
        "Float": _mostly(st.integers(0, 1_000), st.floats(allow_nan=False, allow_infinity=False)).map(nodes.Float),
        "Decimal": _mostly(st.decimals(0, 10**6, places=2).map(str), texts).map(nodes.String),
        "JSON": st.text().map(nodes.String),
        "Date": _mostly(days, st.dates()).map(lambda day: nodes.String(day.isoformat())),
        "DateTime": _mostly(times, st.datetimes()).map(lambda at: nodes.String(f"{at.isoformat()}Z")),
    }
    for name, strategy in scalars.items():
        schemathesis.graphql.scalar(name, strategy)


@lru_cache(1)
def served() -> GraphQLSchema:
    """The schema as it is committed."""
    return build_schema(SCHEMA_FILE.read_text())


def operations() -> list[Any]:
    """What the schema offers at its root, as schemathesis knows it."""
    _register()
    schema: Any = schemathesis.graphql.from_path(SCHEMA_FILE)  # pyright: ignore[reportUnknownMemberType] - PathLike
    found: list[Any] = [result.ok() for result in schema.get_all_operations()]
    return [one for one in found if field_of(one) not in ASKS_ANOTHER_SERVER]


def field_of(operation: Any) -> str:
    """The name of an operation's field."""
    return operation.label.partition(".")[2]


@dataclass(frozen=True, slots=True)
class Asked:
    """A request with an actor's ids: its document, and the ids that it names."""

    document: DocumentNode
    text: str
    ids: frozenset[str]
    plan: str


def address(body: str, actor: Actor) -> Asked:
    """A generated document with ids in place of tokens, and with the type of what comes back at the root."""
    plans = actor.own["plan"]
    reader = _Addresser(actor, plans[len(body) % min(len(plans), PLANS)])
    document = visit(parse(body), reader)
    if len(body) % WILD:
        types = TypeInfo(served())
        document = visit(document, TypeInfoVisitor(types, _Tamer(types)))
    return Asked(document, print_ast(document), frozenset(reader.ids), reader.plan)


class _Tamer(Visitor):
    """Leaves out what makes lists short or empty, and lets every object tell its id and its texts."""

    def __init__(self, types: TypeInfo) -> None:
        super().__init__()
        self._types = types

    def leave_field(self, node: FieldNode, *_: object) -> object:
        """Ask for a page that there is, and for what tells whose an object is."""
        given = {argument.name.value: argument for argument in node.arguments or ()}
        kept = [argument for name, argument in given.items() if name not in NARROWING]
        if "first" in given:
            kept.append(ArgumentNode(name=NameNode(value="first"), value=IntValueNode(value=str(PAGE))))
        selected = node.selection_set
        kind = cast("Any", get_named_type(self._types.get_type()))  # pyright: ignore[reportUnknownMemberType] - generic
        if selected is not None and isinstance(kind, GraphQLObjectType):
            told = [_leaf(name) for name in kind.fields if name in TELLING and _is_plain(kind, name)]
            selected = SelectionSetNode(selections=(*selected.selections, *told))
        return FieldNode(
            alias=node.alias, name=node.name, arguments=tuple(kept), directives=node.directives, selection_set=selected
        )


class _Addresser(Visitor):
    def __init__(self, actor: Actor, plan: str) -> None:
        super().__init__()
        self.ids: set[str] = set()
        self.plan = plan
        self._actor = actor
        self._root = ""

    def enter_operation_definition(self, node: OperationDefinitionNode, *_: object) -> None:
        """Note what the operation is."""
        first = node.selection_set.selections[0]
        self._root = first.name.value if isinstance(first, FieldNode) else ""

    def leave_field(self, node: FieldNode, _key: object, _parent: object, path: list[object], *_: object) -> object:
        """Let a field at the root tell its type."""
        if node.selection_set is None or path.count("selections") > 1:
            return None
        selections = (_leaf("__typename"), *_made(node.name.value), *node.selection_set.selections)
        return FieldNode(
            alias=node.alias, name=node.name, arguments=node.arguments, directives=node.directives,
            selection_set=SelectionSetNode(selections=selections),
        )  # fmt: skip

    def enter_string_value(
        self, node: StringValueNode, _key: object, parent: object, _path: object, ancestors: list[object]
    ) -> object:
        """Put an id in place of a token."""
        token = TOKEN.fullmatch(node.value)
        if token is None:
            return None
        above = (parent, *reversed(ancestors))
        named = next(one for one in above if isinstance(one, ArgumentNode | ObjectFieldNode))
        id_ = self._pick(token[1], int(token[2]), self._kind(named.name.value))
        self.ids.add(id_)
        return StringValueNode(value=id_)

    def _kind(self, name: str) -> str:
        if name in KINDS:
            return KINDS[name]
        return subject(self._root) if name == "id" else name.removesuffix("Id")

    def _pick(self, whose: str, number: int, kind: str) -> str:
        pools: dict[str, Pool] = {"own": self._actor.own, "foreign": self._actor.foreign, "nobody": {}}
        pool = pools[whose]
        if whose == "own" and kind == "plan":
            return self.plan
        ids = pool.get(kind) or [id_ for of_kind in pool.values() for id_ in of_kind]
        near = [id_ for id_ in ids if self._actor.plans.get(id_, self.plan) == self.plan] or ids
        return near[number % len(near)] if near else str(uuid.UUID(int=number))


def subject(root: str) -> str:
    """What a field at the root is about.

    >>> subject("updateStakeholderRisk"), subject("plan")
    ('stakeholderRisk', 'plan')
    """
    named = VERB.sub("", root, count=1)
    return named[:1].lower() + named[1:] if VERB.match(root) else root


def _is_plain(kind: GraphQLObjectType, name: str) -> bool:
    """Whether a field is asked for by its name alone."""
    field = kind.fields[name]
    return not field.args and is_leaf_type(get_named_type(field.type))


def _leaf(name: str) -> FieldNode:
    return FieldNode(name=NameNode(value=name), arguments=(), directives=())


def _made(root: str) -> list[InlineFragmentNode]:
    """Asks for the id of what a mutation makes, so that later requests can use it."""
    success = served().get_type(f"{root[:1].upper()}{root[1:]}Success")
    field = success.fields.get(subject(root)) if isinstance(success, GraphQLObjectType) else None
    made = cast("Any", get_named_type(field.type) if field else None)
    if not isinstance(made, GraphQLObjectType) or "id" not in made.fields:
        return []
    asked = FieldNode(
        name=NameNode(value=subject(root)), arguments=(), directives=(),
        selection_set=SelectionSetNode(selections=(_leaf("id"),)),
    )  # fmt: skip
    condition = NamedTypeNode(name=NameNode(value=f"{root[:1].upper()}{root[1:]}Success"))
    return [
        InlineFragmentNode(type_condition=condition, directives=(), selection_set=SelectionSetNode(selections=(asked,)))
    ]


def told_ids(value: object, kind: str = "") -> Iterator[tuple[str, str]]:
    """The ids in an answer, each with the kind that the field above it tells."""
    if isinstance(value, list):
        for inner in cast("list[object]", value):
            yield from told_ids(inner, kind)
    if not isinstance(value, dict):
        return
    for name, inner in cast("dict[str, object]", value).items():
        if name == "id" and isinstance(inner, str) and kind:
            yield kind, inner
        yield from told_ids(inner, singular(name))


def singular(name: str) -> str:
    """One of what a list is called by.

    >>> singular("risks"), singular("dependencies"), singular("plan")
    ('risk', 'dependency', 'plan')
    """
    return f"{name[:-3]}y" if name.endswith("ies") else name.removesuffix("s")
