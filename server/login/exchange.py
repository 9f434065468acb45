"""The two messages of the authorization code flow: the way to the provider, and a code for an id token (Authlib)."""

import logging
import os
from collections.abc import Awaitable, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, cast

import httpx2
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.httpx_client import AsyncOAuth2Client

from plans.rules.value import describe, printable
from plans.service.login import Begun
from plans.store.login_connection import LoginConnectionRow
from server.login.errors import ProviderRefused
from server.login.provider import Provider, fetch_json
from server.outward import OutwardRefused, OutwardTransport

logger = logging.getLogger("concordat.login")

SCOPE = "openid email profile"
SECRET_VARIABLE = "CONCORDAT_LOGIN_SECRET_"  # noqa: S105 - the start of a name


class _Client(Protocol):
    """What is used of Authlib's untyped client."""

    def create_authorization_url(self, url: str, **parameters: object) -> tuple[str, str]: ...

    def fetch_token(self, url: str, **parameters: object) -> Awaitable[Mapping[str, Any]]: ...


def authorization_url(
    provider: Provider,
    connection: LoginConnectionRow,
    begun: Begun,
    redirect_uri: str,
    *,
    fresh: bool = False,
    hint: str = "",
) -> str:
    """Where the browser goes. ``fresh``: the person has to log in there anew; ``hint``: the address they gave here."""
    client = cast("_Client", AsyncOAuth2Client(
        connection.client_id, redirect_uri=redirect_uri, scope=SCOPE, code_challenge_method="S256"
    ))  # fmt: skip
    asked: dict[str, object] = {"prompt": "login", "max_age": 0} if fresh else {}
    if hint:
        asked["login_hint"] = hint
    url, _ = client.create_authorization_url(
        provider.authorization_endpoint,
        state=begun.state,
        code_verifier=begun.verifier,
        nonce=begun.nonce,
        **asked,
    )
    return url


class _Borrowed(httpx2.AsyncBaseTransport):
    """Another client's transport, which this one must not close."""

    def __init__(self, transport: httpx2.AsyncBaseTransport) -> None:
        self._transport = transport

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        return await self._transport.handle_async_request(request)


@dataclass(frozen=True, slots=True)
class Tokens:
    """What came for a code; the id token is not checked yet."""

    id_token: object
    access_token: str | None


async def fetch_tokens(
    provider: Provider,
    connection: LoginConnectionRow,
    code: str,
    verifier: str,
    redirect_uri: str,
    *,
    secrets_folder: Path,
    transport: OutwardTransport,
) -> Tokens:
    """The tokens for a code. Raises ProviderRefused."""
    secret = client_secret(connection, secrets_folder)
    opened = AsyncOAuth2Client(
        connection.client_id, secret, _authentication(provider, secret), transport=_Borrowed(transport), trust_env=False
    )
    async with cast("AbstractAsyncContextManager[_Client]", opened) as client:
        try:
            answer = await client.fetch_token(
                provider.token_endpoint,
                grant_type="authorization_code",
                code=code,
                code_verifier=verifier,
                redirect_uri=redirect_uri,
            )
        except OutwardRefused as error:
            raise ProviderRefused(f"token endpoint: {error}") from error
        except AuthlibBaseError as error:
            message = f"token endpoint: expected tokens, got the error {describe(printable(str(error), 200))}"
            raise ProviderRefused(message) from error
        except (httpx2.HTTPError, ValueError, TypeError, AttributeError, RecursionError) as error:
            message = f"token endpoint: expected tokens as JSON, got {type(error).__name__}"
            raise ProviderRefused(message) from error
        access_token = answer.get("access_token")
        return Tokens(answer.get("id_token"), access_token if isinstance(access_token, str) else None)


async def fetch_userinfo(
    client: httpx2.AsyncClient, address: str, access_token: str, subject: str
) -> Mapping[str, Any]:
    """What the provider says of a subject beyond the id token; empty where it says nothing that can be read.

    Raises ProviderRefused where it speaks of somebody else (OpenID Connect Core 1.0, section 5.3.2).
    """
    try:
        said = await fetch_json(client, address, access_token)
    except ProviderRefused as refused:
        logger.warning("login goes on without userinfo: %r", printable(refused.detail, 300))
        return {}
    if said.get("sub") != subject:
        message = f"userinfo: expected the sub of the id token, got {describe(said.get('sub'))}"
        raise ProviderRefused(message)
    return said


def client_secret(connection: LoginConnectionRow, secrets_folder: Path) -> str | None:
    """The connection's own secret, from the place that its id names. Raises ProviderRefused where it is missing.

    An organisation cannot name another place, as it could have any file or variable sent to a server of its choice.
    """
    if connection.secret_from == "none":  # noqa: S105 - a public client
        return None
    if connection.secret_from == "environment":  # noqa: S105 - where it is
        name = SECRET_VARIABLE + connection.id.hex.upper()
        found = os.environ.get(name)
    else:
        path = secrets_folder / str(connection.id)
        name = str(path)
        try:
            found = path.read_text().strip()
        except (OSError, UnicodeError):
            found = None
    if not found:
        message = f"client secret: expected it in {name}, got none: put it there, or correct the connection"
        raise ProviderRefused(message)
    return found


def _authentication(provider: Provider, secret: str | None) -> str:
    if secret is None:
        return "none"
    for method in ("client_secret_basic", "client_secret_post"):
        if method in provider.token_endpoint_auth_methods:
            return method
    offered = ", ".join(provider.token_endpoint_auth_methods[:5])
    message = f"token endpoint: expected client_secret_basic or client_secret_post, got {describe(offered)}"
    raise ProviderRefused(message)
