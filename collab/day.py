"""Today, as the account of a plan has it: the last day on which anything can have happened."""

import datetime as dt

from plans.rules.day import Today, zone_of
from plans.store.account import select_time_zone
from plans.store.connection import Connection
from plans.store.plan import PlanRow


async def today_of(connection: Connection, plan: PlanRow, now: dt.datetime) -> Today:
    """The day that it is where a plan's account is; ``connection`` is in a transaction of a viewer who sees it."""
    zone = await select_time_zone(connection, plan.vendor_id, plan.account_id)
    return Today.at(now, zone_of(zone or ""))
