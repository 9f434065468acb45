"""A client that opens the document while others edit misses nothing."""

import pytest

from server.demo import demo_id
from tests.conftest import ServerFactory
from tests.interop.yjs_client import settle, yjs_clients

pytestmark = pytest.mark.anyio
PLAN = demo_id("Support tickets")
JOINS = 60


async def test_a_client_that_joins_while_others_edit_misses_nothing(servers: ServerFactory) -> None:
    server = servers.start()
    vendor = servers.tokens.issue(demo_id("csm@fernhill.example"), 600)
    customer = servers.tokens.issue(demo_id("champion@harbor.example"), 600)
    async with yjs_clients("vendor", "customer") as (first, second):
        await first.connect(server.websocket_url, PLAN, vendor)
        await first.synced()
        await first.start_flow(every_ms=1)
        await second.connect(server.websocket_url, PLAN, customer)
        await second.synced()
        for join in range(JOINS):
            await second.disconnect()
            await second.reconnect()
            await second.synced()
            if (await second.state()).pending:  # what came builds on what never came: is it on its way?
                await first.stop_flow()
                await settle(first, second)
                pytest.fail(f"join {join} got an edit before what it builds on")
        await first.stop_flow()
        await settle(first, second)
