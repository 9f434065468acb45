"""Who is behind a request: the bearer token, and the person and memberships that it names."""

from dataclasses import dataclass

from starlette.requests import HTTPConnection

from plans.rules.viewer import Viewer
from plans.service.viewer import load_viewer
from plans.store.viewer import Sight, viewing
from server.database import Database
from server.token import TokenRefused, Tokens

SUBPROTOCOL = "concordat"
_TOKEN_SUBPROTOCOL = "bearer."  # noqa: S105 - a prefix


@dataclass(frozen=True, slots=True)
class Authenticated:
    """A viewer, and until when they are known, in Unix seconds."""

    viewer: Viewer
    expires_at: float


@dataclass(frozen=True, slots=True)
class Identities:
    """Finds the viewer behind a request or a socket."""

    tokens: Tokens
    database: Database

    async def authenticate(self, connection: HTTPConnection) -> Authenticated:
        """The viewer. Raises TokenRefused."""
        token = _bearer_token(connection)
        if token is None:
            message = "expected `Authorization: Bearer <token>` (sockets: the subprotocols concordat, bearer.<token>)"
            raise TokenRefused(message)
        identity = self.tokens.read(token)
        async with viewing(self.database.viewers, Sight(identity.person_id)) as viewers:
            viewer = await load_viewer(viewers, identity.person_id)
        if viewer is None:
            message = "the person of this token is not known here: get a new one with `concordat token EMAIL`"
            raise TokenRefused(message)
        return Authenticated(viewer, identity.expires_at)


def _bearer_token(connection: HTTPConnection) -> str | None:
    scheme, _, token = connection.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer" and token:
        return token.strip()
    for subprotocol in offered_subprotocols(connection):
        if subprotocol.startswith(_TOKEN_SUBPROTOCOL):
            return subprotocol.removeprefix(_TOKEN_SUBPROTOCOL)
    return None


def offered_subprotocols(connection: HTTPConnection) -> list[str]:
    """The subprotocols that a websocket client offers."""
    return list(connection.scope.get("subprotocols", ()))
