"""What one operation reads: one snapshot, on one connection, taken when first needed.

A plan that is asked for and behind its document is caught up, and a new snapshot is opened: an edit that was
acknowledged before is in it.
Resolvers run concurrently and asyncpg refuses overlapping use of a connection: one task reads for all of them.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine, Generator
from contextlib import AsyncExitStack, contextmanager
from typing import Any, TypeVar
from uuid import UUID

import asyncpg

from collab.errors import Unavailable
from collab.live import LiveDocuments
from plans.rules.declaration import DocumentKind
from plans.rules.role import Side
from plans.rules.viewer import Viewer
from plans.store.connection import Connection, Pool
from plans.store.document import DocumentRow
from plans.store.plan import PlanRow
from plans.store.plan_document import select_plans_with_documents
from plans.store.viewer import Sight, snapshot

T = TypeVar("T")

logger = logging.getLogger("concordat.graphql")

ACQUIRE_SECONDS = 5.0  # a reader who waits longer for a connection is better told to come again
AWAY = (
    OSError,
    TimeoutError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,  # a connection whose end came between two statements
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


Query = Callable[[Connection], Awaitable[Any]]


async def aside(reading: Coroutine[Any, Any, T]) -> T:
    """Read something in a task of its own, past the snapshot.

    A resolver of a query waits for futures alone (see `schema/compiled/run.py`): what has timeouts in it goes here.
    """
    return await asyncio.create_task(reading)


class Reading:
    """One snapshot for one operation, or for one root field of a mutation.

    A task of its own reads, one query after the other, so that whoever asks waits for nothing but a future; it lives
    as long as there is something to read. What was away once is away for the rest of the operation: ``away`` says so
    from the beginning.
    """

    def __init__(self, viewer: Viewer, viewers: Pool, live: LiveDocuments, away: Unavailable | None = None) -> None:
        self.vendors = viewer.organisations(Side.VENDOR)
        self.customers = viewer.organisations(Side.CUSTOMER)
        self.sight = Sight.of(viewer)
        self._viewer = viewer
        self._viewers = viewers
        self._live = live
        self._away = away
        self._held = AsyncExitStack()
        self._connection: Connection | None = None
        self._wanted: set[UUID] = set()
        self._plans: dict[UUID, PlanRow] = {}
        self._closed = False
        self._queries: deque[tuple[Query, asyncio.Future[Any]]] = deque()
        self._reader: asyncio.Task[None] | None = None

    def want(self, plan_id: UUID) -> None:
        """Have this plan caught up before the snapshot opens. Call it before anything is awaited."""
        if self._connection is not None:
            message = f"plan {plan_id} is asked for after the snapshot opened"
            raise RuntimeError(message)
        self._wanted.add(plan_id)

    async def plan(self, plan_id: UUID) -> PlanRow | None:
        """A plan that was wanted, where the viewer may see it. Raises Unavailable."""
        if self._connection is None:
            await self.ask(_nothing)
        return self._plans.get(plan_id)

    async def run(self, query: Callable[[Connection], Awaitable[T]]) -> T:
        """Read from the snapshot, one query at a time. Raises Unavailable."""
        return await self.ask(query)

    def abandon(self) -> None:
        """Stop reading, in the database too: nobody waits for it any more."""
        self._closed = True
        if self._reader is not None:
            self._reader.cancel()

    async def close(self) -> None:
        """End the snapshot and give its connection back; what still waits for it is cancelled."""
        self._closed = True
        if self._reader is not None:
            await asyncio.wait([self._reader])
        self._connection = None
        try:
            await self._held.aclose()
        except AWAY as error:
            logger.warning("a snapshot ended with its connection: %s", error)

    def ask(self, query: Query) -> asyncio.Future[Any]:
        """The same as `run`, as a future."""
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[Any] = loop.create_future()
        self._queries.append((query, answer))
        if self._reader is None:
            self._reader = loop.create_task(self._read())
        return answer

    async def _read(self) -> None:
        try:
            while self._queries:
                query, answer = self._queries.popleft()
                if self._closed:
                    answer.cancel()
                    continue
                try:
                    found = await self._answer(query)
                except asyncio.CancelledError:
                    answer.cancel()
                    raise
                except Exception as error:  # noqa: BLE001 - whoever asked handles it
                    if not answer.done():
                        answer.set_exception(error)
                else:
                    if not answer.done():
                        answer.set_result(found)
        finally:
            self._reader = None
            while self._queries:
                self._queries.popleft()[1].cancel()

    async def _answer(self, query: Query) -> Any:
        if self._away is not None:
            raise self._away
        try:
            connection = await self._open()
            with unavailable_while_away():
                return await query(connection)
        except Unavailable as error:
            self._away = error
            raise

    async def _open(self) -> Connection:
        if self._connection is None:
            with unavailable_while_away():
                connection = await self._enter()
                if self._wanted and (behind := await self._find_plans(connection)):
                    await self._held.aclose()
                    for document in behind:
                        await asyncio.shield(self._live.project(document))  # others wait for it too
                    connection = await self._enter()
            self._connection = connection
        return self._connection

    async def _enter(self) -> Connection:
        async with AsyncExitStack() as held:
            connection = await held.enter_async_context(snapshot(self._viewers, self.sight, within=ACQUIRE_SECONDS))
            self._held = held.pop_all()
        return connection

    async def _find_plans(self, connection: Connection) -> list[DocumentRow]:
        """Note the wanted plans that the viewer may see; return those of their documents that are behind."""
        found = await select_plans_with_documents(connection, self.vendors, self.customers, list(self._wanted))
        self._plans = {row.id: row for row in found}
        return [
            document
            for row in found
            for document in row.documents
            if document.kind in self._kinds(row) and document.projected_seq < document.head
        ]

    def _kinds(self, row: PlanRow) -> list[DocumentKind]:
        return list(DocumentKind) if sees_internal(self._viewer, row) else [DocumentKind.SHARED]


async def _nothing(_connection: Connection) -> None:
    """What is asked where only the snapshot has to be open."""


def sees_internal(viewer: Viewer, row: PlanRow) -> bool:
    """Whether the viewer stands on the vendor's side of a plan."""
    hat = viewer.hat_on(row.vendor_id, row.customer_id)
    return hat is not None and hat.side is Side.VENDOR
