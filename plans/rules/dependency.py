"""Cycles among dependencies that wait for one another."""

from collections.abc import Mapping


def cycles(waits: Mapping[str, str]) -> tuple[tuple[str, ...], ...]:
    """Every cycle, each from its smallest id on, in the order of those; ``waits`` maps an id to the one it waits for.

    Each id waits for one at most, so that no id is in two cycles. Linear in their number.

    >>> cycles({"a": "b", "b": "c", "c": "a", "d": "a", "e": "gone"})
    (('a', 'b', 'c'),)
    """
    found: list[tuple[str, ...]] = []
    seen: set[str] = set()
    for start in sorted(waits):
        place: dict[str, int] = {}
        path: list[str] = []
        here = start
        while here in waits and here not in seen:
            seen.add(here)
            place[here] = len(path)
            path.append(here)
            here = waits[here]
        if here in place:
            found.append(_from_smallest(path[place[here] :]))
    return tuple(sorted(found))


def _from_smallest(cycle: list[str]) -> tuple[str, ...]:
    first = cycle.index(min(cycle))
    return (*cycle[first:], *cycle[:first])


def closes_cycle(waits: Mapping[str, str], dependency: str, waits_for: str) -> tuple[str, ...]:
    """The cycle that would close if ``dependency`` waited for ``waits_for``; empty where none would.

    >>> closes_cycle({"b": "c"}, "c", "b"), closes_cycle({"b": "c"}, "a", "b")
    (('b', 'c'), ())
    """
    changed = {**waits, dependency: waits_for}
    return next((cycle for cycle in cycles(changed) if dependency in cycle), ())
