"""What of a selection on a plan PostgreSQL writes down as JSON itself: all that is shown just as it is stored.

A list is pushed down where everything that is selected of it is; what a resolver computes keeps the list that it
belongs to here. What a row leads to is found by the declaration: a list of entities under a plan or under what they
refer to, and whatever a reference names. What is written is no more than what is stored, however it is asked for: below
a reference there are no lists and no long texts, and nothing is written twice.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, cast

from graphql import GraphQLList, GraphQLNonNull, GraphQLObjectType, get_named_type, is_leaf_type

from plans.rules.declaration import Collection, Field
from plans.rules.document import SHARED
from plans.rules.value import Kind
from plans.store.json_part import (
    ACCOUNT,
    ACCOUNT_COLUMNS,
    CONTACT_COLUMNS,
    ENTITY_COLUMNS,
    MAX_NAME,
    OVERVIEW,
    PLAN_COLUMNS,
    Column,
    Constant,
    Nested,
    Source,
    Value,
    column_of,
    contact,
    entities,
    entity,
    json_part,
)
from schema.choice import CHOICES
from schema.compiled.selection import Pushed, Selected
from schema.declared import attribute
from schema.foresight import shown_collections

MAX_NESTED = 40  # lists and references of one operation: a page has some 20
MAX_LISTED = 2  # times that one collection is listed in an operation: by the nodes and by the edges of a connection
MAX_STATEMENT = 16_000  # characters: a page has some 6,000; all that is read with it has to be kept prepared
COMPUTED = {"global_id"}  # what a resolver makes of columns alone, and so does `plans/store/json_part.py`


class Pushdown:
    """Decides for one operation."""

    def __init__(self) -> None:
        self._nested = 0
        self._listed: Counter[str] = Counter()

    def push(self, kind: GraphQLObjectType, selected: Mapping[str, Selected]) -> Pushed | None:
        """What is pushed down of a selection on a type: all of it, or what it leads to; ``None``: nothing."""
        if kind.name != "Plan" or any(len(key) > MAX_NAME for key in selected):
            return None
        values: dict[str, Value] = {}
        for key, one in selected.items():
            value = self._counted(lambda one=one: self._value(kind, one, under_list=True))
            if value is not None:
                values[key] = value
        whole = len(values) == len(selected) and _each_once(values)
        if not whole:
            values = {key: value for key, value in values.items() if isinstance(value, Nested)}
        part = json_part(values, whole=whole)
        if not values or len(part.sql) > MAX_STATEMENT:
            return None
        return Pushed(part, 0 if whole else {key: place for place, key in enumerate(values)})

    def _counted(self, decide: Callable[[], Value | None]) -> Value | None:
        """What is decided, unless there is too much of it."""
        nested, listed = self._nested, self._listed.copy()
        value = decide()
        if value is None or self._nested > MAX_NESTED or max(self._listed.values(), default=0) > MAX_LISTED:
            self._nested, self._listed = nested, listed
            return None
        return value

    def _value(self, kind: GraphQLObjectType, one: Selected, *, under_list: bool) -> Value | None:
        if one.field is None or one.definition is None:
            return Constant(kind.name)
        if one.field.args:
            return None
        if is_leaf_type(cast("Any", get_named_type)(cast("Any", one.field).type)):
            is_stored = one.definition.is_basic_field or one.definition.python_name in COMPUTED
            return _columns(kind.name).get(one.definition.python_name) if is_stored else None
        return self._leads(kind, one, under_list=under_list)

    def _leads(self, kind: GraphQLObjectType, one: Selected, *, under_list: bool) -> Nested | None:
        target: Any = cast("Any", get_named_type)(cast("Any", one.field).type)
        source = _source(kind.name, one.name, target.name)
        if source is None or (source.order is None) is _is_list(cast("Any", one.field).type):
            return None
        if source.order is not None and not under_list:
            return None
        values: dict[str, Value] = {}
        for key, below in one.below(target).items():
            value = self._value(target, below, under_list=source.order is not None)
            if value is None or len(key) > MAX_NAME:
                return None
            values[key] = value
        if not _each_once(values) or (source.order is None and _has_text(target.name, values)):
            return None
        self._nested += 1
        if source.order is not None:
            self._listed[source.table] += 1
        return Nested(source, values)


def _each_once(values: Mapping[str, Value]) -> bool:
    """Whether no column is written twice."""
    columns = [value for value in values.values() if isinstance(value, Column)]
    return len(columns) == len(set(columns))


def _has_text(kind: str, values: Mapping[str, Value]) -> bool:
    """Whether something is a long text: what is referred to is written as often as it is."""
    collection = shown_collections().get(kind)
    texts = {column_of(field) for field in collection.texts} if collection else set[Column]()
    return any(isinstance(value, Column) and value in texts for value in values.values())


def _is_list(kind: Any) -> bool:
    return isinstance(cast("Any", kind).of_type if isinstance(kind, GraphQLNonNull) else kind, GraphQLList)


@cache
def _columns(kind: str) -> Mapping[str, Column]:
    """What a type shows just as it is stored, by Python name."""
    if kind == "Account":
        return {name: Column(sql) for name, sql in ACCOUNT_COLUMNS.items()}
    if kind == "Contact":
        return {name: Column(sql) for name, sql in CONTACT_COLUMNS.items()}
    own = PLAN_COLUMNS if kind == "Plan" else ENTITY_COLUMNS
    collection = shown_collections().get(kind)
    if collection is None:
        return {}
    declared = {attribute(field): column_of(field) for field in collection.fields if _is_shown_as_stored(field)}
    return {**declared, **{name: Column(sql) for name, sql in own.items()}}


def _is_shown_as_stored(field: Field) -> bool:
    if field.type.kind is not Kind.ENUM:
        return True
    return all(member.name == member.value.upper() for member in CHOICES[field.type.choices])


@cache
def _source(kind: str, name: str, target: str) -> Source | None:
    """Where what a field of a type shows comes from; ``None``: its resolver alone knows."""
    shown = shown_collections()
    collection, wanted = shown.get(kind), shown.get(target)
    if (kind, name, target) == ("Plan", "account", "Account"):
        return ACCOUNT
    if collection is None:
        return None
    reference = collection.field(name)
    if reference is not None:
        return _referred(reference, target, wanted)
    if wanted is None or wanted.root != name or wanted not in SHARED.collections:
        return None
    under = None if collection is OVERVIEW else _reference(wanted, collection)
    return entities(wanted, under) if under or collection is OVERVIEW else None


def _referred(reference: Field, target: str, wanted: Collection | None) -> Source | None:
    """What a reference to one kind of thing names."""
    if reference.refers_to == ("contact",) and target == "Contact":
        return contact(reference)
    return entity(wanted, reference) if wanted and reference.refers_to == (wanted.root,) else None


def _reference(listed: Collection, parent: Collection) -> Field | None:
    """The one field of a collection by which its entities stand under those of another."""
    found = [field for field in listed.fields if field.refers_to == (parent.root,)]
    return found[0] if len(found) == 1 else None
