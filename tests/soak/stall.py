"""A reader that stops reading: the others go on, it is closed with 1013, and the server's memory stays bounded."""

import asyncio
import time
from contextlib import suppress
from dataclasses import dataclass, field

from collab.codec import write_step1, write_update
from server.collab_socket import MAX_BACKLOG_BYTES
from server.database import open_database
from tests.bench.documents import make_filled_plan
from tests.bench.table import quantile
from tests.soak import crafted
from tests.soak.campaign import OTHER_PERSON, PERSON, VENDOR, Server
from tests.soak.crafted import in_item, in_root, string, values
from tests.soak.healthy_client import HealthyClient
from tests.soak.memory import MEBIBYTE, sample
from tests.soak.raw_socket import BINARY, LOST, RawSocket, encode, open_socket
from tests.soak.target import Target
from tests.soak.verdict import judge

CHUNK = 4_500  # characters that the busy writer types while it erases its last ones: both fit into a field of 10,000
STALLED = 6
LOOKS_FROM, LOOKS_EVERY = 12_000_000, 3_000_000  # bytes written when the first reads on, and until the next does
WRITE_SECONDS = 120.0
STILL_OPEN = 0
SLACK_MIB = 96.0  # beside the backlogs themselves: the document, the log's batches and what the allocator keeps
SLOWEST_ECHO_SECONDS = 1.0
"""For the honest pair's p95 on a busy machine; without the bound a blocked sender would hold them up for good."""


@dataclass(slots=True)
class StallOutcome:
    """What was found."""

    written: int = 0
    seconds: float = 0.0
    growth_mib: float = 0.0
    codes: list[int] = field(default_factory=list[int])
    echoes: list[float] = field(default_factory=list[float])
    problems: list[str] = field(default_factory=list[str])


class BusyWriter:
    """Types a long text and erases it again, as fast as it is echoed: what every reader has to be sent."""

    def __init__(self, target: Target, socket: RawSocket) -> None:
        self._target = target
        self._socket = socket
        self._author = 4_000_000_001
        self._clock = 0
        self.written = 0

    async def write(self) -> None:
        """One text in, the last one out; returns when it was echoed. Raises ConnectionError."""
        deletes = {self._author: [(self._clock - CHUNK, CHUNK)]} if self._clock else None
        text = in_item(crafted.STRING, self._target.texts["problem"], None, string("x" * CHUNK))
        heard = self._socket.heard_bytes
        update = crafted.update(self._author, self._clock, text, deletes=deletes)
        self._socket.write(encode(BINARY, write_update(update)))
        self._clock += CHUNK
        self.written += len(update)
        while self._socket.heard_bytes < heard + CHUNK:
            if self._socket.ended.done():
                message = f"the busy writer was closed: {self._socket.ended.result()}"
                raise ConnectionError(message)
            await asyncio.sleep(0.0005)


async def stall(server: Server, database_url: str, tokens: dict[str, str]) -> StallOutcome:
    """Run it."""
    outcome = StallOutcome()
    began = time.monotonic()
    async with open_database(database_url) as database:
        plan, state = await make_filled_plan(database)
        path = f"/collab/{plan}"
        url = f"ws://127.0.0.1:{server.port}{path}"
        honest = [HealthyClient(url, tokens[who], seed) for seed, who in enumerate((PERSON, OTHER_PERSON))]
        stop = asyncio.Event()
        editing = [asyncio.create_task(client.run(0.05, stop)) for client in honest]
        await asyncio.gather(*(client.synced.wait() for client in honest))
        target = Target.of(plan, state)
        before = sample(server.pid, 0).resident
        stalled = [await _open(server.port, path, tokens[PERSON]) for _ in range(STALLED)]
        for socket in stalled:
            socket.pause()
        writer = BusyWriter(target, await _open(server.port, path, tokens[OTHER_PERSON]))
        highest = before
        watching = asyncio.create_task(_echoes(server.port, path, tokens[PERSON], outcome.echoes))
        for number, socket in enumerate(stalled):
            while writer.written < LOOKS_FROM + number * LOOKS_EVERY and time.monotonic() - began < WRITE_SECONDS:
                await writer.write()
            highest = max(highest, sample(server.pid, 0).resident)
            outcome.codes.append(await _read_on(socket))
        watching.cancel()
        outcome.growth_mib = (highest - before) / MEBIBYTE
        outcome.written = writer.written
        stop.set()
        await asyncio.sleep(1)
        outcome.problems += await judge(database, VENDOR, plan, url, tokens[PERSON], honest)
        for client in honest:
            await client.leave()
        await asyncio.gather(*editing, return_exceptions=True)
    _bound(outcome)
    outcome.seconds = time.monotonic() - began
    return outcome


def _bound(outcome: StallOutcome) -> None:
    """The bounds, each with what came."""
    allowed = STALLED * MAX_BACKLOG_BYTES / MEBIBYTE + SLACK_MIB
    if outcome.growth_mib > allowed:
        outcome.problems.append(f"memory grew by {outcome.growth_mib:.0f} MiB, allowed {allowed:.0f}")
    if 1013 not in outcome.codes or any(code not in {1013, LOST, STILL_OPEN} for code in outcome.codes):
        outcome.problems.append(f"expected stalled readers to be closed with 1013, got {outcome.codes}")
    if not outcome.echoes or quantile(outcome.echoes, 0.95) > SLOWEST_ECHO_SECONDS:
        outcome.problems.append(f"the others were held up: {len(outcome.echoes)} echoes")


async def _read_on(socket: RawSocket) -> int:
    """Read again after the stall: how the server had ended the socket.

    One that reads on within 5 s of the server's close sees 1013; later it is cut off, which looks lost.
    """
    socket.resume()
    with suppress(TimeoutError):
        return (await asyncio.wait_for(asyncio.shield(socket.ended), 3)).code
    socket.abort()
    return STILL_OPEN


async def _open(port: int, path: str, token: str) -> RawSocket:
    socket = await open_socket(port, path, token)
    socket.write(encode(BINARY, write_step1(b"\x00")))
    while socket.heard < 2:  # noqa: ASYNC110 - polled
        await asyncio.sleep(0.001)
    return socket


async def _echoes(port: int, path: str, token: str, found: list[float]) -> None:
    """Set one field again and again; take the time until the server says something."""
    socket = await open_socket(port, path, token)
    clock = 0
    while True:
        value = in_root(crafted.ANY, "plan", "escalateAfterDays", values(crafted.any_integer(clock % 9 + 1)))
        heard, began = socket.heard, time.perf_counter()
        frame = encode(BINARY, write_update(crafted.update(3_999_999_999, clock, value)))
        socket.write(frame + frame)  # the second is known: echoed to its sender, once the first is committed
        while socket.heard == heard:  # noqa: ASYNC110 - polled
            await asyncio.sleep(0.0005)
        found.append(time.perf_counter() - began)
        clock += 1
        await asyncio.sleep(0.05)
