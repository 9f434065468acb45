"""Where a request comes from: a proxy's word counts only where the proxy was named."""

from ipaddress import ip_network

import httpx2
import pytest
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.types import Receive, Scope, Send

from server.errors import SettingError
from server.proxy import TrustedProxies
from server.settings import Settings

pytestmark = pytest.mark.anyio

PROXIES = [ip_network("10.0.0.0/8"), ip_network("2001:db8:ffff::/48")]


async def _echo(scope: Scope, receive: Receive, send: Send) -> None:
    request = Request(scope)
    assert request.client is not None
    await JSONResponse([request.client.host, request.url.scheme])(scope, receive, send)


async def _seen(peer: str, trusted: bool = True, **headers: str) -> list[str]:
    app = TrustedProxies(_echo, PROXIES if trusted else [])
    transport = httpx2.ASGITransport(app, client=(peer, 1))
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    async with httpx2.AsyncClient(transport=transport, base_url="http://plans.example") as client:
        return (await client.get("/", headers=named)).json()


@pytest.mark.parametrize("peer", ["203.0.113.9", "127.0.0.1", "::1", "2001:db8::1"])
async def test_headers_of_anybody_else_are_not_believed(peer: str) -> None:
    assert await _seen(peer, x_forwarded_for="198.51.100.1", x_forwarded_proto="https") == [peer, "http"]


async def test_where_no_proxy_is_named_none_is_believed() -> None:
    seen = await _seen("10.0.0.1", trusted=False, x_forwarded_for="198.51.100.1", x_forwarded_proto="https")
    assert seen == ["10.0.0.1", "http"]


@pytest.mark.parametrize(
    ("forwarded", "client"),
    [
        ("198.51.100.1", "198.51.100.1"),
        ("198.51.100.1:4711", "198.51.100.1"),
        ("[2001:db8::7]:443", "2001:db8::7"),
        ("6.6.6.6, 198.51.100.1", "198.51.100.1"),  # what the client made up stands left of what proxies wrote
        ("6.6.6.6, 198.51.100.1, 10.0.0.2, 10.0.0.3", "198.51.100.1"),
        ("6.6.6.6, nonsense, 10.0.0.2", "10.0.0.2"),
        ("", "10.0.0.1"),
        ("unknown", "10.0.0.1"),
        ("10.0.0.7", "10.0.0.7"),  # a client inside the proxies' network
        (", ".join(["6.6.6.6"] * 50 + ["10.0.0.2"] * 30), "10.0.0.2"),
    ],
)
async def test_the_client_is_the_first_from_the_right_that_is_no_proxy(forwarded: str, client: str) -> None:
    assert await _seen("10.0.0.1", x_forwarded_for=forwarded) == [client, "http"]


async def test_a_proxy_says_which_scheme_it_was_asked_by() -> None:
    for said, scheme in (("https", "https"), ("http, https", "https"), ("https, http", "http"), ("gopher", "http")):
        assert (await _seen("2001:db8:ffff::1", x_forwarded_proto=said))[1] == scheme


def test_the_setting_takes_addresses_and_networks() -> None:
    settings = Settings.from_environment({"CONCORDAT_TRUSTED_PROXIES": "10.0.0.5, 10.1.0.0/16 2001:db8::/64"})
    assert [str(network) for network in settings.trusted_proxies] == ["10.0.0.5/32", "10.1.0.0/16", "2001:db8::/64"]
    assert Settings.from_environment({}).trusted_proxies == ()


@pytest.mark.parametrize("named", ["*", "localhost", "10.0.0.1/8", "0.0.0.0/0", "::/0"])
def test_a_setting_that_names_nobody_or_everybody_is_refused(named: str) -> None:
    with pytest.raises(SettingError, match="CONCORDAT_TRUSTED_PROXIES: expected"):
        Settings.from_environment({"CONCORDAT_TRUSTED_PROXIES": named})
