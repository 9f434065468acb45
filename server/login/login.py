"""Beginning a login and taking the provider's answer."""

import datetime as dt
import logging
import time
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from starlette.requests import Request

from plans.rules.login import Expected, check_id_token
from plans.rules.session import new_secret, secret_hash
from plans.rules.value import describe, printable
from plans.service.login import ProvenLogin, begin_login
from plans.store.login_attempt import LoginAttemptRow, take_login_attempt
from plans.store.login_connection import LoginConnectionRow, select_login_connection
from server.database import Database
from server.login.cookie import BROWSER, read_secret
from server.login.errors import ProviderRefused, RequestRefused
from server.login.exchange import authorization_url, fetch_id_token
from server.login.provider import Provider, Providers
from server.login.signed_token import SignedToken, read_signed_token
from server.outward import MAX_SECONDS, OutwardTransport, open_client
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
    clock: Callable[[], float] = time.time
    outward_seconds: float = MAX_SECONDS

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
        self, request: Request, to: LoginConnectionRow, return_to: str, invitation: str | None = None
    ) -> tuple[str, str]:
        """Where to send the browser, and the secret that binds the login to it. Raises LoginRefused, LoginDenied."""
        provider = await self.providers.find(to)
        browser = read_secret(request, BROWSER, self.public_url) or new_secret()
        async with self.database.logins.acquire(timeout=10) as connection:
            begun = await begin_login(
                connection, to, browser, return_to, self.now(), invitation_secret=invitation or None
            )
        return authorization_url(provider, to, begun, self.redirect_uri(to.id), fresh=False), browser

    async def answer(self, request: Request, to: LoginConnectionRow) -> Answered:
        """Take the provider's answer and prove it. Raises RequestRefused or ProviderRefused."""
        parameters = _parameters(request)
        attempt = await self._take_attempt(request, to, parameters.get("state", ""))
        provider = await self.providers.find(to)
        _check_origin_of_answer(provider, parameters)
        if "error" in parameters:
            detail = f"the provider answered with the error {describe(printable(parameters['error'], 100))}"
            message = "Your organisation's login did not let you in, or you stopped it. Log in again."
            raise RequestRefused(detail, message)
        if not parameters.get("code"):
            message = "answer: expected a code, got none"
            raise ProviderRefused(message)
        token = await fetch_id_token(
            provider,
            to,
            parameters["code"],
            attempt.verifier,
            self.redirect_uri(to.id),
            secrets_folder=self.secrets_folder,
            transport=OutwardTransport(allow_loopback=self.allow_loopback, seconds=self.outward_seconds),
        )
        signed = await read_signed_token(self.providers, provider, token, ID_TOKEN_TYPES)
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
        return Answered(attempt, ProvenLogin(to, signed.claims, signed.token, browser), signed)

    async def _take_attempt(self, request: Request, to: LoginConnectionRow, state: str) -> LoginAttemptRow:
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
    async with open_client(allow_loopback=settings.demo) as client:
        providers = Providers(client, settings.demo)
        yield Logins(database, providers, settings.public_url, settings.secrets_folder, settings.demo, clock)
