"""A PostgreSQL cluster for the tests: the embedded one, or the one that DATABASE_URL names.

Each worker of a run has a template of its own, and on the embedded one a cluster of its own.
"""

import atexit
import os
import shutil
import tempfile
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from plans.store.connection import Connection, open_connection
from server.database import open_operator
from server.demo import load_demo
from server.embedded_database import start_embedded_database
from server.migrate import migrate

TEMPLATE = f"concordat_test_template_{os.getpid()}"
DEMO_TEMPLATE = f"concordat_test_demo_{os.getpid()}"  # with the demo loaded
MEMORY = Path("/dev/shm")
MEMORY_BYTES = 4 << 30  # a cluster's log alone may take a quarter of it
_MIGRATION_LOCK = 0x74657374  # "test": roles belong to the whole cluster


@dataclass(frozen=True, slots=True)
class Cluster:
    """Addresses of one cluster: the owner's migrates and clones, the service's works.

    ``strategy``: how a database is cloned. In memory, to copy its files takes half as long as to log its pages.
    """

    owner: str
    service: str
    strategy: str = "wal_log"

    def owner_url(self, database: str) -> str:
        """The owner's address of a database."""
        return with_database(self.owner, database)

    def service_url(self, database: str) -> str:
        """The service's address of a database."""
        return with_database(self.service, database)


def with_database(url: str, database: str) -> str:
    """The same server and login, another database."""
    parts = urlsplit(url)
    return urlunsplit(parts._replace(path=f"/{database}"))


def start_cluster(parent: Path | None = None) -> Cluster:
    """The one that DATABASE_URL names, else an embedded one in a folder of its own under ``parent``."""
    given = os.environ.get("DATABASE_URL")
    if given:
        return Cluster(given, given)
    folder = (parent or Path(tempfile.gettempdir())) / f"concordat-tests-{os.getpid()}"
    atexit.register(shutil.rmtree, folder, ignore_errors=True)  # runs after the server has stopped: last in, first out
    embedded = start_embedded_database(folder)
    return Cluster(embedded.owner_url, embedded.service_url, "file_copy" if parent == MEMORY else "wal_log")


def folder_in_memory() -> Path | None:
    """A file system in memory with room for a cluster: cloning a database is ten times as fast there as on a disk."""
    try:
        roomy = shutil.disk_usage(MEMORY).free >= MEMORY_BYTES
    except OSError:
        return None
    return MEMORY if roomy and os.access(MEMORY, os.W_OK) else None


async def make_templates(cluster: Cluster) -> None:
    """The migrated databases that the tests clone: an empty one, and one with the demo."""
    async with _maintenance(cluster) as connection:
        await connection.execute("select pg_advisory_lock($1)", _MIGRATION_LOCK)  # until the connection closes
        await connection.execute(f"create database {TEMPLATE}")
        await migrate(cluster.owner_url(TEMPLATE), cluster.service_url(TEMPLATE))
        await connection.execute(f"create database {DEMO_TEMPLATE} template {TEMPLATE}")
        async with open_operator(cluster.owner_url(DEMO_TEMPLATE)) as operator:
            await load_demo(operator)


async def drop_templates(cluster: Cluster) -> None:
    """Leave a cluster that is not ours as it was."""
    for template in (TEMPLATE, DEMO_TEMPLATE):
        await drop(cluster, template)


async def clone(cluster: Cluster, name: str, template: str = TEMPLATE) -> None:
    """Make a database of its own for one test."""
    async with _maintenance(cluster) as connection:
        await connection.execute(f"create database {name} template {template} strategy {cluster.strategy}")


async def drop(cluster: Cluster, name: str) -> None:
    """Forget a test's database."""
    async with _maintenance(cluster) as connection:
        await connection.execute(f"drop database if exists {name} with (force)")


@asynccontextmanager
async def _maintenance(cluster: Cluster) -> AsyncGenerator[Connection]:
    """A connection to the database from which others are made and dropped."""
    connection = await open_connection(cluster.owner_url("postgres"))
    try:
        yield connection
    finally:
        await connection.close()
