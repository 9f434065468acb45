"""A websocket client that costs little: frames are counted, and read only where somebody listens.

The same code speaks to both servers, so that what the load generator costs does not tell them apart.
"""

import asyncio
import base64
import os
import time
from collections.abc import Callable
from typing import cast

from tests.bench.wire import Wire

_BINARY, _CLOSE, _PING = 2, 8, 9
_JOIN_WITHIN_SECONDS = 30.0

Listener = Callable[[float, bytes], None]
"""Told when an update arrived (``time.perf_counter``), and its bytes."""


class LoadClient(asyncio.Protocol):
    """One socket in one document. ``updates`` counts the frames that relayed edits."""

    def __init__(self, wire: Wire, listener: Listener | None = None) -> None:
        self.wire = wire
        self.updates = 0
        self.closed: tuple[int, str] | None = None
        self.state = b""
        self._listener = listener
        self._rest = b""
        self._upgraded = False
        self._transport: asyncio.Transport | None = None
        self._synced: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    async def synced(self) -> None:
        """Wait until the server has sent what it has. Raises ConnectionError."""
        await asyncio.wait_for(asyncio.shield(self._synced), _JOIN_WITHIN_SECONDS)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        transport = cast("asyncio.Transport", transport)  # uvloop's is none by class
        self._transport = transport
        lines = [
            f"GET {self.wire.path} HTTP/1.1",
            "Host: 127.0.0.1",
            "Upgrade: websocket",
            "Connection: Upgrade",
            f"Sec-WebSocket-Key: {base64.b64encode(os.urandom(16)).decode()}",
            "Sec-WebSocket-Version: 13",
            *(f"{name}: {value}" for name, value in self.wire.headers),
        ]
        transport.write(("\r\n".join(lines) + "\r\n\r\n").encode())

    def connection_lost(self, exc: Exception | None) -> None:
        if self.closed is None:
            self.closed = (1006, str(exc or ""))
        if not self._synced.done():
            self._synced.set_exception(ConnectionError(f"closed before it was in sync: {self.closed}"))
            self._synced.exception()

    def data_received(self, data: bytes) -> None:
        arrived = time.perf_counter()
        if self._rest:
            data = self._rest + data
            self._rest = b""
        at = 0
        if not self._upgraded:
            end = data.find(b"\r\n\r\n")
            if end < 0:
                self._rest = data
                return
            self._upgrade(data[:end])
            at = end + 4
        size = len(data)
        while size - at >= 2:
            length = data[at + 1]
            start = at + 2
            if length == 126:
                start = at + 4
                length = int.from_bytes(data[at + 2 : start], "big") if size >= start else size
            elif length == 127:
                start = at + 10
                length = int.from_bytes(data[at + 2 : start], "big") if size >= start else size
            if size < start + length:
                break
            self._take(data[at] & 0x0F, data[start : start + length], arrived)
            at = start + length
        if at < size:
            self._rest = data[at:]

    def _upgrade(self, head: bytes) -> None:
        if not head.startswith(b"HTTP/1.1 101"):
            self._synced.set_exception(ConnectionError(head.split(b"\r\n")[0].decode()))
            return
        self._upgraded = True
        for message in self.wire.greeting():
            self.send(message)

    def _take(self, opcode: int, message: bytes, arrived: float) -> None:
        if opcode == _BINARY:
            if self.wire.is_update(message):
                self.updates += 1
                if self._listener is not None:
                    self._listener(arrived, self.wire.update_of(message))
            elif not self._synced.done() and self.wire.is_step2(message):
                self.state = self.wire.update_of(message)
                self._synced.set_result(None)
        elif opcode == _PING:
            self._write(0x8A, message)
        elif opcode == _CLOSE:
            self.closed = (int.from_bytes(message[:2], "big"), message[2:].decode("utf-8", "replace"))

    def send(self, message: bytes) -> None:
        """Send one protocol message."""
        self._write(0x82, message)

    def _write(self, first: int, payload: bytes) -> None:
        size = len(payload)
        if size < 126:
            head = bytes((first, 0x80 | size))
        elif size < 65_536:
            head = bytes((first, 0x80 | 126)) + size.to_bytes(2, "big")
        else:
            head = bytes((first, 0x80 | 127)) + size.to_bytes(8, "big")
        if self._transport is not None:
            self._transport.write(head + b"\0\0\0\0" + payload)  # a mask of zeroes leaves the bytes as they are

    def close(self) -> None:
        """Drop the connection."""
        if self._transport is not None:
            self._transport.abort()


async def connect(port: int, wire: Wire, listener: Listener | None = None) -> LoadClient:
    """Open a socket and wait until it is in sync. Raises ConnectionError or TimeoutError."""
    loop = asyncio.get_running_loop()
    _, client = await loop.create_connection(lambda: LoadClient(wire, listener), "127.0.0.1", port)
    await client.synced()
    return client
