"""Who is behind a request: the person whom a bearer token or the session cookie names, and their memberships.

A session speaks for the organisation whose identity provider vouched for the person, and for no other: otherwise that
provider could act in the name of people of another organisation. Whoever belongs to several may choose for which one a
request speaks: `Concordat-Organisation: <id>`, or the subprotocol `organisation.<id>` of a socket.
"""

import datetime as dt
from dataclasses import dataclass, replace
from uuid import UUID

from starlette.requests import HTTPConnection

from plans.rules.scope import Scope, scope_denial
from plans.rules.value import describe
from plans.rules.viewer import Viewer
from plans.service.session import find_session
from plans.service.viewer import load_viewer
from server.database import Database
from server.login.cookie import SESSION, read_secret
from server.origin import cross_site_problem
from server.token import TokenRefused, Tokens

SUBPROTOCOL = "concordat"
_TOKEN_SUBPROTOCOL = "bearer."  # noqa: S105 - a prefix
ORGANISATION_HEADER = "Concordat-Organisation"
_ORGANISATION_SUBPROTOCOL = "organisation."


@dataclass(frozen=True, slots=True)
class Authenticated:
    """A viewer, until when they are known, in Unix seconds, and by which session; ``None`` for a token."""

    viewer: Viewer
    expires_at: float
    session_id: UUID | None = None


class ScopeLacking(Exception):  # noqa: N818 - it names what happened
    """The token names somebody, but may not be used to read: the message names the scope."""


@dataclass(frozen=True, slots=True)
class Identities:
    """Finds the viewer behind a request or a socket."""

    tokens: Tokens
    database: Database
    public_url: str

    async def authenticate(self, connection: HTTPConnection, authorization: str | None = None) -> Authenticated:
        """The viewer, for the organisation that the request chose, or for all of theirs.

        ``authorization``: what a client said in place of the header of that name. Raises TokenRefused or ScopeLacking.
        """
        known = await self._identify(connection, authorization)
        return replace(known, viewer=_wear_chosen_hat(known.viewer, connection))

    async def _identify(self, connection: HTTPConnection, authorization: str | None) -> Authenticated:
        token = _bearer_token(connection) if authorization is None else _token_of(authorization)
        if token is None:
            secret = read_secret(connection, SESSION, self.public_url)
            if secret is not None:
                return await self._authenticate_session(connection, secret)
            message = (
                "expected to be logged in at /login, or `Authorization: Bearer <token>` (sockets: the subprotocols "
            )
            message += "concordat, bearer.<token>)"
            raise TokenRefused(message)
        identity = self.tokens.read(token)
        async with self.database.viewers.acquire(timeout=10) as viewers:
            viewer = await load_viewer(viewers, identity.person_id)
        if viewer is None:
            message = "the person or client of this token is not known here (any more): get a new one"
            raise TokenRefused(message)
        if lacking := scope_denial(identity.scopes, Scope.PLAN_READ):
            raise ScopeLacking(lacking)
        return Authenticated(replace(viewer, scopes=identity.scopes), identity.expires_at)

    async def recognise(self, connection: HTTPConnection) -> Viewer | None:
        """Who is logged in in the browser that goes to a page, whoever sent it there: to take note of it, no more."""
        secret = read_secret(connection, SESSION, self.public_url)
        if secret is None:
            return None
        try:
            return (await self._find_session(secret)).viewer
        except TokenRefused:
            return None

    async def _authenticate_session(self, connection: HTTPConnection, secret: str) -> Authenticated:
        problem = cross_site_problem(connection, self.public_url)
        if problem is not None:
            raise TokenRefused(problem)
        return await self._find_session(secret)

    async def _find_session(self, secret: str) -> Authenticated:
        async with self.database.logins.acquire(timeout=10) as logins:
            session = await find_session(logins, secret, dt.datetime.now(dt.UTC))
        if session is None:
            message = "the session has ended: log in again at /login"
            raise TokenRefused(message)
        async with self.database.viewers.acquire(timeout=10) as viewers:
            viewer = await load_viewer(viewers, session.person_id)
        memberships = tuple(
            membership
            for membership in (viewer.memberships if viewer else ())
            if membership.organisation_id == session.organisation_id
        )
        if viewer is None or not memberships:
            message = "the person of this session is no member any more: ask to be invited again"
            raise TokenRefused(message)
        return Authenticated(replace(viewer, memberships=memberships), session.expires_at.timestamp(), session.id)


def _bearer_token(connection: HTTPConnection) -> str | None:
    token = _token_of(connection.headers.get("authorization", ""))
    if token is not None:
        return token
    for subprotocol in offered_subprotocols(connection):
        if subprotocol.startswith(_TOKEN_SUBPROTOCOL):
            return subprotocol.removeprefix(_TOKEN_SUBPROTOCOL)
    return None


def _token_of(authorization: str) -> str | None:
    scheme, _, token = authorization.partition(" ")
    return token.strip() if scheme.lower() == "bearer" and token else None


def _wear_chosen_hat(viewer: Viewer, connection: HTTPConnection) -> Viewer:
    chosen = {
        *connection.headers.getlist(ORGANISATION_HEADER),
        *(
            subprotocol.removeprefix(_ORGANISATION_SUBPROTOCOL)
            for subprotocol in offered_subprotocols(connection)
            if subprotocol.startswith(_ORGANISATION_SUBPROTOCOL)
        ),
    }
    if not chosen:
        return viewer
    wanted = next(iter(chosen)).strip().lower()
    hats = tuple(hat for hat in viewer.memberships if str(hat.organisation_id) == wanted)
    if len(chosen) > 1 or not hats:
        message = (
            f"expected in {ORGANISATION_HEADER} (sockets: the subprotocol organisation.<id>) the id of one "
            f"organisation that this login speaks for, got {', '.join(describe(text) for text in sorted(chosen)[:2])}"
        )
        raise TokenRefused(message)
    return replace(viewer, memberships=hats)


def offered_subprotocols(connection: HTTPConnection) -> list[str]:
    """The subprotocols that a websocket client offers."""
    return list(connection.scope.get("subprotocols", ()))
