"""The servers beside Concordat: PostGraphile over the same tables, and the ceiling."""

import json
import os
import socket
import subprocess
import sys
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.bench.graphql.data import Data
from tests.bench.servers import PEERS, READY_WITHIN_SECONDS, Concordat, install_peers
from tests.server_process import free_port

QUERIES = Path(__file__).parent / "queries"
NAMES = ("plan", "list")
PINNED_NODE = PEERS / "node_modules" / ".bin" / "node"  # PostGraphile 5 declares Node 22 or newer
ROOT = Path(__file__).parents[3]


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked of a server; ``head`` lacks the body's length."""

    head: str
    body: str


@dataclass(frozen=True, slots=True)
class Server:
    """A server under load, with what is asked of it by the query's name. ``banner`` names what it runs on."""

    name: str
    port: int
    pid: int
    requests: Mapping[str, Request]
    banner: str = ""

    def ask(self, name: str) -> str:
        """The body of one answer. Raises OSError or RuntimeError."""
        request = self.requests[name]
        body = request.body.encode()
        head = f"{request.head}Connection: close\r\nContent-Length: {len(body)}\r\n\r\n"
        with socket.create_connection(("127.0.0.1", self.port), READY_WITHIN_SECONDS) as connection:
            connection.sendall(head.encode() + body)
            received = b"".join(iter(lambda: connection.recv(1 << 20), b"")).decode()
        told, _, answer = received.partition("\r\n\r\n")
        if not told.startswith("HTTP/1.1 200 ") or not answer.startswith('{"data":{'):
            message = f"{self.name}: expected an answer to the query {name}, got {received[:2_000]}"
            raise RuntimeError(message)
        return answer


def concordat_with_token(ours: Concordat, data: Data) -> Server:
    """Concordat, asked by a person with a token."""
    token = ours.tokens.issue(data.viewer, 3_600)
    head = f"{_head('/graphql')}Authorization: Bearer {token}\r\n"
    variables = {"plan": {"id": str(data.plan)}, "list": {}}
    return Server("Concordat", ours.port, ours.process.pid, _queries("concordat", head, variables))


@contextmanager
def postgraphile(ours: Concordat, data: Data) -> Generator[Server]:
    """PostGraphile in one process."""
    install_peers()
    told = _told(ours, data)
    vendor = {"vendor": str(data.vendor)}
    variables = {"plan": {**vendor, "id": str(data.plan)}, "list": vendor}
    with _running([str(PINNED_NODE), str(PEERS / "graphql.mjs")], told) as (pid, banner):
        yield Server("PostGraphile", told["port"], pid, _queries("postgraphile", _head("/graphql"), variables), banner)


@contextmanager
def ceiling(ours: Concordat, data: Data, ends: Mapping[str, str]) -> Generator[Server]:
    """The bare routes. ``ends``: by query, what stands behind the data in Concordat's answer."""
    told = _told(ours, data)
    variables = {"plan": {"id": str(data.plan)}, "list": {}}
    requests = {name: Request(_head(f"/{name}"), json.dumps({"variables": variables[name]})) for name in NAMES}
    with _running([sys.executable, "-m", "tests.bench.graphql.ceiling"], {**told, "ends": dict(ends)}) as (pid, banner):
        yield Server("the ceiling", told["port"], pid, requests, banner)


def _told(ours: Concordat, data: Data) -> dict[str, Any]:
    return {"port": free_port(), "database": ours.url, "vendor": str(data.vendor), "viewer": str(data.viewer)}


def _head(path: str) -> str:
    lines = (f"POST {path} HTTP/1.1", "Host: 127.0.0.1", "Content-Type: application/json", "Accept: application/json")
    return "".join(f"{line}\r\n" for line in lines)


def _queries(server: str, head: str, variables: Mapping[str, Mapping[str, str]]) -> dict[str, Request]:
    """The queries in this server's own words."""
    return {
        name: Request(
            head,
            json.dumps({"query": (QUERIES / f"{server}_{name}.graphql").read_text(), "variables": variables[name]}),
        )
        for name in NAMES
    }


@contextmanager
def _running(command: Sequence[str], told: Mapping[str, object]) -> Generator[tuple[int, str]]:
    """A server that is told JSON and says when it listens; its process id and what it says that it is."""
    environment = {**os.environ, "NODE_ENV": "production", "GRAPHILE_ENV": "production"}
    process = subprocess.Popen(
        command, env=environment, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    try:
        if process.stdin is None or process.stdout is None:
            message = "the peer has no input or output"
            raise RuntimeError(message)
        with process.stdin as stdin:
            json.dump(told, stdin)
        banner = process.stdout.readline().strip()
        if "listening" not in banner:
            message = f"expected {command[-1]} to listen, got {banner!r}"
            raise RuntimeError(message)
        yield process.pid, banner.partition("with ")[2]
    finally:
        process.kill()
        process.wait()
