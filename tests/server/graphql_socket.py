"""A client of graphql-transport-ws that shows every message and every close."""

import asyncio
import json
import socket
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any, cast
from urllib.parse import urlsplit
from uuid import UUID

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Origin, Subprotocol

PROTOCOL = "graphql-transport-ws"
RECEIVED_BYTES = 65_536
WAIT_SECONDS = 20.0  # what has not come by then does not come


class Closed(Exception):  # noqa: N818 - it names what happened
    """The server closed the socket."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(f"{code} {reason}")
        self.code = code
        self.reason = reason


class GraphQLSocket:
    """One socket. Messages of each operation are kept until they are asked for."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket
        self._kept: list[dict[str, Any]] = []

    async def send(self, message: object) -> None:
        """Send a message as JSON, or text, bytes and fragments as they are. Raises Closed."""
        is_ready = isinstance(message, str | bytes | AsyncGenerator)
        try:
            await self._socket.send(cast("str", message) if is_ready else json.dumps(message))
        except ConnectionClosed as closed:
            raise _closed(closed) from closed

    async def receive(self) -> dict[str, Any]:
        """The next message. Raises Closed."""
        try:
            async with asyncio.timeout(WAIT_SECONDS):
                return json.loads(await self._socket.recv())
        except ConnectionClosed as closed:
            raise _closed(closed) from closed

    async def init(self, payload: object = None) -> None:
        """Say who it is and wait to be acknowledged. Raises Closed."""
        await self.send({"type": "connection_init"} | ({} if payload is None else {"payload": payload}))
        assert await self.receive() == {"type": "connection_ack"}

    async def subscribe(self, operation: str, query: str, **variables: object) -> None:
        """Begin an operation."""
        payload = {"query": query, "variables": variables}
        await self.send({"type": "subscribe", "id": operation, "payload": payload})

    async def complete(self, operation: str) -> None:
        """End an operation."""
        await self.send({"type": "complete", "id": operation})

    async def message(self, operation: str) -> dict[str, Any]:
        """The next message of one operation. Raises Closed."""
        for place, kept in enumerate(self._kept):
            if kept["id"] == operation:
                return self._kept.pop(place)
        while (message := await self.receive())["id"] != operation:
            self._kept.append(message)
        return message

    async def event(self, operation: str) -> Any:
        """The data of the next event of one operation, under its one field. Raises Closed."""
        message = await self.message(operation)
        assert message["type"] == "next", message
        assert "errors" not in message["payload"], message
        (data,) = message["payload"]["data"].values()
        return data

    async def errors(self, operation: str) -> list[dict[str, Any]]:
        """What one operation is refused with. Raises Closed."""
        message = await self.message(operation)
        assert message["type"] == "error", message
        return message["payload"]

    async def ended_by(self, message: object) -> Closed:
        """How the server closes the socket because of a message, also before it has taken all of it."""
        try:
            await self.send(message)
        except Closed as closed:
            return closed
        return await self.closed()

    async def closed(self) -> Closed:
        """How the server closes the socket; what it says before is passed over."""
        try:
            while True:
                await self.receive()
        except Closed as closed:
            return closed


@asynccontextmanager
async def raw_socket(
    url: str, *offered: str, origin: str | None = None, headers: dict[str, str] | None = None
) -> AsyncGenerator[GraphQLSocket]:
    """A socket that has said nothing yet."""
    protocols = [Subprotocol(name) for name in offered or (PROTOCOL,)]
    async with connect(
        f"{url}/graphql",
        subprotocols=protocols,
        origin=Origin(origin) if origin else None,
        additional_headers=headers,
        sock=_narrow(url),
        max_size=None,
        max_queue=1,  # what nobody asks for stays with the server
        compression=None,
    ) as opened:
        yield GraphQLSocket(opened)


@asynccontextmanager
async def open_socket(url: str, token: str, organisation: UUID | None = None) -> AsyncGenerator[GraphQLSocket]:
    """A socket whose token came with `connection_init`, acknowledged. Raises Closed."""
    hat = [] if organisation is None else [f"organisation.{organisation}"]
    async with raw_socket(url, PROTOCOL, *hat) as opened:
        await opened.init({"authorization": f"Bearer {token}"})
        yield opened


def _narrow(url: str) -> socket.socket:
    """A connection whose kernel holds little of what nobody reads."""
    parts = urlsplit(url)
    made = socket.socket()
    made.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, RECEIVED_BYTES)
    made.connect((parts.hostname, parts.port))
    made.setblocking(False)
    return made


def _closed(closed: ConnectionClosed) -> Closed:
    return Closed(closed.rcvd.code, closed.rcvd.reason) if closed.rcvd else Closed(1006, "")
