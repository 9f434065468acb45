"""What comes over a socket is taken little by little, whole and in order."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncGenerator

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.asyncio.client import connect

from server import websocket_protocol
from server.websocket_protocol import EXTENSION, READ_BYTES, FrameProtocol
from tests.server_process import free_port
from tests.soak.raw_socket import PING, TEXT, encode

pytestmark = pytest.mark.anyio

FLOOD = 60_000
WAIT_SECONDS = 30.0
END = b"end"


class Received:
    """What the endpoint was handed."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.ended = asyncio.Event()
        self.may_read = asyncio.Event()
        self.may_read.set()
        self.protocol: asyncio.Future[FrameProtocol] = asyncio.get_running_loop().create_future()

    async def serve(self, websocket: WebSocket) -> None:
        """Take messages, while it may."""
        await websocket.accept()
        self.protocol.set_result(websocket.scope["extensions"][EXTENSION]["protocol"])
        while True:
            await self.may_read.wait()
            message = await websocket.receive()
            if message["type"] == "websocket.disconnect" or message["text"] == END.decode():
                break
            self.texts.append(message["text"])
        self.ended.set()


@pytest.fixture
async def received() -> Received:
    """Nothing yet."""
    return Received()


@pytest.fixture
async def url(received: Received) -> AsyncGenerator[str]:
    """Where the endpoint is."""
    app = Starlette(routes=[WebSocketRoute("/", received.serve)])
    port = free_port()
    server = uvicorn.Server(uvicorn.Config(app, port=port, ws=FrameProtocol, log_level="critical"))
    running = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110 - uvicorn tells nobody
        await asyncio.sleep(0.01)
    yield f"ws://127.0.0.1:{port}/"
    server.should_exit = server.force_exit = True
    await running


async def _send(url: str, frames: bytes, received: Received) -> None:
    async with asyncio.timeout(WAIT_SECONDS), connect(url, compression=None) as socket:
        socket.transport.write(frames + encode(TEXT, END))
        await received.ended.wait()


async def test_others_are_served_while_a_flood_of_frames_is_taken(
    url: str, received: Received, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_once = most = 0
    handle = WebSocketsSansIOProtocol.handle_ping

    def count(protocol: WebSocketsSansIOProtocol) -> None:
        nonlocal at_once, most
        at_once += 1
        most = max(most, at_once)
        handle(protocol)

    async def others() -> None:
        nonlocal at_once
        while not received.ended.is_set():
            await asyncio.sleep(0)
            at_once = 0

    monkeypatch.setattr(WebSocketsSansIOProtocol, "handle_ping", count)
    frame = encode(PING, b"")
    served = asyncio.create_task(others())
    await _send(url, frame * FLOOD, received)
    await served
    assert 0 < most <= 3 * READ_BYTES // len(frame)


async def test_messages_of_every_size_come_whole_and_in_order(url: str, received: Received) -> None:
    texts = [f"{number} " + "x" * (number * 997 % (3 * READ_BYTES)) for number in range(400)]
    await _send(url, b"".join(encode(TEXT, text.encode()) for text in texts), received)
    assert received.texts == texts


async def test_what_an_endpoint_does_not_take_stays_with_the_peer(url: str, received: Received) -> None:
    received.may_read.clear()
    texts = [f"{number} " + "x" * 5_000 for number in range(20_000)]  # 100 MB
    flood = asyncio.create_task(_send(url, b"".join(encode(TEXT, text.encode()) for text in texts), received))
    async with asyncio.timeout(WAIT_SECONDS):
        protocol = await received.protocol
        while not protocol.read_paused:  # noqa: ASYNC110 - uvicorn tells nobody
            await asyncio.sleep(0.01)
    for _ in range(1_000):
        await asyncio.sleep(0)
        assert protocol.queue.qsize() < 1_000
    received.may_read.set()
    await flood
    assert received.texts == texts


HANDSHAKE = (
    b"GET / HTTP/1.1\r\nhost: x\r\nconnection: Upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\n"
    b"sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
)


def _port(url: str) -> int:
    return int(url.rstrip("/").rsplit(":", 1)[1])


@pytest.mark.parametrize(
    "more",
    [b"x: " + b"y" * 9_000 + b"\r\n", b"x: y\r\n" * 200, b"content-length: 5\r\n"],
    ids=["a long line", "many fields", "a body"],
)
async def test_a_handshake_that_cannot_be_read_is_answered_and_ends(url: str, more: bytes) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", _port(url))
    writer.write(HANDSHAKE + more + b"\r\n")
    async with asyncio.timeout(WAIT_SECONDS):
        answer = await reader.read()
    assert answer.startswith(b"HTTP/1.1 400 ")
    assert b"handshake" in answer
    writer.close()


async def test_who_pings_and_does_not_read_the_answers_is_not_read_and_cut_off(
    url: str, received: Received, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(websocket_protocol, "ABORT_AFTER_SECONDS", 0.2)
    with socket.socket() as peer:
        peer.connect(("127.0.0.1", _port(url)))
        peer.setblocking(False)
        loop = asyncio.get_running_loop()
        await loop.sock_sendall(peer, HANDSHAKE + b"\r\n")
        async with asyncio.timeout(WAIT_SECONDS):
            protocol = await received.protocol
        pings = encode(PING, b"p" * 125) * 1_000
        with contextlib.suppress(TimeoutError):
            for _ in range(500):  # 65 MB
                async with asyncio.timeout(1):
                    await loop.sock_sendall(peer, pings)
        assert protocol.transport.get_write_buffer_size() < 1_000_000
        assert not protocol.disconnected
        protocol.keepalive_timeout()
        async with asyncio.timeout(WAIT_SECONDS):
            while not protocol.disconnected:  # noqa: ASYNC110 - uvicorn tells nobody
                await asyncio.sleep(0.01)


async def test_who_pings_and_reads_gets_every_answer(url: str) -> None:
    async with asyncio.timeout(WAIT_SECONDS), connect(url, compression=None) as client:
        answers = [await client.ping(bytes([number % 256]) * 125) for number in range(200)]
        await asyncio.gather(*answers)
