"""Where in the plan document every struct of a live document stands.

The CRDT's encoding names a struct's parent only where nothing else tells it: a struct with an origin stands where
its origin stands. The index keeps, per client, which ranges of its clocks stand where, so that an update can be
judged before it is applied. A place of ``None`` is gone: its parent was deleted and collected, and whatever
refers to it is collected too (``Item.integrate`` in yjs, ``Item::integrate`` in yrs).
"""

from bisect import bisect_right
from collections.abc import Iterator
from typing import NamedTuple

from collab.codec import MAX_CLOCK, Malformed
from collab.ranges import RangeSet
from collab.update_reader import DELETED, GC, SKIP, TYPE, DecodedUpdate, Id, Struct
from plans.rules.document import DOCUMENTS

SINGLE_ROOTS = frozenset(
    collection.root for document in DOCUMENTS.values() for collection in document.collections if collection.single
)


SIDED_FIELDS = frozenset(
    (collection.root, field.name)
    for document in DOCUMENTS.values()
    for collection in document.collections
    for field in collection.fields
    if field.side is not None
)


class Slot(NamedTuple):
    """A place. ``entity`` is ``None`` in a single root, ``field`` for the entity itself; ``inside``: in its text."""

    root: str
    entity: str | None
    field: str | None
    inside: bool = False

    @property
    def path(self) -> str:
        """The place as people read it: ``outcomes/<id>/metric``."""
        return "/".join(part for part in (self.root, self.entity, self.field) if part is not None)


class Entry(NamedTuple):
    """What stands in a slot. ``container``: a live map or text; ``parent``: the map that it stands in."""

    slot: Slot
    container: bool
    parent: Id | None


class Missing(Exception):  # noqa: N818 - it names what is the case
    """The update builds on something that this document does not have (yet)."""

    def __init__(self, client: int, clock: int, known: int) -> None:
        super().__init__(f"it builds on clock {clock} of client {client}, of which {known} are known")


class Misplaced(Exception):  # noqa: N818 - it names what is the case
    """Something stands where the plan document has no such place; ``path`` is the place above it."""

    def __init__(self, message: str, path: str) -> None:
        super().__init__(message)
        self.path = path


class Placed(NamedTuple):
    """A struct that is new to the document, cut to its new part, with its place."""

    struct: Struct
    start: int
    end: int
    entry: Entry | None


def first_halves(struct: Struct) -> list[Id]:
    """The clocks at which a text has the first half of a surrogate pair."""
    content = struct.content
    if not isinstance(content, str) or len(content) == struct.length:
        return []
    found: list[Id] = []
    clock = struct.clock
    for character in content:
        if character > "\uffff":
            found.append((struct.client, clock))
            clock += 1
        clock += 1
    return found


def _extents(
    starts: list[int], entries: list[Entry | None], known: int, start: int, end: int
) -> Iterator[tuple[Entry, int]]:
    for place in range(max(bisect_right(starts, start) - 1, 0), len(starts)):
        if starts[place] >= end:
            return
        entry = entries[place]
        if entry is not None:
            until = starts[place + 1] if place + 1 < len(starts) else known
            yield entry, min(until, end) - max(starts[place], start)


