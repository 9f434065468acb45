"""The portfolio: how accounts and plans are chosen, ordered and read by pages."""

import datetime as dt
from enum import Enum
from typing import Annotated
from uuid import UUID

import strawberry

from plans.rules.preset import Preset as PresetFact
from plans.store import portfolio
from plans.store.portfolio import (
    ACCOUNT_ORDERS,
    PLAN_ORDERS,
    PortfolioFilter,
    count_accounts,
    count_plans,
    select_account_page,
    select_plan_page,
)
from schema.account import Account, PlanConnection
from schema.context import Info
from schema.declared import parse_id
from schema.foresight import pushed_below
from schema.page import MAX_SEARCH, Arguments, Connection, connection_of, page_of, search_of
from schema.plan import read_plans
from schema.preset import Preset

NOTHING = UUID(int=0)  # the id of nothing: what is asked for by an id that is no UUID
_value = strawberry.enum_value


@strawberry.enum(description="In which order accounts are read.")
class AccountOrder(Enum):
    """In which order accounts are read."""

    NAME = _value("name", description="By name.")
    RENEWAL = _value("renewal", description="By renewal, the next first; those without a date come last.")


@strawberry.enum(description="In which order plans are read.")
class PlanOrder(Enum):
    """In which order plans are read."""

    ACCOUNT_NAME = _value("account_name", description="By the account's name, then by age.")
    REVIEW_DATE = _value(
        "review_date",
        description="By the next review, the first first. Where none lies ahead, by when the last one was to be; those "
        "that have no date at all come last.",
    )
    LAST_CHANGE = _value("last_change", description="By the last change, the newest first.")
    LATENESS = _value(
        "lateness", description="By `clocks.lateSince`: what is late the longest comes first, what is in time last."
    )


AccountsBy = Annotated[AccountOrder, strawberry.argument(description="In which order. Cursors are good for one order.")]
PlansBy = Annotated[PlanOrder, strawberry.argument(description="In which order. Cursors are good for one order.")]
Search = Annotated[
    str | None,
    strawberry.argument(
        description="A part of the account's or the customer's name, in whatever case; "
        f"at most {MAX_SEARCH} characters."
    ),
]
SearchPlans = Annotated[
    str | None,
    strawberry.argument(
        description="A part of the plan's title, or of the account's or the customer's name, in whatever case; "
        f"at most {MAX_SEARCH} characters."
    ),
]
OfAccount = Annotated[strawberry.ID | None, strawberry.argument(description="Only those of this account, by its UUID.")]
OfVendor = Annotated[strawberry.ID | None, strawberry.argument(description="Only those of this vendor, by its UUID.")]
OfCustomer = Annotated[
    strawberry.ID | None, strawberry.argument(description="Only those with this customer, by its UUID.")
]
OfCsm = Annotated[
    strawberry.ID | None,
    strawberry.argument(description="Only those of the accounts whose CSM is this person, by their UUID."),
]
OfKeyAccount = Annotated[
    bool | None, strawberry.argument(description="Only those of key accounts; false: only the others.")
]
RenewsBefore = Annotated[
    dt.date | None, strawberry.argument(description="Only those of the accounts that renew before this day.")
]
ReviewBefore = Annotated[
    dt.date | None, strawberry.argument(description="Only those whose next review is, or was to be, before this day.")
]

IsLate = Annotated[
    bool | None,
    strawberry.argument(
        description="Only those that are late by a clock, in being agreed or delivered, also where it came since; "
        "false: only the others."
    ),
]
OfPreset = Annotated[
    Preset | None,
    strawberry.argument(description="Only those of this shape; what has none chosen is `STRATEGIC`."),
]


def filter_of(
    info: Info,
    search: str | None,
    *,
    account_id: str | None = None,
    vendor_id: str | None = None,
    customer_id: str | None = None,
    csm_id: str | None = None,
    key_account: bool | None = None,
    renews_before: dt.date | None = None,
    review_before: dt.date | None = None,
    late: bool | None = None,
    preset: Preset | None = None,
) -> PortfolioFilter:
    """What the arguments want of what the viewer sees. Raises GraphQLError."""
    reading = info.context.reading
    return PortfolioFilter(
        vendors=tuple(reading.vendors),
        customers=tuple(reading.customers),
        vendor_id=_wanted(vendor_id),
        customer_id=_wanted(customer_id),
        account_id=_wanted(account_id),
        search=search_of(search),
        csm_id=_wanted(csm_id),
        key_account=key_account,
        renews_before=renews_before,
        review_before=review_before,
        now=info.context.now(),
        late=late,
        preset=None if preset is None else PresetFact(preset.value),
    )


def _wanted(given: str | None) -> UUID | None:
    return None if given is None else parse_id(given) or NOTHING


async def read_accounts(
    info: Info, wanted: PortfolioFilter, by: AccountOrder, arguments: Arguments
) -> Connection[Account]:
    """A page of accounts. Raises GraphQLError."""
    reading, order = info.context.reading, ACCOUNT_ORDERS[portfolio.AccountOrder(by.value)]
    page = page_of(order, *arguments)
    found = await reading.run(lambda connection: select_account_page(connection, wanted, order, page))
    nodes = [Account.from_row(row) for row in found.rows]
    return connection_of(
        order, page, found, nodes, lambda: reading.run(lambda connection: count_accounts(connection, wanted))
    )


async def read_portfolio(info: Info, wanted: PortfolioFilter, by: PlanOrder, arguments: Arguments) -> PlanConnection:
    """A page of plans. Raises GraphQLError."""
    reading, order = info.context.reading, PLAN_ORDERS[portfolio.PlanOrder(by.value)]
    page = page_of(order, *arguments)
    parts = pushed_below(info)
    found = await reading.run(lambda connection: select_plan_page(connection, wanted, order, page, parts))
    nodes = await read_plans(info, [row.plan for row in found.rows], [row.json for row in found.rows])
    return connection_of(
        order, page, found, nodes, lambda: reading.run(lambda connection: count_plans(connection, wanted))
    )
