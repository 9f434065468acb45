"""Beginning a login and taking the provider's answer."""

import datetime as dt
import logging
import time
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from starlette.requests import Request

from plans.rules.login import Expected, check_id_token
from plans.rules.session import new_secret, secret_hash
from plans.rules.value import describe, printable
from plans.service.login import ProvenLogin, begin_login
from plans.store.login_attempt import LoginAttemptRow, take_login_attempt
from plans.store.login_connection import LoginConnectionRow, select_login_connection
from plans.store.login_identity import select_login_identity
from server.database import Database
from server.login.cookie import BROWSER, read_secret
from server.login.errors import ProviderRefused, RequestRefused, Stopped
from server.login.exchange import Tokens, authorization_url, fetch_tokens, fetch_userinfo
from server.login.page import login_address
from server.login.provider import Provider, Providers
from server.login.signed_token import SignedToken, read_signed_token
from server.outward import OutwardTransport, open_client
from server.rate_limit import RateLimits
from server.settings import Settings

logger = logging.getLogger("concordat.login")

ID_TOKEN_TYPES = frozenset({"jwt"})
MAX_PARAMETER_LENGTH = 4096
_STALE = "This login was not begun in this browser, is used already, or took too long. Log in again."


@dataclass(frozen=True, slots=True)
class Answered:
    """The provider's answer, proven: what was asked, and what was signed."""

    attempt: LoginAttemptRow
    proven: ProvenLogin
    signed: SignedToken


@dataclass(frozen=True, slots=True)
class Logins:
    """Logins for one process. ``clock`` gives Unix seconds."""

    database: Database
    providers: Providers
    public_url: str
    secrets_folder: Path
    allow_loopback: bool
    transport: OutwardTransport
    limits: RateLimits
    clock: Callable[[], float] = time.time

    def now(self) -> dt.datetime:
        """The present moment."""
        return dt.datetime.fromtimestamp(self.clock(), dt.UTC)

    def redirect_uri(self, connection_id: UUID) -> str:
        """Where the provider sends the browser back to: an address of the connection's own."""
        return f"{self.public_url}/auth/{connection_id}/callback"

    async def find_connection(self, text: str) -> LoginConnectionRow:
        """An active connection. Raises RequestRefused."""
        try:
            connection_id = UUID(text)
        except ValueError:
            connection_id = None
        row = None
        if connection_id is not None:
            async with self.database.logins.acquire(timeout=10) as connection:
                row = await select_login_connection(connection, connection_id)
        if row is None or row.state != "active":
            detail = f"connection: expected an active one, got {describe(text)}"
            raise RequestRefused(detail, "There is no such login here. Start again from the login page.")
        return row

    async def begin(
        self, request: Request, to: LoginConnectionRow, return_to: str, invitation: str | None = None, email: str = ""
    ) -> tuple[str, str]:
        """Where to send the browser, and the secret that binds the login to it. ``email``: who it is going to be.

        Raises LoginRefused, LoginDenied.
        """
        provider = await self.providers.find(to)
        browser = read_secret(request, BROWSER, self.public_url) or new_secret()
        async with self.database.logins.acquire(timeout=10) as connection:
            begun = await begin_login(
                connection, to, browser, return_to, self.now(), invitation_secret=invitation or None
            )
        return authorization_url(provider, to, begun, self.redirect_uri(to.id), hint=email), browser

    async def answer(self, request: Request, to: LoginConnectionRow, attempt: LoginAttemptRow) -> Answered:
        """Prove the provider's answer to what was begun. Raises RequestRefused or ProviderRefused."""
        parameters = _parameters(request)
        provider = await self.providers.find(to)
        _check_origin_of_answer(provider, parameters)
        if "error" in parameters:
            raise _stopped(attempt, parameters["error"])
        if not parameters.get("code"):
            message = "answer: expected a code, got none"
            raise ProviderRefused(message)
        tokens = await fetch_tokens(
            provider,
            to,
            parameters["code"],
            attempt.verifier,
            self.redirect_uri(to.id),
            secrets_folder=self.secrets_folder,
            transport=self.transport,
        )
        signed = await read_signed_token(self.providers, provider, tokens.id_token, ID_TOKEN_TYPES)
        requested_at = attempt.created_at.timestamp()
        expected = Expected(
            issuer=to.issuer,
            client_id=to.client_id,
            nonce=attempt.nonce,
            requested_at=requested_at,
            fresh_since=requested_at if attempt.purpose == "step_up" else None,
        )
        problems = check_id_token(signed.claims, expected, self.clock())
        if problems:
            raise ProviderRefused("id token: " + "; ".join(problems))
        browser = printable(request.headers.get("user-agent", ""), 200)
        userinfo = await self._userinfo(provider, attempt, to, signed, tokens)
        return Answered(attempt, ProvenLogin(to, signed.claims, signed.token, browser, userinfo), signed)

    async def _userinfo(
        self,
        provider: Provider,
        attempt: LoginAttemptRow,
        to: LoginConnectionRow,
        signed: SignedToken,
        tokens: Tokens,
    ) -> Mapping[str, Any]:
        """More of a newcomer, or of who is invited, where the id token does not describe them; nothing of others."""
        address, access_token = provider.userinfo_endpoint, tokens.access_token
        if address is None or not access_token or {"email", "name"} <= signed.claims.keys():
            return {}
        subject = str(signed.claims["sub"])
        async with self.database.logins.acquire(timeout=10) as connection:
            known = await select_login_identity(connection, to.organisation_id, to.id, to.issuer, subject)
        if known is not None and attempt.invitation_id is None:
            return {}
        return await fetch_userinfo(self.providers.client, address, access_token, subject)

    async def take_attempt(self, request: Request, to: LoginConnectionRow) -> LoginAttemptRow:
        """What this browser began, for the one time that it can be had. Raises RequestRefused."""
        state = _parameters(request).get("state", "")
        browser = read_secret(request, BROWSER, self.public_url)
        if not state or browser is None:
            detail = f"state: expected one and this browser's cookie, got {'no cookie' if state else 'no state'}"
            raise RequestRefused(detail, _STALE)
        async with self.database.logins.acquire(timeout=10) as connection:
            attempt = await take_login_attempt(
                connection, to.organisation_id, secret_hash(state), to.id, secret_hash(browser)
            )
        if attempt is None:
            detail = "state: expected one that this browser began at this connection and that is not used yet"
            raise RequestRefused(detail, _STALE)
        if attempt.expires_at <= self.now():
            raise RequestRefused("state: the login took too long", _STALE)
        return attempt


