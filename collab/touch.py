"""What updates touch and when: gathered since the tables were written, to be written beside the content.

The log says when an update was committed, an update which places it touches. The tables keep of each entity when it was
created and last touched, and of timed fields since when they are what they are.
"""

import datetime as dt
from collections.abc import Iterator
from copy import copy
from dataclasses import dataclass, field

from collab.place import Entry, Slot
from plans.rules.document import DOCUMENTS

Entity = tuple[str, str | None]  # (root, id); a single root has no id

TIMED = frozenset(
    (collection.root, declared.name)
    for document in DOCUMENTS.values()
    for collection in document.collections
    for declared in collection.fields
    if declared.is_timed
)


@dataclass(frozen=True, slots=True)
class Touched:
    """The places that an update changes, and the entities that it creates."""

    slots: frozenset[Slot]
    created: frozenset[Entity]

    @property
    def entities(self) -> frozenset[Entity]:
        """The entities that change."""
        return frozenset((slot.root, slot.entity) for slot in self.slots)


def is_entity(entry: Entry) -> bool:
    """Whether what stands here is an entity itself, and no field of one."""
    return entry.container and entry.slot.field is None and entry.slot.entity is not None


@dataclass(slots=True)
class Trace:
    """Where and when an entity was last touched.

    ``created_at``: where it was created meanwhile; ``set_at``: when timed fields were set, by name.
    """

    version: int
    touched_at: dt.datetime
    created_at: dt.datetime | None = None
    set_at: dict[str, dt.datetime] = field(default_factory=dict[str, dt.datetime])


class Traces:
    """The traces of all entities that were touched since the tables were written."""

    def __init__(self) -> None:
        self._traces: dict[Entity, Trace] = {}

    def __bool__(self) -> bool:
        return bool(self._traces)

    def __iter__(self) -> Iterator[tuple[Entity, Trace]]:
        return iter(self._traces.items())

    def version(self, entity: Entity) -> int:
        """The sequence that last touched an entity; 0 where none did."""
        trace = self._traces.get(entity)
        return trace.version if trace else 0

    def note(self, touched: Touched, seq: int, at: dt.datetime) -> None:
        """An update of the log touched this. Updates come in any order."""
        for slot in touched.slots:
            entity = slot.root, slot.entity
            trace = self._traces.get(entity)
            if trace is None:
                trace = self._traces[entity] = Trace(seq, at)
            elif trace.version < seq:
                trace.version, trace.touched_at = seq, at
            if slot.field is not None and (slot.root, slot.field) in TIMED:
                trace.set_at[slot.field] = max(at, trace.set_at.get(slot.field, at))
        for entity in touched.created:
            trace = self._traces[entity]
            trace.created_at = max(at, trace.created_at or at)

    def copy(self) -> "Traces":
        """The same, to be noted in without changing these."""
        copied = Traces()
        for entity, trace in self:
            copied._traces[entity] = copy(trace)
            copied._traces[entity].set_at = dict(trace.set_at)
        return copied

    def forget(self, until: int) -> None:
        """What was touched up to this sequence is written."""
        for entity in [entity for entity, trace in self if trace.version <= until]:
            del self._traces[entity]
