"""The people of the demo beyond those who log in: who has left, what the vendor thinks of whom, who opened what."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from collab.idempotency_key import BECOME_VIEWER
from plans.rules.opening import opening_day
from plans.rules.role import Role, Side
from plans.rules.stakeholder import Sentiment, StakeholderType
from plans.store.connection import Connection
from plans.store.opening import OpeningRow, upsert_opening
from plans.store.stakeholder import AssessmentRow, select_assessments, upsert_assessment
from plans.store.viewer import Sight, tell_sight
from server.demo_review import Beside

CONTACT_ROLES: Mapping[Role, str] = {
    Role.ADMIN: "delegate",
    Role.EXECUTIVE: "sponsor",
    Role.CSM: "champion",
    Role.VIEWER: "member",
    Role.SPONSOR: "sponsor",
    Role.CHAMPION: "champion",
    Role.MEMBER: "member",
    Role.FINANCE: "finance",
}
"""What people are to their accounts, by what they are in their organisations."""


@dataclass(frozen=True, slots=True)
class FormerContact:
    """A contact who never logged in and has left; ``left_ago`` in days."""

    email: str
    name: str
    role: Role
    title: str
    left_ago: int


FORMER: Mapping[str, FormerContact] = {
    "Lumen Health": FormerContact("member@lumen.example", "Petra Voss", Role.MEMBER, "Billing Systems Manager", 3),
}
"""By customer: it was she who was to connect the billing system."""


@dataclass(frozen=True, slots=True)
class Assessment:
    """What the vendor thinks of somebody."""

    type: StakeholderType
    engagement: str
    influence: str
    sentiment: Sentiment
    metrics: tuple[str, ...]
    note: str


ASSESSMENTS: Mapping[str, Assessment] = {
    "sponsor@harbor.example": Assessment(
        StakeholderType.ECONOMIC_BUYER, "medium", "high", Sentiment.NEUTRAL,
        ("Support cost per store", "Tier-1 support tickets"),
        "Signs the renewal. Wants figures, not stories; asked twice what the other stores get.",
    ),
    "champion@harbor.example": Assessment(
        StakeholderType.CHAMPION, "high", "medium", Sentiment.ADVOCATE,
        ("Tier-1 support tickets", "Average first-response time"),
        "Speaks for us in every meeting. Needs a win to show before the budget round.",
    ),
    "member@harbor.example": Assessment(
        StakeholderType.END_USER, "medium", "low", Sentiment.NEUTRAL, (),
        "Writes the articles beside her other work.",
    ),
    "finance@harbor.example": Assessment(
        StakeholderType.DECISION_MAKER, "low", "medium", Sentiment.SKEPTIC,
        ("Cost per resolved ticket",),
        "Compares us with two others at every renewal. Nobody of ours knows him well.",
    ),
    "sponsor@lumen.example": Assessment(
        StakeholderType.ECONOMIC_BUYER, "low", "high", Sentiment.SKEPTIC,
        ("Days sales outstanding",),
        "Was promised the same by the vendor before us.",
    ),
}  # fmt: skip
"""By e-mail address. The champion of Lumen Health is not assessed yet."""


async def assess_people(
    connection: Connection, csm: UUID, account: tuple[UUID, UUID], contacts: Mapping[str, UUID], now: dt.datetime
) -> None:
    """What the CSM thinks of the contacts of an account, given by e-mail address, where nobody has said anything yet.

    ``account``: vendor and account. ``connection`` becomes a viewer's.
    """
    vendor_id, account_id = account
    await connection.execute(BECOME_VIEWER)
    await tell_sight(connection, Sight(csm, (vendor_id,)))
    known = {
        row.contact_id for row in await select_assessments(connection, [(vendor_id, id_) for id_ in contacts.values()])
    }
    for email, contact_id in contacts.items():
        thought = ASSESSMENTS.get(email)
        if thought is None or contact_id in known:
            continue
        row = AssessmentRow(
            vendor_id, contact_id, account_id, thought.type, thought.metrics, thought.engagement, thought.influence,
            thought.sentiment, thought.note, 0, csm, now,
        )  # fmt: skip
        await upsert_assessment(connection, row)


async def note_openings(connection: Connection, beside: Beside, now: dt.datetime) -> None:
    """The customer's people looked at the plan in the last days, and so did the CSM."""
    for role, hours in ((Role.SPONSOR, 120), (Role.CHAMPION, 26), (Role.CSM, 25)):
        side = Side.VENDOR if role is Role.CSM else Side.CUSTOMER
        vendors = (beside.vendor_id,) if side is Side.VENDOR else ()
        customers = (beside.customer_id,) if side is Side.CUSTOMER else ()
        at = now - dt.timedelta(hours=hours)
        await connection.execute(BECOME_VIEWER)
        await tell_sight(connection, Sight(beside.people[role], vendors, customers))
        row = OpeningRow(beside.vendor_id, beside.plan_id, beside.people[role], opening_day(at), side, at, at)
        await upsert_opening(connection, row)
