"""The one-page view as lines of text, and how long it is when it is printed."""

import math
from dataclasses import dataclass

from plans.rules.notation import day
from plans.rules.preset import KEY_MILESTONES, KEY_OUTCOMES
from plans.rules.reading import Reading
from plans.rules.sentence import sentence, terms_of

LINE_CHARACTERS = 90  # of 10 pt type within the margins of A4
PAGE_LINES = 46  # of such a page, below the title
WORDS_PER_MINUTE = 230  # silent reading of prose in English: Brysbaert 2019, 238 less a little for figures


@dataclass(frozen=True, slots=True)
class OnePage:
    """The view's paragraphs by heading; ``lines`` as printed, headings and gaps counted."""

    paragraphs: tuple[tuple[str, tuple[str, ...]], ...]
    lines: int
    words: int

    @property
    def pages(self) -> int:
        """Printed pages, at least one."""
        return max(1, math.ceil(self.lines / PAGE_LINES))

    @property
    def minutes(self) -> float:
        """What it takes to read it."""
        return self.words / WORDS_PER_MINUTE


def one_page(reading: Reading) -> OnePage:
    """Goal, measures, milestones, dependencies and review date; the key ones first, up to the view's limits."""
    outcomes = sorted(reading.outcomes, key=lambda outcome: not outcome.flag("key"))[:KEY_OUTCOMES]
    milestones = sorted(reading.milestones, key=lambda milestone: not milestone.flag("key"))[:KEY_MILESTONES]
    review = reading.next_review_on or reading.review_was_on
    paragraphs = (
        ("Goal", (reading.plan.text("goal"),)),
        ("Measures", tuple(sentence(terms_of(outcome)).text for outcome in outcomes)),
        ("Milestones", tuple(_dated(m.text("title"), day(on) if (on := m.date("due")) else "") for m in milestones)),
        (
            "Dependencies",
            tuple(
                _dated(d.text("what"), day(on) if (on := d.date("due")) else "")
                for d in reading.all("dependencies")
                if d.text("status") not in {"met", "waived"}
            ),
        ),
        ("Next review", (day(review) if review else "",)),
    )
    texts = [text for _, lines in paragraphs for text in lines if text]
    lines = 2 * len(paragraphs) + sum(max(1, math.ceil(len(text) / LINE_CHARACTERS)) for text in texts)
    return OnePage(paragraphs, lines, sum(len(text.split()) for text in texts))


def _dated(text: str, on: str) -> str:
    return f"{text}, {on}" if text and on else text
