"""How much was tried lately. A row says until when it takes to forgive all that its key was charged."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from plans.store.connection import Connection


@dataclass(frozen=True, slots=True)
class RefusalRow:
    """A key that has spent what it may; ``is_news`` for the first refusal in a window."""

    forgiven_at: dt.datetime
    is_news: bool


SPEND = """
insert into rate_limit as known (key_hash, forgiven_at) values ($1, $2::timestamptz + $3::interval)
on conflict (key_hash) do update set forgiven_at = greatest(known.forgiven_at, $2::timestamptz) + $3::interval
where greatest(known.forgiven_at, $2::timestamptz) + $3::interval <= $2::timestamptz + $4::interval
returning forgiven_at
"""


async def spend(
    connection: Connection, key_hash: bytes, now: dt.datetime, cost: dt.timedelta, window: dt.timedelta
) -> bool:
    """Charge a cost, where that leaves no more than a window to be forgiven; otherwise charge nothing: ``False``."""
    return await connection.fetchval(SPEND, key_hash, now, cost, window) is not None


CHARGE = """
insert into rate_limit as known (key_hash, forgiven_at) values ($1, $2::timestamptz + $3::interval)
on conflict (key_hash) do update
set forgiven_at = least(greatest(known.forgiven_at, $2::timestamptz) + $3::interval, $2::timestamptz + $4::interval)
returning forgiven_at
"""


async def charge(
    connection: Connection, key_hash: bytes, now: dt.datetime, cost: dt.timedelta, most: dt.timedelta
) -> dt.datetime:
    """Charge a cost up to a most; when all will be forgiven."""
    return await connection.fetchval(CHARGE, key_hash, now, cost, most)


# In the order of the keys: two processes that charge the same ones wait for each other and do not deadlock.
CHARGE_MANY = """
insert into rate_limit as known (key_hash, forgiven_at)
select key_hash, $3::timestamptz + cost from unnest($1::bytea[], $2::interval[]) as charged (key_hash, cost)
order by key_hash
on conflict (key_hash) do update
set forgiven_at = greatest(known.forgiven_at, $3::timestamptz) + (excluded.forgiven_at - $3::timestamptz)
returning key_hash, forgiven_at
"""


async def charge_many(
    connection: Connection, charges: Sequence[tuple[bytes, dt.timedelta]], now: dt.datetime
) -> dict[bytes, dt.datetime]:
    """Charge each key its cost, whatever that leaves; by key, when all will be forgiven."""
    keys, costs = [key for key, _ in charges], [cost for _, cost in charges]
    rows = await connection.fetch(CHARGE_MANY, keys, costs, now)
    return {bytes(row["key_hash"]): row["forgiven_at"] for row in rows}


NOTE_REFUSAL = """
with noted as (
    update rate_limit set noted_at = $2
    where key_hash = $1 and (noted_at is null or noted_at <= $2::timestamptz - $3::interval)
    returning key_hash
)
select forgiven_at, exists (select from noted) as is_news from rate_limit where key_hash = $1
"""


async def note_refusal(
    connection: Connection, key_hash: bytes, now: dt.datetime, window: dt.timedelta
) -> RefusalRow | None:
    """Note that a key was refused, once in a window of all processes; ``None`` where all is forgiven meanwhile."""
    row = await connection.fetchrow(NOTE_REFUSAL, key_hash, now, window)
    return RefusalRow(row["forgiven_at"], row["is_news"]) if row else None


FORGET = """
delete from rate_limit
where forgiven_at <= $1
   or key_hash in (select key_hash from rate_limit where forgiven_at > $1 order by forgiven_at desc offset $2)
"""


async def forget(connection: Connection, now: dt.datetime, most: int) -> None:
    """Forget what is forgiven, and of the rest what is forgiven soonest, beyond so many rows."""
    await connection.execute(FORGET, now, most)
