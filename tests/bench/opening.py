"""Opening a plan with a long history: from the connection to everything being there."""

import asyncio
import gc
import time
from collections.abc import Sequence

import uvloop

from tests.bench.client import connect
from tests.bench.documents import SNAPSHOT_LAG, make_long_plan, make_rooms
from tests.bench.job import Room
from tests.bench.servers import Concordat, Hocuspocus, restart
from tests.bench.table import Table, milliseconds, quantile
from tests.bench.wire import ServerKind

GOAL_MS = 15


def measure(ours: Concordat, peer: Hocuspocus, *, edits: int, plans: int, opens: int, restarts: int) -> Table:
    """Warm: somebody has it open. Cold: the server has it not in memory, but has served another plan before."""
    long = [asyncio.run(make_long_plan(ours, edits, seed)) for seed in range(plans)]
    (light,) = asyncio.run(make_rooms(ours, 1))
    gc.collect()
    warm = uvloop.run(_open_many(ours.port, "concordat", long[0], opens))
    memory = uvloop.run(_open_many(peer.port, "hocuspocus", long[0], opens))
    cold: list[float] = []
    for _ in range(restarts):
        restart(ours)
        cold += uvloop.run(_open_each(ours.port, light, long))
    rows = (
        _row("Concordat, warm", warm),
        _row("Concordat, cold", cold),
        _row("Hocuspocus, in memory, warm", memory),
    )
    return Table(
        f"Opening a plan with {edits:,} edits behind it, connection to synced, in ms",
        ("", "opened", "p50", "p95", "slowest"),
        rows,
        (
            f"The state has {len(bytes.fromhex(long[0].seed)):,} bytes; the client starts empty; one at a time.",
            f"Cold: {restarts} starts of the server, {plans} such plans each, snapshots {SNAPSHOT_LAG} edits behind.",
            "The first plan opened after a start is another one.",
            f"Concordat checks the token and reads the person and the plan each time. Goal: p95 {GOAL_MS} ms.",
        ),
    )


async def _open_many(port: int, kind: ServerKind, room: Room, times: int) -> list[float]:
    """Open again and again while one client holds the document open."""
    holder = await connect(port, room.wire(kind))
    if kind == "hocuspocus":
        holder.send(holder.wire.update(bytes.fromhex(room.seed)))
        await asyncio.sleep(0.5)
    found = [await _open(port, kind, room) for _ in range(times)]
    holder.close()
    return found


async def _open_each(port: int, light: Room, rooms: Sequence[Room]) -> list[float]:
    await _open(port, "concordat", light)
    return [await _open(port, "concordat", room) for room in rooms]


async def _open(port: int, kind: ServerKind, room: Room) -> float:
    began = time.perf_counter()
    client = await connect(port, room.wire(kind))
    took = time.perf_counter() - began
    if len(client.state) < len(room.seed) // 4:
        message = f"expected some {len(room.seed) // 2} bytes of state, got {len(client.state)}"
        raise RuntimeError(message)
    client.close()
    await asyncio.sleep(0.005)
    return took


def _row(name: str, times: Sequence[float]) -> tuple[str, ...]:
    return (
        name,
        str(len(times)),
        *(milliseconds(quantile(times, share)) for share in (0.5, 0.95)),
        milliseconds(max(times)),
    )
