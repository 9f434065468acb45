"""Every SQL statement prepares against the migrated schema, as the role that runs it; columns match row fields."""

import dataclasses
import datetime as dt
import importlib
import inspect
import pkgutil
import re
from types import ModuleType
from typing import Any
from uuid import UUID

import pytest

import plans.store
from plans.rules.document import DOCUMENTS
from plans.rules.page import Page
from plans.rules.preset import Preset
from plans.store import content, gathered
from plans.store.connection import Connection
from plans.store.gathered import Part, columns_of, part_of, select_parts
from plans.store.page import Listing, Order, count_rows, select_page
from plans.store.portfolio import (
    ACCOUNT_ORDERS,
    PLAN_ORDERS,
    PortfolioFilter,
    count_accounts_sql,
    count_plans_sql,
    select_accounts_sql,
    select_plans_sql,
)
from server.database import Database

pytestmark = pytest.mark.anyio

MODULES = [
    importlib.import_module(f"plans.store.{module.name}") for module in pkgutil.iter_modules(plans.store.__path__)
]
STATEMENTS = [
    (module, name, value)
    for module in MODULES
    for name, value in vars(module).items()
    if name.isupper()
    and isinstance(value, str)
    and re.search(r"\b(select|insert|update|delete)\b", value)
    and f"\n{name} = " in inspect.getsource(module)
]
COLLECTIONS = [collection for document in DOCUMENTS.values() for collection in document.collections]
AS_VIEWER = {
    "organisation",
    "person",
    "plan_document",
    "overruling",
    "plan_preset",
    "discovery_call",
    "account",
    "account_contract",
    "clock",
    "node",
    "plan",
    "portfolio",
    "times",
    "viewer",
    "win_confirmation",
    "audit",
    "measurement",
    "opening",
    "review",
    "stakeholder",
}
PARTS = [*(value for value in vars(gathered).values() if isinstance(value, Part)), *map(part_of, COLLECTIONS)]
PAGED: list[Any] = [value for module in MODULES for value in vars(module).values()]
LISTINGS: dict[str, Listing[Any]] = {value.order.name: value for value in PAGED if isinstance(value, Listing)}
PLACE = ("0",) * 3
SHAPES = [
    Page(1, backward, after, before)
    for backward in (False, True)
    for after in (None, PLACE)
    for before in (None, PLACE)
]
SOME = UUID(int=1)
NOW = dt.datetime.now(dt.UTC)
FILTERS = [
    PortfolioFilter((), ()),
    PortfolioFilter((SOME,), ()),
    PortfolioFilter((), (SOME,), SOME),
    PortfolioFilter((SOME,), (), csm_id=SOME),
    PortfolioFilter((SOME,), (), key_account=True),
    PortfolioFilter((), (SOME,), key_account=False, preset=Preset.ONE_PAGE),
    PortfolioFilter((SOME,), (), search="text"),
    PortfolioFilter((SOME,), (), now=NOW, late=True),
    PortfolioFilter((), (SOME,), renews_before=NOW.date(), review_before=NOW.date(), now=NOW, late=False),
    PortfolioFilter(
        (SOME,), (SOME,), SOME, SOME, SOME, "text", SOME, key_account=True, renews_before=NOW.date(),
        review_before=NOW.date(), now=NOW, late=True, preset=Preset.STRATEGIC,
    ),
]  # fmt: skip
AS_LOGIN = {"api_client", "login_connection", "login_identity", "login_invitation", "login_attempt", "session",
            "step_up", "authority", "rate_limit", "member"}  # fmt: skip


