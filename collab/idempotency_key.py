"""Taking an idempotency key in the transaction of what is done under it."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from uuid import UUID

from plans.rules.identifier import new_id
from plans.rules.refusal import Problem, ProblemCode, Refused
from plans.store.connection import Connection
from plans.store.idempotency_key import IdempotencyKeyRow, insert_idempotency_key, select_idempotency_key

BECOME_WRITER = "set local role concordat_writer"
BECOME_VIEWER = "set local role concordat_viewer"


class Repeated(Exception):  # noqa: N818 - it names what happened
    """The request was carried out before; ``row`` says what it made. Its raiser's transaction has nothing to commit."""

    def __init__(self, row: IdempotencyKeyRow) -> None:
        super().__init__(f"{row.mutation} was carried out under this key")
        self.row = row


async def take_key(connection: Connection, row: IdempotencyKeyRow) -> None:
    """Take a key before anything is locked: of two at once the second waits here for the first's commit.

    Raises Repeated, or Refused where the key was used for another request. ``connection`` is a writer's.
    """
    while not await insert_idempotency_key(connection, row):
        earlier = await select_idempotency_key(connection, row.vendor_id, row.actor, row.mutation, row.key)
        if earlier is None:
            continue  # forgotten in this very moment
        if earlier.request_hash != row.request_hash:
            message = f"this key was used for another {row.mutation} within a day: use a key for one request only"
            raise Refused([Problem(ProblemCode.IDEMPOTENCY_KEY_REUSED, message, ("idempotencyKey",))])
        raise Repeated(earlier)


async def once_only(
    connection: Connection,
    once: IdempotencyKeyRow | None,
    do: Callable[[UUID], Awaitable[None]],
    about: UUID | None = None,
) -> UUID:
    """Do what a request asks and return the id of the row that it is ``about``; a fresh one's where it makes a row.

    Where it was done before under the key, it is not done again: the id is that of then. ``connection`` is in a
    transaction of a viewer, and stays one.
    """
    made = about or new_id()
    if once is not None:
        await connection.execute(BECOME_WRITER)
        try:
            await take_key(connection, replace(once, entity_ids=(made,)))
        except Repeated as repeated:
            made = repeated.row.entity_ids[0]
            do = _nothing
        await connection.execute(BECOME_VIEWER)
    await do(made)
    return made


async def _nothing(_made: UUID) -> None:
    """It was done before."""
