"""Which measurements count, and who may record them."""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

import pytest

from plans.rules.figure import ProgressGap, progress
from plans.rules.identifier import new_id
from plans.rules.measurement import entry_problems, latest, recording_denial, standing
from plans.rules.refusal import ProblemCode
from plans.rules.role import ROLES_OF, Role, Side
from plans.rules.viewer import Membership, Viewer

TICKETS, HOURS = UUID(int=1), UUID(int=2)
MORNING = dt.datetime(2026, 9, 1, 8, tzinfo=dt.UTC)


@dataclass(frozen=True)
class Measured:
    """An entry; ``day`` is one of September, ``hour`` when it was recorded."""

    number: int
    value: float | None
    day: int
    hour: int = 0
    corrects: int | None = None
    metric_id: UUID = TICKETS

    @property
    def id(self) -> UUID:
        """Made of its number."""
        return UUID(int=self.number)

    @property
    def measured_on(self) -> dt.date:
        """In September."""
        return dt.date(2026, 9, self.day)

    @property
    def replaces(self) -> UUID | None:
        """What it corrects."""
        return UUID(int=self.corrects) if self.corrects else None

    @property
    def recorded_at(self) -> dt.datetime:
        """At its hour."""
        return MORNING + dt.timedelta(hours=self.hour)


def test_the_latest_is_of_the_latest_day_whenever_it_was_recorded() -> None:
    assert latest([Measured(1, 130, 20, 1), Measured(2, 140, 10, 5)])[TICKETS].value == 130


def test_of_one_day_what_was_recorded_last_counts() -> None:
    assert latest([Measured(1, 130, 20, 5), Measured(2, 140, 20, 1)])[TICKETS].value == 130


def test_each_metric_has_its_own_latest() -> None:
    found = latest([Measured(1, 130, 20), Measured(2, 4, 1, metric_id=HOURS)])
    assert {metric: entry.value for metric, entry in found.items()} == {TICKETS: 130, HOURS: 4}


def test_a_correction_stands_for_what_it_corrects_also_when_it_moves_its_day() -> None:
    entries = [Measured(1, 13, 20), Measured(2, 140, 10), Measured(3, 130, 5, 1, corrects=1)]
    assert [entry.value for entry in standing(entries)] == [140, 130]
    assert latest(entries)[TICKETS].value == 140


def test_of_corrections_of_corrections_the_last_counts() -> None:
    entries = [Measured(1, 13, 20), Measured(2, 31, 20, corrects=1), Measured(3, 130, 20, corrects=2)]
    assert [entry.value for entry in standing(entries)] == [130]


def test_what_was_withdrawn_counts_no_more() -> None:
    entries = [Measured(1, 13, 20), Measured(2, None, 20, 1, corrects=1)]
    assert latest(entries) == {}
    assert latest([*entries, Measured(3, 140, 10)])[TICKETS].value == 140


def test_what_was_measured_later_is_left_out_where_a_day_is_given() -> None:
    entries = [Measured(1, 130, 20), Measured(2, 140, 10)]
    assert latest(entries, dt.date(2026, 9, 19))[TICKETS].value == 140
    assert latest(entries, dt.date(2026, 9, 20))[TICKETS].value == 130
    assert latest(entries, dt.date(2026, 9, 9)) == {}


@pytest.mark.parametrize(
    ("baseline", "target", "value", "band", "reason"),
    [
        (None, 2, 5, None, ProgressGap.NO_BASELINE),
        (8, None, 5, None, ProgressGap.NO_TARGET),
        (8, 2, None, None, ProgressGap.NO_VALUE),
        (99, 99, 99, None, ProgressGap.NO_BAND),
        (99, 99, None, (98, 100), ProgressGap.NO_VALUE),
        (99, None, 98.5, (98, 100), None),
        (0, 5e-324, 1e300, None, ProgressGap.OUT_OF_RANGE),
        (8, 2, 5, None, None),
    ],
)
def test_K1_no_progress_has_a_reason(
    baseline: float | None,
    target: float | None,
    value: float | None,
    band: tuple[float, float] | None,
    reason: ProgressGap | None,
) -> None:
    found = progress(baseline, target, value, band)
    assert found.reason is reason
    assert (found.raw is None) == (reason is not None) == (found.clamped is None)


def test_an_entry_is_told_everything_that_is_wrong_with_it() -> None:
    today = dt.date(2026, 9, 20)
    found = entry_problems(2.0**53, today + dt.timedelta(days=2), "a\x00b", today)
    assert {(problem.code, problem.path) for problem in found} == {
        (ProblemCode.INVALID, (name,)) for name in ("value", "measuredOn", "source")
    }
    assert entry_problems(0, today + dt.timedelta(days=1), "", today) == ()  # tomorrow, where the sun rises earlier


VENDOR, CUSTOMER = new_id(), new_id()
KEEPERS = {Role.ADMIN, Role.EXECUTIVE, Role.CSM, Role.SPONSOR, Role.CHAMPION}
DOERS = {Role.CONTRIBUTOR, Role.MEMBER}


@pytest.mark.parametrize("role", list(Role))
def test_plan_keepers_record_doers_record_their_own_and_others_nothing(role: Role) -> None:
    side = next(side for side, roles in ROLES_OF.items() if role in roles)
    organisation = CUSTOMER if side is Side.CUSTOMER else VENDOR
    viewer = Viewer(new_id(), "P", "p@example.org", (Membership(organisation, "an organisation", side, role),))
    assert (recording_denial(viewer, VENDOR, CUSTOMER, own=False) is None) == (role in KEEPERS)
    assert (recording_denial(viewer, VENDOR, CUSTOMER, own=True) is None) == (role in KEEPERS | DOERS)
    assert recording_denial(viewer, new_id(), new_id(), own=True) is not None
