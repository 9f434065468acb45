"""The wire codec agrees with lib0 and y-protocols and refuses everything else."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pycrdt import Doc, Map

from collab import codec
from collab.codec import AwarenessEntry, AwarenessMessage, Malformed, QueryAwareness, SyncStep1, SyncStep2, Update

UNSIGNED = st.integers(0, codec.MAX_INTEGER)
SIGNED = st.integers(-codec.MAX_INTEGER, codec.MAX_INTEGER)
CLOCK = st.integers(0, codec.MAX_CLOCK)
TEXT = st.text(st.characters(exclude_categories=["Cs"]))

# lib0: e = createEncoder(); writeVarInt(e, n); hex(toUint8Array(e)) for each n
LIB0_SIGNED = {
    0: "00",
    63: "3f",
    -63: "7f",
    64: "8001",
    -64: "c001",
    8191: "bf7f",
    8192: "808001",
    -70000: "f0c508",
    2147483647: "bfffffff0f",
    9007199254740991: "bfffffffffffff1f",
    -9007199254740991: "ffffffffffffff1f",
}

# y-protocols 1.0, document and awareness of client 1234567890:
# the frame of encodeAwarenessUpdate after setLocalState with the user's name Zoë, and after setLocalState(null)
AWARENESS_FRAME = "012001d285d8cc0401187b2275736572223a7b226e616d65223a225a6fc3ab227d7d"
LEAVING_FRAME = "010c01d285d8cc0402046e756c6c"
# the frames of writeSyncStep1 and writeSyncStep2 when the map "m" of the document has "k" set to 1
STEP1_FRAME = "00000701d285d8cc0401"
STEP2_FRAME = "0001120101d285d8cc04002801016d016b017d0100"


@given(UNSIGNED, st.binary(max_size=3))
def test_an_unsigned_integer_comes_back(value: int, before: bytes) -> None:
    written = codec.write_varuint(value)
    assert codec.read_varuint(before + written + b"\xff", len(before)) == (value, len(before) + len(written))


@given(SIGNED)
def test_a_signed_integer_comes_back(value: int) -> None:
    written = codec.write_varint(value)
    assert codec.read_varint(written, 0) == (value, len(written))


@pytest.mark.parametrize(("value", "written"), LIB0_SIGNED.items())
def test_a_signed_integer_is_written_as_lib0_writes_it(value: int, written: str) -> None:
    assert codec.write_varint(value).hex() == written


def test_minus_zero_is_zero() -> None:
    assert codec.read_varint(bytes.fromhex("40"), 0) == (0, 1)


@given(st.binary(max_size=300), TEXT)
def test_bytes_and_strings_come_back(content: bytes, text: str) -> None:
    written = codec.write_var_bytes(content) + codec.write_var_string(text)
    read, at = codec.read_var_bytes(written, 0)
    assert (read, codec.read_var_string(written, at)) == (content, (text, len(written)))


@pytest.mark.parametrize(
    ("read", "data"),
    [
        (codec.read_varuint, ""),
        (codec.read_varuint, "80"),
        (codec.read_varuint, "8080808080808010"),  # 2^53
        (codec.read_varuint, "808080808080808000"),  # nine bytes
        (codec.read_varint, ""),
        (codec.read_varint, "80"),
        (codec.read_varint, "8080808080808020"),  # 2^53
        (codec.read_varint, "808080808080808000"),
        (codec.read_clock, "8080808008"),  # 2^31
        (codec.read_var_bytes, "0261"),
        (codec.read_var_bytes, "ffffffffffffff0f61"),
        (codec.read_var_string, "0261"),
        (codec.read_var_string, "02c328"),
        (codec.read_var_string, "03eda080"),  # a surrogate
        (codec.read_var_string, "02c080"),  # an overlong U+0000
    ],
)
def test_a_bad_primitive_is_malformed(read: Callable[[bytes, int], object], data: str) -> None:
    with pytest.raises(Malformed, match=r"expected .* at byte \d+, got "):
        read(bytes.fromhex(data), 0)


def test_what_the_protocol_cannot_carry_is_not_written() -> None:
    for write in (codec.write_varuint, codec.write_varint):
        with pytest.raises(ValueError, match="expected an integer"):
            write(codec.MAX_INTEGER + 1)
    with pytest.raises(ValueError, match="expected an integer from 0"):
        codec.write_varuint(-1)
    with pytest.raises(ValueError, match="surrogates not allowed"):
        codec.write_var_string("\ud83d")


@given(st.dictionaries(UNSIGNED, CLOCK))
def test_a_state_vector_comes_back(vector: dict[int, int]) -> None:
    assert codec.read_state_vector(codec.write_state_vector(vector)) == vector


def test_a_state_vector_is_the_one_of_pycrdt() -> None:
    doc: Doc[Map[int]] = Doc(client_id=2**53 - 1)
    doc["m"] = Map({"a": 1, "b": 2})
    assert codec.read_state_vector(doc.get_state()) == {2**53 - 1: 2}
    assert codec.write_state_vector({2**53 - 1: 2}) == doc.get_state()


def test_frames_of_y_protocols_are_read() -> None:
    state = AwarenessEntry(1234567890, 1, '{"user":{"name":"Zoë"}}')
    left = AwarenessEntry(1234567890, 2, "null")
    update = bytes.fromhex(STEP2_FRAME)[3:]
    assert codec.read_frame(bytes.fromhex(AWARENESS_FRAME)) == AwarenessMessage((state,))
    assert codec.read_frame(bytes.fromhex(LEAVING_FRAME)) == AwarenessMessage((left,))
    assert codec.read_frame(bytes.fromhex(STEP1_FRAME)) == SyncStep1({1234567890: 1})
    assert codec.read_frame(bytes.fromhex(STEP2_FRAME)) == SyncStep2(update)
    assert codec.read_frame(b"\x03") == QueryAwareness()


def test_frames_are_written_as_y_protocols_writes_them() -> None:
    state = AwarenessEntry(1234567890, 1, '{"user":{"name":"Zoë"}}')
    assert codec.write_awareness([state]).hex() == AWARENESS_FRAME
    assert codec.write_step1(codec.write_state_vector({1234567890: 1})).hex() == STEP1_FRAME
    assert codec.write_step2(bytes.fromhex(STEP2_FRAME)[3:]).hex() == STEP2_FRAME


@given(st.binary(), st.lists(st.builds(AwarenessEntry, UNSIGNED, UNSIGNED, TEXT), max_size=5))
def test_frames_come_back(update: bytes, entries: list[AwarenessEntry]) -> None:
    assert codec.read_frame(codec.write_update(update)) == Update(update)
    assert codec.read_frame(codec.write_step2(update)) == SyncStep2(update)
    assert codec.read_frame(codec.write_awareness(entries)) == AwarenessMessage(tuple(entries))


@pytest.mark.parametrize(
    ("frame", "reason"),
    [
        ("", "expected an unsigned integer"),
        ("04", "expected message type 0 to 3"),
        ("0200", "got auth"),
        ("0003", "expected sync step 0 to 2"),
        ("00020261", "expected 2 bytes at byte 3, got 1"),
        ("00020161" + "0002", "expected the end of the bytes at byte 4, got 2 more"),
        ("0300", "expected the end"),
        ("00000103", "expected 3 state vector entries"),
        ("00000502" + "0501" + "0502", "expected each client once in a state vector at byte 3"),
        ("000004" + "01050100", "expected the end"),
        ("010105", "expected 5 awareness entries"),
        ("0104" + "01050102", "expected a string of 2 bytes at byte 4, got 0"),
        ("0106" + "010501017400", "expected the end"),
    ],
)
def test_a_bad_frame_is_malformed(frame: str, reason: str) -> None:
    with pytest.raises(Malformed, match=reason):
        codec.read_frame(bytes.fromhex(frame))


def test_a_thousand_awareness_entries_pass_and_one_more_does_not() -> None:
    entry = AwarenessEntry(1, 1, "null")
    frame = codec.read_frame(codec.write_awareness([entry] * codec.MAX_AWARENESS_ENTRIES))
    assert isinstance(frame, AwarenessMessage)
    assert len(frame.entries) == codec.MAX_AWARENESS_ENTRIES
    with pytest.raises(Malformed, match="up to 1000 awareness entries"):
        codec.read_frame(codec.write_awareness([entry] * (codec.MAX_AWARENESS_ENTRIES + 1)))


@given(st.binary(max_size=60))
def test_any_bytes_are_a_frame_or_malformed(frame: bytes) -> None:
    try:
        read = codec.read_frame(frame)
    except Malformed:
        return
    assert isinstance(read, codec.Frame)
