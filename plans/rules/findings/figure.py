"""The figures of an outcome: baseline, target, stated change, band, deadline."""

import re
from collections.abc import Iterator

from plans.rules.entity import Entity
from plans.rules.figure import StatedChange, meets, round_figure, stated_change
from plans.rules.finding import Finding, FindingCode, Subject
from plans.rules.findings.catalogue import found
from plans.rules.notation import day, listed, number, percent, quantity
from plans.rules.reading import Reading
from plans.rules.sentence import terms_of

_DETAILS = {"baselineOn": "its date", "baselineEvidence": "a link to its evidence", "baselineQuality": "its quality"}


def baseline(reading: Reading) -> Iterator[Finding]:
    """O5: there is a baseline, from somewhere, with date, evidence and quality, taken before the start."""
    account = reading.facts.account
    start = account.engaged_on if account else None
    for outcome in reading.outcomes:
        value, on = outcome.number("baseline"), outcome.date("baselineOn")
        if value is None:
            yield found(
                FindingCode.OUTCOME_WITHOUT_BASELINE,
                Subject("outcomes", outcome.id, "baseline"),
                f"The outcome{outcome.called('objective')} has no baseline: nobody could say later what has changed.",
            )
            continue
        written = quantity(value, outcome.text("unit"))
        if not outcome.text("baselineSource"):
            yield found(
                FindingCode.BASELINE_WITHOUT_SOURCE,
                Subject("outcomes", outcome.id, "baselineSource"),
                f"Nothing says where the baseline of {written} comes from.",
                (written,),
            )
        lacking = outcome.lacks(*_DETAILS)
        if lacking:
            yield found(
                FindingCode.BASELINE_INCOMPLETE,
                Subject("outcomes", outcome.id, lacking[0]),
                f"The baseline of {written} lacks {listed([_DETAILS[name] for name in lacking])}.",
                lacking,
            )
        if on is not None and on > reading.today:
            yield found(
                FindingCode.BASELINE_IN_FUTURE,
                Subject("outcomes", outcome.id, "baselineOn"),
                f"The baseline is dated {day(on)}, which is still to come.",
                (day(on),),
            )
        elif on is not None and start is not None and on > start:
            yield found(
                FindingCode.BASELINE_AFTER_START,
                Subject("outcomes", outcome.id, "baselineOn"),
                f"The baseline is of {day(on)}, the engagement started on {day(start)}.",
                (day(on), day(start)),
            )


_BY_PERCENT = re.compile(r"\bby\s(?:about\s|around\s|at\sleast\s|over\s)?(\d{1,4}(?:\.\d{1,4})?)\s?(?:%|per\s?cent\b)")


def change(reading: Reading) -> Iterator[Finding]:
    """O4: a percentage, stated in its field or in the objective, agrees with baseline and target."""
    for outcome in reading.outcomes:
        start, end = outcome.number("baseline"), outcome.number("target")
        if start is None or end is None:
            continue
        stated = outcome.number("statedChange")
        if stated is not None:
            held = stated_change(start, end, stated)
            if not held.agrees:
                yield _contradiction(outcome, held, "statedChange")
        elif (held := _in_words(outcome, start, end)) and not held.agrees:
            yield _contradiction(outcome, held, "objective")


def _in_words(outcome: Entity, start: float, end: float) -> StatedChange | None:
    """The one percentage that the objective names, in the values' direction; points where the unit is per cent."""
    named = _BY_PERCENT.findall(" ".join(outcome.text("objective").casefold().split()))
    if len(named) != 1 or start == end:
        return None
    size = float(named[0])
    if outcome.text("unit").startswith("%") and abs(abs(end - start) - size) < 0.5:
        return None
    return stated_change(start, end, -size if end < start else size)


def _contradiction(outcome: Entity, held: StatedChange, field: str) -> Finding:
    unit = outcome.text("unit")
    start, end, right = (quantity(value, unit) for value in (held.baseline, held.target, held.right_target))
    seen = (percent(held.stated), start, end)
    if held.right_change is None:
        message = f"{percent(held.stated)} is stated, and the baseline is {start}: there is no percentage of nothing."
        advice = "Leave the percentage empty: the values say it all."
    else:
        way = "below" if held.stated < 0 else "above"
        message = (
            f"{number(abs(held.stated))} % {way} {start} is {right}, and the target is {end}. "
            f"From {start} to {end} is {percent(held.right_change)}."
        )
        advice = f"Write {percent(held.right_change)}, or make the target {right}."
    return found(
        FindingCode.STATED_CHANGE_CONTRADICTS, Subject("outcomes", outcome.id, field), message, seen, advice=advice
    )


def target(reading: Reading) -> Iterator[Finding]:
    """O2, K1: the target asks for a change in the comparator's direction, or has a band to stay in."""
    for outcome in reading.outcomes:
        terms = terms_of(outcome)
        low, high = outcome.number("bandLow"), outcome.number("bandHigh")
        if low is not None and high is not None and low > high:
            yield found(
                FindingCode.BAND_REVERSED,
                Subject("outcomes", outcome.id, "bandLow"),
                f"The band's lower edge is {number(low)}, its upper one {number(high)}.",
                (number(low), number(high)),
            )
        if terms.baseline is None or terms.target is None:
            continue
        written = quantity(terms.target, terms.unit)
        if terms.baseline == terms.target:
            if terms.band is None:
                yield found(
                    FindingCode.MAINTAIN_WITHOUT_BAND,
                    Subject("outcomes", outcome.id, "bandLow"),
                    f"Baseline and target are both {written}, and no band says what counts as kept.",
                    (written,),
                )
        elif meets(terms.baseline, terms.comparator, terms.target):
            compared = terms.comparator.replace("_", " ")
            yield found(
                FindingCode.TARGET_AGAINST_COMPARATOR,
                Subject("outcomes", outcome.id, "comparator"),
                f"The baseline of {quantity(terms.baseline, terms.unit)} is {compared} {written} already.",
                (compared, quantity(terms.baseline, terms.unit), written),
            )


def deadline(reading: Reading) -> Iterator[Finding]:
    """O2: the deadline lies after the baseline."""
    for outcome in reading.outcomes:
        until, on = outcome.date("deadline"), outcome.date("baselineOn")
        if until is not None and on is not None and until <= on:
            yield found(
                FindingCode.DEADLINE_BEFORE_BASELINE,
                Subject("outcomes", outcome.id, "deadline"),
                f"The deadline is {day(until)}, the baseline is of {day(on)}.",
                (day(until), day(on)),
            )


def right_target(outcome: Entity) -> float | None:
    """O4: the target that a stated percentage makes of the baseline, to offer where the target is missing."""
    start, stated = outcome.number("baseline"), outcome.number("statedChange")
    return None if start is None or stated is None else round_figure(start + abs(start) * stated / 100)


RULES = (baseline, change, target, deadline)
