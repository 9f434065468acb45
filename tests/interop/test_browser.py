"""Two real browser pages, one of each side, edit one plan with nothing between them but the server."""

import datetime as dt
from collections.abc import AsyncGenerator
from dataclasses import dataclass

import anyio
import pytest

from tests.conftest import ServerFactory
from tests.interop.browser_pages import BrowserPage, browser_pages, browser_path
from tests.interop.demo_sides import CUSTOMER, PLAN, VENDOR, only_outcome, open_plan, token_of
from tests.interop.graphql_client import ask, ask_plan, update_outcome
from tests.interop.yjs_client import settle, yjs_clients
from tests.server_process import ServerProcess

BROWSER = browser_path()

pytestmark = [
    pytest.mark.anyio,
    pytest.mark.skipif(BROWSER is None, reason="no chromium or chrome on PATH: install one to try the pages"),
]

GOAL = "plan/goal"


@dataclass(frozen=True, slots=True)
class Pages:
    """The plan on a page of each side."""

    vendor: BrowserPage
    customer: BrowserPage
    server: ServerProcess
    servers: ServerFactory

    async def assert_no_problems(self) -> None:
        """Nothing went wrong on either page."""
        for page in (self.vendor, self.customer):
            assert await page.problems() == []


@pytest.fixture
async def pages(servers: ServerFactory) -> AsyncGenerator[Pages]:
    """A server, and a page of each side that has loaded."""
    server = servers.start()
    addresses = {
        "vendor": server.page(PLAN, token_of(servers, VENDOR)),
        "customer": server.page(PLAN, token_of(servers, CUSTOMER)),
    }
    async with browser_pages(str(BROWSER), **addresses) as (vendor, customer):
        for page in (vendor, customer):
            await page.has_status("saved")
        yield Pages(vendor, customer, server, servers)


async def test_two_pages_type_into_one_field_at_once_and_converge(pages: Pages) -> None:
    before = await pages.vendor.value(GOAL)
    async with anyio.create_task_group() as typing:
        typing.start_soon(pages.vendor.type, GOAL, "The vendor types this first. ", "start")
        typing.start_soon(pages.customer.type, GOAL, " The customer types this last.", "end")
    goal = f"The vendor types this first. {before} The customer types this last."
    for page in (pages.vendor, pages.customer):
        await page.shows(GOAL, goal)
        await page.has_status("saved")
    answer = await ask_plan(pages.server.url, token_of(pages.servers, CUSTOMER), PLAN)
    assert answer["goal"] == goal
    await pages.assert_no_problems()


async def test_each_page_shows_both_people_and_keeps_the_token_out_of_the_address_bar(pages: Pages) -> None:
    for page in (pages.vendor, pages.customer):
        await page.sees(VENDOR, CUSTOMER)
        assert await page.address() == f"{pages.server.url}/plans/{PLAN}"
    await pages.assert_no_problems()


async def test_S6_the_page_tells_the_customer_that_the_vendor_sees_who_opens_it(pages: Pages) -> None:
    await pages.customer.says("Fernhill Software can see who opened this plan and when.")
    assert "can see who opened" not in await pages.vendor.text()
    query = f'{{ plan(id: "{PLAN}") {{ openings(first: 9) {{ nodes {{ personId lastAt }} }} }} }}'
    recently = dt.datetime.now(dt.UTC) - dt.timedelta(hours=1)  # the demo's own openings are of the days before
    opened: set[str] = set()
    with anyio.fail_after(20):
        while not opened >= {str(VENDOR), str(CUSTOMER)}:
            await anyio.sleep(0.1)  # nothing tells that an opening was noted: it happens behind it
            data = await ask(pages.server.url, token_of(pages.servers, VENDOR), query)
            nodes = data["plan"]["openings"]["nodes"]
            opened = {node["personId"] for node in nodes if dt.datetime.fromisoformat(node["lastAt"]) > recently}
    await pages.assert_no_problems()


async def test_pages_other_clients_and_graphql_show_each_other_s_edits(pages: Pages) -> None:
    async with yjs_clients("client") as (client,):
        await open_plan(client, pages.server.websocket_url, pages.servers, CUSTOMER)
        outcome = await only_outcome(client)
        metric, target = f"outcomes/{outcome}/metric", f"outcomes/{outcome}/target"
        both = (pages.vendor, pages.customer)

        await client.set(metric.split("/"), "Tickets by a Node client")
        for page in both:
            await page.shows(metric, "Tickets by a Node client")

        token = token_of(pages.servers, CUSTOMER)
        await update_outcome(pages.server.url, token, PLAN, outcome, metric="Tickets by GraphQL", target=98)
        for page in both:
            await page.shows(metric, "Tickets by GraphQL")
            await page.shows(target, "98")

        await pages.customer.fill(metric, "Tickets by a page")
        await pages.vendor.shows(metric, "Tickets by a page")
        await pages.customer.has_status("saved")
        await client.shows(metric.split("/"), "Tickets by a page")
        await settle(client)
        answer = await ask_plan(pages.server.url, token, PLAN)
        assert answer["outcomes"][0]["metric"] == "Tickets by a page"
    await pages.assert_no_problems()


async def test_a_page_keeps_what_is_typed_while_the_server_is_gone_and_saves_it_afterwards(pages: Pages) -> None:
    pages.server.kill()
    await pages.vendor.has_status("reconnecting")
    await pages.vendor.type(GOAL, "Typed without a server. ", "start")
    await anyio.to_thread.run_sync(pages.server.start)
    await pages.vendor.has_status("saved")
    goal = await pages.vendor.value(GOAL)
    assert goal.startswith("Typed without a server. ")
    await pages.customer.shows(GOAL, goal)
