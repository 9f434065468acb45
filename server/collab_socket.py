"""`WS /collab/{plan}` and `/collab/{plan}/internal`: the y-websocket protocol, one session per socket.

A socket is always accepted and then closed with a code: a refused handshake looks like a lost connection to
y-websocket, which would come again for ever.
"""

import datetime as dt
import logging
from uuid import UUID

from starlette.websockets import WebSocket

from collab.author import Author, author_of
from collab.codec import (
    AwarenessMessage,
    Malformed,
    QueryAwareness,
    SyncStep1,
    SyncStep2,
    Update,
    read_frame,
    write_state_vector,
)
from collab.codec import write_awareness as awareness_message
from collab.committer import DATABASE_ERRORS
from collab.errors import Gap, NotAuthenticated, NotFound, NotTheProtocol, Refusal, Unavailable, close_reason
from collab.live import LiveDocuments
from collab.room import Room
from collab.websocket_frame import binary_frame
from plans.rules.authority import Authority
from plans.rules.declaration import DocumentKind
from plans.rules.document import MAX_DOCUMENT_BYTES, MAX_UPDATE_BYTES
from plans.rules.identifier import new_id
from plans.rules.role import Side
from plans.rules.value import is_entity_id
from plans.rules.viewer import Viewer
from plans.store.account import select_contacts_of_person
from plans.store.document import DocumentRow, select_document
from plans.store.plan import PlanRow, select_plans
from plans.store.refused_update import insert_refused_update
from plans.store.viewer import Sight, viewing
from server.database import Database
from server.identity import SUBPROTOCOL, Authenticated, Identities, ScopeLacking, offered_subprotocols
from server.open_socket import OpenSockets
from server.opening import Openings
from server.token import TokenRefused
from server.websocket_protocol import EXTENSION, FrameProtocol

logger = logging.getLogger("concordat.collab")

MAX_BACKLOG_BYTES = MAX_DOCUMENT_BYTES + 4_194_304  # further behind than a whole document: closed with 1013
_LAGGING = "too far behind: reconnect to synchronise"


class SocketReader:
    """A socket as a room sees it."""

    def __init__(self, protocol: FrameProtocol) -> None:
        self._protocol = protocol
        self._is_ended = False

    @property
    def is_ended(self) -> bool:
        """Whether this side has ended the socket."""
        return self._is_ended

    def write(self, frame: bytes) -> None:
        """Send an encoded frame, unless the peer lags too far behind."""
        if self._protocol.write_frame(frame) > MAX_BACKLOG_BYTES:
            self._protocol.end(Unavailable.close_code, _LAGGING)

    def close(self, code: int, reason: str) -> None:
        """End the socket."""
        self._is_ended = True
        self._protocol.end(code, close_reason(reason))


class CollabEndpoint:
    """Accepts sockets for live documents."""

    def __init__(
        self,
        live: LiveDocuments,
        database: Database,
        identities: Identities,
        sockets: OpenSockets,
        openings: Openings,
    ) -> None:
        self._live = live
        self._database = database
        self._identities = identities
        self._sockets = sockets
        self._openings = openings

    async def shared(self, websocket: WebSocket) -> None:
        """The document that both sides edit."""
        await self._serve(websocket, DocumentKind.SHARED)

    async def internal(self, websocket: WebSocket) -> None:
        """The vendor's own document."""
        await self._serve(websocket, DocumentKind.INTERNAL)

    async def _serve(self, websocket: WebSocket, kind: DocumentKind) -> None:
        offered = offered_subprotocols(websocket)
        await websocket.accept(subprotocol=SUBPROTOCOL if SUBPROTOCOL in offered else None)
        protocol: FrameProtocol = websocket.scope["extensions"][EXTENSION]["protocol"]
        reader = SocketReader(protocol)
        since = self._sockets.moment()
        try:
            known = await self._authenticate(websocket)
            plan, author, row = await self._find(known.viewer, websocket.path_params["plan"], kind)
            hat = known.viewer.hat_on(plan.vendor_id, plan.customer_id)
            authority = Authority(known.viewer.person_id, known.session_id, (hat,) if hat else ())
            with self._sockets.hold(authority, known.expires_at, reader, since):
                async with self._live.room(row) as room:
                    self._openings.note(known.viewer, plan, dt.datetime.now(dt.UTC))
                    await CollabSession(room, author, reader, websocket, self._live, self._database).run()
        except (Refusal, Unavailable) as error:
            reader.close(error.close_code, str(error))
        except DATABASE_ERRORS as error:
            logger.warning("a socket was closed, the database is away: %s", error)
            reader.close(Unavailable.close_code, "the database cannot be reached: reconnect in a moment")

    async def _authenticate(self, websocket: WebSocket) -> Authenticated:
        try:
            return await self._identities.authenticate(websocket)
        except TokenRefused as error:
            raise NotAuthenticated(str(error)) from error
        except ScopeLacking as error:
            raise NotFound(str(error)) from error

    async def _find(self, viewer: Viewer, plan: str, kind: DocumentKind) -> tuple[PlanRow, Author, DocumentRow]:
        if not is_entity_id(plan):
            message = "expected /collab/ and a plan's UUID in lower case"
            raise NotFound(message)
        async with viewing(self._database.viewers, Sight.of(viewer)) as connection:
            vendors, customers = viewer.organisations(Side.VENDOR), viewer.organisations(Side.CUSTOMER)
            plans = await select_plans(connection, vendors, customers, [UUID(plan)])
            if plans and (kind is DocumentKind.SHARED or plans[0].vendor_id in vendors):
                plan_row = plans[0]
                row = await select_document(connection, plan_row.vendor_id, plan_row.id, kind)
                contacts = await select_contacts_of_person(
                    connection, plan_row.vendor_id, plan_row.account_id, viewer.person_id
                )
                author = author_of(viewer, "socket", plan_row.vendor_id, plan_row.customer_id, contacts)
                if row is not None and author is not None:
                    return plan_row, author, row
        message = "there is no such document for you"
        raise NotFound(message)


