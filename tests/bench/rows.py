"""What row-level security costs: the plan page's statements and a list of 100 plans, with and without it.

`python -m tests.bench.rows`: one database, both ways in turn within one run; the ratios hold, absolutes do not.
"""

import asyncio
import statistics
import sys
import time
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from uuid import UUID

from plans.rules.declaration import Collection
from plans.rules.document import INTERNAL, SHARED
from plans.rules.identifier import new_id
from plans.rules.page import MAX_PAGE, Page
from plans.store.account import insert_account, select_accounts, select_contacts
from plans.store.connection import Connection, Pool, open_connection
from plans.store.content import select_entities
from plans.store.organisation import OrganisationRow, insert_organisation, select_organisations
from plans.store.page import select_pages
from plans.store.plan import PLANS_OF_ACCOUNT, select_plans
from plans.store.viewer import Sight, snapshot
from server.database import open_database, open_operator
from tests.cluster import TEMPLATE, drop_templates, make_templates, start_cluster

VENDORS = 20
ACCOUNTS_PER_VENDOR = 100  # each of another customer; the measured one has all of its plans with one vendor
ENTITIES_PER_COLLECTION = 10
ROUNDS = 15  # with and without in turn
READS_PER_ROUND = 10
IN_THE_LIST = tuple(c for c in SHARED.collections if c.root in {"plan", "outcomes", "milestones"})

Read = Callable[[Connection], Awaitable[object]]


@dataclass(frozen=True, slots=True)
class Looked:
    """Who looks at what."""

    sight: Sight
    accounts: tuple[UUID, ...]
    plan: UUID
    content: tuple[Collection, ...]

    async def page(self, connection: Connection) -> None:
        """What the page of one plan reads."""
        vendors, customers = self.sight.vendors, self.sight.customers
        (plan,) = await select_plans(connection, vendors, customers, [self.plan])
        await select_accounts(connection, vendors, customers, [plan.account_id])
        await select_contacts(connection, [(plan.vendor_id, plan.account_id)])
        await select_organisations(connection, [plan.vendor_id, plan.customer_id])
        for collection in self.content:
            await select_entities(connection, collection, [(plan.vendor_id, plan.id)])

    async def list(self, connection: Connection) -> None:
        """What a list of plans with outcomes and milestones reads."""
        accounts = await select_accounts(connection, self.sight.vendors, self.sight.customers, self.accounts)
        parents = [(row.vendor_id, row.id) for row in accounts]
        pages = await select_pages(connection, PLANS_OF_ACCOUNT, parents, Page(MAX_PAGE))
        plans = [row for page in pages.values() for row in page.rows]
        if len(plans) != len(self.accounts):
            message = f"expected {len(self.accounts)} plans, got {len(plans)}"
            raise RuntimeError(message)
        for collection in IN_THE_LIST:
            await select_entities(connection, collection, [(row.vendor_id, row.id) for row in plans])


async def _fill(owner: Connection, operator: Connection) -> tuple[Looked, Looked]:
    customer = new_id()
    await insert_organisation(operator, OrganisationRow(customer, "customer", "Customer"))
    for number in range(VENDORS):
        vendor = new_id()
        await insert_organisation(operator, OrganisationRow(vendor, "vendor", f"Vendor {number}"))
        for _ in range(ACCOUNTS_PER_VENDOR):
            other = customer if number == 0 else new_id()
            if number:
                await insert_organisation(operator, OrganisationRow(other, "customer", "Another"))
            await insert_account(operator, vendor, new_id(), other, "Account")
    await owner.execute(
        "insert into plan (vendor_id, id, account_id, customer_id) "
        "select vendor_id, gen_random_uuid(), id, customer_id from account"
    )
    for collection in (*SHARED.collections, *INTERNAL.collections):
        entities = "" if collection.single else f", generate_series(1, {ENTITIES_PER_COLLECTION})"
        names, values = ("", "") if collection.single else (", id", ", gen_random_uuid()")
        await owner.execute(
            f"insert into {collection.table} (vendor_id, plan_id{names}, version) "
            f"select p.vendor_id, p.id{values}, 1 from plan p{entities}"
        )
    await owner.execute("analyze")
    rows = await owner.fetch("select vendor_id, account_id, id from plan where customer_id = $1", customer)
    accounts, plan = tuple(row["account_id"] for row in rows), rows[0]["id"]
    vendor_side = Sight(new_id(), vendors=(rows[0]["vendor_id"],))
    return (
        Looked(vendor_side, accounts, plan, (*SHARED.collections, *INTERNAL.collections)),
        Looked(Sight(new_id(), customers=(customer,)), accounts, plan, SHARED.collections),
    )


async def _switch(owner: Connection, tables: Iterable[str], how: str) -> None:
    for table in tables:
        await owner.execute(f"alter table {table} {how} row level security")


async def _read(viewers: Pool, sight: Sight, read: Read) -> list[float]:
    took: list[float] = []
    for place in range(READS_PER_ROUND + 6):
        begun = time.perf_counter()
        async with snapshot(viewers, sight) as connection:
            await read(connection)
        if place >= 6:  # statements are planned anew after each switch, and generically from the sixth on
            took.append(time.perf_counter() - begun)
    return took


async def measure(owner_url: str, service_url: str) -> list[tuple[str, float, float]]:
    """What is read, by whom, with the median milliseconds with and without row-level security."""
    owner = await open_connection(owner_url, {"search_path": "concordat"})
    async with open_operator(owner_url) as operator:
        vendor, customer = await _fill(owner, operator)
    names = await owner.fetch("select tablename from pg_tables where schemaname = 'concordat' and rowsecurity")
    tables = [row["tablename"] for row in names]
    cases: list[tuple[str, Sight, Read]] = [
        ("plan page, vendor", vendor.sight, vendor.page),
        ("plan page, customer", customer.sight, customer.page),
        ("100 plans, vendor", vendor.sight, vendor.list),
        ("100 plans, customer", customer.sight, customer.list),
    ]
    took: dict[tuple[str, str], list[float]] = {}
    async with open_database(service_url) as database:
        for _ in range(ROUNDS):
            for how in ("enable", "disable"):
                await _switch(owner, tables, how)
                for name, sight, read in cases:
                    took.setdefault((name, how), []).extend(await _read(database.viewers, sight, read))
    await owner.close()
    return [
        (name, statistics.median(took[name, "enable"]) * 1000, statistics.median(took[name, "disable"]) * 1000)
        for name, _, _ in cases
    ]


def main() -> None:
    """Print the table."""
    cluster = start_cluster()
    asyncio.run(make_templates(cluster))
    try:
        results = asyncio.run(measure(cluster.owner_url(TEMPLATE), cluster.service_url(TEMPLATE)))
    finally:
        asyncio.run(drop_templates(cluster))
    sys.stdout.write("| what | with, ms | without, ms | ratio |\n|---|---|---|---|\n")
    for name, protected, bare in results:
        sys.stdout.write(f"| {name} | {protected:.2f} | {bare:.2f} | {protected / bare:.2f} |\n")


if __name__ == "__main__":
    main()
