"""`WS /graphql`: subscriptions over graphql-transport-ws, the protocol of npm's graphql-ws.

Strawberry's handler keeps the protocol's states; here is what it stands on: the socket, who is behind it, what a
message may look like. Limits, masked errors and the cache of documents are those of `POST /graphql`.

Each operation waits until the peer has taken what it was sent before: a slow reader holds its own events up, which
`collab/watch.py` gathers meanwhile.
"""

import datetime as dt
import logging
from collections.abc import AsyncGenerator, Mapping
from contextlib import ExitStack
from typing import Any, cast

import orjson
from graphql import GraphQLError
from starlette.websockets import WebSocket
from strawberry.http.async_base_view import AsyncWebSocketAdapter
from strawberry.subscriptions.protocols.graphql_transport_ws.handlers import BaseGraphQLTransportWSHandler
from strawberry.subscriptions.protocols.graphql_transport_ws.types import SubscribeMessage
from strawberry.types.unset import UNSET, UnsetType

from collab.committer import DATABASE_ERRORS
from collab.errors import NotAuthenticated, NotTheProtocol, NotYours, OverLimit, Refusal, Unavailable, close_reason
from collab.websocket_frame import text_frame
from plans.rules.authority import Authority
from plans.rules.value import describe
from schema.context import Context
from schema.protection import limit_error
from server.graphql import MAX_BODY_BYTES, GraphQLEndpoint
from server.identity import Authenticated, Identities, ScopeLacking, offered_subprotocols
from server.open_socket import OpenSockets
from server.token import TokenRefused
from server.trusted_document import DocumentRefused, TrustedDocuments, document_id
from server.websocket_protocol import EXTENSION, FrameProtocol

logger = logging.getLogger("concordat.graphql")

PROTOCOL = "graphql-transport-ws"
NOT_ACCEPTABLE = 4406  # the protocol's code for a subprotocol that the server does not speak
INIT_SECONDS = 5.0  # for `connection_init` to come; then 4408
MAX_SUBSCRIPTIONS = 20  # of one socket: a page follows one plan in three ways
MAX_MESSAGE_CHARACTERS = MAX_BODY_BYTES
MAX_INIT_CHARACTERS = 16_384  # of a message from somebody who is not known yet: a token has some 1,000
MAX_ID_CHARACTERS = 100  # of an operation; clients use a UUID


class ClientSocket(AsyncWebSocketAdapter):
    """A socket as Strawberry's handler sees it, and as what ends it from here does.

    ``max_characters``: of a message that comes, for now.
    """

    def __init__(self, websocket: WebSocket) -> None:
        self.max_characters = MAX_INIT_CHARACTERS
        self._websocket = websocket
        self._protocol: FrameProtocol = websocket.scope["extensions"][EXTENSION]["protocol"]

    async def iter_json(self, *, ignore_parsing_errors: bool = False) -> AsyncGenerator[object]:  # noqa: ARG002 - Strawberry's
        """The messages until the socket ends. Raises NotTheProtocol or OverLimit."""
        while True:
            message = await self._websocket.receive()
            if message["type"] == "websocket.disconnect" or not self._protocol.is_open:
                return
            text = message.get("text")
            if text is None:
                expected = f"expected a text frame of {PROTOCOL}, got a binary one"
                raise NotTheProtocol(expected)
            yield read_message(text, self.max_characters)

    async def send_json(self, message: Mapping[str, object]) -> None:
        """Send a message once the peer has taken most of what came before."""
        await self._protocol.writable.wait()
        self._protocol.write_frame(text_frame(orjson.dumps(message)))

    async def close(self, code: int, reason: str) -> None:
        """End the socket."""
        self.end(code, reason)

    def end(self, code: int, reason: str) -> None:
        """End the socket at once."""
        self._protocol.end(code, close_reason(reason))


