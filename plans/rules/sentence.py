"""The sentence that an outcome comes down to: reduce this from a baseline to a target by a date."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from plans.rules.entity import Entity
from plans.rules.notation import day, number, quantity, repeats


class Part(StrEnum):
    """A part that the sentence needs."""

    METRIC = "metric"
    BASELINE = "baseline"
    TARGET = "target"
    DEADLINE = "deadline"


_FALLING = frozenset({"at_most", "under"})
_RISING = frozenset({"at_least", "over"})
_COMPARED = {"at_most": "at most ", "under": "under ", "at_least": "at least ", "over": "over "}


@dataclass(frozen=True, slots=True)
class Sentence:
    """The sentence with what it lacks. A missing part stands in it as "(baseline not validated)"."""

    text: str
    missing: tuple[Part, ...]

    @property
    def validated(self) -> bool:
        """Whether from, to and by are all there."""
        return not self.missing


@dataclass(frozen=True, slots=True)
class Terms:
    """What an outcome says about its metric. ``band``: the edges to stay within, the lower one first."""

    metric: str = ""
    unit: str = ""
    comparator: str = ""
    baseline: float | None = None
    target: float | None = None
    band: tuple[float, float] | None = None
    deadline: dt.date | None = None


def terms_of(outcome: Entity) -> Terms:
    """The terms of an outcome of the document."""
    low, high = outcome.number("bandLow"), outcome.number("bandHigh")
    return Terms(
        outcome.text("metric"),
        outcome.text("unit"),
        outcome.text("comparator"),
        outcome.number("baseline"),
        outcome.number("target"),
        (low, high) if low is not None and high is not None and low <= high else None,
        outcome.date("deadline"),
    )


def sentence(terms: Terms) -> Sentence:
    """Write the sentence; total, whatever is missing.

    >>> sentence(Terms("average first-response time", "h", "under", 8, 2, None, dt.date(2026, 9, 30))).text
    'Reduce average first-response time from 8 h to under 2 h by 30 September 2026'
    >>> sentence(Terms("support tickets", "per 1,000 users", "at_most", None, 105)).text
    'Reduce support tickets from (baseline not validated) to at most 105 per 1,000 users by (deadline not validated)'
    """
    keeps, missing = _keeps(terms), missing_parts(terms)
    metric = _within(terms.metric) or _unknown(Part.METRIC)
    by = day(terms.deadline) if terms.deadline else _unknown(Part.DEADLINE)
    if keeps and terms.band is not None and terms.baseline is not None:
        return Sentence(f"Keep {metric} between {_span(*terms.band, terms.unit)} until {by}", missing)
    return Sentence(f"{_verb(terms)} {metric} {_from_to(terms)} by {by}", missing)


_FIRST_WORDS = frozenset(
    """
    amount annual average count cost costs customer customers cycle daily days delivery employee employees first
    gross handling hours late lead manual mean median monthly net new number on open order orders overdue percentage
    processing proportion quarterly rate resolution response returns revenue sales share staff support tickets time
    total unplanned value volume waiting weekly yearly
    """.split()  # noqa: SIM905 - a list of words is read more easily so
)
"""Words that have a capital only where they begin a text; of others, nobody knows whether they are names."""


def _within(metric: str) -> str:
    """The metric's name within a sentence, on one line.

    >>> _within("Average first-response time."), _within("Customer Effort Score"), _within("Zendesk tickets")
    ('average first-response time', 'Customer Effort Score', 'Zendesk tickets')
    """
    name = " ".join(metric.split()).rstrip(".")
    first, _, rest = name.replace("-", " ", 1).partition(" ")
    is_title = any(word[:1].isupper() and word[1:].islower() for word in rest.split())
    if first.istitle() and first.casefold() in _FIRST_WORDS and not is_title:
        return name[0].lower() + name[1:]
    return name


def missing_parts(terms: Terms) -> tuple[Part, ...]:
    """What the sentence lacks, in its order."""
    present = (bool(terms.metric), terms.baseline is not None, terms.target is not None or _keeps(terms))
    if all(present) and terms.deadline is not None:
        return ()
    return tuple(part for part, there in zip(Part, (*present, terms.deadline is not None), strict=True) if not there)


def _keeps(terms: Terms) -> bool:
    """A band says "keep" unless the values say "move"."""
    if terms.band is None:
        return False
    return terms.target is None or terms.baseline is None or terms.target == terms.baseline


def _verb(terms: Terms) -> str:
    if terms.baseline is not None and terms.target is not None and terms.baseline != terms.target:
        return "Reduce" if terms.target < terms.baseline else "Increase"
    if terms.baseline is not None and terms.baseline == terms.target:
        return "Keep"
    if terms.comparator in _FALLING:
        return "Reduce"
    return "Increase" if terms.comparator in _RISING else "Move"


def _from_to(terms: Terms) -> str:
    compared = _COMPARED.get(terms.comparator, "")
    once = terms.unit and not repeats(terms.unit)
    start, end = _unknown(Part.BASELINE), _unknown(Part.TARGET)
    if terms.baseline is not None:
        alone = terms.target is None
        start = number(terms.baseline) if once and not alone else quantity(terms.baseline, terms.unit)
    if terms.target is not None:
        end = compared + quantity(terms.target, terms.unit)
    if terms.unit.startswith("%") and terms.unit != "%" and terms.baseline is not None and terms.target is not None:
        start = quantity(terms.baseline, "%")
    return f"from {start} to {end}"


def _span(low: float, high: float, unit: str) -> str:
    first = quantity(low, unit) if repeats(unit) else number(low)
    return f"{first} and {quantity(high, unit)}"


def _unknown(part: Part) -> str:
    return f"({part.value} not validated)"
