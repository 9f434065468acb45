"""The update reader agrees with yjs and pycrdt, and says Malformed to everything else."""

import time
import tracemalloc
from collections.abc import Callable
from itertools import pairwise
from typing import Any, TypeAlias

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pycrdt import Doc, Map, Text, TransactionEvent

from collab import update_reader as reader
from collab.codec import (
    MAX_CLOCK,
    Malformed,
    read_state_vector,
    write_var_bytes,
    write_var_string,
    write_varint,
    write_varuint,
)
from collab.ranges import RangeSet
from collab.update_reader import BigInt, Binary, DecodedUpdate, Struct, TooManyOperations, read_update

CLIENT = 1234567890

# Made with yjs 13.6.33: doc.clientID = 1234567890, each the bytes of one 'update' event, in this order.
MAP_SET = "0101d285d8cc04002801086f7574636f6d657306746172676574017d9f0100"  # getMap('outcomes').set('target', 95)
MAP_RESET = "0101d285d8cc0401a8d285d8cc0400017c42c3000001d285d8cc04010001"  # .set('target', 97.5)
MAP_STRING = (
    "0101d285d8cc04022801086f7574636f6d6573046e616d6501770c5ac3bc7269636820f09f988000"  # .set('name', 'Zürich 😀')
)
MAP_DELETE = "0001d285d8cc04010201"  # .delete('name')
# .set('nested', new Y.Map([['title', new Y.Text('héllo')]]))
NESTED = (
    "0103d285d8cc04032701086f7574636f6d6573066e6573746564012700d285d8cc0403057469746c65020400d285d8cc0404"
    "0668c3a96c6c6f00"
)
TYPING = "0101d285d8cc040a84d285d8cc04090521f09f988000"  # the nested title: .insert(5, '!😀')
ERASING = "0001d285d8cc04010602"  # the nested title: .delete(1, 2)
FULL = (  # encodeStateAsUpdate(doc) after all of it
    "0108d285d8cc04002101086f7574636f6d65730674617267657401a8d285d8cc0400017c42c300002101086f7574636f6d6573046e61"
    "6d65012701086f7574636f6d6573066e6573746564012700d285d8cc0403057469746c65020400d285d8cc0404016881d285d8cc0405"
    "0284d285d8cc0407076c6f21f09f988001d285d8cc0403000102010602"
)

# Made with yjs 13.6.33: encodeStateAsUpdate of a document of client 7 with, in this order: "ab" inserted into text t,
# its first letter made bold, an embed {img: 'x'} inserted at 1; into array a the list 1, -1, 0.5, 0.1, true, false,
# null, 's', {k: [1, {z: -70000, u: undefined}]}, Uint8Array 1 2 3; map m: big = -12345678901n; Uint8Array 9 8 pushed
# to a; m: doc = new Y.Doc({guid: 'g-1'}); into XML fragment x an element "div", a text "y" and a hook "hook".
RICH = (
    "010e0700040101740161840700016246070004626f6c640474727565c60700070104626f6c64046e756c6cc5070307010b7b22696d67"
    "223a2278227d08010161097d017d417c3f0000007b3fb999999999999a78797e7701737601016b75027d017602017a7df0c50801757f"
    "83070d030102032801016d03626967017afffffffd2023e3cb83070e0209082901016d03646f6303672d317600070101780303646976"
    "870712060400071301798707130504686f6f6b00"
)

# Made with yjs 13.6.33: client 5 inserts 'a', 'b', 'c' into text t; mergeUpdates of the first and the third update.
SKIPPED = "010305000401017401610a01840501016300"
# encodeStateAsUpdate of that document after t.delete(0, 2), a nested map of one entry set at k of map m and deleted.
COLLECTED = "01040500010101740284050101632101016d016b01000101050200020302"
# encodeStateAsUpdate after client 3 integrates an Item with ContentJSON(['x', undefined, {a: 1}]) into array a.
JSON_TEXTS = "0101030002010161030322782209756e646566696e6564077b2261223a317d00"

