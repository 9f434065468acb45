"""`POST /oauth/token` for API clients, and the documents that say how: metadata (RFC 8414) and keys (RFC 7517)."""

import datetime as dt
import logging
from collections.abc import Mapping

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from collab.committer import DATABASE_ERRORS
from plans.rules.api_client import TOKEN_SECONDS
from plans.rules.scope import ALL_SCOPES, write_scopes
from plans.rules.value import is_entity_id
from plans.service.api_client import KnownClient, find_client
from server.database import Database
from server.key import JWKS_SECONDS
from server.oauth.errors import (
    InvalidClientError,
    SlowDownError,
    TemporarilyUnavailableError,
    TokenError,
    UnauthorizedClientError,
)
from server.oauth.request import (
    GRANT_TYPE,
    Credentials,
    choose_scopes,
    read_credentials,
    read_form,
    require_grant,
    require_resource,
)
from server.rate_limit import RateLimits, TooManyAttempts
from server.token import Tokens

logger = logging.getLogger("concordat.oauth")

_UNCACHED = {"Cache-Control": "no-store", "Pragma": "no-cache", "X-Content-Type-Options": "nosniff"}
_PUBLISHED = {"Cache-Control": f"public, max-age={JWKS_SECONDS}", "X-Content-Type-Options": "nosniff"}


def oauth_routes(tokens: Tokens, database: Database, limits: RateLimits) -> list[BaseRoute]:
    """The routes of OAuth 2."""
    endpoint = OAuthEndpoint(tokens, database, limits)
    return [
        Route("/oauth/token", endpoint.token, methods=["POST"]),
        Route("/.well-known/oauth-authorization-server", endpoint.metadata, methods=["GET"]),
        Route("/.well-known/jwks.json", endpoint.keys, methods=["GET"]),
    ]


class OAuthEndpoint:
    """Answers for one process."""

    def __init__(self, tokens: Tokens, database: Database, limits: RateLimits) -> None:
        self._tokens = tokens
        self._database = database
        self._limits = limits

    async def token(self, request: Request) -> Response:
        """An access token for a client that shows who it is (RFC 6749, section 4.4)."""
        try:
            form = await read_form(request)
            credentials = read_credentials(request.headers.getlist("authorization"), form)
            require_grant(form)
            client = await self._authenticate(request, credentials)
            require_resource(form, self._tokens.address)
            scopes = choose_scopes(form, client.scopes)
        except TokenError as error:
            _log(request, error)
            return _refusal(error)
        answer = {
            "access_token": self._tokens.issue_to_client(client.id, scopes, TOKEN_SECONDS),
            "token_type": "Bearer",
            "expires_in": TOKEN_SECONDS,
            "scope": write_scopes(scopes),
        }
        return _json(answer, 200, _UNCACHED)

    async def _authenticate(self, request: Request, credentials: Credentials) -> KnownClient:
        """Who shows these credentials. Failures are counted, per address and per client; tokens may be had at will."""
        try:
            attempt = await self._limits.begin(request, f"client:{credentials.client_id}", points=0)
            async with self._database.logins.acquire(timeout=5) as connection:
                now = dt.datetime.now(dt.UTC)
                client = await find_client(connection, credentials.client_id, credentials.secret, now)
            if client is None:
                await attempt.failed()
        except TooManyAttempts as error:
            raise SlowDownError(error.detail, _known(credentials), error.seconds) from error
        except DATABASE_ERRORS as error:
            message = "the database cannot be reached: try again in a moment"
            raise TemporarilyUnavailableError(message) from error
        if client is None:
            message = "there is no client with this id and secret: it may be revoked, or its secret replaced"
            raise InvalidClientError(message, _known(credentials))
        if not client.is_member:
            message = "this client is no member of its organisation any more: make another"
            raise UnauthorizedClientError(message, str(client.id))
        return client

    async def metadata(self, _request: Request) -> Response:
        """What there is, for programs (RFC 8414)."""
        address = self._tokens.address
        document = {
            "issuer": address,
            "token_endpoint": f"{address}/oauth/token",
            "jwks_uri": f"{address}/.well-known/jwks.json",
            "scopes_supported": sorted(ALL_SCOPES),
            "response_types_supported": [],
            "grant_types_supported": [GRANT_TYPE],
            "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
        }
        return _json(document, 200, _PUBLISHED)

    async def keys(self, _request: Request) -> Response:
        """The public keys of which tokens may be good, for whoever checks a token by itself."""
        return _json({"keys": [key.public for key in self._tokens.keys.published]}, 200, _PUBLISHED)


def _known(credentials: Credentials) -> str:
    """The client's id, for the log: nothing else that came in its place, which may be a secret."""
    return credentials.client_id if is_entity_id(credentials.client_id) else ""


def _log(request: Request, error: TokenError) -> None:
    """What was wrong with the request; never what it held."""
    address = request.client.host if request.client else "unknown"
    logger.warning("no token (%s) for %s from %s: %s", error.code, error.client_id or "nobody known", address, error)


def _refusal(error: TokenError) -> Response:
    headers = dict(_UNCACHED)
    if error.status == InvalidClientError.status:
        headers["WWW-Authenticate"] = 'Basic realm="concordat", charset="UTF-8"'
    if isinstance(error, SlowDownError):
        headers["Retry-After"] = str(error.seconds)
    if error.status == TemporarilyUnavailableError.status:
        headers["Retry-After"] = "2"
    return _json({"error": error.code, "error_description": str(error)}, error.status, headers)


def _json(answer: Mapping[str, object], status: int, headers: dict[str, str]) -> Response:
    return Response(orjson.dumps(answer), status, headers, "application/json")
