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
from plans.rules.wording.percentage import Bound, SaidChange, said_changes, ways

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


_PER_CENT = ("%", "percent", "per cent", "pct", "pp")
_ABOUT = 0.1  # of a rounded amount: "about 25 %" is anything from 22.5 to 27.5 %
_ROUNDED = 0.5  # per cent or points by which an amount in words may be off
_SHORTEST = 4  # letters of a word that tells metrics apart


def change(reading: Reading) -> Iterator[Finding]:
    """O4: a percentage, stated in its field or in the objective, agrees with baseline and target."""
    for outcome in reading.outcomes:
        start, end = outcome.number("baseline"), outcome.number("target")
        if start is None or end is None:
            continue
        stated = outcome.number("statedChange")
        held = None if stated is None else stated_change(start, end, stated)
        if held is not None and not held.agrees:
            yield _contradiction(outcome, held)
        elif (said := _said(outcome, start, end)) is not None:
            yield from _against_words(outcome, said, start, end)


def _said(outcome: Entity, start: float, end: float) -> SaidChange | None:
    """The amount of change in the objective, where it names one alone and is about the metric.

    Where it leads the other way than the values, it is about them only if a verb tells so and no word leads elsewhere.
    """
    objective, metric = outcome.text("objective"), _stems(outcome.text("metric"))
    said = said_changes(objective)
    if start == end or len(said) != 1:
        return None
    (one,) = said
    is_named = bool(metric & _stems(one.object))
    is_other = not is_named and (metric or one.plain)
    is_level = _in_per_cent(outcome) and (one.plain or not {one.low, one.high}.isdisjoint({start, end}))
    is_against = one.way == (-1 if end > start else 1)
    is_sure = one.told and ways(objective.casefold()) <= {one.way}
    return None if is_other or is_level or (is_against and not is_sure) else one


def _stems(text: str) -> frozenset[str]:
    """The words by which metrics are told apart, without the s of a plural."""
    words = (word.removesuffix("s") for word in re.findall(r"[^\W\d_]+", text.casefold()))
    return frozenset(word for word in words if len(word) >= _SHORTEST)


def _in_per_cent(outcome: Entity) -> bool:
    return outcome.text("unit").strip().casefold().startswith(_PER_CENT)


def _against_words(outcome: Entity, said: SaidChange, start: float, end: float) -> Iterator[Finding]:
    """The contradiction between an amount in words and the values, if there is one."""
    way = said.way or (1 if end > start else -1)
    points = way * (end - start)
    if _in_per_cent(outcome):
        if _within(said, points):
            return
    elif said.points:
        return
    held = stated_change(start, end, way * said.low)
    if said.points:
        yield _contradiction_in_words(outcome, said, held, f"{number(_short(way * points))} percentage points")
    elif held.right_change is None or (said.low == said.high and said.bound is Bound.EXACT):
        if not held.agrees:
            yield _contradiction(outcome, held, "objective")
    elif not _within(said, way * held.right_change):
        yield _contradiction_in_words(outcome, said, held, percent(_short(held.right_change)))


def _within(said: SaidChange, size: float) -> bool:
    """Whether a change of this size is the one that was said."""
    off = max(_ROUNDED, _ABOUT * said.high) if said.bound is Bound.ABOUT else _ROUNDED
    return (said.bound is Bound.AT_MOST or size >= said.low - off) and (
        said.bound is Bound.AT_LEAST or size <= said.high + off
    )


def _contradiction(outcome: Entity, held: StatedChange, field: str = "statedChange") -> Finding:
    unit = outcome.text("unit")
    start, end, right = (quantity(value, unit) for value in (held.baseline, held.target, _short(held.right_target)))
    seen = (percent(held.stated), start, end)
    if held.right_change is None:
        message = f"{percent(held.stated)} is stated, and the baseline is {start}: there is no percentage of nothing."
        advice = "Leave the percentage empty: the values say it all."
    else:
        way, is_now = "below" if held.stated < 0 else "above", percent(_short(held.right_change))
        message = (
            f"{number(abs(held.stated))} % {way} {start} is {right}, and the target is {end}. "
            f"From {start} to {end} is {is_now}."
        )
        advice = f"Write {is_now}, or make the target {right}."
    return found(
        FindingCode.STATED_CHANGE_CONTRADICTS, Subject("outcomes", outcome.id, field), message, seen, advice=advice
    )


def _contradiction_in_words(outcome: Entity, said: SaidChange, held: StatedChange, is_now: str) -> Finding:
    start, end = (quantity(value, outcome.text("unit")) for value in (held.baseline, held.target))
    return found(
        FindingCode.STATED_CHANGE_CONTRADICTS,
        Subject("outcomes", outcome.id, "objective"),
        f'The objective says "{said.shown}", and from {start} to {end} is {is_now}.',
        (said.shown, start, end),
        advice=f"Write {is_now} in the objective, or change baseline or target.",
    )


def _short(value: float) -> float:
    """A figure as people write it in a sentence: to two decimals, or to three digits where it is small."""
    return round(value, 2) if abs(value) >= 1 else float(f"{value:.3g}")


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
