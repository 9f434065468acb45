"""The two messages of the authorization code flow: the way to the provider, and a code for an id token (Authlib)."""

import os
from collections.abc import Awaitable, Mapping
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any, Protocol, cast

import httpx2
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.httpx_client import AsyncOAuth2Client

from plans.rules.value import describe, printable
from plans.service.login import Begun
from plans.store.login_connection import LoginConnectionRow
from server.login.errors import ProviderRefused
from server.login.provider import Provider
from server.outward import OutwardRefused, OutwardTransport

SCOPE = "openid email profile"
SECRET_VARIABLE = "CONCORDAT_LOGIN_SECRET_"  # noqa: S105 - the start of a name


class _Client(Protocol):
    """What is used of Authlib's untyped client."""

    def create_authorization_url(self, url: str, **parameters: object) -> tuple[str, str]: ...

    def fetch_token(self, url: str, **parameters: object) -> Awaitable[Mapping[str, Any]]: ...


def authorization_url(
    provider: Provider, connection: LoginConnectionRow, begun: Begun, redirect_uri: str, *, fresh: bool
) -> str:
    """Where the browser goes. ``fresh``: the person has to log in there anew."""
    client = cast("_Client", AsyncOAuth2Client(
        connection.client_id, redirect_uri=redirect_uri, scope=SCOPE, code_challenge_method="S256"
    ))  # fmt: skip
    anew: dict[str, object] = {"prompt": "login", "max_age": 0} if fresh else {}
    url, _ = client.create_authorization_url(
        provider.authorization_endpoint,
        state=begun.state,
        code_verifier=begun.verifier,
        nonce=begun.nonce,
        **anew,
    )
    return url


async def fetch_id_token(
    provider: Provider,
    connection: LoginConnectionRow,
    code: str,
    verifier: str,
    redirect_uri: str,
    *,
    secrets_folder: Path,
    transport: OutwardTransport,
) -> object:
    """The id token for a code, as it came; ``transport`` is closed afterwards. Raises ProviderRefused."""
    secret = client_secret(connection, secrets_folder)
    opened = AsyncOAuth2Client(
        connection.client_id, secret, _authentication(provider, secret), transport=transport, trust_env=False
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
    return answer.get("id_token")


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
