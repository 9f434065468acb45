"""Every answer carries the headers, whatever it is."""

import httpx2
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from server.security_headers import HEADERS, SecurityHeaders
from tests.conftest import ServerFactory
from tests.server_process import ServerProcess

pytestmark = pytest.mark.anyio

ANSWERS = [  # how it is asked, and the status
    ("GET", "/livez", 200),
    ("GET", "/plans/some-plan", (200, 503)),  # 503 and 500 where the pages are not built
    ("GET", "/nothing", 404),
    ("GET", "/assets/nothing.js", (404, 500)),
    ("GET", "/assets/../../pyproject.toml", (404, 500)),
    ("PUT", "/livez", 405),
    ("GET", "/login", 200),
    ("GET", "/logout", 200),
    ("POST", "/login", 400),
    ("POST", "/graphql", 401),
    ("GET", "/graphql", 405),
    ("GET", "/auth/nobody/callback", 400),
    ("POST", "/auth/nobody/backchannel-logout", 400),
    ("OPTIONS", "/graphql", 405),
]


async def test_every_kind_of_answer_has_them(servers: ServerFactory) -> None:
    server = servers.start()
    for method, path, status in ANSWERS:
        answer = await _ask(server, method, path)
        assert answer.status_code in (status if isinstance(status, tuple) else (status,)), path
        assert [name for name in HEADERS if name not in answer.headers] == [], (method, path)
        assert "default-src 'none'" in answer.headers["content-security-policy"]
        assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
        assert "strict-transport-security" not in answer.headers
        assert not [name for name in answer.headers if name.startswith("access-control-")]
    elsewhere = await _ask(server, "GET", "/login", Host="localhost")
    assert elsewhere.status_code == 303
    assert [name for name in HEADERS if name not in elsewhere.headers] == []


async def _ask(server: ServerProcess, method: str, path: str, **headers: str) -> httpx2.Response:
    """On a connection of its own: uvicorn closes one after a mistake."""
    async with httpx2.AsyncClient(base_url=server.url, trust_env=False) as client:
        return await client.request(method, path, headers=headers)


def _app(*, https: bool = False) -> SecurityHeaders:
    async def fail(_request: Request) -> Response:
        message = "a mistake"
        raise RuntimeError(message)

    async def own(_request: Request) -> Response:
        return PlainTextResponse("", headers={"Content-Security-Policy": "default-src 'self'"})

    return SecurityHeaders(Starlette(routes=[Route("/fail", fail), Route("/own", own)]), https=https)


def _client(app: SecurityHeaders, scheme: str = "http") -> httpx2.AsyncClient:
    transport = httpx2.ASGITransport(app, raise_app_exceptions=False)
    return httpx2.AsyncClient(transport=transport, base_url=f"{scheme}://plans.example")


async def test_a_mistake_has_them_too() -> None:
    async with _client(_app()) as client:
        answer = await client.get("/fail")
    assert answer.status_code == 500
    assert [name for name in HEADERS if name not in answer.headers] == []


async def test_a_route_that_says_otherwise_wins() -> None:
    async with _client(_app()) as client:
        answer = await client.get("/own")
    assert answer.headers.get_list("content-security-policy") == ["default-src 'self'"]


async def test_over_https_browsers_are_told_to_stay_there() -> None:
    for app, scheme in ((_app(https=True), "http"), (_app(), "https")):
        async with _client(app, scheme) as client:
            assert (await client.get("/own")).headers["strict-transport-security"] == "max-age=31536000"
