"""Plans: which account they belong to. What they say is in their documents."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from plans.store.connection import Connection, Record


@dataclass(frozen=True, slots=True)
class PlanRow:
    """One plan, with the customer of its account."""

    vendor_id: UUID
    id: UUID
    account_id: UUID
    customer_id: UUID
    created_by: UUID | None
    created_at: dt.datetime


def _plan(row: Record) -> PlanRow:
    return PlanRow(
        row["vendor_id"], row["id"], row["account_id"], row["customer_id"], row["created_by"], row["created_at"]
    )


INSERT_PLAN = """
insert into plan (vendor_id, id, account_id, created_by) values ($1, $2, $3, $4)
"""


async def insert_plan(
    connection: Connection, vendor_id: UUID, plan_id: UUID, account_id: UUID, created_by: UUID | None
) -> None:
    """Add a plan. Raises asyncpg.UniqueViolationError where the id is taken."""
    await connection.execute(INSERT_PLAN, vendor_id, plan_id, account_id, created_by)


SELECT_PLANS = """
select p.vendor_id, p.id, p.account_id, a.customer_id, p.created_by, p.created_at
from plan p join account a on a.vendor_id = p.vendor_id and a.id = p.account_id
where (p.vendor_id = any($1::uuid[]) or a.customer_id = any($2::uuid[])) and p.id = any($3::uuid[])
"""


async def select_plans(
    connection: Connection, vendors: Sequence[UUID], customers: Sequence[UUID], ids: Sequence[UUID]
) -> list[PlanRow]:
    """The plans with these ids, as far as they belong to these vendors or customers."""
    return [_plan(row) for row in await connection.fetch(SELECT_PLANS, list(vendors), list(customers), list(ids))]


SELECT_PLANS_OF_ACCOUNTS = """
select p.vendor_id, p.id, p.account_id, a.customer_id, p.created_by, p.created_at
from plan p join account a on a.vendor_id = p.vendor_id and a.id = p.account_id
where (p.vendor_id, p.account_id) in (select * from unnest($1::uuid[], $2::uuid[]))
order by p.id
"""


async def select_plans_of_accounts(connection: Connection, accounts: Sequence[tuple[UUID, UUID]]) -> list[PlanRow]:
    """All plans of these accounts, each given as (vendor, account), oldest first."""
    vendors, ids = [vendor for vendor, _ in accounts], [account for _, account in accounts]
    return [_plan(row) for row in await connection.fetch(SELECT_PLANS_OF_ACCOUNTS, vendors, ids)]
