"""Plans: which account they belong to. What they say is in their documents."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from plans.store.account import AccountRow
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
insert into plan (vendor_id, id, account_id, customer_id, created_by) values ($1, $2, $3, $4, $5)
"""


async def insert_plan(connection: Connection, account: AccountRow, plan_id: UUID, created_by: UUID | None) -> None:
    """Add a plan to an account. Raises asyncpg.UniqueViolationError where the id is taken."""
    await connection.execute(INSERT_PLAN, account.vendor_id, plan_id, account.id, account.customer_id, created_by)


SELECT_PLANS = """
select vendor_id, id, account_id, customer_id, created_by, created_at from plan
where (vendor_id = any($1::uuid[]) or customer_id = any($2::uuid[])) and id = any($3::uuid[])
"""


async def select_plans(
    connection: Connection, vendors: Sequence[UUID], customers: Sequence[UUID], ids: Sequence[UUID]
) -> list[PlanRow]:
    """The plans with these ids, as far as they belong to these vendors or customers."""
    return [_plan(row) for row in await connection.fetch(SELECT_PLANS, list(vendors), list(customers), list(ids))]


SELECT_PLANS_OF_ACCOUNTS = """
select vendor_id, id, account_id, customer_id, created_by, created_at from plan
where (vendor_id, account_id) in (select * from unnest($1::uuid[], $2::uuid[]))
order by id
"""


async def select_plans_of_accounts(connection: Connection, accounts: Sequence[tuple[UUID, UUID]]) -> list[PlanRow]:
    """All plans of these accounts, each given as (vendor, account), oldest first."""
    vendors, ids = [vendor for vendor, _ in accounts], [account for _, account in accounts]
    return [_plan(row) for row in await connection.fetch(SELECT_PLANS_OF_ACCOUNTS, vendors, ids)]
