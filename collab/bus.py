"""The bus between processes on one database: LISTEN/NOTIFY with ids only.

A message only wakes; what happened is read from the update log, from the presence table, and from the rows beside the
documents. Messages may be lost with the connection: after each new connection every open document is looked at.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from time import monotonic
from typing import Protocol
from uuid import UUID

from collab.codec import AwarenessEntry
from collab.committer import DATABASE_ERRORS
from collab.room import Room
from plans.store.beside import CHANNEL as BESIDE_CHANNEL
from plans.store.beside import Told, read_told
from plans.store.connection import Connection
from plans.store.presence import CHANNEL as PRESENCE_CHANNEL
from plans.store.presence import DOCUMENTS_PER_WRITE, PresenceRow, select_presence, write_presence
from plans.store.update_log import CHANNEL as LOG_CHANNEL

logger = logging.getLogger("concordat.collab")

HELLO_CHANNEL = "concordat_hello"  # NOTIFY: the sender's process id
ALONE_AFTER_SECONDS = 15.0  # three hellos of another process that did not come
RECONNECT_SECONDS = 0.5
TELL_EVERY_SECONDS = 0.1  # cursors of other processes are seen this late at most
HELLO_EVERY_SECONDS = 5.0


class Listener(Protocol):
    """Whom the bus wakes."""

    def moved(self, documents: list[UUID]) -> None: ...

    def moved_perhaps(self) -> None: ...

    def told(self, told: Told) -> None: ...

    def told_perhaps(self) -> None: ...

    def open_room(self, document_id: UUID) -> Room | None: ...

    def open_rooms(self) -> list[Room]: ...


class Bus:
    """One listening connection per process, which also carries presence."""

    def __init__(self, connect: Callable[[], Awaitable[Connection]], process: UUID, listener: Listener) -> None:
        self._connect = connect
        self._process = process
        self._listener = listener
        self._news = asyncio.Event()
        self._to_tell: dict[UUID, Room] = {}
        self._to_ask: dict[UUID, Room] = {}
        self._next_hello = 0.0
        self._heard_itself = 0.0
        self._heard_others = monotonic()  # until it is known better, there are some

    @property
    def is_alone(self) -> bool:
        """Whether no other process works on this database, so that nobody needs to be woken.

        A process that starts says hello before it opens a document. What slips through in that moment is found when
        open documents are looked at next.
        """
        now = monotonic()
        is_listening = now - self._heard_itself <= ALONE_AFTER_SECONDS
        return is_listening and now - self._heard_others > ALONE_AFTER_SECONDS

    def tell_presence(self, room: Room) -> None:
        """Tell the other processes of a room's awareness soon."""
        self._to_tell[room.document_id] = room
        self._news.set()

    def ask_presence(self, room: Room) -> None:
        """Read soon what the other processes told of a room."""
        self._to_ask[room.document_id] = room
        self._news.set()

    async def run(self) -> None:
        """Listen until cancelled; connect again whenever the connection is lost."""
        while True:
            try:
                await self._listen()
            except DATABASE_ERRORS as error:
                logger.warning("the bus lost its connection: %s: %s", type(error).__name__, error)
            await asyncio.sleep(RECONNECT_SECONDS)

    async def _listen(self) -> None:
        connection = await self._connect()
        try:
            await connection.add_listener(LOG_CHANNEL, self._hear_log)
            await connection.add_listener(PRESENCE_CHANNEL, self._hear_presence)
            await connection.add_listener(BESIDE_CHANNEL, self._hear_beside)
            await connection.add_listener(HELLO_CHANNEL, self._hear_hello)
            await self._say_hello(connection)
            self._listener.moved_perhaps()
            self._listener.told_perhaps()
            self._tell_everything()  # what was told over a lost connection may be lost with it
            while not connection.is_closed():
                await self._carry(connection)
                await self._wait_for_news(connection)
        finally:
            connection.terminate()

    async def _wait_for_news(self, connection: Connection) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(HELLO_EVERY_SECONDS):
                await self._news.wait()
        if monotonic() >= self._next_hello:
            await self._say_hello(connection)
        await asyncio.sleep(TELL_EVERY_SECONDS if self._to_tell else 0)
        self._news.clear()

    async def _say_hello(self, connection: Connection) -> None:
        self._next_hello = monotonic() + HELLO_EVERY_SECONDS
        await connection.execute("select pg_notify($1, $2)", HELLO_CHANNEL, str(self._process))

    def _hear_hello(self, _connection: object, _pid: int, _channel: str, payload: str) -> None:
        if payload == str(self._process):
            self._heard_itself = monotonic()
            return
        if self.is_alone:
            self._next_hello = 0.0  # answer at once: the newcomer shall not think that it is alone
            self._tell_everything()
        self._heard_others = monotonic()

    def _tell_everything(self) -> None:
        for room in self._listener.open_rooms():
            room.awareness.tell_anew()
            self.tell_presence(room)
            self.ask_presence(room)
        self._news.set()

    async def _carry(self, connection: Connection) -> None:
        asked, self._to_ask = self._to_ask, {}
        for room in asked.values():
            rows = await select_presence(connection, room.vendor_id, room.document_id, self._process)
            entries = [AwarenessEntry(row.client, row.clock, row.state) for row in rows]
            room.relay_awareness(room.awareness.take_remote(entries, monotonic()))
        told, self._to_tell = list(self._to_tell.values()), {}
        for start in range(0, len(told), DOCUMENTS_PER_WRITE):
            rows = [row for room in told[start : start + DOCUMENTS_PER_WRITE] for row in self._presence_of(room)]
            if rows and not self.is_alone:
                await write_presence(connection, self._process, rows)

    def _presence_of(self, room: Room) -> list[PresenceRow]:
        entries = room.awareness.take_news()
        return [
            PresenceRow(room.vendor_id, room.document_id, entry.client, entry.clock, entry.state) for entry in entries
        ]

    def _hear_log(self, _connection: object, _pid: int, _channel: str, payload: str) -> None:
        self._listener.moved(self._documents(payload))

    def _hear_presence(self, _connection: object, _pid: int, _channel: str, payload: str) -> None:
        for document in self._documents(payload):
            room = self._listener.open_room(document)
            if room is not None:
                self.ask_presence(room)

    def _hear_beside(self, _connection: object, _pid: int, _channel: str, payload: str) -> None:
        told = read_told(payload)
        if told is None:
            self._listener.told_perhaps()  # not one of ours: to look costs little
        else:
            self._listener.told(told)

    def _documents(self, payload: str) -> list[UUID]:
        sender, *documents = payload.split(" ")
        return [] if sender == str(self._process) else [UUID(document) for document in documents]