REAL = (MAP_SET, MAP_RESET, MAP_STRING, MAP_DELETE, NESTED, TYPING, ERASING, FULL, RICH, SKIPPED, COLLECTED, JSON_TEXTS)


def read(text: str) -> DecodedUpdate:
    return read_update(bytes.fromhex(text))


def only(update: DecodedUpdate) -> Struct:
    ((struct,),) = update.structs.values()
    return struct


def one(struct: bytes, *, clock: int = 0) -> bytes:
    """An update of client 5 with this one struct."""
    return b"\x01\x01\x05" + write_varuint(clock) + struct + b"\x00"


def one_value(value: bytes) -> bytes:
    """An update that sets m.k to this encoded value."""
    return one(b"\x28\x01" + write_var_string("m") + write_var_string("k") + b"\x01" + value)


def read_value(value: bytes) -> reader.AnyValue:
    content = only(read_update(one_value(value))).content
    assert isinstance(content, list)
    return content[0]


def test_a_map_entry_is_read() -> None:
    assert only(read(MAP_SET)) == Struct(CLIENT, 0, 1, reader.ANY, None, None, "outcomes", "target", [95])
    assert only(read(MAP_STRING)).content == ["Zürich 😀"]


def test_an_entry_set_again_names_what_it_replaces_and_deletes_it() -> None:
    update = read(MAP_RESET)
    assert only(update) == Struct(CLIENT, 1, 1, reader.ANY, (CLIENT, 0), None, None, None, [97.5])
    assert update.deletes == {CLIENT: [(0, 1)]}


def test_nested_types_are_read() -> None:
    assert read(NESTED).structs[CLIENT] == [
        Struct(CLIENT, 3, 1, reader.TYPE, None, None, "outcomes", "nested", reader.TYPE_MAP),
        Struct(CLIENT, 4, 1, reader.TYPE, None, None, (CLIENT, 3), "title", reader.TYPE_TEXT),
        Struct(CLIENT, 5, 5, reader.STRING, None, None, (CLIENT, 4), None, "héllo"),
    ]


def test_typing_counts_utf16_code_units_and_erasing_deletes() -> None:
    assert only(read(TYPING)) == Struct(CLIENT, 10, 3, reader.STRING, (CLIENT, 9), None, None, None, "!😀")
    assert read(ERASING) == DecodedUpdate({}, {CLIENT: [(6, 2)]})
    assert read(FULL).deletes == {CLIENT: [(0, 1), (2, 1), (6, 2)]}


def test_every_other_kind_is_read() -> None:
    structs = read(RICH).structs[7]
    assert [(struct.clock, struct.length, struct.kind, struct.content) for struct in structs[2:]] == [
        (2, 1, reader.FORMAT, ("bold", "true")),
        (3, 1, reader.FORMAT, ("bold", "null")),
        (4, 1, reader.EMBED, '{"img":"x"}'),
        (5, 9, reader.ANY, [1, -1, 0.5, 0.1, True, False, None, "s", {"k": [1, {"z": -70000, "u": None}]}]),
        (14, 1, reader.BINARY, b"\x01\x02\x03"),
        (15, 1, reader.ANY, [BigInt(-12345678901)]),
        (16, 1, reader.BINARY, b"\x09\x08"),
        (17, 1, reader.DOC, "g-1"),
        (18, 1, reader.TYPE, reader.TYPE_XML_ELEMENT),
        (19, 1, reader.TYPE, reader.TYPE_XML_TEXT),
        (20, 1, reader.STRING, "y"),
        (21, 1, reader.TYPE, reader.TYPE_XML_HOOK),
    ]
    assert only(read(JSON_TEXTS)).content == ('"x"', "undefined", '{"a":1}')


