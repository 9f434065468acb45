"""Edits made through the API: one document, one transaction, through the same door as live edits.

The document is locked, brought to its head, changed on a copy, judged, appended and projected; only after the
commit does the room take the change in and relay it. The tables hold the new state when the answer is read.
"""

from collections.abc import Callable, Mapping
from typing import TypeVar
from uuid import UUID

from collab.admission import decode
from collab.author import Author
from collab.committer import DATABASE_AWAY, DATABASE_ERRORS
from collab.draft import Draft
from collab.errors import OverLimit, Refusal, Unavailable
from collab.live import LiveDocuments
from collab.projection import capture_replica, note_untracked, note_written, write_captures
from collab.replica import merge
from collab.room import Room
from plans.rules.identifier import new_id
from plans.rules.refusal import Problem, ProblemCode, Refused, check_fields
from plans.store.connection import Connection
from plans.store.document import DocumentRow, lock_document, lock_projections
from plans.store.update_log import Append, NewUpdate, append_updates, select_updates

T = TypeVar("T")


async def edit(live: LiveDocuments, row: DocumentRow, author: Author, change: Callable[[Draft], T]) -> T:
    """Change a document and commit it.

    ``change`` may raise Refused. Raises Refused (nothing was changed) or Unavailable (try again; if the database
    went away in the very moment of the commit, the change may be there).
    """
    async with live.room(row) as room, room.settled():
        try:
            async with live.writers.acquire(timeout=10) as connection:
                return await _commit(live, room, connection, author, change)
        except DATABASE_ERRORS as error:
            room.drop(DATABASE_AWAY)
            raise Unavailable(DATABASE_AWAY) from error
        except Refusal as error:
            code = ProblemCode.OVER_LIMIT if isinstance(error, OverLimit) else ProblemCode.NOT_ALLOWED
            path = (error.path.rsplit("/", 1)[-1],) if error.path else ()
            raise Refused([Problem(code, error.message, path)]) from error


async def _commit(
    live: LiveDocuments, room: Room, connection: Connection, author: Author, change: Callable[[Draft], T]
) -> T:
    async with connection.transaction():
        # The projection's lock comes first, as in every transaction that takes both: no two wait for each other.
        await lock_projections(connection, [room.document_id])
        locked = await lock_document(connection, room.vendor_id, room.document_id)
        if locked is None:
            raise Refused([Problem(ProblemCode.NOT_FOUND, "the document is gone")])
        if locked.head != room.seq:
            missed = await select_updates(
                connection, room.vendor_id, room.document_id, after=room.seq, until=locked.head
            )
            room.take_committed(missed)
            room.require_alive()
        await note_untracked(connection, room)
        draft = Draft(room.replica)
        result = change(draft)
        if not draft.deltas:
            return result
        update = merge(draft.deltas)
        admitted = room.replica.admit(decode(update), author.allowed)
        seq = room.seq + 1
        new = NewUpdate(update, author.person_id, admitted.client, author.via)
        written = await append_updates(
            connection, [Append(room.vendor_id, room.document_id, room.seq, (new,))], live.process
        )
        if not written or not written[0].written:
            message = "the log moved while its document was locked"
            raise RuntimeError(message)
        dirty = {**room.dirty, **dict.fromkeys(admitted.entities, seq)}
        taken = capture_replica(room.key, draft.replica, dirty, seq, reconcile=room.reconcile)
        await write_captures(connection, [taken])
    room.take_own(update, admitted, seq)
    note_written(room, taken)
    return result


async def create_entity(
    live: LiveDocuments, row: DocumentRow, author: Author, root: str, fields: Mapping[str, object]
) -> UUID:
    """Add an entity and return its id. Raises Refused with every problem, or Unavailable."""
    entity_id = new_id()

    def change(draft: Draft) -> UUID:
        _require_valid(draft, root, fields)
        draft.create(root, entity_id, fields)
        return entity_id

    return await edit(live, row, author, change)


async def update_entity(
    live: LiveDocuments, row: DocumentRow, author: Author, root: str, entity_id: UUID, fields: Mapping[str, object]
) -> None:
    """Change the given fields; ``None`` clears one. Raises Refused with every problem, or Unavailable."""

    def change(draft: Draft) -> None:
        _require_entity(draft, root, entity_id)
        _require_valid(draft, root, fields)
        draft.update(root, entity_id, fields)

    await edit(live, row, author, change)


async def remove_entity(live: LiveDocuments, row: DocumentRow, author: Author, root: str, entity_id: UUID) -> None:
    """Remove an entity. Raises Refused or Unavailable."""

    def change(draft: Draft) -> None:
        _require_entity(draft, root, entity_id)
        draft.remove(root, entity_id)

    await edit(live, row, author, change)


def _require_entity(draft: Draft, root: str, entity_id: UUID) -> None:
    if not draft.has(root, entity_id):
        message = f"there is no {root}/{entity_id} in this plan: read the plan again"
        raise Refused([Problem(ProblemCode.NOT_FOUND, message, ("id",))])


def _require_valid(draft: Draft, root: str, fields: Mapping[str, object]) -> None:
    collection = draft.replica.document.collection(root)
    if collection is None:
        raise KeyError(root)
    problems = list(check_fields(collection, fields))
    for name, value in fields.items():
        field = collection.field(name)
        targets = [target for target in (field.refers_to if field else ()) if draft.replica.document.collection(target)]
        if targets and isinstance(value, UUID) and not any(draft.has(target, value) for target in targets):
            message = f"there is no {' or '.join(targets)} {value} in this plan"
            problems.append(Problem(ProblemCode.NOT_FOUND, message, (name,)))
    if problems:
        raise Refused(problems)
