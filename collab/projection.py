"""Projection: what the documents say, written to their tables, forward only.

What is to be written is taken out of a room at a settled moment, when everything in it is committed. A room knows
which entities changed since the tables were written; where it cannot know (after a crash, or for edits of others
that came before it kept track), the log tells.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from collab.replica import Replica
from collab.room import Room
from collab.touch import Trace, Traces
from collab.watch import Written
from plans.rules.content import read_row
from plans.rules.declaration import Collection
from plans.rules.value import is_entity_id
from plans.store.connection import Connection
from plans.store.content import EntityWrite, delete_unknown, write_entities
from plans.store.document import DocumentKey, advance_projections, lock_projections, select_documents
from plans.store.update_log import select_updates

LOOKED_UP_AT_ONCE = 200  # updates of the log, a few milliseconds: the loop has others to serve


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
    rows = await select_updates(connection, room.vendor_id, room.document_id, after=after, until=until)
    for place, row in enumerate(rows, 1):
        room.dirty.note(room.replica.touched_by(row.update), row.seq, row.committed_at)
        if place % LOOKED_UP_AT_ONCE == 0:
            await asyncio.sleep(0)
    if room.untracked == untracked:
        room.untracked = None


def capture_room(room: Room) -> Capture:
    """Take out of a settled room what is to be written."""
    return capture_replica(
        room.key, room.replica, room.dirty, room.seq, base=room.projected_seq, reconcile=room.reconcile
    )


def capture_replica(
    key: DocumentKey, replica: Replica, dirty: Traces, seq: int, *, base: int, reconcile: bool = False
) -> Capture:
    """Take the dirty entities, with what is known of when each was touched, out of a replica."""
    writes: list[tuple[Collection, tuple[EntityWrite, ...]]] = []
    known: list[tuple[Collection, tuple[UUID, ...]]] = []
    touched: dict[str, list[tuple[str | None, Trace]]] = {}
    for (root, entity), trace in dirty:
        touched.setdefault(root, []).append((entity, trace))
    for collection in replica.document.collections:
        found = tuple(
            write
            for entity, trace in touched.get(collection.root, ())
            if (write := _write(key.plan_id, collection, replica, entity, trace)) is not None
        )
        if found:
            writes.append((collection, found))
        if reconcile and not collection.single:
            ids = tuple(UUID(entity) for entity in replica.entity_ids(collection.root) if is_entity_id(entity))
            known.append((collection, ids))
    return Capture(key, base, seq, tuple(writes), tuple(known))


def _write(
    plan_id: UUID, collection: Collection, replica: Replica, entity: str | None, trace: Trace
) -> EntityWrite | None:
    if entity is not None and not is_entity_id(entity):
        return None
    raw = replica.raw_entity(collection.root, entity)
    row = None if raw is None else read_row(collection, raw)
    row_id = plan_id if entity is None else UUID(entity)
    return EntityWrite(row_id, trace.version, row, trace.touched_at, trace.created_at, dict(trace.set_at))


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
    room.dirty.forget(taken.seq)
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
