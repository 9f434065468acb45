"""Migrations: once each, under a lock, and never changed afterwards."""

import asyncio
from pathlib import Path

import pytest

from plans.store.connection import open_connection
from server.errors import DatabaseError, MigrationError
from server.migrate import MIGRATIONS, migrate, read_migrations
from tests.cluster import Cluster

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


def test_two_files_may_not_have_one_number(tmp_path: Path) -> None:
    (tmp_path / "0001_one.sql").write_text("")
    (tmp_path / "0001_two.sql").write_text("")
    with pytest.raises(MigrationError, match=r"0001_two\.sql"):
        read_migrations(tmp_path)


async def test_a_database_that_is_away_is_named_with_a_way_out() -> None:
    with pytest.raises(DatabaseError, match="Start it, or correct DATABASE_URL"):
        await migrate("postgresql://nobody@127.0.0.1:1/none", "postgresql://nobody@127.0.0.1:1/none")
