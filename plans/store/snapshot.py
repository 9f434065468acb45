"""Snapshots: the merged state of a document at a sequence, so that a load need not replay the whole log."""

from dataclasses import dataclass
from uuid import UUID

from plans.store.connection import Connection


@dataclass(frozen=True, slots=True)
class SnapshotRow:
    """The state (a Yjs v1 update) that holds everything up to ``seq``."""

    seq: int
    state: bytes


SELECT_SNAPSHOT = """
select seq, state from document_snapshot
where vendor_id = $1 and document_id = $2 and seq <= $3
order by seq desc limit 1
"""


async def select_snapshot(
    connection: Connection, vendor_id: UUID, document_id: UUID, *, until: int
) -> SnapshotRow | None:
    """The newest snapshot that is not beyond ``until``."""
    row = await connection.fetchrow(SELECT_SNAPSHOT, vendor_id, document_id, until)
    return SnapshotRow(row["seq"], row["state"]) if row else None


INSERT_SNAPSHOT = """
insert into document_snapshot (vendor_id, document_id, seq, state) values ($1, $2, $3, $4)
on conflict (vendor_id, document_id, seq) do nothing
"""


async def insert_snapshot(connection: Connection, vendor_id: UUID, document_id: UUID, row: SnapshotRow) -> None:
    """Add a verified snapshot."""
    await connection.execute(INSERT_SNAPSHOT, vendor_id, document_id, row.seq, row.state)


DELETE_OLD_SNAPSHOTS = """
delete from document_snapshot s
where s.vendor_id = $1 and s.document_id = $2 and s.seq < (
    select min(kept.seq) from (
        select seq from document_snapshot
        where vendor_id = $1 and document_id = $2 order by seq desc limit 2
    ) kept
)
"""


async def delete_old_snapshots(connection: Connection, vendor_id: UUID, document_id: UUID) -> None:
    """Keep the two newest."""
    await connection.execute(DELETE_OLD_SNAPSHOTS, vendor_id, document_id)
