"""Logging in and out in a real browser, at the demo's own provider (the certified oidc-provider)."""

import json
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

import httpx2
import pytest
from joserfc import jwt
from joserfc.jwk import import_key

from plans.rules.step_up import step_up_nonce
from plans.service.session import end_sessions_of_member
from plans.service.step_up import spend_step_up
from plans.store.step_up import StepUpRow
from server.database import Database
from server.demo import HARBOR, demo_id
from server.demo_login import FOLDER, connection_id
from tests.conftest import ServerFactory
from tests.interop.browser_pages import BrowserPage, browser_pages, browser_path
from tests.interop.confirming import AGREEMENT, confirming_page
from tests.interop.demo_sides import CUSTOMER, PLAN, VENDOR
from tests.server.login.stage import utc_now
from tests.server_process import ServerProcess

BROWSER = browser_path()

pytestmark = [
    pytest.mark.anyio,
    pytest.mark.skipif(BROWSER is None, reason="no chromium or chrome on PATH: install one to try the pages"),
    pytest.mark.skipif(
        not (FOLDER / "node_modules").is_dir(),
        reason=f"the demo's identity provider takes Node and `npm ci` in {FOLDER}",
    ),
]

GOAL = "plan/goal"
WHO = "{ viewer { person { name } memberships { organisation { name } role } } }"
SAM = {
    "person": {"name": "Sam Whitfield"},
    "memberships": [{"organisation": {"name": "Harbor Retail"}, "role": "CHAMPION"}],
}


@dataclass(frozen=True, slots=True)
class Stage:
    """A server with the demo's provider, and a browser at the plan's address."""

    server: ServerProcess
    page: BrowserPage

    @property
    def plan(self) -> str:
        """The plan's address."""
        return f"{self.server.url}/plans/{PLAN}"

    async def log_in(self, page: BrowserPage, email: str, name: str) -> None:
        """From the login page to the plan."""
        await page.enter("Your e-mail address at work", email)
        await page.press("Continue")
        await page.says("Who are you?")
        await page.press(name)
        await page.arrives(self.plan)
        await page.has_status("saved")

    async def log_in_as_sam(self, page: BrowserPage) -> None:
        """The customer's champion."""
        await self.log_in(page, "champion@harbor.example", "Sam Whitfield")


@pytest.fixture
async def stage(as_demo: None, servers: ServerFactory) -> AsyncGenerator[Stage]:
    """Nobody is logged in yet, so the plan's address has led to the login."""
    server = servers.start()
    async with browser_pages(str(BROWSER), customer=f"{server.url}/plans/{PLAN}") as (page,):
        await page.arrives(f"{server.url}/login?return_to=%2Fplans%2F{PLAN}")
        yield Stage(server, page)


async def test_a_customer_logs_in_at_the_plans_address_and_edits_live(stage: Stage) -> None:
    await stage.log_in_as_sam(stage.page)
    assert await stage.page.address() == stage.plan
    await stage.page.says("Sam Whitfield")
    await stage.page.sees(CUSTOMER)
    cookie = (await stage.page.cookies())["concordat"]
    assert (cookie["httpOnly"], cookie["sameSite"], cookie["path"]) == (True, "Lax", "/")
    assert "concordat" not in await stage.page.visible_cookies()
    answer = await stage.page.query(WHO)
    assert (answer["status"], answer["data"]["viewer"]) == (200, SAM)
    await stage.page.type(GOAL, "Typed by who logged in. ", "start")
    await stage.page.has_status("saved")
    goal = (await stage.page.query(f'{{ plan(id: "{PLAN}") {{ goal }} }}'))["data"]["plan"]["goal"]
    assert goal.startswith("Typed by who logged in. ")
    assert [problem for problem in await stage.page.problems() if "status of 401" not in problem] == []


async def test_both_sides_log_in_with_a_browser_each_and_edit_one_plan(stage: Stage) -> None:
    await stage.log_in_as_sam(stage.page)
    async with browser_pages(str(BROWSER), vendor=stage.plan) as (vendor,):
        await stage.log_in(vendor, "csm@fernhill.example", "Priya Nair")
        for page in (vendor, stage.page):
            await page.sees(VENDOR, CUSTOMER)
        await vendor.type(GOAL, "From the vendor. ", "start")
        goal = await vendor.value(GOAL)
        await stage.page.shows(GOAL, goal)


async def test_tabs_log_in_at_once_and_all_arrive(stage: Stage) -> None:
    tabs = [stage.page]
    for name in ("second", "third"):
        tab = await stage.page.tab(name, stage.plan)
        await tab.arrives(f"{stage.server.url}/login")
        tabs.append(tab)
    for tab in tabs:
        await tab.enter("Your e-mail address at work", "champion@harbor.example")
        await tab.press("Continue")
    for tab in reversed(tabs):  # each has begun a login of its own; the newest ends first
        if not (await tab.address()).startswith(stage.server.url):
            await tab.says("Who are you?")
            await tab.press("Sam Whitfield")
        await tab.arrives(stage.plan)
    for tab in tabs:
        await tab.go(stage.plan)
        await tab.has_status("saved")
        assert (await tab.query(WHO))["data"]["viewer"] == SAM


async def test_who_turns_back_at_the_provider_is_told_so_and_can_try_again(stage: Stage) -> None:
    await stage.page.enter("Your e-mail address at work", "champion@harbor.example")
    await stage.page.press("Continue")
    await stage.page.press("Cancel")
    await stage.page.says("or you turned back there")
    assert "access_denied" not in await stage.page.text()
    assert "concordat" not in await stage.page.cookies()
    await stage.page.press("Log in again")
    await stage.log_in_as_sam(stage.page)


