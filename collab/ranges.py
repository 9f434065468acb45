"""Sets of integers kept as ranges: the clocks that a client's deletions cover."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator


class RangeSet:
    """A set of integers as sorted, disjoint, half-open intervals that do not touch.

    >>> clocks = RangeSet([(0, 3), (5, 8)])
    >>> clocks.missing(2, 10)
    [(3, 5), (8, 10)]
    >>> clocks.add(3, 5)
    >>> list(clocks)
    [(0, 8)]

    A lookup costs O(log n). `add` costs O(log n) plus one list splice; ranges that come in rising order are
    appended. A range whose end lies before its start is a mistake of the caller: ValueError.
    """

    __slots__ = ("_ends", "_starts")

    def __init__(self, ranges: Iterable[tuple[int, int]] = ()) -> None:
        # Two parallel lists, so that bisect needs no key and no tuples: _starts[i] <= x < _ends[i].
        self._starts: list[int] = []
        self._ends: list[int] = []
        for start, end in ranges:
            self.add(start, end)

    def add(self, start: int, end: int) -> None:
        """Cover start <= x < end; ranges that overlap or touch become one. An empty range adds nothing."""
        if _is_empty(start, end):
            return
        starts, ends = self._starts, self._ends
        if not ends or ends[-1] < start:
            starts.append(start)
            ends.append(end)
            return
        # The ranges first..last-1 overlap [start, end) or touch it.
        first = bisect_left(ends, start)
        last = bisect_right(starts, end)
        if first < last:
            start = min(start, starts[first])
            end = max(end, ends[last - 1])
        starts[first:last] = [start]
        ends[first:last] = [end]

    def contains(self, start: int, end: int) -> bool:
        """Whether every x with start <= x < end is covered; true for an empty range."""
        if _is_empty(start, end):
            return True
        at = bisect_right(self._starts, start) - 1
        return at >= 0 and end <= self._ends[at]

    def missing(self, start: int, end: int) -> list[tuple[int, int]]:
        """The parts of start <= x < end that are not covered, in rising order."""
        if _is_empty(start, end):
            return []
        gaps: list[tuple[int, int]] = []
        starts, ends = self._starts, self._ends
        for at in range(bisect_right(ends, start), len(starts)):
            covered = starts[at]
            if covered >= end:
                break
            if start < covered:
                gaps.append((start, covered))
            start = ends[at]
        if start < end:
            gaps.append((start, end))
        return gaps

    def __iter__(self) -> Iterator[tuple[int, int]]:
        return zip(self._starts, self._ends, strict=True)

    def __len__(self) -> int:
        """How many ranges, not how many integers."""
        return len(self._starts)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, RangeSet):
            return NotImplemented
        return self._starts == other._starts and self._ends == other._ends

    __hash__ = None  # pyright: ignore[reportAssignmentType] - it changes, so it cannot be a key

    def __repr__(self) -> str:
        return f"RangeSet({list(self)})"


def _is_empty(start: int, end: int) -> bool:
    if end < start:
        raise ValueError(f"expected a range whose end is not before its start, got [{start}, {end})")
    return start == end
