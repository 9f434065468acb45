"""Where a request comes from: the peer, or what a proxy says that was named in `CONCORDAT_TRUSTED_PROXIES`.

Anybody can send `X-Forwarded-For`. It counts only as far as the machines are trusted that wrote it: from the right,
the first address that is none of them is the client's.
"""

from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

Network = IPv4Network | IPv6Network
Address = IPv4Address | IPv6Address
MAX_HOPS = 20  # addresses that are read from the right; a chain of so many proxies is none


class TrustedProxies:
    """Puts the client's address and scheme into the scope."""

    def __init__(self, app: ASGIApp, trusted: Sequence[Network]) -> None:
        self._app = app
        self._trusted = tuple(trusted)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request or a socket."""
        if self._trusted and scope["type"] in {"http", "websocket"}:
            scope = self._resolved(scope)
        await self._app(scope, receive, send)

    def _resolved(self, scope: Scope) -> Scope:
        peer = read_address(scope["client"][0]) if scope.get("client") else None
        if peer is None or not self._trusts(peer):
            return scope
        headers = Headers(scope=scope)
        client = self._client(peer, ",".join(headers.getlist("x-forwarded-for")))
        resolved: Scope = {**scope, "client": (str(client), 0)}
        scheme = headers.get("x-forwarded-proto", "").rpartition(",")[2].strip().lower()
        if scheme in {"http", "https"}:
            resolved["scheme"] = scheme if scope["type"] == "http" else {"http": "ws", "https": "wss"}[scheme]
        return resolved

    def _client(self, peer: Address, forwarded: str) -> Address:
        client = peer
        for said in reversed(forwarded.rsplit(",", MAX_HOPS)[-MAX_HOPS:]):
            address = read_address(said.strip())
            if address is None:
                break  # not an address: what stands left of it is worth nothing either
            client = address
            if not self._trusts(address):
                break
        return client

    def _trusts(self, address: Address) -> bool:
        return any(address in network for network in self._trusted)


def read_address(text: str) -> Address | None:
    """An address as proxies write it, with or without a port; ``None`` where it is none.

    >>> [str(read_address(text)) for text in ("203.0.113.7:443", "[2001:db8::1]:443", "::ffff:10.0.0.1", "unknown")]
    ['203.0.113.7', '2001:db8::1', '10.0.0.1', 'None']
    """
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ip_address(text)
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address
