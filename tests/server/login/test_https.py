"""Over https, behind a proxy that ends TLS: the cookie that browsers keep to this host and to https, and sockets."""

import asyncio
import datetime as dt
import ipaddress
import ssl
from collections.abc import AsyncGenerator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from server.demo import demo_id
from server.demo_login import FOLDER
from tests.conftest import ServerFactory
from tests.server_process import ServerProcess, free_port

pytestmark = [
    pytest.mark.anyio,
    pytest.mark.skipif(
        not (FOLDER / "node_modules").is_dir(),
        reason=f"the demo's identity provider takes Node and `npm ci` in {FOLDER}",
    ),
]

PLAN = demo_id("Support tickets")
ME = {"query": "{ viewer { person { name } } }"}
STEP1 = bytes([0, 0, 1, 0])  # a replica that has nothing
SYNC_STEP2 = bytes([0, 1])


def _make_certificate(folder: Path) -> Path:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Concordat's tests")])
    now = dt.datetime.now(dt.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(minutes=5))
        .not_valid_after(now + dt.timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path = folder / "proxy.pem"
    path.write_bytes(private + certificate.public_bytes(serialization.Encoding.PEM))
    return path


async def _pipe(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while data := await reader.read(65_536):
            writer.write(data)
            await writer.drain()
    with suppress(OSError):
        writer.close()


@dataclass(frozen=True, slots=True)
class Deployment:
    """A server behind the proxy, and a browser that trusts the proxy's certificate."""

    server: ServerProcess
    url: str
    trust: ssl.SSLContext
    browser: httpx2.AsyncClient

    async def log_in(self) -> httpx2.Response:
        """As the customer's champion; the answer that gives the session."""
        form = {"email": "champion@harbor.example", "return_to": f"/plans/{PLAN}"}
        answer = await self.browser.post(f"{self.url}/login", data=form, headers={"Origin": self.url})
        while answer.is_redirect:
            answer = await self.browser.get(answer.next_request.url if answer.next_request else "")
        assert "Who are you?" in answer.text, answer.text
        answer = await self.browser.post(answer.url, data={"sub": str(demo_id("champion@harbor.example"))})
        while answer.next_request and not str(answer.url).startswith(f"{self.url}/auth/"):
            answer = await self.browser.get(answer.next_request.url)
        return answer

    async def secret(self) -> str:
        """The session's secret, as the browser got it."""
        await self.log_in()
        return self.browser.cookies["__Host-concordat"]

    async def socket(self, cookie: str, origin: str | None) -> tuple[bytes, int | None]:
        """What a socket gets to hear first, or the code that it is closed with."""
        address = f"{self.url.replace('https', 'wss')}/collab/{PLAN}"
        headers = {"Cookie": cookie, **({"Origin": origin} if origin else {})}
        async with connect(
            address, ssl=self.trust, additional_headers=headers, subprotocols=_OURS, proxy=None
        ) as socket:
            try:
                await socket.send(STEP1)
                return bytes(await socket.recv(decode=False)), None
            except ConnectionClosed as closed:
                return b"", closed.rcvd.code if closed.rcvd else None


_OURS: Any = ["concordat"]


@pytest.fixture
async def deployment(
    as_demo: None, servers: ServerFactory, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncGenerator[Deployment]:
    """The proxy and the server know each other's port before they start."""
    proxy_port, server_port = free_port(), free_port()
    url = f"https://127.0.0.1:{proxy_port}"
    monkeypatch.setenv("CONCORDAT_PUBLIC_URL", url)
    certificate = _make_certificate(tmp_path)
    own = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    own.load_cert_chain(certificate)

    async def carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        onward, back = await asyncio.open_connection("127.0.0.1", server_port)
        await asyncio.gather(_pipe(reader, back), _pipe(onward, writer))

    server = await asyncio.to_thread(servers.start, server_port)
    proxy = await asyncio.start_server(carry, "127.0.0.1", proxy_port, ssl=own)
    trust = ssl.create_default_context(cafile=str(certificate))
    async with httpx2.AsyncClient(verify=trust, trust_env=False, timeout=30) as browser:
        yield Deployment(server, url, trust, browser)
    proxy.close()
    server.kill()
    await proxy.wait_closed()


async def test_the_session_cookie_is_for_this_host_and_https_alone(deployment: Deployment) -> None:
    answer = await deployment.log_in()
    (cookie,) = [value for value in answer.headers.get_list("set-cookie") if "concordat=" in value]
    assert cookie.startswith("__Host-concordat=")
    assert {"Secure", "HttpOnly", "SameSite=Lax", "Path=/"} <= set(cookie.split("; "))
    assert "Domain" not in cookie
    assert answer.headers["location"] == f"/plans/{PLAN}"
    said = await deployment.browser.post(
        f"{deployment.url}/graphql", json=ME, headers={"Origin": deployment.url, "Sec-Fetch-Site": "same-origin"}
    )
    assert said.json()["data"] == {"viewer": {"person": {"name": "Sam Whitfield"}}}


async def test_the_plain_name_of_the_cookie_counts_for_nothing(deployment: Deployment) -> None:
    """Any page of the host, or of a neighbour of its domain, could set that one."""
    secret = await deployment.secret()
    async with httpx2.AsyncClient(verify=deployment.trust, trust_env=False) as other:
        headers = {"Origin": deployment.url, "Cookie": f"concordat={secret}"}
        assert (await other.post(f"{deployment.url}/graphql", json=ME, headers=headers)).status_code == 401
    assert await deployment.socket(f"concordat={secret}", deployment.url) == (b"", 4401)


async def test_a_socket_of_our_own_pages_opens_with_the_cookie_and_others_do_not(deployment: Deployment) -> None:
    cookie = f"__Host-concordat={await deployment.secret()}"
    heard, code = await deployment.socket(cookie, deployment.url)
    assert (heard[:2], code) == (SYNC_STEP2, None)
    plain = deployment.url.replace("https", "http")
    for origin in ("https://evil.example", "null", plain, "https://127.0.0.1", deployment.server.url, None):
        assert await deployment.socket(cookie, origin) == (b"", 4401), origin
