"""Logging in at a second, independent provider, django-oauth-toolkit, whose weak options are of no use to anybody."""

import re
from collections.abc import Generator
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urljoin, urlsplit
from uuid import UUID

import httpx2
import pytest

from plans.rules.identifier import new_id
from plans.rules.refusal import Refused
from plans.service.login_connection import ConnectionDraft, draft_connection
from plans.store.login_connection import (
    LoginConnectionRow,
    activate_login_connection,
    delete_login_connection,
    insert_login_domain,
    upsert_login_connection,
    verify_login_domain,
)
from server.database import Database
from server.demo import HARBOR, LUMEN, demo_id
from server.demo_login import connection_id
from tests.conftest import ServerFactory
from tests.interop.browser_pages import browser_pages, browser_path
from tests.interop.confirming import confirming_page
from tests.interop.demo_sides import PLAN
from tests.interop.second_provider_process import (
    CLIENT_ID,
    CLIENT_SECRET,
    EMAIL,
    NAME,
    PASSWORD,
    SecondProvider,
    missing,
    second_provider,
)
from tests.server.login.stage import load
from tests.server_process import ServerProcess

NOT_HERE = missing()
BROWSER = browser_path()
pytestmark = [pytest.mark.anyio, pytest.mark.skipif(NOT_HERE is not None, reason=str(NOT_HERE))]

WHO = "{ viewer { person { name } memberships { organisation { name } role } } }"
NORA = {"person": {"name": NAME}, "memberships": [{"organisation": {"name": "Harbor Retail"}, "role": "MEMBER"}]}


@dataclass(frozen=True, slots=True)
class Stage:
    """A server, the provider, and the connection of Harbor Retail between them."""

    server: ServerProcess
    provider: SecondProvider
    connection_id: UUID
    database: Database

    @property
    def plan(self) -> str:
        """A plan's address."""
        return f"{self.server.url}/plans/{PLAN}"

    async def connect(self, algorithms: tuple[str, ...] = ("RS256",)) -> None:
        """Have Harbor Retail log in there, and no longer at the demo's provider."""
        organisation_id = demo_id(HARBOR.name)
        async with self.database.logins.acquire() as connection, connection.transaction():
            for old in (connection_id(HARBOR), self.connection_id):
                await delete_login_connection(connection, organisation_id, old)
            row = LoginConnectionRow(
                organisation_id, self.connection_id, self.provider.issuer, CLIENT_ID, "file", algorithms, None, {},
                "draft", HARBOR.name, HARBOR.side,
            )  # fmt: skip
            await upsert_login_connection(connection, row)
            await insert_login_domain(connection, organisation_id, self.connection_id, "harbor.example", "test")
            await verify_login_domain(connection, organisation_id, self.connection_id, "harbor.example")
            await activate_login_connection(
                connection, organisation_id, self.connection_id, demo_id("sponsor@harbor.example")
            )


@pytest.fixture
async def stage(as_demo: None, servers: ServerFactory, keys_folder: Path, tmp_path: Path, database: Database) -> Any:
    """Nobody is logged in."""
    server, own_id = servers.start(), new_id()
    (keys_folder / "login").mkdir(exist_ok=True)
    (keys_folder / "login" / str(own_id)).write_text(CLIENT_SECRET)
    callback = f"{server.url}/auth/{own_id}/callback"
    with second_provider(tmp_path, callback, f"{server.url}/logout") as provider:
        made = Stage(server, provider, own_id, database)
        await made.connect()
        yield made


@pytest.fixture
def browser() -> Generator[httpx2.Client]:
    """Keeps cookies; redirects are followed by the test, which looks at each."""
    with httpx2.Client(trust_env=False, timeout=30) as client:
        yield client


def _follow(browser: httpx2.Client, answer: httpx2.Response, stop: str = "") -> httpx2.Response:
    """Follow redirects, up to one that leads to an address which starts with ``stop``."""
    while answer.is_redirect:
        onward = urljoin(str(answer.url), answer.headers["location"])
        if stop and onward.startswith(stop):
            return answer
        answer = browser.get(onward)
    return answer


def _submit(browser: httpx2.Client, shown: httpx2.Response, stop: str = "", **fields: str) -> httpx2.Response:
    """Send the form of a page of the provider."""
    hidden = {
        unescape(name): unescape(value)
        for tag in re.findall(r"<input[^>]*>", shown.text)
        for name in re.findall(r'name="([^"]*)"', tag)
        for value in re.findall(r'value="([^"]*)"', tag)
    }
    return _follow(browser, browser.post(str(shown.url), data={**hidden, **fields}), stop)


