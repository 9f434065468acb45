"""What whoever watches a plan is to be told: gathered between two looks, so that who looks seldom misses no state.

A watch is told once the tables hold what was changed, and of the rows beside the documents that its reader may be
told of. It holds at most ``MAX_CHANGES``, however slow its reader is.
"""

import asyncio
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from collab.awareness import Awareness, Person
from plans.store.beside import Told

MAX_CHANGES = 500  # of one watch between two looks; beyond it is only known that there are many


class ChangeKind(StrEnum):
    """What became of an entity or a row."""

    CREATED = "created"
    CHANGED = "changed"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Written:
    """One entity as its table has it now. A single root's ``id`` is its plan's; ``version``: the last sequence."""

    root: str
    id: UUID
    version: int
    is_there: bool


@dataclass(frozen=True, slots=True)
class Change:
    """What became of one entity, or one row beside the documents, since the last look. ``root``: the row's list."""

    root: str
    id: UUID
    kind: ChangeKind
    version: int


class Watch:
    """One watch of one or several documents of a plan, and of the ``lists`` of rows beside them."""

    def __init__(self, lists: frozenset[str] = frozenset()) -> None:
        self._lists = lists
        self.is_lost = False  # whether a document has to be opened anew, so that anything may have been missed
        self._news = asyncio.Event()
        self._people: list[Awareness] = []
        self._known: set[tuple[str, UUID]] = set()
        self._changes: dict[tuple[str, UUID], Change] = {}
        self._is_anything_changed = True  # until the first look

    def follow(self, awareness: Awareness, known: Iterable[tuple[str, UUID]]) -> None:
        """Follow one more document, in which these entities are known."""
        self._people.append(awareness)
        self._known.update(known)

    @property
    def has_changes(self) -> bool:
        """Whether something was written since the last look."""
        return self._is_anything_changed or bool(self._changes)

    def people(self) -> tuple[Person, ...]:
        """Who is in the documents, each once, by name."""
        found = {person.id: person for awareness in self._people for person in awareness.people()}
        return tuple(sorted(found.values(), key=lambda person: (person.name, person.id)))

    def take(self) -> tuple[Change, ...] | None:
        """What was written since the last look; ``None`` where it may be anything."""
        taken = None if self._is_anything_changed else tuple(self._changes.values())
        self._changes, self._is_anything_changed = {}, False
        return taken

    async def news(self, seconds: float) -> None:
        """Wait until somebody comes or goes, something is written or the documents are lost, or so long."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._news.wait()
        self._news.clear()

    # -- the room's side -----------------------------------------------------------------------------------------

    def note(self, written: Iterable[Written]) -> None:
        """These were written to the tables."""
        for entity in written:
            place = (entity.root, entity.id)
            was_there = place in self._known
            if entity.is_there:
                self._known.add(place)
            else:
                self._known.discard(place)
            self._note(place, entity.version, was_there=was_there, is_there=entity.is_there)
        self._news.set()

    def note_beside(self, told: Told) -> None:
        """A row beside the documents was changed. What its reader may not be told of does not wake them either."""
        if told.name in self._lists:
            self._note((told.name, told.id), told.version, was_there=told.was_there, is_there=told.is_there)
            self._news.set()

    def note_anything(self) -> None:
        """The tables were brought in line with the document, or messages were missed: anything may have changed."""
        self._changes, self._is_anything_changed = {}, True
        self._news.set()

    def meet(self) -> None:
        """Somebody came, went or moved."""
        self._news.set()

    def lose(self) -> None:
        """The document is not open here any more."""
        self.is_lost = True
        self._news.set()

    def _note(self, place: tuple[str, UUID], version: int, *, was_there: bool, is_there: bool) -> None:
        if self._is_anything_changed:
            return
        before = self._changes.get(place)
        kind = _kind(before, was_there=was_there, is_there=is_there)
        if kind is None:
            self._changes.pop(place, None)
            return
        self._changes[place] = Change(*place, kind, max(version, before.version if before else 0))
        if len(self._changes) > MAX_CHANGES:
            self.note_anything()


def _kind(before: Change | None, *, was_there: bool, is_there: bool) -> ChangeKind | None:
    """What became of it since the last look, all in all; ``None`` where it came and went."""
    if before is None:
        if is_there:
            return ChangeKind.CHANGED if was_there else ChangeKind.CREATED
        return ChangeKind.REMOVED if was_there else None
    match before.kind, is_there:
        case ChangeKind.CREATED, True:
            return ChangeKind.CREATED
        case ChangeKind.CREATED, False:
            return None
        case _, True:
            return ChangeKind.CHANGED
        case _:
            return ChangeKind.REMOVED
