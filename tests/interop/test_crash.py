"""The server is killed with SIGKILL while edits flow: what a client was told is stored is stored.

``CONCORDAT_SOAK_KILLS=50`` in the environment makes it a campaign.
"""

import asyncio
import os
import random

import pytest

from plans.store.connection import Connection
from tests.conftest import ServerFactory
from tests.interop.demo_sides import CUSTOMER, PLAN, VENDOR, open_both, open_plan, token_of
from tests.interop.graphql_client import ask_plan
from tests.interop.stored_plan import StoredPlan, assert_loads_the_same, assert_tables_equal
from tests.interop.yjs_client import FLOW_TEXTS, YjsClient, settle, yjs_clients

pytestmark = [pytest.mark.anyio, pytest.mark.soak]

KILLS = int(os.environ.get("CONCORDAT_SOAK_KILLS", "3"))
SEED = int(os.environ.get("CONCORDAT_SOAK_SEED", "1"))
MOST_CLOCKS_BEFORE_A_KILL = 1_500  # of one client: up to a second of the flow, and with it across snapshots
TEXT_LENGTH = 10_000


async def test_what_was_told_survives_every_kill_and_clients_come_back_by_themselves(
    servers: ServerFactory, owner: Connection
) -> None:
    dice = random.Random(SEED)
    server = servers.start()
    async with yjs_clients("vendor", "customer") as (vendor, customer):
        clients = (vendor, customer)
        await open_both(vendor, customer, server.websocket_url, servers)
        for kill in range(KILLS):
            for client in clients:
                await client.start_flow(every_ms=dice.choice((1, 3, 7)))
            watched = dice.choice(clients)
            await watched.told((await watched.state()).acknowledged + dice.randint(1, MOST_CLOCKS_BEFORE_A_KILL))
            server.kill()
            for client in clients:
                await client.disconnected()
            told = [await client.state() for client in clients]

            # Nobody can send anything again now: what is missing here was lost.
            stored = await StoredPlan.read(owner)
            await assert_loads_the_same(owner, stored)
            assert [stored.lacks(state) for state in told] == [[], []], f"kill {kill}"

            await asyncio.to_thread(server.start)
            for client in clients:
                await client.synced()
            async with yjs_clients("fresh") as (fresh,):
                await open_plan(fresh, server.websocket_url, servers, VENDOR)
                for state in told:
                    await fresh.holds(state.told_vector, state.told_deletes)
                words = [await client.stop_flow() for client in clients]
                await settle(vendor, customer, fresh)
            for state, written in zip(told, words, strict=True):
                assert stored.lacks_words(written, state.acknowledged) == [], f"kill {kill}"

            await ask_plan(server.url, token_of(servers, CUSTOMER), PLAN)
            stored = await StoredPlan.read(owner)
            await assert_tables_equal(owner, stored)
            for state, written in zip([await client.state() for client in clients], words, strict=True):
                assert state.ended is None
                assert stored.lacks(state) == []
                assert stored.lacks_words(written, state.acknowledged) == []
            await clear_texts(vendor)
            await settle(vendor, customer)


async def clear_texts(client: YjsClient) -> None:
    """Make room for the next flow."""
    for path in FLOW_TEXTS:
        await client.delete(path, 0, TEXT_LENGTH)
