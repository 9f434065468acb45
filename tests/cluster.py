"""A PostgreSQL cluster for the tests: the embedded one, or the one that DATABASE_URL names."""

import atexit
import os
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from plans.store.connection import open_connection
from server.embedded_database import start_embedded_database
from server.migrate import migrate

TEMPLATE = f"concordat_test_template_{os.getpid()}"


@dataclass(frozen=True, slots=True)
class Cluster:
    """Addresses of one cluster: the owner's migrates and clones, the service's works."""

    owner: str
    service: str

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


def start_cluster() -> Cluster:
    """The cluster for this run of the tests."""
    given = os.environ.get("DATABASE_URL")
    if given:
        return Cluster(given, given)
    folder = Path(tempfile.gettempdir()) / f"concordat-tests-{os.getpid()}"
    atexit.register(shutil.rmtree, folder, ignore_errors=True)  # runs after the server has stopped: last in, first out
    embedded = start_embedded_database(folder)
    return Cluster(embedded.owner_url, embedded.service_url)


async def make_template(cluster: Cluster) -> None:
    """A migrated, empty database that the tests clone."""
    connection = await open_connection(cluster.owner_url("postgres"))
    await connection.execute(f"drop database if exists {TEMPLATE} with (force)")
    await connection.execute(f"create database {TEMPLATE}")
    await connection.close()
    await migrate(cluster.owner_url(TEMPLATE), cluster.service_url(TEMPLATE))


async def drop_template(cluster: Cluster) -> None:
    """Leave a cluster that is not ours as it was."""
    connection = await open_connection(cluster.owner_url("postgres"))
    await connection.execute(f"drop database if exists {TEMPLATE} with (force)")
    await connection.close()


async def clone(cluster: Cluster, name: str) -> None:
    """Make a database of its own for one test."""
    connection = await open_connection(cluster.owner_url("postgres"))
    await connection.execute(f"create database {name} template {TEMPLATE}")
    await connection.close()


async def drop(cluster: Cluster, name: str) -> None:
    """Forget a test's database."""
    connection = await open_connection(cluster.owner_url("postgres"))
    await connection.execute(f"drop database if exists {name} with (force)")
    await connection.close()
