"""The portfolio: every account and every plan that somebody sees, by pages."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import accumulate, pairwise
from typing import NamedTuple
from uuid import UUID

from plans.rules.facts import Clocks
from plans.rules.page import KeyKind, Page
from plans.rules.preset import Preset
from plans.store.account import AccountRow, read_account
from plans.store.connection import Connection
from plans.store.gathered import Part, Values
from plans.store.json_part import OVERVIEW, JsonPart
from plans.store.page import Key, Order, Slice, page_sql, page_values, slice_of
from plans.store.plan import PlanRow


class AccountOrder(StrEnum):
    """In which order accounts are read."""

    NAME = "name"
    RENEWAL = "renewal"


class PlanOrder(StrEnum):
    """In which order plans are read."""

    ACCOUNT_NAME = "account_name"
    REVIEW_DATE = "review_date"
    LAST_CHANGE = "last_change"
    LATENESS = "lateness"


@dataclass(frozen=True, slots=True)
class PortfolioFilter:
    """What is wanted of the accounts or plans of these vendors and customers; ``None`` wants all.

    ``search`` is part of the account's or the customer's name, or of the plan's title, in whatever case. ``csm_id``:
    the person who is the account's CSM. ``renews_before``: which account renews before this day. Of plans alone:
    ``review_before``: whose next review is before this day; ``late``: whether a clock of the plan is late; ``now``
    tells what lies ahead.
    """

    vendors: Sequence[UUID]
    customers: Sequence[UUID]
    vendor_id: UUID | None = None
    customer_id: UUID | None = None
    account_id: UUID | None = None
    search: str | None = None
    csm_id: UUID | None = None
    key_account: bool | None = None
    renews_before: dt.date | None = None
    review_before: dt.date | None = None
    now: dt.datetime | None = None
    late: bool | None = None
    preset: Preset | None = None


class PortfolioPlanRow(NamedTuple):
    """A plan with what plans are ordered by, where that is looked at. ``json``: by part, what was wanted of it."""

    plan: PlanRow
    id: UUID
    account_name: str
    review_on: dt.date | None
    changed_at: dt.datetime | None
    late_since: dt.date | None
    json: Mapping[Part, Values]


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
    PlanOrder.LATENESS: Order(
        "plans by lateness", (Key("coalesce(k.late_since, 'infinity')", KeyKind.DATE, "late_since"), _ID)
    ),
}

_USUAL = Clocks()  # the limits of a vendor that has none of its own
_COLUMNS = 10  # of a plan in a page of plans, before those of parts


class _Statement:
    """A statement with the values of its parameters.

    Only what is wanted is in it: each combination of filters has a text and so a plan of its own, made once for each
    connection. One text for all of them would have a plan that is good for none.
    """

    def __init__(self) -> None:
        self.values: list[object] = []

    def parameter(self, value: object) -> str:
        """The place of a value."""
        self.values.append(value)
        return f"${len(self.values)}"

    def filtered(self, wanted: PortfolioFilter, of: str, account_id: str) -> str:
        """The conditions of every filter; ``of``: whose columns name vendor, customer and, as ``account_id``, account.

        The account itself is ``a``. That it is of the same vendors and customers is said for both: the planner does not
        conclude it, and would read the accounts of everybody.
        """
        conditions = self._seen(wanted, dict.fromkeys((of, "a")))
        for column, value in (
            (f"{of}.vendor_id", wanted.vendor_id),
            (f"{of}.customer_id", wanted.customer_id),
            (f"{of}.{account_id}", wanted.account_id),
            ("a.csm_id", wanted.csm_id),
        ):
            if value is not None:
                conditions.append(f"{column} = {self.parameter(value)}::uuid")
        if wanted.search is not None:
            places = (_named, _titled, _of_named) if of == "p" else (_named, _of_named)  # the dearest last
            conditions.append(f"({' or '.join(places)})".format(text=f"{self.parameter(wanted.search)}::text"))
        if wanted.key_account is not None:
            conditions.append("a.key_account" if wanted.key_account else "not a.key_account")
        if wanted.renews_before is not None:
            conditions.append(f"a.renews_on < {self.parameter(wanted.renews_before)}::date")
        return f"where {' and '.join(conditions)}"

    def _seen(self, wanted: PortfolioFilter, tables: Iterable[str]) -> list[str]:
        sides = (("vendor_id", wanted.vendors), ("customer_id", wanted.customers))
        placed = [(column, self.parameter(list(ids))) for column, ids in sides if ids]
        if not placed:
            return ["false"]
        return [
            f"({' or '.join(f'{of}.{column} = any ({place}::uuid[])' for column, place in placed)})" for of in tables
        ]

    def page(self, order: Order, page: Page) -> str:
        """The end of the statement: the page's bounds, its order and its length."""
        bounds, end = page_sql(order, page, len(self.values) + 1)
        self.values += page_values(page)
        return f"{bounds} {end}"


