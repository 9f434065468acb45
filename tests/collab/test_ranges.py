"""RangeSet agrees with a plain set of integers."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collab.ranges import RangeSet

RANGE = st.tuples(st.integers(0, 60), st.integers(0, 12)).map(lambda pair: (pair[0], pair[0] + pair[1]))


def integers(ranges: list[tuple[int, int]]) -> set[int]:
    return {x for start, end in ranges for x in range(start, end)}


@given(st.lists(RANGE), RANGE)
def test_it_answers_like_a_set_of_integers(ranges: list[tuple[int, int]], asked: tuple[int, int]) -> None:
    kept = RangeSet(ranges)
    wanted = integers([asked])
    assert integers(list(kept)) == integers(ranges)
    assert kept.contains(*asked) == (wanted <= integers(ranges))
    assert integers(kept.missing(*asked)) == wanted - integers(ranges)


@given(st.lists(RANGE))
def test_its_ranges_are_sorted_and_neither_overlap_nor_touch(ranges: list[tuple[int, int]]) -> None:
    kept = list(RangeSet(ranges))
    assert all(start < end for start, end in kept)
    assert all(before[1] < after[0] for before, after in pairwise(kept))


@given(st.lists(RANGE), RANGE)
def test_what_is_missing_is_sorted_and_makes_it_whole(ranges: list[tuple[int, int]], asked: tuple[int, int]) -> None:
    kept = RangeSet(ranges)
    gaps = kept.missing(*asked)
    assert gaps == list(RangeSet(gaps))
    for gap in gaps:
        kept.add(*gap)
    assert kept.contains(*asked)


@given(st.lists(RANGE))
def test_the_order_of_adding_does_not_matter(ranges: list[tuple[int, int]]) -> None:
    assert RangeSet(ranges) == RangeSet(reversed(ranges))
    assert len(RangeSet(ranges)) == len(list(RangeSet(ranges)))


def test_sets_differ_by_what_they_hold() -> None:
    assert RangeSet([(0, 2)]) != RangeSet([(0, 3)])
    assert RangeSet([(0, 2)]) != [(0, 2)]
    assert repr(RangeSet([(0, 2)])) == "RangeSet([(0, 2)])"


def test_a_range_that_ends_before_it_starts_is_refused() -> None:
    kept = RangeSet()
    for method in (kept.add, kept.contains, kept.missing):
        with pytest.raises(ValueError, match=r"\[5, 4\)"):
            method(5, 4)
