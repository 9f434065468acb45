"""The chain below an outcome: workflows, enablers, indicators."""

from collections.abc import Iterator

from plans.rules.finding import Finding, FindingCode, Subject
from plans.rules.findings.catalogue import found
from plans.rules.notation import listed, quoted
from plans.rules.preset import Section
from plans.rules.reading import Reading
from plans.rules.wording.outcome import wording

_ENABLER = {"kind": "a kind", "title": "a title", "owner": "an owner", "state": "a state"}


def workflows(reading: Reading) -> Iterator[Finding]:
    """O7: a workflow under each outcome, each with its own threshold."""
    if not reading.shape.shows(Section.CHAIN):
        return
    for outcome in reading.outcomes:
        if not reading.children("workflows", outcome.id):
            yield found(
                FindingCode.OUTCOME_WITHOUT_WORKFLOW,
                Subject("outcomes", outcome.id),
                f"No workflow drives the outcome{outcome.called('objective')}.",
            )
    for workflow in reading.all("workflows"):
        if workflow.number("threshold") is None:
            yield found(
                FindingCode.WORKFLOW_WITHOUT_THRESHOLD,
                Subject("workflows", workflow.id, "threshold"),
                f"The workflow{workflow.called('title')} has no threshold.",
            )


def enablers(reading: Reading) -> Iterator[Finding]:
    """O7: what makes it possible, with kind, owner and state."""
    if not reading.shape.shows(Section.CHAIN):
        return
    served = {enabler.text("outcome") for enabler in reading.all("enablers")}
    by_workflow = {enabler.text("workflow") for enabler in reading.all("enablers")}
    for outcome in reading.outcomes:
        through = any(workflow.id in by_workflow for workflow in reading.children("workflows", outcome.id))
        if outcome.id not in served and not through:
            yield found(
                FindingCode.OUTCOME_WITHOUT_ENABLER,
                Subject("outcomes", outcome.id),
                f"Nothing says what makes the outcome{outcome.called('objective')} possible.",
            )
    for enabler in reading.all("enablers"):
        lacking = enabler.lacks(*_ENABLER)
        if lacking:
            yield found(
                FindingCode.ENABLER_INCOMPLETE,
                Subject("enablers", enabler.id, lacking[0]),
                f"The enabler{enabler.called('title')} lacks {listed([_ENABLER[name] for name in lacking])}.",
                lacking,
            )


def indicators(reading: Reading) -> Iterator[Finding]:
    """O8: leading and lagging are told apart, and adoption is never the lagging one."""
    for indicator in reading.all("indicators"):
        kind = indicator.text("kind")
        if not kind:
            yield found(
                FindingCode.INDICATOR_WITHOUT_KIND,
                Subject("indicators", indicator.id, "kind"),
                f"The indicator{indicator.called('name')} is neither leading nor lagging.",
            )
        if kind != "lagging":
            continue
        words = wording(indicator.text("name"))
        seen = (*words.adoption, *words.product_metric)
        if seen and not words.business:
            yield found(
                FindingCode.ADOPTION_AS_LAGGING,
                Subject("indicators", indicator.id, "kind"),
                f"The lagging indicator{indicator.called('name')} tells of the product's use: {quoted(seen)}.",
                seen,
            )


RULES = (workflows, enablers, indicators)
