"""What was done under which idempotency key."""

from dataclasses import dataclass
from uuid import UUID

from plans.store.connection import Connection


@dataclass(frozen=True, slots=True)
class IdempotencyKeyRow:
    """What ``actor`` did by ``mutation`` under ``key``; ``request_hash`` is SHA-256.

    ``entity_ids`` are of the plan, or of rows of an account where there is no ``plan_id``. What is about no account
    stands under the actor's own id in place of the vendor's.
    """

    vendor_id: UUID
    actor: UUID
    mutation: str
    key: str
    request_hash: bytes
    plan_id: UUID | None
    entity_ids: tuple[UUID, ...] = ()


INSERT_IDEMPOTENCY_KEY = """
insert into idempotency_key (vendor_id, actor, mutation, key, request_hash, plan_id, entity_ids)
values ($1, $2, $3, $4, $5, $6, $7)
on conflict (vendor_id, actor, mutation, key) do nothing
returning true
"""


async def insert_idempotency_key(connection: Connection, row: IdempotencyKeyRow) -> bool:
    """Take a key; false where it is taken. Waits for whoever is just taking it, until their transaction ends."""
    return bool(
        await connection.fetchval(
            INSERT_IDEMPOTENCY_KEY, row.vendor_id, row.actor, row.mutation, row.key,
            row.request_hash, row.plan_id, list(row.entity_ids),
        )
    )  # fmt: skip


SELECT_IDEMPOTENCY_KEY = """
select vendor_id, actor, mutation, key, request_hash, plan_id, entity_ids from idempotency_key
where vendor_id = $1 and actor = $2 and mutation = $3 and key = $4
"""


async def select_idempotency_key(
    connection: Connection, vendor_id: UUID, actor: UUID, mutation: str, key: str
) -> IdempotencyKeyRow | None:
    """What was done under a key."""
    row = await connection.fetchrow(SELECT_IDEMPOTENCY_KEY, vendor_id, actor, mutation, key)
    if row is None:
        return None
    return IdempotencyKeyRow(
        row["vendor_id"], row["actor"], row["mutation"], row["key"],
        row["request_hash"], row["plan_id"], tuple(row["entity_ids"]),
    )  # fmt: skip


DELETE_OLD_IDEMPOTENCY_KEYS = """
delete from idempotency_key where created_at < now() - interval '24 hours'
"""


async def delete_old_idempotency_keys(connection: Connection) -> None:
    """Forget keys of more than 24 hours ago."""
    await connection.execute(DELETE_OLD_IDEMPOTENCY_KEYS)
