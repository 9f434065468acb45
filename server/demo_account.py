"""What the accounts of the demo say of themselves."""

import datetime as dt
from dataclasses import dataclass, replace
from decimal import Decimal
from uuid import UUID

from plans.rules.day import zone_of
from plans.store.account import AccountRow, update_account_row
from plans.store.account_contract import upsert_contract
from plans.store.connection import Connection


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """An account's own fields. ``live_in`` and ``renews_in``: days from today."""

    worth: Decimal
    currency: str
    time_zone: str
    live_in: int
    renews_in: int
    key_account: bool = False


DEMO_ACCOUNTS = {
    "Harbor Retail": DemoAccount(Decimal(120_000), "EUR", "Europe/Berlin", 21, 335),
    "Lumen Health": DemoAccount(Decimal(240_000), "EUR", "Europe/Lisbon", -10, 150, key_account=True),
    "Quarry Logistics": DemoAccount(Decimal(18_000), "GBP", "Europe/London", 60, 335),
}
"""By customer."""


def today_in(customer: str) -> dt.date:
    """What day it is where a customer of the demo is."""
    return dt.datetime.now(zone_of(DEMO_ACCOUNTS[customer].time_zone)).date()


async def describe_account(connection: Connection, row: AccountRow, csm: UUID, today: dt.date) -> None:
    """Fill in what an account says of itself; nothing happens where anything was changed already."""
    if row.version > 1:
        return
    said = DEMO_ACCOUNTS[row.name]

    def on(days: int) -> dt.date:
        return today + dt.timedelta(days=days)

    described = replace(
        row,
        closed_on=on(-30),
        engaged_on=on(-7),
        kicked_off_on=on(-7),
        live_on=on(said.live_in),
        renews_on=on(said.renews_in),
        ends_on=on(said.renews_in + 30),
        time_zone=said.time_zone,
        key_account=said.key_account,
        csm_id=csm,
    )
    await update_account_row(connection, described)
    await upsert_contract(connection, row, said.worth, said.currency)
