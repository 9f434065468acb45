"""Identity providers: their metadata (OpenID Connect Discovery 1.0) and their keys, looked up and kept for a while."""

import asyncio
import json
import time
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, cast
from urllib.parse import urlsplit

import httpx2
from joserfc.errors import JoseError, SecurityWarning
from joserfc.jwk import ECKey, OKPKey, RSAKey, import_key

from plans.rules.login import algorithms_in_common
from plans.rules.value import describe
from plans.store.login_connection import LoginConnectionRow
from server.login.errors import ProviderRefused
from server.origin import is_loopback
from server.outward import OutwardRefused

KEEP_SECONDS = 600  # metadata and keys
REFRESH_KEYS_SECONDS = 10  # at most so often are keys asked for anew because a token names an unknown one
MAX_KEYS = 100
LEAST_RSA_BITS = 2048

PublicKey = RSAKey | ECKey | OKPKey


@dataclass(frozen=True, slots=True)
class Provider:
    """What a provider says of itself, checked. ``algorithms`` are those that the connection allows as well."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    token_endpoint_auth_methods: tuple[str, ...]
    jwks_uri: str
    userinfo_endpoint: str | None
    end_session_endpoint: str | None
    algorithms: tuple[str, ...]
    names_itself: bool  # sends `iss` with every answer (RFC 9207)


@dataclass(slots=True)
class _Kept:
    value: Any
    until: float
    since: float


@dataclass(slots=True)
class Providers:
    """Looks providers up for one process."""

    client: httpx2.AsyncClient
    allow_loopback: bool
    clock: Callable[[], float] = time.monotonic
    _kept: dict[str, _Kept] = field(default_factory=dict[str, _Kept])
    _lock: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def find(self, connection: LoginConnectionRow) -> Provider:
        """The provider of a connection. Raises ProviderRefused."""
        address = connection.issuer.rstrip("/") + "/.well-known/openid-configuration"
        document = await self._document(address, KEEP_SECONDS)
        try:
            return self._read(document, connection)
        except ProviderRefused:
            self._kept.pop(address, None)
            raise

    async def keys(self, provider: Provider, kid: object) -> list[PublicKey]:
        """The keys that a token may be signed with: those of its key id, or all where it names none.

        An unknown key id is looked for once more, as providers change their keys. Raises ProviderRefused.
        """
        found = _matching(_read_keys(await self._document(provider.jwks_uri, KEEP_SECONDS)), kid)
        kept = self._kept.get(provider.jwks_uri)
        if not found and kept and self.clock() - kept.since > REFRESH_KEYS_SECONDS:
            found = _matching(_read_keys(await self._document(provider.jwks_uri, 0)), kid)
        if not found:
            message = f"key: expected one of the provider's, got kid {describe(kid)}"
            raise ProviderRefused(message)
        return found

    async def _document(self, address: str, keep: float) -> Mapping[str, Any]:
        async with self._lock:
            kept = self._kept.get(address)
            if kept and keep and kept.until > self.clock():
                return kept.value
        document = await fetch_json(self.client, address)
        async with self._lock:
            now = self.clock()
            self._kept = {key: value for key, value in self._kept.items() if value.until > now}
            self._kept[address] = _Kept(document, now + KEEP_SECONDS, now)
        return document

    def _read(self, document: Mapping[str, Any], connection: LoginConnectionRow) -> Provider:
        if document.get("issuer") != connection.issuer:
            message = (
                f"discovery issuer: expected {describe(connection.issuer)}, got {describe(document.get('issuer'))}"
            )
            raise ProviderRefused(message)
        methods = document.get("code_challenge_methods_supported", ["S256"])
        if not isinstance(methods, list) or "S256" not in methods:
            message = "discovery: expected a provider that takes PKCE with S256"
            raise ProviderRefused(message)
        algorithms = algorithms_in_common(connection.algorithms, document.get("id_token_signing_alg_values_supported"))
        if not algorithms:
            message = f"discovery: expected a signature algorithm among {', '.join(connection.algorithms)}, got none"
            raise ProviderRefused(message)
        authentication = document.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
        return Provider(
            issuer=connection.issuer,
            authorization_endpoint=self._endpoint(document, "authorization_endpoint"),
            token_endpoint=self._endpoint(document, "token_endpoint"),
            token_endpoint_auth_methods=_texts(authentication),
            jwks_uri=self._endpoint(document, "jwks_uri"),
            userinfo_endpoint=self._endpoint_if_any(document, "userinfo_endpoint"),
            end_session_endpoint=self._endpoint_if_any(document, "end_session_endpoint"),
            algorithms=algorithms,
            names_itself=document.get("authorization_response_iss_parameter_supported") is True,
        )

    def _endpoint_if_any(self, document: Mapping[str, Any], name: str) -> str | None:
        return self._endpoint(document, name) if document.get(name) else None

    def _endpoint(self, document: Mapping[str, Any], name: str) -> str:
        address = document.get(name)
        if isinstance(address, str) and address.isascii() and address.isprintable() and "#" not in address:
            parts = urlsplit(address)
            local = self.allow_loopback and parts.scheme == "http" and is_loopback(address)
            if parts.hostname and (parts.scheme == "https" or local) and not parts.username:
                return address
        message = f"discovery {name}: expected an https address, got {describe(address)}"
        raise ProviderRefused(message)


async def fetch_json(client: httpx2.AsyncClient, address: str, access_token: str | None = None) -> Mapping[str, Any]:
    """A JSON object from a provider. Raises ProviderRefused."""
    headers = {"Authorization": f"Bearer {access_token}"} if access_token else {}
    try:
        answer = await client.get(address, headers=headers)
    except OutwardRefused as error:
        raise ProviderRefused(str(error)) from error
    except (httpx2.HTTPError, httpx2.InvalidURL, ValueError) as error:
        message = f"{address}: expected an answer, got {type(error).__name__}"
        raise ProviderRefused(message) from error
    if answer.status_code != 200:
        message = f"{address}: expected status 200, got {answer.status_code}"
        raise ProviderRefused(message)
    return read_object(answer.content, address)


def read_object(body: bytes, address: str) -> Mapping[str, Any]:
    """A JSON object out of bytes. Raises ProviderRefused."""
    try:
        document: object = json.loads(body)
    except (ValueError, RecursionError) as error:
        message = f"{address}: expected JSON, got something else"
        raise ProviderRefused(message) from error
    if not isinstance(document, dict):
        message = f"{address}: expected a JSON object, got something else"
        raise ProviderRefused(message)
    return cast("Mapping[str, Any]", document)


def _read_keys(document: Mapping[str, Any]) -> list[PublicKey]:
    """The public signature keys of a key set; secrets, encryption keys and short keys are passed over."""
    listed: object = document.get("keys")
    found: list[PublicKey] = []
    for entry in cast("list[object]", listed)[:MAX_KEYS] if isinstance(listed, list) else []:
        if not isinstance(entry, dict) or cast("dict[str, Any]", entry).get("kty") not in {"RSA", "EC", "OKP"}:
            continue
        described = cast("dict[str, Any]", entry)
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", SecurityWarning)  # short keys are passed over below
                key = import_key({name: value for name, value in described.items() if name not in _PRIVATE_PARTS})
        except (JoseError, ValueError, TypeError, KeyError):
            continue
        if described.get("use", "sig") != "sig" or not isinstance(key, RSAKey | ECKey | OKPKey):
            continue
        if not isinstance(key, RSAKey) or key.raw_value.key_size >= LEAST_RSA_BITS:
            found.append(key)
    return found


_PRIVATE_PARTS = frozenset({"d", "p", "q", "dp", "dq", "qi", "oth"})


def _matching(keys: list[PublicKey], kid: object) -> list[PublicKey]:
    return keys if kid is None else [key for key in keys if key.kid == kid]


def _texts(value: object) -> tuple[str, ...]:
    listed = cast("list[object]", value) if isinstance(value, list) else []
    return tuple(item for item in listed if isinstance(item, str))