_named = "strpos(lower(a.name), lower({text})) > 0"
_titled = "strpos(lower(o.title), lower({text})) > 0"
_of_named = """exists (
    select from organisation c where c.id = a.customer_id and strpos(lower(c.name), lower({text})) > 0
)"""
_plans = "from plan p join account a on a.vendor_id = p.vendor_id and a.id = p.account_id"
_with_document = "join document d on d.vendor_id = p.vendor_id and d.plan_id = p.id and d.kind = 'shared'"
_with_overview = f"left join {OVERVIEW.table} o on o.vendor_id = p.vendor_id and o.plan_id = p.id"
_with_preset = "left join plan_preset f on f.vendor_id = p.vendor_id and f.plan_id = p.id"
# What day it is where the account is, found out once for each plan.
_with_today = "cross join lateral (select day_in_zone({now}::timestamptz, a.time_zone) as day offset 0) today"
# How late a plan is as plans/rules has it (`plans/rules/clock.py`).
_with_clocks = """
left join vendor_clocks c on c.vendor_id = p.vendor_id
left join plan_dates s on s.vendor_id = p.vendor_id and s.plan_id = p.id
cross join lateral (
    select min(clock.by) as late_since
    from (values
        (a.live_on + coalesce(c.agree_days, {agree}::integer), coalesce(s.agreed_on, today.day)),
        (a.engaged_on + coalesce(c.deliver_days, {deliver}::integer), coalesce(s.delivered_on, today.day))
    ) clock (by, came)
    where clock.came > clock.by
) k
"""
# The next review as plans/rules has it (Reading.next_review_on); where none lies ahead, when the last was to be.
_with_reviews = """
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


def _accounts_of(wanted: PortfolioFilter) -> tuple[_Statement, str]:
    """Which accounts are wanted: what follows `select …`."""
    statement = _Statement()
    return statement, f"from account a {statement.filtered(wanted, 'a', 'id')}"


def _plans_of(wanted: PortfolioFilter, order: Order | None, parts: Sequence[JsonPart]) -> tuple[_Statement, str]:
    """Which plans are wanted: what follows `select …`, with the tables that order and parts look at."""
    statement, sources = _Statement(), [_plans]
    by_review, by_clocks = _by_review(wanted, order), _by_clocks(wanted, order)
    if by_review or parts or wanted.search is not None:
        sources.append(_with_overview)
    if wanted.preset is not None:
        sources.append(_with_preset)
    if by_review or by_clocks:
        sources.append(_with_today.format(now=statement.parameter(wanted.now)))
    if by_review:
        sources.append(_with_reviews)
    if by_clocks:
        agree, deliver = statement.parameter(_USUAL.agree_after_live), statement.parameter(_USUAL.deliver_after_engaged)
        sources.append(_with_clocks.format(agree=agree, deliver=deliver))
    if order is PLAN_ORDERS[PlanOrder.LAST_CHANGE]:
        sources.append(_with_document)
    sql = f"{' '.join(sources)} {statement.filtered(wanted, 'p', 'account_id')}"
    if wanted.preset is not None:  # no row: the one that a plan begins with
        begun, preset = statement.parameter(Preset.STRATEGIC), statement.parameter(wanted.preset)
        sql += f" and coalesce(f.preset, {begun}::text) = {preset}::text"
    if wanted.review_before is not None:
        sql += f" and n.review_on < {statement.parameter(wanted.review_before)}::date"
    if wanted.late is not None:
        sql += f" and k.late_since is {'not null' if wanted.late else 'null'}"
    return statement, sql


def _by_review(wanted: PortfolioFilter, order: Order | None) -> bool:
    """Whether reviews are looked at; they cost most of it."""
    return wanted.review_before is not None or order is PLAN_ORDERS[PlanOrder.REVIEW_DATE]


def _by_clocks(wanted: PortfolioFilter, order: Order | None) -> bool:
    """Whether it is looked how late plans are."""
    return wanted.late is not None or order is PLAN_ORDERS[PlanOrder.LATENESS]


def select_accounts_sql(wanted: PortfolioFilter, order: Order, page: Page) -> tuple[str, list[object]]:
    """A page of accounts, with the values of its parameters."""
    statement, accounts = _accounts_of(wanted)
    return f"select a.* {accounts}{statement.page(order, page)}", statement.values


def select_plans_sql(
    wanted: PortfolioFilter, order: Order, page: Page, parts: Sequence[JsonPart] = ()
) -> tuple[str, list[object]]:
    """A page of plans with these parts, with the values of its parameters."""
    statement, plans = _plans_of(wanted, order, parts)
    review_on = "n.review_on" if _by_review(wanted, order) else "null::date as review_on"
    is_last_change = order is PLAN_ORDERS[PlanOrder.LAST_CHANGE]
    changed_at = "d.changed_at" if is_last_change else "null::timestamptz as changed_at"
    late_since = "k.late_since" if _by_clocks(wanted, order) else "null::date as late_since"
    own = "p.vendor_id, p.id, p.account_id, p.customer_id, p.created_by, p.created_at"
    selected = ", ".join(
        (own, "a.name as account_name", review_on, changed_at, late_since, *(part.shown for part in parts))
    )
    return f"select {selected} {plans}{statement.page(order, page)}", statement.values


def count_accounts_sql(wanted: PortfolioFilter) -> tuple[str, list[object]]:
    """How many accounts, with the values of its parameters."""
    statement, accounts = _accounts_of(wanted)
    return f"select count(*) as count {accounts}", statement.values


def count_plans_sql(wanted: PortfolioFilter) -> tuple[str, list[object]]:
    """How many plans, with the values of its parameters."""
    statement, plans = _plans_of(wanted, None, ())
    return f"select count(*) as count {plans}", statement.values


async def select_account_page(
    connection: Connection, wanted: PortfolioFilter, order: Order, page: Page
) -> Slice[AccountRow]:
    """A page of the accounts that are wanted."""
    sql, values = select_accounts_sql(wanted, order, page)
    return slice_of(page, [read_account(row) for row in await connection.fetch(sql, *values)])


async def select_plan_page(
    connection: Connection, wanted: PortfolioFilter, order: Order, page: Page, parts: Sequence[JsonPart] = ()
) -> Slice[PortfolioPlanRow]:
    """A page of the plans that are wanted, with these parts of each."""
    sql, values = select_plans_sql(wanted, order, page, parts)
    ends = tuple(accumulate((part.width for part in parts), initial=_COLUMNS))
    places = [(part, slice(*bounds)) for part, bounds in zip(parts, pairwise(ends), strict=True)]
    found = [_read_plan(tuple(row), places) for row in await connection.fetch(sql, *values)]
    return slice_of(page, found)


def _read_plan(row: Values, places: Sequence[tuple[JsonPart, slice]]) -> PortfolioPlanRow:
    shown: dict[Part, Values] = {part: row[place] for part, place in places}
    name, review_on, changed_at, late_since = row[6:_COLUMNS]
    return PortfolioPlanRow(PlanRow(*row[:6]), row[1], name, review_on, changed_at, late_since, shown)


async def count_accounts(connection: Connection, wanted: PortfolioFilter) -> int:
    """How many accounts are wanted."""
    sql, values = count_accounts_sql(wanted)
    return await connection.fetchval(sql, *values)


async def count_plans(connection: Connection, wanted: PortfolioFilter) -> int:
    """How many plans are wanted."""
    sql, values = count_plans_sql(wanted)
    return await connection.fetchval(sql, *values)
