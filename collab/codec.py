"""The y-websocket wire: lib0's primitives on bytes, and the frames made of them.

Sources: lib0 0.2 `encoding.js` and `decoding.js`; y-protocols 1.0 `sync.js`, `awareness.js`, `auth.js`;
y-websocket 3.1. A function that reads a part takes the bytes and the offset to read at, checks bounds before
it reads or allocates, and returns the value and the offset behind it.

Errors:

    Malformed                      the bytes are not the protocol: close with 4400
    └── TooManyOperations          (update_reader) well-formed so far, but too long: close with 4413

A `write_*` function given something that the protocol cannot carry raises ValueError: that is a bug of ours.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import ClassVar, Final

SYNC: Final = 0
AWARENESS: Final = 1
AUTH: Final = 2
QUERY_AWARENESS: Final = 3

STEP1: Final = 0
STEP2: Final = 1
UPDATE: Final = 2

MAX_INTEGER: Final = 2**53 - 1  # the largest integer that JavaScript holds exactly
MAX_CLOCK: Final = 2**31 - 1  # yrs keeps clocks in 32 bits, wraps beyond without a word and compares them signed
MAX_AWARENESS_ENTRIES: Final = 1000  # a client renews itself and a few tabs; nobody has a thousand

# An integer has at most 8 bytes of 7 bits, enough for 53; the first byte of a signed one holds only 6.
_UNSIGNED_SHIFTS: Final = (7, 14, 21, 28, 35, 42, 49)
_SIGNED_SHIFTS: Final = (6, 13, 20, 27, 34, 41, 48)


class Malformed(Exception):  # noqa: N818 - it names what the bytes are
    """The bytes are not the protocol: the message says what was expected, what came, and at which byte."""

    code: ClassVar[str] = "malformed"


@dataclass(frozen=True, slots=True)
class SyncStep1:
    """The sender asks for what it lacks: the state vector is client → number of clocks that it has."""

    state_vector: dict[int, int]


@dataclass(frozen=True, slots=True)
class SyncStep2:
    """The answer to a step1: one update with all that the other side lacked, and the whole delete set."""

    update: bytes


@dataclass(frozen=True, slots=True)
class Update:
    """An edit, as it happens."""

    update: bytes


@dataclass(frozen=True, slots=True)
class AwarenessEntry:
    """What one client says of itself: `state` is JSON text as sent, not parsed; "null" means that it left."""

    client: int
    clock: int
    state: str


@dataclass(frozen=True, slots=True)
class AwarenessMessage:
    """Presence of one or more clients, in the order sent."""

    entries: tuple[AwarenessEntry, ...]


@dataclass(frozen=True, slots=True)
class QueryAwareness:
    """The sender asks for everybody's presence."""


Frame = SyncStep1 | SyncStep2 | Update | AwarenessMessage | QueryAwareness


def read_varuint(data: bytes, at: int) -> tuple[int, int]:
    """Read an unsigned integer: 7 bits a byte, lowest first, the top bit for more to come (lib0 readVarUint).

    Superfluous zero bits are allowed, as lib0 allows them, up to 8 bytes in all. Raises Malformed where the
    bytes end early or the value is above 2^53 - 1.
    """
    start = at
    try:
        byte = data[at]
        if byte < 0x80:
            return byte, at + 1
        value = byte & 0x7F
        for shift in _UNSIGNED_SHIFTS:
            at += 1
            byte = data[at]
            value |= (byte & 0x7F) << shift
            if byte < 0x80:
                if value > MAX_INTEGER:
                    break
                return value, at + 1
    except IndexError:
        raise malformed("an unsigned integer", "the end of the bytes", start) from None
    raise malformed("an unsigned integer up to 2^53 - 1", "a larger one", start)


