"""What the declaration gives to GraphQL: descriptions, and values of rows and inputs by field.

A field of the plan document is described once, in `plans/rules/document.py`. Its Python name here is its column's,
its GraphQL name its own; a reference is also there as an id, with `Id` behind its name.
"""

from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from functools import cache
from typing import Any
from uuid import UUID

import strawberry

from plans.rules.declaration import Collection, DocumentKind, Field
from plans.rules.document import DOCUMENTS
from plans.rules.refusal import Problem, Refused
from plans.rules.value import Kind, is_entity_id
from plans.store.gathered import Part, Values, part_of
from schema.choice import CHOICES

ROWS = {"contact", "review"}  # what is referred to and is no entity of the document
MAX_INT = 2**31 - 1  # GraphQL's Int has 32 bits


@cache
def collection_of(root: str) -> Collection:
    """The declared collection of that root, of either document. Raises KeyError."""
    for document in DOCUMENTS.values():
        if found := document.collection(root):
            return found
    raise KeyError(root)


@cache
def document_of(collection: Collection) -> DocumentKind:
    """Which document has the collection."""
    return next(kind for kind, document in DOCUMENTS.items() if collection in document.collections)


def declared(root: str, name: str) -> Field:
    """The declared field. Raises KeyError."""
    field = collection_of(root).field(name)
    if field is None:
        message = f"{root}.{name}"
        raise KeyError(message)
    return field


def meaning(root: str, name: str | None = None) -> str:
    """What a collection or one of its fields means, in the declaration's words."""
    return collection_of(root).meaning if name is None else declared(root, name).meaning


def described(root: str, name: str) -> Any:
    """A field that reads as declared."""
    return strawberry.field(name=name, description=meaning(root, name))


def described_id(root: str, name: str) -> Any:
    """The id behind a declared reference."""
    return strawberry.field(name=f"{name}Id", description=_about_id(declared(root, name)))


def taken(root: str, name: str) -> Any:
    """An optional input field for a declared one; a reference is taken as an id."""
    return strawberry.field(
        name=input_name(declared(root, name)), default=strawberry.UNSET, description=described_limit(root, name)
    )


def described_limit(root: str, name: str) -> str:
    """What a declared field means and takes, for whoever gives it."""
    field = declared(root, name)
    parts = [_about_id(field) if field.refers_to else field.meaning, *_limit(field)]
    if field.side is not None:
        parts.append(f"Once set by the {field.side.value}'s side, that side alone changes it.")
    return " ".join(parts)


def _limit(field: Field) -> tuple[str, ...]:
    """What a value has to keep to beyond its GraphQL type."""
    match field.type.kind:
        case Kind.TEXT | Kind.STRING:
            return (f"At most {field.type.max_length:,} characters.",)
        case Kind.MONEY | Kind.CURRENCY | Kind.INTEGER | Kind.POSITION:
            return (f"Takes {field.type.expectation}.",)
        case _:
            return ()


def _about_id(field: Field) -> str:
    targets = [target if target in ROWS else collection_of(target).table for target in field.refers_to]
    return f"{field.meaning} As the id of the {' or the '.join(targets)}."


def attribute(field: Field) -> str:
    """The Python name of a field's value here."""
    return f"{field.column}_id" if field.refers_to else field.column


def input_name(field: Field) -> str:
    """The GraphQL name of a field's value, where it is shown and where it is given."""
    return f"{field.name}Id" if field.refers_to else field.name


def written(field: Field, value: object) -> object:
    """A value of the document, in the document's notation, as JSON has it where the API shows the field.

    >>> written(declared("milestones", "status"), "at_risk"), written(declared("plan", "escalateAfterDays"), 5.0)
    ('AT_RISK', 5)
    """
    match field.type.kind:
        case Kind.ENUM:
            return next((one.name for one in CHOICES[field.type.choices] if one.value == value), None)
        case Kind.INTEGER if isinstance(value, float):
            return int(value) if abs(value) <= MAX_INT else None
        case _:
            return value


def parse_id(value: str) -> UUID | None:
    """An id as the API takes it; what is no UUID names nothing.

    >>> parse_id("0192-no"), parse_id("01920000-0000-7000-8000-00000000000A")
    (None, UUID('01920000-0000-7000-8000-00000000000a'))
    """
    return UUID(value) if is_entity_id(value.lower()) else None


def values(declaration: Collection, row: Values | None, part: Part | None = None) -> dict[str, Any]:
    """The values of a single root by Python name, with `version` and `invalid_fields`; all absent without a row.

    ``part``: what was read of it, if not all.
    """
    if row is None:
        return {**_absent(declaration)}
    found = read_values(part or part_of(declaration), row)
    for key in KEYS:
        del found[key]
    return {**_absent(declaration), **found}


@cache
def _absent(declaration: Collection) -> dict[str, Any]:
    return {**dict.fromkeys(attribute(field) for field in declaration.fields), "version": 0, "invalid_fields": []}


KEYS = ("vendor_id", "plan_id", "id")
"""What an entity's columns begin with, by Python name."""


def read_values(part: Part, row: Values) -> dict[str, Any]:
    """What an entity's columns hold, by Python name.

    Total, as the projection is: a whole number that GraphQL cannot write is absent and named as invalid.
    """
    names, readers, whole = _reading(part)
    found: dict[str, Any] = dict(zip(names, row, strict=True))
    for name, read in readers:
        value = found[name]
        if value is not None:
            found[name] = read(value)
    for name, declared_name in whole:
        value = found[name]
        if value is not None:
            found[name] = number = int(value) if abs(value) <= MAX_INT else None
            if number is None:
                found["invalid_fields"] = [*found.get("invalid_fields", ()), declared_name]
    return found


Readers = tuple[tuple[str, Callable[[Any], object]], ...]


@cache
def _reading(part: Part) -> tuple[tuple[str, ...], Readers, tuple[tuple[str, str], ...]]:
    """The Python names of a part's columns in their order, how some are read, and which are whole numbers."""
    names = (*KEYS, *part.kept, *(attribute(field) for field in part.fields))
    readers: list[tuple[str, Callable[[Any], object]]] = []
    for field in part.fields:
        if field.type.kind is Kind.REFERENCE:
            readers.append((attribute(field), str))
        elif field.type.kind is Kind.ENUM:
            members = {member.value: member for member in CHOICES[field.type.choices]}
            readers.append((attribute(field), members.__getitem__))
    whole = tuple((attribute(field), field.name) for field in part.fields if field.type.kind is Kind.INTEGER)
    return names, tuple(readers), whole


def given(declaration: Collection, source: object) -> dict[str, object]:
    """The declared fields that an input gives, by declared name; `None` clears one.

    An id that is no UUID stays as it came, for the declaration's check to name.
    """
    found: dict[str, object] = {}
    for field in declaration.fields:
        value = getattr(source, attribute(field), strawberry.UNSET)
        if value is strawberry.UNSET:
            continue
        found[field.name] = (parse_id(value) or value) if field.refers_to and isinstance(value, str) else value
    return found


@contextmanager
def paths_of_input(declaration: Collection) -> Generator[None]:
    """Lead the problems of a refusal to fields of the input; one that is about no field is about the whole."""
    names: Mapping[str, str] = {field.name: input_name(field) for field in declaration.fields}
    names = {**names, **{name: name for name in ("id", "idempotencyKey")}}
    try:
        yield
    except Refused as refused:
        raise Refused(
            Problem(problem.code, problem.message, tuple(names[part] for part in problem.path if part in names))
            for problem in refused.problems
        ) from refused
