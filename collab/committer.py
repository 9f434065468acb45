"""The committer: the one task of a process that reads and writes the update log.

It gathers what the rooms have admitted and appends it in one statement, so that a commit serves many edits and
many documents. Because it also reads what other processes appended, reading and writing never overlap for a room.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable
from uuid import UUID

import asyncpg

from collab.errors import Unavailable
from collab.room import Room
from plans.store.connection import Connection
from plans.store.document import select_documents
from plans.store.document_client import BindingRow, select_bindings
from plans.store.update_log import DOCUMENTS_PER_APPEND, Append, Appended, append_updates, select_updates

logger = logging.getLogger("concordat.collab")

LOCKED_PAUSE = 0.005  # seconds until a document that another process holds is tried again
DATABASE_ERRORS = (
    asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError, OSError, TimeoutError,
)  # fmt: skip
DATABASE_AWAY = "the database cannot be reached: your edits are kept, reconnect to send them again"


class Committer:
    """Group commit for all rooms of one process. ``connect`` opens a connection of the writer role."""

    def __init__(self, connect: Callable[[], Awaitable[Connection]], process: UUID) -> None:
        self._connect = connect
        self._process = process
        self.is_alone: Callable[[], bool] = lambda: False  # whether no other process needs to be woken
        self._connection: Connection | None = None
        self._submitted: dict[UUID, Room] = {}
        self._behind: dict[UUID, tuple[Room, list[asyncio.Future[None]]]] = {}
        self._work = asyncio.Event()

    def submit(self, room: Room) -> None:
        """Commit what waits in a room soon."""
        self._submitted[room.document_id] = room
        self._work.set()

    async def catch_up(self, room: Room) -> None:
        """Bring a room to the committed head. Raises Unavailable."""
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._behind.setdefault(room.document_id, (room, []))[1].append(done)
        self._work.set()
        await done

    def wake(self, room: Room) -> None:
        """Bring a room to the committed head soon; another process has written."""
        self._behind.setdefault(room.document_id, (room, []))
        self._work.set()

    async def run(self) -> None:
        """Work until cancelled."""
        try:
            while True:
                await self._work.wait()
                self._work.clear()
                await self._catch_up_all()
                await self._append_all()
        finally:
            if self._connection is not None:
                self._connection.terminate()

    async def _open_connection(self) -> Connection:
        if self._connection is None or self._connection.is_closed():
            self._connection = await self._connect()
        return self._connection

    async def _catch_up_all(self) -> None:
        behind, self._behind = self._behind, {}
        if not behind:
            return
        try:
            connection = await self._open_connection()
            rooms = {room.document_id: room for room, _ in behind.values()}
            rows = await select_documents(connection, [(room.vendor_id, room.document_id) for room in rooms.values()])
            await self._read_bindings(connection, rooms.values())
            for row in rows:
                room = rooms[row.id]
                if row.head > room.seq and room.dropped is None:
                    updates = await select_updates(
                        connection, room.vendor_id, room.document_id, after=room.seq, until=row.head
                    )
                    room.take_committed(updates)
        except DATABASE_ERRORS as error:
            self._lose_connection(error, (room for room, _ in behind.values()))
            for _, waiters in behind.values():
                _resolve(waiters, Unavailable(DATABASE_AWAY))
            return
        for _, waiters in behind.values():
            _resolve(waiters, None)

    async def _read_bindings(self, connection: Connection, rooms: Iterable[Room]) -> None:
        unread = [room for room in rooms if not room.bindings.is_read]
        if unread:
            rows = await select_bindings(connection, [(room.vendor_id, room.document_id) for room in unread])
            found: dict[UUID, list[BindingRow]] = {room.document_id: [] for room in unread}
            for row in rows:
                found[row.document_id].append(row)
            for room in unread:
                room.bindings.take_read(found[room.document_id])

    async def _append_all(self) -> None:
        submitted, self._submitted = self._submitted, {}
        rooms = [room for room in submitted.values() if room.waiting and room.dropped is None]
        for start in range(0, len(rooms), DOCUMENTS_PER_APPEND):
            await self._append([room for room in rooms[start : start + DOCUMENTS_PER_APPEND] if room.dropped is None])

    async def _append(self, rooms: list[Room]) -> None:
        try:
            connection = await self._open_connection()
        except DATABASE_ERRORS as error:
            self._lose_connection(error, rooms)
            return
        batch = [Append(room.vendor_id, room.document_id, room.seq, room.take_batch()) for room in rooms]
        try:
            appended = await append_updates(connection, batch, self._process, wake=not self.is_alone())
        except DATABASE_ERRORS as error:
            if len(rooms) == 1 or connection.is_closed():
                self._lose_connection(error, rooms)
                return
            logger.warning("a batch of %d documents failed, trying each alone: %s", len(rooms), error)
            for room in rooms:
                room.give_back()
            for room in rooms:
                await self._append([room])
            return
        self._settle(rooms, {result.document_id: result for result in appended})

    def _settle(self, rooms: list[Room], results: dict[UUID, Appended]) -> None:
        locked: list[Room] = []
        for room in rooms:
            result = results.get(room.document_id)
            if result is not None and result.written:
                room.committed(result.committed_at)
                if room.waiting:
                    self.submit(room)
                continue
            room.give_back()
            if result is None:
                locked.append(room)
            else:
                self.wake(room)
                self.submit(room)
        if locked:
            asyncio.get_running_loop().call_later(LOCKED_PAUSE, self._submit_again, locked)

    def _submit_again(self, rooms: list[Room]) -> None:
        for room in rooms:
            self.submit(room)

    def _lose_connection(self, error: BaseException, rooms: Iterable[Room]) -> None:
        """The outcome of what was in flight is unknown: those rooms start afresh from the log."""
        logger.warning("the update log cannot be reached: %s: %s", type(error).__name__, error)
        if self._connection is not None:
            self._connection.terminate()
            self._connection = None
        for room in list(rooms):
            room.drop(DATABASE_AWAY)


def _resolve(waiters: Iterable["asyncio.Future[None]"], error: Exception | None) -> None:
    for waiter in waiters:
        if waiter.done():
            continue
        if error is None:
            waiter.set_result(None)
        else:
            waiter.set_exception(error)
