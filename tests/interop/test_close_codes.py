"""Why a socket was closed, as an unmodified client hears it; a 44xx is final, and what was refused is kept."""

from collections.abc import Awaitable, Callable
from uuid import UUID, uuid4

import pycrdt
import pytest

from collab import codec
from plans.rules.document import MAX_UPDATE_BYTES
from plans.store.connection import Connection
from server.demo import demo_id
from tests.conftest import ServerFactory
from tests.interop.demo_sides import CUSTOMER, PLAN, STRANGER, VENDOR, only_outcome, open_plan, token_of
from tests.interop.stored_plan import StoredPlan
from tests.interop.yjs_client import Close, YjsClient, settle, yjs_clients

pytestmark = pytest.mark.anyio

GOAL = ("plan", "goal")
GOAL_LIMIT = 2_000  # characters, by the declaration
SHORT_TOKEN_SECONDS = 3

Edit = Callable[[YjsClient], Awaitable[None]]


async def final_close(client: YjsClient) -> Close:
    """How the socket was closed for good, once; the provider does not come again."""
    close = await client.ended()
    state = await client.state()
    assert state.closes[-1] == close
    assert not state.comes_again
    assert not state.synced
    return close


async def test_who_has_no_valid_token_is_told_4401(servers: ServerFactory) -> None:
    server = servers.start()
    valid = token_of(servers, CUSTOMER)
    cases = {
        None: "or `Authorization: Bearer",
        "not-a-token": "the token is not valid",
        f"{valid[:-8]}AAAAAAAA": "the token is not valid",
        servers.tokens.issue(CUSTOMER, -60): "expired",
        servers.tokens.issue(uuid4(), 60): "not known here",
    }
    async with yjs_clients("nobody") as (client,):
        for token, reason in cases.items():
            await client.connect(server.websocket_url, PLAN, token)
            close = await final_close(client)
            assert close.code == 4401, reason
            assert reason in close.reason
        assert len((await client.state()).closes) == len(cases)
        assert await client.content() == {}
        await client.connect(server.websocket_url, PLAN, valid)
        await client.synced()


async def test_a_token_that_ends_while_connected_closes_with_4401_and_a_new_one_goes_on(servers: ServerFactory) -> None:
    server = servers.start()
    async with yjs_clients("customer") as (client,):
        await client.connect(server.websocket_url, PLAN, servers.tokens.issue(CUSTOMER, SHORT_TOKEN_SECONDS))
        await client.synced()
        close = await final_close(client)
        assert close == Close(4401, "the token ended")
        await client.insert(GOAL, 0, "Typed meanwhile. ")
        await open_plan(client, server.websocket_url, servers, CUSTOMER)
        assert (await settle(client))["plan"]["goal"].startswith("Typed meanwhile. ")


async def test_what_one_may_not_see_is_4404_as_if_it_did_not_exist(servers: ServerFactory) -> None:
    server = servers.start()
    rooms: list[tuple[UUID, UUID | str]] = [
        (STRANGER, PLAN),
        (CUSTOMER, demo_id("Invoicing")),
        (CUSTOMER, demo_id("Onboarding")),
        (CUSTOMER, uuid4()),
        (CUSTOMER, f"{PLAN}/internal"),
        (STRANGER, f"{PLAN}/internal"),
    ]
    async with yjs_clients("curious") as (client,):
        for person, room in rooms:
            await client.connect(server.websocket_url, room, token_of(servers, person))
            assert await final_close(client) == Close(4404, "there is no such document for you"), room
        for room in ("support-tickets", str(PLAN).upper(), f"{PLAN}00"):
            await client.connect(server.websocket_url, room, token_of(servers, CUSTOMER))
            close = await final_close(client)
            assert (close.code, "UUID" in close.reason) == (4404, True), room
        assert await client.content() == {}


async def test_the_vendor_gets_its_internal_document(servers: ServerFactory) -> None:
    server = servers.start()
    async with yjs_clients("vendor", "executive") as (vendor, executive):
        for client, person in ((vendor, VENDOR), (executive, demo_id("executive@fernhill.example"))):
            await client.connect(server.websocket_url, f"{PLAN}/internal", token_of(servers, person))
            await client.synced()
        await vendor.insert(("internal", "narrative"), 0, "Not for the customer.")
        content = await settle(vendor, executive)
        assert content["internal"]["narrative"] == "Not for the customer."


