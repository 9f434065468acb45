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
BECOME_LOGIN = "set local role concordat_login"

Deed = Callable[[UUID], Awaitable[None]]
"""Does something about the row with this id."""


async def nothing(_made: UUID) -> None:
    """It was done before."""


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
        _require_same(earlier, row)
        raise Repeated(earlier)


async def was_done(connection: Connection, once: IdempotencyKeyRow | None, *, back: str) -> bool:
    """Whether a request was carried out under its key, before something is asked outside. Raises Refused as above."""
    if once is None:
        return False
    await connection.execute(BECOME_WRITER)
    earlier = await select_idempotency_key(connection, once.vendor_id, once.actor, once.mutation, once.key)
    await connection.execute(back)
    if earlier is not None:
        _require_same(earlier, once)
    return earlier is not None


def _require_same(earlier: IdempotencyKeyRow, row: IdempotencyKeyRow) -> None:
    if earlier.request_hash != row.request_hash:
        message = f"this key was used for another {row.mutation} within a day: use a key for one request only"
        raise Refused([Problem(ProblemCode.IDEMPOTENCY_KEY_REUSED, message, ("idempotencyKey",))])


async def once_only(
    connection: Connection,
    once: IdempotencyKeyRow | None,
    do: Deed,
    about: UUID | None = None,
    *,
    again: Deed = nothing,
    back: str = BECOME_VIEWER,
) -> UUID:
    """Do what a request asks and return the id of the row that it is ``about``; a fresh one's where it makes a row.

    Where it was done before under the key, it is not done again: the id is that of then, and ``again`` is done with it.
    ``connection`` is in a transaction of the role that ``back`` becomes again, and stays one.
    """
    made = about or new_id()
    if once is not None:
        await connection.execute(BECOME_WRITER)
        try:
            await take_key(connection, replace(once, entity_ids=(made,)))
        except Repeated as repeated:
            made = repeated.row.entity_ids[0]
            do = again
        await connection.execute(back)
    await do(made)
    return made
