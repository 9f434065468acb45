"""`/login`, `/auth/{connection}/callback`, `/logout` and `/auth/{connection}/backchannel-logout`."""

import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from urllib.parse import urlencode, urlsplit
from uuid import UUID

import orjson
from starlette.datastructures import FormData
from starlette.requests import ClientDisconnect, Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from collab.committer import DATABASE_ERRORS
from plans.rules.login import check_logout_token, email_domain, local_path
from plans.rules.rate_limit import ADDRESS, ATTEMPT_POINTS, LOGOUT_TOKEN, Limit
from plans.rules.value import printable
from plans.service.login import LoginDenied, finish_login
from plans.service.session import ProvenLogout, find_session, log_out, obey_logout
from plans.store.login_connection import LoginConnectionRow, select_active_login_connections, select_login_connection
from plans.store.session import EndedSessionRow
from server.login import step_up
from server.login.cookie import BROWSER, SESSION, clear_secret, read_secret, set_secret
from server.login.errors import LoginRefused, ProviderRefused, RequestRefused, Stopped
from server.login.login import Logins
from server.login.page import limit_page, logged_out_page, login_page, logout_page, refusal_page
from server.login.refusal import Trying, note_excess, note_refusal, trying
from server.login.signed_token import read_signed_token
from server.origin import cross_site_problem, is_loopback, origin_of
from server.rate_limit import TooManyAttempts

logger = logging.getLogger("concordat.login")

MAX_FORM_BYTES = 131_072
MAX_ACCOUNT_LENGTH = 254  # of an e-mail address (RFC 5321)
LOGOUT_TOKEN_TYPES = frozenset({"jwt", "logout+jwt"})
Handler = Callable[[Request], Awaitable[Response]]


def login_routes(logins: Logins) -> list[BaseRoute]:
    """The routes of logging in and out."""
    endpoint = LoginEndpoint(logins)
    return [
        Route("/login", _plainly(logins, "login:begin", endpoint.ask), methods=["GET"]),
        Route("/login", _plainly(logins, "login:begin", endpoint.begin), methods=["POST"]),
        Route("/auth/{connection}/callback", _plainly(logins, "login:complete", endpoint.callback), methods=["GET"]),
        Route("/auth/{connection}/backchannel-logout", endpoint.backchannel_logout, methods=["POST"]),
        Route("/logout", _plainly(logins, "logout:begin", endpoint.ask_logout), methods=["GET"]),
        Route("/logout", _plainly(logins, "logout:begin", endpoint.log_out), methods=["POST"]),
    ]


def _plainly(logins: Logins, action: str, handler: Handler) -> Handler:
    """Turn every refusal into a note and a plain page."""

    async def answer(request: Request) -> Response:
        request.state.trying = Trying(action)
        try:
            return await handler(request)
        except LoginRefused as refused:
            is_failure = not isinstance(refused, Stopped)
            await note_refusal(
                logins, request, refused.code, refused.detail, is_failure=is_failure, problem=refused.detail
            )
            return refusal_page(str(refused), refused.status, refused.way_on)
        except LoginDenied as denied:
            await note_refusal(logins, request, "denied", str(denied))  # names an address, which the audit would keep
            return refusal_page(str(denied), 403)
        except TooManyAttempts as many:
            await note_excess(logins, request, many)
            return limit_page(many)
        except DATABASE_ERRORS as error:
            await note_refusal(logins, request, "database", str(error), is_failure=False)
            return refusal_page("The database cannot be reached. Try again in a moment.", 503)

    return answer


