"""What judging an update costs, beside what applying it costs."""

import time
from collections.abc import Callable

from pycrdt import Doc, Map

from collab.admission import decode
from collab.codec import write_varuint
from collab.replica import Replica
from tests.bench.documents import empty_plan
from tests.bench.table import Table, median, spread

AUTHOR = 3_456_789_012
UPDATES = 4_000  # letters into one text, whose limit is 10,000


def measure(rounds: int) -> Table:
    """Letters typed one by one into a text: one update each, the size that live typing has."""
    updates, state = _typing()
    applied = [_time(updates, _apply(state)) for _ in range(rounds)]
    decoded = [_time(updates, _decode()) for _ in range(rounds)]
    admitted = [_time(updates, _admit(state)) for _ in range(rounds)]
    rows = tuple(
        (name, f"{median(times):.1f}", spread(times), f"{median(times) / median(applied):.1f}")
        for name, times in (
            ("pycrdt: apply alone", applied),
            ("read the bytes", decoded),
            ("read, admit, apply", admitted),
        )
    )
    return Table(
        "Admission per update, in µs",
        ("", "median", "lowest to highest", "× apply alone"),
        rows,
        (f"{UPDATES:,} updates of some {len(updates[-1])} bytes, one letter each; {rounds} rounds.",),
    )


def _typing() -> tuple[list[bytes], bytes]:
    replica, parent = empty_plan()
    author = write_varuint(AUTHOR)
    first = b"\x04\x00" + write_varuint(parent[0]) + write_varuint(parent[1])
    updates: list[bytes] = []
    for clock in range(UPDATES):
        where = first if clock == 0 else b"\x84" + author + write_varuint(clock - 1)
        updates.append(b"\x01\x01" + author + write_varuint(clock) + where + b"\x01e\x00")
    return updates, replica.state()


def _time(updates: list[bytes], step: Callable[[bytes], object]) -> float:
    began = time.perf_counter()
    for update in updates:
        step(update)
    return (time.perf_counter() - began) / len(updates) * 1e6


def _apply(state: bytes) -> Callable[[bytes], object]:
    doc = Doc[Map[object]]()
    doc.apply_update(state)
    return doc.apply_update


def _decode() -> Callable[[bytes], object]:
    return decode


def _admit(state: bytes) -> Callable[[bytes], object]:
    empty, _ = empty_plan()
    replica = Replica(empty.document, [state])
    _ = replica.index

    def step(update: bytes) -> None:
        replica.apply(update, replica.admit(decode(update)))

    return step
