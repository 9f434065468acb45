"""uvicorn's websocket protocol with its transport in reach, so that a frame is encoded once for all readers.

Measured: a message delivered through Starlette costs three times what a ready frame on the transport costs.
"""

import os
from typing import Any, cast

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import Frame
from websockets.http11 import Request

EXTENSION = "concordat.frames"
READ_BYTES = 8_192  # taken at once of what came: a thousand of the smallest frames, some 10 ms
MAX_FRAGMENTS = 4_096  # of a message; empty ones add nothing to its size
ABORT_AFTER_SECONDS = 5.0  # a peer that does not answer a close is cut off
_REASON = b"expected the head of a WebSocket handshake: a GET without a body, at most 128 fields of at most 8 KiB each"
_NO_HANDSHAKE = (
    b"HTTP/1.1 400 Bad Request\r\nconnection: close\r\ncontent-type: text/plain; charset=utf-8\r\n"
    b"content-length: %d\r\n\r\n%s" % (len(_REASON), _REASON)
)


class FrameProtocol(WebSocketsSansIOProtocol):
    """Given to uvicorn as ``ws=``; an endpoint finds it in its scope under ``extensions``."""

    _plain_socket = -1  # the file descriptor, unless TLS stands between
    _untaken = b""

    def data_received(self, data: bytes) -> None:
        """Take what came little by little, with others in between: it may have ten thousands of frames."""
        if self._untaken or not self.writable.is_set():
            self._untaken += data
            self.transport.pause_reading()
        else:
            self._take(data)

    def pause_writing(self) -> None:
        """The peer has not taken much of what it was sent: nothing more is taken of it, as each ping has an answer."""
        super().pause_writing()
        self.transport.pause_reading()

    def resume_writing(self) -> None:
        """The peer has taken most of it."""
        super().resume_writing()
        if self._untaken:
            self.loop.call_soon(self._take_on)
        elif not self.read_paused:
            self.transport.resume_reading()

    def _take(self, data: bytes) -> None:
        super().data_received(data[:READ_BYTES])
        if not self.handshake_initiated and self.conn.handshake_exc is not None:
            self._refuse_handshake()
            return
        self._untaken = data[READ_BYTES:]
        if self._untaken:
            self.read_paused = False  # so that `receive` does not read on before all of it is taken
            self.transport.pause_reading()
            self.loop.call_soon(self._take_on)

    def _take_on(self) -> None:
        if not self.writable.is_set():
            return  # goes on when the peer has read
        data, self._untaken = self._untaken, b""
        if self.transport.is_closing() or self.conn.parser_exc is not None:
            return
        self._take(data)
        if self._untaken:
            return
        self.read_paused = not self.close_sent and not self.queue.empty()
        if not self.read_paused and self.writable.is_set():
            self.transport.resume_reading()

    def _refuse_handshake(self) -> None:
        """Answer a head that the library does not read, and of which it says nothing."""
        self.transport.write(_NO_HANDSHAKE)
        self.transport.close()
        self._abort_later()

    def handle_connect(self, event: Request) -> None:
        super().handle_connect(event)
        scope = cast("dict[str, Any] | None", getattr(self, "scope", None))
        if scope is not None:
            scope["extensions"][EXTENSION] = {"protocol": self}
            if os.name == "posix" and self.transport.get_extra_info("ssl_object") is None:
                self._plain_socket = self.transport.get_extra_info("socket").fileno()

    def handle_cont(self, event: Frame) -> None:
        """Take one more fragment of a message, unless it has too many."""
        if len(self.frames) >= MAX_FRAGMENTS:
            self.frames = []
            self.end(1009, f"a message may have {MAX_FRAGMENTS} fragments")
        if not self.close_sent:
            super().handle_cont(event)

    def send_receive_event_to_app(self) -> None:
        """Close on text that is not UTF-8 (RFC 6455, section 8.1), without a traceback in the log."""
        if self.curr_msg_data_type == "text":
            try:
                b"".join(self.frames).decode()
            except UnicodeDecodeError:
                self.frames = []
                self.end(1007, "expected UTF-8")
                return
        super().send_receive_event_to_app()

    @property
    def is_open(self) -> bool:
        """Whether a frame can still be sent."""
        return self.handshake_complete and not self.close_sent and not self.disconnected

    def write_frame(self, frame: bytes) -> int:
        """Send a frame that is encoded already; return how many bytes the peer has not taken yet.

        Where nothing waits, the frame goes straight to the socket; only what does not fit goes through the transport.
        Nothing happens on a socket that is closing.
        """
        transport = self.transport
        if self.close_sent or self.disconnected or not self.handshake_complete or transport.is_closing():
            return 0
        backlog = transport.get_write_buffer_size()
        if backlog == 0 and self._plain_socket >= 0:
            try:
                sent = os.write(self._plain_socket, frame)
            except BlockingIOError:
                sent = 0
            except OSError:
                transport.abort()
                return 0
            if sent == len(frame):
                return 0
            frame = frame[sent:]
        transport.write(frame)
        return backlog + len(frame)

    def keepalive_timeout(self) -> None:
        """Close: a ping was not answered."""
        super().keepalive_timeout()
        self._abort_later()

    def handle_close(self, event: Frame) -> None:
        """Answer a close, or take the answer to one's own."""
        super().handle_close(event)
        self._abort_later()

    def handle_parser_exception(self) -> None:
        """Close on what is not the protocol."""
        super().handle_parser_exception()
        self._abort_later()

    def shutdown(self) -> None:
        """Close, as the server ends."""
        super().shutdown()
        self._abort_later()

    def _abort_later(self) -> None:
        """Cut a peer off that does not take what it was sent: a transport that closes waits for it for ever."""
        if not self.disconnected:
            if self.close_timer is not None:
                self.close_timer.cancel()
            self.close_timer = self.loop.call_later(ABORT_AFTER_SECONDS, self.transport.abort)

    def end(self, code: int, reason: str) -> None:
        """Close now, without waiting for a peer that may have stopped reading."""
        if not self.is_open:
            return
        self.queue.put_nowait({"type": "websocket.disconnect", "code": code, "reason": reason})
        self.conn.send_close(code, reason)
        self.transport.write(b"".join(self.conn.data_to_send()))
        self.close_sent = True
        if self.read_paused:
            self.read_paused = False
            self.transport.resume_reading()
        self._abort_later()
