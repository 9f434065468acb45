"""The update log: a gapless sequence of CRDT updates per document. What is here is what was acknowledged."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from plans.rules.role import Side
from plans.store.connection import Connection, Record
from plans.store.document_client import Binding

CHANNEL = "concordat"  # NOTIFY: the sender's process id, then the documents that moved
DOCUMENTS_PER_APPEND = 100  # 100 ids of 36 characters stay under NOTIFY's 8,000 bytes


@dataclass(frozen=True, slots=True)
class NewUpdate:
    """One update to append. ``client`` is the Yjs client of its first new struct, 0 for deletions only.

    ``binds``: the clients that are its author's from now on.
    """

    update: bytes
    by: Binding
    client: int
    binds: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class UpdateRow:
    """One update of the log."""

    seq: int
    update: bytes
    author: UUID | None
    side: Side | None
    via: str
    client: int
    committed_at: dt.datetime

    @property
    def by(self) -> Binding:
        """Who made it, as its client ids are bound."""
        return Binding(self.author, self.side, self.via)


@dataclass(frozen=True, slots=True)
class Append:
    """Updates for one document, valid only if its head still is ``expected_head``."""

    vendor_id: UUID
    document_id: UUID
    expected_head: int
    updates: tuple[NewUpdate, ...]


@dataclass(frozen=True, slots=True)
class Appended:
    """What became of one append: ``head`` is where the log stood before it, whether or not it was written.

    ``committed_at``: what the log says of its updates.
    """

    document_id: UUID
    head: int
    written: bool
    committed_at: dt.datetime


# One statement for the whole batch. Documents are locked in the order of their ids; one that another process
# holds is skipped and comes in a later batch; one whose head has moved is left alone and reported.
APPEND_UPDATES = """
with wanted as (
    select * from unnest($1::uuid[], $2::uuid[], $3::bigint[], $4::int[], $20::boolean[])
        as w (vendor_id, id, expected, updates, by_customer)
), locked as (
    select d.vendor_id, d.id, d.head, w.expected, w.updates, w.by_customer
    from wanted w join document d on d.vendor_id = w.vendor_id and d.id = w.id
    order by d.id
    for update of d skip locked
), moved as (
    update document d set
        head = d.head + l.updates, changed_at = now(),
        customer_changed_at = case when l.by_customer then now() else d.customer_changed_at end
    from locked l
    where d.vendor_id = l.vendor_id and d.id = l.id and l.head = l.expected
    returning d.vendor_id, d.id, l.head as base
), written as (
    insert into document_update (vendor_id, document_id, seq, update, author, side, via, client)
    select m.vendor_id, m.id, m.base + u.step, u.update, u.author, u.side, u.via, u.client
    from unnest($5::uuid[], $6::int[], $7::bytea[], $8::uuid[], $9::text[], $10::text[], $11::bigint[])
        as u (document_id, step, update, author, side, via, client)
    join moved m on m.id = u.document_id
), bound as (
    insert into document_client (vendor_id, document_id, client, author, side, via)
    select m.vendor_id, m.id, b.client, b.author, b.side, b.via
    from unnest($12::uuid[], $13::bigint[], $14::uuid[], $15::text[], $16::text[])
        as b (document_id, client, author, side, via)
    join moved m on m.id = b.document_id
    on conflict do nothing
), woken as (
    select pg_notify($17, $18 || ' ' || string_agg(m.id::text, ' ')) from moved m where $19 having count(*) > 0
)
select l.id, l.head, m.id is not null as written, now() as committed_at, (select count(*) from woken) as woken
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
    binds = [(document, client, update.by) for document, _, update in steps for client in update.binds]
    rows = await connection.fetch(
        APPEND_UPDATES,
        [append.vendor_id for append in appends],
        [append.document_id for append in appends],
        [append.expected_head for append in appends],
        [len(append.updates) for append in appends],
        [document for document, _, _ in steps],
        [step for _, step, _ in steps],
        [update.update for _, _, update in steps],
        [update.by.author for _, _, update in steps],
        [update.by.side for _, _, update in steps],
        [update.by.via for _, _, update in steps],
        [update.client for _, _, update in steps],
        [document for document, _, _ in binds],
        [client for _, client, _ in binds],
        [binding.author for _, _, binding in binds],
        [binding.side for _, _, binding in binds],
        [binding.via for _, _, binding in binds],
        CHANNEL,
        str(process),
        wake,
        [any(update.by.side is Side.CUSTOMER for update in append.updates) for append in appends],
    )
    return [Appended(row["id"], row["head"], row["written"], row["committed_at"]) for row in rows]


SELECT_UPDATES = """
select seq, update, author, side, via, client, committed_at from document_update
where vendor_id = $1 and document_id = $2 and seq > $3 and seq <= $4
order by seq
"""


async def select_updates(
    connection: Connection, vendor_id: UUID, document_id: UUID, *, after: int, until: int
) -> list[UpdateRow]:
    """The updates with ``after < seq <= until``, in order."""
    return [_update(row) for row in await connection.fetch(SELECT_UPDATES, vendor_id, document_id, after, until)]


def _update(row: Record) -> UpdateRow:
    return UpdateRow(
        row["seq"], row["update"], row["author"], Side(row["side"]) if row["side"] else None, row["via"],
        row["client"], row["committed_at"],
    )  # fmt: skip
