"""Whether two servers gave the same data, however each spells it."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import cast

Path = tuple[str | int, ...]
ENUMS = frozenset({
    "type", "comparator", "status", "mark", "responsibility", "kind", "likelihood", "impact", "state",
})  # fmt: skip
INTEGERS = frozenset({"version"})  # PostGraphile writes a bigint as text
DECIMALS = frozenset({"value"})
LEADING = frozenset({"overview", "viewer", "nodes"})  # what only one of the servers has on the way to a value


def leaves(answer: object, at: Path = ()) -> Iterator[tuple[Path, object]]:
    """Every value that is no object and no list, by its place, as Concordat spells it.

    >>> list(leaves({"id": 1, "overview": {"version": "2"}, "risks": [{"state": "open"}]}))
    [(('id',), 1), (('version',), 2), (('risks', 0, 'state'), 'OPEN')]
    """
    if isinstance(answer, Mapping):
        for name, value in cast("Mapping[str, object]", answer).items():
            yield from leaves(value, at if name in LEADING else (*at, name))
    elif isinstance(answer, list):
        for place, value in enumerate(cast("list[object]", answer)):
            yield from leaves(value, (*at, place))
    else:
        yield at, _spelled(at[-1], answer)


def _spelled(name: str | int, value: object) -> object:
    if not isinstance(value, str):
        return value
    if name in ENUMS:
        return value.upper()
    if name in INTEGERS:
        return int(value)
    return Decimal(value) if name in DECIMALS else value


def objects(answer: object) -> int:
    """How many objects an answer has, those that only lead to others not counted.

    >>> objects({"plan": {"id": 1, "owner": {"id": 2}, "risks": [{"id": 3}], "wins": []}})
    3
    """
    return len({at[:-1] for at, _ in leaves(answer)})


def require_same(one: object, other: object) -> None:
    """Raises RuntimeError with the first places where two answers differ."""
    mine, theirs = dict(leaves(one)), dict(leaves(other))
    absent = object()  # not None: a null is a value
    differing = [at for at in (mine | theirs) if mine.get(at, absent) != theirs.get(at, absent)]
    if differing:
        told = [f"{at}: {mine.get(at, 'absent')!r} and {theirs.get(at, 'absent')!r}" for at in differing[:5]]
        message = f"expected the same data of both servers, got {len(differing)} differences:\n" + "\n".join(told)
        raise RuntimeError(message)