@pytest.mark.parametrize(("module", "name", "sql"), STATEMENTS, ids=[name for _, name, _ in STATEMENTS])
async def test_a_statement_prepares_as_the_role_that_runs_it(
    database: Database, module: ModuleType, name: str, sql: str
) -> None:
    noun = module.__name__.rsplit(".", 1)[-1]
    pool = database.viewers if noun in AS_VIEWER else database.logins if noun in AS_LOGIN else database.writers
    async with pool.acquire() as connection:
        statement = await connection.prepare(sql)
        columns = {attribute.name for attribute in statement.get_attributes()} - {"place"}  # of what was asked for
    if sql.lstrip().startswith("select") and len(columns) > 1:  # a lone value is no row
        rows = [value for value in vars(module).values() if dataclasses.is_dataclass(value)]
        assert any(columns <= {field.name for field in dataclasses.fields(row)} for row in rows), columns


@pytest.mark.parametrize("page", SHAPES)
async def test_the_statements_of_pages_prepare(database: Database, page: Page) -> None:
    assert len(LISTINGS) > 3
    async with database.viewers.acquire() as connection:
        for listing in LISTINGS.values():
            await connection.prepare(select_page(listing, page))
            await connection.prepare(count_rows(listing))
        for wanted in FILTERS:
            for order in ACCOUNT_ORDERS.values():
                await _prepare(connection, *select_accounts_sql(wanted, order, _page_in(order, page)))
            for order in PLAN_ORDERS.values():
                await _prepare(connection, *select_plans_sql(wanted, order, _page_in(order, page)))
            await _prepare(connection, *count_accounts_sql(wanted))
            await _prepare(connection, *count_plans_sql(wanted))


def _page_in(order: Order, page: Page) -> Page:
    """The page with as many values in its bounds as the order has keys."""
    keys = len(order.keys)
    return Page(page.size, page.backward, page.after and page.after[:keys], page.before and page.before[:keys])


async def _prepare(connection: Connection, sql: str, values: list[object]) -> None:
    assert len((await connection.prepare(sql)).get_parameters()) == len(values), sql


@pytest.mark.parametrize("collection", COLLECTIONS, ids=lambda collection: collection.root)
async def test_the_statements_of_a_collection_prepare(database: Database, collection: content.Collection) -> None:
    async with database.writers.acquire() as connection:
        await connection.prepare(content.upsert_entity(collection))
        await connection.prepare(content.select_entity_version(collection))
        if not collection.single:
            await connection.prepare(content.delete_entity(collection))
            await connection.prepare(content.delete_unknown_entities(collection))
    async with database.viewers.acquire() as connection:
        await connection.prepare(content.select_collection(collection))


@pytest.mark.parametrize("collection", COLLECTIONS, ids=lambda collection: collection.root)
async def test_a_table_has_a_column_for_every_declared_field_and_no_other(
    database: Database, collection: content.Collection
) -> None:
    async with database.viewers.acquire() as connection:
        rows = await connection.fetch(
            "select column_name from information_schema.columns where table_schema = 'concordat' and table_name = $1",
            collection.table,
        )
    keys = {"vendor_id", "plan_id", "version", "invalid_fields", "created_at", "touched_at"}
    keys |= {f"{field.column}_since" for field in collection.timed}
    keys |= set[str]() if collection.single else {"id"}
    assert {row["column_name"] for row in rows} == keys | {field.column for field in collection.fields}


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.name)
async def test_a_part_that_is_gathered_names_its_columns_in_their_order(database: Database, part: Part) -> None:
    async with database.viewers.acquire() as connection:
        statement = await connection.prepare(part.sql)
        assert tuple(attribute.name for attribute in statement.get_attributes()) == columns_of(part.sql)
        await connection.prepare(select_parts((part,)))


async def test_all_parts_prepare_as_one_statement(database: Database) -> None:
    async with database.viewers.acquire() as connection:
        await connection.prepare(select_parts(tuple(PARTS)))


async def test_the_working_roles_own_nothing(database: Database) -> None:
    async with database.viewers.acquire() as connection:
        owned = await connection.fetchval(
            "select count(*) from pg_class c join pg_roles r on r.oid = c.relowner where r.rolname = any($1)",
            ["concordat_viewer", "concordat_writer", "concordat_log", "concordat_login", "concordat_service"],
        )
        assert owned == 0
        assert await connection.fetchval("select current_user") == "concordat_viewer"
