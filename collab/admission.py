"""Admission: every update is judged on its bytes before anything is applied.

Checked are size, gaps, known roots and paths, value types, text limits, and that no text and no entity is
replaced, since that would lose another person's typing. What the document already has is ignored, so that an
honest full synchronisation passes. Who may write what is asked later, of every place touched: `collab.rights`.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from collab.codec import Malformed
from collab.errors import NotTheProtocol, NotYours, OverLimit
from collab.place import Entry, Misplaced, Missing, Placed, PlaceIndex, Placing, Slot
from collab.ranges import RangeSet
from collab.touch import Touched
from collab.update_reader import (
    ANY,
    DELETED,
    GC,
    STRING,
    TYPE,
    TYPE_MAP,
    TYPE_TEXT,
    DecodedUpdate,
    Id,
    Struct,
    TooManyOperations,
    read_update,
)
from plans.rules.authorship import Deed
from plans.rules.declaration import Collection, Document, Field
from plans.rules.document import MAX_ENTITIES, MAX_UPDATE_BYTES
from plans.rules.value import describe, is_entity_id, printable, problem

_REFUSED_KINDS = "bytes, a subdocument, a format, an embed or a list"


@dataclass(frozen=True, slots=True)
class Touch:
    """One place that an update touches, and how. For a scalar, ``value`` is one that it is given, ``None``: cleared."""

    deed: Deed
    slot: Slot
    value: object = None


class View(Protocol):
    """What admission asks of the document as it stands, admitted edits included."""

    def count_entities(self, root: str) -> int: ...

    def text_length(self, root: str, entity: str | None, field: str, *, exact: bool = False) -> int: ...

    def text_units(self, root: str, entity: str | None, field: str) -> int: ...


@dataclass(frozen=True, slots=True)
class Admitted:
    """An update that may be applied. ``whole``: it holds nothing that the document already had."""

    placed: tuple[Placed, ...]
    deletes: tuple[tuple[int, int, int], ...]
    touches: tuple[Touch, ...]
    whole: bool

    @property
    def is_new(self) -> bool:
        """Whether the update changes anything."""
        return bool(self.placed or self.deletes)

    @property
    def client(self) -> int:
        """The client of the first new struct, 0 where there is none."""
        return self.placed[0].struct.client if self.placed else 0

    @property
    def clients(self) -> frozenset[int]:
        """The clients of all new structs."""
        return frozenset(new.struct.client for new in self.placed)

    @property
    def touched(self) -> Touched:
        """The places that change, and the entities that are created."""
        slots = frozenset(touch.slot for touch in self.touches)
        created = frozenset((touch.slot.root, touch.slot.entity) for touch in self.touches if touch.deed is Deed.CREATE)
        return Touched(slots, created)


def decode(update: bytes, *, trusted: bool = False) -> DecodedUpdate:
    """Read an update's bytes; a trusted one may be of any size. Raises OverLimit or NotTheProtocol."""
    if trusted:
        return read_update(update, max_operations=len(update))
    if len(update) > MAX_UPDATE_BYTES:
        message = f"an update may have {MAX_UPDATE_BYTES} bytes, this one has {len(update)}: send smaller ones"
        raise OverLimit(message)
    try:
        return read_update(update)
    except TooManyOperations as error:
        raise OverLimit(str(error)) from error
    except Malformed as error:
        raise NotTheProtocol(str(error)) from error


def admit(document: Document, index: PlaceIndex, view: View, update: DecodedUpdate) -> Admitted:
    """Judge an update; nothing is changed.

    Raises Missing where it builds on what the document does not have (catch up and ask again), NotTheProtocol,
    NotYours or OverLimit.
    """
    placing = Placing(index, update)
    try:
        placed = placing.run()
    except Malformed as error:
        raise NotTheProtocol(str(error)) from error
    except Misplaced as error:
        raise NotYours(str(error), printable(error.path, 100)) from error
    deletes = index.new_deletes(update)
    for client, start, end in deletes:
        if end > placing.end(client):
            raise Missing(client, start, placing.end(client))
    touches = _Judge(document, index, view, placing, deletes).touches()
    known = sum(map(len, update.structs.values())) - len(placed)
    whole = known == 0 and all(new.start == new.struct.clock for new in placed)
    return Admitted(tuple(placed), tuple(deletes), touches, whole)


