"""The servers under load: Concordat on a PostgreSQL of its own, and Hocuspocus in memory beside it."""

import asyncio
import shutil
import subprocess
import time
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

from plans.store.connection import open_connection
from server.key import create_keys, read_token_keys
from server.settings import UNNAMED_ISSUER
from server.token import Tokens
from tests.cluster import DEMO_TEMPLATE, Cluster, clone, drop, drop_templates, make_templates, start_cluster
from tests.server_process import ServerProcess, free_port

PEERS = Path(__file__).parent / "peers"
DATABASE = "concordat_bench"
READY_WITHIN_SECONDS = 20
SETTINGS = {"CONCORDAT_GRAPHQL_POINTS_PER_SECOND": "1000000000"}  # points are counted, and one viewer may load it


@dataclass(slots=True)
class Concordat:
    """A running Concordat. ``database_pids`` is empty where the database is not on this machine."""

    url: str
    owner_url: str
    tokens: Tokens
    database_pids: tuple[int, ...]
    database: str
    process: ServerProcess

    @property
    def port(self) -> int:
        """Where it listens."""
        return self.process.port


@dataclass(frozen=True, slots=True)
class Hocuspocus:
    """A running Hocuspocus. ``banner`` names the Node it runs on."""

    port: int
    pid: int
    banner: str


@contextmanager
def concordat(folder: Path, template: str = DEMO_TEMPLATE) -> Generator[Concordat]:
    """A server with one worker on a fresh database, with the demo in it unless told otherwise."""
    cluster = start_cluster()
    asyncio.run(make_templates(cluster))
    asyncio.run(_fresh(cluster, template))
    url = cluster.service_url(DATABASE)
    create_keys(folder / "keys")
    pids, database = asyncio.run(database_of(url))
    process = ServerProcess(url, folder / "keys", folder, settings=SETTINGS)
    process.start()
    try:
        tokens = Tokens(read_token_keys(folder / "keys"), UNNAMED_ISSUER)
        yield Concordat(url, cluster.owner_url(DATABASE), tokens, pids, database, process)
    finally:
        process.kill()
        asyncio.run(drop(cluster, DATABASE))
        asyncio.run(drop_templates(cluster))


async def _fresh(cluster: Cluster, template: str) -> None:
    await drop(cluster, DATABASE)
    await clone(cluster, DATABASE, template)


async def database_of(url: str) -> tuple[tuple[int, ...], str]:
    """The postmaster's process where it runs here, and what the database says of itself."""
    connection = await open_connection(url)
    try:
        backend = await connection.fetchval("select pg_backend_pid()")
        version = await connection.fetchval("show server_version")
        fsync = await connection.fetchval("show fsync")
        commit = await connection.fetchval("show synchronous_commit")
        pids: tuple[int, ...] = ()
        if psutil.pid_exists(backend) and "postgres" in psutil.Process(backend).name():
            pids = (psutil.Process(backend).ppid(),)
    finally:
        await connection.close()
    return pids, f"PostgreSQL {version.split(' ')[0]}, fsync {fsync}, synchronous_commit {commit}"


@contextmanager
def hocuspocus() -> Generator[Hocuspocus]:
    """@hocuspocus/server as it comes, in memory."""
    install_peers()
    port = free_port()
    process = subprocess.Popen(
        [_program("node"), "hocuspocus.mjs", str(port)], cwd=PEERS, stdout=subprocess.PIPE, text=True
    )
    try:
        if process.stdout is None:
            message = "the peer has no output"
            raise RuntimeError(message)
        banner = process.stdout.readline().strip()
        if "listening" not in banner:
            message = f"expected Hocuspocus to listen, got {banner!r}"
            raise RuntimeError(message)
        yield Hocuspocus(port, process.pid, banner.partition("with ")[2])
    finally:
        process.kill()
        process.wait()


def install_peers() -> None:
    """Install the peers where they are not, or not as their lock file says now."""
    installed = PEERS / "node_modules" / ".package-lock.json"
    if not installed.exists() or installed.stat().st_mtime < (PEERS / "package-lock.json").stat().st_mtime:
        subprocess.run([_program("npm"), "ci", "--no-audit", "--no-fund"], cwd=PEERS, check=True, capture_output=True)


def _program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        message = f"{name} is not installed: the benchmark needs Node 20 or newer"
        raise RuntimeError(message)
    return found


def restart(server: Concordat) -> None:
    """A fresh process on the same database: nothing is in memory."""
    server.process.terminate()
    server.process.start()


def settle(seconds: float = 0.5) -> None:
    """Let both servers finish what the last run left to do."""
    time.sleep(seconds)
