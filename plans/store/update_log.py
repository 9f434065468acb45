"""The update log: a gapless sequence of CRDT updates per document. What is here is what was acknowledged."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from plans.store.connection import Connection, Record

CHANNEL = "concordat"  # NOTIFY: the sender's process id, then the documents that moved
DOCUMENTS_PER_APPEND = 100  # 100 ids of 36 characters stay under NOTIFY's 8,000 bytes


@dataclass(frozen=True, slots=True)
class NewUpdate:
    """One update to append. ``client`` is the Yjs client of its first new struct, 0 for deletions only."""

    update: bytes
    author: UUID | None
    client: int
    via: str


@dataclass(frozen=True, slots=True)
class UpdateRow:
    """One update of the log."""

    seq: int
    update: bytes
    author: UUID | None
    client: int
    via: str
    committed_at: dt.datetime


@dataclass(frozen=True, slots=True)
class Append:
    """Updates for one document, valid only if its head still is ``expected_head``."""

    vendor_id: UUID
    document_id: UUID
    expected_head: int
    updates: tuple[NewUpdate, ...]


@dataclass(frozen=True, slots=True)
class Appended:
    """What became of one append: ``head`` is where the log stood before it, whether or not it was written."""

    document_id: UUID
    head: int
    written: bool


# One statement for the whole batch. Documents are locked in the order of their ids; one that another process
# holds is skipped and comes in a later batch; one whose head has moved is left alone and reported.
APPEND_UPDATES = """
with wanted as (
    select * from unnest($1::uuid[], $2::uuid[], $3::bigint[], $4::int[]) as w (vendor_id, id, expected, updates)
), locked as (
    select d.vendor_id, d.id, d.head, w.expected, w.updates
    from wanted w join document d on d.vendor_id = w.vendor_id and d.id = w.id
    order by d.id
    for update of d skip locked
), moved as (
    update document d set head = d.head + l.updates
    from locked l
    where d.vendor_id = l.vendor_id and d.id = l.id and l.head = l.expected
    returning d.vendor_id, d.id, l.head as base
), written as (
    insert into document_update (vendor_id, document_id, seq, update, author, client, via)
    select m.vendor_id, m.id, m.base + u.step, u.update, u.author, u.client, u.via
    from unnest($5::uuid[], $6::int[], $7::bytea[], $8::uuid[], $9::bigint[], $10::text[])
        as u (document_id, step, update, author, client, via)
    join moved m on m.id = u.document_id
), woken as (
    select pg_notify($11, $12 || ' ' || string_agg(m.id::text, ' ')) from moved m where $13 having count(*) > 0
)
select l.id, l.head, m.id is not null as written, (select count(*) from woken) as woken
from locked l left join moved m on m.id = l.id
"""


async def append_updates(
    connection: Connection, appends: Sequence[Append], process: UUID, *, wake: bool = True
) -> list[Appended]:
    """Append to many documents at once; at most DOCUMENTS_PER_APPEND of them, each at most once.

    ``wake``: tell the other processes, where there are any. A document that does not come back was locked by somebody
    else: try it again.
    """
    steps = [(a.document_id, step, u) for a in appends for step, u in enumerate(a.updates, 1)]
    rows = await connection.fetch(
        APPEND_UPDATES,
        [append.vendor_id for append in appends],
        [append.document_id for append in appends],
        [append.expected_head for append in appends],
        [len(append.updates) for append in appends],
        [document for document, _, _ in steps],
        [step for _, step, _ in steps],
        [update.update for _, _, update in steps],
        [update.author for _, _, update in steps],
        [update.client for _, _, update in steps],
        [update.via for _, _, update in steps],
        CHANNEL,
        str(process),
        wake,
    )
    return [Appended(row["id"], row["head"], row["written"]) for row in rows]


SELECT_UPDATES = """
select seq, update, author, client, via, committed_at from document_update
where vendor_id = $1 and document_id = $2 and seq > $3 and seq <= $4
order by seq
"""


async def select_updates(
    connection: Connection, vendor_id: UUID, document_id: UUID, *, after: int, until: int
) -> list[UpdateRow]:
    """The updates with ``after < seq <= until``, in order."""
    return [_update(row) for row in await connection.fetch(SELECT_UPDATES, vendor_id, document_id, after, until)]


def _update(row: Record) -> UpdateRow:
    return UpdateRow(row["seq"], row["update"], row["author"], row["client"], row["via"], row["committed_at"])
