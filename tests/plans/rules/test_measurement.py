"""How far a value is, what an entry has to be, and who may record one."""

import datetime as dt

import pytest

from plans.rules.day import Today
from plans.rules.figure import ProgressGap, progress
from plans.rules.identifier import new_id
from plans.rules.measurement import entry_problems, recording_denial
from plans.rules.refusal import ProblemCode
from plans.rules.role import ROLES_OF, Role, Side
from plans.rules.viewer import Membership, Viewer


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
    today = Today(dt.date(2026, 9, 20), "Pacific/Honolulu")
    tomorrow = today.day + dt.timedelta(days=1)
    found = entry_problems(2.0**53, tomorrow, "a\x00b", today)
    assert {(problem.code, problem.path) for problem in found} == {
        (ProblemCode.INVALID, (name,)) for name in ("value", "measuredOn", "source")
    }
    (ahead,) = entry_problems(0, tomorrow, "", today)
    limit = "expected a day until 2026-09-20, which is today in Pacific/Honolulu, got 2026-09-21"
    assert ahead.message == f"{limit}: what lies ahead is not measured yet"
    assert entry_problems(0, today.day, "", today) == ()


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
