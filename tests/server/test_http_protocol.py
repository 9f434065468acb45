"""Nobody holds a connection by never finishing a request, or by never reading the answer."""

import asyncio
import socket
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from server import http_protocol
from server.http_protocol import MAX_HEAD_BYTES, MAX_PIPELINED, MAX_TRAILER_BYTES, LimitedHttpProtocol

pytestmark = pytest.mark.anyio

HEAD_SECONDS = 0.3
READ_SECONDS = 0.4
LARGE = 30_000_000
ENDS = 20.0  # seconds within which a connection that is to end has ended


async def _small(request: Request) -> Response:
    return Response(f"{len(await request.body())}")


async def _headers(request: Request) -> Response:
    await request.body()
    return Response(" ".join(request.headers.keys()))


async def _large(_: Request) -> Response:
    return Response(bytes(LARGE))


async def _streamed(_: Request) -> Response:
    async def parts() -> AsyncGenerator[bytes]:
        for _ in range(300):
            yield bytes(100_000)

    return StreamingResponse(parts())


@pytest.fixture
async def port(monkeypatch: pytest.MonkeyPatch) -> AsyncGenerator[int]:
    """A server with short limits."""
    monkeypatch.setattr(http_protocol, "HEAD_SECONDS", HEAD_SECONDS)
    monkeypatch.setattr(http_protocol, "READ_SECONDS", READ_SECONDS)
    app = Starlette(
        routes=[
            Route("/", _small, methods=["GET", "POST"]), Route("/headers", _headers, methods=["GET", "POST"]),
            Route("/large", _large), Route("/streamed", _streamed),
        ]
    )  # fmt: skip
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    config = uvicorn.Config(app, http=LimitedHttpProtocol, log_level="critical", timeout_keep_alive=60)
    server = uvicorn.Server(config)
    running = asyncio.create_task(server.serve(sockets=[listening]))
    while not server.started:  # noqa: ASYNC110 - uvicorn tells nobody
        await asyncio.sleep(0.01)
    yield int(listening.getsockname()[1])
    server.should_exit = server.force_exit = True
    await running


@asynccontextmanager
async def _connected(
    port: int, received: int | None = None
) -> AsyncGenerator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    made = socket.socket()
    if received is not None:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, received)
    made.setblocking(False)
    await asyncio.get_running_loop().sock_connect(made, ("127.0.0.1", port))
    reader, writer = await asyncio.open_connection(sock=made, limit=65_536)
    try:
        yield reader, writer
    finally:
        writer.transport.abort()


async def _rest(reader: asyncio.StreamReader) -> bytes:
    """All that still comes until the connection ends."""
    async with asyncio.timeout(ENDS):
        try:
            return await reader.read()
        except ConnectionError:
            return b""


HEADS = {
    "a header without an end": (b"GET / HTTP/1.1\r\nx: ", b"x" * 1_000),
    "headers without an end": (b"GET / HTTP/1.1\r\n", b"x: y\r\n" * 200),
    "a line without an end": (b"GET /", b"x" * 1_000),
}


@pytest.mark.parametrize("name", HEADS)
async def test_a_head_that_is_too_long_is_refused_with_431(port: int, name: str) -> None:
    first, again = HEADS[name]
    async with _connected(port) as (reader, writer):
        writer.write(first)
        sent = 0
        while sent <= 4 * MAX_HEAD_BYTES and not reader.at_eof():
            writer.write(again)
            sent += len(again)
            await asyncio.sleep(0)
        assert (await _rest(reader))[:13] in {b"HTTP/1.1 431 ", b""}  # lost, where more came after it


@pytest.mark.parametrize("sent", [b"", b"\r\n\r\n", b"GET / HTTP/1.1\r\n", b"GET / HTTP/1.1\r\nhost: x\r\n"])
async def test_a_head_that_does_not_come_ends_the_connection(port: int, sent: bytes) -> None:
    async with _connected(port) as (reader, writer):
        writer.write(sent)
        answer = await _rest(reader)
        assert answer.startswith(b"HTTP/1.1 408 ") if sent else answer == b""


async def test_a_head_that_comes_letter_by_letter_is_too_late(port: int) -> None:
    async with _connected(port) as (reader, writer):
        writer.write(b"GET / HTTP/1.1\r\n")
        while not reader.at_eof():
            writer.write(b"x: y\r\n")
            try:
                async with asyncio.timeout(0.02):
                    assert (await reader.read(100))[:13] in {b"HTTP/1.1 408 ", b""}
            except TimeoutError:
                continue
            except ConnectionError:  # lost, where more came after it
                return


