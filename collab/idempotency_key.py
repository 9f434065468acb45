"""Taking an idempotency key in the transaction of what is done under it."""

from plans.rules.refusal import Problem, ProblemCode, Refused
from plans.store.connection import Connection
from plans.store.idempotency_key import IdempotencyKeyRow, insert_idempotency_key, select_idempotency_key


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
