"""What one operation reads: one snapshot, on one connection, taken when first needed.

A plan that is asked for is caught up before the snapshot opens, so that an edit that was acknowledged is in it.
Resolvers run concurrently and asyncpg refuses overlapping use of a connection: hence the lock.
"""

import asyncio
import logging
from collections.abc import AsyncGenerator, Awaitable, Callable, Generator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from typing import Any, TypeVar
from uuid import UUID

import asyncpg

from collab.errors import Unavailable
from collab.live import LiveDocuments
from plans.rules.declaration import DocumentKind
from plans.rules.role import Side
from plans.rules.viewer import Viewer
from plans.store.connection import Connection, Pool
from plans.store.document import DocumentRow, select_document
from plans.store.plan import PlanRow, select_plans
from plans.store.viewer import Sight, viewing

T = TypeVar("T")

logger = logging.getLogger("concordat.graphql")

ACQUIRE_SECONDS = 5.0  # a reader who waits longer for a connection is better told to come again
AWAY = (
    OSError,
    TimeoutError,
    asyncpg.InterfaceError,
    asyncpg.PostgresConnectionError,
    asyncpg.InsufficientResourcesError,
    asyncpg.OperatorInterventionError,
    asyncpg.TransactionRollbackError,
    asyncpg.LockNotAvailableError,
)


@contextmanager
def unavailable_while_away() -> Generator[None]:
    """Turn a database that is away, stopping or full into Unavailable; other errors are bugs and pass."""
    try:
        yield
    except AWAY as error:
        logger.warning("the database is away: %s: %s", type(error).__name__, error)
        message = "the database cannot be reached: try again in a moment"
        raise Unavailable(message) from error


class Reading:
    """One snapshot for one operation, or for one root field of a mutation."""

    def __init__(self, viewer: Viewer, viewers: Pool, live: LiveDocuments) -> None:
        self.vendors = viewer.organisations(Side.VENDOR)
        self.customers = viewer.organisations(Side.CUSTOMER)
        self.sight = Sight.of(viewer)
        self._viewer = viewer
        self._viewers = viewers
        self._live = live
        self._lock = asyncio.Lock()
        self._held = AsyncExitStack()
        self._connection: Connection | None = None
        self._wanted: set[UUID] = set()
        self._plans: dict[UUID, PlanRow] = {}
        self._closed = False
        self._reader: asyncio.Task[Any] | None = None

    def want(self, plan_id: UUID) -> None:
        """Have this plan caught up before the snapshot opens. Call it before anything is awaited."""
        if self._connection is not None:
            message = f"plan {plan_id} is asked for after the snapshot opened"
            raise RuntimeError(message)
        self._wanted.add(plan_id)

    async def plan(self, plan_id: UUID) -> PlanRow | None:
        """A plan that was wanted, where the viewer may see it. Raises Unavailable."""
        async with self._lock, self._noted():
            await self._open()
        return self._plans.get(plan_id)

    async def run(self, query: Callable[[Connection], Awaitable[T]]) -> T:
        """Read from the snapshot, one query at a time. Raises Unavailable."""
        async with self._lock, self._noted():
            connection = await self._open()
            with unavailable_while_away():
                return await query(connection)

    def abandon(self) -> None:
        """Cancel what is being read: a loader reads in a task of its own, which no cancelled resolver ends."""
        self._closed = True
        if self._reader is not None and self._reader is not asyncio.current_task():
            self._reader.cancel()

    @asynccontextmanager
    async def _noted(self) -> AsyncGenerator[None]:
        self._reader = asyncio.current_task()
        try:
            yield
        finally:
            self._reader = None

    async def close(self) -> None:
        """End the snapshot and give its connection back; what still waits for it fails."""
        async with self._lock:
            self._closed = True
            self._connection = None
            try:
                await self._held.aclose()
            except AWAY as error:
                logger.warning("a snapshot ended with its connection: %s", error)

    async def _open(self) -> Connection:
        if self._closed:
            message = "the operation is over"
            raise RuntimeError(message)
        if self._connection is None:
            with unavailable_while_away():
                for document in await self._find_plans():
                    await asyncio.shield(self._live.project(document))  # others wait for it too
                async with AsyncExitStack() as held:
                    connection = await held.enter_async_context(
                        viewing(self._viewers, self.sight, snapshot=True, within=ACQUIRE_SECONDS)
                    )
                    self._held = held.pop_all()
            self._connection = connection
        return self._connection

    async def _find_plans(self) -> list[DocumentRow]:
        """Note the wanted plans that the viewer may see; return those of their documents that are behind."""
        if not self._wanted:
            return []
        async with viewing(self._viewers, self.sight, within=ACQUIRE_SECONDS) as connection:
            rows = await select_plans(connection, self.vendors, self.customers, list(self._wanted))
            self._plans = {row.id: row for row in rows}
            found = [
                await select_document(connection, row.vendor_id, row.id, kind)
                for row in rows
                for kind in self._kinds(row)
            ]
        return [document for document in found if document is not None and document.projected_seq < document.head]

    def _kinds(self, row: PlanRow) -> list[DocumentKind]:
        return list(DocumentKind) if sees_internal(self._viewer, row) else [DocumentKind.SHARED]


def sees_internal(viewer: Viewer, row: PlanRow) -> bool:
    """Whether the viewer stands on the vendor's side of a plan."""
    hat = viewer.hat_on(row.vendor_id, row.customer_id)
    return hat is not None and hat.side is Side.VENDOR
