"""Requests outward: to public addresses only, each looked up once, without redirects, bounded in time and size.

What an organisation names as its provider must not become a way to this machine's own network. So a name is resolved
once, every address it has must be public, and the connection is made to that very address; a second answer of the DNS
(rebinding) is never asked for. TLS still checks the name.
"""

import asyncio
import ipaddress
import socket
from collections.abc import AsyncIterator

import httpx2

MAX_SECONDS = 10.0  # from the look-up to the last byte
MAX_BYTES = 1_048_576  # the largest key sets in the wild have some 20 KB
MAX_CONNECTIONS = 100  # at once, of one process
_HEADERS = {"Accept": "application/json", "Accept-Encoding": "identity", "User-Agent": "Concordat"}


class OutwardRefused(Exception):  # noqa: N818 - it names what happened
    """A request was not made, or its answer not taken; the message says why, and what to do."""


class OutwardTransport(httpx2.AsyncBaseTransport):
    """Carries requests for an httpx2 client under the rules of this module. Raises OutwardRefused."""

    def __init__(self, *, allow_loopback: bool, seconds: float = MAX_SECONDS, max_bytes: int = MAX_BYTES) -> None:
        self._allow_loopback = allow_loopback
        self.seconds = seconds
        self._max_bytes = max_bytes
        # A connection is made to an address and its certificate checked for one name: another name must not reuse it.
        limits = httpx2.Limits(max_connections=MAX_CONNECTIONS, max_keepalive_connections=0)
        self._carrier = httpx2.AsyncHTTPTransport(trust_env=False, retries=0, limits=limits)

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Answer one request."""
        where = f"{request.url.scheme}://{request.url.host}"
        try:
            async with asyncio.timeout(self.seconds):
                return await self._carry(request)
        except TimeoutError as error:
            message = f"{where} did not answer within {self.seconds:g} s: try again, or ask who runs it"
            raise OutwardRefused(message) from error
        except (httpx2.HTTPError, OSError) as error:
            message = f"{where} cannot be reached ({type(error).__name__}: {error}): check its address and certificate"
            raise OutwardRefused(message) from error

    async def aclose(self) -> None:
        """Close the connections that are kept."""
        await self._carrier.aclose()

    async def _carry(self, request: httpx2.Request) -> httpx2.Response:
        url = request.url
        address = await self._address(url)
        headers = request.headers.copy()
        headers["Host"] = url.netloc.decode("ascii")
        headers["Accept-Encoding"] = "identity"
        pinned = httpx2.Request(
            request.method,
            url.copy_with(host=str(address)),
            headers=headers,
            content=await request.aread(),
            extensions={**request.extensions, "sni_hostname": url.host},
        )
        answer = await self._carrier.handle_async_request(pinned)
        try:
            return await self._take(answer, request)
        finally:
            await answer.aclose()

    async def _take(self, answer: httpx2.Response, request: httpx2.Request) -> httpx2.Response:
        where = f"{request.url.scheme}://{request.url.host}{request.url.path}"
        if 300 <= answer.status_code < 400:
            message = f"{where} answered with a redirect ({answer.status_code}): name the final address"
            raise OutwardRefused(message)
        if answer.headers.get("content-encoding", "identity").lower() != "identity":
            message = f"{where} answered with a compressed body, though none was asked for"
            raise OutwardRefused(message)
        body = bytearray()
        stream = answer.stream
        if not isinstance(stream, httpx2.AsyncByteStream):
            message = f"{where} answered in a way that cannot be read"
            raise OutwardRefused(message)
        async for chunk in _chunks(stream):
            body += chunk
            if len(body) > self._max_bytes:
                message = f"{where} answered with more than {self._max_bytes} bytes"
                raise OutwardRefused(message)
        return httpx2.Response(answer.status_code, headers=answer.headers, content=bytes(body), request=request)

    async def _address(self, url: httpx2.URL) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
        if not url.host or url.scheme not in {"https", "http"} or url.userinfo:
            message = f"expected an https address, got {url.scheme}://{url.host}"
            raise OutwardRefused(message)
        port = url.port or (443 if url.scheme == "https" else 80)
        try:
            found = await asyncio.get_running_loop().getaddrinfo(url.host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            message = f"{url.host} has no address: check the name"
            raise OutwardRefused(message) from error
        addresses = [ipaddress.ip_address(entry[4][0]) for entry in found]
        loopback = self._allow_loopback and all(address.is_loopback for address in addresses)
        if url.scheme == "http" and not loopback:
            message = f"expected an https address, got http://{url.host}"
            raise OutwardRefused(message)
        if not addresses or not (loopback or all(is_public(address) for address in addresses)):
            message = f"{url.host} has an address that is not public: only public ones are asked"
            raise OutwardRefused(message)
        return addresses[0]


async def _chunks(stream: httpx2.AsyncByteStream) -> AsyncIterator[bytes]:
    async for chunk in stream:
        yield chunk


def is_public(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    """Whether an address belongs to the public internet, also where IPv6 carries an IPv4 address.

    >>> [is_public(ipaddress.ip_address(text)) for text in ("1.1.1.1", "10.0.0.1", "169.254.169.254", "::1")]
    [True, False, False, False]
    >>> [is_public(ipaddress.ip_address(text)) for text in ("::ffff:127.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::")]
    [False, False, False]
    """
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is not None:
            return is_public(address.ipv4_mapped)
        if address.sixtofour is not None or address.teredo is not None or address in _NAT64:
            return False
    return address.is_global and not address.is_multicast


_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


def open_client(transport: OutwardTransport) -> httpx2.AsyncClient:
    """A client for documents of other people's servers; it closes the transport. Its requests raise OutwardRefused."""
    return httpx2.AsyncClient(transport=transport, headers=_HEADERS, trust_env=False, timeout=transport.seconds)
