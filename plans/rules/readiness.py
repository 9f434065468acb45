"""What keeps a plan from being proposed, and whether it is a real plan."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from plans.rules.facts import HEALTH_WEIGHTS, HealthPart, PlanFacts
from plans.rules.finding import Finding, Gate
from plans.rules.findings.find import blocking, find
from plans.rules.notation import listed
from plans.rules.reading import Holding, Reading, read
from plans.rules.role import Side
from plans.rules.sentence import missing_parts, terms_of

ENOUGH_HEALTH = 50  # per cent of the weights: under it a health score says nothing
_SIDES = (Side.VENDOR, Side.CUSTOMER)


@dataclass(frozen=True, slots=True)
class Readiness:
    """``blocking``: every hard finding that stands in the way, all at once."""

    blocking: tuple[Finding, ...]

    @property
    def ready(self) -> bool:
        """Whether the plan may be proposed."""
        return not self.blocking


def readiness(facts: PlanFacts) -> Readiness:
    """L2: which hard findings block a proposal."""
    return Readiness(blocking(Gate.PROPOSAL, find(facts)))


class RealPlanPart(StrEnum):
    """The five parts of the test."""

    FROM_TO_BY_AGREED = "from_to_by_agreed"
    METRIC_PER_MILESTONE = "metric_per_milestone"
    ONE_OWNER_PER_SIDE = "one_owner_per_side"
    CADENCE_ON_BOTH_CALENDARS = "cadence_on_both_calendars"
    HEALTH_WIRED = "health_wired"


@dataclass(frozen=True, slots=True)
class PartAnswer:
    """One part's answer; ``reasons`` are empty where it holds."""

    part: RealPlanPart
    reasons: tuple[str, ...]

    @property
    def holds(self) -> bool:
        """Whether this part is as it is in a real plan."""
        return not self.reasons


@dataclass(frozen=True, slots=True)
class RealPlanTest:
    """One answer in five parts."""

    parts: tuple[PartAnswer, ...]

    @property
    def real(self) -> bool:
        """Whether all five hold."""
        return all(part.holds for part in self.parts)


def real_plan_test(facts: PlanFacts) -> RealPlanTest:
    """L6: from/to/by agreed, a metric per milestone, one owner per side, cadence on both calendars, health wired."""
    reading = read(facts)
    return RealPlanTest((
        PartAnswer(RealPlanPart.FROM_TO_BY_AGREED, tuple(_agreed(reading))),
        PartAnswer(RealPlanPart.METRIC_PER_MILESTONE, tuple(_metrics(reading))),
        PartAnswer(RealPlanPart.ONE_OWNER_PER_SIDE, tuple(_owners(reading))),
        PartAnswer(RealPlanPart.CADENCE_ON_BOTH_CALENDARS, tuple(_cadence(reading))),
        PartAnswer(RealPlanPart.HEALTH_WIRED, tuple(_health(reading))),
    ))  # fmt: skip


def _agreed(reading: Reading) -> Iterable[str]:
    if not reading.outcomes:
        yield "The plan has no active outcome."
    for outcome in reading.outcomes:
        missing = missing_parts(terms_of(outcome))
        if missing:
            yield f"The outcome{outcome.called('objective')} lacks {listed([part.value for part in missing])}."
    unsigned = [side.value for side in _SIDES if side not in reading.facts.signed_by]
    if unsigned:
        yield f"The {listed(unsigned)} {'has' if len(unsigned) == 1 else 'have'} not signed."


def _metrics(reading: Reading) -> Iterable[str]:
    metrics = reading.by_root["outcomes"].keys() | reading.by_root["indicators"].keys()
    if not reading.milestones:
        yield "The plan has no milestone."
    for milestone in reading.milestones:
        if milestone.text("metric") not in metrics:
            yield f"The milestone{milestone.called('title')} names no metric."


def _owners(reading: Reading) -> Iterable[str]:
    if not reading.milestones:
        yield "The plan has no milestone."
    for milestone in reading.milestones:
        missing = [
            side.value for side in _SIDES if reading.holding(milestone, f"{side.value}Owner", side) is not Holding.NAMED
        ]
        if missing:
            yield f"The milestone{milestone.called('title')} has no owner of the {listed(missing)}."
    for outcome in reading.outcomes:
        if reading.holding(outcome, "customerOwner", Side.CUSTOMER) is not Holding.NAMED:
            yield f"The outcome{outcome.called('objective')} has no owner of the customer."


def _cadence(reading: Reading) -> Iterable[str]:
    if reading.next_review_on is None:
        yield "No review lies ahead."
    missing = [side.value for side in _SIDES if side not in reading.facts.calendars]
    if missing:
        yield f"The reviews are not on the calendar of the {listed(missing)}."


def _health(reading: Reading) -> Iterable[str]:
    weight = sum(HEALTH_WEIGHTS[part] for part in reading.facts.health)
    if weight < ENOUGH_HEALTH:
        missing = [part.value for part in HealthPart if part not in reading.facts.health]
        yield f"Expected {ENOUGH_HEALTH} % of the health score's weight, got {weight} %: {listed(missing)} missing."
