"""What becomes of a refusal: a line of the log, a failed attempt, and an entry in the organisation's audit.

Strangers cause refusals, so the audit takes only so many of them in an hour; the log has all. What names nobody's
connection goes to the log alone.
"""

import logging
from dataclasses import dataclass
from uuid import UUID

from starlette.requests import Request

from collab.committer import DATABASE_ERRORS
from plans.rules.value import printable
from plans.service.session import find_session
from plans.store.audit import AuditEntry, insert_audit_entry
from plans.store.login_attempt import LoginAttemptRow
from plans.store.login_connection import LoginConnectionRow
from server.login.cookie import SESSION, read_secret
from server.login.login import Logins
from server.rate_limit import Attempt, TooManyAttempts

logger = logging.getLogger("concordat.login")

MAX_PROBLEM_LENGTH = 300


@dataclass(slots=True)
class Trying:
    """What is known of a request so far, in ``request.state.trying``. ``action`` is the audit's."""

    action: str
    to: LoginConnectionRow | None = None
    attempt: Attempt | None = None
    begun: LoginAttemptRow | None = None


def trying(request: Request) -> Trying:
    """What is known of a request so far."""
    return request.state.trying


async def note_refusal(
    logins: Logins, request: Request, code: str, detail: str, *, is_failure: bool = True, problem: str | None = None
) -> None:
    """Note that a request was refused. ``detail`` is for the log, ``problem`` for the audit, where it stays for good.

    ``is_failure``: it counts as a failed attempt.
    """
    where = request.path_params.get("connection", request.url.path)
    address = request.client.host if request.client else "unknown"
    logger.warning("login refused (%s) at %r from %s: %r", code, printable(where, 60), address, printable(detail, 1000))
    known = trying(request)
    try:
        actor = await _person(logins, request, known)
        if is_failure and known.attempt is not None:
            await known.attempt.failed(str(actor) if actor else None)
        if known.to is not None and await logins.limits.may_audit(str(known.to.organisation_id)):
            said = {} if problem is None else {"problem": printable(problem, MAX_PROBLEM_LENGTH)}
            entry = AuditEntry(
                known.to.organisation_id, actor, known.action, str(known.to.id), refused=True,
                details={"code": code, **said},
            )  # fmt: skip
            async with logins.database.logins.acquire(timeout=10) as connection:
                await insert_audit_entry(connection, entry)
    except DATABASE_ERRORS as error:
        logger.warning("a refusal is in the log alone: %s: %s", type(error).__name__, error)


async def note_excess(logins: Logins, request: Request, many: TooManyAttempts) -> None:
    """Note that somebody tries too often: once in a window, not at every request."""
    if many.is_news:
        detail = f"limit per {many.limit.name}, for {many.seconds} s"
        await note_refusal(logins, request, "rate_limited", detail, is_failure=False, problem=detail)


async def _person(logins: Logins, request: Request, known: Trying) -> UUID | None:
    """Who is logged in, where a step-up of theirs was refused."""
    secret = read_secret(request, SESSION, logins.public_url)
    if known.begun is None or known.begun.purpose != "step_up" or secret is None:
        return None
    async with logins.database.logins.acquire(timeout=10) as connection:
        session = await find_session(connection, secret, logins.now())
    return session.person_id if session and session.id == known.begun.session_id else None
