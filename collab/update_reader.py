"""Reads Yjs updates (v1 encoding) without a document: admission judges them before they are applied.

Source: yjs 13.6 `src/utils/encoding.js`, `src/structs/*.js`, `src/utils/DeleteSet.js`; lib0 `decoding.js`.

What admission reads here must be what pycrdt (yrs 0.28) applies, so wherever yjs and yrs read the same bytes
differently, or only one of them accepts them, they are refused:
- counts, clocks and lengths beyond 2^31 - 1: yrs wraps them to 32 bits without a word;
- GC and skip structs with flag bits: yjs ignores the bits, yrs takes such a struct for an item;
- a parent marker other than 0 and 1, a type reference of more than one byte;
- a client listed twice: yjs takes the last (structs) or both (deletes), yrs the reverse;
- bytes behind the update, which both ignore; structs of length 0, which yrs drops;
- a client without structs: yrs 0.28 panics where it knows the client.
Two kinds are read as yjs reads them although yrs does not, and therefore must not be admitted: JSON (yrs
reads one string too many) and TYPE_XML_HOOK (yrs does not read its name).
"""

from collections.abc import Callable
from struct import Struct as BinaryLayout
from typing import ClassVar, Final, NamedTuple, TypeAlias

from collab.codec import (
    MAX_CLOCK,
    Malformed,
    expect_end,
    malformed,
    read_clock,
    read_count,
    read_var_bytes,
    read_var_string,
    read_varint,
    read_varuint,
)

GC: Final = 0
DELETED: Final = 1
JSON: Final = 2
BINARY: Final = 3
STRING: Final = 4
EMBED: Final = 5
FORMAT: Final = 6
TYPE: Final = 7
ANY: Final = 8
DOC: Final = 9
SKIP: Final = 10

TYPE_ARRAY: Final = 0
TYPE_MAP: Final = 1
TYPE_TEXT: Final = 2
TYPE_XML_ELEMENT: Final = 3
TYPE_XML_FRAGMENT: Final = 4
TYPE_XML_HOOK: Final = 5
TYPE_XML_TEXT: Final = 6

# Structs, delete ranges and nested lists and maps in one update. A client sends at once what it did offline and the
# whole delete set: a few thousand. Reading 20,000 takes 0.06 s, but crafted ones cost pycrdt up to 0.8 s to apply,
# growing with the square.
MAX_OPERATIONS: Final = 20_000
MAX_DEPTH: Final = 32  # levels of lists and maps in one value: yrs decodes them by recursion

_ORIGIN: Final = 0x80
_RIGHT_ORIGIN: Final = 0x40
_PARENT_SUB: Final = 0x20
_KIND: Final = 0x1F

_FLOAT32: Final = BinaryLayout(">f")
_FLOAT64: Final = BinaryLayout(">d")
_INT64: Final = BinaryLayout(">q")


class TooManyOperations(Malformed):
    """The update holds more structs, delete ranges and nested values than allowed: send smaller parts."""

    code: ClassVar[str] = "too_many_operations"


class BigInt(NamedTuple):
    """A JavaScript BigInt inside an ANY value."""

    value: int


class Binary(NamedTuple):
    """A Uint8Array inside an ANY value."""

    value: bytes


AnyValue: TypeAlias = "bool | int | float | str | BigInt | Binary | list[AnyValue] | dict[str, AnyValue] | None"
Content: TypeAlias = "int | str | bytes | tuple[str, ...] | list[AnyValue] | None"
Id: TypeAlias = tuple[int, int]  # (client, clock)


class Struct(NamedTuple):
    """One struct of an update.

    `length` is in clocks: UTF-16 code units of a STRING, number of values of ANY and JSON, as given for GC,
    DELETED and SKIP, else 1. `parent` is the name of a root, the id of the item that holds the type, or None
    where it is that of the origins; `parent_sub` is the key in a map, given only where the parent is.
    `content` by kind: STRING the text; ANY the values (undefined as None); TYPE the type reference; FORMAT
    (key, JSON text); EMBED the JSON text; JSON the texts; BINARY the bytes; DOC the guid; GC, DELETED and
    SKIP None. JSON texts are not parsed.
    """

    client: int
    clock: int
    length: int
    kind: int
    origin: Id | None
    right_origin: Id | None
    parent: str | Id | None
    parent_sub: str | None
    content: Content


class DecodedUpdate(NamedTuple):
    """What an update holds: per client its structs, and its deletions as (start, length).

    Structs follow each other without gaps in rising clocks; a skip struct stands where the sender lacked
    something. Deletions are sorted and merged.
    """

    structs: dict[int, list[Struct]]
    deletes: dict[int, list[tuple[int, int]]]


class _Budget:
    """The operations that the update may still hold."""

    __slots__ = ("allowed", "left")

    def __init__(self, allowed: int) -> None:
        self.allowed = allowed
        self.left = allowed

    def spend(self, operations: int, at: int) -> None:
        self.left -= operations
        if self.left < 0:
            raise TooManyOperations(f"expected up to {self.allowed} operations, more are announced at byte {at}")


