"""The portfolio: every account and every plan that somebody sees, by pages."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from plans.rules.page import KeyKind, Page
from plans.store.account import AccountRow, read_account
from plans.store.connection import Connection
from plans.store.page import Key, Order, Slice, page_sql, page_values, slice_of
from plans.store.plan import PlanRow, read_plan


class AccountOrder(StrEnum):
    """In which order accounts are read."""

    NAME = "name"
    RENEWAL = "renewal"


class PlanOrder(StrEnum):
    """In which order plans are read."""

    ACCOUNT_NAME = "account_name"
    REVIEW_DATE = "review_date"
    LAST_CHANGE = "last_change"


@dataclass(frozen=True, slots=True)
class PortfolioFilter:
    """What is wanted of the accounts or plans of these vendors and customers; ``None`` wants all.

    ``search`` is part of the account's or the customer's name, in whatever case. ``before``: which account renews, or
    which plan's next review is, before this day.
    """

    vendors: Sequence[UUID]
    customers: Sequence[UUID]
    vendor_id: UUID | None = None
    customer_id: UUID | None = None
    account_id: UUID | None = None
    search: str | None = None
    before: dt.date | None = None

    @property
    def values(self) -> list[object]:
        """The first parameters of every statement here."""
        return [
            list(self.vendors), list(self.customers), self.vendor_id, self.customer_id, self.account_id, self.search,
            self.before,
        ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class PortfolioPlanRow:
    """A plan with what plans are ordered by."""

    plan: PlanRow
    id: UUID
    account_name: str
    review_on: dt.date | None
    changed_at: dt.datetime


_ID = Key("p.id", KeyKind.ID, "id")
ACCOUNT_ORDERS = {
    AccountOrder.NAME: Order("accounts by name", (Key("a.name", KeyKind.TEXT, "name"), Key("a.id", KeyKind.ID, "id"))),
    AccountOrder.RENEWAL: Order(
        "accounts by renewal",
        (Key("coalesce(a.renews_on, 'infinity')", KeyKind.DATE, "renews_on"), Key("a.id", KeyKind.ID, "id")),
    ),
}
PLAN_ORDERS = {
    PlanOrder.ACCOUNT_NAME: Order("plans by account", (Key("a.name", KeyKind.TEXT, "account_name"), _ID)),
    PlanOrder.REVIEW_DATE: Order(
        "plans by review", (Key("coalesce(o.review_on, 'infinity')", KeyKind.DATE, "review_on"), _ID)
    ),
    PlanOrder.LAST_CHANGE: Order(
        "plans by change", (Key("d.changed_at", KeyKind.MOMENT, "changed_at"), _ID), descending=True
    ),
}
FIRST_OF_PAGE = 8  # the first parameter behind the filter's

_filtered = """
where (a.vendor_id = any ($1::uuid[]) or a.customer_id = any ($2::uuid[]))
  and ($3::uuid is null or a.vendor_id = $3)
  and ($4::uuid is null or a.customer_id = $4)
  and ($5::uuid is null or a.id = $5)
  and ($6::text is null or strpos(lower(a.name), lower($6)) > 0 or exists (
      select from organisation c where c.id = a.customer_id and strpos(lower(c.name), lower($6)) > 0
  ))
"""
_accounts = f"from account a {_filtered} and ($7::date is null or a.renews_on < $7)"
_plans = f"""
from plan p
join account a on a.vendor_id = p.vendor_id and a.id = p.account_id
join document d on d.vendor_id = p.vendor_id and d.plan_id = p.id and d.kind = 'shared'
left join plan_overview o on o.vendor_id = p.vendor_id and o.plan_id = p.id
{_filtered} and ($7::date is null or o.review_on < $7)
"""
_count_accounts = f"select count(*) as count {_accounts}"
_count_plans = f"select count(*) as count {_plans}"


def select_accounts_sql(order: Order, page: Page) -> str:
    """A page of accounts: parameters are the filter's, then the page's."""
    bounds, end = page_sql(order, page, FIRST_OF_PAGE)
    return f"select a.* {_accounts} {bounds} {end}"


def select_plans_sql(order: Order, page: Page) -> str:
    """A page of plans: parameters are the filter's, then the page's."""
    bounds, end = page_sql(order, page, FIRST_OF_PAGE)
    return f"select p.*, a.name as account_name, o.review_on, d.changed_at {_plans} {bounds} {end}"


async def select_account_page(
    connection: Connection, wanted: PortfolioFilter, order: Order, page: Page
) -> Slice[AccountRow]:
    """A page of the accounts that are wanted."""
    rows = await connection.fetch(select_accounts_sql(order, page), *wanted.values, *page_values(page))
    return slice_of(page, [read_account(row) for row in rows])


async def select_plan_page(
    connection: Connection, wanted: PortfolioFilter, order: Order, page: Page
) -> Slice[PortfolioPlanRow]:
    """A page of the plans that are wanted."""
    rows = await connection.fetch(select_plans_sql(order, page), *wanted.values, *page_values(page))
    found = [
        PortfolioPlanRow(read_plan(row), row["id"], row["account_name"], row["review_on"], row["changed_at"])
        for row in rows
    ]
    return slice_of(page, found)


async def count_accounts(connection: Connection, wanted: PortfolioFilter) -> int:
    """How many accounts are wanted."""
    return await connection.fetchval(_count_accounts, *wanted.values)


async def count_plans(connection: Connection, wanted: PortfolioFilter) -> int:
    """How many plans are wanted."""
    return await connection.fetchval(_count_plans, *wanted.values)
