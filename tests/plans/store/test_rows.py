"""Nobody sees or writes rows of others: role × table × command, generated from the catalogue, asked of the database."""

import json
from dataclasses import dataclass
from typing import Any

import asyncpg
import pytest

from plans.rules.role import ROLES_OF, Role, Side
from plans.rules.viewer import Viewer
from plans.service.viewer import load_viewer
from plans.store.connection import Connection
from plans.store.viewer import Sight, acting, viewing
from server.database import Database
from tests.plans.store.acting import REFUSED, attempt
from tests.tenants import INTERNAL_TABLES, LOGIN_TABLES, SIDES, Tenants, fill_tables, make_tenants

pytestmark = pytest.mark.anyio

LEDGER = "migration"  # which migrations were applied: nobody's
IDENTITY = {"organisation", "person", "membership"}
WRITTEN_BY_VENDORS = {"account", "account_contract", "contact", "plan"}
WRITTEN_BESIDE = {  # see test_rows_beside.py
    "measurement", "review", "review_answer", "plan_preset", "overruling", "win_confirmation", "plan_dates",
    "vendor_clocks",
}  # fmt: skip
OF_PEOPLE = {"stakeholder_assessment", "plan_opening", "discovery_call"}  # see test_rows_of_people.py
OF_VENDORS = {"vendor_clocks"}  # a row of each, not of an account
CHANGED = {"contact": "name"}  # the column to try where a row's owner is never changed
OF_SPONSORS_AND_FINANCE = {"account_contract"}  # on the customer's side
LOG = {"document_update", "document_client", "document_snapshot", "refused_update", "presence",
       "idempotency_key"}  # the writer's alone  # fmt: skip
SEE_CONTRACTS = ROLES_OF[Side.VENDOR] | {Role.SPONSOR, Role.FINANCE}


@dataclass(frozen=True)
class World:
    """Filled tables, and every row of each as JSON."""

    database: Database
    owner: Connection
    made: Tenants
    rows: dict[str, list[dict[str, Any]]]
    of_organisations: frozenset[str]

    def owned(self, table: str) -> str:
        """The column that says whose a row is."""
        if table in IDENTITY:
            return "organisation_id" if table == "membership" else "id"
        return "organisation_id" if table in self.of_organisations else "vendor_id"

    def of_plans(self, table: str, name: str) -> list[dict[str, Any]]:
        """The rows of a tenant's table that belong to what an organisation sees, whatever they say."""
        plans = self.made.seen_by(name)
        shared = {row["id"] for row in self.rows["document"] if row["kind"] == "shared"}
        keys = {str(plan.id) for plan in plans} | {str(plan.account_id) for plan in plans} | shared
        of_accounts = ("contact", "account_contract", "stakeholder_assessment", "discovery_call")
        key = {"account": "id", "plan": "id", **dict.fromkeys(of_accounts, "account_id")}.get(table, "plan_id")
        return [row for row in self.rows[table] if row.get(key, row.get("document_id")) in keys]

    def keeps(self, table: str, name: str, row: dict[str, Any]) -> bool:
        """Whether it is a contact of a customer's own side: see test_rows_of_people.py."""
        accounts = {str(plan.account_id) for plan in self.made.seen_by(name) if plan.customer == name}
        return table == "contact" and row["side"] == "customer" and row["account_id"] in accounts

    def expected(self, table: str, name: str, viewer: Viewer) -> list[dict[str, Any]]:
        """What the people of an organisation see of a table."""
        known = {str(organisation) for organisation in self.made.known_to(name)}
        members = [row for row in self.rows["membership"] if row["organisation_id"] in known]
        people = {row["person_id"] for row in members} | {str(viewer.person_id)}
        if table == "membership":
            return members
        if table in IDENTITY | OF_VENDORS:  # a vendor's customers know it, and go by its limits too
            column = self.owned(table)
            return [row for row in self.rows[table] if row[column] in (people if table == "person" else known)]
        if table in self.of_organisations:
            own = str(self.made.organisations[name])
            return [row for row in self.rows[table] if row["organisation_id"] == own]
        if table in LOG or (table in INTERNAL_TABLES and SIDES[name] is not Side.VENDOR):
            return []
        if table in OF_SPONSORS_AND_FINANCE and not SEE_CONTRACTS & {hat.role for hat in viewer.memberships}:
            return []
        return [
            row
            for row in self.of_plans(table, name)
            if SIDES[name] is Side.VENDOR
            or (table == "document" and row["kind"] == "shared")
            or (table == "plan_opening" and row["person_id"] == str(viewer.person_id))
            or table not in {"document", "plan_opening"}
        ]


