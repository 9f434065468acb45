"""The live documents of one process: rooms opened, shared, projected, snapshotted and unloaded."""

import asyncio
import logging
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable
from contextlib import AsyncExitStack, asynccontextmanager
from time import monotonic
from uuid import UUID

from collab.bus import Bus
from collab.committer import DATABASE_AWAY, DATABASE_ERRORS, Committer
from collab.errors import Unavailable
from collab.projection import Capture, capture_room, note_untracked, note_written, write_captures
from collab.room import Room
from collab.snapshot import SNAPSHOT_EVERY, load_replica, write_snapshot
from collab.watch import Watch
from plans.rules.identifier import new_id
from plans.rules.value import is_entity_id
from plans.store.beside import Told
from plans.store.connection import Connection, Pool
from plans.store.document import DocumentRow, commit_unsynced, select_behind, select_documents
from plans.store.idempotency_key import delete_old_idempotency_keys
from plans.store.presence import delete_old_presence
from plans.store.refused_update import delete_old_refused_updates
from plans.store.snapshot import SnapshotRow

logger = logging.getLogger("concordat.collab")

PROJECT_EVERY_SECONDS = 0.15  # the tables follow a live edit within 0.3 s
SWEEP_EVERY_SECONDS = 5.0  # what a crashed process left unprojected
UNLOAD_AFTER_SECONDS = 30.0  # a reload of a page comes back within it
CLEAN_EVERY_SECONDS = 600.0
PROJECTED_AT_ONCE = 100  # documents in one transaction
SWEPT_AT_ONCE = 50
CLOSE_SECONDS = 3.0