class PlaceIndex:
    """The places of all structs of one document, and which of them are deleted.

    ``entity_items``: the items that ever were an entity. ``pairs``: the first halves of characters beyond U+FFFF,
    which take two clocks; yrs corrupts a text that is cut between the two.
    """

    def __init__(self) -> None:
        self._starts: dict[int, list[int]] = {}
        self._entries: dict[int, list[Entry | None]] = {}
        self._ends: dict[int, int] = {}
        self.deleted: dict[int, RangeSet] = {}
        self.entity_items: dict[tuple[str, str], list[Id]] = {}
        self._sided_items: dict[Slot, list[Id]] = {}
        self.pairs: set[Id] = set()

    def end(self, client: int) -> int:
        """The first clock of a client that is not known."""
        return self._ends.get(client, 0)

    def at(self, client: int, clock: int) -> Entry | None:
        """The entry of a known clock."""
        return self._entries[client][bisect_right(self._starts[client], clock) - 1]

    def is_deleted(self, item: Id) -> bool:
        """Whether an item was deleted."""
        ranges = self.deleted.get(item[0])
        return ranges is not None and ranges.contains(item[1], item[1] + 1)

    def setter(self, slot: Slot) -> int | None:
        """The client whose value stands in the field of one side; of all that were ever there one is not deleted."""
        return next((item[0] for item in reversed(self._sided_items.get(slot, [])) if not self.is_deleted(item)), None)

    def between(self, client: int, start: int, end: int) -> Iterator[Entry]:
        """The entries of known clocks in a range, without those that are gone."""
        return (entry for entry, _ in self.extents(client, start, end))

    def extents(self, client: int, start: int, end: int) -> Iterator[tuple[Entry, int]]:
        """The same, each with how many clocks of the range it has."""
        if start < self.end(client):
            yield from _extents(self._starts[client], self._entries[client], self.end(client), start, end)

    def new_deletes(self, update: DecodedUpdate) -> list[tuple[int, int, int]]:
        """The parts of the update's delete set that were not deleted yet, as (client, start, end)."""
        found: list[tuple[int, int, int]] = []
        for client, ranges in update.deletes.items():
            known = self.deleted.get(client)
            for start, length in ranges:
                if known is None:
                    found.append((client, start, start + length))
                else:
                    found.extend((client, *part) for part in known.missing(start, start + length))
        return found

    def add(self, placed: list[Placed], deletes: list[tuple[int, int, int]]) -> None:
        """Take in what :class:`Placing` has placed, and what is deleted now."""
        for struct, start, end, entry in placed:
            starts = self._starts.setdefault(struct.client, [])
            entries = self._entries.setdefault(struct.client, [])
            mergeable = entry is None or entry.slot.inside
            if not (entries and mergeable and entries[-1] == entry):
                starts.append(start)
                entries.append(entry)
            self._ends[struct.client] = end
            if entry is not None and entry.container and entry.slot.field is None and entry.slot.entity is not None:
                self.entity_items.setdefault((entry.slot.root, entry.slot.entity), []).append((struct.client, start))
            elif entry is not None and (entry.slot.root, entry.slot.field) in SIDED_FIELDS:
                self._sided_items.setdefault(entry.slot, []).append((struct.client, start))
            self.pairs.update(first_halves(struct))
        for client, start, end in deletes:
            self.deleted.setdefault(client, RangeSet()).add(start, end)