async def _tables(connection: Connection) -> list[str]:
    rows = await connection.fetch(
        "select relname from pg_class where relnamespace = 'concordat'::regnamespace and relkind in ('r', 'p') "
        "and relname <> all($1::text[]) order by relname",
        [LEDGER, *LOGIN_TABLES],
    )
    return [row["relname"] for row in rows]


async def _of_organisations(connection: Connection) -> frozenset[str]:
    """The tables whose rows belong to one organisation: its id leads their key."""
    rows = await connection.fetch(
        "select c.relname from pg_class c join pg_index i on i.indrelid = c.oid and i.indisprimary "
        "join pg_attribute a on a.attrelid = c.oid and a.attnum = i.indkey[0] "
        "where c.relnamespace = 'concordat'::regnamespace and a.attname = 'organisation_id' "
        "and c.relname <> all($1::text[])",
        [*IDENTITY, *LOGIN_TABLES],
    )
    return frozenset(row["relname"] for row in rows)


@pytest.fixture
async def world(database: Database, owner: Connection, operator: Connection) -> World:
    """Every table filled for every tenant."""
    made = await make_tenants(operator)
    tables = await _tables(owner)
    await fill_tables(owner, made, tables)
    rows = {
        table: [
            json.loads(row["row"])
            for row in await owner.fetch(f"select to_jsonb(t) as row from {table} t order by to_jsonb(t)")
        ]
        for table in tables
    }
    return World(database, owner, made, rows, await _of_organisations(owner))


async def _viewer(world: World, person_id: Any) -> Viewer:
    async with viewing(world.database.viewers, Sight(person_id)) as connection:
        viewer = await load_viewer(connection, person_id)
    assert viewer is not None
    return viewer


async def test_every_tenant_has_rows_in_every_table(world: World) -> None:
    vendors = {str(world.made.organisations[name]) for name in ("Alder", "Birch")}
    assert "audit_entry" in world.of_organisations
    for table in world.rows.keys() - IDENTITY:
        tenants = {str(of) for of in world.made.organisations.values()} if table in world.of_organisations else vendors
        assert {row[world.owned(table)] for row in world.rows[table]} == tenants, table


@pytest.mark.parametrize("role", list(Role))
async def test_a_role_sees_exactly_what_is_theirs(world: World, role: Role) -> None:
    for name, person_id in world.made.wearers(role):
        viewer = await _viewer(world, person_id)
        async with viewing(world.database.viewers, Sight.of(viewer)) as connection:
            for table in world.rows:
                wanted = world.expected(table, name, viewer)
                found: list[dict[str, Any]] = []
                if await attempt(connection, f"select from {table}") >= 0:
                    fetched = await connection.fetch(f"select to_jsonb(t) as row from {table} t order by to_jsonb(t)")
                    found = [json.loads(row["row"]) for row in fetched]
                assert found == wanted, (table, name)


@pytest.mark.parametrize("role", list(Role))
async def test_a_role_writes_nothing_of_others(world: World, role: Role) -> None:
    for name, person_id in world.made.wearers(role):
        viewer = await _viewer(world, person_id)
        own = str(world.made.organisations[name])
        async with viewing(world.database.viewers, Sight.of(viewer)) as connection:
            for table, rows in world.rows.items():
                column = world.owned(table)
                foreign = [row for row in rows if row[column] != own and not world.keeps(table, name, row)]
                assert foreign
                for row in {row[column]: row for row in foreign}.values():
                    copy = {**row, "id": str(person_id)} if "id" in row else row
                    insert = f"insert into {table} select (jsonb_populate_record(null::{table}, $1)).*"
                    assert await attempt(connection, insert, json.dumps(copy)) == -1, (table, name)
                others = f"{column} <> '{own}'"
                update = f"update {table} set {column} = {column} where {others}"
                assert await attempt(connection, update) <= 0, (table, name)
                assert await attempt(connection, f"delete from {table} where {others}") <= 0, (table, name)
                away = f"update {table} set {column} = '{foreign[0][column]}' where {column} = '{own}'"
                assert await attempt(connection, away) <= 0, (table, name)


