"""Fixtures: a cluster per run, a database per test cloned from a migrated template, and servers as processes."""

import asyncio
import os
import secrets
import shutil
import tempfile
import warnings
from collections.abc import AsyncGenerator, Generator
from pathlib import Path

import hypothesis
import pytest

from plans.store.connection import Connection, open_connection
from server.database import Database, open_database, open_operator
from server.key import create_keys, read_token_keys
from server.settings import UNNAMED_ISSUER
from server.token import Tokens
from tests.cluster import (
    DEMO_TEMPLATE,
    TEMPLATE,
    Cluster,
    clone,
    drop,
    drop_templates,
    folder_in_memory,
    make_templates,
    start_cluster,
)
from tests.preloaded_server import PreloadedServers
from tests.server_process import ServerProcess, Start, execute

os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.gettempdir())
warnings.filterwarnings("ignore", category=RuntimeWarning, module="platformdirs")


# How long an example takes says how busy the machine is, not whether the code is right.
hypothesis.settings.register_profile("house", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("house")


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="session")
def cluster() -> Generator[Cluster]:
    """The PostgreSQL of this worker, with templates to clone."""
    started = start_cluster(folder_in_memory())
    asyncio.run(make_templates(started))
    yield started
    asyncio.run(drop_templates(started))


@pytest.fixture
def database_name(cluster: Cluster, request: pytest.FixtureRequest) -> Generator[str]:
    """A migrated database of the test's own: empty, or with the demo where the test asks for it or for servers."""
    name = f"concordat_test_{secrets.token_hex(6)}"
    with_demo = not {"demo", "servers"}.isdisjoint(request.fixturenames)
    asyncio.run(clone(cluster, name, DEMO_TEMPLATE if with_demo else TEMPLATE))
    yield name
    asyncio.run(drop(cluster, name))


@pytest.fixture
async def database(cluster: Cluster, database_name: str) -> AsyncGenerator[Database]:
    """The database as the service sees it."""
    async with open_database(cluster.service_url(database_name)) as opened:
        yield opened


@pytest.fixture
async def owner(cluster: Cluster, database_name: str) -> AsyncGenerator[Connection]:
    """The owner's connection, to lock and to break what the service uses."""
    connection = await open_connection(cluster.owner_url(database_name), {"search_path": "concordat"})
    yield connection
    await connection.close()


@pytest.fixture
async def operator(cluster: Cluster, database_name: str) -> AsyncGenerator[Connection]:
    """The operator's connection, to make what tests are about: organisations, people, accounts, plans."""
    async with open_operator(cluster.owner_url(database_name)) as connection:
        yield connection


@pytest.fixture
async def demo(database: Database) -> Database:
    """The database with the demo loaded: see ``database_name``."""
    return database


@pytest.fixture(scope="session")
def made_keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Keys that were made once: to make them takes as long as many a test."""
    folder = tmp_path_factory.mktemp("made") / "keys"
    create_keys(folder)
    return folder


@pytest.fixture
def keys_folder(made_keys: Path, tmp_path: Path) -> Path:
    """Keys of the test's own deployment, to rotate and to break."""
    return shutil.copytree(made_keys, tmp_path / "keys")


@pytest.fixture
def tokens(keys_folder: Path) -> Tokens:
    """Issues tokens that the test's servers take."""
    return Tokens(read_token_keys(keys_folder), UNNAMED_ISSUER)


@pytest.fixture
def as_demo(cluster: Cluster, database_name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Servers start with --demo, which migrates first."""
    monkeypatch.setenv("CONCORDAT_DEMO", "1")
    monkeypatch.setenv("CONCORDAT_MIGRATE_URL", cluster.owner_url(database_name))


@pytest.fixture(scope="session")
def preloaded() -> Generator[PreloadedServers]:
    """What servers are forked from."""
    servers = PreloadedServers()
    yield servers
    servers.close()


@pytest.fixture
def servers(
    cluster: Cluster, database_name: str, keys_folder: Path, tmp_path: Path, preloaded: PreloadedServers
) -> Generator["ServerFactory"]:
    """Starts real servers as processes on the test's database; all are killed in the end."""
    factory = ServerFactory(cluster.service_url(database_name), keys_folder, tmp_path, preloaded.start)
    yield factory
    factory.kill_all()


class ServerFactory:
    """Starts servers that share one database and one set of keys."""

    def __init__(self, database_url: str, keys_folder: Path, folder: Path, start: Start = execute) -> None:
        self.database_url = database_url
        self.tokens = Tokens(read_token_keys(keys_folder), UNNAMED_ISSUER)
        self._keys_folder = keys_folder
        self._folder = folder
        self._start = start
        self._started: list[ServerProcess] = []

    def start(self, port: int | None = None, workers: int = 1) -> ServerProcess:
        """A server that is ready; on a free port where none is given."""
        process = ServerProcess(self.database_url, self._keys_folder, self._folder, port, workers, start=self._start)
        self._started.append(process)
        process.start()
        return process

    def kill_all(self) -> None:
        """Kill what still runs."""
        for process in self._started:
            process.kill()
