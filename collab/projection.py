"""Projection: what the documents say, written to their tables, forward only.

What is to be written is taken out of a room at a settled moment, when everything in it is committed. A room knows
which entities changed since the tables were written; where it cannot know (after a crash, or for edits of others
that came before it kept track), the log tells.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from collab.replica import Entity, Replica
from collab.room import Room
from collab.watch import Written
from plans.rules.content import read_row
from plans.rules.declaration import Collection
from plans.rules.value import is_entity_id
from plans.store.connection import Connection
from plans.store.content import EntityWrite, delete_unknown, write_entities
from plans.store.document import DocumentKey, advance_projections, lock_projections, select_documents
from plans.store.update_log import select_updates


@dataclass(frozen=True, slots=True)
class Capture:
    """What is to be written of one document, as of ``seq``, to tables that hold it as of ``base`` at least.

    ``known``: all ids, where the tables are to be cleared.
    """

    key: DocumentKey
    base: int
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


def capture_room(room: Room) -> Capture:
    """Take out of a settled room what is to be written."""
    return capture_replica(
        room.key, room.replica, room.dirty, room.seq, base=room.projected_seq, reconcile=room.reconcile
    )


def capture_replica(
    key: DocumentKey, replica: Replica, dirty: Mapping[Entity, int], seq: int, *, base: int, reconcile: bool = False
) -> Capture:
    """Take the dirty entities, with the sequence that last touched each, out of a replica."""
    writes: list[tuple[Collection, tuple[EntityWrite, ...]]] = []
    known: list[tuple[Collection, tuple[UUID, ...]]] = []
    touched: dict[str, list[tuple[str | None, int]]] = {}
    for (root, entity), version in dirty.items():
        touched.setdefault(root, []).append((entity, version))
    for collection in replica.document.collections:
        found = tuple(
            write
            for entity, version in touched.get(collection.root, ())
            if (write := _write(key.plan_id, collection, replica, entity, version)) is not None
        )
        if found:
            writes.append((collection, found))
        if reconcile and not collection.single:
            ids = tuple(UUID(entity) for entity in replica.entity_ids(collection.root) if is_entity_id(entity))
            known.append((collection, ids))
    return Capture(key, base, seq, tuple(writes), tuple(known))


def _write(
    plan_id: UUID, collection: Collection, replica: Replica, entity: str | None, version: int
) -> EntityWrite | None:
    if entity is not None and not is_entity_id(entity):
        return None
    raw = replica.raw_entity(collection.root, entity)
    row = None if raw is None else read_row(collection, raw)
    return EntityWrite(plan_id if entity is None else UUID(entity), version, row)


async def write_captures(connection: Connection, taken: Sequence[Capture]) -> dict[UUID, int]:
    """Write to the tables, inside the caller's transaction, what is newer than they are.

    One process projects a document at a time: a late writer would otherwise bring back what a newer one has removed.
    Not written, and returned with the sequence at which they stand, are documents of which the tables have lost
    something: a projection commits before it is on disk, and the database may have crashed.
    """
    await lock_projections(connection, [capture.key.document_id for capture in taken])
    rows = await select_documents(connection, [(capture.key.vendor_id, capture.key.document_id) for capture in taken])
    stands = {row.id: row.projected_seq for row in rows}
    lost = {
        capture.key.document_id: stand
        for capture in taken
        if (stand := stands.get(capture.key.document_id, capture.seq)) < capture.base
    }
    newer = [
        capture for capture in taken if capture.base <= stands.get(capture.key.document_id, capture.seq) < capture.seq
    ]
    if not newer:
        return lost
    by_collection: dict[Collection, list[tuple[UUID, UUID, EntityWrite]]] = {}
    for capture in newer:
        for collection, writes in capture.writes:
            rows_of = by_collection.setdefault(collection, [])
            rows_of.extend((capture.key.vendor_id, capture.key.plan_id, write) for write in writes)
    for collection, writes in by_collection.items():
        await write_entities(connection, collection, writes)
    for capture in newer:
        for collection, ids in capture.known:
            await delete_unknown(connection, collection, capture.key.vendor_id, capture.key.plan_id, ids, capture.seq)
    await advance_projections(
        connection, [(capture.key.vendor_id, capture.key.document_id, capture.seq) for capture in newer]
    )
    return lost


def note_written(room: Room, taken: Capture) -> None:
    """Forget what has been written, and tell who watches."""
    if taken.known:
        room.reconcile = False
    room.projected_seq = max(room.projected_seq, taken.seq)
    for entity in [entity for entity, version in room.dirty.items() if version <= taken.seq]:
        del room.dirty[entity]
    if not room.watches:
        return
    written = [
        Written(collection.root, write.id, write.version, write.row is not None)
        for collection, writes in taken.writes
        for write in writes
    ]
    for watch in room.watches:
        if taken.known:
            watch.note_anything()
        watch.note(written)
