"""The three servers that are read from, on one database."""

import asyncio
import json
import os
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
from collections.abc import Generator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from server.key import create_keys, read_token_keys
from server.settings import UNNAMED_ISSUER
from server.token import Tokens
from tests.bench import reading
from tests.bench.http_load import Target
from tests.bench.portfolio import Portfolio, fill
from tests.bench.reading import Server
from tests.bench.servers import PEERS, database_of, install_peers
from tests.bench.table import Table
from tests.cluster import Cluster, clone, drop, drop_templates, make_templates, start_cluster
from tests.server_process import ServerProcess, free_port

DATABASE = "concordat_bench_reading"


def measure(quick: bool) -> Table:
    """Fill a database, start the servers, measure."""
    cluster = start_cluster()
    portfolio = asyncio.run(_prepare(cluster))
    address = cluster.service_url(DATABASE)
    try:
        pids, described = asyncio.run(database_of(address))
        with ExitStack() as stack:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
            ours = stack.enter_context(_concordat(address, folder, portfolio))
            peer, banner = stack.enter_context(_postgraphile(address, portfolio))
            ceiling = stack.enter_context(_ceiling(address, portfolio))
            rounds, seconds = (1, 3.0) if quick else (5, 6.0)
            table = reading.measure([ours, peer, ceiling], pids, rounds, seconds)
        return Table(table.title, table.columns, table.rows, (*table.notes, f"{banner}; {described}"))
    finally:
        asyncio.run(drop(cluster, DATABASE))
        asyncio.run(drop_templates(cluster))


async def _prepare(cluster: Cluster) -> Portfolio:
    await make_templates(cluster)
    await drop(cluster, DATABASE)
    await clone(cluster, DATABASE)
    return await fill(cluster.owner_url(DATABASE))


def _body(query: str, **variables: str) -> bytes:
    return json.dumps({"query": query, "variables": variables}).encode()


@contextmanager
def _concordat(address: str, folder: Path, portfolio: Portfolio) -> Generator[Server]:
    create_keys(folder / "keys")
    token = Tokens(read_token_keys(folder / "keys"), UNNAMED_ISSUER).issue(portfolio.person, 3600)
    headers = (("Authorization", f"Bearer {token}"),)
    process = ServerProcess(address, folder / "keys", folder)
    process.start()
    try:
        page, plans = _body(reading.PAGE, id=str(portfolio.plan)), _body(reading.LIST)
        yield Server(
            "Concordat", process.pid, Target(process.port, page, headers), Target(process.port, plans, headers)
        )
    finally:
        process.kill()


@contextmanager
def _postgraphile(address: str, portfolio: Portfolio) -> Generator[tuple[Server, str]]:
    install_peers()
    settings = {
        "role": "concordat_viewer",
        "concordat.person": str(portfolio.person),
        "concordat.vendors": f"{{{portfolio.vendor}}}",
        "concordat.customers": "{}",
        "concordat.partners": "{}",
    }
    environment = {
        **os.environ, "DATABASE_URL": address, "SETTINGS": json.dumps(settings), "GRAPHILE_ENV": "production",
        "NODE_ENV": "production",
    }  # fmt: skip
    port = free_port()
    node = PEERS / "node_modules" / ".bin" / "node"  # PostGraphile 5 wants a newer one than the machine may have
    process = subprocess.Popen(
        [node, "postgraphile.mjs", str(port)], cwd=PEERS, env=environment, stdout=subprocess.PIPE, text=True
    )
    try:
        banner = _first_line(process)
        page = _body(reading.PEER_PAGE, vendor=str(portfolio.vendor), id=str(portfolio.plan))
        yield Server("PostGraphile", process.pid, Target(port, page), Target(port, _body(reading.PEER_LIST))), banner
    finally:
        process.kill()
        process.wait()


@contextmanager
def _ceiling(address: str, portfolio: Portfolio) -> Generator[Server]:
    port = free_port()
    arguments = [str(port), address, str(portfolio.person), str(portfolio.vendor)]
    process = subprocess.Popen([sys.executable, "-m", "tests.bench.ceiling", *arguments])
    try:
        _wait_for(port)
        page = json.dumps({"id": str(portfolio.plan)}).encode()
        yield Server("ceiling", process.pid, Target(port, page), Target(port, b"{}"))
    finally:
        process.kill()
        process.wait()


def _first_line(process: subprocess.Popen[str]) -> str:
    if process.stdout is None:
        message = "the peer has no output"
        raise RuntimeError(message)
    for line in process.stdout:
        if "listening" in line:
            return line.strip().partition("with ")[2]
    message = "expected PostGraphile to listen, and it ended"
    raise RuntimeError(message)


def _wait_for(port: int) -> None:
    for _ in range(1000):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=1):
                return
        except urllib.error.HTTPError:
            return  # it answers
        except OSError:
            asyncio.run(asyncio.sleep(0.02))
    message = "the ceiling did not start"
    raise RuntimeError(message)