@pytest.mark.parametrize("role", list(Role))
async def test_a_role_writes_its_own_rows_where_it_may(world: World, role: Role) -> None:
    for name, person_id in world.made.wearers(role):
        viewer = await _viewer(world, person_id)
        own = str(world.made.organisations[name])
        writable = WRITTEN_BY_VENDORS if SIDES[name] is Side.VENDOR else set[str]()
        async with viewing(world.database.viewers, Sight.of(viewer)) as connection:
            for table, rows in world.rows.items():
                column = world.owned(table)
                count = sum(row[column] == own for row in rows)
                changed = CHANGED.get(table, column)
                update = f"update {table} set {changed} = {changed} where {column} = '{own}'"
                written = await attempt(connection, update)
                assert max(written, 0) == (count if table in writable else 0), (table, name)


@pytest.mark.parametrize("role", list(Role))
async def test_a_role_adds_to_the_audit_of_its_organisation_in_its_own_name_alone(world: World, role: Role) -> None:
    insert = (
        "insert into audit_entry (organisation_id, id, actor, action) values ($1, gen_random_uuid(), $2, 'test:add')"
    )
    for name, person_id in world.made.wearers(role):
        own, colleague = world.made.organisations[name], world.made.people[name, next(iter(ROLES_OF[SIDES[name]]))]
        foreign = next(other for other in world.made.organisations.values() if other != own)
        async with viewing(world.database.viewers, Sight.of(await _viewer(world, person_id))) as connection:
            assert await attempt(connection, insert, own, person_id) == 1
            assert await attempt(connection, insert, own, colleague) == (1 if colleague == person_id else -1)
            assert await attempt(connection, insert, own, None) == -1
            assert await attempt(connection, insert, foreign, person_id) == -1
            for change in ("update audit_entry set refused = true", "delete from audit_entry"):
                assert await attempt(connection, change) == -1


@pytest.mark.parametrize(
    "change", ["update audit_entry set refused = true", "delete from audit_entry", "truncate audit_entry"]
)
async def test_nobody_changes_the_audit_not_even_who_may_do_anything(world: World, change: str) -> None:
    with pytest.raises(REFUSED, match="only ever added"):
        await world.owner.execute(change)


async def test_a_row_may_not_point_to_an_organisation_or_a_person_that_is_not_seen(world: World) -> None:
    viewer = await _viewer(world, world.made.people["Alder", Role.CSM])
    vendor, foreign = world.made.organisations["Alder"], world.made.organisations["Yonder"]
    stranger, account = world.made.people["Yonder", Role.SPONSOR], world.made.plans[0].account_id
    known = world.made.organisations["Xylo"]
    async with viewing(world.database.viewers, Sight.of(viewer)) as connection:
        into_account = "insert into account (vendor_id, id, customer_id, name) values ($1, gen_random_uuid(), $2, 'x')"
        assert await attempt(connection, into_account, vendor, known) == 1
        assert await attempt(connection, into_account, vendor, foreign) == -1
        assert await attempt(connection, into_account, vendor, viewer.person_id) == -1  # there is no such organisation
        assert await attempt(connection, "update account set customer_id = $1", foreign) == -1
        into_contact = (
            "insert into contact (vendor_id, id, account_id, person_id, side, name) "
            "values ($1, gen_random_uuid(), $2, $3, 'customer', 'x')"
        )
        assert await attempt(connection, into_contact, vendor, account, viewer.person_id) == 1
        assert await attempt(connection, into_contact, vendor, account, stranger) == -1
        into_membership = "insert into membership (organisation_id, person_id, role) values ($1, $2, 'csm')"
        assert await attempt(connection, into_membership, vendor, stranger) == -1
        assert await attempt(connection, into_membership, known, viewer.person_id) == -1


