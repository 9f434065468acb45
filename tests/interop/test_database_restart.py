"""PostgreSQL goes away while edits flow: what a client was told is stored, and clients go on without a reload."""

import os
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from pathlib import Path

import pytest

from plans.store.connection import Connection, open_connection
from tests.cluster import Cluster
from tests.conftest import ServerFactory
from tests.interop.demo_sides import CUSTOMER, PLAN, VENDOR, open_both, open_plan, token_of
from tests.interop.graphql_client import ask_plan
from tests.interop.restartable_database import RestartableDatabase, restartable_database
from tests.interop.stored_plan import StoredPlan, assert_loads_the_same, assert_tables_equal
from tests.interop.yjs_client import settle, yjs_clients

pytestmark = pytest.mark.anyio

DATABASE = f"concordat_test_restart_{os.getpid()}"
CLOCKS_BETWEEN = 300  # of one client: both flows and projection are under way
FOR_NOW = {1013, 1006}  # closes after which a client comes again


@dataclass(frozen=True, slots=True)
class Deployment:
    """Servers on a database that can be taken away."""

    database: RestartableDatabase
    servers: ServerFactory

    async def owner(self) -> Connection:
        """A new connection of the owner: the ones before the outage are gone."""
        return await open_connection(self.database.cluster.owner_url(DATABASE), {"search_path": "concordat"})


@pytest.fixture
async def deployment(cluster: Cluster, keys_folder: Path, tmp_path: Path) -> AsyncGenerator[Deployment]:
    """A demo on a database of its own."""
    async with restartable_database(tmp_path / "cluster", cluster, DATABASE) as database:
        servers = ServerFactory(database.cluster.service_url(DATABASE), keys_folder, tmp_path)
        yield Deployment(database, servers)
        servers.kill_all()


@pytest.mark.parametrize("mode", ["immediate", "fast"])
async def test_nothing_told_is_lost_when_the_database_restarts_and_clients_go_on(
    deployment: Deployment, mode: str
) -> None:
    server = deployment.servers.start()
    async with yjs_clients("vendor", "customer", "fresh") as (vendor, customer, fresh):
        clients = (vendor, customer)
        await open_both(vendor, customer, server.websocket_url, deployment.servers)
        for client in clients:
            await client.start_flow()
        for _ in range(2):
            await vendor.told((await vendor.state()).acknowledged + CLOCKS_BETWEEN)
            await deployment.database.go(mode)
            told = [await client.state() for client in clients]
            moment = await deployment.database.come_back()
            owner = await deployment.owner()

            # What came back from the clients after the outage does not count.
            before = await StoredPlan.read(owner, before=moment)
            assert [before.lacks(state) for state in told] == [[], []]
            await owner.close()
            for client, state in zip(clients, told, strict=True):
                await client.told(state.vector[state.client])

        words = [await client.stop_flow() for client in clients]
        await open_plan(fresh, server.websocket_url, deployment.servers, VENDOR)
        await settle(vendor, customer, fresh)
        await ask_plan(server.url, token_of(deployment.servers, CUSTOMER), PLAN)
        owner = await deployment.owner()
        stored = await StoredPlan.read(owner)
        for client, written in zip(clients, words, strict=True):
            state = await client.state()
            assert state.ended is None
            assert {close.code for close in state.closes} <= FOR_NOW
            assert stored.lacks(state) == []
            assert stored.lacks_words(written, state.acknowledged) == []
        await assert_loads_the_same(owner, stored)
        await assert_tables_equal(owner, stored)
        await owner.close()
