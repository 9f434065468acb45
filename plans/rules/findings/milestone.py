"""Milestones: how many, dated, owned on both sides, moving a business metric."""

from collections.abc import Iterator

from plans.rules.draft_win import draft_wins
from plans.rules.entity import Entity
from plans.rules.finding import PLAN, Finding, FindingCode, Subject
from plans.rules.findings.catalogue import found
from plans.rules.findings.person import WHY
from plans.rules.milestone import DONE, blocked_since, days_overdue, is_unowned
from plans.rules.notation import count, day, listed, quoted
from plans.rules.preset import KEY_MILESTONES
from plans.rules.reading import Holding, Reading
from plans.rules.role import Side
from plans.rules.sentence import missing_parts, terms_of
from plans.rules.wording.outcome import feature_only, wording

ESCALATE_AFTER_DAYS = 10  # where the plan says nothing
_MARKS_WITH_VALUE = frozenset({"half_target", "target_hit"})


def _subject(milestone: Entity, field: str | None = None) -> Subject:
    return Subject("milestones", milestone.id, field)


def amount(reading: Reading) -> Iterator[Finding]:
    """M1: how many per outcome, how many key."""
    wanted = reading.shape.milestones
    for outcome in reading.outcomes:
        amount = len(reading.children("milestones", outcome.id))
        if amount not in wanted:
            yield found(
                FindingCode.MILESTONES_OUT_OF_RANGE,
                Subject("outcomes", outcome.id),
                f"Expected {wanted} milestones, the outcome{outcome.called('objective')} has {amount}.",
                (str(amount),),
            )
    key = sum(milestone.flag("key") for milestone in reading.milestones)
    if key > KEY_MILESTONES:
        yield found(
            FindingCode.TOO_MANY_KEY_MILESTONES,
            PLAN,
            f"Expected at most {KEY_MILESTONES} key milestones, the plan has {key}.",
            (str(key),),
        )


def metric(reading: Reading) -> Iterator[Finding]:
    """M3: the business metric that it moves; a feature alone is refused unless a person of each side overrules."""
    metrics = reading.by_root["outcomes"].keys() | reading.by_root["indicators"].keys()
    overruled: dict[tuple[str, str], set[Side]] = {}
    for overrule in reading.facts.overrules:
        if overrule.code is FindingCode.MILESTONE_ONLY_FEATURE:
            overruled.setdefault((overrule.subject, overrule.words.strip()), set()).add(overrule.side)
    for milestone in reading.milestones:
        if milestone.text("metric") in metrics:
            continue
        title = milestone.text("title")
        sides = overruled.get((milestone.id, title), set[Side]())
        words = feature_only(wording(title))
        lacking = [side for side in (Side.VENDOR, Side.CUSTOMER) if side not in sides]
        if words and lacking:
            yield found(
                FindingCode.MILESTONE_ONLY_FEATURE,
                _subject(milestone, "metric"),
                f"The milestone{milestone.called('title')} names a feature or an activity, {quoted(words)}, "
                "and no metric.",
                words,
                advice=f"Choose the metric; or let a person of the {lacking[0]}'s overrule this too."
                if sides
                else None,
            )
        elif not words:
            yield found(
                FindingCode.MILESTONE_WITHOUT_METRIC,
                _subject(milestone, "metric"),
                f"The milestone{milestone.called('title')} moves no metric.",
            )


def owners(reading: Reading) -> Iterator[Finding]:
    """M4: one owner on each side; without the customer's it is at risk."""
    for milestone in reading.milestones:
        if milestone.text("status") == DONE:
            continue
        for name, side in (("customerOwner", Side.CUSTOMER), ("vendorOwner", Side.VENDOR)):
            holding = reading.holding(milestone, name, side)
            if holding is Holding.OTHER_SIDE:
                owner = reading.contacts[milestone.text(name)].name
                yield found(
                    FindingCode.MILESTONE_OWNER_OF_OTHER_SIDE,
                    _subject(milestone, name),
                    f"Expected one of the {side}'s people as its owner, {owner} is not.",
                    (owner,),
                )
        holding = reading.holding(milestone, "customerOwner", Side.CUSTOMER)
        if is_unowned(milestone.text("status"), holding):
            why = WHY[holding].format(side=Side.CUSTOMER)
            yield found(
                FindingCode.MILESTONE_AT_RISK_BY_RULE,
                _subject(milestone, "customerOwner"),
                f"The milestone{milestone.called('title')} is at risk: it has no owner at the customer; {why}.",
            )
        holding = reading.holding(milestone, "vendorOwner", Side.VENDOR)
        if holding not in {Holding.NAMED, Holding.OTHER_SIDE}:
            yield found(
                FindingCode.MILESTONE_WITHOUT_VENDOR_OWNER,
                _subject(milestone, "vendorOwner"),
                f"The milestone{milestone.called('title')} has no owner at the vendor: {WHY[holding]}.",
            )


def dates(reading: Reading) -> Iterator[Finding]:
    """M1, M7: a day each, in sequence, before the deadline; overdue is derived."""
    for milestone in reading.milestones:
        due = milestone.date("due")
        overdue = days_overdue(milestone.text("status"), due, reading.today)
        if due is None and milestone.text("status") != DONE:
            yield found(
                FindingCode.MILESTONE_WITHOUT_DATE,
                _subject(milestone, "due"),
                f"The milestone{milestone.called('title')} has no day.",
            )
        if due is not None and overdue:
            yield found(
                FindingCode.MILESTONE_OVERDUE,
                _subject(milestone, "due"),
                f"The milestone{milestone.called('title')} was due on {day(due)}, {count(overdue, 'day')} ago.",
                (day(due),),
                weight=3 if milestone.flag("firstValue") or milestone.flag("key") else 2,
            )
    for outcome in reading.outcomes:
        yield from _sequence(reading, outcome)


