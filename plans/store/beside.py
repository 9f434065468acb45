"""Rows beside a plan's documents: where the database tells every process that one has changed."""

from dataclasses import dataclass
from uuid import UUID

CHANNEL = "concordat_beside"  # NOTIFY by the triggers of migration 0018: see `read_told`


@dataclass(frozen=True, slots=True)
class Told:
    """One row that has changed. ``name``: its list; ``of``: the plan or the account that it belongs to.

    ``version`` is 0 where the row has none; ``was_there`` and ``is_there``: before and after.
    """

    name: str
    of: UUID
    id: UUID
    version: int
    was_there: bool
    is_there: bool


def read_told(payload: str) -> Told | None:
    """What a message says; ``None`` where it is not one of ours.

    >>> told = read_told("reviews update 00000000-0000-0000-0000-000000000001 00000000-0000-0000-0000-000000000002 3")
    >>> (told.name, told.version, told.was_there, told.is_there) if told else None
    ('reviews', 3, True, True)
    >>> read_told("reviews vanish 1 2 3"), read_told("")
    (None, None)
    """
    try:
        name, deed, of, row_id, version = payload.split(" ")
        was_there, is_there = _DEEDS[deed]
        return Told(name, UUID(of), UUID(row_id), int(version), was_there, is_there)
    except (ValueError, KeyError):
        return None


_DEEDS = {"insert": (False, True), "update": (True, True), "delete": (True, False)}
