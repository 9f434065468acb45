"""The plan as a whole: its goal and context, its sections, what it refers to, the account behind it."""

import datetime as dt
from collections.abc import Iterator

from plans.rules.clock import plan_clocks
from plans.rules.document import INTERNAL, SHARED
from plans.rules.facts import AccountFacts, ContactRole
from plans.rules.finding import PLAN, Finding, FindingCode, Subject
from plans.rules.findings.catalogue import found
from plans.rules.notation import count, day, listed
from plans.rules.preset import Section
from plans.rules.reading import Reading
from plans.rules.role import Side


def purpose(reading: Reading) -> Iterator[Finding]:
    """C1: what it is called, why we are here, what we build toward, how we know it works. C11: when, in their words."""
    plan = reading.plan
    if not reading.outcomes:
        yield found(
            FindingCode.PLAN_WITHOUT_OUTCOME, PLAN, "The plan has no active outcome: nothing says whether it works."
        )
    if not plan.text("title"):
        yield found(FindingCode.PLAN_WITHOUT_TITLE, Subject("plan", None, "title"), "The plan has no title.")
    if not plan.text("goal"):
        yield found(FindingCode.GOAL_MISSING, Subject("plan", None, "goal"), "The plan has no goal.")
    if reading.shape.shows(Section.CONTEXT) and not plan.text("expectedTimeToValue"):
        yield found(
            FindingCode.TIME_TO_VALUE_MISSING,
            Subject("plan", None, "expectedTimeToValue"),
            "Nothing says when the customer expects value.",
        )


_CONTEXT = {"whyBought": "why they bought", "problem": "the problem", "roi": "the return they expect"}


def context(reading: Reading) -> Iterator[Finding]:
    """S4: why they bought, the problem, the return in their words."""
    lacking = reading.plan.lacks(*_CONTEXT) if reading.shape.shows(Section.CONTEXT) else ()
    if lacking:
        yield found(
            FindingCode.CONTEXT_INCOMPLETE,
            Subject("plan", None, lacking[0]),
            f"The business context lacks {listed([_CONTEXT[name] for name in lacking])}.",
            lacking,
        )


def sections(reading: Reading) -> Iterator[Finding]:
    """T1: what the preset shows is not empty. What has a finding of its own is left to that."""
    filled = {
        Section.RISKS: any(True for _ in reading.all("risks")),
        Section.NEXT_STEPS: any(True for _ in reading.all("tasks")),
        Section.ROADMAP: bool(reading.milestones),
    }
    empty = [section for section, has in filled.items() if reading.shape.shows(section) and not has]
    if empty:
        names = [section.value.replace("_", " ") for section in empty]
        yield found(FindingCode.SECTION_EMPTY, PLAN, f"Nothing stands under {listed(names)}.", names)


def references(reading: Reading) -> Iterator[Finding]:
    """C1: a merged edit may leave a reference to what somebody else removed meanwhile."""
    known = {root: entities.keys() for root, entities in reading.by_root.items()}
    known["contact"] = reading.contacts.keys()
    for root, fields in _REFERENCES.items():
        there = [
            (name, targets, frozenset[str]().union(*(known.get(t, ()) for t in targets))) for name, targets in fields
        ]
        for entity in reading.all(root):
            for name, targets, ids in there:
                target = entity.text(name)
                if target and target not in ids:
                    yield found(
                        FindingCode.REFERENCE_BROKEN,
                        Subject(root, entity.id, name),
                        f'The field "{name}" refers to a {_NOUNS[targets[0]]} that is not there.',
                        (target,),
                    )


_REFERENCES = {
    collection.root: tuple((field.name, field.refers_to) for field in collection.fields if field.refers_to)
    for document in (SHARED, INTERNAL)
    for collection in document.collections
    if not collection.single and collection.root != "reviewNotes"  # reviews may lie beyond what is read here
}
_NOUNS = {
    "contact": "contact", "outcomes": "metric or outcome", "workflows": "workflow", "milestones": "milestone",
    "dependencies": "dependency", "indicators": "indicator",
}  # fmt: skip

_DATES = {
    "closed_on": "contract close", "engaged_on": "engagement start", "kicked_off_on": "kick-off",
    "live_on": "go-live", "renews_on": "renewal", "ends_on": "contract end",
}  # fmt: skip
_ORDERED = (("closed_on", "engaged_on"), ("engaged_on", "renews_on"), ("renews_on", "ends_on"))


def account_dates(reading: Reading) -> Iterator[Finding]:
    """C10: the account's dates are there and in order."""
    account = reading.facts.account
    if account is None:
        return
    lacking = [words for name, words in _DATES.items() if _date(account, name) is None]
    if lacking:
        yield found(FindingCode.ACCOUNT_DATES_MISSING, PLAN, f"The account lacks {listed(lacking)}.", lacking)
    pairs = [(earlier, later, _date(account, earlier), _date(account, later)) for earlier, later in _ORDERED]
    wrong = [
        (f"{_DATES[earlier].capitalize()} ({day(first)}) lies after {_DATES[later]} ({day(then)}).", first, then)
        for earlier, later, first, then in pairs
        if first is not None and then is not None and first > then
    ]
    if wrong:
        seen = [day(date) for _, *dates in wrong for date in dates]
        yield found(FindingCode.ACCOUNT_DATES_OUT_OF_ORDER, PLAN, " ".join(said for said, *_ in wrong), seen)


def _date(account: AccountFacts, name: str) -> dt.date | None:
    value = getattr(account, name)
    return value if isinstance(value, dt.date) else None


def clocks(reading: Reading) -> Iterator[Finding]:
    """C8: agreed within 45 days of go-live, delivered by day 30 of the engagement."""
    facts = reading.facts
    stand = plan_clocks(facts.account, facts.clocks, facts.agreed_on, facts.delivered_on, reading.today)
    for code, word, clock in (
        (FindingCode.AGREEMENT_LATE, "agreed", stand.agreement),
        (FindingCode.DELIVERY_LATE, "delivered", stand.delivery),
    ):
        if clock is not None and clock.days_late > 0:
            limit = count((clock.by - clock.start).days, "day")
            came = f"it was on {day(clock.on)}" if clock.on else "it is not yet"
            yield found(
                code,
                PLAN,
                f"The plan was to be {word} within {limit} of {day(clock.start)}; {came}: "
                f"{count(clock.days_late, 'day')} late.",
                (str(clock.days_late),),
            )


_HEARD = (ContactRole.SPONSOR, ContactRole.CHAMPION)


def discovery(reading: Reading) -> Iterator[Finding]:
    """C6: separate calls with the executive sponsor and with the champion."""
    calls = reading.facts.discovery_calls
    if calls is None:
        return
    heard = {contact.role for call in calls if (contact := reading.contacts.get(call.contact))}
    missing = [role.value for role in _HEARD if role not in heard]
    if missing:
        yield found(
            FindingCode.DISCOVERY_CALL_MISSING,
            PLAN,
            f"No discovery call is recorded with the {listed(missing)}.",
            missing,
        )


def co_created(reading: Reading) -> Iterator[Finding]:
    """C9: the customer writes in the plan before it is proposed."""
    facts = reading.facts
    if facts.customer_edited is False and not facts.signed_by and any(True for _ in reading.contacts_of(Side.CUSTOMER)):
        yield found(FindingCode.CUSTOMER_HAS_NOT_EDITED, PLAN, "Nobody of the customer's has written in the plan yet.")


RULES = (purpose, context, sections, references, account_dates, clocks, discovery, co_created)
