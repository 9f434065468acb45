"""Edits made through the API: one document, one transaction, through the same door as live edits.

The document is locked, brought to its head, changed on a copy, judged, appended and projected; only after the
commit does the room take the change in and relay it. The tables hold the new state when the answer is read.
"""

from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, replace
from typing import TypeVar
from uuid import UUID

import asyncpg

from collab.admission import Touch, decode
from collab.author import Author
from collab.committer import DATABASE_AWAY, DATABASE_ERRORS
from collab.dependency import ROOT as DEPENDENCIES
from collab.dependency import require_no_circle
from collab.draft import Draft
from collab.errors import OverLimit, Refusal, Stale, Unavailable
from collab.idempotency_key import Repeated, take_key
from collab.live import LiveDocuments
from collab.place import Slot
from collab.projection import capture_replica, note_untracked, note_written, write_captures
from collab.replica import Entity, merge
from collab.rights import denials, setters
from collab.room import Room
from plans.rules.authorship import Deed
from plans.rules.declaration import Collection, Field
from plans.rules.identifier import new_id
from plans.rules.refusal import Problem, ProblemCode, Refused, check_fields
from plans.rules.role import Side
from plans.store.connection import Connection
from plans.store.content import select_version
from plans.store.document import DocumentRow, lock_document, lock_projections
from plans.store.document_client import select_bindings
from plans.store.idempotency_key import IdempotencyKeyRow
from plans.store.update_log import Append, NewUpdate, append_updates, select_updates

T = TypeVar("T")

TURN_SECONDS = 1.0  # an edit that waits longer for those before it is to be sent again: its author may have lost rights
DATABASE_BUSY = "the database is busy: nothing was changed, send the edit again"
ROLLED_BACK = (asyncpg.LockNotAvailableError, asyncpg.DeadlockDetectedError)  # surely not committed
CONTACT = "contact"  # how the declaration names whom a person's field refers to
REVIEW = "review"  # and a review, which is a row as well

BEGINNINGS: Mapping[str, Mapping[str, object]] = {
    "outcomes": {"status": "active"},
    "enablers": {"state": "planned"},
    "milestones": {"status": "planned"},
    "dependencies": {"status": "open"},
    "risks": {"state": "open"},
}
"""Where an entity stands that is added without saying so."""


@dataclass(frozen=True, slots=True)
class Terms:
    """On which terms an edit is made.

    ``version``: where its entity has to be. ``key``: the request is carried out once under it. ``contacts``: those
    of the account with their sides, as far as the edit names any; ``None``: whoever is named is taken for one.
    ``reviews``: those of the plan, alike.
    """

    version: int | None = None
    key: IdempotencyKeyRow | None = None
    contacts: Mapping[UUID, Side] | None = None
    reviews: frozenset[UUID] | None = None


NO_TERMS = Terms()

Beside = Callable[[Connection, Draft, int], Awaitable[None]]
"""Writes rows in the transaction of an edit: given the changed copy and the sequence at which its content stands.

The connection comes and goes as a writer's. What it raises undoes the edit.
"""


async def edit(
    live: LiveDocuments,
    row: DocumentRow,
    author: Author,
    change: Callable[[Draft], T],
    terms: Terms = NO_TERMS,
    entity: Entity | None = None,
    beside: Beside | None = None,
) -> T:
    """Change a document and commit it, with the rows that ``beside`` writes.

    ``change`` may raise Refused; ``entity`` is the one whose version is looked at. Raises Refused or Stale (nothing
    was changed), Repeated (it was made before under its key), or Unavailable (try again; if the database went away
    in the very moment of the commit, the change may be there).
    """
    async with live.room(row) as room, room.settled(within=TURN_SECONDS), _writer(live) as connection:
        try:
            return await _commit(live, room, connection, author, change, terms, entity, beside)
        except ROLLED_BACK as error:
            raise Unavailable(DATABASE_BUSY) from error
        except DATABASE_ERRORS as error:
            room.drop(DATABASE_AWAY)
            raise Unavailable(DATABASE_AWAY) from error
        except Refusal as error:
            code = ProblemCode.OVER_LIMIT if isinstance(error, OverLimit) else ProblemCode.NOT_ALLOWED
            path = (error.path.rsplit("/", 1)[-1],) if error.path else ()
            raise Refused([Problem(code, error.message, path)]) from error


