"""Requests outward reach public addresses alone, at the address that was looked up."""

import asyncio
import socket
from typing import Any

import pytest

from server.outward import OutwardRefused, OutwardTransport, open_client

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize(
    "address",
    [
        "https://127.0.0.1/", "https://localhost/", "https://10.0.0.1/", "https://192.168.1.1/", "https://[::1]/",
        "https://169.254.169.254/latest/meta-data", "https://[::ffff:127.0.0.1]/", "https://0.0.0.0/",
        "https://[64:ff9b::7f00:1]/", "https://100.64.0.1/", "https://2130706433/", "https://127.1/",
        "http://1.1.1.1/", "https://user:secret@1.1.1.1/",
    ],
)  # fmt: skip
async def test_an_address_that_is_not_public_is_not_asked(address: str) -> None:
    async with open_client(OutwardTransport(allow_loopback=False)) as client:
        with pytest.raises(OutwardRefused, match=r"expected an https address|not public"):
            await client.get(address)


async def test_the_demo_reaches_this_machine_and_nothing_else_that_is_private() -> None:
    async with open_client(OutwardTransport(allow_loopback=True, seconds=1)) as client:
        with pytest.raises(OutwardRefused, match=r"not public|expected an https"):
            await client.get("http://192.168.1.1/")
        with pytest.raises(OutwardRefused, match="cannot be reached"):
            await client.get("http://127.0.0.1:1/")


@pytest.mark.parametrize("answers", [["93.184.215.14", "127.0.0.1"], ["10.0.0.1"]])
async def test_a_name_is_looked_up_once_and_all_its_addresses_must_be_public(
    monkeypatch: pytest.MonkeyPatch, answers: list[str]
) -> None:
    asked: list[str] = []

    async def getaddrinfo(host: str, port: int, **_more: Any) -> list[Any]:
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (answer, port)) for answer in answers]

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", getaddrinfo)
    async with open_client(OutwardTransport(allow_loopback=False, seconds=1)) as client:
        with pytest.raises(OutwardRefused, match="not public"):
            await client.get("https://rebinding.example/")
    assert asked == ["rebinding.example"]


async def test_the_connection_goes_to_the_address_that_was_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that answers differently the second time (rebinding) is never asked a second time."""
    server = await asyncio.start_server(_answer, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    loop = asyncio.get_running_loop()
    original, asked = loop.getaddrinfo, list[str]()

    async def getaddrinfo(host: Any, port: Any, **more: Any) -> list[Any]:
        asked.append(str(host))
        return await original("127.0.0.1" if host == "provider.example" else host, port, **more)

    monkeypatch.setattr(loop, "getaddrinfo", getaddrinfo)
    async with open_client(OutwardTransport(allow_loopback=True, seconds=2)) as client:
        answer = await client.get(f"http://provider.example:{port}/x")
    assert answer.text == f"provider.example:{port}"
    assert asked.count("provider.example") == 1
    server.close()
    await server.wait_closed()


async def test_another_name_at_the_same_address_gets_a_connection_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """The certificate of a connection was checked for one name; kept alive, it would answer for the other."""
    connections = 0

    async def count(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal connections
        connections += 1
        while await reader.readline() not in {b"", b"\r\n"}:
            pass
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")
        await reader.read()
        writer.close()

    server = await asyncio.start_server(count, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    loop = asyncio.get_running_loop()
    original = loop.getaddrinfo

    async def getaddrinfo(host: Any, port: Any, **more: Any) -> list[Any]:
        return await original("127.0.0.1", port, **more)

    monkeypatch.setattr(loop, "getaddrinfo", getaddrinfo)
    async with open_client(OutwardTransport(allow_loopback=True, seconds=2)) as client:
        for name in ("one.example", "other.example", "one.example"):
            assert (await client.get(f"http://{name}:{port}/")).json() == {}
    assert connections == 3
    server.close()
    await server.wait_closed()


async def _answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    head = (await reader.readuntil(b"\r\n\r\n")).decode()
    host = next(line.split(":", 1)[1].strip() for line in head.split("\r\n") if line.lower().startswith("host:"))
    body = f"HTTP/1.1 200 OK\r\nContent-Length: {len(host)}\r\nConnection: close\r\n\r\n{host}"
    writer.write(body.encode())
    await writer.drain()
    writer.close()