def _parameters(request: Request) -> dict[str, str]:
    listed = request.query_params.multi_items()
    parameters = dict(listed)
    if len(parameters) != len(listed) or any(len(value) > MAX_PARAMETER_LENGTH for value in parameters.values()):
        raise RequestRefused("answer: expected each parameter once and short", _STALE)
    return parameters


def _stopped(attempt: LoginAttemptRow, error: str) -> Stopped:
    detail = f"the provider answered with the error {describe(printable(error, 100))}"
    if attempt.purpose == "step_up":
        message = "You did not log in afresh, and that is what confirms it. You are still logged in as before."
        return Stopped(detail, message, attempt.return_to)
    message = "Your organisation's login did not let you in, or you turned back there."
    return Stopped(detail, message, login_address(attempt.return_to))


def _check_origin_of_answer(provider: Provider, parameters: dict[str, str]) -> None:
    """RFC 9207: an answer names its provider, so that one cannot pass for another."""
    named = parameters.get("iss")
    if named is None and provider.names_itself:
        message = "iss of the answer: expected it, as the provider says that it sends one; got none (RFC 9207)"
        raise ProviderRefused(message)
    if named is not None and named != provider.issuer:
        message = f"iss of the answer: expected {describe(provider.issuer)}, got {describe(named)} (RFC 9207)"
        raise ProviderRefused(message)


@asynccontextmanager
async def open_logins(
    settings: Settings, database: Database, clock: Callable[[], float] = time.time
) -> AsyncGenerator[Logins]:
    """What logs people in, for as long as the process runs."""
    transport = OutwardTransport(allow_loopback=settings.demo)
    async with open_client(transport) as client:
        yield Logins(
            database,
            Providers(client, settings.demo),
            settings.public_url,
            settings.secrets_folder,
            settings.demo,
            transport,
            RateLimits(database.logins, clock),
            clock,
        )