@asynccontextmanager
async def _writer(live: LiveDocuments) -> AsyncGenerator[Connection]:
    """A writer's connection. Raises Unavailable where none is free: nothing was begun."""
    is_acquired = False
    try:
        async with live.writers.acquire(timeout=10) as connection:
            is_acquired = True
            yield connection
    except DATABASE_ERRORS as error:
        if is_acquired:
            raise
        raise Unavailable(DATABASE_BUSY) from error


async def _commit(
    live: LiveDocuments,
    room: Room,
    connection: Connection,
    author: Author,
    change: Callable[[Draft], T],
    terms: Terms,
    entity: Entity | None,
    beside: Beside | None,
) -> T:
    async with connection.transaction():
        if terms.key is not None:
            await take_key(connection, terms.key)
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
        if locked.projected_seq < room.projected_seq:
            room.distrust_tables(locked.projected_seq)
        await note_untracked(connection, room)
        if not room.bindings.is_read:
            room.bindings.take_read(await select_bindings(connection, [(room.vendor_id, room.document_id)]))
        client_id = room.bindings.client_of(author, room.replica.index)
        draft = Draft(room.replica, client_id, setters(room.replica, room.bindings))
        if terms.version is not None and entity is not None:
            await _require_version(connection, room, draft, entity, terms.version)
        result = change(draft)
        if beside is not None:
            await beside(connection, draft, room.seq + bool(draft.deltas))
        if not draft.deltas:
            return result
        update = merge(draft.deltas)
        admitted = room.admit(decode(update), author)
        seq = room.seq + 1
        # Bound whether or not it was used before: a commit whose end is not known may have failed.
        new = NewUpdate(update, author.binding, admitted.client, tuple(admitted.clients))
        written = await append_updates(
            connection, [Append(room.vendor_id, room.document_id, room.seq, (new,))], live.process
        )
        if not written or not written[0].written:
            message = "the log moved while its document was locked"
            raise RuntimeError(message)
        dirty, at = room.dirty.copy(), written[0].committed_at
        dirty.note(admitted.touched, seq, at)
        taken = capture_replica(room.key, draft.replica, dirty, seq, base=room.projected_seq, reconcile=room.reconcile)
        await write_captures(connection, [taken])
    room.take_own(update, admitted, author, seq, at)
    note_written(room, taken)
    return result


async def _require_version(connection: Connection, room: Room, draft: Draft, entity: Entity, expected: int) -> None:
    """Raise Stale where an entity that is there was touched since. The document is locked and the room at its head."""
    root, entity_id = entity
    if entity_id is not None and not draft.has(root, UUID(entity_id)):
        return  # whoever changes it finds that out
    key = room.key
    row_id = key.plan_id if entity_id is None else UUID(entity_id)
    projected = await select_version(connection, _collection(draft, root), key.vendor_id, key.plan_id, row_id)
    version = max(projected, room.dirty.version(entity))
    if version != expected:
        raise Stale(expected, version)


async def create_entity(
    live: LiveDocuments,
    row: DocumentRow,
    author: Author,
    root: str,
    fields: Mapping[str, object],
    terms: Terms = NO_TERMS,
) -> UUID:
    """Add an entity and return its id. Raises Refused with every problem, or Unavailable."""
    entity_id = new_id()
    given = {**BEGINNINGS.get(root, {}), **fields}

    def change(draft: Draft) -> UUID:
        touches = [Touch(Deed.CREATE, Slot(root, str(entity_id), None))]
        _require([*_denied(draft, author, touches), *_invalid(draft, root, given, terms)])
        draft.create(root, entity_id, given)
        return entity_id

    try:
        return await edit(live, row, author, change, _naming(terms, entity_id))
    except Repeated as repeated:
        return repeated.row.entity_ids[0]


