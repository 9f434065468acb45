"""Outcomes: how many, whole, owned, measured, re-confirmed."""

import datetime as dt
from collections.abc import Iterator

from plans.rules.facts import ReviewKind
from plans.rules.finding import PLAN, Finding, FindingCode, Subject
from plans.rules.findings.catalogue import found
from plans.rules.findings.person import WHY
from plans.rules.notation import count, day, listed
from plans.rules.preset import KEY_ACCOUNT_OUTCOMES, KEY_OUTCOMES, MOST_OUTCOMES
from plans.rules.reading import Holding, Reading
from plans.rules.role import Side
from plans.rules.sentence import Part, missing_parts, sentence, terms_of


def amount(reading: Reading) -> Iterator[Finding]:
    """O1, O12: how many outcomes, how many of them key."""
    amount, wanted = len(reading.outcomes), reading.shape.outcomes
    came = f"the plan has {count(amount, 'active outcome')}"
    account = reading.facts.account
    if amount > MOST_OUTCOMES:
        yield found(FindingCode.TOO_MANY_OUTCOMES, PLAN, f"Expected at most {MOST_OUTCOMES}, {came}.", (str(amount),))
    elif amount and amount not in wanted:
        preset = reading.facts.preset.value.replace("_", " ")
        yield found(
            FindingCode.OUTCOMES_OUT_OF_RANGE,
            PLAN,
            f'Expected {wanted} outcomes in the preset "{preset}", {came}.',
            (str(amount),),
        )
    if account is not None and account.key_account and amount < KEY_ACCOUNT_OUTCOMES:
        yield found(
            FindingCode.KEY_ACCOUNT_OUTCOMES,
            PLAN,
            f"Expected at least {KEY_ACCOUNT_OUTCOMES} in a key account, {came}.",
            (str(amount),),
        )
    key = sum(outcome.flag("key") for outcome in reading.outcomes)
    if key > KEY_OUTCOMES:
        yield found(
            FindingCode.TOO_MANY_KEY_OUTCOMES,
            PLAN,
            f"Expected at most {KEY_OUTCOMES} key outcomes, the plan has {key}.",
            (str(key),),
        )


_PARTS = {"objective": "an objective", "type": "a type", "unit": "a unit", "comparator": "a comparator"}


def whole(reading: Reading) -> Iterator[Finding]:
    """O2: what an outcome says of itself beside the sentence."""
    for outcome in reading.outcomes:
        lacking = outcome.lacks(*_PARTS)
        if lacking:
            yield found(
                FindingCode.OUTCOME_INCOMPLETE,
                Subject("outcomes", outcome.id, lacking[0]),
                f"The outcome{outcome.called('objective')} lacks {listed([_PARTS[name] for name in lacking])}.",
                lacking,
            )


def validated(reading: Reading) -> Iterator[Finding]:
    """O3: the from/to/by sentence has no gap."""
    for outcome in reading.outcomes:
        terms = terms_of(outcome)
        missing = missing_parts(terms)
        if missing:
            names = [part.value for part in missing]
            yield found(
                FindingCode.OUTCOME_NOT_VALIDATED,
                Subject("outcomes", outcome.id, names[0]),
                f'Not validated: {listed(names)}. The outcome reads "{sentence(terms).text}".',
                names,
                advice=_ask(missing),
            )


_QUESTIONS = {
    Part.METRIC: "what is measured",
    Part.BASELINE: "where it stands today",
    Part.TARGET: "what would be good",
    Part.DEADLINE: "by when",
}


def _ask(missing: tuple[Part, ...]) -> str:
    return f"Add a task to ask the champion {listed([_QUESTIONS[part] for part in missing])}."


