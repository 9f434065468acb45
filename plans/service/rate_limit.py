"""Spending what a limit allows, shared by all processes. Each statement stands alone: no row is held locked."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from plans.rules.rate_limit import MAX_DELAY_SECONDS, Limit, key_hash
from plans.store import rate_limit
from plans.store.connection import Connection
from plans.store.rate_limit import charge, forget, note_refusal, spend

MAX_ROWS = 200_000  # some 30 MB; who has more addresses than that is not stopped by limits per address


@dataclass(frozen=True, slots=True)
class Spent:
    """A limit that is spent: seconds until there is enough again. ``is_news``: the first refusal in its window."""

    limit: Limit
    seconds: float
    is_news: bool


async def spend_points(
    connection: Connection, limit: Limit, who: tuple[str, ...], points: int, now: dt.datetime
) -> Spent | None:
    """Spend points; ``None`` where there were enough. With no points, only look."""
    key, window = key_hash(limit, *who), dt.timedelta(seconds=limit.window)
    cost = dt.timedelta(seconds=points * limit.seconds)
    if await spend(connection, key, now, cost, window):
        return None
    refusal = await note_refusal(connection, key, now, window)
    if refusal is None:
        return None
    wait = (refusal.forgiven_at + cost - now - window).total_seconds()
    return Spent(limit, max(wait, 0.0), refusal.is_news)


async def charge_points(
    connection: Connection, limit: Limit, who: tuple[str, ...], points: int, now: dt.datetime
) -> float:
    """Charge points whether or not there are enough; return the seconds by which too much is spent, a few at most."""
    cost = dt.timedelta(seconds=points * limit.seconds)
    most = dt.timedelta(seconds=limit.window) + max(cost, dt.timedelta(seconds=MAX_DELAY_SECONDS))
    forgiven_at = await charge(connection, key_hash(limit, *who), now, cost, most)
    return max((forgiven_at - now).total_seconds() - limit.window, 0.0)


async def charge_many(
    connection: Connection, limit: Limit, charges: Sequence[tuple[bytes, int]], now: dt.datetime
) -> dict[bytes, dt.datetime]:
    """Charge points to each key, whatever that leaves; by key, when all will be forgiven."""
    costs = [(key, dt.timedelta(seconds=points * limit.seconds)) for key, points in charges]
    return await rate_limit.charge_many(connection, costs, now)


async def forget_spent(connection: Connection, now: dt.datetime) -> None:
    """Keep the table small."""
    await forget(connection, now, MAX_ROWS)
