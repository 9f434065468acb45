"""Traces: what updates of the log touched, in whatever order they are looked up."""

import datetime as dt
from itertools import permutations

from collab.place import Slot
from collab.touch import Touched, Trace, Traces

BEGAN = dt.datetime(2026, 9, 1, tzinfo=dt.UTC)
MILESTONE = ("milestones", "m")
LOG = (
    (1, frozenset({Slot(*MILESTONE, None), Slot(*MILESTONE, "status")}), frozenset({MILESTONE})),
    (2, frozenset({Slot(*MILESTONE, "status")}), frozenset[tuple[str, str | None]]()),
    (3, frozenset({Slot(*MILESTONE, "title", inside=True)}), frozenset[tuple[str, str | None]]()),
)


def _at(seq: int) -> dt.datetime:
    return BEGAN + dt.timedelta(hours=seq)


def _note(traces: Traces, seq: int) -> None:
    _, slots, created = LOG[seq - 1]
    traces.note(Touched(slots, created), seq, _at(seq))


def test_updates_leave_the_same_traces_in_whatever_order_they_are_noted() -> None:
    for order in permutations((1, 2, 3)):
        traces = Traces()
        for seq in order:
            _note(traces, seq)
        assert dict(traces) == {MILESTONE: Trace(3, _at(3), _at(1), {"status": _at(2)})}


def test_what_is_noted_in_a_copy_is_not_in_the_original_and_what_is_written_is_forgotten() -> None:
    traces = Traces()
    _note(traces, 1)
    copied = traces.copy()
    _note(copied, 2)
    assert (traces.version(MILESTONE), copied.version(MILESTONE)) == (1, 2)
    assert dict(traces)[MILESTONE].set_at == {"status": _at(1)}
    copied.forget(1)
    assert copied.version(MILESTONE) == 2
    traces.forget(1)
    assert not traces
    assert traces.version(MILESTONE) == 0