def read_update(data: bytes, *, max_operations: int = MAX_OPERATIONS) -> DecodedUpdate:
    """Read one update. Raises Malformed; TooManyOperations, before reading them, when there are too many.

    The time and memory it takes are linear in the number of bytes.
    """
    budget = _Budget(max_operations)
    try:
        structs, at = _read_structs(data, budget)
        deletes, at = _read_deletes(data, at, budget)
    except IndexError:  # single bytes are read unchecked: this is their bounds check, which costs nothing
        raise malformed("more bytes", "the end", len(data)) from None
    expect_end(data, at)
    return DecodedUpdate(structs, deletes)


def _read_structs(data: bytes, budget: _Budget) -> tuple[dict[int, list[Struct]], int]:
    structs: dict[int, list[Struct]] = {}
    clients, at = read_count(data, 0, 3, "clients")
    for _ in range(clients):
        start = at
        count, at = read_count(data, at, 2, "structs")
        if count == 0:
            raise malformed("at least 1 struct of a client", "0", start)
        budget.spend(count, start)
        client, at = read_varuint(data, at)
        clock, at = read_clock(data, at)
        if client in structs:
            raise malformed("each client's structs once", f"client {client} again", start)
        read: list[Struct] = []
        for _ in range(count):
            struct, at = _read_struct(data, at, client, clock, budget)
            read.append(struct)
            clock += struct.length
            if clock > MAX_CLOCK:
                raise malformed(f"clocks up to {MAX_CLOCK}", str(clock), at)
        structs[client] = read
    return structs, at


def _read_struct(data: bytes, at: int, client: int, clock: int, budget: _Budget) -> tuple[Struct, int]:
    start = at
    info = data[at]
    at += 1
    kind = info & _KIND
    if kind in (GC, SKIP):
        if info != kind:
            raise malformed("a GC or skip struct without flags", f"info byte {info:#04x}", start)
        length, at = _read_length(data, at)
        return Struct(client, clock, length, kind, None, None, None, None, None), at
    if kind > SKIP:
        raise malformed("content kind 0 to 10", str(kind), start)
    origin = right_origin = parent = parent_sub = None
    if info & _ORIGIN:
        origin, at = _read_id(data, at)
    if info & _RIGHT_ORIGIN:
        right_origin, at = _read_id(data, at)
    if not info & (_ORIGIN | _RIGHT_ORIGIN):
        # With an origin the parent is the origin's, and the key, although flagged, is not written.
        parent, at = _read_parent(data, at)
        if info & _PARENT_SUB:
            parent_sub, at = read_var_string(data, at)
    content, length, at = _CONTENT_READERS[kind](data, at, budget)
    return Struct(client, clock, length, kind, origin, right_origin, parent, parent_sub, content), at


def _read_id(data: bytes, at: int) -> tuple[Id, int]:
    client, at = read_varuint(data, at)
    clock, at = read_clock(data, at)
    return (client, clock), at


def _read_parent(data: bytes, at: int) -> tuple[str | Id, int]:
    marker = data[at]
    if marker == 1:
        return read_var_string(data, at + 1)
    if marker == 0:
        return _read_id(data, at + 1)
    raise malformed("parent marker 0 or 1", str(marker), at)


def _read_length(data: bytes, at: int) -> tuple[int, int]:
    length, end = read_clock(data, at)
    if length == 0:
        raise malformed("a length of at least 1", "0", at)
    return length, end


def _read_deletes(data: bytes, at: int, budget: _Budget) -> tuple[dict[int, list[tuple[int, int]]], int]:
    deletes: dict[int, list[tuple[int, int]]] = {}
    clients, at = read_count(data, at, 2, "clients with deletions")
    for _ in range(clients):
        start = at
        client, at = read_varuint(data, at)
        if client in deletes:
            raise malformed("each client's deletions once", f"client {client} again", start)
        count, at = read_count(data, at, 2, "delete ranges")
        budget.spend(count or 1, start)
        ranges: list[tuple[int, int]] = []
        for _ in range(count):
            clock, at = read_clock(data, at)
            length, at = _read_length(data, at)
            if clock + length > MAX_CLOCK:
                raise malformed(f"deletions up to clock {MAX_CLOCK}", str(clock + length), at)
            ranges.append((clock, length))
        deletes[client] = ranges if count == 1 else _merged(ranges)
    return deletes, at