class Placing:
    """Finds the places of one update's structs, in an order in which each stands after what it builds on.

    Raises Missing where something is not known, Malformed where the structs contradict one another, Misplaced where
    one stands below what holds nothing of the kind.
    """

    def __init__(self, index: PlaceIndex, update: DecodedUpdate) -> None:
        self._index = index
        self._structs = update.structs
        self._next = dict.fromkeys(update.structs, 0)
        self._starts: dict[int, list[int]] = {}
        self._entries: dict[int, list[Entry | None]] = {}
        self._ends: dict[int, int] = {}
        self._pairs: set[Id] = set()
        self.placed: list[Placed] = []

    def run(self) -> list[Placed]:
        """Place every struct that is new to the document."""
        for client in self._structs:
            self._place_client(client)
        return self.placed

    def end(self, client: int) -> int:
        """The first clock of a client that is known neither to the document nor from this update, so far."""
        end = self._ends.get(client)
        return self._index.end(client) if end is None else end

    def at(self, client: int, clock: int) -> Entry | None:
        """The entry of a clock that the document or the placed part of this update has."""
        if clock < self._index.end(client):
            return self._index.at(client, clock)
        return self._entries[client][bisect_right(self._starts[client], clock) - 1]

    def between(self, client: int, start: int, end: int) -> Iterator[Entry]:
        """The entries in a range of clocks, known and new, without those that are gone."""
        return (entry for entry, _ in self.extents(client, start, end))

    def extents(self, client: int, start: int, end: int) -> Iterator[tuple[Entry, int]]:
        """The same, each with how many clocks of the range it has."""
        yield from self._index.extents(client, start, end)
        if client in self._starts:
            yield from _extents(self._starts[client], self._entries[client], self._ends[client], start, end)

    def splits(self, client: int, clock: int) -> bool:
        """Whether a cut before a clock goes through the middle of a character that is not deleted."""
        half = (client, clock - 1)
        return (half in self._index.pairs and not self._index.is_deleted(half)) or half in self._pairs

    def _place_client(self, client: int) -> None:
        """Place all structs of a client; of others, as far as these build on them."""
        waiting = [(client, MAX_CLOCK)]
        stacked = {client}
        while waiting:
            top, until = waiting[-1]
            needed = self._advance(top, until)
            if needed is None:
                waiting.pop()
                stacked.discard(top)
            elif needed[0] in stacked:
                message = f"expected structs that can be put in an order, got a circle through client {needed[0]}"
                raise Malformed(message)
            else:
                waiting.append(needed)
                stacked.add(needed[0])

    def _advance(self, client: int, until: int) -> Id | None:
        """Place a client's structs up to a clock, or until one needs another client's first: that one is returned."""
        structs = self._structs[client]
        place = self._next[client]
        while place < len(structs) and self.end(client) <= until:
            struct = structs[place]
            end = struct.clock + struct.length
            known = self.end(client)
            if end > known:
                if struct.clock > known or struct.kind == SKIP:
                    raise Missing(client, struct.clock, known)
                needed = self._needs(struct)
                if needed is not None:
                    return needed
                self._take(struct, known, end)
            place += 1
            self._next[client] = place
        return None

    def _needs(self, struct: Struct) -> Id | None:
        parent = struct.parent
        for item in (struct.origin, struct.right_origin, parent if isinstance(parent, tuple) else None):
            if item is None or item[1] < self.end(item[0]):
                continue
            structs = self._structs.get(item[0])
            if item[0] == struct.client or not structs or item[1] >= structs[-1].clock + structs[-1].length:
                raise Missing(item[0], item[1], self.end(item[0]))
            return item
        return None

    def _take(self, struct: Struct, known: int, end: int) -> None:
        start = max(struct.clock, known)
        entry = None if struct.kind == GC else self._entry(struct)
        if start > struct.clock:
            before = self.at(struct.client, start - 1)
            if (before and before.slot) != (entry and entry.slot):
                message = f"expected clock {start} of client {struct.client} to go on where it began, got another place"
                raise Malformed(message)
        self._starts.setdefault(struct.client, []).append(start)
        self._entries.setdefault(struct.client, []).append(entry)
        self._ends[struct.client] = end
        self._pairs.update(first_halves(struct))
        self.placed.append(Placed(struct, start, end, entry))

    def _entry(self, struct: Struct) -> Entry | None:
        is_type = struct.kind == TYPE
        if struct.origin is None and struct.right_origin is None:
            if isinstance(struct.parent, tuple):
                return self._below(struct, struct.parent, is_type=is_type)
            return self._below_root(struct, is_type=is_type)
        beside: list[Entry] = []
        for item in (struct.origin, struct.right_origin):
            if item is not None:
                entry = self.at(*item)
                if entry is None:
                    return None
                beside.append(entry)
        if beside[0].slot != beside[-1].slot:
            message = (
                f"expected origins in one place, got {beside[0].slot.path} and {beside[-1].slot.path} "
                f"for clock {struct.clock} of client {struct.client}"
            )
            raise Malformed(message)
        if not beside[0].slot.inside and struct.right_origin is not None:
            message = f"expected no right origin for a value of a map, got one in {beside[0].slot.path}"
            raise Malformed(message)
        return Entry(beside[0].slot, is_type, beside[0].parent)

    def _below_root(self, struct: Struct, *, is_type: bool) -> Entry:
        root, key = struct.parent, struct.parent_sub
        if not isinstance(root, str) or key is None:
            message = "expected a key in this map, got a list or a text"
            raise Misplaced(message, str(root))
        if root in SINGLE_ROOTS:
            return Entry(Slot(root, None, key), is_type, None)
        return Entry(Slot(root, key, None), is_type, None)

    def _below(self, struct: Struct, parent: Id, *, is_type: bool) -> Entry | None:
        above = self.at(*parent)
        if above is None:
            return None
        slot = above.slot
        if not above.container:
            if self._was_collected(parent):
                return None
            message = f"expected a map or a text above clock {struct.clock} of client {struct.client}, got a value"
            raise Misplaced(message, slot.path)
        if slot.field is None:
            if struct.parent_sub is None:
                message = "expected a key in this entity, got a list or a text"
                raise Misplaced(message, slot.path)
            return Entry(Slot(slot.root, slot.entity, struct.parent_sub), is_type, parent)
        if slot.inside or struct.parent_sub is not None:
            message = "expected a plain value or plain text, got something nested in it"
            raise Misplaced(message, slot.path)
        return Entry(slot._replace(inside=True), is_type, above.parent)

    def _was_collected(self, item: Id) -> bool:
        """Whether an item's content was collected, so that it no longer tells whether it was a container."""
        if self._index.is_deleted(item):
            return True
        structs = self._structs.get(item[0], [])
        place = bisect_right(structs, item[1], key=lambda struct: struct.clock) - 1
        return place >= 0 and structs[place].kind == DELETED