class _Judge:
    """The rules for one update."""

    def __init__(
        self,
        document: Document,
        index: PlaceIndex,
        view: View,
        placing: Placing,
        deletes: Sequence[tuple[int, int, int]],
    ) -> None:
        self._document = document
        self._index = index
        self._view = view
        self._placing = placing
        self._deletes = deletes
        self._deleted_here: dict[int, RangeSet] = {}
        for client, start, end in deletes:
            self._deleted_here.setdefault(client, RangeSet()).add(start, end)
        self._created: dict[tuple[str, str], list[Id]] = {}
        self._created_in: Counter[str] = Counter()
        self._typed: dict[Slot, int] = {}
        self._erased: Counter[Slot] = Counter()
        self._touches: dict[Touch, None] = {}
        self._written: set[Slot] = set()

    def touches(self) -> tuple[Touch, ...]:
        """Judge all structs and deletions; return every place that they touch, a scalar once with each value."""
        self._require_whole_characters()
        for new in self._placing.placed:
            if new.entry is None:
                _require_collected_or_plain(new.struct)
            else:
                self._judge(new, new.entry)
        for client, start, end in self._deletes:
            for entry, length in self._placing.extents(client, start, end):
                self._judge_deletion(entry, length)
        for slot, typed in self._typed.items():
            self._require_text_fits(slot, typed)
        return tuple(self._touches)

    def _touch(self, deed: Deed, slot: Slot, value: object = None) -> None:
        self._touches[Touch(deed, slot, value)] = None
        if deed is Deed.WRITE:
            self._written.add(slot)

    def _require_whole_characters(self) -> None:
        splits = self._placing.splits
        cut = any(splits(client, start) or splits(client, end) for client, start, end in self._deletes)
        for struct, start, _, _ in self._placing.placed:
            origin, right = struct.origin, struct.right_origin
            cut = cut or (origin is not None and splits(origin[0], origin[1] + 1))
            cut = cut or (right is not None and splits(*right))
            cut = cut or (start > struct.clock and splits(struct.client, start))
        if cut:
            message = "a character beyond U+FFFF is replaced as a whole: this update cuts through one"
            raise NotYours(message)

    def _judge(self, new: Placed, entry: Entry) -> None:
        slot, struct = entry.slot, new.struct
        collection = self._document.collection(slot.root)
        if collection is None:
            message = f"{describe(slot.root)} is not part of the {self._document.kind} document"
            raise NotYours(message, _shown(slot))
        if slot.field is None:
            self._judge_entity(collection, slot, new)
            return
        field = collection.field(slot.field)
        if field is None:
            message = f"{describe(slot.field)} is not a field of {collection.root}"
            raise NotYours(message, _shown(slot))
        if slot.inside:
            self._judge_typing(slot, struct)
        elif field.is_text:
            self._judge_text(slot, struct, entry)
        else:
            self._judge_scalar(field, slot, struct, is_kept=not self._is_removed((struct.client, new.start)))

    def _judge_entity(self, collection: Collection, slot: Slot, new: Placed) -> None:
        struct = new.struct
        if slot.entity is None or not is_entity_id(slot.entity):
            message = f"expected a UUID in lower case as the key, got {describe(slot.entity)}"
            raise NotYours(message, _shown(slot))
        if struct.kind != DELETED and (struct.kind != TYPE or struct.content != TYPE_MAP):
            message = f"expected an entity (Y.Map), got {_shown_content(struct)}"
            raise NotYours(message, slot.path)
        key = (slot.root, slot.entity)
        others = [*self._index.entity_items.get(key, ()), *self._created.get(key, ())]
        if not all(self._is_removed(item) for item in others):
            message = "this entity exists: change its fields; replacing it would lose what others typed"
            raise NotYours(message, slot.path)
        if struct.kind == DELETED:
            return
        self._created.setdefault(key, []).append((struct.client, new.start))
        self._created_in[slot.root] += 1
        if self._view.count_entities(slot.root) + self._created_in[slot.root] > MAX_ENTITIES:
            message = f"a plan may have {MAX_ENTITIES} {collection.root}: remove some first"
            raise OverLimit(message, slot.root)
        self._touch(Deed.CREATE, slot)

    def _is_removed(self, item: Id) -> bool:
        """Whether an item was deleted before or is deleted by this very update."""
        here = self._deleted_here.get(item[0])
        return self._index.is_deleted(item) or (here is not None and here.contains(item[1], item[1] + 1))

    def _judge_text(self, slot: Slot, struct: Struct, entry: Entry) -> None:
        if struct.kind != DELETED and (struct.kind != TYPE or struct.content != TYPE_TEXT):
            message = f"expected collaborative text (Y.Text), got {_shown_content(struct)}"
            raise NotYours(message, slot.path)
        if entry.parent is None or entry.parent[1] < self._index.end(entry.parent[0]):
            message = "a text is set once, with its entity: type into the one that is there"
            raise NotYours(message, slot.path)
        self._touch(Deed.WRITE, slot)

    def _judge_typing(self, slot: Slot, struct: Struct) -> None:
        if struct.kind == DELETED:
            return
        if struct.kind != STRING or not isinstance(struct.content, str):
            message = f"expected plain text, got {_shown_content(struct)}"
            raise NotYours(message, slot.path)
        if "\x00" in struct.content:
            message = "text may not hold the character U+0000"
            raise NotYours(message, slot.path)
        text = slot._replace(inside=False)
        self._typed[text] = self._typed.get(text, 0) + struct.length
        self._touch(Deed.WRITE, text)

    def _judge_scalar(self, field: Field, slot: Slot, struct: Struct, *, is_kept: bool) -> None:
        if struct.kind == DELETED:  # written and cleared before it was sent: it clears what is there
            self._touch(Deed.WRITE, slot)
            return
        if struct.kind != ANY or struct.length != 1 or not isinstance(struct.content, list):
            message = f"expected {field.type.expectation}, got {_shown_content(struct)}"
            raise NotYours(message, slot.path)
        value = struct.content[0]
        wrong = problem(field.type, value)
        if wrong is not None:
            raise NotYours(wrong, slot.path)
        self._touch(Deed.WRITE, slot, value if is_kept else None)

    def _judge_deletion(self, entry: Entry, length: int) -> None:
        slot = entry.slot
        if slot.field is None:
            self._touch(Deed.REMOVE, slot)
        elif entry.parent is not None and self._is_removed(entry.parent):
            return  # it goes with its entity
        elif slot.inside:
            self._erased[slot._replace(inside=False)] += length
            self._touch(Deed.WRITE, slot._replace(inside=False))
        elif entry.container:
            message = "a text cannot be removed from its entity: clear it instead"
            raise NotYours(message, slot.path)
        elif slot not in self._written:
            self._touch(Deed.WRITE, slot)

    def _require_text_fits(self, slot: Slot, typed: int) -> None:
        collection = self._document.collection(slot.root)
        field = collection.field(slot.field) if collection and slot.field else None
        if field is None or slot.field is None:
            return
        length = self._view.text_length(slot.root, slot.entity, slot.field)
        if length + typed > field.type.max_length:
            length = self._view.text_length(slot.root, slot.entity, slot.field, exact=True)
        if length + typed > field.type.max_length:  # what is typed and erased is counted in UTF-16 units
            left = self._view.text_units(slot.root, slot.entity, slot.field) - self._erased[slot]
            if left + typed > field.type.max_length:
                message = f"a text here may have {field.type.max_length} characters, this would be {left + typed}"
                raise OverLimit(message, slot.path)


def _require_collected_or_plain(struct: Struct) -> None:
    """What stands in a collected place vanishes, but a reader without garbage collection would see it."""
    known_type = struct.kind == TYPE and struct.content in {TYPE_MAP, TYPE_TEXT}
    if not known_type and struct.kind not in {GC, DELETED, STRING, ANY}:
        message = f"expected plain values, got {_shown_content(struct)}"
        raise NotTheProtocol(message)


def _shown(slot: Slot) -> str:
    return "/".join(printable(part, 40) for part in slot[:3] if part is not None)


def _shown_content(struct: Struct) -> str:
    if struct.kind == ANY and isinstance(struct.content, list):
        return describe(struct.content[0]) if len(struct.content) == 1 else "several values"
    if struct.kind == STRING:
        return "text in place of a value"
    if struct.kind == TYPE:
        names: Mapping[object, str] = {TYPE_MAP: "a Y.Map", TYPE_TEXT: "a Y.Text"}
        return names.get(struct.content, "another shared type")
    return _REFUSED_KINDS
