"""Plans: which account they belong to. What they say is in their documents."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from plans.rules.page import KeyKind
from plans.store.account import AccountRow
from plans.store.connection import Connection, Record
from plans.store.page import Key, Listing, Order


@dataclass(frozen=True, slots=True)
class PlanRow:
    """One plan, with the customer of its account."""

    vendor_id: UUID
    id: UUID
    account_id: UUID
    customer_id: UUID
    created_by: UUID | None
    created_at: dt.datetime


def read_plan(row: Record) -> PlanRow:
    """A record with the columns of a plan."""
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
    return [read_plan(row) for row in await connection.fetch(SELECT_PLANS, list(vendors), list(customers), list(ids))]


PLANS_OF_ACCOUNT = Listing(
    Order("plans of an account", (Key("listed.id", KeyKind.ID, "id"),)), "plan", ("vendor_id", "account_id"), read_plan
)


SELECT_CHANGES = """
select vendor_id, plan_id, changed_at, customer_changed_at from document
where kind = 'shared' and (vendor_id, plan_id) in (select * from unnest($1::uuid[], $2::uuid[]))
"""


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """When a plan's shared document was last changed; by the customer's side, ``None``: never."""

    vendor_id: UUID
    plan_id: UUID
    changed_at: dt.datetime
    customer_changed_at: dt.datetime | None


def read_change(row: Record) -> ChangeRow:
    """A record with the columns of a change."""
    return ChangeRow(row["vendor_id"], row["plan_id"], row["changed_at"], row["customer_changed_at"])


async def select_changes(connection: Connection, plans: Sequence[tuple[UUID, UUID]]) -> list[ChangeRow]:
    """When these plans, each given as (vendor, plan), were last changed by anybody."""
    vendors, ids = [vendor for vendor, _ in plans], [plan for _, plan in plans]
    rows = await connection.fetch(SELECT_CHANGES, vendors, ids)
    return [read_change(row) for row in rows]
