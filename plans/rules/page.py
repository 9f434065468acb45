"""Pages of a long list: how many rows, from which end, between which cursors.

A cursor says where a row stands in the order of its list, not how many rows stand before it: what is added or removed
elsewhere moves nothing. Whoever reads on meets every row that was there all the time once.
"""

import base64
import binascii
import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import cast
from uuid import UUID

from plans.rules.value import describe, is_storable

MAX_PAGE = 100  # rows
NEVER = "infinity"  # what PostgreSQL takes for a day behind all others: where a row with no day stands


class KeyKind(StrEnum):
    """What rows are ordered by, under PostgreSQL's name."""

    TEXT = "text"
    ID = "uuid"
    DATE = "date"
    MOMENT = "timestamptz"


Place = tuple[str, ...]
"""Where a row stands: the value of each key of the order, as a text."""


@dataclass(frozen=True, slots=True)
class Page:
    """``size`` rows of those behind ``after`` and before ``before``: the first ones, or the last where ``backward``."""

    size: int
    backward: bool = False
    after: Place | None = None
    before: Place | None = None


class PageRefused(Exception):  # noqa: N818 - it names what happened
    """The arguments name no page; ``argument`` is the one to mend."""

    def __init__(self, message: str, argument: str) -> None:
        super().__init__(message)
        self.argument = argument


def read_page(
    order: str, kinds: Sequence[KeyKind], first: int | None, after: str | None, last: int | None, before: str | None
) -> Page:
    """The page that the arguments of a connection name; ``order`` names the list and its order. Raises PageRefused."""
    if first is None and last is None:
        message = f"expected first or last, got neither: say how many you want, from 1 to {MAX_PAGE}"
        raise PageRefused(message, "first")
    if first is not None and last is not None:
        message = "expected first or last, got both: take first to read forwards, last to read backwards"
        raise PageRefused(message, "last")
    size, name = (first, "first") if first is not None else (cast("int", last), "last")
    if not 1 <= size <= MAX_PAGE:
        advice = "read on with after" if name == "first" else "read on with before"
        message = f"expected {name} to be from 1 to {MAX_PAGE}, got {size}: take a smaller page and {advice}"
        raise PageRefused(message if size > 0 else message.partition(":")[0], name)
    return Page(
        size,
        first is None,
        None if after is None else read_cursor(order, kinds, after, "after"),
        None if before is None else read_cursor(order, kinds, before, "before"),
    )


def write_cursor(order: str, place: Place) -> str:
    """The cursor of a row, as a client keeps it.

    >>> read_cursor("accounts.name", (KeyKind.TEXT,), write_cursor("accounts.name", ("Harbor",)))
    ('Harbor',)
    """
    written = json.dumps([order, *place], ensure_ascii=False, separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(written).rstrip(b"=").decode()


def read_cursor(order: str, kinds: Sequence[KeyKind], text: str, argument: str = "after") -> Place:
    """Where a cursor of this list in this order stands. Raises PageRefused."""
    try:
        decoded: object = json.loads(base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True))
    except (binascii.Error, ValueError, RecursionError):
        decoded = None
    name, *values = cast("list[object]", decoded) if isinstance(decoded, list) and decoded else [None]
    if name == order and len(values) == len(kinds) and all(map(_fits, kinds, values)):
        return tuple(str(value) for value in values)
    if isinstance(name, str) and name != order:
        came = f"one of another list or order ({describe(name)})"
        message = f"expected in {argument} a cursor of this list in this order, got {came}: begin without it"
        raise PageRefused(message, argument)
    message = f"expected in {argument} a cursor as an edge or pageInfo gave it, got {describe(text)}: begin without it"
    raise PageRefused(message, argument)


def _fits(kind: KeyKind, value: object) -> bool:
    if not isinstance(value, str) or not is_storable(value):
        return False
    try:
        match kind:
            case KeyKind.TEXT:
                pass
            case KeyKind.ID:
                return str(UUID(value)) == value
            case KeyKind.DATE:
                return value == NEVER or dt.date.fromisoformat(value).isoformat() == value
            case KeyKind.MOMENT:
                moment = dt.datetime.fromisoformat(value)
                return moment.utcoffset() == dt.timedelta(0) and moment.isoformat() == value
    except ValueError:
        return False
    return True


def place_text(value: object) -> str:
    """The value of a key as a cursor has it; no day stands behind all days.

    >>> place_text(dt.date(2026, 9, 30)), place_text(None)
    ('2026-09-30', 'infinity')
    """
    match value:
        case None:
            return NEVER
        case dt.date():
            return value.isoformat()
        case _:
            return str(value)
