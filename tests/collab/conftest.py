"""Fixtures for live documents: a plan in the test's database and processes that have it open."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field

import pytest

from collab import codec
from collab.author import Author
from collab.live import LiveDocuments
from collab.plan import create_plan
from plans.rules.identifier import new_id
from plans.rules.role import Role
from plans.store.document import DocumentRow, select_document
from server.database import Database
from tests.collab.yjs import YjsClient
from tests.make import MadeAccount, make_account


@dataclass(eq=False)
class RecordingReader:
    """A reader that keeps what it is sent, without the websocket's frame around it."""

    frames: list[codec.Frame] = field(default_factory=list[codec.Frame])
    closed: tuple[int, str] | None = None
    news: asyncio.Event = field(default_factory=asyncio.Event)

    def write(self, frame: bytes) -> None:
        header = 2 if frame[1] < 126 else 4 if frame[1] == 126 else 10
        self.frames.append(codec.read_frame(frame[header:]))
        self.news.set()

    def close(self, code: int, reason: str) -> None:
        self.closed = (code, reason)
        self.news.set()

    async def until(self, reached: Callable[[], object]) -> None:
        """Wait until something holds, looking after each frame."""
        async with asyncio.timeout(10):
            while not reached():
                await self.news.wait()
                self.news.clear()

    def updates(self) -> list[bytes]:
        """The updates among the frames."""
        return [frame.update for frame in self.frames if isinstance(frame, codec.Update | codec.SyncStep2)]

    def client(self) -> YjsClient:
        """A client that has received everything."""
        client = YjsClient()
        for update in self.updates():
            client.receive(update)
        return client


@dataclass(frozen=True)
class Stage:
    """A plan, its account, its shared document and an author."""

    database: Database
    account: MadeAccount
    document: DocumentRow
    author: Author


@pytest.fixture
async def stage(database: Database) -> Stage:
    """A plan without content."""
    async with database.viewers.acquire() as connection, connection.transaction():
        account = await make_account(connection)
        csm = Author(account.people[Role.CSM], "socket", "Priya", "vendor")
        plan_id = await create_plan(connection, new_id(), account.row, csm, {"title": "Support"})
    async with database.writers.acquire() as connection:
        document = await select_document(connection, account.row.vendor_id, plan_id, "shared")
    assert document is not None
    return Stage(database, account, document, csm)


@asynccontextmanager
async def running(database: Database) -> AsyncGenerator[LiveDocuments]:
    """The live documents of one process, at work."""
    live = LiveDocuments(database.writers, database.connect_writer)
    task = asyncio.create_task(live.run())
    try:
        yield live
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


@pytest.fixture
async def live(database: Database) -> AsyncGenerator[LiveDocuments]:
    """One process."""
    async with running(database) as process:
        yield process


@pytest.fixture
async def other_live(database: Database) -> AsyncGenerator[LiveDocuments]:
    """Another process on the same database."""
    async with AsyncExitStack() as stack:
        yield await stack.enter_async_context(running(database))
