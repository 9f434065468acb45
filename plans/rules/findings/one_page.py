"""The one-page view: a goal of three sentences, a page, at most two for a complex enterprise."""

import re
from collections.abc import Iterator

from plans.rules.finding import PLAN, Finding, FindingCode, Subject
from plans.rules.findings.catalogue import found
from plans.rules.notation import count
from plans.rules.one_page import one_page
from plans.rules.preset import GOAL_SENTENCES
from plans.rules.reading import Reading

PAGES = 1
MOST_PAGES = 2  # for a complex enterprise more is only a finding

_SENTENCE_END = re.compile(r"[.!?…]+[\"'”’)]*(?=\s+[^\sa-z]|\s*$)|\n+")


def sentences(text: str) -> int:
    """How many sentences a text has; abbreviations followed by a small letter end none.

    >>> sentences("Cut tickets by 2.5 %, e.g. in Tier 1. Then keep them there!"), sentences("no full stop")
    (2, 1)
    """
    return sum(1 for part in _SENTENCE_END.split(text) if any(character.isalnum() for character in part))


def goal(reading: Reading) -> Iterator[Finding]:
    """T2: the goal has at most three sentences."""
    amount = sentences(reading.plan.text("goal"))
    if amount > GOAL_SENTENCES:
        yield found(
            FindingCode.GOAL_TOO_LONG,
            Subject("plan", None, "goal"),
            f"Expected at most {GOAL_SENTENCES} sentences, the goal has {amount}.",
            (str(amount),),
        )


def length(reading: Reading) -> Iterator[Finding]:
    """T2: over one page is a finding, over two is refused but for a complex enterprise."""
    view = one_page(reading)
    if view.pages <= PAGES:
        return
    message = (
        f"Expected one page, the one-page view takes {count(view.pages, 'page')} "
        f"({count(view.words, 'word')}, {view.minutes:.0f} minutes to read)."
    )
    account = reading.facts.account
    if view.pages > MOST_PAGES and not (account is not None and account.complex_enterprise):
        yield found(FindingCode.OVER_TWO_PAGES, PLAN, message, (str(view.pages),))
    else:
        yield found(FindingCode.OVER_ONE_PAGE, PLAN, message, (str(view.pages),))


RULES = (goal, length)
