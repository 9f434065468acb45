"""What the rules may know of a plan: its content and the rows beside it, on one day. Ids are strings, as in documents.

A part that is ``None`` is not known here, and no rule speaks of it; an empty tuple says that there is nothing.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from plans.rules.content import Content
from plans.rules.finding import FindingCode
from plans.rules.preset import Preset
from plans.rules.role import Side


class ContactRole(StrEnum):
    """The shared role of a contact."""

    SPONSOR = "sponsor"
    CHAMPION = "champion"
    DELEGATE = "delegate"
    MEMBER = "member"
    FINANCE = "finance"


class ReviewKind(StrEnum):
    """What kind of review it is."""

    WEEKLY = "weekly"
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    CHECKPOINT = "checkpoint"
    RENEWAL = "renewal"


class HealthPart(StrEnum):
    """A part that a health score is made of."""

    SENTIMENT = "sentiment"
    SUPPORT = "support"
    ENGAGEMENT = "engagement"
    PLAN = "plan"


HEALTH_WEIGHTS: dict[HealthPart, int] = {
    HealthPart.SENTIMENT: 20,
    HealthPart.SUPPORT: 20,
    HealthPart.ENGAGEMENT: 30,
    HealthPart.PLAN: 30,
}
"""Per cent of the whole."""


@dataclass(frozen=True, slots=True)
class AccountFacts:
    """The account's dates and flags."""

    closed_on: dt.date | None = None
    engaged_on: dt.date | None = None
    kicked_off_on: dt.date | None = None
    live_on: dt.date | None = None
    renews_on: dt.date | None = None
    ends_on: dt.date | None = None
    key_account: bool = False
    complex_enterprise: bool = False


@dataclass(frozen=True, slots=True)
class Clocks:
    """The vendor's own limits, in days."""

    agree_after_live: int = 45
    deliver_after_engaged: int = 30


@dataclass(frozen=True, slots=True)
class ContactFacts:
    """A person of either side. ``active``: they have not left."""

    id: str
    side: Side
    name: str
    title: str = ""
    role: ContactRole | None = None
    active: bool = True


@dataclass(frozen=True, slots=True)
class ReviewFacts:
    """A review. ``moved`` and ``open_blockers`` are ids of milestones; ``serves``: each side's answer in it.

    ``completed_at``: when it was recorded that it was held.
    """

    id: str
    kind: ReviewKind
    due_on: dt.date
    held_on: dt.date | None = None
    attendees: tuple[str, ...] = ()
    reconfirmed: tuple[str, ...] = ()
    open_blockers: tuple[str, ...] = ()
    moved: tuple[str, ...] = ()
    serves: Mapping[Side, bool] = field(default_factory=dict[Side, bool])
    completed_at: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class MeasurementFacts:
    """A measured value of an outcome or an indicator, in its unit."""

    metric: str
    taken_on: dt.date
    value: float


@dataclass(frozen=True, slots=True)
class DiscoveryCallFacts:
    """A discovery call with one contact."""

    contact: str
    held_on: dt.date


@dataclass(frozen=True, slots=True)
class OverruleFacts:
    """A person of one side says that what a finding of this code is about may stand: in these words alone."""

    code: FindingCode
    subject: str
    side: Side
    by: str
    words: str


@dataclass(frozen=True, slots=True)
class PlanFacts:
    """Everything that the findings of one plan come from.

    ``touched_on`` and ``created_on``: days by entity id. ``status_since``: by a milestone's id, the day since which its
    status is what it is. ``signed_by``: the sides that have signed the revision in force. ``calendars``: the sides that
    follow the reviews in their own calendar. ``health``: the parts of the health score that have data.
    """

    today: dt.date
    content: Content
    internal: Content | None = None
    preset: Preset = Preset.STRATEGIC
    account: AccountFacts | None = None
    clocks: Clocks = field(default_factory=Clocks)
    contacts: tuple[ContactFacts, ...] = ()
    reviews: tuple[ReviewFacts, ...] = ()
    measurements: tuple[MeasurementFacts, ...] | None = None
    discovery_calls: tuple[DiscoveryCallFacts, ...] | None = None
    overrules: tuple[OverruleFacts, ...] = ()
    signed_by: frozenset[Side] = frozenset()
    calendars: frozenset[Side] = frozenset()
    health: frozenset[HealthPart] = frozenset()
    delivered_on: dt.date | None = None
    agreed_on: dt.date | None = None
    changed_on: dt.date | None = None
    shared_on: dt.date | None = None
    customer_opened_on: dt.date | None = None
    customer_edited: bool | None = None
    created_on: Mapping[str, dt.date] = field(default_factory=dict[str, dt.date])
    touched_on: Mapping[str, dt.date] = field(default_factory=dict[str, dt.date])
    status_since: Mapping[str, dt.date] = field(default_factory=dict[str, dt.date])
