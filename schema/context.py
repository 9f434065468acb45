"""What a resolver knows: who asks, and what this operation reads."""

from dataclasses import dataclass, field
from uuid import UUID

import strawberry

from collab.live import LiveDocuments
from plans.rules.viewer import Viewer
from plans.store.connection import Pool
from schema.loader import Loaders
from schema.reading import Reading


@dataclass(slots=True)
class Context:
    """Who asks. A websocket's is made once: each operation works on one of its own, see `for_operation`.

    ``viewers`` is a pool of the viewer role.
    """

    viewer: Viewer
    viewers: Pool
    live: LiveDocuments
    reading: Reading = field(init=False)
    loaders: Loaders = field(init=False)

    def __post_init__(self) -> None:
        self._begin()

    def _begin(self) -> None:
        self.reading = Reading(self.viewer, self.viewers, self.live)
        self.loaders = Loaders(self.reading)

    def for_operation(self) -> "Context":
        """A context for one operation: nothing is read yet, and nothing shared with others."""
        return Context(self.viewer, self.viewers, self.live)

    async def renew(self, *plans: UUID) -> None:
        """Forget what was read; the next read opens a new snapshot, with these plans caught up."""
        old = self.reading
        self._begin()
        for plan in plans:
            self.reading.want(plan)
        await old.close()

    async def close(self) -> None:
        """Give back what the operation holds."""
        await self.reading.close()


Info = strawberry.Info[Context, None]
