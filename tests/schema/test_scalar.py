"""Decimals and days are spelled one way."""

import datetime as dt
from decimal import Decimal

import pytest
from graphql import GraphQLError

from schema.scalar import read_date, read_decimal, write_decimal


@pytest.mark.parametrize(
    ("value", "written"), [("1250.5000", "1250.5"), ("0.0000", "0"), ("-3.10", "-3.1"), ("999999999999999.9999",) * 2]
)
def test_a_decimal_is_written_in_its_shortest_form(value: str, written: str) -> None:
    assert write_decimal(Decimal(value)) == written


@pytest.mark.parametrize("value", ["1250.50", "-7", 12])
def test_a_decimal_is_read_exactly(value: str | int) -> None:
    assert read_decimal(value) == Decimal(value)


@pytest.mark.parametrize("value", ["1E9", "NaN", "Infinity", "", "1.", ".5", "1,5", "٣", 1.5, True, None, []])
def test_what_is_no_plain_decimal_is_refused(value: object) -> None:
    with pytest.raises(GraphQLError):
        read_decimal(value)


def test_a_day_is_read() -> None:
    assert read_date("2026-09-30") == dt.date(2026, 9, 30)


@pytest.mark.parametrize("value", ["20260930", "2026-W40-3", "2026-02-30", "30.9.2026", "", 20260930, None])
def test_what_is_no_day_is_refused(value: object) -> None:
    with pytest.raises(GraphQLError):
        read_date(value)