def owner(reading: Reading) -> Iterator[Finding]:
    """O6: one named owner of the customer's; a vendor's beside them is one of the vendor's people."""
    for outcome in reading.outcomes:
        holding = reading.holding(outcome, "customerOwner", Side.CUSTOMER)
        subject = Subject("outcomes", outcome.id, "customerOwner")
        if holding is Holding.OTHER_SIDE:
            yield _other_side(reading, outcome.text("customerOwner"), subject, Side.CUSTOMER)
        elif holding is not Holding.NAMED:
            yield found(
                FindingCode.OUTCOME_WITHOUT_CUSTOMER_OWNER,
                subject,
                f"The outcome{outcome.called('objective')} has no owner at the customer: {WHY[holding]}.",
            )
        if reading.holding(outcome, "vendorOwner", Side.VENDOR) is Holding.OTHER_SIDE:
            subject = Subject("outcomes", outcome.id, "vendorOwner")
            yield _other_side(reading, outcome.text("vendorOwner"), subject, Side.VENDOR)


def _other_side(reading: Reading, contact_id: str, subject: Subject, side: Side) -> Finding:
    name = reading.contacts[contact_id].name
    return found(
        FindingCode.OUTCOME_OWNER_OF_OTHER_SIDE,
        subject,
        f"Expected one of the {side}'s people as its owner, {name} is not.",
        (name,),
    )


def benefit(reading: Reading) -> Iterator[Finding]:
    """O11: the benefit is stated."""
    for outcome in reading.outcomes:
        if not outcome.text("benefit"):
            yield found(
                FindingCode.OUTCOME_WITHOUT_BENEFIT,
                Subject("outcomes", outcome.id, "benefit"),
                f"The outcome{outcome.called('objective')} states no benefit.",
            )


_MEASURING = {"measuredBy": "who measures", "measuredIn": "where it is tracked", "measuredEvery": "how often"}
MEASURED_WITHIN = {"daily": 3, "weekly": 14, "monthly": 45, "quarterly": 120, "yearly": 400}
"""Days after which a value is overdue: about one and a half of its intervals, with room for a weekend."""


def measuring(reading: Reading) -> Iterator[Finding]:
    """O12: who measures, where, how often; and that it happens."""
    latest: dict[str, dt.date] = {}
    for measurement in reading.facts.measurements or ():
        latest[measurement.metric] = max(latest.get(measurement.metric, measurement.taken_on), measurement.taken_on)
    for outcome in reading.outcomes:
        lacking = outcome.lacks(*_MEASURING)
        if lacking:
            yield found(
                FindingCode.MEASURING_INCOMPLETE,
                Subject("outcomes", outcome.id, lacking[0]),
                f"The outcome{outcome.called('objective')} does not say {listed([_MEASURING[n] for n in lacking])}.",
                lacking,
            )
        last = latest.get(outcome.id) or outcome.date("baselineOn")
        limit = MEASURED_WITHIN.get(outcome.text("measuredEvery"))
        if reading.facts.measurements is None or last is None or limit is None:
            continue
        days = (reading.today - last).days
        if days > limit:
            yield found(
                FindingCode.MEASUREMENT_OVERDUE,
                Subject("outcomes", outcome.id),
                f"Expected a value {outcome.text('measuredEvery')}, the latest is of {day(last)}, {days} days ago.",
                (day(last),),
            )


def retired(reading: Reading) -> Iterator[Finding]:
    """O10: why an outcome was retired is kept."""
    for outcome in reading.all("outcomes"):
        if outcome.text("status") == "retired" and not outcome.text("retiredBecause"):
            yield found(
                FindingCode.RETIRED_WITHOUT_REASON,
                Subject("outcomes", outcome.id, "retiredBecause"),
                f"The outcome{outcome.called('objective')} was retired without a reason.",
            )


def drifting(reading: Reading) -> Iterator[Finding]:
    """R4: the last quarterly review re-confirmed each outcome that was there by then."""
    last = reading.last_held(ReviewKind.QUARTERLY)
    if last is None or last.held_on is None:
        return
    for outcome in reading.outcomes:
        written = reading.facts.created_on.get(outcome.id)
        if outcome.id in last.reconfirmed or (written is not None and written > last.held_on):
            continue
        yield found(
            FindingCode.OUTCOME_DRIFTING,
            Subject("outcomes", outcome.id),
            f"The quarterly review of {day(last.held_on)} did not re-confirm the outcome{outcome.called('objective')}.",
            (day(last.held_on),),
        )


RULES = (amount, whole, validated, owner, benefit, measuring, retired, drifting)
