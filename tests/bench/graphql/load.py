"""The load generator, a process of its own: ``python -m tests.bench.graphql.load``, a job on its standard input."""

import asyncio
import dataclasses
import json
import sys
import time
from typing import cast

import uvloop

from tests.bench.cpu import cpu_seconds
from tests.bench.graphql.job import Job, Report

_LENGTH = b"content-length:"


class Asker(asyncio.Protocol):
    """One connection: asks, reads the whole answer, looks at it, asks again."""

    def __init__(self, load: "Load") -> None:
        self._load = load
        self._transport: asyncio.Transport | None = None
        self._received = bytearray()
        self._body_at = self._end = 0  # of the answer that is being received; 0: not known yet
        self._asked_at = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)  # uvloop's is none by class
        self._ask(self._transport)

    def _ask(self, transport: asyncio.Transport) -> None:
        self._asked_at = time.perf_counter()
        transport.write(self._load.request)

    def data_received(self, data: bytes) -> None:
        self._received += data
        if not self._end and not self._read_head():
            return
        if self._transport is None or len(self._received) < self._end:
            return
        arrived = time.perf_counter()
        if not self._received.startswith(self._load.expected, self._body_at) or len(self._received) > self._end:
            self._load.fail(f"expected another answer, got {bytes(self._received[:2_000])!r}")
            return
        self._load.note(arrived - self._asked_at)
        self._received.clear()
        self._end = 0
        self._ask(self._transport)

    def _read_head(self) -> bool:
        end = self._received.find(b"\r\n\r\n")
        if end < 0:
            return False
        head = bytes(self._received[:end]).lower()
        at = head.find(_LENGTH)
        if not head.startswith(b"http/1.1 200 ") or at < 0:
            self._load.fail(f"expected 200 and the answer's length, got {bytes(self._received[:2_000])!r}")
            return False
        self._body_at = end + 4
        self._end = self._body_at + int(head[at + len(_LENGTH) :].partition(b"\r\n")[0])
        return True

    def connection_lost(self, exc: Exception | None) -> None:
        self._load.fail(f"the server closed a connection: {exc}")


class Load:
    """One job under way."""

    def __init__(self, job: Job) -> None:
        body = job.body.encode()
        self.request = f"{job.head}Content-Length: {len(body)}\r\n\r\n".encode() + body
        self.expected = job.expected.encode()
        self._job = job
        self._latencies: list[float] = []
        self._failed: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def note(self, latency: float) -> None:
        """An answer has come."""
        self._latencies.append(latency)

    def fail(self, message: str) -> None:
        """The run is worth nothing."""
        if not self._failed.done():
            self._failed.set_exception(RuntimeError(message))

    async def run(self) -> Report:
        """Warm up, ask, report. Raises OSError or RuntimeError."""
        job, loop = self._job, asyncio.get_running_loop()
        for _ in range(job.connections):
            await loop.create_connection(lambda: Asker(self), "127.0.0.1", job.port)
        await self._pass(job.warm_seconds)
        self._latencies.clear()
        server, database = cpu_seconds(job.server_pids), cpu_seconds(job.database_pids)
        own, began = time.process_time(), time.perf_counter()
        await self._pass(job.seconds)
        seconds, generator = time.perf_counter() - began, time.process_time() - own
        latencies, self._latencies = self._latencies, []
        return Report(
            seconds=seconds,
            server_cpu=cpu_seconds(job.server_pids) - server,
            database_cpu=cpu_seconds(job.database_pids) - database,
            generator_cpu=generator,
            latencies=latencies,
        )

    async def _pass(self, seconds: float) -> None:
        """Let time pass while answers come. Raises RuntimeError."""
        await asyncio.wait([self._failed], timeout=seconds)
        if self._failed.done():
            self._failed.result()


async def _main() -> None:
    told = json.load(sys.stdin)
    told |= {name: tuple(told[name]) for name in ("server_pids", "database_pids")}
    report = await Load(Job(**told)).run()
    json.dump(dataclasses.asdict(report), sys.stdout)


if __name__ == "__main__":
    uvloop.run(_main())
