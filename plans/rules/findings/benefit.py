"""The benefit of outcomes, in the words of whoever approves the renewal."""

from collections.abc import Iterator

from plans.rules.finding import Finding, FindingCode, Subject
from plans.rules.findings.catalogue import found
from plans.rules.reading import Reading
from plans.rules.wording.benefit import speaks_of_business


def benefit(reading: Reading) -> Iterator[Finding]:
    """O11: the benefit speaks of speed, cost, revenue or risk."""
    for outcome in reading.outcomes:
        text = outcome.text("benefit")
        if text and not speaks_of_business(text):
            yield found(
                FindingCode.BENEFIT_WITHOUT_BUSINESS_WORDS,
                Subject("outcomes", outcome.id, "benefit"),
                f"The benefit{outcome.called('benefit')} names none of speed, cost, revenue and risk.",
            )


RULES = (benefit,)
