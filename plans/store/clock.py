"""A vendor's limits for its plans, and on which days plans were agreed and delivered."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, fields
from uuid import UUID

from plans.rules.facts import Clocks
from plans.store.connection import Connection, Record

_FIELD = Clocks()  # the limits where a vendor has none of its own


@dataclass(frozen=True, slots=True)
class VendorClocksRow:
    """A vendor's own limits, in days; ``version`` counts the changes."""

    vendor_id: UUID
    agree_days: int
    deliver_days: int
    version: int
    changed_by: UUID
    changed_at: dt.datetime


SELECT_VENDOR_CLOCKS = """
select vendor_id, agree_days, deliver_days, version, changed_by, changed_at from vendor_clocks
where vendor_id = any($1::uuid[])
"""


async def select_vendor_clocks(connection: Connection, vendors: Sequence[UUID]) -> list[VendorClocksRow]:
    """The limits of those of these vendors that have their own."""
    return [VendorClocksRow(*row) for row in await connection.fetch(SELECT_VENDOR_CLOCKS, list(vendors))]


LOCK_VENDOR_CLOCKS = """
select version from vendor_clocks where vendor_id = $1 for update
"""


async def lock_vendor_clocks(connection: Connection, vendor_id: UUID) -> int:
    """The version of a vendor's limits, locked until the transaction ends; 0 where it has none of its own."""
    return await connection.fetchval(LOCK_VENDOR_CLOCKS, vendor_id) or 0


UPSERT_VENDOR_CLOCKS = """
insert into vendor_clocks (vendor_id, agree_days, deliver_days, changed_by) values ($1, $2, $3, $4)
on conflict (vendor_id) do update set
    agree_days = excluded.agree_days, deliver_days = excluded.deliver_days, version = vendor_clocks.version + 1,
    changed_by = excluded.changed_by, changed_at = clock_timestamp()
"""


async def upsert_vendor_clocks(connection: Connection, vendor_id: UUID, limits: Clocks, by: UUID) -> None:
    """Write a vendor's limits, as their next version."""
    await connection.execute(UPSERT_VENDOR_CLOCKS, vendor_id, limits.agree_after_live, limits.deliver_after_engaged, by)


@dataclass(frozen=True, slots=True)
class PlanClocksRow:
    """What a plan's clocks go by: its vendor's limits in days, if it has its own, and the days that were recorded.

    ``version`` counts the recordings; it and who recorded are ``None`` where nothing was.
    """

    vendor_id: UUID
    plan_id: UUID
    agree_days: int | None
    deliver_days: int | None
    agreed_on: dt.date | None
    delivered_on: dt.date | None
    version: int | None
    recorded_by: UUID | None
    recorded_at: dt.datetime | None

    @property
    def limits(self) -> Clocks:
        """The limits that hold."""
        return Clocks(self.agree_days or _FIELD.agree_after_live, self.deliver_days or _FIELD.deliver_after_engaged)


SELECT_PLAN_CLOCKS = """
select vendor_id, plan_id, agree_days, deliver_days, agreed_on, delivered_on, version, recorded_by, recorded_at
from (
    select p.vendor_id, p.id as plan_id, c.agree_days, c.deliver_days, s.agreed_on, s.delivered_on, s.version,
        s.recorded_by, s.recorded_at
    from plan p
    left join vendor_clocks c on c.vendor_id = p.vendor_id
    left join plan_dates s on s.vendor_id = p.vendor_id and s.plan_id = p.id
) clocks
where (vendor_id, plan_id) in (select * from unnest($1::uuid[], $2::uuid[]))
"""


def read_plan_clocks(row: Record) -> PlanClocksRow:
    """A record with the columns of a plan's clocks."""
    return PlanClocksRow(*[row[name] for name in _COLUMNS])


_COLUMNS = tuple(field.name for field in fields(PlanClocksRow))


async def select_plan_clocks(connection: Connection, plans: Sequence[tuple[UUID, UUID]]) -> list[PlanClocksRow]:
    """What the clocks of these plans go by, each given as (vendor, plan)."""
    vendors, ids = [vendor for vendor, _ in plans], [plan for _, plan in plans]
    return [read_plan_clocks(row) for row in await connection.fetch(SELECT_PLAN_CLOCKS, vendors, ids)]


LOCK_PLAN_DATES = """
select version from plan_dates where vendor_id = $1 and plan_id = $2 for update
"""


async def lock_plan_dates(connection: Connection, vendor_id: UUID, plan_id: UUID) -> int:
    """The version of a plan's days, locked until the transaction ends; 0 where none was recorded."""
    return await connection.fetchval(LOCK_PLAN_DATES, vendor_id, plan_id) or 0


UPSERT_PLAN_DATES = """
insert into plan_dates (vendor_id, plan_id, agreed_on, delivered_on, recorded_by) values ($1, $2, $3, $4, $5)
on conflict (vendor_id, plan_id) do update set
    agreed_on = excluded.agreed_on, delivered_on = excluded.delivered_on, version = plan_dates.version + 1,
    recorded_by = excluded.recorded_by, recorded_at = clock_timestamp()
"""


async def upsert_plan_dates(
    connection: Connection, plan: tuple[UUID, UUID], agreed_on: dt.date | None, delivered_on: dt.date | None, by: UUID
) -> None:
    """Write on which days a plan, given as (vendor, plan), was agreed and delivered, as the next version."""
    await connection.execute(UPSERT_PLAN_DATES, *plan, agreed_on, delivered_on, by)
