"""What the vendor thinks of a customer's contact: their part in the renewal, and how they stand to it.

The vendor keeps it to itself: no rule that speaks to the customer takes it in.
"""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import cast

from plans.rules.refusal import Problem, ProblemCode
from plans.rules.value import describe, is_storable

MAX_METRICS = 10  # more than anybody decides by
MAX_METRIC = 200  # characters: a name
MAX_NOTE = 4_000  # characters: a page


class StakeholderType(StrEnum):
    """Which part somebody has in the renewal."""

    ECONOMIC_BUYER = "economic_buyer"
    DECISION_MAKER = "decision_maker"
    CHAMPION = "champion"
    END_USER = "end_user"
    POTENTIAL_BLOCKER = "potential_blocker"


class Sentiment(StrEnum):
    """How somebody stands to the vendor and its product."""

    ADVOCATE = "advocate"
    NEUTRAL = "neutral"
    SKEPTIC = "skeptic"


def assessment_problems(changes: Mapping[str, object]) -> tuple[Problem, ...]:
    """Everything that is wrong with an assessment, by the names of columns.

    >>> [found.path for found in assessment_problems({"renewal_metrics": ["Churn", " "], "note": "x" * 4001})]
    [('renewalMetrics', '1'), ('note',)]
    """
    found: list[Problem] = []
    metrics = cast("Sequence[str]", changes.get("renewal_metrics") or ())
    if len(metrics) > MAX_METRICS:
        message = f"expected at most {MAX_METRICS} metrics, got {len(metrics)}: keep those that decide"
        found.append(Problem(ProblemCode.OVER_LIMIT, message, ("renewalMetrics",)))
    for place, metric in enumerate(metrics[:MAX_METRICS]):
        if not metric.strip() or len(metric) > MAX_METRIC or not is_storable(metric):
            message = f"expected a metric of 1 to {MAX_METRIC} characters, got {describe(metric)}"
            found.append(Problem(ProblemCode.INVALID, message, ("renewalMetrics", str(place))))
    note = changes.get("note")
    if note is not None and (len(str(note)) > MAX_NOTE or not is_storable(str(note))):
        message = f"expected a note of at most {MAX_NOTE:,} characters, got {describe(note)}"
        found.append(Problem(ProblemCode.INVALID, message, ("note",)))
    return tuple(found)