async def test_logging_out_ends_every_tab_and_the_session_at_the_provider(stage: Stage) -> None:
    await stage.log_in_as_sam(stage.page)
    secret = (await stage.page.cookies())["concordat"]["value"]
    other = await stage.page.tab("other", stage.plan)
    await other.has_status("saved")
    await stage.page.press("Log out")
    await stage.page.press("Yes, log me out")
    await stage.page.says("You are logged out")
    assert (await stage.page.address()).startswith(f"{stage.server.url}/logout")
    assert "concordat" not in await stage.page.cookies()
    await other.arrives(f"{stage.server.url}/login?return_to=")
    async with httpx2.AsyncClient(cookies={"concordat": secret}, headers={"Origin": stage.server.url}) as client:
        assert (await client.post(f"{stage.server.url}/graphql", json={"query": WHO})).status_code == 401
    await other.enter("Your e-mail address at work", "champion@harbor.example")
    await other.press("Continue")
    await other.says("Who are you?")  # the provider has forgotten the person too


async def test_logging_out_at_the_provider_ends_the_tab_here(stage: Stage) -> None:
    await stage.log_in_as_sam(stage.page)
    begun = await stage.page.tab("provider", f"{stage.server.url}/login")
    await begun.press("Lumen Health")
    await begun.says("Who are you?")
    provider = urlsplit(await begun.address())
    await begun.go(f"{provider.scheme}://{provider.netloc}/session/end?client_id={connection_id(HARBOR)}")
    await begun.press("Yes, log me out")
    await stage.page.arrives(f"{stage.server.url}/login?return_to=")


async def test_what_is_not_saved_when_the_session_ends_stays_on_the_page_until_the_person_is_back(
    stage: Stage, database: Database, servers: ServerFactory
) -> None:
    await stage.log_in_as_sam(stage.page)
    other = await stage.page.tab("other", f"{stage.server.url}/logout")
    stage.server.kill()
    await stage.page.has_status("reconnecting")
    await stage.page.type(GOAL, "Typed while the session ended. ", "start")
    async with database.logins.acquire() as connection:
        assert await end_sessions_of_member(connection, demo_id(HARBOR.name), CUSTOMER, utc_now()) == 1
    servers.start(stage.server.port)
    await stage.page.says("Your access has ended")
    await other.go(stage.plan)
    await stage.log_in_as_sam(other)
    await stage.page.press("Go on")
    await stage.page.has_status("saved")
    goal = (await other.query(f'{{ plan(id: "{PLAN}") {{ goal }} }}'))["data"]["plan"]["goal"]
    assert goal.startswith("Typed while the session ended. ")


async def _step_up_of(stage: Stage, database: Database) -> StepUpRow:
    (step_up,) = parse_qs(urlsplit(await stage.page.address()).query)["step_up"]
    async with database.logins.acquire() as connection, connection.transaction():
        row = await spend_step_up(connection, UUID(step_up), CUSTOMER, demo_id(HARBOR.name), AGREEMENT, utc_now())
    assert row is not None
    return row


async def test_a_step_up_brings_back_the_providers_signature_over_what_was_agreed(
    stage: Stage, database: Database, servers: ServerFactory, tmp_path: Path
) -> None:
    await stage.log_in_as_sam(stage.page)
    before = (await stage.page.cookies())["concordat"]["value"]
    with confirming_page(servers.database_url, stage.server.url, tmp_path / "confirming", f"/plans/{PLAN}") as address:
        await stage.page.go(address)
        await stage.page.says("Who are you?")  # although the provider still knows the person
        await stage.page.press("Sam Whitfield")
        await stage.page.arrives(f"{stage.plan}?step_up=")
        await stage.page.has_status("saved")
    assert (await stage.page.cookies())["concordat"]["value"] != before
    row = await _step_up_of(stage, database)
    claims: dict[str, Any] = jwt.decode(
        str(row.id_token), import_key(json.loads(str(row.provider_key))), algorithms=["RS256"]
    ).claims
    assert (claims["nonce"], claims["sub"]) == (step_up_nonce(AGREEMENT, row.salt), str(CUSTOMER))


async def test_a_step_up_that_is_given_up_confirms_nothing(
    stage: Stage, database: Database, servers: ServerFactory, tmp_path: Path
) -> None:
    await stage.log_in_as_sam(stage.page)
    with confirming_page(servers.database_url, stage.server.url, tmp_path / "confirming", f"/plans/{PLAN}") as address:
        await stage.page.go(address)
        await stage.page.press("Cancel")
        await stage.page.says("Nothing was confirmed")
    assert await _confirmed(database) == 0
    await stage.page.press("Go back")
    await stage.page.has_status("saved")
    assert (await stage.page.query(WHO))["data"]["viewer"] == SAM


async def test_a_step_up_by_somebody_else_confirms_nothing(
    stage: Stage, database: Database, servers: ServerFactory, tmp_path: Path
) -> None:
    await stage.log_in_as_sam(stage.page)
    with confirming_page(servers.database_url, stage.server.url, tmp_path / "confirming", f"/plans/{PLAN}") as address:
        await stage.page.go(address)
        await stage.page.press("Elena Fischer")  # the provider logs Sam out first, here too
        await stage.page.says("nothing was confirmed")
    assert await _confirmed(database) == 0
    await stage.page.go(stage.plan)
    await stage.page.arrives(f"{stage.server.url}/login?return_to=")


async def _confirmed(database: Database) -> int:
    async with database.logins.acquire() as connection:
        return await connection.fetchval("select count(*) from step_up_evidence")
