"""People: sponsors, contacts, what those owned who left, who talks to whom, whether the customer looks."""

from collections.abc import Iterator, Sequence

from plans.rules.document import INTERNAL, SHARED
from plans.rules.entity import Entity
from plans.rules.facts import ContactFacts
from plans.rules.finding import PLAN, Finding, FindingCode, Subject
from plans.rules.findings.catalogue import found
from plans.rules.notation import day, listed
from plans.rules.reading import Holding, Reading
from plans.rules.role import Side

NOT_OPENED_DAYS = (30, 60)  # each adds weight
ENOUGH_CONTACTS = 2  # of the customer's: one may leave

_SPONSORS = (("vendorSponsor", Side.VENDOR), ("customerSponsor", Side.CUSTOMER))
_TALKERS = {"vendorPerson": Side.VENDOR, "contact": Side.CUSTOMER}


def sponsors(reading: Reading) -> Iterator[Finding]:
    """M5: executive sponsors of both sides are named."""
    for name, side in _SPONSORS:
        holding = reading.holding(reading.plan, name, side)
        if holding is not Holding.NAMED:
            yield found(
                FindingCode.SPONSOR_MISSING,
                Subject("plan", None, name),
                f"The plan names no executive sponsor of the {side}: {WHY[holding].format(side=side)}.",
                (side.value,),
            )


WHY: dict[Holding, str] = {
    Holding.ABSENT: "nobody is named",
    Holding.UNKNOWN: "the one named is no contact of this account",
    Holding.LEFT: "the one named has left",
    Holding.OTHER_SIDE: "the one named is not one of the {side}'s people",
    Holding.NAMED: "somebody is named",
}
"""Why a field has no holder, to stand in a sentence."""


def contacts(reading: Reading) -> Iterator[Finding]:
    """S1: a title for everybody, a shared role for the customer's people."""
    for contact in reading.facts.contacts:
        lacking = _lacking(contact) if contact.active else ()
        if lacking:
            yield found(
                FindingCode.CONTACT_INCOMPLETE,
                Subject("contact", contact.id, lacking[0]),
                f"{contact.name or 'A contact'} has no {' and no '.join(lacking)}.",
                lacking,
            )


def _lacking(contact: ContactFacts) -> tuple[str, ...]:
    needed = {
        "name": contact.name.strip(),
        "title": contact.title.strip(),
        "role": contact.role or contact.side is not Side.CUSTOMER,
    }
    return tuple(name for name, there in needed.items() if not there)


_OWNED = {
    collection.root: tuple(field.name for field in collection.fields if field.refers_to == ("contact",))
    for document in (SHARED, INTERNAL)
    for collection in document.collections
    if not collection.single and collection.root not in {"quotes", "stakeholderRisks"}
}
_FINISHED = frozenset({"done", "skipped", "met", "waived", "closed", "retired"})


def vacated(reading: Reading) -> Iterator[Finding]:
    """S7: whoever leaves vacates what they own; what is finished stays as it was."""
    left = {contact.id: contact.name for contact in reading.facts.contacts if not contact.active}
    if not left:
        return
    for root, names in _OWNED.items():
        for entity in reading.all(root):
            if entity.flag("done") or entity.text("status") in _FINISHED or entity.text("state") in _FINISHED:
                continue
            for name in names:
                owner = entity.text(name)
                if owner in left:
                    yield found(
                        FindingCode.OWNER_HAS_LEFT,
                        Subject(root, entity.id, name),
                        f"{left[owner]} has left and still stands as {_words(name)} here.",
                        (left[owner],),
                    )


def _words(name: str) -> str:
    """A field's name as people say it.

    >>> _words("customerOwner")
    'customer owner'
    """
    return "".join(f" {c.lower()}" if c.isupper() else c for c in name)


def threads(reading: Reading) -> Iterator[Finding]:
    """S3: more than one contact, and a plan of who talks to whom."""
    known = [contact.name for contact in reading.contacts_of(Side.CUSTOMER)]
    if len(known) < ENOUGH_CONTACTS:
        yield found(FindingCode.SINGLE_CONTACT, PLAN, _too_few(known), known)
    if reading.facts.internal is None:
        return
    conversations = tuple(reading.all("conversations"))
    if not conversations:
        yield found(FindingCode.COMMUNICATION_PLAN_MISSING, PLAN, "No conversation is planned with anybody.")
    for conversation in conversations:
        yield from _incomplete(reading, conversation)


def _too_few(known: Sequence[str]) -> str:
    if known:
        return f"{known[0]} is the only active contact of the customer's: when they leave, nobody knows the plan."
    return "The customer has no active contact: nobody there knows the plan."


def _incomplete(reading: Reading, conversation: Entity) -> Iterator[Finding]:
    """What a conversation lacks, and who is of the wrong side. Who left and who is unknown is told elsewhere."""
    lacking = conversation.lacks(*_TALKERS, "every")
    wrong = tuple(n for n, side in _TALKERS.items() if reading.holding(conversation, n, side) is Holding.OTHER_SIDE)
    says = [f"lacks {listed([_words(name) for name in lacking])}"] if lacking else []
    says += [f"names as {_words(name)} nobody of the {_TALKERS[name]}'s" for name in wrong]
    if says:
        seen = (*lacking, *wrong)
        yield found(
            FindingCode.CONVERSATION_INCOMPLETE,
            Subject("conversations", conversation.id, seen[0]),
            f"The conversation {' and '.join(says)}.",
            seen,
        )


def opened(reading: Reading) -> Iterator[Finding]:
    """S6: the customer opened the plan within the last 30 days; worse after 60."""
    facts = reading.facts
    since = facts.customer_opened_on or facts.shared_on
    if since is None:
        return
    days = (reading.today - since).days
    weight = sum(days >= limit for limit in NOT_OPENED_DAYS)
    if weight:
        ever = f"since {day(since)}" if facts.customer_opened_on else f"since it was shared on {day(since)}"
        yield found(
            FindingCode.NOT_OPENED_BY_CUSTOMER,
            PLAN,
            f"Nobody of the customer's has opened the plan {ever}: {days} days.",
            (str(days),),
            weight=weight,
        )


RULES = (sponsors, contacts, vacated, threads, opened)