class LiveDocuments:
    """Everything live in one process. ``connect`` opens a connection of the writer role."""

    def __init__(self, writers: Pool, connect: Callable[[], Awaitable[Connection]]) -> None:
        self.process = new_id()
        self.writers = writers
        self.committer = Committer(connect, self.process)
        self._bus = Bus(connect, self.process, self)
        self.committer.is_alone = lambda: self._bus.is_alone
        self._rooms: dict[UUID, Room] = {}
        self._opening: dict[UUID, asyncio.Task[Room]] = {}
        self._behind_before: dict[UUID, int] = {}
        self._watches_beside: dict[UUID, set[Watch]] = {}  # by plan, and by account

    async def run(self) -> None:
        """Work until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self.committer.run())
            tasks.create_task(self._bus.run())
            tasks.create_task(self._repeat(PROJECT_EVERY_SECONDS, self._project_dirty))
            tasks.create_task(self._repeat(SWEEP_EVERY_SECONDS, self.sweep))
            tasks.create_task(self._repeat(CLEAN_EVERY_SECONDS, self._clean))

    # -- rooms ---------------------------------------------------------------------------------------------------

    @asynccontextmanager
    async def room(self, row: DocumentRow) -> AsyncGenerator[Room]:
        """The room of a document, held open for the block. Raises Unavailable where the database is away."""
        room = await self._open(row)
        room.holds += 1
        try:
            yield room
        finally:
            room.holds -= 1
            room.idle_since = monotonic()

    @asynccontextmanager
    async def watch(
        self, rows: Iterable[DocumentRow], of: Iterable[UUID] = (), lists: frozenset[str] = frozenset()
    ) -> AsyncGenerator[Watch]:
        """Watch documents of one plan for the block. Raises Unavailable where the database is away.

        ``of``: the plan and its account, whose rows in these ``lists`` are watched too.
        """
        watch = Watch(lists)
        async with AsyncExitStack() as held:
            for owner in of:
                self._watches_beside.setdefault(owner, set()).add(watch)
                held.callback(self._unwatch, owner, watch)
            for row in rows:
                room = await held.enter_async_context(self.room(row))
                room.watches.add(watch)
                held.callback(room.watches.discard, watch)
                room.replica.track_places()
                watch.follow(room.awareness, _known_entities(room))
                if room.dropped is not None:
                    watch.lose()
            yield watch

    def _unwatch(self, owner: UUID, watch: Watch) -> None:
        watches = self._watches_beside[owner]
        watches.remove(watch)
        if not watches:
            del self._watches_beside[owner]

    def open_room(self, document_id: UUID) -> Room | None:
        """The room of a document where it is open here."""
        return self._rooms.get(document_id)

    def open_rooms(self) -> list[Room]:
        """All rooms that are open here."""
        return list(self._rooms.values())

    async def _open(self, row: DocumentRow) -> Room:
        room = self._rooms.get(row.id)
        if room is not None:
            return room
        opening = self._opening.get(row.id)
        if opening is None:
            opening = self._opening[row.id] = asyncio.create_task(self._load(row))
            opening.add_done_callback(lambda _: self._opening.pop(row.id, None))
        return await asyncio.shield(opening)

    async def _load(self, known: DocumentRow) -> Room:
        try:
            async with self.writers.acquire(timeout=10) as connection:
                rows = await select_documents(connection, [(known.vendor_id, known.id)])
                row = rows[0]
                replica, snapshot_seq = await load_replica(connection, row, row.head)
        except DATABASE_ERRORS as error:
            logger.warning("document %s cannot be loaded: %s", known.id, error)
            raise Unavailable(DATABASE_AWAY) from error
        room = Room(row, replica, self.committer, self._forget)
        room.snapshot_seq = snapshot_seq
        self._rooms[row.id] = room
        self.committer.wake(room)
        self._bus.ask_presence(room)
        return room

    def _forget(self, room: Room) -> None:
        if self._rooms.get(room.document_id) is room:
            del self._rooms[room.document_id]

    # -- what the bus brings -------------------------------------------------------------------------------------

    def moved(self, documents: list[UUID]) -> None:
        """Other processes have written to these documents."""
        for document in documents:
            room = self._rooms.get(document)
            if room is not None:
                self.committer.wake(room)

    def moved_perhaps(self) -> None:
        """Messages may have been missed: look at every open document."""
        for room in self._rooms.values():
            self.committer.wake(room)

    def told(self, told: Told) -> None:
        """A row beside the documents was changed, by whatever process."""
        for watch in self._watches_beside.get(told.of, ()):
            watch.note_beside(told)

    def told_perhaps(self) -> None:
        """Messages may have been missed: whoever watches looks anew."""
        for watches in self._watches_beside.values():
            for watch in watches:
                watch.note_anything()

    def tell_presence(self, room: Room) -> None:
        """Awareness of this process's clients has changed: tell the other processes soon."""
        self._bus.tell_presence(room)

    # -- projection ----------------------------------------------------------------------------------------------

    async def project(self, row: DocumentRow) -> None:
        """Bring a document's tables to its committed head. Raises Unavailable."""
        async with self.room(row) as room:
            if room.seq < row.head:
                await self.committer.catch_up(room)
            await self._project([room])

    async def _project_dirty(self) -> None:
        rooms = [room for room in self._rooms.values() if room.dirty or (room.watches and room.untracked)]
        dirty = sorted((room for room in rooms if not room.is_taken), key=lambda room: room.document_id)
        for start in range(0, len(dirty), PROJECTED_AT_ONCE):
            rooms = dirty[start : start + PROJECTED_AT_ONCE]
            try:
                await self._project(rooms)
            except Unavailable:
                if len(rooms) > 1:
                    for room in rooms:
                        await self._project_alone(room)
        for room in list(self._rooms.values()):
            if room.seq - room.snapshot_seq >= SNAPSHOT_EVERY and room.dropped is None:
                await self._snapshot(room)

    async def _project_alone(self, room: Room) -> None:
        try:
            await self._project([room])
        except Unavailable as error:
            logger.warning("document %s cannot be projected: %s", room.document_id, error)

    async def _project(self, rooms: list[Room]) -> None:
        taken: list[tuple[Room, Capture]] = []
        try:
            for room in rooms:  # its turn first, then a connection, as in every edit: no two wait for each other
                async with room.settled():
                    while room.untracked is not None:  # what others commit meanwhile is not tracked either
                        async with self.writers.acquire(timeout=10) as connection:
                            await note_untracked(connection, room)
                    taken.append((room, capture_room(room)))
                await asyncio.sleep(0)  # edits of other rooms do not wait for all of these
            async with self.writers.acquire(timeout=10) as connection, connection.transaction():
                await commit_unsynced(connection)
                lost = await write_captures(connection, [content for _, content in taken])
        except DATABASE_ERRORS as error:
            logger.warning("projection failed, it is tried again: %s: %s", type(error).__name__, error)
            raise Unavailable(DATABASE_AWAY) from error
        for room, content in taken:
            if room.document_id in lost:
                room.distrust_tables(lost[room.document_id])
            else:
                note_written(room, content)
        if lost:
            logger.warning("the tables of %d documents have lost something and are written anew", len(lost))
            await self._project([room for room in rooms if room.document_id in lost])

    async def _snapshot(self, room: Room) -> None:
        try:
            async with room.settled():
                snapshot = SnapshotRow(room.seq, room.replica.state())
            async with self.writers.acquire(timeout=10) as connection:
                rows = await select_documents(connection, [(room.vendor_id, room.document_id)])
                await write_snapshot(connection, rows[0], snapshot)
            room.snapshot_seq = snapshot.seq
        except (*DATABASE_ERRORS, Unavailable) as error:
            logger.warning("no snapshot of document %s now: %s", room.document_id, error)

    # -- upkeep --------------------------------------------------------------------------------------------------

    async def sweep(self) -> None:
        """Project what nobody does, unload what nobody needs, forget awareness that nobody renews."""
        now = monotonic()
        for room in list(self._rooms.values()):
            room.relay_awareness(room.awareness.expire(now))
            if room.is_idle and now - room.idle_since > UNLOAD_AFTER_SECONDS:
                self._forget(room)
        self.moved_perhaps()
        async with self.writers.acquire(timeout=10) as connection:
            behind = await select_behind(connection, SWEPT_AT_ONCE)
        before, self._behind_before = self._behind_before, {row.id: row.projected_seq for row in behind}
        for row in behind:
            if before.get(row.id) == row.projected_seq:
                try:
                    await self.project(row)
                except Unavailable as error:
                    logger.warning("document %s cannot be projected: %s", row.id, error)

    async def _clean(self) -> None:
        async with self.writers.acquire(timeout=10) as connection:
            await delete_old_refused_updates(connection)
            await delete_old_presence(connection)
            await delete_old_idempotency_keys(connection)

    async def _repeat(self, seconds: float, work: Callable[[], Awaitable[None]]) -> None:
        while True:
            await asyncio.sleep(seconds)
            try:
                await work()
            except (*DATABASE_ERRORS, Unavailable) as error:
                logger.warning("%s failed, it is tried again: %s", getattr(work, "__name__", work), error)
            except Exception:  # one document's fault must not end the work for all
                logger.exception("%s failed, it is tried again", getattr(work, "__name__", work))

    async def close(self) -> None:
        """Write what is dirty to the tables before the process ends; what cannot be is swept by the next."""
        try:
            async with asyncio.timeout(CLOSE_SECONDS):
                await self._project_dirty()
        except TimeoutError:
            logger.warning("not everything was projected before the end; the next start does it")


def _known_entities(room: Room) -> list[tuple[str, UUID]]:
    """Every entity as projection names it: a single root by its plan."""
    return [
        (root, room.key.plan_id if entity is None else UUID(entity))
        for root, entity in room.replica.all_entities()
        if entity is None or is_entity_id(entity)
    ]