async def test_nobody_sees_nothing(world: World) -> None:
    viewer = await _viewer(world, world.made.people["Alder", Role.CSM])
    async with viewing(world.database.viewers, Sight.of(viewer)) as connection:
        assert await connection.fetchval("select count(*) from account") == 2
    async with world.database.viewers.acquire() as connection, connection.transaction():  # the connection of before
        for table in world.rows:
            assert await attempt(connection, f"select from {table}") <= 0, table
        for empty in ("{}", ""):
            await connection.execute("select set_config('concordat.vendors', $1, true)", empty)
            assert await attempt(connection, "select from account") == 0


async def test_a_person_alone_sees_what_tells_who_they_are(world: World) -> None:
    for (name, role), person_id in world.made.people.items():
        viewer = await _viewer(world, person_id)
        assert [(hat.organisation_id, hat.role) for hat in viewer.memberships] == [
            (world.made.organisations[name], role)
        ]
        async with viewing(world.database.viewers, Sight(person_id)) as connection:
            for table in world.rows.keys() - IDENTITY:
                assert await attempt(connection, f"select from {table}") <= 0, table


async def test_the_writer_keeps_documents_and_knows_nobody(world: World) -> None:
    async with world.database.writers.acquire() as connection, connection.transaction():
        beside = WRITTEN_BY_VENDORS | WRITTEN_BESIDE | OF_PEOPLE
        for table in world.rows.keys() - IDENTITY - beside - world.of_organisations:
            assert await attempt(connection, f"select from {table}") == len(world.rows[table]), table
        known = {"account", "account_contract", "contact"}
        for table in IDENTITY | known | WRITTEN_BESIDE | OF_PEOPLE | world.of_organisations:
            assert await attempt(connection, f"select from {table}") == -1, table
        assert await attempt(connection, "select vendor_id, id, account_id from plan") == 4
        assert await attempt(connection, "select created_by from plan") == -1
        for table in IDENTITY | WRITTEN_BY_VENDORS:
            assert await attempt(connection, f"delete from {table}") == -1, table


async def test_the_owner_and_the_operator_see_no_content(world: World, operator: Connection) -> None:
    async with operator.transaction():
        for table in world.rows.keys() - IDENTITY - WRITTEN_BY_VENDORS:
            assert await attempt(operator, f"select from {table}") == -1, table
    async with world.owner.transaction():
        await world.owner.execute("set local role concordat_owner")
        for table in world.rows:
            assert await attempt(world.owner, f"select from {table}") == 0, table


async def test_values_cannot_become_settings(world: World) -> None:
    person, foreign = world.made.people["Alder", Role.CSM], world.made.organisations["Birch"]
    for value in (f"{{{foreign}}}", f"{foreign},{foreign}", "x', true), set_config('concordat.vendors", None):
        sights: list[Any] = [Sight(person, (value,)), Sight(person, (), (value,))]  # type: ignore[arg-type] - hostile
        for sight in sights:
            try:
                async with viewing(world.database.viewers, sight) as connection:
                    assert await connection.fetchval("select count(*) from account") == 0
            except asyncpg.DataError:
                pass


async def test_the_services_login_becomes_neither_owner_nor_operator(database: Database) -> None:
    async with database.viewers.acquire() as connection:
        mighty = await connection.fetchval("select rolsuper from pg_roles where rolname = session_user")
        for role in ("concordat_owner", "concordat_operator"):
            assert await connection.fetchval("select pg_has_role(session_user, $1, 'member')", role) == mighty


