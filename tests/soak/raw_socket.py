"""A websocket client that may break every rule, and reports how the server ended the connection."""

import asyncio
import base64
import os
from dataclasses import dataclass
from typing import cast

BINARY, TEXT, CONTINUATION, CLOSE, PING = 2, 1, 0, 8, 9
LOST = 1006  # ended without a close frame


@dataclass(frozen=True, slots=True)
class Ending:
    """How a connection ended."""

    code: int
    reason: str


def encode(opcode: int, payload: bytes, *, final: bool = True, masked: bool = True, reserved: int = 0) -> bytes:
    """One websocket frame. The mask is of zeroes, which leaves the bytes as they are."""
    first = (0x80 if final else 0) | reserved << 4 | opcode
    flag = 0x80 if masked else 0
    size = len(payload)
    if size < 126:
        head = bytes((first, flag | size))
    elif size < 65_536:
        head = bytes((first, flag | 126)) + size.to_bytes(2, "big")
    else:
        head = bytes((first, flag | 127)) + size.to_bytes(8, "big")
    return head + (b"\0\0\0\0" if masked else b"") + payload


class RawSocket(asyncio.Protocol):
    """One connection. ``ended`` is set when it is over; ``heard`` counts the frames that the server sent."""

    def __init__(self, path: str, token: str | None) -> None:
        self.heard = 0
        self.heard_bytes = 0
        self.upgraded: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.ended: asyncio.Future[Ending] = asyncio.get_running_loop().create_future()
        self._path = path
        self._token = token
        self._rest = b""
        self._open = False
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)  # uvloop's is none by class
        lines = [
            f"GET {self._path} HTTP/1.1",
            "Host: 127.0.0.1",
            "Upgrade: websocket",
            "Connection: Upgrade",
            f"Sec-WebSocket-Key: {base64.b64encode(os.urandom(16)).decode()}",
            "Sec-WebSocket-Version: 13",
            *([f"Authorization: Bearer {self._token}"] if self._token is not None else []),
        ]
        self._transport.write(("\r\n".join(lines) + "\r\n\r\n").encode())

    def connection_lost(self, exc: Exception | None) -> None:
        self._end(LOST, str(exc or "lost"))

    def data_received(self, data: bytes) -> None:
        data = self._rest + data
        at = 0
        if not self._open:
            head, found, data = data.partition(b"\r\n\r\n")
            if not found:
                self._rest = head
                return
            if not head.startswith(b"HTTP/1.1 101"):
                self._end(LOST, head.split(b"\r\n")[0].decode())
                return
            self._open = True
            if not self.upgraded.done():
                self.upgraded.set_result(None)
        while len(data) - at >= 2:
            length, start = data[at + 1], at + 2
            if length >= 126:
                start = at + (4 if length == 126 else 10)
                if len(data) < start:
                    break
                length = int.from_bytes(data[at + 2 : start], "big")
            if len(data) < start + length:
                break
            self._take(data[at] & 0x0F, data[start : start + length])
            at = start + length
        self._rest = data[at:]

    def _take(self, opcode: int, payload: bytes) -> None:
        self.heard += 1
        self.heard_bytes += len(payload)
        if opcode == CLOSE:
            self._end(int.from_bytes(payload[:2], "big"), payload[2:].decode())
        elif opcode == PING:
            self.write(encode(10, payload))

    def _end(self, code: int, reason: str) -> None:
        if not self.upgraded.done():
            self.upgraded.set_result(None)
        if not self.ended.done():
            self.ended.set_result(Ending(code, reason))
        if self._transport is not None and code != LOST:
            self._transport.write(encode(CLOSE, code.to_bytes(2, "big")))
            self._transport.close()

    def write(self, raw: bytes) -> None:
        """Send raw bytes."""
        if self._transport is not None and not self._transport.is_closing():
            self._transport.write(raw)

    def pause(self) -> None:
        """Stop reading, as a client that hangs does."""
        if self._transport is not None:
            self._transport.pause_reading()

    def resume(self) -> None:
        """Read on."""
        if self._transport is not None:
            self._transport.resume_reading()

    def abort(self) -> None:
        """Drop the connection without a word."""
        if self._transport is not None:
            self._transport.abort()


async def open_socket(port: int, path: str, token: str | None) -> RawSocket:
    """Connect and wait for the upgrade."""
    loop = asyncio.get_running_loop()
    _, opened = await loop.create_connection(lambda: RawSocket(path, token), "127.0.0.1", port)
    await opened.upgraded
    return opened
