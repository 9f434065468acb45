"""Days of a plan: those of its account's time zone."""

import datetime as dt

from plans.rules.day import day_in, zone_of
from plans.store.plan import PlanRow
from schema.context import Context


async def zone_of_plan(context: Context, plan: PlanRow) -> dt.tzinfo:
    """The time zone of a plan's account."""
    account = await context.loaders.accounts.load(plan.account_id)
    return zone_of(account.time_zone) if account else dt.UTC


async def today_of(context: Context, plan: PlanRow) -> dt.date:
    """The day that it is where the account is."""
    return day_in(context.now(), await zone_of_plan(context, plan))