def test_skipped_collected_and_deleted_structs_are_read() -> None:
    assert [(struct.clock, struct.length, struct.kind) for struct in read(SKIPPED).structs[5]] == [
        (0, 1, reader.STRING),
        (1, 1, reader.SKIP),
        (2, 1, reader.STRING),
    ]
    update = read(COLLECTED)
    assert [(struct.clock, struct.length, struct.kind) for struct in update.structs[5]] == [
        (0, 2, reader.DELETED),
        (2, 1, reader.STRING),
        (3, 1, reader.DELETED),
        (4, 1, reader.GC),
    ]
    assert update.deletes == {5: [(0, 2), (3, 2)]}


def test_bytes_inside_a_value_are_told_from_text() -> None:
    assert read_value(b"\x74" + write_var_bytes(b"ab")) == Binary(b"ab")
    assert read_value(b"\x77" + write_var_string("ab")) == "ab"


@given(st.integers(-(2**53) + 1, 2**53 - 1))
def test_an_integer_inside_a_value_comes_back(value: int) -> None:
    assert read_value(b"\x7d" + write_varint(value)) == value


def test_deletes_are_sorted_and_merged() -> None:
    data = bytes.fromhex("0001" + "05" + "04" + "0a02" + "0001" + "0102" + "0002")
    assert read_update(data).deletes == {5: [(0, 3), (10, 2)]}


# Agreement with pycrdt


Draw: TypeAlias = Callable[[st.SearchStrategy[Any]], Any]

WRITTEN = st.text("abé日😀🧑\u0301", min_size=1, max_size=4)
VALUE = st.one_of(st.integers(-(2**40), 2**40), st.floats(allow_nan=False), st.booleans(), st.none())


def edit(doc: Doc[Any], draw: Draw) -> None:
    """One random edit of a document: a root text, a root map, or a text in a nested map."""
    outcomes: Map[Any] = doc.get("m", type=Map)
    plain: Text = doc.get("t", type=Text)
    key = draw(st.sampled_from("abc"))
    match draw(st.sampled_from(["type", "erase", "set", "nest", "remove", "nested"])):
        case "type":
            insert(plain, draw)
        case "erase":
            erase(plain, draw)
        case "set":
            outcomes[key] = draw(VALUE)
        case "nest":
            outcomes[key] = Map({"title": Text(draw(WRITTEN)), "depth": {"list": [1, "é", None]}})
        case "remove":
            outcomes.pop(key, None)
        case _:
            nested = outcomes.get(key)
            if isinstance(nested, Map):
                draw(st.sampled_from([insert, erase]))(nested["title"], draw)


def insert(text: Text, draw: Draw) -> None:
    at = draw(st.integers(0, len(str(text))))
    text.insert(len(str(text)[:at].encode()), draw(WRITTEN))  # pycrdt counts a text in UTF-8 bytes


def erase(text: Text, draw: Draw) -> None:
    written = str(text)
    start, end = sorted(draw(st.integers(0, len(written))) for _ in range(2))
    if start < end:
        del text[len(written[:start].encode()) : len(written[:end].encode())]


def end_clocks(update: DecodedUpdate) -> dict[int, int]:
    return {client: structs[-1].clock + structs[-1].length for client, structs in update.structs.items()}


def write_deletes(deletes: dict[int, list[tuple[int, int]]]) -> bytes:
    written = [b"\x00", write_varuint(len(deletes))]
    for client, ranges in deletes.items():
        written += [write_varuint(client), write_varuint(len(ranges))]
        written += [write_varuint(start) + write_varuint(length) for start, length in ranges]
    return b"".join(written)