async def test_every_table_forces_row_level_security(owner: Connection) -> None:
    rows = await owner.fetch(
        "select relname from pg_class where relnamespace = 'concordat'::regnamespace "
        "and relkind in ('r', 'p', 'v', 'm', 'f') and not (relrowsecurity and relforcerowsecurity)"
    )
    assert {row["relname"] for row in rows} == {LEDGER}
    named = await owner.fetch(
        "select distinct unnest(roles) as role, cmd, tablename from pg_policies where schemaname = 'concordat'"
    )
    of_owner = {(row["cmd"], row["tablename"]) for row in named if row["role"] == "concordat_owner"}
    assert of_owner == {("INSERT", "organisation"), ("INSERT", "account")}, "a new customer comes with its account"
    assert {row["role"] for row in named} - {"concordat_owner"} == {
        "concordat_viewer", "concordat_writer", "concordat_operator", "concordat_login",
    }  # fmt: skip


async def test_the_login_role_changes_and_ends_memberships_only_where_it_was_told_who_acts(world: World) -> None:
    own = {name: str(organisation) for name, organisation in world.made.organisations.items()}
    for told, person in (("Alder", Role.ADMIN), ("Shared", Role.SPONSOR), ("Portal", Role.PARTNER)):
        viewer = await _viewer(world, world.made.people[told, person])
        async with acting(world.database.logins, Sight.of(viewer)) as connection:
            for name, organisation in own.items():
                count = sum(row["organisation_id"] == organisation for row in world.rows["membership"])
                for change in ("update membership set role = role", "delete from membership"):
                    changed = await attempt(connection, f"{change} where organisation_id = '{organisation}'")
                    assert changed == (count if name == told else 0), (told, name)
            vendors = {row["vendor_id"] for row in await connection.fetch("select vendor_id from account")}
            assert vendors == ({world.made.organisations[told]} if SIDES[told] is Side.VENDOR else set())
            assert await attempt(connection, "select name from account") == -1
            assert await attempt(connection, "update membership set organisation_id = organisation_id") == -1
    async with world.database.logins.acquire() as connection, connection.transaction():
        assert await attempt(connection, "update membership set role = role") == 0
        assert await attempt(connection, "delete from membership") == 0
        assert await attempt(connection, "select vendor_id from account") == 0


async def test_nobody_but_the_login_role_touches_logins_and_it_touches_no_content(owner: Connection) -> None:
    granted = await owner.fetch(
        "select distinct table_name as name, grantee from information_schema.role_table_grants "
        "where table_schema = 'concordat' and grantee like 'concordat\\_%' and grantee <> 'concordat_owner'"
    )
    assert {row["grantee"] for row in granted if row["name"] in LOGIN_TABLES} == {"concordat_login"}
    logins = {row["name"] for row in granted if row["grantee"] == "concordat_login"}
    assert logins - await _of_organisations(owner) == LOGIN_TABLES | IDENTITY


async def test_no_key_crosses_or_tells_of_a_tenant(owner: Connection) -> None:
    unique = await owner.fetch(
        "select i.indexrelid::regclass::text as name, a.attname as leads from pg_index i "
        "join pg_class c on c.oid = i.indrelid and c.relnamespace = 'concordat'::regnamespace "
        "join pg_attribute a on a.attrelid = i.indrelid and a.attnum = i.indkey[0] "
        "where i.indisunique and c.relname <> all($1::text[])",
        [LEDGER, *IDENTITY, *LOGIN_TABLES],
    )
    assert unique
    assert [row["name"] for row in unique if row["leads"] not in {"vendor_id", "organisation_id"}] == []
    foreign = await owner.fetch(
        "select conname as name, ca.attname as here, fa.attname as there from pg_constraint k "
        "join pg_class f on f.oid = k.confrelid "
        "join pg_attribute ca on ca.attrelid = k.conrelid and ca.attnum = k.conkey[1] "
        "join pg_attribute fa on fa.attrelid = k.confrelid and fa.attnum = k.confkey[1] "
        "where k.contype = 'f' and k.connamespace = 'concordat'::regnamespace and f.relname <> all($1::text[])",
        list(IDENTITY),
    )
    assert foreign
    tenants = {("vendor_id", "vendor_id"), ("organisation_id", "organisation_id")}
    assert [row["name"] for row in foreign if (row["here"], row["there"]) not in tenants] == []
