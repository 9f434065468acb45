"""Reviews and the life of the plan: when the next is, what the last achieved, when anything last happened."""

import datetime as dt
from collections.abc import Iterator

from plans.rules.facts import ContactRole, ReviewKind
from plans.rules.finding import PLAN, Finding, FindingCode, Subject
from plans.rules.findings.catalogue import found
from plans.rules.notation import count, day, listed
from plans.rules.reading import Reading
from plans.rules.role import Side

STALE_DAYS = (30, 60, 90)  # each adds weight
_SIDES = (Side.VENDOR, Side.CUSTOMER)


def next_review(reading: Reading) -> Iterator[Finding]:
    """T5: the next review is set, and lies ahead: as a review that is planned, or as the plan's own date."""
    if reading.next_review_on is not None:
        return
    on, subject = reading.review_was_on, Subject("plan", None, "reviewOn")
    if on is None:
        yield found(FindingCode.REVIEW_DATE_MISSING, subject, "The plan has no date for its next review.")
    else:
        yield found(
            FindingCode.REVIEW_DATE_PASSED,
            subject,
            f"The next review is set for {day(on)}, {count((reading.today - on).days, 'day')} ago.",
            (day(on),),
        )


def status_only(reading: Reading) -> Iterator[Finding]:
    """R3: the last review moved no blocker although there were some. Those before it are past mending."""
    last = reading.last_held()
    if last is None or last.held_on is None or not last.open_blockers or set(last.moved) & set(last.open_blockers):
        return
    titles = [_title(reading, milestone) for milestone in last.open_blockers]
    yield found(
        FindingCode.REVIEW_STATUS_ONLY,
        Subject("review", last.id),
        f"The review of {day(last.held_on)} was status only: {listed(titles)} "
        f"{'was' if len(titles) == 1 else 'were'} blocked and did not move.",
        titles,
    )


def _title(reading: Reading, milestone_id: str) -> str:
    milestone = reading.by_root["milestones"].get(milestone_id)
    return milestone.called("title").strip() or milestone_id if milestone else milestone_id


def answers(reading: Reading) -> Iterator[Finding]:
    """R2: each side says whether the plan still serves it."""
    for review in reading.facts.reviews:
        missing = [side.value for side in _SIDES if side not in review.serves]
        if review.held_on is not None and missing:
            yield found(
                FindingCode.REVIEW_WITHOUT_ANSWER,
                Subject("review", review.id),
                f"In the review of {day(review.held_on)} the {listed(missing)} did not say whether the plan still "
                "serves them.",
                missing,
            )


def attendance(reading: Reading) -> Iterator[Finding]:
    """R9: the last quarterly review had a sponsor of each side."""
    last = reading.last_held(ReviewKind.QUARTERLY)
    if last is None or last.held_on is None:
        return
    named = {reading.plan.text("vendorSponsor"), reading.plan.text("customerSponsor")}
    sponsors = {
        contact.side
        for attendee in last.attendees
        if (contact := reading.contacts.get(attendee)) and (contact.id in named or contact.role is ContactRole.SPONSOR)
    }
    missing = [side.value for side in _SIDES if side not in sponsors]
    if missing:
        yield found(
            FindingCode.QBR_WITHOUT_SPONSORS,
            Subject("review", last.id),
            f"No sponsor of the {listed(missing)} attended the quarterly review of {day(last.held_on)}.",
            missing,
        )


def staleness(reading: Reading) -> Iterator[Finding]:
    """L5: neither a change nor a review for 30, 60, 90 days."""
    days: list[dt.date] = [review.held_on for review in reading.facts.reviews if review.held_on is not None]
    if reading.facts.changed_on is not None:
        days.append(reading.facts.changed_on)
    if not days:
        return
    still = (reading.today - max(days)).days
    weight = sum(still >= limit for limit in STALE_DAYS)
    if weight:
        yield found(
            FindingCode.PLAN_STALE,
            PLAN,
            f"Neither a change nor a review since {day(max(days))}: {still} days.",
            (str(still),),
            weight=weight,
        )


RULES = (next_review, status_only, answers, attendance, staleness)
