"""Positions that the server gives stand behind what is there."""

from hypothesis import given
from hypothesis import strategies as st

from plans.rules.position import position_after
from plans.rules.value import Kind, ValueType, parse

_positions = st.text("0129AZaz", min_size=1, max_size=6)


@given(_positions)
def test_a_new_position_stands_behind_the_last(last: str) -> None:
    assert position_after(last) > last


def test_five_hundred_in_a_row_stay_valid_and_in_order() -> None:
    given_out = [position_after(None)]
    for _ in range(500):
        given_out.append(position_after(given_out[-1]))
    assert given_out == sorted(set(given_out))
    assert all(parse(ValueType(Kind.POSITION), position) for position in given_out)
