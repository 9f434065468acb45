"""The step-up: beginning it, and taking what the provider signed."""

import secrets
from uuid import UUID

from starlette.requests import Request

from plans.rules.session import new_secret
from plans.rules.step_up import SALT_BYTES, Agreement, step_up_nonce
from plans.service.login import begin_step_up
from plans.service.session import find_session
from plans.service.step_up import finish_step_up
from plans.store.session import SessionRow
from server.login.cookie import BROWSER, SESSION, read_secret
from server.login.errors import ProviderRefused, RequestRefused
from server.login.exchange import authorization_url
from server.login.login import Answered, Logins

_NO_SESSION = "You are not logged in any more, so nothing was confirmed. Log in, and confirm again."


async def current_session(logins: Logins, request: Request) -> SessionRow:
    """The session of the browser. Raises RequestRefused."""
    secret = read_secret(request, SESSION, logins.public_url)
    session = None
    if secret is not None:
        async with logins.database.logins.acquire(timeout=10) as connection:
            session = await find_session(connection, secret, logins.now())
    if session is None:
        raise RequestRefused("session: expected one that lasts, got none", _NO_SESSION)
    return session


async def begin(logins: Logins, request: Request, agreement: Agreement, return_to: str) -> tuple[str, str]:
    """Where to send the browser for a fresh login that signs an agreement, and the secret that binds it.

    Raises LoginRefused or TooManyAttempts. The way back leads to ``return_to`` with `step_up=<id>`.
    """
    session = await current_session(logins, request)
    await logins.limits.begin(request, str(session.person_id))
    to = await logins.find_connection(str(session.connection_id))
    provider = await logins.providers.find(to)
    browser = read_secret(request, BROWSER, logins.public_url) or new_secret()
    salt = secrets.token_bytes(SALT_BYTES)
    async with logins.database.logins.acquire(timeout=10) as connection:
        begun = await begin_step_up(
            connection,
            to,
            session,
            agreement,
            step_up_nonce(agreement, salt),
            salt,
            browser,
            return_to,
            logins.now(),
        )
    return authorization_url(provider, to, begun, logins.redirect_uri(to.id), fresh=True), browser


async def finish(logins: Logins, request: Request, answered: Answered) -> tuple[UUID, str]:
    """Keep what the provider signed; return the step-up's id and the session's new secret. Raises LoginRefused."""
    session = await current_session(logins, request)
    if session.id != answered.attempt.session_id:
        raise RequestRefused("session: expected the one that began the step-up, got another", _NO_SESSION)
    claims = answered.proven.claims
    if (claims["iss"], claims["sub"]) != (session.issuer, session.subject):
        message = "step-up: expected the person whose session this is, got another"
        raise ProviderRefused(message)
    async with logins.database.logins.acquire(timeout=10) as connection:
        return await finish_step_up(
            connection, answered.proven, answered.signed.key, answered.attempt, session, logins.now()
        )