def read_varint(data: bytes, at: int) -> tuple[int, int]:
    """Read a signed integer: sign and 6 bits of value in the first byte, then 7 a byte (lib0 readVarInt).

    Minus zero, which lib0 can write, is read as 0. Raises Malformed where the bytes end early or the value
    is beyond ±(2^53 - 1).
    """
    start = at
    try:
        byte = data[at]
        negative = byte & 0x40
        value = byte & 0x3F
        if byte < 0x80:
            return (-value if negative else value), at + 1
        for shift in _SIGNED_SHIFTS:
            at += 1
            byte = data[at]
            value |= (byte & 0x7F) << shift
            if byte < 0x80:
                if value > MAX_INTEGER:
                    break
                return (-value if negative else value), at + 1
    except IndexError:
        raise malformed("a signed integer", "the end of the bytes", start) from None
    raise malformed("a signed integer up to 2^53 - 1", "a larger one", start)


def read_clock(data: bytes, at: int) -> tuple[int, int]:
    """Read a clock, or a length in clocks: an unsigned integer up to MAX_CLOCK, else Malformed."""
    value, end = read_varuint(data, at)
    if value > MAX_CLOCK:
        raise malformed(f"a clock or length up to {MAX_CLOCK}", str(value), at)
    return value, end


def read_var_bytes(data: bytes, at: int) -> tuple[bytes, int]:
    """Read bytes with their length in front (lib0 readVarUint8Array); Malformed where fewer are there."""
    length, start = read_varuint(data, at)
    end = start + length
    if end > len(data):
        raise malformed(f"{length} bytes", f"{len(data) - start}", start)
    return data[start:end], end


def read_var_string(data: bytes, at: int) -> tuple[str, int]:
    """Read a string: length in bytes, then strict UTF-8 (lib0 readVarString): no surrogates, but U+0000 is.

    Raises Malformed where fewer bytes are there or they are not UTF-8.
    """
    length, start = read_varuint(data, at)
    end = start + length
    if end > len(data):
        raise malformed(f"a string of {length} bytes", f"{len(data) - start}", start)
    try:
        return data[start:end].decode(), end
    except UnicodeDecodeError as error:
        raise malformed("UTF-8", error.reason, start + error.start) from None


def write_varuint(value: int) -> bytes:
    """The bytes of an unsigned integer up to 2^53 - 1; ValueError for others."""
    if 0 <= value < 0x80:
        return bytes((value,))
    if not 0 <= value <= MAX_INTEGER:
        raise ValueError(f"expected an integer from 0 to 2^53 - 1, got {value}")
    written = bytearray()
    while value > 0x7F:
        written.append(0x80 | (value & 0x7F))
        value >>= 7
    written.append(value)
    return bytes(written)


def write_varint(value: int) -> bytes:
    """The bytes of a signed integer within ±(2^53 - 1); ValueError for others."""
    if abs(value) > MAX_INTEGER:
        raise ValueError(f"expected an integer within ±(2^53 - 1), got {value}")
    rest = abs(value)
    written = bytearray(((0x80 if rest > 0x3F else 0) | (0x40 if value < 0 else 0) | (rest & 0x3F),))
    rest >>= 6
    while rest:
        written.append((0x80 if rest > 0x7F else 0) | (rest & 0x7F))
        rest >>= 7
    return bytes(written)


def write_var_bytes(value: bytes) -> bytes:
    """The bytes with their length in front."""
    return write_varuint(len(value)) + value


def write_var_string(value: str) -> bytes:
    """The string as UTF-8, its length in bytes in front; UnicodeEncodeError, a ValueError, for surrogates."""
    return write_var_bytes(value.encode())


def read_state_vector(data: bytes) -> dict[int, int]:
    """Read a state vector: client → number of clocks known; Malformed also where a client comes twice."""
    count, at = read_count(data, 0, 2, "state vector entries")
    vector: dict[int, int] = {}
    for _ in range(count):
        start = at
        client, at = read_varuint(data, at)
        clock, at = read_clock(data, at)
        if client in vector:
            raise malformed("each client once in a state vector", f"client {client} again", start)
        vector[client] = clock
    expect_end(data, at)
    return vector