@settings(deadline=None)
@given(st.data())
def test_documents_of_pycrdt_are_read_as_pycrdt_reads_them(data: st.DataObject) -> None:
    clients = [1, 2**32 - 1, 2**53 - 1]
    docs: list[Doc[Any]] = [Doc(client_id=client) for client in clients]
    deleted: dict[int, RangeSet] = {}

    def seen(event: TransactionEvent) -> None:
        for client, ranges in read_update(event.update).deletes.items():
            for start, length in ranges:
                deleted.setdefault(client, RangeSet()).add(start, start + length)

    for doc in docs:
        doc["m"], doc["t"] = Map[Any](), Text()
        doc.observe(seen)
    for _ in range(data.draw(st.integers(1, 12))):
        doc = data.draw(st.sampled_from(docs))
        edit(doc, data.draw)
        if data.draw(st.booleans()):
            data.draw(st.sampled_from(docs)).apply_update(doc.get_update())
    first, *others = docs
    for doc in others:
        first.apply_update(doc.get_update())
        doc.apply_update(first.get_update())

    update = read_update(first.get_update())
    assert end_clocks(update) == read_state_vector(first.get_state())
    for structs in update.structs.values():
        assert structs[0].clock == 0
        assert all(a.clock + a.length == b.clock for a, b in pairwise(structs))
    assert {client: [(start, end - start) for start, end in ranges] for client, ranges in deleted.items()} == {
        client: ranges for client, ranges in update.deletes.items() if ranges
    }
    before = content(first)
    first.apply_update(write_deletes(update.deletes))
    assert content(first) == before
    assert read_update(first.get_update()) == update


def content(doc: Doc[Any]) -> str:
    outcomes: Map[Any] = doc.get("m", type=Map)
    return repr((str(doc.get("t", type=Text)), sorted(outcomes.to_py() or {})))


# What is not an update


@pytest.mark.parametrize("real", REAL)
def test_a_truncated_update_is_malformed(real: str) -> None:
    data = bytes.fromhex(real)
    for end in range(len(data)):
        with pytest.raises(Malformed):
            read_update(data[:end])


@pytest.mark.parametrize("real", REAL)
def test_an_update_with_one_byte_changed_is_read_or_malformed(real: str) -> None:
    data = bytearray.fromhex(real)
    for at, kept in enumerate(bytes(data)):
        for byte in range(256):
            data[at] = byte
            reads_or_is_malformed(bytes(data))
        data[at] = kept


@given(st.binary(max_size=100))
def test_any_bytes_are_read_or_malformed(data: bytes) -> None:
    reads_or_is_malformed(data)


def reads_or_is_malformed(data: bytes) -> None:
    try:
        read_update(data)
    except Malformed:
        return


STRING_A = b"\x04\x01\x01t\x01A"  # an item with text 'A' in the root t


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (bytes.fromhex("0000ff"), "expected the end of the bytes at byte 2, got 1 more"),
        (bytes.fromhex("ffffffffffffff0f00"), "clients of at least 3 bytes"),
        (bytes.fromhex("01ffffffffffffff0f0500"), "structs of at least 2 bytes"),
        (bytes.fromhex("000105ffffffffffffff0f"), "delete ranges of at least 2 bytes"),
        (one(b"\x08\x01\x01a\xff\xff\xff\xff\xff\xff\xff\x0f"), "values of at least 1 bytes"),
        (one_value(b"\x75\xff\xff\xff\xff\xff\xff\xff\x0f"), "list values of at least 1"),
        (one_value(b"\x76\xff\xff\xff\xff\xff\xff\xff\x0f"), "map entries of at least 2"),
        (bytes.fromhex("0100050000"), "at least 1 struct of a client"),
        (b"\x02" + (b"\x01\x05\x00" + STRING_A) * 2 + b"\x00", "client 5 again"),
        (bytes.fromhex("0002" + "05010001" + "05010001"), "client 5 again"),
        (one(b"\x00\x00"), "a length of at least 1"),
        (one(b"\x0a\x00"), "a length of at least 1"),
        (one(b"\x01\x01\x01t\x00"), "a length of at least 1"),
        (one(b"\x04\x01\x01t\x00"), "a string that is not empty"),
        (one(b"\x08\x01\x01a\x00"), "at least 1 value"),
        (one(b"\x02\x01\x01a\x00"), "at least 1 JSON text"),
        (bytes.fromhex("000105010000"), "a length of at least 1"),
        (one(b"\x80\x03"), "a GC or skip struct without flags"),
        (one(b"\x2a\x03"), "a GC or skip struct without flags"),
        (one(b"\x0b\x01\x01t\x01"), "content kind 0 to 10"),
        (one(b"\x14\x01\x01t\x01A"), "content kind 0 to 10"),
        (one(b"\x04\x02\x01t\x01A"), "parent marker 0 or 1"),
        (one(b"\x04\x81\x00\x01t\x01A"), "parent marker 0 or 1"),
        (one(b"\x07\x01\x01t\x07"), "type reference 0 to 6"),
        (one(b"\x07\x01\x01t\x82\x00"), "type reference 0 to 6"),
        (one(b"\x04\x01\x01t\x02\xc3\x28"), "expected UTF-8 at byte 9"),
        (one_value(b"\x73"), "a value's type 116 to 127"),
        (one(b"\x08\x01\x01a\x01\x7b\x00"), "a number of 8 bytes"),
        (one(STRING_A, clock=MAX_CLOCK), "clocks up to"),
        (one(STRING_A, clock=2**32), "a clock or length up to"),
        (one(b"\x84\x05" + write_varuint(2**32) + b"\x01A"), "a clock or length up to"),
        (b"\x00\x01\x05\x01" + write_varuint(MAX_CLOCK) + b"\x01", "deletions up to clock"),
        (b"", "an unsigned integer"),
        (b"\x01\x01\x05\x00", "expected more bytes at byte 4, got the end"),
        (b"\x01\x01\x05\x00\x84\x05", "an unsigned integer at byte 6"),
    ],
)
def test_what_is_not_an_update_is_malformed(data: bytes, reason: str) -> None:
    with pytest.raises(Malformed, match=reason):
        read_update(data)


