"""How far an outcome is on its way from baseline to target."""

from enum import Enum
from typing import Self

import strawberry

from plans.rules.figure import Progress as ProgressFact

_value = strawberry.enum_value


@strawberry.enum(description="Why nothing can be said about progress.")
class ProgressGap(Enum):
    """Why nothing can be said about progress."""

    NO_BASELINE = _value("no_baseline", description="The outcome has no baseline.")
    NO_TARGET = _value("no_target", description="The outcome has no target.")
    NO_VALUE = _value("no_value", description="Nothing was measured yet.")
    NO_BAND = _value("no_band", description="The target equals the baseline: it takes a band to be kept within.")
    OUT_OF_RANGE = _value("out_of_range", description="The figures are too far apart to be compared.")


@strawberry.type(description="How far an outcome is: (latest - baseline) / (target - baseline).")
class Progress:
    """How far an outcome is."""

    raw: float | None = strawberry.field(
        description="1 is the target. Below 0: worse than the baseline; above 1: better than the target. Where the "
        "target equals the baseline: 1 within the band, 0 outside."
    )
    clamped: float | None = strawberry.field(description="The same, kept within 0 to 1.")
    reason: ProgressGap | None = strawberry.field(description="Why nothing can be said; null where raw is there.")

    @classmethod
    def from_fact(cls, fact: ProgressFact) -> Self:
        """The figure as the rules found it."""
        return cls(raw=fact.raw, clamped=fact.clamped, reason=ProgressGap(fact.reason.value) if fact.reason else None)
