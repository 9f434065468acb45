"""The live documents of a plan: where each one's log stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from plans.store.connection import Connection, Record


class DocumentKey(NamedTuple):
    """What names a live document everywhere."""

    vendor_id: UUID
    plan_id: UUID
    document_id: UUID


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """One live document. ``head``: sequence of its last update; ``projected_seq``: what the tables hold."""

    vendor_id: UUID
    id: UUID
    plan_id: UUID
    kind: str
    head: int
    projected_seq: int

    @property
    def key(self) -> DocumentKey:
        """The document's names."""
        return DocumentKey(self.vendor_id, self.plan_id, self.id)


def _document(row: Record) -> DocumentRow:
    return DocumentRow(row["vendor_id"], row["id"], row["plan_id"], row["kind"], row["head"], row["projected_seq"])


INSERT_DOCUMENT = """
insert into document (vendor_id, id, plan_id, kind) values ($1, $2, $3, $4)
"""


async def insert_document(connection: Connection, vendor_id: UUID, document_id: UUID, plan_id: UUID, kind: str) -> None:
    """Add an empty document. Raises asyncpg.UniqueViolationError where the plan has one of the kind."""
    await connection.execute(INSERT_DOCUMENT, vendor_id, document_id, plan_id, kind)


SELECT_DOCUMENT = """
select vendor_id, id, plan_id, kind, head, projected_seq from document
where vendor_id = $1 and plan_id = $2 and kind = $3
"""


async def select_document(connection: Connection, vendor_id: UUID, plan_id: UUID, kind: str) -> DocumentRow | None:
    """A plan's document of one kind."""
    row = await connection.fetchrow(SELECT_DOCUMENT, vendor_id, plan_id, kind)
    return _document(row) if row else None


LOCK_DOCUMENT = """
select vendor_id, id, plan_id, kind, head, projected_seq from document
where vendor_id = $1 and id = $2
for update
"""


async def lock_document(connection: Connection, vendor_id: UUID, document_id: UUID) -> DocumentRow | None:
    """The document, locked until the transaction ends: nobody else commits to it."""
    row = await connection.fetchrow(LOCK_DOCUMENT, vendor_id, document_id)
    return _document(row) if row else None


SELECT_HEADS = """
select d.vendor_id, d.id, d.plan_id, d.kind, d.head, d.projected_seq
from unnest($1::uuid[], $2::uuid[]) as w (vendor_id, id)
join document d on d.vendor_id = w.vendor_id and d.id = w.id
"""


async def select_documents(connection: Connection, documents: Sequence[tuple[UUID, UUID]]) -> list[DocumentRow]:
    """Where these documents stand, each given as (vendor, document)."""
    vendors, ids = [vendor for vendor, _ in documents], [document for _, document in documents]
    return [_document(row) for row in await connection.fetch(SELECT_HEADS, vendors, ids)]


SELECT_BEHIND = """
select vendor_id, id, plan_id, kind, head, projected_seq from document
where projected_seq < head
order by vendor_id, id
limit $1
"""


async def select_behind(connection: Connection, limit: int) -> list[DocumentRow]:
    """Documents whose tables do not hold the head yet: what a crash left."""
    return [_document(row) for row in await connection.fetch(SELECT_BEHIND, limit)]


LOCK_PROJECTIONS = """
with locked as materialized (
    select pg_advisory_xact_lock(hashtextextended(w.id::text, 0))
    from (select id from unnest($1::uuid[]) as u (id) order by id) w
)
select from locked
"""


async def lock_projections(connection: Connection, documents: Sequence[UUID]) -> None:
    """Project these documents alone until the transaction ends; their logs stay open for appending.

    Read where they stand in a statement of its own afterwards: its snapshot must be newer than the locks.
    """
    await connection.execute(LOCK_PROJECTIONS, list(documents))


COMMIT_UNSYNCED = "select set_config('synchronous_commit', 'off', true)"


async def commit_unsynced(connection: Connection) -> None:
    """Let the current transaction commit before it is on disk: for what the log brings back where it is lost."""
    await connection.execute(COMMIT_UNSYNCED)


ADVANCE_PROJECTIONS = """
update document d set projected_seq = w.seq
from (select * from unnest($1::uuid[], $2::uuid[], $3::bigint[]) as u (vendor_id, id, seq) order by id) w
where d.vendor_id = w.vendor_id and d.id = w.id and d.projected_seq < w.seq
"""


async def advance_projections(connection: Connection, documents: Sequence[tuple[UUID, UUID, int]]) -> None:
    """Note up to which sequence the tables hold these documents (vendor, document, sequence); never moves back.

    The rows are locked from here to the commit, and appends wait for them: make it the last statement.
    """
    vendors, ids, seqs = (list(column) for column in zip(*documents, strict=True))
    await connection.execute(ADVANCE_PROJECTIONS, vendors, ids, seqs)
