"""The portfolio: every account and every plan that somebody sees, by pages."""

import datetime as dt
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
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
    which plan's next review is, before this day. ``now`` tells what lies ahead.
    """

    vendors: Sequence[UUID]
    customers: Sequence[UUID]
    vendor_id: UUID | None = None
    customer_id: UUID | None = None
    account_id: UUID | None = None
    search: str | None = None
    before: dt.date | None = None
    now: dt.datetime | None = None

    @property
    def values(self) -> list[object]:
        """The first parameters of every statement here."""
        return [
            list(self.vendors), list(self.customers), self.vendor_id, self.customer_id, self.account_id, self.search,
        ]  # fmt: skip

    def values_of_plans(self, *, by_review: bool) -> list[object]:
        """The first parameters of a statement about plans."""
        return [*self.values, self.before, self.now] if by_review else self.values


@dataclass(frozen=True, slots=True)
class PortfolioPlanRow:
    """A plan with what plans are ordered by. ``review_on``: where reviews are looked at."""

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
        "plans by review", (Key("coalesce(n.review_on, 'infinity')", KeyKind.DATE, "review_on"), _ID)
    ),
    PlanOrder.LAST_CHANGE: Order(
        "plans by change", (Key("d.changed_at", KeyKind.MOMENT, "changed_at"), _ID), descending=True
    ),
}
FILTERS = 6  # parameters of every filter; behind them those of accounts, or of plans by review, then the page's

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
_plans = """
from plan p
join account a on a.vendor_id = p.vendor_id and a.id = p.account_id
join document d on d.vendor_id = p.vendor_id and d.plan_id = p.id and d.kind = 'shared'
"""
# The next review as plans/rules has it (Reading.next_review_on); where none lies ahead, when the last was to be.
_with_reviews = """
left join plan_overview o on o.vendor_id = p.vendor_id and o.plan_id = p.id
cross join lateral (select day_in_zone($8::timestamptz, a.time_zone) as day offset 0) today -- once for each plan
cross join lateral (
    select coalesce(min(r.day) filter (where r.day >= today.day), max(r.day)) as review_on
    from (
        select o.review_on as day
        union all
        select day_in_zone(r.planned_for, a.time_zone) from review r
        where r.vendor_id = p.vendor_id and r.plan_id = p.id and r.state = 'planned'
    ) r
) n
"""
_count_accounts = f"select count(*) as count {_accounts}"


def _plans_sql(*, with_reviews: bool) -> str:
    """Where plans come from; to look at reviews costs more than all the rest."""
    if with_reviews:
        return f"{_plans} {_with_reviews} {_filtered} and ($7::date is null or n.review_on < $7)"
    return f"{_plans} {_filtered}"


def select_accounts_sql(order: Order, page: Page) -> str:
    """A page of accounts: parameters are the filter's with ``before``, then the page's."""
    bounds, end = page_sql(order, page, FILTERS + 2)
    return f"select a.* {_accounts} {bounds} {end}"


def select_plans_sql(order: Order, page: Page, *, by_review: bool) -> str:
    """A page of plans: parameters are the filter's, then the page's. ``by_review``: it is looked when that is."""
    bounds, end = page_sql(order, page, FILTERS + (3 if by_review else 1))
    review_on = "n.review_on" if by_review else "null::date as review_on"
    plans = _plans_sql(with_reviews=by_review)
    return f"select p.*, a.name as account_name, {review_on}, d.changed_at {plans} {bounds} {end}"


def count_plans_sql(*, by_review: bool) -> str:
    """How many plans: parameters are the filter's."""
    return f"select count(*) as count {_plans_sql(with_reviews=by_review)}"


async def select_account_page(
    connection: Connection, wanted: PortfolioFilter, order: Order, page: Page
) -> Slice[AccountRow]:
    """A page of the accounts that are wanted."""
    async with _planned_for_its_values(connection):
        rows = await connection.fetch(
            select_accounts_sql(order, page), *wanted.values, wanted.before, *page_values(page)
        )
    return slice_of(page, [read_account(row) for row in rows])


async def select_plan_page(
    connection: Connection, wanted: PortfolioFilter, order: Order, page: Page
) -> Slice[PortfolioPlanRow]:
    """A page of the plans that are wanted."""
    by_review = wanted.before is not None or order is PLAN_ORDERS[PlanOrder.REVIEW_DATE]
    sql = select_plans_sql(order, page, by_review=by_review)
    async with _planned_for_its_values(connection):
        rows = await connection.fetch(sql, *wanted.values_of_plans(by_review=by_review), *page_values(page))
    found = [
        PortfolioPlanRow(read_plan(row), row["id"], row["account_name"], row["review_on"], row["changed_at"])
        for row in rows
    ]
    return slice_of(page, found)


async def count_accounts(connection: Connection, wanted: PortfolioFilter) -> int:
    """How many accounts are wanted."""
    async with _planned_for_its_values(connection):
        return await connection.fetchval(_count_accounts, *wanted.values, wanted.before)


async def count_plans(connection: Connection, wanted: PortfolioFilter) -> int:
    """How many plans are wanted."""
    by_review = wanted.before is not None
    async with _planned_for_its_values(connection):
        return await connection.fetchval(
            count_plans_sql(by_review=by_review), *wanted.values_of_plans(by_review=by_review)
        )


@asynccontextmanager
async def _planned_for_its_values(connection: Connection) -> AsyncGenerator[None]:
    """Have a statement planned anew: one plan for all filters takes ten times as long as the planning does."""
    await connection.execute("set local plan_cache_mode = force_custom_plan")
    yield
    await connection.execute("set local plan_cache_mode = auto")
