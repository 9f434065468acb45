"""Projection: what the documents say, written to their tables, forward only.

What is to be written is taken out of a room at a settled moment, when everything in it is committed. A room knows
which entities changed since the tables were written; where it cannot know (after a crash, or for edits of others
that came before it kept track), the log tells.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from collab.replica import Entity, Replica
from collab.room import Room
from plans.rules.content import read_row
from plans.rules.declaration import Collection
from plans.rules.value import is_entity_id
from plans.store.connection import Connection
from plans.store.content import EntityWrite, delete_unknown, write_entities
from plans.store.document import DocumentKey, advance_projection, lock_document
from plans.store.update_log import select_updates


@dataclass(frozen=True, slots=True)
class Capture:
    """What is to be written of one document, as of ``seq``. ``known``: all ids, where the tables are to be cleared."""

    key: DocumentKey
    seq: int
    writes: tuple[tuple[Collection, tuple[EntityWrite, ...]], ...]
    known: tuple[tuple[Collection, tuple[UUID, ...]], ...]


async def note_untracked(connection: Connection, room: Room) -> None:
    """Find out from the log which entities changed while the room did not keep track."""
    untracked = room.untracked
    if untracked is None:
        return
    after, until = untracked
    for row in await select_updates(connection, room.vendor_id, room.document_id, after=after, until=until):
        for entity in room.replica.touched_by(row.update):
            room.dirty[entity] = max(room.dirty.get(entity, 0), row.seq)
    if room.untracked == untracked:
        room.untracked = None


def capture(room: Room) -> Capture:
    """Take out of a settled room what is to be written."""
    return capture_replica(room.key, room.replica, room.dirty, room.seq, reconcile=room.reconcile)


def capture_replica(
    key: DocumentKey, replica: Replica, dirty: Mapping[Entity, int], seq: int, *, reconcile: bool = False
) -> Capture:
    """Take the dirty entities, with the sequence that last touched each, out of a replica."""
    writes: list[tuple[Collection, tuple[EntityWrite, ...]]] = []
    known: list[tuple[Collection, tuple[UUID, ...]]] = []
    for collection in replica.document.collections:
        touched = [(entity, version) for (root, entity), version in dirty.items() if root == collection.root]
        found = tuple(
            write
            for entity, version in touched
            if (write := _write(key.plan_id, collection, replica, entity, version)) is not None
        )
        if found:
            writes.append((collection, found))
        if reconcile and not collection.single:
            ids = tuple(UUID(entity) for entity in replica.entity_ids(collection.root) if is_entity_id(entity))
            known.append((collection, ids))
    return Capture(key, seq, tuple(writes), tuple(known))


def _write(
    plan_id: UUID, collection: Collection, replica: Replica, entity: str | None, version: int
) -> EntityWrite | None:
    if entity is not None and not is_entity_id(entity):
        return None
    raw = replica.raw_entity(collection.root, entity)
    row = None if raw is None else read_row(collection, raw)
    return EntityWrite(plan_id if entity is None else UUID(entity), version, row)


async def write_capture(connection: Connection, taken: Capture) -> None:
    """Write to the tables, inside the caller's transaction, unless they are as new already.

    The document's row is locked: a late writer would otherwise bring back what a newer one has removed. Whoever
    writes several documents in one transaction does so in the order of their ids.
    """
    key = taken.key
    row = await lock_document(connection, key.vendor_id, key.document_id)
    if row is None or row.projected_seq >= taken.seq:
        return
    for collection, writes in taken.writes:
        await write_entities(connection, collection, key.vendor_id, key.plan_id, writes)
    for collection, ids in taken.known:
        await delete_unknown(connection, collection, key.vendor_id, key.plan_id, ids, taken.seq)
    await advance_projection(connection, key.vendor_id, key.document_id, taken.seq)


def note_written(room: Room, taken: Capture) -> None:
    """Forget what has been written."""
    if taken.known:
        room.reconcile = False
    for entity in [entity for entity, version in room.dirty.items() if version <= taken.seq]:
        del room.dirty[entity]
