"""One process's copy of a live document: the CRDT, and the index of places beside it.

All use of pycrdt for reading and applying is here. Nothing here knows sockets or the database.
"""

from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, cast

import pycrdt
from pycrdt import Doc, Map, Text

from collab.admission import Admitted, admit, decode
from collab.place import Entry, Placed, PlaceIndex, Placing
from collab.touch import Entity, Touched, is_entity
from collab.update_reader import STRING, DecodedUpdate
from plans.rules.declaration import Document

NOTHING = Touched(frozenset(), frozenset())
MERGE_CHUNK = 500  # updates merged at once when a log is loaded


class Replica:
    """The document as this process has it, with edits that are admitted but not yet committed."""

    def __init__(self, document: Document, updates: Sequence[bytes] = (), client_id: int | None = None) -> None:
        self.document = document
        self.doc: Doc[Any] = Doc(client_id=client_id)
        self._roots: dict[str, Map[Any]] = {
            collection.root: self.doc.get(collection.root, type=Map) for collection in document.collections
        }
        self._index: PlaceIndex | None = None
        self._text_bounds: dict[tuple[str, str | None, str], int] = {}
        for merged in merge_in_chunks(updates):
            self.doc.apply_update(merged)

    @contextmanager
    def _recorded(self) -> Generator[list[bytes]]:
        """The updates of what happens inside. The observer is taken away again: it would keep the document for ever."""
        updates: list[bytes] = []

        def keep(event: Any) -> None:
            updates.append(event.update)

        subscription = self.doc.observe(keep)
        try:
            yield updates
        finally:
            self.doc.unobserve(subscription)

    @property
    def index(self) -> PlaceIndex:
        """The places of all structs; read from the whole state when first needed."""
        if self._index is None:
            self._index = PlaceIndex()
            state = decode_state(self.state())
            self._index.add(Placing(self._index, state).run(), self._index.new_deletes(state))
        return self._index

    def admit(self, update: DecodedUpdate) -> Admitted:
        """Judge an update; see :func:`collab.admission.admit`."""
        return admit(self.document, self.index, self, update)

    def apply(self, update: bytes, admitted: Admitted) -> bytes:
        """Apply an admitted update; return the bytes to commit and relay.

        They hold nothing that was there before: merging prefers other structs than applying does. Empty: no change.
        """
        deletes = list(admitted.deletes)
        if (
            admitted.whole
            and not admitted.deletes
            and all(new.entry and new.entry.slot.inside for new in admitted.placed)
        ):
            delta = update  # typing: nothing else changes
            self.doc.apply_update(update)
        else:
            with self._recorded() as updates:
                self.doc.apply_update(update)
            delta = joined(updates)
            deletes.extend(self._deleted_too(delta, deletes))
            delta = update if admitted.whole else delta
        self.index.add(list(admitted.placed), deletes)
        self._note_typing(admitted.placed)
        return delta

    def _deleted_too(self, delta: bytes, known: Sequence[tuple[int, int, int]]) -> list[tuple[int, int, int]]:
        """What an update deleted without saying so: the older of two values set at once, what a removed entity held."""
        if not delta:
            return []
        found = self.index.new_deletes(decode_state(delta))
        return found if found != list(known) else []

    def write(self, change: Callable[[dict[str, Map[Any]]], None]) -> tuple[bytes, Touched]:
        """Make a change of the server's own; return its update and what it touches."""
        index = self.index
        with self._recorded() as updates, self.doc.transaction(origin="server"):
            change(self._roots)
        delta = joined(updates)
        return delta, self._take_in(index, delta) if delta else NOTHING

    def add_texts(self, root: str, entity: str, fields: Sequence[str]) -> tuple[bytes, Touched]:
        """Add empty texts to an entity that was created without them."""

        def change(roots: dict[str, Map[Any]]) -> None:
            for name in fields:
                roots[root][entity][name] = Text()

        return self.write(change)

    @property
    def is_indexed(self) -> bool:
        """Whether the places of structs are known, so that updates of others tell what they touch."""
        return self._index is not None

    def track_places(self) -> None:
        """Know the places of structs from now on: what is collected before cannot be told."""
        _ = self.index

    def draft(self, client_id: int | None = None) -> "Replica":
        """A copy to try a change on, under this client id (the same one where none is given)."""
        copy = Replica(self.document, client_id=self.doc.client_id if client_id is None else client_id)
        copy.doc.apply_update(self.state())
        return copy

    def apply_committed(self, update: bytes) -> Touched:
        """Apply an update of the log, which was admitted elsewhere; return what it touches, where that is known.

        Raises Missing where it builds on what is not here, which a log in its order never does.
        """
        if self._index is None:
            self.doc.apply_update(update)
            return NOTHING
        touched = self._take_in(self._index, update)
        with self._recorded() as updates:
            self.doc.apply_update(update)
        self._index.add([], self._deleted_too(joined(updates), ()))
        return touched

    def _take_in(self, index: PlaceIndex, update: bytes) -> Touched:
        decoded = decode_state(update)
        placing = Placing(index, decoded)
        placed = placing.run()
        deletes = index.new_deletes(decoded)
        added = [new.entry for new in placed if new.entry is not None]
        deleted = [entry for client, start, end in deletes for entry in placing.between(client, start, end)]
        index.add(placed, deletes)
        self._note_typing(placed)
        return _touched(added, deleted)

    def touched_by(self, update: bytes) -> Touched:
        """What an update of the log, already applied, has touched; without what was collected since."""
        decoded = decode_state(update)
        added: list[Entry] = []
        for client, structs in decoded.structs.items():
            end = structs[-1].clock + structs[-1].length
            added.extend(self.index.between(client, structs[0].clock, end))
        deleted = [
            entry
            for client, ranges in decoded.deletes.items()
            for start, length in ranges
            for entry in self.index.between(client, start, start + length)
        ]
        return _touched(added, deleted)

    def state(self) -> bytes:
        """The whole state as one update."""
        return self.doc.get_update()

    def state_vector(self) -> bytes:
        """What is here, as the protocol's step 1 tells it."""
        return self.doc.get_state()

    def missing_from(self, state_vector: bytes) -> bytes:
        """What a reader with this state vector lacks, with all deletions."""
        return self.doc.get_update(state_vector)

    def raw(self) -> dict[str, object]:
        """The content as plain nested values, keyed by root."""
        return {root: shared.to_py() for root, shared in self._roots.items()}

    def raw_entity(self, root: str, entity: str | None) -> dict[str, object] | None:
        """One entity's values, or ``None`` where it is not (or no longer) there."""
        shared = self._roots[root]
        if entity is not None:
            shared = cast("Map[Any] | None", shared.get(entity))
        if not isinstance(shared, Map):
            return None
        return cast("dict[str, object]", shared.to_py())

    def scalar(self, root: str, entity: str | None, field: str) -> object:
        """The value of one field that is no text; null and empty are ``None``, as absent is."""
        shared: Any = self._roots[root]
        for key in (entity, field):
            if key is not None:
                shared = shared.get(key) if isinstance(shared, Map) else None  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]
        return None if shared == "" else cast("object", shared)

    def entity_ids(self, root: str) -> list[str]:
        """The ids of the entities under a root."""
        return list(self._roots[root].keys())

    def all_entities(self) -> list[Entity]:
        """Every single root and every entity."""
        found: list[Entity] = []
        for collection in self.document.collections:
            ids = [None] if collection.single else self.entity_ids(collection.root)
            found.extend((collection.root, entity) for entity in ids)
        return found

    def count_entities(self, root: str) -> int:
        """How many entities there are under a root."""
        return len(self._roots[root])

    def text_length(self, root: str, entity: str | None, field: str, *, exact: bool = False) -> int:
        """The length of a text in characters, or (cheaper) a bound that it does not exceed."""
        key = (root, entity, field)
        bound = self._text_bounds.get(key)
        if bound is None or exact:
            text = self._text(root, entity, field)
            bound = self._text_bounds[key] = len(str(text)) if text is not None else 0
        return bound

    def text_units(self, root: str, entity: str | None, field: str) -> int:
        """The length of a text in UTF-16 units, as clocks count it."""
        text = self._text(root, entity, field)
        return len(str(text).encode("utf-16-le")) // 2 if text is not None else 0

    def missing_texts(self, root: str, entity: str) -> list[str]:
        """Text fields that an entity should have been created with."""
        shared = self._roots[root].get(entity)
        collection = self.document.collection(root)
        if not isinstance(shared, Map) or collection is None:
            return []
        return [field.name for field in collection.texts if field.name not in shared]

    def _text(self, root: str, entity: str | None, field: str) -> Text | None:
        shared: Any = self._roots[root]
        for key in (entity, field):
            if key is not None:
                shared = shared.get(key) if isinstance(shared, Map) else None  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]
        return shared if isinstance(shared, Text) else None

    def _note_typing(self, placed: Sequence[Placed]) -> None:
        for new in placed:
            if new.entry is not None and new.entry.slot.inside and new.struct.kind == STRING:
                slot = new.entry.slot
                key = (slot.root, slot.entity, str(slot.field))
                if key in self._text_bounds:
                    self._text_bounds[key] += new.end - new.start


