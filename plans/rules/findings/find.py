"""All rules over one plan: the one way in."""

from collections.abc import Callable, Iterable

from plans.rules.facts import PlanFacts
from plans.rules.finding import Finding, FindingCode, Gate, Severity
from plans.rules.findings import (
    benefit,
    chain,
    dependency,
    figure,
    milestone,
    one_page,
    outcome,
    person,
    plan,
    review,
    risk,
    task,
    win,
    wording,
    words,
)
from plans.rules.reading import Reading, read
from plans.rules.role import Side

Rule = Callable[[Reading], Iterable[Finding]]

RULES: tuple[Rule, ...] = (
    *plan.RULES,
    *words.RULES,
    *outcome.RULES,
    *figure.RULES,
    *chain.RULES,
    *wording.RULES,
    *benefit.RULES,
    *milestone.RULES,
    *task.RULES,
    *dependency.RULES,
    *person.RULES,
    *risk.RULES,
    *win.RULES,
    *one_page.RULES,
    *review.RULES,
)

_RANK = {code: rank for rank, code in enumerate(FindingCode)}


def find(facts: PlanFacts) -> tuple[Finding, ...]:
    """Every finding of a plan: hard ones first, then the heavier, then in the order of the codes and of the plan.

    Total: whatever merged live edits left in the content, it never raises; the same facts give the same findings.
    """
    reading = read(facts)
    findings = [finding for rule in RULES for finding in rule(reading)]
    return tuple(sorted(findings, key=_order))  # stable: within a code the plan's own order stays


def _order(finding: Finding) -> tuple[bool, int, int]:
    return finding.severity is not Severity.HARD, -finding.weight, _RANK[finding.code]


def shown_to(side: Side, findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """What somebody of a side may see: the vendor's own findings are for the vendor alone."""
    return tuple(finding for finding in findings if side is Side.VENDOR or not finding.vendor_only)


def blocking(gate: Gate, findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The hard findings that block something; never one that a side may not see."""
    return tuple(finding for finding in findings if finding.gate is gate)
