"""What an unmodified y-websocket client makes of rights that change or end."""

import pytest

from plans.rules.role import Role
from plans.store.connection import Connection
from server.demo import demo_id
from tests.conftest import ServerFactory
from tests.interop.demo_sides import CUSTOMER, VENDOR, open_plan
from tests.interop.yjs_client import yjs_clients

pytestmark = pytest.mark.anyio

HARBOR = demo_id("Harbor Retail")
RESTARTING = 1012

CHANGE_ROLE = "update membership set role = $3 where organisation_id = $1 and person_id = $2"
REMOVE = "delete from membership where organisation_id = $1 and person_id = $2"


async def test_a_provider_comes_again_after_a_change_of_role_and_stays_away_after_a_removal(
    servers: ServerFactory, owner: Connection
) -> None:
    async with yjs_clients("vendor", "one", "other") as (vendor, *customer):
        pair = (servers.start(), servers.start())
        await open_plan(vendor, pair[0].websocket_url, servers, VENDOR)
        for client, server in zip(customer, pair, strict=True):
            await open_plan(client, server.websocket_url, servers, CUSTOMER)

        await owner.execute(CHANGE_ROLE, HARBOR, CUSTOMER, Role.SPONSOR)
        for client in customer:
            close = await client.closed()
            assert close.code == RESTARTING
            assert "from champion to sponsor" in close.reason
            assert (await client.state()).comes_again
            await client.synced()
        await customer[0].insert(("plan", "goal"), 0, "With another role: ")
        await vendor.includes(("plan", "goal"), "With another role: ")

        await owner.execute(REMOVE, HARBOR, CUSTOMER)
        for client in customer:
            close = await client.ended()
            assert close.code == 4401
            assert "no member of Harbor Retail" in close.reason
            assert not (await client.state()).comes_again
        await vendor.insert(("plan", "goal"), 0, "On we go. ")
        await vendor.acknowledged()
        assert (await vendor.state()).closes == ()
