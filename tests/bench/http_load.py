"""A load of equal HTTP requests over connections that stay open, and what came of it."""

import asyncio
import time
from dataclasses import dataclass, field

BUFFER_BYTES = 4 << 20


@dataclass(frozen=True, slots=True)
class Target:
    """One request and where it goes."""

    port: int
    body: bytes
    headers: tuple[tuple[str, str], ...] = ()

    def request(self) -> bytes:
        """What is sent."""
        headers = (
            ("Host", f"127.0.0.1:{self.port}"),
            ("Content-Type", "application/json"),
            ("Accept", "application/json"),
            ("Content-Length", str(len(self.body))),
            *self.headers,
        )
        lines = ["POST /graphql HTTP/1.1", *(f"{name}: {value}" for name, value in headers), "", ""]
        return "\r\n".join(lines).encode() + self.body


@dataclass(slots=True)
class Load:
    """What a load found: seconds of each request, and how long all of it took."""

    seconds: float = 0.0
    latencies: list[float] = field(default_factory=list[float])

    @property
    def per_second(self) -> float:
        """Requests that were answered in a second."""
        return len(self.latencies) / self.seconds


async def ask(target: Target) -> bytes:
    """The body of one answer. Raises RuntimeError where its status is not 200."""
    reader, writer = await asyncio.open_connection("127.0.0.1", target.port, limit=BUFFER_BYTES)
    try:
        writer.write(target.request())
        return await _read(reader)
    finally:
        writer.close()


async def load(target: Target, connections: int, seconds: float) -> Load:
    """Ask over so many connections for so long; each asks again when it has its answer."""
    found, request = Load(), target.request()
    began = time.perf_counter()

    async def keep_asking() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", target.port, limit=BUFFER_BYTES)
        while (sent := time.perf_counter()) - began < seconds:
            writer.write(request)
            await _read(reader)
            found.latencies.append(time.perf_counter() - sent)
        writer.close()

    await asyncio.gather(*(keep_asking() for _ in range(connections)))
    found.seconds = time.perf_counter() - began
    return found


async def _read(reader: asyncio.StreamReader) -> bytes:
    head = (await reader.readuntil(b"\r\n\r\n")).lower()
    if not head.startswith(b"http/1.1 200"):
        message = f"expected status 200, got {head[:300]!r} {await reader.read(500)!r}"
        raise RuntimeError(message)
    if b"content-length:" in head:
        length = int(head.partition(b"content-length:")[2].partition(b"\r\n")[0])
        return await reader.readexactly(length)
    body = b""
    while size := int((await reader.readuntil(b"\r\n")).strip(), 16):
        body += await reader.readexactly(size)
        await reader.readexactly(2)
    await reader.readexactly(2)
    return body
