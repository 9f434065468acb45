"""Every code with what is said of it once, and the one way to make a finding."""

from collections.abc import Sequence

from plans.rules.finding import Finding, FindingCode, Subject
from plans.rules.findings.catalogue_milestone import MILESTONE_KINDS
from plans.rules.findings.catalogue_outcome import OUTCOME_KINDS
from plans.rules.findings.catalogue_plan import PLAN_KINDS
from plans.rules.findings.kind import Kind

KINDS: dict[FindingCode, Kind] = {**PLAN_KINDS, **OUTCOME_KINDS, **MILESTONE_KINDS}


def found(
    code: FindingCode,
    subject: Subject,
    message: str,
    seen: Sequence[str] = (),
    *,
    advice: str | None = None,
    weight: int = 1,
) -> Finding:
    """A finding of that code; ``advice`` where it can be more definite than the catalogue's."""
    kind = KINDS[code]
    return Finding(
        code,
        subject,
        message,
        advice or kind.advice,
        kind.requirement,
        kind.severity,
        kind.gate,
        kind.vendor_only,
        tuple(seen),
        weight,
    )
