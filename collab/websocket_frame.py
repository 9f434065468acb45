"""Websocket frames as a server sends them (RFC 6455, section 5.2): not masked, so that one serves every reader."""

import struct


def binary_frame(payload: bytes) -> bytes:
    """One final binary frame.

    >>> binary_frame(b"abc").hex()
    '8203616263'
    """
    return _frame(0x82, payload)


def text_frame(payload: bytes) -> bytes:
    """One final text frame; the payload is UTF-8.

    >>> text_frame(b"abc").hex()
    '8103616263'
    """
    return _frame(0x81, payload)


def _frame(head: int, payload: bytes) -> bytes:
    size = len(payload)
    if size < 126:
        return bytes((head, size)) + payload
    if size < 65_536:
        return struct.pack("!BBH", head, 126, size) + payload
    return struct.pack("!BBQ", head, 127, size) + payload
