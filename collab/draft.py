"""A change of a document made by the server, tried on a copy first: create, update and remove entities."""

from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

from pycrdt import Map, Text

from collab.admission import Touch
from collab.place import Slot
from collab.replica import Replica
from collab.rights import SideOf
from plans.rules.authorship import Deed
from plans.rules.declaration import Collection
from plans.rules.position import position_after
from plans.rules.value import is_absent, notation


class Draft:
    """A copy of a document under change. Fields are given by name, as Python values or in the document's notation."""

    def __init__(self, replica: Replica, client_id: int | None = None, side_of: SideOf = lambda _: None) -> None:
        """``side_of`` of the replica; without it nobody has set anything yet, as in a new document."""
        self.replica = replica.draft(client_id)
        self.side_of = side_of
        self._deltas: list[bytes] = []

    def create(self, root: str, entity_id: UUID, fields: Mapping[str, object]) -> None:
        """Add an entity with all its texts; behind its siblings where no position is given."""
        collection = self._collection(root)
        values: dict[str, Any] = {field.name: Text(str(fields.get(field.name) or "")) for field in collection.texts}
        for name, value in fields.items():
            written = notation(value)
            if name not in values and not is_absent(written):
                values[name] = written
        if collection.field("position") and "position" not in values:
            values["position"] = position_after(self._last_position(root))

        def change(roots: dict[str, Map[Any]]) -> None:
            roots[root][str(entity_id)] = Map(values)

        self._write(change)

    def update(self, root: str, entity_id: UUID | None, fields: Mapping[str, object]) -> None:
        """Change fields of an entity, or of a single root; ``None`` clears one. A text keeps what stays the same."""
        collection = self._collection(root)

        def change(roots: dict[str, Map[Any]]) -> None:
            shared: Map[Any] = roots[root] if entity_id is None else roots[root][str(entity_id)]
            for name, value in fields.items():
                written = notation(value)
                field = collection.field(name)
                if field is not None and field.is_text:
                    _retype(shared, name, str(written or ""))
                elif _is_same(written, shared.get(name)):
                    continue
                elif is_absent(written):
                    del shared[name]
                else:
                    shared[name] = written

        self._write(change)

    def remove(self, root: str, entity_id: UUID) -> None:
        """Remove an entity."""

        def change(roots: dict[str, Map[Any]]) -> None:
            del roots[root][str(entity_id)]

        self._write(change)

    def seed(self) -> None:
        """Give the single roots of an empty document their texts. Done once, from here alone, in the first update."""

        def change(roots: dict[str, Map[Any]]) -> None:
            for collection in self.replica.document.collections:
                for field in collection.texts if collection.single else ():
                    roots[collection.root][field.name] = Text()

        self._write(change)

    def touches(self, root: str, entity_id: UUID | None, fields: Mapping[str, object]) -> Iterator[Touch]:
        """The fields that an update would change."""
        collection, entity = self._collection(root), None if entity_id is None else str(entity_id)
        present = self.replica.raw_entity(root, entity) or {}
        for name, value in fields.items():
            written = notation(value)
            if collection.field(name) is not None and not _is_same(written, present.get(name)):
                yield Touch(Deed.WRITE, Slot(root, entity, name), written)

    def has(self, root: str, entity_id: UUID) -> bool:
        """Whether an entity is there."""
        return self.replica.raw_entity(root, str(entity_id)) is not None

    @property
    def deltas(self) -> tuple[bytes, ...]:
        """The updates of all changes, in order."""
        return tuple(self._deltas)

    def _write(self, change: Any) -> None:
        delta, _ = self.replica.write(change)
        if delta:
            self._deltas.append(delta)

    def _collection(self, root: str) -> Collection:
        collection = self.replica.document.collection(root)
        if collection is None:
            raise KeyError(root)
        return collection

    def _last_position(self, root: str) -> str | None:
        entities = (self.replica.raw_entity(root, entity) or {} for entity in self.replica.entity_ids(root))
        return max((str(entity["position"]) for entity in entities if entity.get("position")), default=None)


def _is_same(written: object, before: object) -> bool:
    """Whether a field says nothing else than before."""
    return written == before or (is_absent(written) and is_absent(before))


def _retype(shared: "Map[Any]", name: str, wanted: str) -> None:
    """Make a text read as wanted by replacing only what differs, so that others' typing around it stays."""
    text = shared.get(name)
    if not isinstance(text, Text):
        shared[name] = Text(wanted)
        return
    current = str(text)
    if current == wanted:
        return
    start = 0
    while start < min(len(current), len(wanted)) and current[start] == wanted[start]:
        start += 1
    end = 0
    while end < min(len(current), len(wanted)) - start and current[-1 - end] == wanted[-1 - end]:
        end += 1
    offset = len(current[:start].encode())
    removed = len(current[start : len(current) - end].encode())
    if removed:
        del text[offset : offset + removed]
    if added := wanted[start : len(wanted) - end]:
        text.insert(offset, added)
