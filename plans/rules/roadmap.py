"""Ways from the start to the outcome that a plan may begin with: which marks, which reviews, when."""

from dataclasses import dataclass
from enum import StrEnum

from plans.rules.facts import ReviewKind


class Roadmap(StrEnum):
    """A way to begin with."""

    QUICK_WIN = "quick_win"
    TWELVE_WEEKS = "twelve_weeks"


@dataclass(frozen=True, slots=True)
class Step:
    """A milestone to set: its mark and the day, counted from the start of the engagement.

    What is to be reached by then, and for whom, is for people to say: no value is ever computed for a step.
    """

    mark: str
    day: int


@dataclass(frozen=True, slots=True)
class Look:
    """A review of the whole plan to schedule, on a day counted from the start of the engagement."""

    kind: ReviewKind
    day: int
    name: str


@dataclass(frozen=True, slots=True)
class Way:
    """The steps under each outcome, and the reviews of the plan."""

    steps: tuple[Step, ...]
    looks: tuple[Look, ...] = ()


_WEEK = 7  # days

ROADMAPS: dict[Roadmap, Way] = {
    Roadmap.QUICK_WIN: Way(
        (Step("quick_win", 30),),
        (
            Look(ReviewKind.CHECKPOINT, 90, "90-day checkpoint"),
            Look(ReviewKind.CHECKPOINT, 180, "180-day outcome review"),
            Look(ReviewKind.CHECKPOINT, 365, "Annual strategic review"),
        ),
    ),
    Roadmap.TWELVE_WEEKS: Way((
        Step("implemented", 2 * _WEEK),
        Step("first_value", 4 * _WEEK),
        Step("half_target", 8 * _WEEK),
        Step("target_hit", 12 * _WEEK),
    )),
}  # fmt: skip
"""M2: structure alone, as with presets; the words stay the customer's."""
