"""Clients spread over several server processes on one database share one document."""

import pytest

from plans.store.connection import Connection
from tests.conftest import ServerFactory
from tests.interop.demo_sides import CUSTOMER, PLAN, VENDOR, only_outcome, open_both, open_plan, token_of
from tests.interop.graphql_client import ask_plan, update_outcome
from tests.interop.stored_plan import StoredPlan, assert_loads_the_same, assert_tables_equal
from tests.interop.yjs_client import settle, yjs_clients

pytestmark = pytest.mark.anyio

TEXTS = (("plan", "goal"), ("plan", "problem"))
FLOW_CLOCKS = 400  # clocks of one client before it moves on
MOVES = 6
WORKER_CLIENTS = ("first", "second", "third", "fourth")
RECONNECTS = 3  # a new connection may come to the other worker


async def test_random_edits_through_two_processes_converge_and_each_answers_the_same(
    servers: ServerFactory, owner: Connection
) -> None:
    one, other = servers.start(), servers.start()
    async with yjs_clients("a", "b", "c", "d") as clients:
        for number, client in enumerate(clients):
            server, person = (one, VENDOR) if number % 2 else (other, CUSTOMER)
            await open_plan(client, server.websocket_url, servers, person)
        target = ("outcomes", str(await only_outcome(clients[0])), "target")
        for batch in range(5):
            for number, client in enumerate(clients):
                await client.random(batch * 10 + number, 30, TEXTS, [target])
        shown = await settle(*clients)
    for server, person in ((one, CUSTOMER), (other, VENDOR)):
        answer = await ask_plan(server.url, token_of(servers, person), PLAN)
        assert answer["goal"] == (shown["plan"]["goal"] or None)
        assert answer["outcomes"][0]["target"] == shown["outcomes"][target[1]].get("target")
    stored = await StoredPlan.read(owner)
    await assert_loads_the_same(owner, stored)
    await assert_tables_equal(owner, stored)


async def test_a_mutation_at_one_process_appears_at_clients_of_the_other(servers: ServerFactory) -> None:
    one, other = servers.start(), servers.start()
    async with yjs_clients("vendor", "customer") as (vendor, customer):
        await open_plan(vendor, one.websocket_url, servers, VENDOR)
        await open_plan(customer, other.websocket_url, servers, CUSTOMER)
        outcome = await only_outcome(vendor)
        await vendor.start_flow()
        for number in range(10):
            server = other if number % 2 else one
            await update_outcome(server.url, token_of(servers, CUSTOMER), PLAN, outcome, metric=f"Metric {number}")
            for client in (vendor, customer):
                await client.shows(("outcomes", str(outcome), "metric"), f"Metric {number}")
        await vendor.stop_flow()
        await settle(vendor, customer)


async def test_people_at_different_processes_see_each_other_come_and_go(servers: ServerFactory) -> None:
    one, other = servers.start(), servers.start()
    async with yjs_clients("vendor", "customer") as (vendor, customer):
        await open_plan(vendor, one.websocket_url, servers, VENDOR)
        await vendor.set_awareness("focus", "plan/goal")
        await open_plan(customer, other.websocket_url, servers, CUSTOMER)
        await customer.set_awareness("focus", "plan/title")
        await vendor.sees(CUSTOMER)
        await customer.sees(VENDOR)
        seen = (await customer.present())[(await vendor.state()).client]
        assert seen == {"focus": "plan/goal", "user": {"id": str(VENDOR), "name": "Priya Nair", "side": "vendor"}}
        await vendor.disconnect()
        await customer.sees_no(VENDOR)
        await vendor.reconnect()
        await vendor.synced()
        await vendor.set_awareness("focus", "plan/title")  # y-protocols takes no state whose clock it knows
        await customer.sees(VENDOR)


async def test_who_moves_from_process_to_process_while_editing_stays_in_sync(
    servers: ServerFactory, owner: Connection
) -> None:
    pair = (servers.start(), servers.start())
    async with yjs_clients("vendor", "customer", "fresh") as (vendor, customer, fresh):
        await open_both(vendor, customer, pair[0].websocket_url, servers)
        await vendor.start_flow()
        await customer.start_flow()
        for move in range(1, MOVES + 1):
            await vendor.told((await vendor.state()).acknowledged + FLOW_CLOCKS)
            await open_plan(vendor, pair[move % 2].websocket_url, servers, VENDOR)
        words = {client: await client.stop_flow() for client in (vendor, customer)}
        await open_plan(fresh, pair[0].websocket_url, servers, VENDOR)
        await settle(vendor, customer, fresh)
        stored = await StoredPlan.read(owner)
        for client in (vendor, customer):
            state = await client.state()
            assert state.ended is None
            assert stored.lacks(state) == []
            assert stored.lacks_words(words[client], state.acknowledged) == []


async def test_clients_of_one_server_with_two_workers_converge(servers: ServerFactory, owner: Connection) -> None:
    server = servers.start(workers=2)
    people = (VENDOR, CUSTOMER)
    async with yjs_clients(*WORKER_CLIENTS) as clients:
        for number, client in enumerate(clients):
            await open_plan(client, server.websocket_url, servers, people[number % 2])
        await clients[0].start_flow()
        for turn in range(RECONNECTS):
            for number, client in enumerate(clients[1:]):
                await client.random(turn * 10 + number, 20, TEXTS, [("plan", "escalateAfterDays")])
                await client.disconnect()
                await client.reconnect()
        await clients[0].stop_flow()
        shown = await settle(*clients)
        for client in clients:
            await client.set_awareness("focus", "plan/goal")
        for client in clients:
            await client.sees(*people)
    answer = await ask_plan(server.url, token_of(servers, CUSTOMER), PLAN)
    assert answer["goal"] == (shown["plan"]["goal"] or None)
    await assert_tables_equal(owner, await StoredPlan.read(owner))
