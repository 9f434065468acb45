"""Rows beside a plan's documents tell of their changes: ids only, and to nobody who may not read them."""

import asyncio
from typing import Any

import pytest

from plans.rules.beside import LISTS, lists_told_to
from plans.rules.document import DOCUMENTS
from plans.rules.role import ROLES_OF, Role, Side
from plans.service.viewer import load_viewer
from plans.store.beside import CHANNEL, Told, read_told
from plans.store.connection import Connection
from plans.store.viewer import Sight, viewing
from server.database import Database
from tests.tenants import Tenants, fill_tables, make_tenants

pytestmark = pytest.mark.anyio

PROJECTED = {collection.table for document in DOCUMENTS.values() for collection in document.collections}
SILENT = PROJECTED | {  # what changes with the documents, or changes nothing in a plan
    "document", "document_update", "document_client", "document_snapshot", "refused_update", "presence",
    "idempotency_key", "plan", "plan_opening",
}  # fmt: skip


@pytest.fixture
async def made(owner: Connection, operator: Connection) -> Tenants:
    """A row of every plan in every table that tells."""
    made = await make_tenants(operator)
    await fill_tables(owner, made, ["outcome", *await _telling(owner)])
    return made


async def _telling(owner: Connection) -> dict[str, str]:
    """The tables that tell, each with its list."""
    rows = await owner.fetch(
        "select c.relname as name, encode(t.tgargs, 'escape') as arguments from pg_trigger t "
        "join pg_proc p on p.oid = t.tgfoid join pg_class c on c.oid = t.tgrelid where p.proname = 'tell_change_beside'"
    )
    return {row["name"]: row["arguments"].partition("\\000")[0] for row in rows}


async def test_every_table_of_a_plan_or_an_account_tells_of_its_changes(owner: Connection) -> None:
    rows = await owner.fetch(
        "select distinct c.table_name as name from information_schema.columns c "
        "join information_schema.tables t using (table_schema, table_name) "
        "where c.table_schema = 'concordat' and t.table_type = 'BASE TABLE' "
        "and c.column_name in ('plan_id', 'account_id')"
    )
    telling = await _telling(owner)
    missing = {row["name"] for row in rows} - telling.keys() - SILENT
    assert not missing, "give it a trigger and a list: see migrations/0018_tell_changes_beside.sql"
    assert set(telling.values()) == LISTS.keys()


@pytest.mark.parametrize("role", sorted(ROLES_OF[Side.VENDOR] | ROLES_OF[Side.CUSTOMER]))
async def test_a_role_is_told_of_exactly_what_its_people_may_read(
    database: Database, owner: Connection, made: Tenants, role: Role
) -> None:
    telling = await _telling(owner)
    for _, person_id in made.wearers(role):
        async with viewing(database.viewers, Sight(person_id)) as connection:
            viewer = await load_viewer(connection, person_id)
        assert viewer is not None
        async with viewing(database.viewers, Sight.of(viewer)) as connection:
            read = {
                name for table, name in telling.items()
                if await connection.fetchval(f"select exists (select from {table})")
            }  # fmt: skip
        assert lists_told_to([role]) == read


async def test_what_is_added_changed_and_removed_is_told_by_ids_once_it_is_committed(
    owner: Connection, made: Tenants
) -> None:
    heard: asyncio.Queue[str] = asyncio.Queue()

    def hear(_connection: Any, _pid: int, _channel: str, payload: str) -> None:
        heard.put_nowait(payload)

    async def told() -> Told:
        async with asyncio.timeout(10):
            found = read_told(await heard.get())
        assert found is not None
        return found

    await owner.add_listener(CHANNEL, hear)
    plan = made.plans[0]
    vendor = made.organisations[plan.vendor]
    row: Any = await owner.fetchrow("select * from review where plan_id = $1", plan.id)
    await owner.execute("update review set minutes = 45, version = 2 where id = $1", row["id"])
    assert await told() == Told("reviews", plan.id, row["id"], 2, was_there=True, is_there=True)
    answer = "insert into review_answer (vendor_id, plan_id, review_id, side, serves, answered_by) "
    await owner.execute(answer + "values ($1, $2, $3, 'customer', true, $4)", vendor, plan.id, row["id"],
                        made.people[plan.customer, Role.SPONSOR])  # fmt: skip
    assert await told() == Told("reviews", plan.id, row["id"], 0, was_there=True, is_there=True)
    contact = await owner.fetchval("select id from contact where account_id = $1 and side = 'vendor'", plan.account_id)
    await owner.execute("delete from contact where id = $1", contact)
    assert await told() == Told("contacts", plan.account_id, contact, 1, was_there=True, is_there=False)
    await owner.execute("update account_contract set value = 7 where account_id = $1", plan.account_id)
    assert await told() == Told("contract", plan.account_id, plan.account_id, 0, was_there=True, is_there=True)
    assert heard.empty()