def write_state_vector(vector: Mapping[int, int]) -> bytes:
    """The bytes of a state vector, higher client ids first, as yjs writes it."""
    entries = sorted(vector.items(), reverse=True)
    return b"".join(
        (
            write_varuint(len(entries)),
            *(write_varuint(client) + write_varuint(clock) for client, clock in entries),
        )
    )


def read_frame(frame: bytes) -> Frame:
    """Read the one message of a frame that a client sent.

    Raises Malformed, also for bytes behind the message, unknown kinds, and auth, which only a server sends.
    The update inside a step2 or update is not looked into: `update_reader.read_update` does that.
    """
    kind, at = read_varuint(frame, 0)
    if kind == SYNC:
        return _read_sync(frame, at)
    if kind == AWARENESS:
        payload, end = read_var_bytes(frame, at)
        expect_end(frame, end)
        return _read_awareness(payload)
    if kind == QUERY_AWARENESS:
        expect_end(frame, at)
        return QueryAwareness()
    if kind == AUTH:
        raise malformed("a message that a client may send", "auth", 0)
    raise malformed("message type 0 to 3", str(kind), 0)


def write_step1(state_vector: bytes) -> bytes:
    """The frame that asks for what is missing from this (encoded) state vector."""
    return bytes((SYNC, STEP1)) + write_var_bytes(state_vector)


def write_step2(update: bytes) -> bytes:
    """The frame that answers a step1."""
    return bytes((SYNC, STEP2)) + write_var_bytes(update)


def write_update(update: bytes) -> bytes:
    """The frame of an edit."""
    return bytes((SYNC, UPDATE)) + write_var_bytes(update)


def write_awareness(entries: Iterable[AwarenessEntry]) -> bytes:
    """The frame of these clients' presence."""
    written = [
        write_varuint(entry.client) + write_varuint(entry.clock) + write_var_string(entry.state) for entry in entries
    ]
    return bytes((AWARENESS,)) + write_var_bytes(write_varuint(len(written)) + b"".join(written))


def read_count(data: bytes, at: int, least: int, what: str) -> tuple[int, int]:
    """Read how many things of at least `least` bytes follow; Malformed where the rest cannot hold them."""
    count, end = read_varuint(data, at)
    if count * least > len(data) - end:
        raise malformed(f"{count} {what} of at least {least} bytes", f"{len(data) - end} bytes", at)
    return count, end


def expect_end(data: bytes, at: int) -> None:
    """Raise Malformed unless all bytes are read."""
    if at != len(data):
        raise malformed("the end of the bytes", f"{len(data) - at} more", at)


def malformed(expected: str, came: str, at: int) -> Malformed:
    """The error to raise when `came` stands at byte `at` instead of what was `expected`."""
    return Malformed(f"expected {expected} at byte {at}, got {came}")


def _read_sync(frame: bytes, at: int) -> SyncStep1 | SyncStep2 | Update:
    start = at
    kind, at = read_varuint(frame, at)
    if kind > UPDATE:
        raise malformed("sync step 0 to 2", str(kind), start)
    payload, end = read_var_bytes(frame, at)
    expect_end(frame, end)
    if kind == STEP1:
        return SyncStep1(read_state_vector(payload))
    return SyncStep2(payload) if kind == STEP2 else Update(payload)


def _read_awareness(payload: bytes) -> AwarenessMessage:
    count, at = read_count(payload, 0, 3, "awareness entries")
    if count > MAX_AWARENESS_ENTRIES:
        raise malformed(f"up to {MAX_AWARENESS_ENTRIES} awareness entries", str(count), 0)
    entries: list[AwarenessEntry] = []
    for _ in range(count):
        client, at = read_varuint(payload, at)
        clock, at = read_varuint(payload, at)
        state, at = read_var_string(payload, at)
        entries.append(AwarenessEntry(client, clock, state))
    expect_end(payload, at)
    return AwarenessMessage(tuple(entries))
