"""Yjs updates written by hand, so that they can hold what no honest client sends."""

import struct

from collab.codec import write_var_bytes, write_var_string, write_varint, write_varuint
from collab.update_reader import ANY, BINARY, DELETED, DOC, EMBED, FORMAT, GC, JSON, SKIP, STRING, TYPE

ORIGIN, RIGHT_ORIGIN, PARENT_SUB = 0x80, 0x40, 0x20

Id = tuple[int, int]


def update(client: int, clock: int, *structs: bytes, deletes: dict[int, list[tuple[int, int]]] | None = None) -> bytes:
    """One update: structs of one client from a clock on, and deletions as client → (clock, length)."""
    written = b"\x00"
    if structs:
        written = b"\x01" + write_varuint(len(structs)) + write_varuint(client) + write_varuint(clock)
        written += b"".join(structs)
    return written + delete_set(deletes or {})


def delete_set(deletes: dict[int, list[tuple[int, int]]]) -> bytes:
    """A delete set."""
    written = write_varuint(len(deletes))
    for client, ranges in deletes.items():
        written += write_varuint(client) + write_varuint(len(ranges))
        written += b"".join(write_varuint(clock) + write_varuint(length) for clock, length in ranges)
    return written


def identifier(item: Id) -> bytes:
    """The id of a struct."""
    return write_varuint(item[0]) + write_varuint(item[1])


def in_root(kind: int, root: str, key: str | None, content: bytes) -> bytes:
    """A struct in a root type: under a key, or in a list."""
    flags = PARENT_SUB if key is not None else 0
    return bytes((kind | flags, 1)) + write_var_string(root) + (write_var_string(key) if key else b"") + content


def in_item(kind: int, parent: Id, key: str | None, content: bytes) -> bytes:
    """A struct in the type that an item holds."""
    flags = PARENT_SUB if key is not None else 0
    return bytes((kind | flags, 0)) + identifier(parent) + (write_var_string(key) if key else b"") + content


def behind(kind: int, origin: Id, content: bytes, right: Id | None = None) -> bytes:
    """A struct to the right of another one."""
    flags = ORIGIN | (RIGHT_ORIGIN if right else 0)
    return bytes((kind | flags,)) + identifier(origin) + (identifier(right) if right else b"") + content


def string(text: str | bytes) -> bytes:
    """Text as content; bytes are taken for UTF-8, which they need not be."""
    return write_var_string(text) if isinstance(text, str) else write_var_bytes(text)


def values(*encoded: bytes) -> bytes:
    """ANY content."""
    return write_varuint(len(encoded)) + b"".join(encoded)


def any_string(text: str) -> bytes:
    """A string as a value."""
    return b"\x77" + write_var_string(text)


def any_integer(value: int) -> bytes:
    """An integer as a value."""
    return b"\x7d" + write_varint(value)


def any_float(value: float) -> bytes:
    """A double as a value."""
    return b"\x7b" + struct.pack(">d", value)


def any_big_integer(value: int) -> bytes:
    """A BigInt as a value."""
    return b"\x7a" + struct.pack(">q", value)


def any_bytes(value: bytes) -> bytes:
    """Bytes as a value."""
    return b"\x74" + write_var_bytes(value)


def any_nested(depth: int, *, maps: bool) -> bytes:
    """Lists in lists, or maps in maps."""
    return (b"\x76\x01\x01k" if maps else b"\x75\x01") * depth + b"\x7e"


def collected(length: int) -> bytes:
    """A GC struct."""
    return bytes((GC,)) + write_varuint(length)


def skip(length: int) -> bytes:
    """A skip struct."""
    return bytes((SKIP,)) + write_varuint(length)


CONTENTS: dict[str, tuple[int, bytes]] = {
    "NaN": (ANY, values(any_float(float("nan")))),
    "an infinite number": (ANY, values(any_float(float("inf")))),
    "a BigInt": (ANY, values(any_big_integer(2**62))),
    "bytes as a value": (ANY, values(any_bytes(b"\x00\x01"))),
    "binary content": (BINARY, write_var_bytes(b"\x00\x01")),
    "JSON content": (JSON, b"\x01" + write_var_string("{}")),
    "a subdocument": (DOC, write_var_string("guid") + b"\x76\x00"),
    "an embed": (EMBED, write_var_string('{"image":1}')),
    "a format": (FORMAT, write_var_string("bold") + write_var_string("true")),
    "a list of values": (ANY, values(any_integer(1), any_integer(2))),
    "an object": (ANY, values(any_nested(3, maps=True))),
    "a list": (ANY, values(any_nested(3, maps=False))),
    "text in place of a value": (STRING, string("text")),
    "a Y.Array": (TYPE, b"\x00"),
    "a Y.XmlElement": (TYPE, b"\x03" + write_var_string("div")),
    "a Y.XmlHook": (TYPE, b"\x05" + write_var_string("hook")),
    "a string with U+0000": (ANY, values(any_string("a\x00b"))),
    "a wrong word": (ANY, values(any_string("no such word"))),
}
"""Content that no scalar field of the declaration takes, by name."""

DELETED_ONE = (DELETED, b"\x01")