class Closer:
    """What the registry of open sockets closes."""

    def __init__(self, socket: ClientSocket) -> None:
        self._socket = socket

    def close(self, code: int, reason: str) -> None:
        """End the socket."""
        self._socket.end(code, reason)


class SocketIdentity:
    """Who is behind a socket, known once the client has said `connection_init`; operations get their context here."""

    def __init__(
        self,
        websocket: WebSocket,
        socket: ClientSocket,
        graphql: GraphQLEndpoint,
        identities: Identities,
        sockets: OpenSockets,
    ) -> None:
        self.connection_params: dict[str, object] = {}
        self.held = ExitStack()
        self._websocket = websocket
        self._socket = socket
        self._graphql = graphql
        self._identities = identities
        self._sockets = sockets
        self._known: Authenticated | None = None

    async def on_ws_connect(self, _context: object) -> UnsetType:
        """Find out who it is, and hold the socket for as long as their rights last. Raises a Refusal."""
        since = self._sockets.moment()
        known = await self._authenticate(_authorization(self.connection_params))
        authority = Authority(known.viewer.person_id, known.session_id, known.viewer.memberships)
        self.held.enter_context(self._sockets.hold(authority, known.expires_at, Closer(self._socket), since))
        self._known = known
        self._socket.max_characters = MAX_MESSAGE_CHARACTERS
        return UNSET

    def begin(self) -> GraphQLError | None:
        """Pay for a message that asks for an operation."""
        return self._graphql.spending(self._identified).begin()

    def for_operation(self) -> Context:
        """A context for one operation, which `begin` was paid for."""
        known = self._identified
        return self._graphql.context(known, self._graphql.spending(known, begun=True), follows=True)

    @property
    def _identified(self) -> Authenticated:
        if self._known is None:
            message = "an operation before its socket's identity"
            raise RuntimeError(message)
        return self._known

    async def _authenticate(self, authorization: str | None) -> Authenticated:
        try:
            return await self._identities.authenticate(self._websocket, authorization)
        except TokenRefused as error:
            raise NotAuthenticated(str(error)) from error
        except ScopeLacking as error:
            raise NotYours(str(error)) from error


class SubscriptionSession(BaseGraphQLTransportWSHandler[Any, None]):
    """One socket, from its first message to its last."""

    documents: TrustedDocuments
    identity: SocketIdentity

    async def handle_subscribe(self, message: SubscribeMessage) -> None:
        """Begin a subscription, unless there are too many, or nothing is left of the viewer's budget."""
        is_new = self.connection_acknowledged and message["id"] not in self.operations
        if is_new and (refusal := self.identity.begin()) is not None:
            await self._refuse(message, refusal)
            return
        if is_new and len(self.operations) >= MAX_SUBSCRIPTIONS:
            error = limit_error("subscriptions at once", MAX_SUBSCRIPTIONS, "one more", "complete one first")
            await self._refuse(message, error)
            return
        if is_new:
            request = cast("dict[str, Any]", message["payload"])
            try:
                request["query"] = self.documents.text_of(request)
            except DocumentRefused as refused:
                await self._refuse(message, GraphQLError(refused.message, extensions={"code": refused.code}))
                return
        await super().handle_subscribe(message)

    async def _refuse(self, message: SubscribeMessage, error: GraphQLError) -> None:
        await self.send_message({"id": message["id"], "type": "error", "payload": [error.formatted]})

    @staticmethod
    def _get_pre_execution_close_reason(error: object) -> None:
        """A document that is wrong ends its operation and not the socket."""


