"""A room: one live document in one process, with everybody who has it open here.

An edit is admitted and applied at once, and told to nobody until it is committed. The one committer of the process
takes what waits, appends it to the log, and calls back; then the room echoes and relays. Whatever was promised on
top of an edit that is not committed yet (an answer to a synchronisation) waits for the same commit.
"""

import asyncio
import datetime as dt
import logging
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import asynccontextmanager
from time import monotonic
from typing import Protocol
from uuid import UUID

from collab import codec
from collab.admission import Admitted, decode
from collab.author import SERVER, Author
from collab.awareness import Awareness
from collab.binding import Bindings
from collab.codec import AwarenessEntry, Malformed
from collab.errors import CROWDED, ENDED, Gap, NotYours, OverLimit, Unavailable
from collab.pending import Pending, pend, uses_clocks_of
from collab.place import Missing
from collab.reader import Reader
from collab.replica import Replica, decode_state, joined
from collab.rights import require_rights
from collab.touch import Traces
from collab.update_reader import DecodedUpdate
from collab.watch import Watch
from collab.websocket_frame import binary_frame
from plans.rules.authorship import Deed
from plans.rules.document import MAX_DOCUMENT_BYTES
from plans.store.document import DocumentRow
from plans.store.update_log import NewUpdate, UpdateRow

logger = logging.getLogger("concordat.collab")

CROWD = 50  # readers from which on merging what arrives within a window saves more than the wait costs
CROWD_WINDOW_SECONDS = 0.02  # from one commit of a crowded room to the next; nobody sees it in an animation's frame
MAX_WAITING = 1_000  # edits of one room between two commits: beyond it, its sockets are not read for a moment
BATCH_BYTES = 4_194_304  # the same in bytes, and what one append of a room holds at most: four of the largest updates


class LogKeeper(Protocol):
    """What a room asks of the committer."""

    def submit(self, room: "Room") -> None: ...

    async def catch_up(self, room: "Room") -> None: ...


