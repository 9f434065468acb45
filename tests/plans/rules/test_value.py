"""Values of the plan document: what each kind takes, and what it makes of anything else."""

import datetime as dt
import math
from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plans.rules.value import Kind, ValueType, describe, is_entity_id, notation, parse, problem

NUMBER = ValueType(Kind.NUMBER)
LINE = ValueType(Kind.STRING, max_length=5)
EVERY_TYPE = [ValueType(kind, max_length=10, choices=("one", "two")) for kind in Kind]
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text() | st.binary(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)


@pytest.mark.parametrize(
    ("value_type", "value", "parsed"),
    [
        (NUMBER, 140.0, 140.0),
        (NUMBER, 8, 8.0),
        (NUMBER, True, None),
        (NUMBER, "140", None),
        (NUMBER, math.nan, None),
        (NUMBER, math.inf, None),
        (NUMBER, 2.0**53, None),
        (NUMBER, 10**400, None),
        (ValueType(Kind.INTEGER), 5.0, 5.0),
        (ValueType(Kind.INTEGER), 5.5, None),
        (ValueType(Kind.INTEGER), -1.0, None),
        (ValueType(Kind.MONEY), "1250.50", Decimal("1250.50")),
        (ValueType(Kind.MONEY), "-3", Decimal(-3)),
        (ValueType(Kind.MONEY), "1,250", None),
        (ValueType(Kind.MONEY), "1.23456", None),
        (ValueType(Kind.MONEY), "1234567890123456", None),
        (ValueType(Kind.MONEY), "٣", None),
        (ValueType(Kind.MONEY), 12.5, None),
        (ValueType(Kind.CURRENCY), "EUR", "EUR"),
        (ValueType(Kind.CURRENCY), "eur", None),
        (ValueType(Kind.DATE), "2026-09-30", dt.date(2026, 9, 30)),
        (ValueType(Kind.DATE), "2026-02-30", None),
        (ValueType(Kind.DATE), "20260930", None),
        (ValueType(Kind.BOOLEAN), False, False),
        (ValueType(Kind.BOOLEAN), 1.0, None),
        (ValueType(Kind.ENUM, choices=("low",)), "low", "low"),
        (ValueType(Kind.ENUM, choices=("low",)), "LOW", None),
        (
            ValueType(Kind.REFERENCE),
            "01a2040d-724a-7bcf-9b8a-3d79260887fd",
            UUID("01a2040d-724a-7bcf-9b8a-3d79260887fd"),
        ),
        (ValueType(Kind.REFERENCE), "01A2040D-724A-7BCF-9B8A-3D79260887FD", None),
        (ValueType(Kind.POSITION), "V", "V"),
        (ValueType(Kind.POSITION), "V V", None),
        (LINE, "abcde", "abcde"),
        (LINE, "abcdef", None),
        (LINE, "a\x00", None),
        (LINE, "a\ud800", None),
    ],
)
def test_a_kind_takes_its_own_notation_and_nothing_else(value_type: ValueType, value: object, parsed: object) -> None:
    assert parse(value_type, value) == parsed
    assert (problem(value_type, value) is None) == (parsed is not None)


@pytest.mark.parametrize("value_type", EVERY_TYPE, ids=lambda t: t.kind.name)
@pytest.mark.parametrize("absent", [None, ""])
def test_null_and_empty_mean_absent_everywhere(value_type: ValueType, absent: object) -> None:
    assert parse(value_type, absent) is None
    assert problem(value_type, absent) is None


@given(st.sampled_from(EVERY_TYPE), ANYTHING)
def test_whatever_comes_is_judged_and_described_without_an_error(value_type: ValueType, value: object) -> None:
    wrong = problem(value_type, value)
    assert wrong is None or (wrong.startswith("expected ") and ", got " in wrong)
    assert len(describe(value)) <= 60


@given(st.dates() | st.decimals(-(10**9), 10**9, places=4) | st.booleans() | st.uuids())
def test_a_value_written_in_the_documents_notation_reads_back_the_same(value: object) -> None:
    kinds: dict[type, Kind] = {dt.date: Kind.DATE, Decimal: Kind.MONEY, bool: Kind.BOOLEAN, UUID: Kind.REFERENCE}
    assert parse(ValueType(kinds[type(value)]), notation(value)) == value


def test_an_entity_has_one_spelling_of_its_id() -> None:
    assert is_entity_id("01a2040d-724a-7bcf-9b8a-3d79260887fd")
    assert not is_entity_id("01A2040D-724A-7BCF-9B8A-3D79260887FD")
    assert not is_entity_id("{01a2040d-724a-7bcf-9b8a-3d79260887fd}")
    assert not is_entity_id(5)
