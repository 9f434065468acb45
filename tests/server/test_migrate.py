"""Migrations: once each, under a lock, and never changed afterwards."""

import asyncio
from pathlib import Path

import pytest

from plans.rules.identifier import new_id
from plans.store.connection import Connection, open_connection
from server.errors import DatabaseError, MigrationError
from server.migrate import MIGRATIONS, migrate, read_migrations
from tests.cluster import Cluster
from tests.make import make_organisation

pytestmark = pytest.mark.anyio


def _copy(folder: Path) -> Path:
    for path in MIGRATIONS.glob("*.sql"):
        (folder / path.name).write_bytes(path.read_bytes())
    return folder


async def _migrate(cluster: Cluster, name: str, folder: Path = MIGRATIONS) -> tuple[str, ...]:
    return await migrate(cluster.owner_url(name), cluster.service_url(name), folder)


async def test_migrating_again_does_nothing(cluster: Cluster, database_name: str) -> None:
    assert await _migrate(cluster, database_name) == ()


async def test_a_changed_applied_file_is_refused_with_its_name(
    cluster: Cluster, database_name: str, tmp_path: Path
) -> None:
    changed = _copy(tmp_path) / "0002_create_account.sql"
    changed.write_text(changed.read_text() + "\n-- a late thought\n")
    with pytest.raises(MigrationError, match=r"0002_create_account\.sql was changed after it was applied"):
        await _migrate(cluster, database_name, tmp_path)


async def test_a_missing_applied_file_is_refused_with_its_name(
    cluster: Cluster, database_name: str, tmp_path: Path
) -> None:
    (_copy(tmp_path) / "0003_create_document.sql").unlink()
    with pytest.raises(MigrationError, match=r"0003_create_document\.sql was applied but is not here"):
        await _migrate(cluster, database_name, tmp_path)


async def test_a_failing_migration_leaves_nothing_behind(cluster: Cluster, database_name: str, tmp_path: Path) -> None:
    (_copy(tmp_path) / "9000_fail.sql").write_text("create table half (id int); select 1 / 0;")
    with pytest.raises(MigrationError, match=r"9000_fail\.sql failed and was rolled back"):
        await _migrate(cluster, database_name, tmp_path)
    connection = await open_connection(cluster.owner_url(database_name))
    assert await connection.fetchval("select to_regclass('concordat.half')") is None
    await connection.close()


async def test_processes_that_migrate_at_once_apply_each_file_once(
    cluster: Cluster, database_name: str, tmp_path: Path
) -> None:
    (_copy(tmp_path) / "9000_add_thing.sql").write_text("create table thing (id int); select pg_sleep(0.1);")
    applied = await asyncio.gather(*(_migrate(cluster, database_name, tmp_path) for _ in range(4)))
    assert sorted(applied) == [(), (), (), ("9000_add_thing.sql",)]


async def test_a_migration_that_would_silently_see_no_rows_fails(
    cluster: Cluster, database_name: str, operator: Connection, tmp_path: Path
) -> None:
    await make_organisation(operator, name="Fernhill")
    migration = _copy(tmp_path) / "9000_rename_organisation.sql"
    migration.write_text("update organisation set name = 'Renamed';")
    with pytest.raises(MigrationError, match=r"9000_rename_organisation\.sql failed.*row-level security"):
        await _migrate(cluster, database_name, tmp_path)
    migration.write_text(
        "alter table organisation no force row level security;\n"
        "update organisation set name = 'Renamed';\n"
        "alter table organisation force row level security;\n"
    )
    assert await _migrate(cluster, database_name, tmp_path) == ("9000_rename_organisation.sql",)
    assert await operator.fetchval("select name from organisation") == "Renamed"


async def test_plans_of_before_are_given_their_customer(cluster: Cluster, database_name: str, tmp_path: Path) -> None:
    older = _copy(tmp_path)
    newer = [(path, path.read_bytes()) for path in older.glob("*.sql") if path.name >= "0005"]
    for path, _ in newer:
        path.unlink()
    connection = await open_connection(cluster.owner_url(database_name))
    await connection.execute("drop schema concordat cascade")
    await _migrate(cluster, database_name, older)
    vendor, customer = new_id(), new_id()
    await connection.execute(
        f"set search_path = concordat; insert into organisation (id, side, name) values "
        f"('{vendor}', 'vendor', 'v'), ('{customer}', 'customer', 'c'); insert into account values "
        f"('{vendor}', '{vendor}', '{customer}', 'a'); insert into plan values ('{vendor}', '{vendor}', '{vendor}')"
    )
    for path, raw in newer:
        path.write_bytes(raw)
    assert await _migrate(cluster, database_name, older)
    assert await connection.fetchval("select customer_id from plan") == customer
    await connection.close()


def test_two_files_may_not_have_one_number(tmp_path: Path) -> None:
    (tmp_path / "0001_one.sql").write_text("")
    (tmp_path / "0001_two.sql").write_text("")
    with pytest.raises(MigrationError, match=r"0001_two\.sql"):
        read_migrations(tmp_path)


async def test_a_database_that_is_away_is_named_with_a_way_out() -> None:
    with pytest.raises(DatabaseError, match="Start it, or correct DATABASE_URL"):
        await migrate("postgresql://nobody@127.0.0.1:1/none", "postgresql://nobody@127.0.0.1:1/none")