class LoginEndpoint:
    """Answers for one process."""

    def __init__(self, logins: Logins) -> None:
        self._logins = logins
        self._loopback = logins.allow_loopback

    async def ask(self, request: Request) -> Response:
        """`GET /login`: which organisation's login it is to be."""
        self._require_safe_address()
        if elsewhere := self._canonical(request):
            return elsewhere
        query = request.query_params
        choices = await self._all_choices() if self._loopback else []
        return login_page(
            local_path(query.get("return_to", "/")),
            query.get("invitation"),
            choices=choices,
            loopback=self._loopback,
        )

    async def begin(self, request: Request) -> Response:
        """`POST /login`: on to the provider."""
        self._require_safe_address()
        self._require_same_site(request)
        form = await _form(request)
        await self._limit(request, _field(form, "connection"), _field(form, "email"))
        return_to, invitation = local_path(_field(form, "return_to") or "/"), _field(form, "invitation") or None
        chosen, email = _field(form, "connection"), _field(form, "email")
        if chosen:
            to = await self._logins.find_connection(chosen)
        else:
            found = await self._by_email(email)
            if len(found) != 1:
                problem = (
                    "Several organisations use this domain. Choose one."
                    if found
                    else "No organisation here logs in with this address. Check it, or ask who invited you."
                )
                if not found and (attempt := trying(request).attempt):
                    await attempt.failed()
                named = [(row.id, row.organisation_name) for row in found]
                return login_page(
                    return_to, invitation, choices=named, email=email, problem=problem, loopback=self._loopback
                )
            to = found[0]
        trying(request).to = to
        hint = email if email_domain(email) else ""
        url, browser = await self._logins.begin(request, to, return_to, invitation, hint)
        response = RedirectResponse(url, 303, {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"})
        set_secret(response, BROWSER, browser, self._logins.public_url)
        return response

    async def callback(self, request: Request) -> Response:
        """`GET /auth/{connection}/callback`: the provider's answer."""
        self._require_safe_address()
        logins = self._logins
        await self._limit(request, request.path_params["connection"])
        to = trying(request).to = await logins.find_connection(request.path_params["connection"])
        begun = trying(request).begun = await logins.take_attempt(request, to)
        if begun.purpose == "step_up":
            trying(request).action = "step_up:complete"
        answered = await logins.answer(request, to, begun)
        return_to = answered.attempt.return_to
        if answered.attempt.purpose == "step_up":
            step_up_id, secret = await step_up.finish(logins, request, answered)
            path, _, fragment = return_to.partition("#")
            return_to = f"{path}{'&' if '?' in path else '?'}step_up={step_up_id}" + (
                f"#{fragment}" if fragment else ""
            )
        else:
            old = read_secret(request, SESSION, logins.public_url)
            async with logins.database.logins.acquire(timeout=10) as connection:
                secret = await finish_login(connection, answered.proven, answered.attempt, old, logins.now())
        response = RedirectResponse(return_to, 303, {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"})
        set_secret(response, SESSION, secret, logins.public_url)
        return response

    async def ask_logout(self, request: Request) -> Response:
        """`GET /logout`: asks, as a link must not log anybody out; also where the provider returns to."""
        secret, session = read_secret(request, SESSION, self._logins.public_url), None
        if secret is not None:
            async with self._logins.database.logins.acquire(timeout=10) as connection:
                session = await find_session(connection, secret, self._logins.now())
        return logout_page(is_logged_in=session is not None, loopback=self._loopback)

    async def log_out(self, request: Request) -> Response:
        """`POST /logout`: ends the session here, then at the provider."""
        self._require_same_site(request)
        logins, ended = self._logins, None
        secret = read_secret(request, SESSION, logins.public_url)
        if secret is not None:
            async with logins.database.logins.acquire(timeout=10) as connection:
                ended = await log_out(connection, secret, logins.now())
        onward = await self._provider_logout(ended)
        response = (
            logged_out_page(onward) if onward else RedirectResponse("/logout", 303, {"Cache-Control": "no-store"})
        )
        clear_secret(response, SESSION, logins.public_url)
        return response

    async def backchannel_logout(self, request: Request) -> Response:
        """The provider ends sessions (OpenID Connect Back-Channel Logout 1.0)."""
        logins = self._logins
        request.state.trying = Trying("logout:receive")
        try:
            await self._limit(request, request.path_params["connection"], limit=LOGOUT_TOKEN, points=0)
            to = trying(request).to = await logins.find_connection(request.path_params["connection"])
            token = _field(await _form(request), "logout_token")
            provider = await logins.providers.find(to)
            signed = await read_signed_token(logins.providers, provider, token, LOGOUT_TOKEN_TYPES)
            problems = check_logout_token(signed.claims, to.issuer, to.client_id, logins.clock())
            if problems:
                raise ProviderRefused("logout token: " + "; ".join(problems))
            logout = ProvenLogout(to.organisation_id, to.id, signed.claims, signed.token)
            async with logins.database.logins.acquire(timeout=10) as connection:
                if not await obey_logout(connection, logout, logins.now()):
                    message = "logout token: it has been used before"
                    raise ProviderRefused(message)
        except LoginRefused as refused:
            await note_refusal(logins, request, refused.code, refused.detail, problem=refused.detail)
            return _json({"error": "invalid_request", "error_description": refused.detail}, 400)
        except TooManyAttempts as many:
            await note_excess(logins, request, many)
            answer = _json({"error": "temporarily_unavailable", "error_description": many.detail}, many.status_code)
            answer.headers.update(many.headers or {})
            return answer
        except DATABASE_ERRORS as error:
            await note_refusal(logins, request, "database", str(error), is_failure=False)
            return _json({"error": "temporarily_unavailable"}, 503)
        return Response(status_code=200, headers={"Cache-Control": "no-store"})

    async def _provider_logout(self, ended: EndedSessionRow | None) -> str | None:
        if ended is None:
            return None
        async with self._logins.database.logins.acquire(timeout=10) as connection:
            to = await select_login_connection(connection, ended.connection_id)
        if to is None:
            return None
        try:
            endpoint = (await self._logins.providers.find(to)).end_session_endpoint
        except ProviderRefused as refused:
            logger.warning("logout goes on without the provider: %r", printable(refused.detail, 300))
            return None
        if endpoint is None:
            return None
        parameters = {"client_id": to.client_id, "post_logout_redirect_uri": f"{self._logins.public_url}/logout"}
        if ended.id_token:
            parameters["id_token_hint"] = ended.id_token
        return f"{endpoint}{'&' if '?' in endpoint else '?'}{urlencode(parameters)}"

    async def _limit(
        self,
        request: Request,
        connection: str,
        email: str = "",
        *,
        limit: Limit = ADDRESS,
        points: int = ATTEMPT_POINTS,
    ) -> None:
        """Count an attempt. Raises TooManyAttempts; the first time, it is looked up whose audit that concerns."""
        known, account = trying(request), email.strip().lower()[:MAX_ACCOUNT_LENGTH] or None
        try:
            known.attempt = await self._logins.limits.begin(request, account, limit=limit, points=points)
        except TooManyAttempts as many:
            if many.is_news:
                with suppress(RequestRefused):
                    found = [await self._logins.find_connection(connection)] if connection else []
                    found = found or await self._by_email(email)
                    known.to = found[0] if len(found) == 1 else None
            raise

    async def _all_choices(self) -> list[tuple[UUID, str]]:
        async with self._logins.database.logins.acquire(timeout=10) as connection:
            rows = await select_active_login_connections(connection)
        return [(row.id, row.organisation_name) for row in rows]

    async def _by_email(self, email: str) -> list[LoginConnectionRow]:
        domain = email_domain(email)
        if domain is None:
            return []
        async with self._logins.database.logins.acquire(timeout=10) as connection:
            return await select_active_login_connections(connection, domain=domain)

    def _canonical(self, request: Request) -> Response | None:
        """Over to the public address, as the cookie of another host name would not come back."""
        public = self._logins.public_url
        if request.headers.get("host", "").lower() == urlsplit(origin_of(public)).netloc:
            return None
        query = f"?{request.url.query}" if request.url.query else ""
        return RedirectResponse(f"{public}/login{query}", 303, {"Cache-Control": "no-store"})

    def _require_safe_address(self) -> None:
        public = self._logins.public_url
        if not public.startswith("https://") and not is_loopback(public):
            detail = f"CONCORDAT_PUBLIC_URL: expected an https address, got {public}"
            raise RequestRefused(detail, "Logging in takes https. Whoever runs this server has to set it up.")

    def _require_same_site(self, request: Request) -> None:
        problem = cross_site_problem(request, self._logins.public_url)
        if problem is not None:
            raise RequestRefused(problem, "This form was not sent by our own page. Open the page and try again.")


async def _form(request: Request) -> FormData:
    content_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if content_type != "application/x-www-form-urlencoded":
        raise RequestRefused("form: expected application/x-www-form-urlencoded", "Open the page and try again.")
    size = request.headers.get("content-length", "")
    if not size.isascii() or not size.isdigit() or int(size) > MAX_FORM_BYTES:
        raise RequestRefused(f"form: expected at most {MAX_FORM_BYTES} bytes, and their number", "Try again.")
    try:
        return await request.form(max_fields=20)
    except ClientDisconnect as error:
        raise RequestRefused("form: the browser went away", "Try again.") from error


def _field(form: FormData, name: str) -> str:
    values = form.getlist(name)
    return values[0] if len(values) == 1 and isinstance(values[0], str) else ""


def _json(answer: dict[str, str], status: int) -> Response:
    return Response(orjson.dumps(answer), status, {"Cache-Control": "no-store"}, "application/json")
