"""What people of the customer's are concerned about by their role: where a conversation with them begins."""

from enum import StrEnum

from plans.rules.facts import ContactRole
from plans.rules.role import Side


class Concern(StrEnum):
    """Something that people in a role ask of a plan."""

    REVENUE = "revenue"
    COST = "cost"
    COMPLIANCE = "compliance"
    COMPETITIVE_POSITION = "competitive_position"
    ADOPTION = "adoption"
    EFFICIENCY = "efficiency"
    BUY_IN = "buy_in"
    STANDING = "standing"
    EASE = "ease"
    TIME = "time"
    UNCHANGED_WORKFLOW = "unchanged_workflow"
    COST_PER_OUTCOME = "cost_per_outcome"
    CONTRACT_TERMS = "contract_terms"
    BENCHMARKING = "benchmarking"


WORDS: dict[Concern, str] = {
    Concern.REVENUE: "Does it bring in more, or keep what would be lost?",
    Concern.COST: "What does it save, and what does it cost all in all?",
    Concern.COMPLIANCE: "Does it keep us within the rules, and can we show that?",
    Concern.COMPETITIVE_POSITION: "Where does it put us beside those we compete with?",
    Concern.ADOPTION: "Do my people use it, and who does not yet?",
    Concern.EFFICIENCY: "What does my team get done that it could not before?",
    Concern.BUY_IN: "Who has to be won over, above me and around me?",
    Concern.STANDING: "How do I look if it works, and how if it does not?",
    Concern.EASE: "Is it easy to use on an ordinary day?",
    Concern.TIME: "Does it give me time, or take it?",
    Concern.UNCHANGED_WORKFLOW: "Can I go on working as I do?",
    Concern.COST_PER_OUTCOME: "What do we pay for each outcome that we reach?",
    Concern.CONTRACT_TERMS: "What have we signed, until when, and what changes at the renewal?",
    Concern.BENCHMARKING: "What do others pay, and what do they get for it?",
}
"""Each in the words of the person who has it."""

_BUYER = (Concern.REVENUE, Concern.COST, Concern.COMPLIANCE, Concern.COMPETITIVE_POSITION)

CONCERNS_OF: dict[ContactRole, tuple[Concern, ...]] = {
    ContactRole.SPONSOR: _BUYER,
    ContactRole.CHAMPION: (Concern.ADOPTION, Concern.EFFICIENCY, Concern.BUY_IN, Concern.STANDING),
    ContactRole.DELEGATE: _BUYER,  # stands in for the sponsor
    ContactRole.MEMBER: (Concern.EASE, Concern.TIME, Concern.UNCHANGED_WORKFLOW),
    ContactRole.FINANCE: (Concern.COST_PER_OUTCOME, Concern.CONTRACT_TERMS, Concern.BENCHMARKING),
}


def concerns_of(side: Side, role: ContactRole | None) -> tuple[Concern, ...]:
    """What to expect of a contact until they say otherwise; nothing of the vendor's own people.

    >>> [concern.value for concern in concerns_of(Side.CUSTOMER, ContactRole.MEMBER)]
    ['ease', 'time', 'unchanged_workflow']
    >>> concerns_of(Side.VENDOR, ContactRole.CHAMPION), concerns_of(Side.CUSTOMER, None)
    ((), ())
    """
    return CONCERNS_OF[role] if side is Side.CUSTOMER and role is not None else ()
