"""Setting a vendor's limits, and recording on which days a plan was agreed and delivered."""

import datetime as dt
from typing import Annotated
from uuid import UUID

import strawberry

from collab.clock import Writer, record_plan_dates, update_vendor_clocks
from collab.errors import Stale
from plans.rules.clock import LEAST_DAYS, MOST_DAYS
from schema.acting import require_id
from schema.beside import changing, writing_beside
from schema.clock import PlanClocks, VendorClocks, read_plan_clocks, read_vendor_clocks
from schema.context import Info
from schema.edit import ChangeInput, Edited, RepeatableInput, key_of
from schema.refusal import Refusal, Unavailable
from schema.stale import StaleEdit, StaleVersion

_DAYS = f"{LEAST_DAYS} to {MOST_DAYS}; what is absent stays."


@strawberry.input(description="A vendor's limits to be set.")
class UpdateVendorClocksInput(RepeatableInput):
    """A vendor's limits to be set."""

    organisation_id: strawberry.ID = strawberry.field(description="The UUID of the vendor.")
    expected_version: int | None = strawberry.field(
        default=None, description="The version that was looked at: where it is another now, nothing is changed."
    )
    agree_after_live_days: int | None = strawberry.field(
        default=None, description=f"Days after the go-live within which a plan is agreed, {_DAYS}"
    )
    deliver_after_engaged_days: int | None = strawberry.field(
        default=None, description=f"Days after the start of the engagement within which a plan is delivered, {_DAYS}"
    )


@strawberry.type(description="The limits are set.")
class UpdateVendorClocksSuccess:
    """The limits are set."""

    vendor_id: strawberry.Private[UUID]

    @strawberry.field(description="The limits as they now are.")
    async def clocks(self, info: Info) -> VendorClocks:
        """The limits as they now are."""
        return await read_vendor_clocks(info, self.vendor_id)


UpdateVendorClocksResult = Annotated[
    UpdateVendorClocksSuccess | StaleVersion | Refusal | Unavailable,
    strawberry.union("UpdateVendorClocksResult", description="What became of setting limits."),
]


@strawberry.type(description="What can be done with a vendor's limits.")
class VendorClocksMutation:
    """What can be done with a vendor's limits."""

    @strawberry.mutation(
        description="Set within how many days a vendor's plans are to be agreed and delivered. For the vendor's "
        "admins; audited."
    )
    async def update_vendor_clocks(
        self,
        info: Info,
        input: Annotated[UpdateVendorClocksInput, strawberry.argument(description="The limits.")],  # noqa: A002 - GraphQL's name
    ) -> UpdateVendorClocksResult:
        """Set limits."""
        vendor_id = require_id(input.organisation_id, "organisationId")
        given = {
            "agreeAfterLiveDays": input.agree_after_live_days,
            "deliverAfterEngagedDays": input.deliver_after_engaged_days,
        }
        changes = {name: days for name, days in given.items() if days is not None}
        once = key_of(info, input, vendor_id)
        try:
            async with changing(info) as connection:
                writer = Writer(connection, info.context.viewer, input.expected_version, once)
                await update_vendor_clocks(writer, vendor_id, changes)
        except Stale as stale:
            await info.context.renew()
            raise StaleEdit(stale, lambda asked: read_vendor_clocks(asked, vendor_id)) from stale
        await info.context.renew()
        return UpdateVendorClocksSuccess(vendor_id=vendor_id)


@strawberry.input(description="Days to be recorded of a plan: what is absent stays as it is, null clears.")
class RecordPlanDatesInput(ChangeInput):
    """Days to be recorded of a plan."""

    agreed_on: dt.date | None = strawberry.field(
        default=strawberry.UNSET,
        description="The day on which both sides agreed; not one that lies ahead where the account is.",
    )
    delivered_on: dt.date | None = strawberry.field(
        default=strawberry.UNSET,
        description="The day on which the plan was handed over to the customer; not one that lies ahead where the "
        "account is.",
    )


@strawberry.type(description="The days are recorded.")
class RecordPlanDatesSuccess(Edited):
    """The days are recorded."""

    @strawberry.field(description="The plan's clocks as they now stand.")
    async def clocks(self, info: Info) -> PlanClocks:
        """The plan's clocks as they now stand."""
        return await read_plan_clocks(info, self.plan_row)


RecordPlanDatesResult = Annotated[
    RecordPlanDatesSuccess | StaleVersion | Refusal | Unavailable,
    strawberry.union("RecordPlanDatesResult", description="What became of recording days."),
]


@strawberry.type(description="What can be done with the days of a plan.")
class PlanDatesMutation:
    """What can be done with the days of a plan."""

    @strawberry.mutation(
        description="Record on which days a plan was agreed and delivered: what people say, not a signature. For "
        "whoever writes the plan, on both sides; audited."
    )
    async def record_plan_dates(
        self,
        info: Info,
        input: Annotated[RecordPlanDatesInput, strawberry.argument(description="The days.")],  # noqa: A002 - GraphQL's name
    ) -> RecordPlanDatesResult:
        """Record days."""
        given = {"agreedOn": input.agreed_on, "deliveredOn": input.delivered_on}
        changes = {name: day for name, day in given.items() if day is not strawberry.UNSET}
        try:
            async with writing_beside(info, input) as (connection, plan):
                once = key_of(info, input, plan.vendor_id, plan.id)
                writer = Writer(connection, info.context.viewer, input.expected_version, once)
                await record_plan_dates(writer, plan, changes, info.context.now())
        except Stale as stale:
            await info.context.renew()
            raise StaleEdit(stale, lambda asked: read_plan_clocks(asked, plan)) from stale  # pyright: ignore[reportPossiblyUnboundVariable] - it was opened
        return RecordPlanDatesSuccess(plan_row=plan, entity_id=str(plan.id))