class CollabSession:
    """One socket in one room, from the first frame to the last."""

    def __init__(
        self,
        room: Room,
        author: Author,
        reader: SocketReader,
        websocket: WebSocket,
        live: LiveDocuments,
        database: Database,
    ) -> None:
        self._room = room
        self._author = author
        self._reader = reader
        self._websocket = websocket
        self._live = live
        self._database = database
        self._told_all = False  # whether the client has answered our step 1

    async def run(self) -> None:
        """Take frames until the socket ends. Raises Refusal or Unavailable."""
        try:
            while True:
                message = await self._websocket.receive()
                if message["type"] == "websocket.disconnect" or self._reader.is_ended:
                    return
                frame = message.get("bytes")
                if frame is None:
                    expected = "expected a binary frame of the y-websocket protocol, got text"
                    raise NotTheProtocol(expected)
                await self._take(frame)
        finally:
            self._room.leave(self._reader)
            self._live.tell_presence(self._room)

    async def _take(self, frame: bytes) -> None:
        if len(frame) > MAX_UPDATE_BYTES + 16:
            await self._room.receive(frame, self._author)  # over the limit, whatever it is: refused with its name
        try:
            message = read_frame(frame)
        except Malformed as error:
            raise NotTheProtocol(str(error)) from error
        match message:
            case SyncStep1():
                self._room.answer_step1(self._reader, write_state_vector(message.state_vector))
                self._tell_presence_to_newcomer()
            case SyncStep2():
                self._told_all = True
                await self._receive(message.update, is_echoed=False)
            case Update():
                await self._receive(message.update, is_echoed=True)
            case AwarenessMessage():
                entries = self._room.awareness.receive(message.entries, self._author, self._reader)
                self._room.relay_awareness(entries)
                if entries:
                    self._live.tell_presence(self._room)
            case QueryAwareness():
                self._tell_presence_to_newcomer()

    async def _receive(self, update: bytes, *, is_echoed: bool) -> None:
        try:
            await self._room.receive(update, self._author, self._reader, is_echoed=is_echoed)
        except Gap as gap:
            # Who types while reconnecting sends that first, and what it builds on in the answer to our step 1: the
            # answer holds both.
            if self._told_all:
                await self._quarantine(update, gap)
                raise
        except Refusal as refusal:
            await self._quarantine(update, refusal)
            raise

    async def _quarantine(self, update: bytes, refusal: Refusal) -> None:
        """Keep what was refused: a person may have typed it."""
        logger.info("refused an update of %s in %s: %s", self._author.person_id, self._room.document_id, refusal)
        if len(update) > MAX_UPDATE_BYTES or self._author.person_id is None:
            return
        async with self._database.writers.acquire(timeout=10) as connection:
            await insert_refused_update(
                connection,
                self._room.vendor_id,
                new_id(),
                self._room.document_id,
                self._author.person_id,
                str(refusal).replace("\x00", ""),
                update,
            )

    def _tell_presence_to_newcomer(self) -> None:
        states = self._room.awareness.states.values()
        if states:
            self._reader.write(binary_frame(awareness_message(states)))