def _merged(ranges: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The same clocks as sorted (start, length) that neither overlap nor touch."""
    merged: list[tuple[int, int]] = []
    for start, length in sorted(ranges):
        if merged:
            last_start, last_length = merged[-1]
            if start <= last_start + last_length:
                merged[-1] = (last_start, max(last_length, start + length - last_start))
                continue
        merged.append((start, length))
    return merged


def _read_deleted(data: bytes, at: int, _budget: _Budget) -> tuple[Content, int, int]:
    length, at = _read_length(data, at)
    return None, length, at


def _read_json_texts(data: bytes, at: int, _budget: _Budget) -> tuple[Content, int, int]:
    start = at
    count, at = read_count(data, at, 1, "JSON texts")
    if count == 0:
        raise malformed("at least 1 JSON text", "0", start)
    texts: list[str] = []
    for _ in range(count):
        text, at = read_var_string(data, at)
        texts.append(text)
    return tuple(texts), count, at


def _read_binary(data: bytes, at: int, _budget: _Budget) -> tuple[Content, int, int]:
    content, at = read_var_bytes(data, at)
    return content, 1, at


def _read_string(data: bytes, at: int, _budget: _Budget) -> tuple[Content, int, int]:
    text, end = read_var_string(data, at)
    if not text:
        raise malformed("a string that is not empty", "an empty one", at)
    length = len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2
    return text, length, end


def _read_text(data: bytes, at: int, _budget: _Budget) -> tuple[Content, int, int]:
    text, at = read_var_string(data, at)
    return text, 1, at


def _read_format(data: bytes, at: int, _budget: _Budget) -> tuple[Content, int, int]:
    key, at = read_var_string(data, at)
    value, at = read_var_string(data, at)
    return (key, value), 1, at


def _read_type(data: bytes, at: int, _budget: _Budget) -> tuple[Content, int, int]:
    reference = data[at]
    if reference > TYPE_XML_TEXT:
        raise malformed("type reference 0 to 6", str(reference), at)
    at += 1
    if reference in (TYPE_XML_ELEMENT, TYPE_XML_HOOK):
        _name, at = read_var_string(data, at)
    return reference, 1, at


def _read_any_values(data: bytes, at: int, budget: _Budget) -> tuple[Content, int, int]:
    start = at
    count, at = read_count(data, at, 1, "values")
    if count == 0:
        raise malformed("at least 1 value", "0", start)
    values: list[AnyValue] = []
    for _ in range(count):
        value, at = _read_any(data, at, 0, budget)
        values.append(value)
    return values, count, at


def _read_doc(data: bytes, at: int, budget: _Budget) -> tuple[Content, int, int]:
    guid, at = read_var_string(data, at)
    _options, at = _read_any(data, at, 0, budget)
    return guid, 1, at


# Indexed by kind; GC and SKIP are read before it is asked.
_CONTENT_READERS: Final[tuple[Callable[[bytes, int, _Budget], tuple[Content, int, int]], ...]] = (
    _read_deleted,
    _read_deleted,
    _read_json_texts,
    _read_binary,
    _read_string,
    _read_text,
    _read_format,
    _read_type,
    _read_any_values,
    _read_doc,
)

_ANY_CONSTANTS: Final[dict[int, bool | None]] = {127: None, 126: None, 121: False, 120: True}
_ANY_NUMBERS: Final = {124: _FLOAT32, 123: _FLOAT64, 122: _INT64}


def _read_any(data: bytes, at: int, depth: int, budget: _Budget) -> tuple[AnyValue, int]:
    """Read one value (lib0 readAny); `depth` is the number of lists and maps around it."""
    tag = data[at]
    if tag == 119:
        return read_var_string(data, at + 1)
    if tag == 125:
        return read_varint(data, at + 1)
    if tag in _ANY_CONSTANTS:
        return _ANY_CONSTANTS[tag], at + 1
    if tag in _ANY_NUMBERS:
        return _read_any_number(data, at)
    if tag == 116:
        content, end = read_var_bytes(data, at + 1)
        return Binary(content), end
    if tag not in (117, 118):
        raise malformed("a value's type 116 to 127", str(tag), at)
    if depth == MAX_DEPTH:
        raise malformed(f"values nested up to {MAX_DEPTH} deep", "a deeper one", at)
    budget.spend(1, at)
    return (_read_any_list if tag == 117 else _read_any_map)(data, at + 1, depth + 1, budget)


def _read_any_number(data: bytes, at: int) -> tuple[AnyValue, int]:
    layout = _ANY_NUMBERS[data[at]]
    at += 1
    end = at + layout.size
    if end > len(data):
        raise malformed(f"a number of {layout.size} bytes", f"{len(data) - at}", at)
    (number,) = layout.unpack_from(data, at)
    return BigInt(number) if layout is _INT64 else number, end


def _read_any_list(data: bytes, at: int, depth: int, budget: _Budget) -> tuple[AnyValue, int]:
    count, at = read_count(data, at, 1, "list values")
    values: list[AnyValue] = []
    for _ in range(count):
        value, at = _read_any(data, at, depth, budget)
        values.append(value)
    return values, at


def _read_any_map(data: bytes, at: int, depth: int, budget: _Budget) -> tuple[AnyValue, int]:
    count, at = read_count(data, at, 2, "map entries")
    values: dict[str, AnyValue] = {}
    for _ in range(count):
        key, at = read_var_string(data, at)
        values[key], at = _read_any(data, at, depth, budget)
    return values, at
