"""A plan and its two live documents, made in one transaction."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from uuid import UUID

from collab.admission import decode
from collab.author import Author
from collab.draft import Draft
from collab.idempotency_key import take_key
from collab.projection import capture_replica, write_captures
from collab.replica import Replica, merge
from collab.touch import Traces
from plans.rules.declaration import DocumentKind
from plans.rules.document import DOCUMENTS
from plans.rules.identifier import new_id
from plans.rules.plan import OVERVIEW, creation_problems
from plans.rules.refusal import Refused
from plans.store.account import AccountRow
from plans.store.connection import Connection
from plans.store.document import DocumentKey, insert_document
from plans.store.idempotency_key import IdempotencyKeyRow
from plans.store.plan import insert_plan
from plans.store.update_log import Append, NewUpdate, append_updates

BECOME_WRITER = "set local role concordat_writer"


async def create_plan(
    connection: Connection,
    process: UUID,
    account: AccountRow,
    author: Author,
    fields: Mapping[str, object],
    plan_id: UUID | None = None,
    fill: Callable[[Draft], None] | None = None,
    once: IdempotencyKeyRow | None = None,
) -> UUID:
    """Make a plan in an account: its row, both documents with the texts of their roots, and their tables.

    ``connection`` is in a transaction of a viewer or of the operator, and ends it as a writer's. ``fields`` are those
    of the plan's overview; ``fill`` may add to the shared document; under the key ``once``, once. Raises Refused with
    every problem, or Repeated: both want the transaction rolled back.
    """
    if problems := creation_problems(fields):
        raise Refused(problems)
    created = plan_id or new_id()
    await insert_plan(connection, account, created, author.person_id)
    await connection.execute(BECOME_WRITER)
    if once is not None:
        await take_key(connection, replace(once, plan_id=created))
    for kind, declaration in DOCUMENTS.items():
        key = DocumentKey(account.vendor_id, created, new_id())
        await insert_document(connection, key.vendor_id, key.document_id, created, kind)
        draft = Draft(Replica(declaration))
        draft.seed()
        if kind is DocumentKind.SHARED:
            draft.update(OVERVIEW, None, fields)
            if fill is not None:
                fill(draft)
        await _append_first(connection, process, key, draft, author)
    return created


async def _append_first(connection: Connection, process: UUID, key: DocumentKey, draft: Draft, author: Author) -> None:
    update = merge(draft.deltas)
    clients = tuple(decode(update, trusted=True).structs)
    new = NewUpdate(update, author.binding, clients[0], clients)
    (written,) = await append_updates(connection, [Append(key.vendor_id, key.document_id, 0, (new,))], process)
    traces = Traces()
    traces.note(draft.replica.touched_by(update), 1, written.committed_at)
    taken = capture_replica(key, draft.replica, traces, 1, base=0)
    await write_captures(connection, [taken])
