"""Figures: pure functions that return a value with the facts it came from."""

import math
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import cast

_ALMOST = 1e-9  # doubles are no decimals: a difference of this share of a figure is none
_POINT = 1.0  # percentage points by which a rounded target may be off


class ProgressGap(StrEnum):
    """Why nothing can be said about progress."""

    NO_BASELINE = "no_baseline"
    NO_TARGET = "no_target"
    NO_VALUE = "no_value"
    NO_BAND = "no_band"
    OUT_OF_RANGE = "out_of_range"


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an outcome is: ``raw`` may lie outside 0 to 1, ``clamped`` may not; ``None``: nothing can be said,
    and ``reason`` tells why."""

    raw: float | None
    clamped: float | None
    baseline: float | None
    target: float | None
    latest: float | None
    band: tuple[float, float] | None = None
    reason: ProgressGap | None = None


def progress(
    baseline: float | None, target: float | None, latest: float | None, band: tuple[float, float] | None = None
) -> Progress:
    """(latest - baseline) / (target - baseline). Where the target equals the baseline, or there is a band alone, the
    value is kept within the band, or not.

    >>> progress(140, 105, 122).clamped, progress(8, 2, 9).raw
    (0.5142857142857142, -0.16666666666666666)
    >>> progress(99, 99, 98.5, (98, 100)).raw
    1.0
    >>> progress(99, 99, 98.5).reason
    <ProgressGap.NO_BAND: 'no_band'>
    """
    found = _raw_progress(baseline, target, latest, band)
    if isinstance(found, ProgressGap):
        return Progress(None, None, baseline, target, latest, band, found)
    return Progress(found, min(1.0, max(0.0, found)), baseline, target, latest, band)


def _raw_progress(
    baseline: float | None, target: float | None, latest: float | None, band: tuple[float, float] | None
) -> float | ProgressGap:
    if baseline is None:
        return ProgressGap.NO_BASELINE
    if target is None and band is None:
        return ProgressGap.NO_TARGET
    if baseline == target and band is None:
        return ProgressGap.NO_BAND
    if latest is None:
        return ProgressGap.NO_VALUE
    if band is not None and (target is None or baseline == target):
        return float(min(band) <= latest <= max(band))
    share = (latest - baseline) / (cast("float", target) - baseline)
    return share if math.isfinite(share) else ProgressGap.OUT_OF_RANGE


def meets(value: float, comparator: str, target: float) -> bool | None:
    """Whether a value reaches the target; ``None`` where the comparator is not one.

    >>> meets(2, "under", 2), meets(2, "at_most", 2)
    (False, True)
    """
    match comparator:
        case "at_most":
            return value <= target
        case "under":
            return value < target
        case "at_least":
            return value >= target
        case "over":
            return value > target
        case _:
            return None


@dataclass(frozen=True, slots=True)
class StatedChange:
    """A stated percentage beside the values. ``right_target`` is what it makes of the baseline; ``right_change``
    is the percentage that the values say, ``None`` where the baseline is 0."""

    agrees: bool
    baseline: float
    target: float
    stated: float
    right_target: float
    right_change: float | None


def stated_change(baseline: float, target: float, stated: float) -> StatedChange:
    """Hold a stated percentage (25 % less is -25) against baseline and target, with room for rounding.

    The percentage may be rounded to the decimals that it is written with; the target may be rounded to its own,
    as long as that moves it by no more than one percentage point.

    >>> stated_change(140, 105, -25).agrees, stated_change(3, 2, -33).agrees
    (True, True)
    >>> wrong = stated_change(4, 2, -30)
    >>> wrong.agrees, wrong.right_target, wrong.right_change
    (False, 2.8, -50.0)
    """
    right_target = round_figure(baseline + abs(baseline) * stated / 100)
    if baseline == 0:
        return StatedChange(target == 0 == stated, baseline, target, stated, 0.0, None)
    change = (target - baseline) / abs(baseline) * 100
    if not math.isfinite(change):
        return StatedChange(False, baseline, target, stated, right_target, None)
    apart = abs(change - stated)
    rounded_percentage = apart <= _half_step(stated) + _ALMOST * max(1.0, abs(stated))
    rounded_target = apart <= _POINT and abs(right_target - target) <= _half_step(target) + _ALMOST * abs(target)
    agrees = rounded_percentage or rounded_target
    return StatedChange(agrees, baseline, target, stated, right_target, round_figure(change))


def _half_step(value: float) -> float:
    """Half of the last decimal that a figure is written with; a whole number may be off by 0.5."""
    exponent = Decimal(repr(value)).normalize().as_tuple().exponent
    return 0.5 * 10.0 ** min(0, exponent) if isinstance(exponent, int) else 0.0


def round_figure(value: float) -> float:
    """A figure without the noise of binary fractions: 12 significant digits.

    >>> round_figure(0.1 + 0.2)
    0.3
    """
    return float(f"{value:.12g}") + 0.0