async def update_entity(
    live: LiveDocuments,
    row: DocumentRow,
    author: Author,
    root: str,
    entity_id: UUID | None,
    fields: Mapping[str, object],
    terms: Terms = NO_TERMS,
) -> None:
    """Change the given fields; ``None`` clears one. A single root has no ``entity_id``.

    Raises Refused with every problem, Stale, or Unavailable.
    """

    def change(draft: Draft) -> None:
        if entity_id is not None:
            _require_entity(draft, root, entity_id)
        touches = list(draft.touches(root, entity_id, fields))
        _require([*_denied(draft, author, touches), *_invalid(draft, root, fields, terms)])
        if root == DEPENDENCIES and entity_id is not None:
            require_no_circle(draft, entity_id, fields)
        draft.update(root, entity_id, fields)

    entity: Entity = (root, None if entity_id is None else str(entity_id))
    with suppress(Repeated):
        await edit(live, row, author, change, _naming(terms, entity_id), entity)


async def remove_entity(
    live: LiveDocuments, row: DocumentRow, author: Author, root: str, entity_id: UUID, terms: Terms = NO_TERMS
) -> None:
    """Remove an entity; what refers to it stays. Raises Refused, Stale or Unavailable."""

    def change(draft: Draft) -> None:
        _require_entity(draft, root, entity_id)
        _require(_denied(draft, author, [Touch(Deed.REMOVE, Slot(root, str(entity_id), None))]))
        draft.remove(root, entity_id)

    with suppress(Repeated):
        await edit(live, row, author, change, _naming(terms, entity_id), (root, str(entity_id)))


def _naming(terms: Terms, entity_id: UUID | None) -> Terms:
    """The terms with the entity that is to be found again under their key."""
    if terms.key is None or entity_id is None:
        return terms
    return replace(terms, key=replace(terms.key, entity_ids=(entity_id,)))


def _collection(draft: Draft, root: str) -> Collection:
    collection = draft.replica.document.collection(root)
    if collection is None:
        raise KeyError(root)
    return collection


def _require_entity(draft: Draft, root: str, entity_id: UUID) -> None:
    if not draft.has(root, entity_id):
        message = f"there is no {_noun(_collection(draft, root))} {entity_id} in this plan: read the plan again"
        raise Refused([Problem(ProblemCode.NOT_FOUND, message, ("id",))])


def _noun(collection: Collection) -> str:
    return collection.table.replace("_", " ")


def _require(problems: Iterable[Problem]) -> None:
    if found := tuple(problems):
        raise Refused(found)


def _denied(draft: Draft, author: Author, touches: Sequence[Touch]) -> Iterator[Problem]:
    """What the author may not touch: told beside what is wrong with the values. `require_rights` asks once more."""
    for denial in denials(author, touches, draft.replica, draft.side_of):
        path = (denial.slot.field,) if denial.slot.field is not None else ()
        yield Problem(ProblemCode.NOT_ALLOWED, denial.reason, path)


def _invalid(draft: Draft, root: str, fields: Mapping[str, object], terms: Terms) -> Iterator[Problem]:
    collection = _collection(draft, root)
    yield from check_fields(collection, fields)
    for name, value in fields.items():
        field = collection.field(name)
        if field is None or not isinstance(value, UUID):
            continue
        if CONTACT in field.refers_to and terms.contacts is not None:
            yield from _contact_problems(field, value, terms.contacts)
        if REVIEW in field.refers_to and terms.reviews is not None and value not in terms.reviews:
            message = f"there is no review {value} of this plan: reviews are given by the ids of the plan's"
            yield Problem(ProblemCode.NOT_FOUND, message, (name,))
        targets = [target for name in field.refers_to if (target := draft.replica.document.collection(name))]
        if targets and not any(draft.has(target.root, value) for target in targets):
            message = f"there is no {' or '.join(map(_noun, targets))} {value} in this plan"
            yield Problem(ProblemCode.NOT_FOUND, message, (name,))


def _contact_problems(field: Field, value: UUID, contacts: Mapping[UUID, Side]) -> Iterator[Problem]:
    side = contacts.get(value)
    if side is None:
        message = f"there is no contact {value} in this account: people are given by the ids of its contacts"
        yield Problem(ProblemCode.NOT_FOUND, message, (field.name,))
    elif field.side is not None and side is not field.side:
        message = f"expected a contact of the {field.side}'s side, got one of the {side}'s: {value}"
        yield Problem(ProblemCode.INVALID, message, (field.name,))
