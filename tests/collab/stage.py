"""A stage for tests of live documents: a plan, processes that have it open, readers that record."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from collab import codec
from collab.author import Author
from collab.codec import write_state_vector
from collab.live import LiveDocuments
from collab.replica import Replica, decode_state
from plans.rules.document import SHARED
from plans.rules.identifier import new_id
from plans.store.connection import Connection
from plans.store.content import EntityRow, select_entities
from plans.store.document import DocumentRow, select_documents
from plans.store.update_log import Append, NewUpdate, append_updates, select_updates
from server.database import Database
from tests.collab.yjs import YjsClient
from tests.make import MadeAccount

NOTHING = write_state_vector({})


@dataclass(eq=False)
class RecordingReader:
    """A reader that keeps what it is sent, without the websocket's frame around it."""

    frames: list[codec.Frame] = field(default_factory=list[codec.Frame])
    closed: tuple[int, str] | None = None
    is_ended: bool = False
    news: asyncio.Event = field(default_factory=asyncio.Event)

    def write(self, frame: bytes) -> None:
        header = 2 if frame[1] < 126 else 4 if frame[1] == 126 else 10
        self.frames.append(codec.read_frame(frame[header:]))
        self.news.set()

    def close(self, code: int, reason: str) -> None:
        self.closed, self.is_ended = (code, reason), True
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


async def join(live: LiveDocuments, document: DocumentRow) -> tuple[RecordingReader, YjsClient]:
    """A reader that is in sync, and a client with the same state."""
    reader = RecordingReader()
    async with live.room(document) as room:
        room.answer_step1(reader, NOTHING)
    await reader.until(reader.updates)
    return reader, reader.client()


async def send(live: LiveDocuments, stage: Stage, update: bytes) -> None:
    async with live.room(stage.document) as room:
        await room.receive(update, stage.author)


async def current(stage: Stage) -> DocumentRow:
    async with stage.database.writers.acquire() as connection:
        (row,) = await select_documents(connection, [(stage.document.vendor_id, stage.document.id)])
    return row


async def replayed(stage: Stage) -> Replica:
    """The document as the log alone tells it."""
    row = await current(stage)
    async with stage.database.writers.acquire() as connection:
        updates = await select_updates(connection, row.vendor_id, row.id, after=0, until=row.head)
    return Replica(SHARED, [update.update for update in updates])


async def table(stage: Stage, root: str) -> dict[str, EntityRow]:
    collection = SHARED.collection(root)
    assert collection is not None
    async with stage.database.writers.acquire() as connection:
        rows = await select_entities(connection, collection, [(stage.document.vendor_id, stage.document.plan_id)])
    return {str(row.id): row for row in rows}


async def append_as_another(connection: Connection, stage: Stage, head: int, updates: list[bytes]) -> None:
    """Write to the log as another process would, and crash before projecting."""
    clients = [tuple(decode_state(update).structs) for update in updates]
    news = tuple(
        NewUpdate(update, stage.author.binding, 1, binds) for update, binds in zip(updates, clients, strict=True)
    )
    append = Append(stage.document.vendor_id, stage.document.id, head, news)
    written = await append_updates(connection, [append], new_id())
    while not written:  # a projection held the document's row for a moment
        written = await append_updates(connection, [append], new_id())
    assert written[0].written