class Room:
    """One live document. All methods that do not wait run to their end undisturbed: one event loop."""

    def __init__(
        self, row: DocumentRow, replica: Replica, keeper: LogKeeper, on_drop: Callable[["Room"], None]
    ) -> None:
        self.key = row.key
        self.vendor_id: UUID = row.vendor_id
        self.document_id: UUID = row.id
        self.replica = replica
        self.bindings = Bindings()  # the committer reads them soon after the room is opened
        self.seq = row.head
        self.snapshot_seq = 0
        self.readers: set[Reader] = set()
        self.watches: set[Watch] = set()
        self._joining: dict[Reader, list[bytes]] = {}  # who waits for a first answer, and what was relayed meanwhile
        self.awareness = Awareness()
        self.waiting: list[Pending] = []
        self.in_flight: list[Pending] = []
        self.dirty = Traces()
        self.untracked: tuple[int, int] | None = None
        self.projected_seq = row.projected_seq  # as far as the tables hold what this room knows of
        self.reconcile = row.projected_seq < row.head
        if self.reconcile:
            self.untracked = (row.projected_seq, row.head)
        self.holds = 0
        self.idle_since = monotonic()
        self.dropped: str | None = None
        self._keeper = keeper
        self._on_drop = on_drop
        self._bytes = 0
        self._answers: list[Callable[[], None]] = []
        self._answers_in_flight: list[Callable[[], None]] = []
        self._turn = asyncio.Lock()
        self._waiting_bytes = 0
        self._held_bytes = 0  # of echoes that wait for a commit
        self._asked: set[Reader] = set()  # whose step 1 waits for its answer
        self._committed_at = 0.0
        self._timer: asyncio.TimerHandle | None = None
        self._room_made = asyncio.Event()
        self._room_made.set()
        self._open = asyncio.Event()
        self._open.set()
        self._drained: asyncio.Future[None] | None = None

    # -- edits ---------------------------------------------------------------------------------------------------

    async def receive(
        self, update: bytes, author: Author, reader: Reader | None = None, *, is_echoed: bool = True
    ) -> None:
        """Take a live edit. Raises a Refusal (nothing is applied) or Unavailable.

        ``reader`` is the socket that it came by: once that is ended, nothing of it counts. Where ``is_echoed``, it is
        sent an update that the document has already: its author is waiting for an acknowledgement.
        """
        decoded = decode(update)
        try:
            admitted = await self._admit_in_turn(decoded, author, reader)
        except (Missing, NotYours):  # an honest client may come from a process that was ahead of this one
            await self._keeper.catch_up(self)
            try:
                admitted = await self._admit_in_turn(decoded, author, reader)
            except Missing as error:
                message = f"the update has a gap, {error}: synchronise anew and send it again"
                raise Gap(message) from error
        if admitted.is_new:
            if admitted.placed:
                self._require_room_left(len(update))
            if self._apply(update, admitted, author):
                return
        if reader is not None and is_echoed:
            self._when_committed(lambda: reader.write(binary_frame(codec.write_update(update))))
            self._held_bytes += len(update) if self._pending else 0
            if self._held_bytes >= BATCH_BYTES:
                self._room_made.clear()

    async def _admit_in_turn(self, decoded: DecodedUpdate, author: Author, reader: Reader | None) -> Admitted:
        if not self.bindings.is_read:
            await self._keeper.catch_up(self)
        while not (self._open.is_set() and self._room_made.is_set()):
            await self._room_made.wait()
            await self._open.wait()
        self.require_alive()
        if reader is not None and reader.is_ended:
            raise Unavailable(ENDED)
        return self.admit(decoded, author)

    def admit(self, decoded: DecodedUpdate, author: Author) -> Admitted:
        """Judge an edit and its author's rights; nothing is changed. Raises Missing or a Refusal."""
        admitted = self.replica.admit(decoded)
        require_rights(author, admitted, self.replica, self.bindings, self.awareness)
        return admitted

    def _apply(self, update: bytes, admitted: Admitted, author: Author) -> bool:
        """Apply and have committed; ``False`` where nothing changed after all."""
        delta = self.replica.apply(update, admitted)
        if not delta:
            return False
        self._bytes += len(delta)
        self.waiting.append(pend(delta, admitted, author, self.bindings, self.replica.document))
        for touch in admitted.touches:
            if touch.deed is Deed.CREATE and touch.slot.entity is not None:
                self._add_missing_texts(touch.slot.root, touch.slot.entity)
        self._waiting_bytes += len(delta)
        if len(self.waiting) >= MAX_WAITING or self._waiting_bytes >= BATCH_BYTES:
            self._room_made.clear()
        self._submit()
        return True

    def _submit(self) -> None:
        """Ask for a commit: at once, or in a crowded room so that it has one commit per window at most."""
        loop = asyncio.get_running_loop()
        due = self._committed_at + CROWD_WINDOW_SECONDS
        if len(self.readers) < CROWD or loop.time() >= due or self._drained is not None:
            self._keeper.submit(self)
        elif self._timer is None:
            self._timer = loop.call_at(due, self._submit_in_time)

    def _submit_in_time(self) -> None:
        self._timer = None
        self._keeper.submit(self)

    def _add_missing_texts(self, root: str, entity: str) -> None:
        """A text is set with its entity or never; a client that left one out gets it in the same commit."""
        missing = self.replica.missing_texts(root, entity)
        if not missing:
            return
        delta, touched = self.replica.add_texts(root, entity, missing)
        client = self.replica.doc.client_id
        new = NewUpdate(delta, SERVER.binding, client, self.bindings.bind(SERVER, {client}))
        self.waiting.append(Pending(new, touched, (), frozenset()))
        self._waiting_bytes += len(delta)

    def _require_room_left(self, coming: int) -> None:
        if self._bytes + coming > MAX_DOCUMENT_BYTES or self._bytes == 0:
            self._bytes = len(self.replica.state())
        if self._bytes + coming > MAX_DOCUMENT_BYTES:
            message = f"a document may have {MAX_DOCUMENT_BYTES} bytes, this one has {self._bytes}: remove something"
            raise OverLimit(message)

    # -- synchronisation -----------------------------------------------------------------------------------------

    def answer_step1(self, reader: Reader, state_vector: bytes) -> None:
        """Send what the reader lacks, then ask for what this side lacks; from then on it is told every commit.

        What is relayed before the answer may go out is kept for it: a reader that missed one would never catch up.
        Raises Unavailable where the room was dropped.
        """
        self.require_alive()
        if reader in self._asked:
            return  # the answer that it waits for holds no less
        missing = binary_frame(codec.write_step2(self.replica.missing_from(state_vector)))
        question = binary_frame(codec.write_step1(self.replica.state_vector()))
        if reader not in self.readers:
            self._joining.setdefault(reader, [])

        def answer() -> None:
            self._asked.discard(reader)
            if reader not in self.readers and reader not in self._joining:
                return  # it has left
            reader.write(missing)
            reader.write(question)
            for frame in self._joining.pop(reader, ()):
                reader.write(frame)
            self.readers.add(reader)

        self._asked.add(reader)
        self._when_committed(answer)

    def leave(self, reader: Reader) -> None:
        """Forget a reader, and tell the others that it left."""
        self.readers.discard(reader)
        self._joining.pop(reader, None)
        self._asked.discard(reader)
        self.relay_awareness(self.awareness.leave(reader))
        self.idle_since = monotonic()

    def relay(self, payload: bytes) -> None:
        """Send one protocol message to every reader; it is encoded once."""
        frame = binary_frame(payload)
        for reader in tuple(self.readers):
            reader.write(frame)
        for frames in self._joining.values():
            frames.append(frame)

    def relay_awareness(self, entries: Sequence[AwarenessEntry]) -> None:
        """Tell every reader, the author too: y-websocket drops a connection on which it hears nothing for 30 s."""
        if entries:
            self.relay(codec.write_awareness(entries))
            for watch in self.watches:
                watch.meet()

    def _when_committed(self, answer: Callable[[], None]) -> None:
        if self.waiting:
            self._answers.append(answer)
        elif self.in_flight:
            self._answers_in_flight.append(answer)
        else:
            answer()

    # -- the committer's side ------------------------------------------------------------------------------------

    def take_batch(self) -> tuple[NewUpdate, ...]:
        """Hand over what waits, or as much of it as fits; the next call is :meth:`committed` or :meth:`give_back`."""
        size = taken = 0
        while taken < len(self.waiting) and (taken == 0 or size + len(self.waiting[taken].new.update) <= BATCH_BYTES):
            size += len(self.waiting[taken].new.update)
            taken += 1
        self.in_flight, self.waiting = self.waiting[:taken], self.waiting[taken:]
        self._waiting_bytes -= size
        if not self.waiting:
            self._answers_in_flight, self._answers = self._answers, []
        if self._held_bytes < BATCH_BYTES:
            self._room_made.set()
        return tuple(pending.new for pending in self.in_flight)

    def give_back(self) -> None:
        """The batch was not written: it waits again, before whatever came since."""
        self._waiting_bytes += sum(len(pending.new.update) for pending in self.in_flight)
        self.waiting, self.in_flight = self.in_flight + self.waiting, []
        self._answers, self._answers_in_flight = self._answers_in_flight + self._answers, []

    def committed(self, at: dt.datetime) -> None:
        """The batch is in the log, right behind ``seq``: echo, relay, and answer what waited for it."""
        self._committed_at = asyncio.get_running_loop().time()
        batch, self.in_flight = self.in_flight, []
        answers, self._answers_in_flight = self._answers_in_flight, []
        for pending in batch:
            self.seq += 1
            self.dirty.note(pending.touched, self.seq, at)
        updates = [pending.new.update for pending in batch]
        self.relay(codec.write_update(joined(updates)))
        for answer in answers:
            answer()
        if not self.waiting:
            self._held_bytes = 0
            self._room_made.set()
        self._tell_drained()

    def take_committed(self, rows: Sequence[UpdateRow]) -> None:
        """Apply what others committed, in order, and relay it. What is here already is passed over."""
        for row in rows:
            if row.seq <= self.seq:
                continue
            if row.seq != self.seq + 1 or uses_clocks_of(self._pending, row.update):
                self.drop("the document was changed elsewhere at the same place: synchronise anew")
                return
            try:
                if not self.bindings.learn(decode_state(row.update).structs, row.by):
                    self.drop("a client id was used by two people at once: synchronise anew")
                    return
                touched = self.replica.apply_committed(row.update)
            except (Missing, Malformed) as error:
                logger.exception("update %d of document %s does not fit its log", row.seq, self.document_id)
                self.drop(f"the document cannot be read at {row.seq}: {error}")
                return
            if not self.replica.is_indexed:
                self.untracked = (self.untracked[0] if self.untracked else self.seq, row.seq)
            if any(pending.rests_on(touched.slots, row.by) for pending in self._pending):
                self.drop("somebody else changed at this moment what your edit rests on: synchronise anew")
                return
            self.seq = row.seq
            self.dirty.note(touched, row.seq, row.committed_at)
            self.relay(codec.write_update(row.update))

    def take_own(self, update: bytes, admitted: Admitted, author: Author, seq: int, at: dt.datetime) -> None:
        """Take in and relay an update that this process has committed itself while the room was settled."""
        if self.seq >= seq:
            return  # the committer has read it from the log already
        delta = self.replica.apply(update, admitted)
        self.bindings.bind(author, admitted.clients)
        self.seq = seq
        self.dirty.note(admitted.touched, seq, at)
        self.relay(codec.write_update(delta))

    def distrust_tables(self, projected_seq: int) -> None:
        """The tables hold less than was written to them: what came since is to be read in the log and written anew."""
        self.untracked = (min(projected_seq, self.untracked[0] if self.untracked else projected_seq), self.seq)
        self.projected_seq, self.reconcile = projected_seq, True

    # -- order ---------------------------------------------------------------------------------------------------

    @asynccontextmanager
    async def settled(self, within: float | None = None) -> AsyncGenerator[None]:
        """Hold new edits back until everything admitted is committed, and for as long as the block runs.

        Raises Unavailable where the room was dropped meanwhile, or its turn does not come ``within`` so many seconds.
        """
        try:
            async with asyncio.timeout(within):
                await self._turn.acquire()
        except TimeoutError as error:
            raise Unavailable(CROWDED) from error
        self._open.clear()
        try:
            if self.waiting or self.in_flight:
                self._keeper.submit(self)
                self._drained = asyncio.get_running_loop().create_future()
                await self._drained
            self.require_alive()
            yield
        finally:
            self._drained = None
            self._open.set()
            self._turn.release()

    @property
    def is_taken(self) -> bool:
        """Whether somebody has the room's turn at this moment."""
        return self._turn.locked()

    @property
    def _pending(self) -> tuple[Pending, ...]:
        return (*self.in_flight, *self.waiting)

    def _tell_drained(self) -> None:
        if self._drained is not None and not self._drained.done() and not self.waiting and not self.in_flight:
            self._drained.set_result(None)

    def require_alive(self) -> None:
        """Raise Unavailable where the room was dropped."""
        if self.dropped is not None:
            raise Unavailable(self.dropped)

    def drop(self, reason: str) -> None:
        """Give the room up: its copy may differ from the log. Clients keep their edits, come again and resend."""
        if self.dropped is not None:
            return
        self.dropped = reason
        self.waiting, self.in_flight, self._answers, self._answers_in_flight = [], [], [], []
        for reader in (*self.readers, *self._joining):
            reader.close(Unavailable.close_code, reason)
        self.readers.clear()
        self._joining.clear()
        self._room_made.set()
        for watch in self.watches:
            watch.lose()
        self._on_drop(self)
        self._tell_drained()

    @property
    def is_idle(self) -> bool:
        """Whether nobody needs the room."""
        is_used = self.readers or self._joining or self.waiting or self.in_flight or self.dirty or self.holds
        return not (is_used or self.is_taken)
