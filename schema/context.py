"""What a resolver knows: who asks, and what this operation reads."""

import datetime as dt
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from uuid import UUID

import strawberry

from collab.errors import Unavailable
from collab.live import LiveDocuments
from plans.rules.viewer import Viewer
from plans.store.connection import Pool
from plans.store.login_connection import LoginConnectionRow
from schema.budget import Spending
from schema.loader import Loaders
from schema.reading import Reading


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


@dataclass(frozen=True, slots=True)
class Doors:
    """What the server hands in: the pool of the login role, our address, what only a request outward finds out, and
    what time it is.

    ``show_challenge`` answers with what a domain shows at its challenge address, ``try_provider`` with nothing where
    a connection's provider is what it has to be. Both raise Refused.
    """

    logins: Pool
    public_url: str
    show_challenge: Callable[[str], Awaitable[str]]
    try_provider: Callable[[LoginConnectionRow], Awaitable[None]]
    clock: Callable[[], dt.datetime] = _now


@dataclass(slots=True)
class Context:
    """Who asks. A websocket's is made once: each operation works on one of its own, see `for_operation`.

    ``viewers`` is a pool of the viewer role; ``session_id`` is ``None`` where a token vouches for the viewer;
    ``is_lost``: something could not be read because the database was away. ``away``: it is known to be.
    ``spending``: what the operation takes out of the viewer's budget.
    """

    viewer: Viewer
    viewers: Pool
    live: LiveDocuments
    doors: Doors
    session_id: UUID | None = None
    is_lost: bool = False
    away: Unavailable | None = None
    spending: Spending = field(default_factory=Spending)
    reading: Reading = field(init=False)
    loaders: Loaders = field(init=False)

    def __post_init__(self) -> None:
        self._begin()

    def _begin(self) -> None:
        self.reading = Reading(self.viewer, self.viewers, self.live, self.away)
        self.loaders = Loaders(self.reading)

    def for_operation(self) -> "Context":
        """A context for one operation: nothing is read yet, and nothing shared with others."""
        return Context(
            self.viewer, self.viewers, self.live, self.doors, self.session_id, away=self.away, spending=self.spending
        )

    def now(self) -> dt.datetime:
        """What time it is."""
        return self.doors.clock()

    async def renew(self, *plans: UUID) -> None:
        """Forget what was read; the next read opens a new snapshot, with these plans caught up."""
        old, loaders = self.reading, self.loaders
        self._begin()
        for plan in plans:
            self.reading.want(plan)
        await old.close()
        loaders.close()

    def abandon(self) -> None:
        """Stop what is being read, because nobody waits for it any more; `close` comes next."""
        self.reading.abandon()

    async def close(self) -> None:
        """Give back what the operation holds."""
        await self.reading.close()
        self.loaders.close()


Info = strawberry.Info[Context, None]
