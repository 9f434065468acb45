"""Websocket frames as a server sends them (RFC 6455, section 5.2): not masked, so that one serves every reader."""

import struct


def binary_frame(payload: bytes) -> bytes:
    """One final binary frame.

    >>> binary_frame(b"abc").hex()
    '8203616263'
    """
    size = len(payload)
    if size < 126:
        return bytes((0x82, size)) + payload
    if size < 65_536:
        return struct.pack("!BBH", 0x82, 126, size) + payload
    return struct.pack("!BBQ", 0x82, 127, size) + payload
