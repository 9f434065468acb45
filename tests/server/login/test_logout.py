"""Logging out: here, at the provider, and when the provider says so."""

import re
import time
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest

from plans.rules.login import BACKCHANNEL_LOGOUT_EVENT
from tests.server.login.provider import CLIENT_ID, changed, sign
from tests.server.login.stage import PUBLIC_URL, Stage

pytestmark = pytest.mark.anyio


def _logout_token(stage: Stage, header: dict[str, Any] | None = None, **changes: Any) -> str:
    now = int(time.time())
    honest: dict[str, Any] = {
        "iss": stage.provider.issuer,
        "aud": CLIENT_ID,
        "iat": now,
        "exp": now + 120,
        "jti": "one",
        "sub": "subject-1",
        "sid": "provider-session-1",
        "events": {BACKCHANNEL_LOGOUT_EVENT: {}},
    }
    return sign(changed(honest, changes), header=header or {"typ": "logout+jwt"})


async def _notify(stage: Stage, token: str) -> httpx2.Response:
    """As a provider does it: without a browser's headers."""
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(stage.app), base_url=PUBLIC_URL) as client:
        return await client.post(f"/auth/{stage.connection_id}/backchannel-logout", data={"logout_token": token})


async def test_logging_out_ends_the_session_here_and_goes_on_to_the_provider(stage: Stage) -> None:
    browser = stage.browser()
    await stage.log_in(browser)
    assert "Log out" in (await browser.get("/logout")).text
    answer = await browser.post("/logout")
    assert answer.status_code == 200
    (onward,) = re.findall(r'http-equiv="refresh" content="0;url=([^"]+)"', answer.text)
    asked = parse_qs(urlsplit(unescape(onward)).query)
    assert onward.startswith(f"{stage.provider.issuer}/end?")
    assert asked["post_logout_redirect_uri"] == [f"{PUBLIC_URL}/logout"]
    assert asked["id_token_hint"][0].count(".") == 2
    assert "Max-Age=0" in answer.headers["set-cookie"]
    assert "refused" in await stage.who(browser)
    assert "You are logged out" in (await browser.get("/logout")).text
    async with stage.database.logins.acquire() as connection:
        assert await connection.fetchval("select count(*) from login_session where id_token is not null") == 0


async def test_a_link_logs_nobody_out(stage: Stage) -> None:
    browser = stage.browser()
    await stage.log_in(browser)
    await browser.get("/logout")
    assert "person" in await stage.who(browser)


async def test_logging_out_works_while_the_provider_is_away(stage: Stage) -> None:
    browser = stage.browser()
    await stage.log_in(browser)
    stage.logins.providers.clock = lambda: time.monotonic() + 601  # what was kept is old
    stage.provider.behaviour.discovery = {"issuer": "https://evil.example"}
    assert (await browser.post("/logout")).headers["location"] == "/logout"
    assert "refused" in await stage.who(browser)


@pytest.mark.parametrize("changes", [{}, {"sid": None}, {"sub": None}])
async def test_the_provider_ends_the_sessions_that_it_names(stage: Stage, changes: dict[str, Any]) -> None:
    browser = stage.browser()
    await stage.log_in(browser)
    answer = await _notify(stage, _logout_token(stage, **changes))
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")
    assert "has ended" in (await stage.who(browser))["refused"]


@pytest.mark.parametrize("changes", [{"sub": "subject-2"}, {"sid": "provider-session-2"}])
async def test_the_provider_ends_no_other_session(stage: Stage, changes: dict[str, Any]) -> None:
    browser = stage.browser()
    await stage.log_in(browser)
    assert (await _notify(stage, _logout_token(stage, **changes))).status_code == 200
    assert "person" in await stage.who(browser)


FORGED: dict[str, dict[str, Any]] = {
    "no event": {"events": None},
    "an event that is true": {"events": {BACKCHANNEL_LOGOUT_EVENT: True}},
    "a nonce": {"nonce": "n"},
    "nobody": {"sub": None, "sid": None},
    "another audience": {"aud": "other"},
    "another issuer": {"iss": "https://evil.example"},
    "expired": {"exp": int(time.time()) - 60},
    "no expiry": {"exp": None},
    "an hour old": {"iat": int(time.time()) - 3600},
    "no jti": {"jti": None},
    "an id token": {"header": {"typ": "id+jwt"}},
}


@pytest.mark.parametrize("name", FORGED)
async def test_a_forged_logout_token_ends_nothing(stage: Stage, name: str) -> None:
    browser = stage.browser()
    await stage.log_in(browser)
    answer = await _notify(stage, _logout_token(stage, **FORGED[name]))
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")
    assert "person" in await stage.who(browser)


async def test_a_logout_token_works_once(stage: Stage) -> None:
    token = _logout_token(stage)
    assert (await _notify(stage, token)).status_code == 200
    browser = stage.browser()
    await stage.log_in(browser)
    assert (await _notify(stage, token)).status_code == 400
    assert "person" in await stage.who(browser)
