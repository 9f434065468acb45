"""A Yjs client on a real socket that waits for each edit's acknowledgement, for tests that edit as somebody."""

from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import Any

from pycrdt import Map
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Subprotocol

from collab import codec
from plans.rules.declaration import Document
from plans.rules.document import SHARED
from tests.collab.yjs import YjsClient

WAIT_SECONDS = 20.0


class Refused(Exception):  # noqa: N818 - it names what happened
    """The server closed the socket."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(f"{code} {reason}")
        self.code = code
        self.reason = reason


class DocumentSocket:
    """One open document. Raises Refused where the server closes the socket."""

    def __init__(self, socket: ClientConnection, document: Document, client_id: int | None) -> None:
        self._socket = socket
        self.client = YjsClient(document=document, client_id=client_id)
        self._send(codec.write_step1(codec.write_state_vector({})))
        while not isinstance(frame := self._receive(), codec.SyncStep2):
            pass
        self.client.receive(frame.update)

    def edit(self, change: Callable[[dict[str, Map[Any]]], object]) -> bytes:
        """Make an edit and wait until the server has acknowledged it; return its update."""
        return self.send(self.client.edit(change))

    def send(self, update: bytes) -> bytes:
        """Send an update and wait for its echo, the acknowledgement."""
        self._send(codec.write_update(update))
        while not isinstance(self._receive(), codec.Update):
            pass
        return update

    def _send(self, message: bytes) -> None:
        try:
            self._socket.send(message)
        except ConnectionClosed as closed:
            raise _refused(closed) from closed

    def _receive(self) -> codec.Frame:
        try:
            return codec.read_frame(bytes(self._socket.recv(timeout=WAIT_SECONDS, decode=False)))
        except ConnectionClosed as closed:
            raise _refused(closed) from closed


@contextmanager
def open_document(
    url: str, token: str, document: Document = SHARED, client_id: int | None = None
) -> Generator[DocumentSocket]:
    """Open a document and synchronise. Raises Refused."""
    protocols = [Subprotocol("concordat"), Subprotocol(f"bearer.{token}")]
    with connect(url, subprotocols=protocols, max_size=None, compression=None) as socket:
        yield DocumentSocket(socket, document, client_id)


def _refused(closed: ConnectionClosed) -> Refused:
    return Refused(closed.rcvd.code, closed.rcvd.reason) if closed.rcvd else Refused(1006, "")
