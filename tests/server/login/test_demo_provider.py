"""Logging in at the demo's own provider, the certified oidc-provider, over real sockets."""

import re
import shutil
import subprocess
import time
from collections.abc import Generator
from html import unescape
from typing import Any
from urllib.parse import urljoin, urlsplit

import httpx2
import pytest

from server.demo import FERNHILL, HARBOR, demo_id
from server.demo_login import FOLDER, connection_id
from tests.conftest import ServerFactory
from tests.server_process import ServerProcess

pytestmark = pytest.mark.skipif(
    shutil.which("node") is None or not (FOLDER / "node_modules").is_dir(),
    reason=f"the demo's identity provider takes Node and `npm ci` in {FOLDER}",
)
SAM = {"viewer": {"person": {"name": "Sam Whitfield"}}}
ME = {"query": "{ viewer { person { name } } }"}


@pytest.fixture
def server(as_demo: None, servers: ServerFactory) -> ServerProcess:
    """A server with the demo and its provider."""
    return servers.start()


@pytest.fixture
def browser() -> Generator[httpx2.Client]:
    """Keeps cookies and follows redirects, as a browser does."""
    with httpx2.Client(follow_redirects=True, trust_env=False) as client:
        yield client


def _choose(browser: httpx2.Client, server: ServerProcess, email: str, **form: str) -> httpx2.Response:
    own = {"Origin": server.url}
    listed = browser.post(f"{server.url}/login", data={"email": email, **form}, headers=own)
    assert "Who are you?" in listed.text, listed.text
    return browser.post(listed.url, data={"sub": str(demo_id(email))})


def _viewer(browser: httpx2.Client, server: ServerProcess) -> Any:
    """What is answered: the data alone, or everything where there is none."""
    answer = browser.post(f"{server.url}/graphql", json=ME, headers={"Origin": server.url}).json()
    return answer.get("data") or answer


def test_a_person_of_the_demo_logs_in_and_out(server: ServerProcess, browser: httpx2.Client) -> None:
    plan = f"/plans/{demo_id('Support tickets')}"
    arrived = _choose(browser, server, "champion@harbor.example", return_to=plan)
    assert urlsplit(str(arrived.url)).path == plan
    assert _viewer(browser, server) == SAM
    ended = browser.post(f"{server.url}/logout", headers={"Origin": server.url})
    (onward,) = re.findall(r'http-equiv="refresh" content="0;url=([^"]+)"', ended.text)
    asked = browser.get(unescape(onward))
    fields = dict(re.findall(r'name="([^"]+)" value="([^"]*)"', asked.text))
    action = re.search(r'action="([^"]+)"', asked.text)
    assert action
    done = browser.post(urljoin(str(asked.url), action[1]), data={**fields, "logout": "yes"})
    assert str(done.url).startswith(f"{server.url}/logout")
    assert "You are logged out" in done.text
    assert "errors" in _viewer(browser, server)


def test_logging_out_at_the_provider_ends_the_session_here(server: ServerProcess, browser: httpx2.Client) -> None:
    _choose(browser, server, "champion@harbor.example")
    cookie = browser.cookies["concordat"]
    with httpx2.Client(trust_env=False, cookies={"concordat": cookie}) as other:
        assert _viewer(other, server) == SAM
    browser.cookies.delete("concordat")  # our own logout does not know of the session: only the provider ends it
    discovered = _end_session_address(server)
    asked = browser.get(discovered, params={"client_id": str(connection_id(HARBOR))})
    fields = dict(re.findall(r'name="([^"]+)" value="([^"]*)"', asked.text))
    action = re.search(r'action="([^"]+)"', asked.text)
    assert action
    browser.post(urljoin(str(asked.url), action[1]), data={**fields, "logout": "yes"})
    with httpx2.Client(trust_env=False, cookies={"concordat": cookie}) as other:
        until = time.monotonic() + 5
        while (said := _viewer(other, server)) == SAM and time.monotonic() < until:
            time.sleep(0.05)
        assert said["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"


def _end_session_address(server: ServerProcess) -> str:
    answer = httpx2.post(
        f"{server.url}/login",
        data={"connection": str(connection_id(HARBOR))},
        headers={"Origin": server.url},
        trust_env=False,
    )
    parts = urlsplit(answer.headers["location"])
    metadata = httpx2.get(f"{parts.scheme}://{parts.netloc}/.well-known/openid-configuration", trust_env=False)
    return metadata.json()["end_session_endpoint"]


def test_nobody_of_one_organisation_passes_for_one_of_another(server: ServerProcess, browser: httpx2.Client) -> None:
    own = {"Origin": server.url}
    listed = browser.post(f"{server.url}/login", data={"connection": str(connection_id(FERNHILL))}, headers=own)
    assert "csm@fernhill.example" in listed.text
    assert "harbor.example" not in listed.text
    refused = browser.post(listed.url, data={"sub": str(demo_id("champion@harbor.example"))})
    assert "Who are you?" in refused.text


def test_without_the_demo_a_server_refuses_a_database_with_the_demos_logins(
    as_demo: None, servers: ServerFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    demo = servers.start()
    demo.terminate()
    monkeypatch.delenv("CONCORDAT_DEMO")
    with pytest.raises(RuntimeError, match="asks for no password"):
        servers.start()


def test_the_provider_ends_with_a_server_that_is_killed(server: ServerProcess) -> None:
    address = _end_session_address(server)
    server.kill()
    until = time.monotonic() + 5
    while time.monotonic() < until:
        try:
            httpx2.get(address, trust_env=False)
        except httpx2.HTTPError:
            return
        time.sleep(0.05)
    running = subprocess.run(["ps", "ax"], capture_output=True, text=True, check=True).stdout
    pytest.fail(f"the provider still answers:\n{[line for line in running.splitlines() if 'provider.mjs' in line]}")
