"""Clocks: by when a plan is to be agreed and delivered, the vendor's limits for that, and how late it is."""

import datetime as dt
from typing import Self
from uuid import UUID

import strawberry

from plans.rules.clock import Clock, plan_clocks
from plans.rules.facts import Clocks
from plans.store.account import AccountRow
from plans.store.clock import PlanClocksRow, VendorClocksRow
from plans.store.plan import PlanRow
from schema.context import Info
from schema.day import today_of
from schema.entity import Versioned
from schema.person import Person
from schema.plan_facts import account_facts

_FIELD = Clocks()


@strawberry.type(description="One limit in time of a plan.")
class PlanClock:
    """One limit in time of a plan."""

    counts_from: dt.date = strawberry.field(name="from", description="The day from which is counted.")
    by: dt.date = strawberry.field(description="The last day that is in time.")
    came_on: dt.date | None = strawberry.field(name="on", description="The day on which it came, as recorded.")
    late: bool = strawberry.field(description="Whether it came late, or has not come yet and is late.")
    days_late: int = strawberry.field(
        description="By how many days it came late; where it has not come, today counts, where the account is."
    )

    @classmethod
    def from_fact(cls, fact: Clock) -> Self:
        """The clock as the rules have it."""
        return cls(
            counts_from=fact.start, by=fact.by, came_on=fact.on, late=fact.days_late > 0, days_late=fact.days_late
        )


@strawberry.type(
    description="By when a plan is to be agreed and delivered. On which days it was is what people recorded with "
    "`recordPlanDates`: no signature tells it yet. The version counts the recordings."
)
class PlanClocks(Versioned):
    """By when a plan is to be agreed and delivered."""

    agreement: PlanClock | None = strawberry.field(
        description="Agreed within the vendor's days after the go-live; null where the account has no `liveOn`."
    )
    delivery: PlanClock | None = strawberry.field(
        description="Delivered within the vendor's days after the start of the engagement; null where the account has "
        "no `engagedOn`."
    )
    late_since: dt.date | None = strawberry.field(
        description="The last day in time of what is late, of two the earlier; null where nothing is."
    )
    agreed_on: dt.date | None = strawberry.field(description="The day on which it was agreed, as recorded.")
    delivered_on: dt.date | None = strawberry.field(description="The day on which it was delivered, as recorded.")
    recorded_by_id: strawberry.ID | None = strawberry.field(description="The UUID of the person who recorded last.")
    recorded_at: dt.datetime | None = strawberry.field(description="When anything was recorded last.")

    @classmethod
    def from_row(cls, row: PlanClocksRow, account: AccountRow | None, today: dt.date) -> Self:
        """The clocks as they stand on a day of the account."""
        facts = account_facts(account) if account else None
        clocks = plan_clocks(facts, row.limits, row.agreed_on, row.delivered_on, today)
        return cls(
            version=row.version or 0,
            invalid_fields=[],
            agreement=PlanClock.from_fact(clocks.agreement) if clocks.agreement else None,
            delivery=PlanClock.from_fact(clocks.delivery) if clocks.delivery else None,
            late_since=clocks.late_since,
            agreed_on=row.agreed_on,
            delivered_on=row.delivered_on,
            recorded_by_id=strawberry.ID(str(row.recorded_by)) if row.recorded_by else None,
            recorded_at=row.recorded_at,
        )

    @strawberry.field(description="Who recorded last, while the viewer sees that person.")
    async def recorded_by(self, info: Info) -> Person | None:
        """Who recorded last."""
        return await _person(info, self.recorded_by_id)


@strawberry.type(description="A vendor's limits for all its plans. The version is 0 where it has none of its own.")
class VendorClocks(Versioned):
    """A vendor's limits for all its plans."""

    agree_after_live_days: int = strawberry.field(description="A plan is agreed within so many days of the go-live.")
    deliver_after_engaged_days: int = strawberry.field(
        description="A plan is delivered within so many days of the start of the engagement."
    )
    changed_by_id: strawberry.ID | None = strawberry.field(description="The UUID of the person who set them last.")
    changed_at: dt.datetime | None = strawberry.field(
        description="When they were set last; null where they never were."
    )

    @classmethod
    def from_row(cls, row: VendorClocksRow | None) -> Self:
        """The limits as set, or those that are usual in the field."""
        return cls(
            version=row.version if row else 0,
            invalid_fields=[],
            agree_after_live_days=row.agree_days if row else _FIELD.agree_after_live,
            deliver_after_engaged_days=row.deliver_days if row else _FIELD.deliver_after_engaged,
            changed_by_id=strawberry.ID(str(row.changed_by)) if row else None,
            changed_at=row.changed_at if row else None,
        )

    @strawberry.field(description="Who set them last, while the viewer sees that person.")
    async def changed_by(self, info: Info) -> Person | None:
        """Who set them last."""
        return await _person(info, self.changed_by_id)


async def _person(info: Info, person_id: strawberry.ID | None) -> Person | None:
    row = await info.context.loaders.people.load(UUID(person_id)) if person_id else None
    return Person.from_row(row) if row else None


async def read_plan_clocks(info: Info, plan: PlanRow) -> PlanClocks:
    """The clocks of a plan as they stand today."""
    row = await info.context.loaders.clocks(plan)
    account = await info.context.loaders.accounts.load(plan.account_id)
    return PlanClocks.from_row(row, account, await today_of(info.context, plan))


async def read_vendor_clocks(info: Info, vendor_id: UUID) -> VendorClocks:
    """The limits of a vendor."""
    return VendorClocks.from_row(await info.context.loaders.vendor_clocks.load(vendor_id))