def _begin(browser: httpx2.Client, stage: Stage) -> str:
    """Where our login sends the browser."""
    form = {"email": EMAIL, "return_to": f"/plans/{PLAN}"}
    answer = browser.post(f"{stage.server.url}/login", data=form, headers={"Origin": stage.server.url})
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


def _at_provider(browser: httpx2.Client, address: str, stop: str = "", **consent: str) -> httpx2.Response:
    """Sign in at the provider, then allow or deny."""
    shown = _follow(browser, browser.get(address))
    agreed = _submit(browser, shown, stop, username="nora", password=PASSWORD)
    if agreed.is_redirect:
        return agreed
    assert "Let Concordat know" in agreed.text, agreed.text
    return _submit(browser, agreed, stop, **(consent or {"allow": "Authorize"}))


def _viewer(browser: httpx2.Client, stage: Stage) -> Any:
    answer = browser.post(f"{stage.server.url}/graphql", json={"query": WHO}, headers={"Origin": stage.server.url})
    return answer.json()["data"]["viewer"] if answer.status_code == 200 else answer.status_code


async def test_the_provider_offers_what_must_not_be_used(stage: Stage) -> None:
    offered = stage.provider.discovered()
    assert "HS256" in offered["id_token_signing_alg_values_supported"]
    assert "plain" in offered["code_challenge_methods_supported"]
    assert {"id_token", "id_token token", "code id_token"} <= set(offered["response_types_supported"])
    assert "authorization_response_iss_parameter_supported" not in offered


async def test_a_newcomer_logs_in_and_out(stage: Stage, browser: httpx2.Client) -> None:
    arrived = _at_provider(browser, _begin(browser, stage))
    assert str(arrived.url) == stage.plan
    assert _viewer(browser, stage) == NORA
    ended = browser.post(f"{stage.server.url}/logout", headers={"Origin": stage.server.url})
    (onward,) = re.findall(r'http-equiv="refresh" content="0;url=([^"]+)"', ended.text)
    done = _submit(browser, _follow(browser, browser.get(unescape(onward))), allow="Confirm")
    assert str(done.url).startswith(f"{stage.server.url}/logout")
    assert "You are logged out" in done.text
    assert _viewer(browser, stage) == 401


async def test_we_ask_for_none_of_the_weak_options(stage: Stage, browser: httpx2.Client) -> None:
    _at_provider(browser, _begin(browser, stage))
    asked, (exchanged,) = stage.provider.received("/o/authorize/"), stage.provider.received("/o/token/")
    for entry in asked:
        assert (entry["response_type"], entry["code_challenge_method"]) == ("code", "S256")
        assert "response_mode" not in entry
        assert min(len(entry[name]) for name in ("nonce", "state", "code_challenge")) >= 43
    assert exchanged["grant_type"] == "authorization_code"
    assert len(exchanged["code_verifier"]) >= 43
    assert not {"code_verifier", "client_secret"} & {name for entry in asked for name in entry}


async def test_an_id_token_signed_with_the_shared_secret_lets_nobody_in(stage: Stage, browser: httpx2.Client) -> None:
    stage.provider.change(algorithm="HS256")
    refused = _at_provider(browser, _begin(browser, stage))
    assert refused.status_code == 502
    assert "You are not logged in" in refused.text
    assert 'alg: expected one of RS256, got "HS256"' in stage.server.log()
    assert _viewer(browser, stage) == 401


async def test_a_connection_that_asks_for_the_shared_secret_is_refused(stage: Stage) -> None:
    sponsor = await load(stage.database, demo_id("sponsor@harbor.example"))
    for algorithms in (("HS256",), ("RS256", "HS256"), ("none",)):
        draft = ConnectionDraft("https://id.harbor.example", CLIENT_ID, "file", algorithms=algorithms)
        async with stage.database.logins.acquire() as connection:
            with pytest.raises(Refused, match="expected some of ES256"):
                await draft_connection(connection, sponsor, demo_id(HARBOR.name), draft)