async def test_what_the_plan_has_no_place_for_is_4403_and_kept_in_quarantine(
    servers: ServerFactory, owner: Connection
) -> None:
    server = servers.start()
    async with yjs_clients("witness") as (witness,):
        await open_plan(witness, server.websocket_url, servers, CUSTOMER)
        before = await settle(witness)
        outcome = await only_outcome(witness)
        cases: dict[str, Edit] = {
            "plan/escalateAfterDays": lambda client: client.set(("plan", "escalateAfterDays"), "soon"),
            f"outcomes/{outcome}/deadline": lambda client: client.set(
                ("outcomes", str(outcome), "deadline"), "2026-02-30"
            ),
            "secrets/note": lambda client: client.set(("secrets", "note"), "undeclared root"),
            "plan/mood": lambda client: client.set(("plan", "mood"), "undeclared field"),
            "plan/goal": lambda client: client.set_text(GOAL, "a replaced text"),
            "plan/title": lambda client: client.unset(("plan", "title")),
            "outcomes/first": lambda client: client.set_map(("outcomes", "first"), {"metric": "no UUID"}),
        }
        for path, edit in cases.items():
            async with yjs_clients("vendor") as (vendor,):
                await open_plan(vendor, server.websocket_url, servers, VENDOR)
                await edit(vendor)
                close = await final_close(vendor)
                assert close.code == 4403, path
                assert close.reason.startswith(f"{path}: "), close.reason
                assert len((await vendor.state()).closes) == 1
                await assert_quarantined(owner, VENDOR, path)
        assert await settle(witness) == before
    assert (await StoredPlan.read(owner)).row.head == 1


async def test_what_is_not_the_protocol_is_4400(servers: ServerFactory, owner: Connection) -> None:
    server = servers.start()
    cases: dict[str, Callable[[YjsClient], Awaitable[None]]] = {
        "message type 0 to 3": lambda client: client.send(b"\x63\x00\x00"),
        "the end of the bytes": lambda client: client.send(b"\xff\xff\xff"),
        "sync step 0 to 2": lambda client: client.send(b"\x00\x07\x00"),
        "got auth": lambda client: client.send(b"\x02\x00\x00"),
        "got text": lambda client: client.send_text("hello"),
        "expected": lambda client: client.send(codec.write_update(b"\x01\x01\x01")),
    }
    async with yjs_clients("customer") as (client,):
        for reason, send in cases.items():
            await open_plan(client, server.websocket_url, servers, CUSTOMER)
            await send(client)
            close = await final_close(client)
            assert close.code == 4400, reason
            assert reason in close.reason
        await open_plan(client, server.websocket_url, servers, CUSTOMER)
        # A gap is borne with until the client has answered the server's step 1: an acknowledged edit shows that it has.
        await client.insert(GOAL, 0, "x")
        await client.acknowledged()
        await client.send(codec.write_update(update_with_a_gap()))
        close = await final_close(client)
        assert close.code == 4400
        assert "gap" in close.reason
        await assert_quarantined(owner, CUSTOMER, "the update has a gap")


async def test_what_is_over_a_limit_is_4413_with_the_limit(servers: ServerFactory, owner: Connection) -> None:
    server = servers.start()
    limits = {MAX_UPDATE_BYTES + 1: str(MAX_UPDATE_BYTES), GOAL_LIMIT + 1: str(GOAL_LIMIT)}
    for length, limit in limits.items():
        async with yjs_clients("customer") as (client,):
            await open_plan(client, server.websocket_url, servers, CUSTOMER)
            await client.insert(GOAL, 0, "x" * length)
            close = await final_close(client)
            assert close.code == 4413
            assert limit in close.reason
    await assert_quarantined(owner, CUSTOMER, "plan/goal")
    assert (await StoredPlan.read(owner)).row.head == 1


async def assert_quarantined(owner: Connection, author: UUID, reason: str) -> None:
    """The newest refused update is this person's, with this reason and its bytes."""
    kept = await owner.fetchrow("select author, reason, update from refused_update order by refused_at desc limit 1")
    assert kept is not None
    assert kept["author"] == author
    assert kept["reason"].startswith(reason)
    assert kept["update"]


def update_with_a_gap() -> bytes:
    """The second of two edits: it builds on one that nobody has sent."""
    doc = pycrdt.Doc[pycrdt.Map[int]]()
    plan = doc.get("plan", type=pycrdt.Map[int])
    plan["escalateAfterDays"] = 1
    first = doc.get_state()
    plan["escalateAfterDays"] = 2
    return doc.get_update(first)