class SubscriptionEndpoint:
    """Accepts sockets for subscriptions."""

    def __init__(self, graphql: GraphQLEndpoint, identities: Identities, sockets: OpenSockets) -> None:
        self._graphql = graphql
        self._identities = identities
        self._sockets = sockets

    async def serve(self, websocket: WebSocket) -> None:
        """Serve one socket: always accepted, and closed with a code where something is wrong."""
        is_spoken = PROTOCOL in offered_subprotocols(websocket)
        await websocket.accept(subprotocol=PROTOCOL if is_spoken else None)
        socket = ClientSocket(websocket)
        if not is_spoken:
            socket.end(NOT_ACCEPTABLE, f"expected the subprotocol {PROTOCOL}")
            return
        identity = SocketIdentity(websocket, socket, self._graphql, self._identities, self._sockets)
        try:
            with identity.held:
                await self._session(socket, identity).handle()
        except (Refusal, Unavailable) as error:
            socket.end(error.close_code, str(error))
        except DATABASE_ERRORS as error:
            logger.warning("a socket was closed, the database is away: %s", error)
            socket.end(Unavailable.close_code, "the database cannot be reached: reconnect in a moment")

    def _session(self, socket: ClientSocket, identity: SocketIdentity) -> SubscriptionSession:
        session = SubscriptionSession(
            view=cast("Any", identity),
            websocket=socket,
            context=identity,
            root_value=None,
            schema=cast("Any", Streams(self._graphql)),
            connection_init_wait_timeout=dt.timedelta(seconds=INIT_SECONDS),
        )
        session.documents = self._graphql.documents
        session.identity = identity
        return session


class Streams:
    """The schema as Strawberry's handler sees it: it follows subscriptions, and nothing else."""

    def __init__(self, graphql: GraphQLEndpoint) -> None:
        self.stream = graphql.schema.follow


def read_message(text: str, most: int = MAX_MESSAGE_CHARACTERS) -> dict[str, Any]:
    """A message of at most so many characters, as the protocol has it. Raises NotTheProtocol or OverLimit.

    >>> read_message('{"type": "connection_init", "payload": null}')
    {'type': 'connection_init'}
    """
    if len(text) > most:
        when = "" if most == MAX_MESSAGE_CHARACTERS else " before connection_ack"
        message = f"a message may have {most} characters{when}, this one has {len(text)}"
        raise OverLimit(message)
    try:
        read: object = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        expected = f"expected JSON, got something else: {error}"
        raise NotTheProtocol(expected) from error
    if not isinstance(read, dict):
        raise _unexpected("a JSON object", read)
    message = cast("dict[str, Any]", read)
    if not isinstance(message.get("type"), str):
        raise _unexpected("`type` to be a string", message.get("type"))
    if message["type"] in {"subscribe", "complete"}:
        operation = message.get("id")
        if not isinstance(operation, str) or not 1 <= len(operation) <= MAX_ID_CHARACTERS:
            raise _unexpected(f"`id` to be a string of 1 to {MAX_ID_CHARACTERS} characters", operation)
    if message["type"] == "subscribe":
        _require_request(message.get("payload"))
    elif "payload" in message and message["payload"] is None:
        del message["payload"]
    return message


def _require_request(payload: object) -> None:
    if not isinstance(payload, dict):
        raise _unexpected("`payload` to be an object with a query", payload)
    request = cast("dict[str, object]", payload)
    if request.get("query") is None and document_id(request) is None:
        raise _unexpected("`payload.query` to be a string", None)
    for name, kind, what in (
        ("query", str, "a string"), ("documentId", str, "a string"), ("variables", dict, "an object"),
        ("extensions", dict, "an object"), ("operationName", str, "a string"),
    ):  # fmt: skip
        if not isinstance(request.get(name), kind | None):
            raise _unexpected(f"`payload.{name}` to be {what}", request.get(name))


def _unexpected(what: str, came: object) -> NotTheProtocol:
    return NotTheProtocol(f"expected {what}, got {describe(came)}")


def _authorization(params: Mapping[str, object]) -> str | None:
    """What `connection_init` says in place of a header. Raises NotAuthenticated where that cannot be a token."""
    given = params.get("authorization", params.get("Authorization"))
    if given is None:
        return None
    if not isinstance(given, str) or not given.lower().startswith("bearer "):
        expected = 'expected connection_init with {"authorization": "Bearer <token>"}'
        raise NotAuthenticated(expected)
    return given