async def test_who_asks_again_has_the_same_time_again(port: int) -> None:
    async with _connected(port) as (reader, writer):
        for _ in range(5):
            writer.write(b"GET / HTTP/1.1\r\nhost: x\r\n")
            await asyncio.sleep(HEAD_SECONDS / 2)
            writer.write(b"\r\n")
            assert (await reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 200 ")
            assert await reader.readexactly(1) == b"0"


async def test_a_body_may_take_longer_than_a_head(port: int) -> None:
    async with _connected(port) as (reader, writer):
        writer.write(b"POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 4\r\n\r\n")
        for _ in range(4):
            await asyncio.sleep(HEAD_SECONDS / 2)
            writer.write(b"x")
        assert (await reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 200 ")


async def test_several_requests_at_once_are_answered_in_turn(port: int) -> None:
    async with _connected(port) as (reader, writer):
        writer.write(b"GET / HTTP/1.1\r\nhost: x\r\n\r\n" * 3)
        for _ in range(3):
            assert (await reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 200 ")
            await reader.readexactly(1)
        assert await _rest(reader) == b""  # and then nothing is asked any more


@pytest.mark.parametrize("path", [b"/large", b"/streamed"])
async def test_who_does_not_read_the_answer_is_cut_off(port: int, path: bytes) -> None:
    async with _connected(port, received=4_096) as (reader, writer):
        writer.write(b"GET " + path + b" HTTP/1.1\r\nhost: x\r\n\r\n")
        async with asyncio.timeout(ENDS):
            while not reader.at_eof() and reader.exception() is None:  # the reader stops reading at its limit
                await asyncio.sleep(0.05)
                try:
                    writer.write(b"\r\n")
                    await writer.drain()
                except ConnectionError:
                    break


@pytest.mark.parametrize("path", [b"/large", b"/streamed"])
async def test_who_reads_slowly_gets_all_of_it(port: int, path: bytes) -> None:
    async with _connected(port, received=65_536) as (reader, writer):
        writer.write(b"GET " + path + b" HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n")
        read = 0
        async with asyncio.timeout(ENDS * 3):
            while part := await reader.read(1_000_000):
                read += len(part)
                await asyncio.sleep(READ_SECONDS / 100)
        assert read > LARGE


async def test_who_asks_far_ahead_of_the_answers_is_cut_off(port: int) -> None:
    request = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"
    async with _connected(port) as (reader, writer):
        writer.write(request * MAX_PIPELINED)
        for _ in range(MAX_PIPELINED):
            assert (await reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 200 ")
            await reader.readexactly(1)
        writer.write(request * 10_000)
        assert (await _rest(reader)).count(b"HTTP/1.1 200 ") <= MAX_PIPELINED + 1


CHUNKED = b"POST /headers HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n1\r\n{\r\n0\r\n"


async def test_trailers_are_no_headers(port: int) -> None:
    async with _connected(port) as (reader, writer):
        writer.write(CHUNKED + b"authorization: Bearer x\r\ncookie: a=b\r\n\r\n")
        writer.write(b"GET /headers HTTP/1.1\r\nhost: x\r\nx-own: y\r\nconnection: close\r\n\r\n")
        answers = await _rest(reader)
    assert b"host transfer-encoding" in answers
    assert b"host x-own connection" in answers
    assert b"authorization" not in answers
    assert b"cookie" not in answers


async def test_trailers_without_an_end_end_the_connection(port: int) -> None:
    async with _connected(port) as (reader, writer):
        writer.write(CHUNKED)
        sent = 0
        while sent <= 100 * MAX_TRAILER_BYTES and not reader.at_eof():
            writer.write(b"x:\r\n" * 1_000)
            sent += 4_000
            await asyncio.sleep(0)
        assert (await _rest(reader))[:13] in {b"HTTP/1.1 400 ", b""}  # lost, where more came after it


UPGRADE = b"connection: Upgrade, HTTP2-Settings\r\nupgrade: h2c\r\nhttp2-settings: AAMAAABk\r\n"


@pytest.mark.parametrize(
    ("head", "body", "length"),
    [
        (b"content-length: 5\r\n", b"hello", b"5"),
        (b"transfer-encoding: chunked\r\n", b"5\r\nhello\r\n0\r\n\r\n", b"5"),
        (b"", b"", b"0"),
    ],
)
@pytest.mark.parametrize("pause", [0.0, 0.05])
async def test_an_upgrade_to_what_is_not_spoken_here_is_ignored(
    port: int, head: bytes, body: bytes, length: bytes, pause: float
) -> None:
    async with _connected(port) as (reader, writer):
        writer.write(b"POST / HTTP/1.1\r\nhost: x\r\n" + UPGRADE + head + b"\r\n")
        await asyncio.sleep(pause)
        writer.write(body + b"GET / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n")
        answers = (await _rest(reader)).split(b"HTTP/1.1 200 OK")
    assert [answer[-1:] for answer in answers[1:]] == [length, b"0"]


async def test_upgrades_that_are_asked_for_one_after_another_are_each_ignored(port: int) -> None:
    asked = b"POST / HTTP/1.1\r\nhost: x\r\n" + UPGRADE + b"content-length: %d\r\n\r\n%s"
    async with _connected(port) as (reader, writer):
        writer.write(b"".join(asked % (length, b"x" * length) for length in (5, 3, 7)))
        writer.write(b"GET / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n")
        answers = (await _rest(reader)).split(b"HTTP/1.1 200 OK")
    assert [answer[-1:] for answer in answers[1:]] == [b"5", b"3", b"7", b"0"]


async def test_a_request_that_would_upgrade_and_close_closes(port: int) -> None:
    async with _connected(port) as (reader, writer):
        writer.write(b"GET / HTTP/1.1\r\nhost: x\r\nupgrade: h2c\r\nconnection: Upgrade, close\r\n\r\n")
        answer = await _rest(reader)
    assert answer.startswith(b"HTTP/1.1 200 ")
    assert b"connection: close" in answer


@pytest.mark.parametrize("target", [b"/", b"example.org:443"])
async def test_a_tunnel_is_refused(port: int, target: bytes) -> None:
    async with _connected(port) as (reader, writer):
        writer.write(b"CONNECT " + target + b" HTTP/1.1\r\nhost: x\r\n" + UPGRADE + b"\r\n" + b"x" * 50_000)
        writer.write_eof()
        status = await reader.readline()
    assert status[:10] == b"HTTP/1.1 4"
