"""Progress, comparators and stated percentages."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plans.rules.figure import meets, progress, stated_change

_figures = st.floats(-(2.0**53), 2.0**53, allow_nan=False) | st.integers(-1000, 1000).map(float)
_missing = st.none() | _figures


@pytest.mark.parametrize(
    ("baseline", "target", "latest", "raw", "clamped"),
    [
        (8, 2, 5, 0.5, 0.5),
        (8, 2, 1, 7 / 6, 1.0),
        (8, 2, 9, -1 / 6, 0.0),
        (100, 150, 100, 0.0, 0.0),
        (None, 2, 5, None, None),
        (8, 2, None, None, None),
        (5, 5, 5, None, None),
    ],
)
def test_K1_progress_is_raw_and_clamped(
    baseline: float | None, target: float | None, latest: float | None, raw: float | None, clamped: float | None
) -> None:
    found = progress(baseline, target, latest)
    assert found.raw == (pytest.approx(raw) if raw is not None else None)
    assert found.clamped == (pytest.approx(clamped) if clamped is not None else None)
    assert (found.baseline, found.target, found.latest) == (baseline, target, latest)


@pytest.mark.parametrize(("latest", "raw"), [(97.9, 0.0), (98, 1.0), (100, 1.0), (100.1, 0.0)])
def test_K1_a_target_that_equals_the_baseline_is_kept_within_its_band(latest: float, raw: float) -> None:
    assert progress(99, 99, latest, (98, 100)).raw == raw
    assert progress(99, 99, latest, (100, 98)).raw == raw


@given(_missing, _missing, _missing, st.none() | st.tuples(_figures, _figures))
def test_K1_progress_is_total(
    baseline: float | None, target: float | None, latest: float | None, band: tuple[float, float] | None
) -> None:
    found = progress(baseline, target, latest, band)
    assert found.raw is None or math.isfinite(found.raw)
    assert found.clamped is None or 0 <= found.clamped <= 1


@given(_figures, _figures)
def test_a_comparator_and_its_opposite_never_agree(value: float, target: float) -> None:
    assert meets(value, "under", target) is not meets(value, "at_least", target)
    assert meets(value, "over", target) is not meets(value, "at_most", target)


@given(st.integers(1, 10_000), st.integers(-90, 300))
def test_O4_a_percentage_agrees_with_the_target_that_it_makes(baseline: int, stated: int) -> None:
    made = baseline + baseline * stated / 100
    assert stated_change(baseline, made, stated).agrees
    assert stated_change(baseline, made, stated).right_target == pytest.approx(made)


@given(st.integers(1, 10_000), st.integers(-90, 300), st.integers(2, 50))
def test_O4_a_percentage_that_is_off_by_two_points_never_agrees(baseline: int, stated: int, off: int) -> None:
    assert not stated_change(baseline, baseline + baseline * (stated + off) / 100, stated).agrees


@given(_figures, _figures, _figures)
def test_O4_holding_a_percentage_against_values_is_total(baseline: float, target: float, stated: float) -> None:
    stated_change(baseline, target, stated)
