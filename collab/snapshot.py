"""Snapshots: written after a bounded number of updates, and verified against a replay before they serve a load."""

import logging

from collab.replica import Replica, same
from plans.rules.declaration import Document, DocumentKind
from plans.rules.document import DOCUMENTS
from plans.store.connection import Connection
from plans.store.document import DocumentRow
from plans.store.snapshot import SnapshotRow, delete_old_snapshots, insert_snapshot, select_snapshot
from plans.store.update_log import select_updates

logger = logging.getLogger("concordat.collab")

SNAPSHOT_EVERY = 200  # updates: replaying so many takes some 2 ms of an opening


async def load_replica(connection: Connection, row: DocumentRow, until: int) -> tuple[Replica, int]:
    """A document as of a sequence, and the sequence of the snapshot that it was loaded from (0: none)."""
    snapshot = await select_snapshot(connection, row.vendor_id, row.id, until=until)
    after = snapshot.seq if snapshot else 0
    updates = await select_updates(connection, row.vendor_id, row.id, after=after, until=until)
    states = [snapshot.state] if snapshot else []
    return Replica(declared(row.kind), [*states, *(update.update for update in updates)]), after


def declared(kind: str) -> Document:
    """The declaration of a document's kind."""
    return DOCUMENTS[DocumentKind(kind)]


async def write_snapshot(connection: Connection, row: DocumentRow, snapshot: SnapshotRow) -> bool:
    """Verify a snapshot against a replay of what it is to replace, and keep it. ``False``: it was not the same."""
    replayed, _ = await load_replica(connection, row, snapshot.seq)
    if not same(replayed, Replica(declared(row.kind), [snapshot.state])):
        logger.error("snapshot of document %s at %d differs from its log and was not kept", row.id, snapshot.seq)
        return False
    async with connection.transaction():
        await insert_snapshot(connection, row.vendor_id, row.id, snapshot)
        await delete_old_snapshots(connection, row.vendor_id, row.id)
    return True