def _sequence(reading: Reading, outcome: Entity) -> Iterator[Finding]:
    until, before = outcome.date("deadline"), None
    for milestone in reading.children("milestones", outcome.id):
        due = milestone.date("due")
        if due is None:
            continue
        if until is not None and due > until:
            yield found(
                FindingCode.MILESTONE_AFTER_DEADLINE,
                _subject(milestone, "due"),
                f"The milestone{milestone.called('title')} is due on {day(due)}, its outcome by {day(until)}.",
                (day(due), day(until)),
            )
        if before is not None and due < before:
            yield found(
                FindingCode.MILESTONES_OUT_OF_SEQUENCE,
                _subject(milestone, "position"),
                f"The milestone{milestone.called('title')} is due on {day(due)}, the one before it on {day(before)}.",
                (day(due), day(before)),
            )
        before = due


def target_values(reading: Reading) -> Iterator[Finding]:
    """M2: half target and target hit have values of their own, never computed for them."""
    for milestone in reading.milestones:
        mark = milestone.text("mark")
        if mark in _MARKS_WITH_VALUE and milestone.number("targetValue") is None:
            words = mark.replace("_", " ")
            yield found(
                FindingCode.MARK_WITHOUT_TARGET_VALUE,
                _subject(milestone, "targetValue"),
                f'The milestone{milestone.called("title")} is marked "{words}" and names no value.',
                (words,),
            )


def first_value(reading: Reading) -> Iterator[Finding]:
    """M6: one milestone, and one alone, is the first value."""
    marked = [milestone for milestone in reading.milestones if milestone.flag("firstValue")]
    if reading.outcomes and not marked:
        yield found(FindingCode.FIRST_VALUE_MISSING, PLAN, "No milestone is marked as the first value.")
    for milestone in marked[1:]:
        yield found(
            FindingCode.FIRST_VALUE_TWICE,
            _subject(milestone, "firstValue"),
            f"The milestone{milestone.called('title')} is marked as the first value as well.",
        )


def not_validated(reading: Reading) -> Iterator[Finding]:
    """O3: milestones under an outcome that is not validated."""
    for outcome in reading.outcomes:
        missing = [part.value for part in missing_parts(terms_of(outcome))]
        for milestone in reading.children("milestones", outcome.id) if missing else ():
            yield found(
                FindingCode.MILESTONE_NOT_VALIDATED,
                _subject(milestone, "outcome"),
                f"The outcome above{milestone.called('title')} is not validated: it lacks {listed(missing)}.",
                missing,
            )


def rather_tasks(reading: Reading) -> Iterator[Finding]:
    """M8: training and integration are tasks; the mark "implemented" stands for them as a milestone."""
    for milestone in reading.milestones:
        if milestone.text("mark") == "implemented" or not milestone.text("metric"):
            continue  # the one is meant to be so, the other has its own finding
        seen = wording(milestone.text("title"))
        words = () if seen.effect or seen.business else seen.doing
        if words and milestone.number("targetValue") is None:
            yield found(
                FindingCode.MILESTONE_IS_TASK,
                _subject(milestone, "title"),
                f"The milestone{milestone.called('title')} is something to do: {quoted(words)}.",
                words,
            )


def done(reading: Reading) -> Iterator[Finding]:
    """M7, T4: done since a day that has been, and in the value log."""
    for milestone in reading.milestones:
        if milestone.text("status") != DONE:
            continue
        on = milestone.date("doneOn")
        if on is None or on > reading.today:
            yield found(
                FindingCode.MILESTONE_DONE_WITHOUT_DATE,
                _subject(milestone, "doneOn"),
                f"The milestone{milestone.called('title')} is done, "
                + ("and nothing says since when." if on is None else f"and its day is {day(on)}."),
            )
    for draft in draft_wins(reading):
        yield found(
            FindingCode.MILESTONE_DONE_WITHOUT_WIN,
            _subject(draft.milestone),
            f"The milestone{draft.milestone.called('title')} is done, and the value log does not say what it brought.",
        )


def escalation(reading: Reading) -> Iterator[Finding]:
    """M5: a block that lasts reaches both sponsors; sponsors own no milestones."""
    stated = reading.plan.number("escalateAfterDays")
    limit = ESCALATE_AFTER_DAYS if stated is None else int(stated)
    sponsors = {reading.plan.text("vendorSponsor"), reading.plan.text("customerSponsor")} - {""}
    for milestone in reading.milestones:
        since = blocked_since(milestone.text("status"), reading.facts.status_since.get(milestone.id))
        if since is not None and (reading.today - since).days > limit:
            days = (reading.today - since).days
            yield found(
                FindingCode.BLOCKED_TOO_LONG,
                _subject(milestone, "status"),
                f"The milestone{milestone.called('title')} is blocked since {day(since)}: {count(days, 'day')}, "
                f"more than {limit}.",
                (str(days),),
                weight=3,
            )
        for name in ("vendorOwner", "customerOwner"):
            owner = milestone.text(name)
            if owner in sponsors and owner in reading.contacts:
                yield found(
                    FindingCode.SPONSOR_OWNS_MILESTONE,
                    _subject(milestone, name),
                    f"{reading.contacts[owner].name} is an executive sponsor and owns the milestone"
                    f"{milestone.called('title')}.",
                    (reading.contacts[owner].name,),
                )


RULES = (
    amount, metric, owners, dates, target_values, first_value, not_validated, rather_tasks, done, escalation,
)  # fmt: skip
