"""The demo's Support tickets plan as its two sides work on it."""

from uuid import UUID

from server.demo import demo_id
from tests.conftest import ServerFactory
from tests.interop.yjs_client import YjsClient

PLAN = demo_id("Support tickets")
VENDOR = demo_id("csm@fernhill.example")
CUSTOMER = demo_id("champion@harbor.example")
STRANGER = demo_id("csm@otherwise.example")
TOKEN_SECONDS = 3_600


def token_of(servers: ServerFactory, person: UUID) -> str:
    """A token that outlives the test."""
    return servers.tokens.issue(person, TOKEN_SECONDS)


async def open_plan(client: YjsClient, websocket_url: str, servers: ServerFactory, person: UUID) -> None:
    """Open the plan as a person, and wait until it is there."""
    await client.connect(websocket_url, PLAN, token_of(servers, person))
    await client.synced()


async def open_both(vendor: YjsClient, customer: YjsClient, websocket_url: str, servers: ServerFactory) -> None:
    """Open the plan as the vendor's CSM and as the customer's champion."""
    await open_plan(vendor, websocket_url, servers, VENDOR)
    await open_plan(customer, websocket_url, servers, CUSTOMER)


async def only_outcome(client: YjsClient) -> UUID:
    """The one outcome of the plan."""
    (outcome,) = (await client.content())["outcomes"]
    return UUID(outcome)