def test_values_nest_only_so_deep() -> None:
    assert read_value(b"\x75\x01" * reader.MAX_DEPTH + b"\x7e")
    with pytest.raises(Malformed, match="nested up to"):
        read_value(b"\x75\x01" * (reader.MAX_DEPTH + 1) + b"\x7e")
    with pytest.raises(Malformed, match="nested up to"):
        read_value(b"\x76\x01\x00" * 300_000 + b"\x7e")


def test_structs_deletions_and_nested_values_count_as_operations() -> None:
    structs = b"\x01\x03\x05\x00" + STRING_A * 3 + b"\x00"
    deletes = bytes.fromhex("0001" + "0503" + "0001" + "0201" + "0401")
    nested = one_value(b"\x75\x02\x75\x00\x76\x00")
    for data, operations in ((structs, 3), (deletes, 3), (nested, 4)):
        read_update(data, max_operations=operations)
        with pytest.raises(TooManyOperations) as refused:
            read_update(data, max_operations=operations - 1)
        assert refused.value.code == "too_many_operations"


@pytest.mark.parametrize(
    "body",
    [
        one(b"\x08\x01\x01a" + write_varuint(2**20) + b"\x7e" * 2**20),  # nulls
        one(b"\x08\x01\x01a" + write_varuint(2**18) + b"\x77\x02\xc3\xa9" * 2**18),  # short strings
        one_value(b"\x75" + write_varuint(2**19) + b"\x76\x00" * 2**19),  # empty maps: too many
        one(b"\x04\x01\x01t" + write_var_bytes("😀".encode() * 2**18)),  # one long text
        b"\x01" + write_varuint(2**19) + b"\x05\x00" + b"\x00\x01" * 2**19 + b"\x00",  # structs: too many
        b"\x00\x01\x05" + write_varuint(2**19) + b"\x00\x01" * 2**19,  # deletions: too many
    ],
)
def test_a_megabyte_costs_little_time_and_memory(body: bytes) -> None:
    started = time.process_time()
    reads_or_is_malformed(body)
    assert time.process_time() - started < 2
    tracemalloc.start()
    try:
        reads_or_is_malformed(body)
        assert tracemalloc.get_traced_memory()[1] < 40 * 2**20
    finally:
        tracemalloc.stop()