async def test_a_row_that_asks_for_the_shared_secret_leads_nowhere(stage: Stage, browser: httpx2.Client) -> None:
    await stage.connect(("HS256",))
    form = {"email": EMAIL}
    answer = browser.post(f"{stage.server.url}/login", data=form, headers={"Origin": stage.server.url})
    assert answer.status_code == 502
    assert "expected a signature algorithm" in stage.server.log()
    assert stage.provider.received("/o/authorize/") == []


@pytest.mark.parametrize(
    ("grant", "response_type"),
    [("implicit", "id_token"), ("implicit", "id_token token"), ("openid-hybrid", "code id_token")],
)
async def test_an_answer_that_carries_tokens_lets_nobody_in(
    stage: Stage, browser: httpx2.Client, grant: str, response_type: str
) -> None:
    stage.provider.change(authorization_grant_type=grant)
    address = urlsplit(_begin(browser, stage))
    asked = {name: values[0] for name, values in parse_qs(address.query).items()}
    changed = address._replace(query=urlencode({**asked, "response_type": response_type})).geturl()
    callback = f"{stage.server.url}/auth/{stage.connection_id}/callback"
    answer = urlsplit(_at_provider(browser, changed, callback).headers["location"])
    said = parse_qs(answer.fragment)
    assert "id_token" in said
    assert browser.get(answer._replace(fragment="").geturl()).status_code == 400  # what a browser would send
    forged = {name: values[0] for name, values in said.items() if name != "code"}
    refused = browser.get(f"{callback}?{urlencode(forged)}")
    assert (refused.status_code, "You are not logged in" in refused.text) == (502, True)
    assert "answer: expected a code, got none" in stage.server.log()
    assert _viewer(browser, stage) == 401


async def test_an_answer_without_the_providers_name_counts_at_its_own_connection_alone(
    stage: Stage, browser: httpx2.Client
) -> None:
    callback = f"{stage.server.url}/auth/{stage.connection_id}/callback"
    answer = _at_provider(browser, _begin(browser, stage), callback).headers["location"]
    assert "iss" not in parse_qs(urlsplit(answer).query)
    elsewhere = answer.replace(str(stage.connection_id), str(connection_id(LUMEN)))
    assert browser.get(elsewhere).status_code == 400
    assert browser.get(f"{answer}&iss=https%3A%2F%2Fevil.example").status_code == 502
    assert browser.get(answer).status_code == 400  # the state is used
    assert _viewer(browser, stage) == 401


async def test_a_wrong_password_stays_there_and_a_denial_is_told_plainly(stage: Stage, browser: httpx2.Client) -> None:
    shown = _follow(browser, browser.get(_begin(browser, stage)))
    wrong = _submit(browser, shown, username="nora", password="guessed")
    assert str(wrong.url).startswith(stage.provider.url)
    denied = _at_provider(browser, _begin(browser, stage), allow="")
    assert (denied.status_code, "or you turned back there" in denied.text) == (400, True)
    assert f"/login?return_to=%2Fplans%2F{PLAN}" in denied.text
    assert "access_denied" not in denied.text
    assert _viewer(browser, stage) == 401


@pytest.mark.skipif(BROWSER is None, reason="no chromium or chrome on PATH: install one to try the pages")
async def test_a_real_browser_logs_in_confirms_and_logs_out(
    stage: Stage, servers: ServerFactory, tmp_path: Path
) -> None:
    async with browser_pages(str(BROWSER), customer=stage.plan) as (page,):
        await page.enter("Your e-mail address at work", EMAIL)
        await page.press("Continue")
        await page.enter("Username", "nora")
        await page.enter("Password", "guessed")
        await page.press("Sign in")
        await page.says("Please enter a correct username and password")
        await page.enter("Username", "nora")
        await page.enter("Password", PASSWORD)
        await page.press("Sign in")
        await page.press("Allow")
        await page.arrives(stage.plan)
        await page.has_status("saved")
        assert (await page.query(WHO))["data"]["viewer"] == NORA
        folder = tmp_path / "confirming"
        (folder / "keys" / "login").mkdir(parents=True)
        with confirming_page(servers.database_url, stage.server.url, folder, f"/plans/{PLAN}") as address:
            await page.go(address)
            await page.enter("Username", "nora")  # although the provider knows the person already
            await page.enter("Password", PASSWORD)
            await page.press("Sign in")
            await page.press("Allow")
            await page.arrives(f"{stage.plan}?step_up=")
        await page.has_status("saved")
        await page.press("Log out")
        await page.press("Leave")
        await page.says("You are logged out")
        assert "concordat" not in await page.cookies()
