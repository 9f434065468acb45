"""The kinds of value that a field of the plan document may hold, and the one check for each.

A value is judged as it comes out of the CRDT: ``str``, ``float``, ``bool`` or something that no field allows.
``None`` and ``""`` both mean *absent* and are always admitted.
"""

import datetime as dt
import math
import re
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from uuid import UUID

MAX_NUMBER = 2.0**53  # beyond it a double no longer tells neighbouring whole numbers apart
_JOINERS = re.compile("[\u200c\u200d\u00a0]")  # within names of some languages, and between parts of others
_MONEY = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,4})?", re.ASCII)
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.ASCII)
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_CURRENCY = re.compile(r"[A-Z]{3}", re.ASCII)
_POSITION = re.compile(r"[0-9A-Za-z]{1,128}", re.ASCII)

Scalar = str | float | bool | dt.date | Decimal | UUID


class Kind(Enum):
    """The shape of a value: how it is written in the document, in SQL, in TypeScript and for a reader."""

    TEXT = ("text", "string", "plain text")
    STRING = ("text", "string", "a line of text")
    NUMBER = ("double precision", "number", "a finite number below 2^53 in size")
    INTEGER = ("double precision", "number", "a whole number from 0 to 2^53")
    MONEY = ("numeric(19, 4)", "string", 'a decimal such as "1250.50": up to 15 digits and 4 decimals')
    CURRENCY = ("text", "string", 'an ISO 4217 code such as "EUR"')
    DATE = ("date", "string", 'an ISO 8601 date such as "2026-09-30"')
    BOOLEAN = ("boolean", "boolean", "true or false")
    ENUM = ("text", "string", "one of the listed words")
    REFERENCE = ("uuid", "string", "the id of another entity: a UUID in lower case")
    POSITION = ('text collate "C"', "string", "a fractional position: 1 to 128 letters and digits, compared as bytes")

    def __init__(self, sql: str, typescript: str, meaning: str) -> None:
        self.sql = sql
        self.typescript = typescript
        self.meaning = meaning


@dataclass(frozen=True, slots=True)
class ValueType:
    """A kind with its limits: ``max_length`` in characters for text, ``choices`` for an enum."""

    kind: Kind
    max_length: int = 0
    choices: tuple[str, ...] = ()

    @property
    def expectation(self) -> str:
        """What a person is told that the field takes."""
        if self.kind is Kind.ENUM:
            return "one of " + ", ".join(self.choices)
        if self.kind in {Kind.TEXT, Kind.STRING}:
            return f"{self.kind.meaning} of at most {self.max_length} characters"
        return self.kind.meaning


def is_entity_id(value: object) -> bool:
    """Whether a value is a UUID in its one canonical spelling; two spellings would be two entities."""
    return isinstance(value, str) and _UUID.fullmatch(value) is not None


def _money(value: str) -> Decimal | None:
    return Decimal(value) if _MONEY.fullmatch(value) else None


def _date(value: str) -> dt.date | None:
    if not _DATE.fullmatch(value):
        return None
    try:
        return dt.date.fromisoformat(value)
    except ValueError:
        return None


def _number(value: object, *, whole: bool) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    number = float(value) if abs(value) < MAX_NUMBER else math.inf
    if not math.isfinite(number) or (whole and (number < 0 or not number.is_integer())):
        return None
    return number + 0.0  # -0.0 reads as 0.0: they are one figure to people and two to canonical bytes


def _string(value_type: ValueType, value: str) -> Scalar | None:
    parsed: Scalar | None = None
    match value_type.kind:
        case Kind.TEXT | Kind.STRING:
            parsed = value if len(value) <= value_type.max_length and is_storable(value) else None
        case Kind.MONEY:
            parsed = _money(value)
        case Kind.CURRENCY:
            parsed = value if _CURRENCY.fullmatch(value) else None
        case Kind.DATE:
            parsed = _date(value)
        case Kind.ENUM:
            parsed = value if value in value_type.choices else None
        case Kind.REFERENCE:
            parsed = UUID(value) if _UUID.fullmatch(value) else None
        case Kind.POSITION:
            parsed = value if _POSITION.fullmatch(value) else None
        case _:
            pass
    return parsed


def is_storable(value: str) -> bool:
    """Whether PostgreSQL and canonical JSON can hold the text: no U+0000, no lone surrogate."""
    if "\x00" in value:
        return False
    try:
        value.encode()
    except UnicodeEncodeError:  # a lone surrogate
        return False
    return True


def name_problem(given: str, most: int) -> str | None:
    """Why this is no name of at most so many characters; one has to be seen, and nothing in it may turn a line round.

    >>> name_problem("Harbor Retail", 300)
    >>> [bool(name_problem(name, 300)) for name in (" ", "\u200b", "\u202eliateR", "a\\nb", "x" * 301)]
    [True, True, True, True, True]
    """
    plain = _JOINERS.sub("", given)
    if plain.strip() and len(given) <= most and plain.isprintable():
        return None
    return f"expected a name of 1 to {most} printable characters, got {describe(given)}"


def is_absent(value: object) -> bool:
    """Absent, null and empty all mean absent."""
    return value is None or value == ""


def parse(value_type: ValueType, value: object) -> Scalar | None:
    """Turn a value of the document into the value of a table column.

    Returns ``None`` where the value is absent or is not what the type takes; :func:`problem` tells which.

    >>> parse(ValueType(Kind.NUMBER), 140.0)
    140.0
    >>> parse(ValueType(Kind.DATE), "2026-02-30") is None
    True
    """
    if is_absent(value):
        return None
    if value_type.kind is Kind.BOOLEAN:
        return value if isinstance(value, bool) else None
    if value_type.kind in {Kind.NUMBER, Kind.INTEGER}:
        return _number(value, whole=value_type.kind is Kind.INTEGER)
    return _string(value_type, value) if isinstance(value, str) else None


def problem(value_type: ValueType, value: object) -> str | None:
    """Say what is wrong with a value, or ``None``: what was expected and what came.

    >>> problem(ValueType(Kind.NUMBER), "140")
    'expected a finite number below 2^53 in size, got "140"'
    >>> problem(ValueType(Kind.NUMBER), None) is None
    True
    """
    if is_absent(value) or parse(value_type, value) is not None:
        return None
    return f"expected {value_type.expectation}, got {describe(value)}"


def printable(text: str, limit: int) -> str:
    """A text from outside, fit for a message: cut to ``limit`` characters, without U+0000 and lone surrogates."""
    shown = text if len(text) <= limit else f"{text[:limit]}…"
    return shown.encode("utf-8", "replace").decode().replace("\x00", "\\0")


def describe(value: object) -> str:
    """A short, safe picture of a value for an error message: at most some 40 characters of it."""
    if isinstance(value, str):
        return f'"{printable(value, 32)}"'
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return f"the number {value!r}"[:48]
    if isinstance(value, dict):
        return "an object"
    if isinstance(value, list | tuple):
        return "a list"
    return f"a {type(value).__name__}"


def notation(value: object) -> str | float | bool | None:
    """A value as the document writes it: dates, money and ids as strings, all numbers as doubles.

    >>> notation(dt.date(2026, 9, 30)), notation(Decimal("1250.50")), notation(5)
    ('2026-09-30', '1250.50', 5.0)
    """
    match value:
        case None | bool():
            return value
        case Enum():
            return str(value.value)
        case int() | float():
            return float(value)
        case dt.date():
            return value.isoformat()
        case Decimal():
            return f"{value:f}"
        case _:
            return str(value)