def _touched(added: Sequence[Entry], deleted: Sequence[Entry]) -> Touched:
    slots = frozenset(entry.slot for entries in (added, deleted) for entry in entries)
    return Touched(slots, frozenset((entry.slot.root, entry.slot.entity) for entry in added if is_entity(entry)))


def decode_state(state: bytes) -> DecodedUpdate:
    """Read a trusted update: one that was committed, or that this process made; of any size."""
    return decode(state, trusted=True)


def merge_in_chunks(updates: Sequence[bytes]) -> Iterator[bytes]:
    """The same updates, merged: applying thousands one by one costs far more."""
    for start in range(0, len(updates), MERGE_CHUNK):
        chunk = updates[start : start + MERGE_CHUNK]
        yield joined(chunk)


def merge(updates: Sequence[bytes]) -> bytes:
    """Several updates as one."""
    return pycrdt.merge_updates(*updates)


def joined(updates: Sequence[bytes]) -> bytes:
    """Several updates as one; none as no bytes."""
    return updates[0] if len(updates) == 1 else merge(updates) if updates else b""


def same(left: Replica, right: Replica) -> bool:
    """Whether two replicas hold the same: state vector, delete set and content. Bytes may differ."""
    one, other = decode_state(left.state()), decode_state(right.state())
    ends = [
        {client: structs[-1].clock + structs[-1].length for client, structs in decoded.structs.items()}
        for decoded in (one, other)
    ]
    return ends[0] == ends[1] and one.deletes == other.deletes and left.raw() == right.raw()
