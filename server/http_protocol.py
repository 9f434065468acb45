"""uvicorn's HTTP protocol with limits where it has none: for the head of a request, and for a peer that stops reading.

Whoever connects can send a head that never ends, or never finish one, or go on with trailers; whoever is answered can
leave the answer lying. Each holds memory and a connection for as long as they like, before anybody knows who they are.
"""

import asyncio
import sys
from typing import cast

from httptools import HttpParserError, HttpParserUpgrade, HttpRequestParser
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

MAX_HEAD_BYTES = 65_536  # of a request line and its headers; one read may go beyond it. Cookies and tokens need 8 KiB
HEAD_SECONDS = 10.0  # from connecting, or from the last answer, to a whole head
MAX_TRAILER_BYTES = 8_192  # of fields behind a chunked body; none are asked for
READ_SECONDS = 15.0  # within which a peer has to take something of what it was sent
LEAST_READ_BYTES = 16_384  # within READ_SECONDS: slower than any line that people have
MAX_PIPELINED = 32  # requests that wait for the answers before theirs; browsers send none ahead
_OF_UPGRADES = {b"upgrade", b"http2-settings", b"connection"}
_REFUSALS = {408: b"Request Timeout", 431: b"Request Header Fields Too Large"}


class LimitedHttpProtocol(HttpToolsProtocol):
    """Given to uvicorn as ``http=``."""

    _head_timer: asyncio.TimerHandle | None = None
    _read_timer: asyncio.TimerHandle | None = None
    _head_bytes = 0
    _in_head = True
    _trailer_bytes = 0
    _is_upgrade_ignored = False
    _received = b""
    _unread = 0
    _has_resumed = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(cast("asyncio.Transport", transport))
        self._await_head()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_timers()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Read, unless a head has become too long."""
        was_in_head = self._in_head
        self._received = data
        super().data_received(data)
        self._received = b""
        if self._in_head and was_in_head:
            self._head_bytes += len(data)
            if self._head_bytes > MAX_HEAD_BYTES:
                self._refuse(431)

    def on_message_begin(self) -> None:
        """A request begins. Raises httptools' own error where too many wait, which ends the connection with 400."""
        if len(self.pipeline) >= MAX_PIPELINED:
            message = f"at most {MAX_PIPELINED} requests may wait for answers"
            raise HttpParserError(message)
        super().on_message_begin()
        self._in_head, self._head_bytes, self._trailer_bytes, self._is_upgrade_ignored = True, 0, 0, False
        if self._head_timer is None:
            self._await_head()

    def on_header(self, name: bytes, value: bytes) -> None:
        """Take a field of the head. A trailer's is dropped: it is no header (RFC 9110, section 6.5.1).

        Raises httptools' own error where trailers are long, which ends the connection with 400.
        """
        if self._in_head:
            super().on_header(name, value)
            return
        self._trailer_bytes += len(name) + len(value) + len(b": \r\n")
        if self._trailer_bytes > MAX_TRAILER_BYTES:
            message = f"trailers may have {MAX_TRAILER_BYTES} bytes"
            raise HttpParserError(message)

    def on_headers_complete(self) -> None:
        """The head is there: what comes now is up to whoever answers."""
        self._in_head = False
        if self._head_timer is not None:
            self._head_timer.cancel()
            self._head_timer = None
        # What follows a CONNECT is a tunnel's, whatever its fields say: it is refused as any other method.
        is_tunnel = self.parser.get_method() == b"CONNECT"
        self._is_upgrade_ignored = self.parser.should_upgrade() and not self._should_upgrade() and not is_tunnel
        if not self._is_upgrade_ignored:
            super().on_headers_complete()

    def on_message_complete(self) -> None:
        """All of a request is there, unless it is read once more."""
        if not self._is_upgrade_ignored:
            super().on_message_complete()

    def _unsupported_upgrade_warning(self) -> None:
        """Read a request anew that would change to a protocol that is not spoken here, as if it would not.

        That is what RFC 9110, section 7.8, has for it. The parser takes all behind such a head for the other protocol,
        and uvicorn, which calls this, would lose the request's body.
        """
        if not self._is_upgrade_ignored:
            super()._unsupported_upgrade_warning()
            return
        ignored = cast("HttpParserUpgrade", sys.exc_info()[1])
        version = self.parser.get_http_version().encode()
        fields = [name + b": " + value for name, value in self.headers if name not in _OF_UPGRADES]
        if not self.parser.should_keep_alive():
            fields.append(b"connection: close")
        head = b"\r\n".join([self.parser.get_method() + b" " + self.url + b" HTTP/" + version, *fields, b"", b""])
        self.parser = HttpRequestParser(self)
        self.parser.set_dangerous_leniencies(lenient_data_after_close=True)
        self._received = head + self._received[ignored.args[0] :]
        super().data_received(self._received)

    def on_response_complete(self) -> None:
        """An answer was written; the peer may ask again."""
        super().on_response_complete()
        if not self.transport.is_closing() and self.cycle.response_complete:
            self._await_head()
        self._watch_reading()

    def pause_writing(self) -> None:
        """The peer has not taken much of what it was sent."""
        super().pause_writing()
        self._watch_reading()

    def resume_writing(self) -> None:
        """The peer has taken most of it."""
        self._has_resumed = True
        super().resume_writing()

    def _await_head(self) -> None:
        if self._head_timer is not None:
            self._head_timer.cancel()
        self._head_timer = self.loop.call_later(HEAD_SECONDS, self._refuse, 408)

    def _refuse(self, status: int) -> None:
        if self.transport.is_closing():
            return
        if self._head_bytes:
            reason = _REFUSALS[status]
            head = b"HTTP/1.1 %d %s\r\nconnection: close\r\ncontent-length: 0\r\n\r\n" % (status, reason)
            self.transport.write(head)
        self.transport.close()
        self._watch_reading()

    def _watch_reading(self) -> None:
        """See to it that the peer reads, for as long as something waits for it."""
        if self._read_timer is None and self.transport.get_write_buffer_size() > 0:
            self._look_again()

    def _look_again(self) -> None:
        self._unread = self.transport.get_write_buffer_size()
        self._has_resumed = False
        self._read_timer = self.loop.call_later(READ_SECONDS, self._look_at_reading)

    def _look_at_reading(self) -> None:
        self._read_timer = None
        unread = self.transport.get_write_buffer_size()
        if unread == 0:
            return
        if self._has_resumed or unread <= self._unread - LEAST_READ_BYTES:
            self._look_again()
        else:
            self.transport.abort()

    def _stop_timers(self) -> None:
        for timer in (self._head_timer, self._read_timer):
            if timer is not None:
                timer.cancel()
        self._head_timer = self._read_timer = None
