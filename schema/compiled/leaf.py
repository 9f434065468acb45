"""Leaf values as they go into the answer.

What a value mostly is takes an expression inside the compiled function; every other value is the type's own to write,
or to refuse.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from typing import Any, cast

from graphql import GraphQLEnumType, GraphQLLeafType

from schema.compiled.errors import Deviation
from schema.scalar import write_decimal

Write = Callable[[Any], Any]

_UNCHANGED = {"String": "str", "ID": "str", "Boolean": "bool"}
"""Values of exactly this class are written as they are, by the name of the scalar."""

_BY_CLASS: dict[str, tuple[type, Write]] = {
    "Date": (dt.date, dt.date.isoformat),
    "DateTime": (dt.datetime, dt.datetime.isoformat),
    "Decimal": (Decimal, write_decimal),
}
"""How values of exactly this class are written, by the name of the scalar."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """How a leaf is written: ``test`` says in Python whether ``{v}`` needs ``write`` at all."""

    test: str
    write: Write


def leaf_of(kind: GraphQLLeafType, *, required: bool) -> Leaf:
    """How values of a leaf type are written; ``required``: never as null, whatever comes."""
    if isinstance(kind, GraphQLEnumType):
        return Leaf("", _enum_writer(kind))
    slow: Write = _required(kind.coerce_output_value) if required else kind.coerce_output_value
    if kind.name == "Int":
        return Leaf("{v}.__class__ is not int or not -2147483648 <= {v} <= 2147483647", slow)
    if kind.name == "Float":
        return Leaf("{v}.__class__ is not float or not -1.7976931348623157e308 <= {v} <= 1.7976931348623157e308", slow)
    if kind.name in _UNCHANGED:
        return Leaf(f"{{v}}.__class__ is not {_UNCHANGED[kind.name]}", slow)
    if kind.name in _BY_CLASS:
        return Leaf("", _class_writer(*_BY_CLASS[kind.name], slow))
    return Leaf("", slow)


def _required(write: Write) -> Write:
    def write_required(value: Any) -> Any:
        written = None if value is None else write(value)
        if written is None:
            message = "a null where there may be none"
            raise Deviation(message)
        return written

    return write_required


def _class_writer(expected: type, write: Write, otherwise: Write) -> Write:
    def write_value(value: Any) -> Any:
        return write(value) if value.__class__ is expected else otherwise(value)

    return write_value


def _enum_writer(kind: GraphQLEnumType) -> Write:
    """Members by a dictionary; whatever else the type itself knows."""
    members = cast("type[Enum] | None", getattr(kind, "wrapped_cls", None))
    names: dict[object, str] = {}
    for name, value in kind.values.items():
        names.update({member: name for member in members or () if member.value == value.value})
    slow: Write = kind.coerce_output_value

    def write_member(value: Any) -> Any:
        try:
            return names[value]
        except (KeyError, TypeError):
            return slow(value)

    return write_member
