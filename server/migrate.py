"""Applying `migrations/`: numbered SQL, forward only, each file once, in a transaction of its own.

An advisory lock lets one process migrate at a time. Every applied file is kept with its checksum; a file that
was changed afterwards is refused with its name.
"""

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

import asyncpg

from plans.store.connection import Connection, open_connection
from server.errors import DatabaseError, MigrationError

MIGRATIONS = Path(__file__).resolve().parent.parent / "migrations"
OLDEST_POSTGRESQL = 150_000  # server_version_num
_LOCK = 0x636F6E63  # "conc"
_NAME = re.compile(r"(\d{4})_[a-z0-9_]+\.sql")

# Roles belong to the whole cluster, and several databases may be migrated at once: hence the handlers.
_BOOTSTRAP = """
do $$
declare role_name text;
begin
    foreach role_name in array array[
        'concordat_owner', 'concordat_viewer', 'concordat_writer', 'concordat_log', 'concordat_operator',
        'concordat_login']
    loop
        begin
            if not exists (select from pg_roles where rolname = role_name) then
                execute format('create role %I nologin', role_name);
            end if;
        exception when duplicate_object or unique_violation then null;
        end;
        if not pg_has_role(current_user, role_name, 'member') then
            execute format('grant %I to current_user', role_name);
        end if;
    end loop;
    execute format('grant create on database %I to concordat_owner', current_database());
end $$;
create schema if not exists concordat authorization concordat_owner;
grant usage on schema concordat
    to concordat_viewer, concordat_writer, concordat_log, concordat_operator, concordat_login;
"""

_LEDGER = """
create table if not exists migration (
    name text primary key,
    checksum text not null,
    applied_at timestamptz not null default now()
);
grant select on migration to concordat_viewer;
"""

_TIMEOUTS = "set local lock_timeout = '5s'; set local statement_timeout = '10min';"

# The owner sees no row of a table that forces row-level security. With row_security off a statement that would be
# filtered fails instead of finding nothing; a migration that means rows lifts FORCE from their tables for itself.
_AS_OWNER = "set local role concordat_owner; set local search_path = concordat; set local row_security = off;"


@dataclass(frozen=True, slots=True)
class Migration:
    """One file, with the SHA-256 of its bytes in hex."""

    name: str
    sql: str
    checksum: str


def read_migrations(folder: Path = MIGRATIONS) -> tuple[Migration, ...]:
    """The files in their order. Raises MigrationError for a misnamed file or a number used twice."""
    found: list[Migration] = []
    numbers: set[str] = set()
    for path in sorted(folder.glob("*.sql")):
        match = _NAME.fullmatch(path.name)
        if match is None or match[1] in numbers:
            message = f"{path.name}: expected a name such as 0005_add_review.sql with a number of its own. Rename it."
            raise MigrationError(message)
        numbers.add(match[1])
        raw = path.read_bytes()
        found.append(Migration(path.name, raw.decode(), hashlib.sha256(raw).hexdigest()))
    return tuple(found)


async def migrate(owner_url: str, service_url: str, folder: Path = MIGRATIONS) -> tuple[str, ...]:
    """Bring the database up to date; return the names of the files applied now.

    ``owner_url`` may create roles and schemas; the login of ``service_url`` is given the working roles.
    Raises DatabaseError or MigrationError.
    """
    migrations = read_migrations(folder)
    connection = await connect(owner_url)
    try:
        await _require_version(connection)
        await connection.fetchval("select pg_advisory_lock($1)", _LOCK)
        try:
            return await _apply(connection, migrations, _login(service_url))
        finally:
            await connection.fetchval("select pg_advisory_unlock($1)", _LOCK)
    except asyncpg.InsufficientPrivilegeError as error:
        message = (
            f"The migrations' login may not do what they need: {error}. "
            "Set CONCORDAT_MIGRATE_URL to a login that may create roles and schemas in this database."
        )
        raise DatabaseError(message) from error
    finally:
        await connection.close()


async def _apply(
    connection: Connection,
    migrations: tuple[Migration, ...],
    service_login: str | None,
) -> tuple[str, ...]:
    async with connection.transaction():
        await connection.execute(_TIMEOUTS + _BOOTSTRAP)
        await _admit_service(connection, service_login)
        await connection.execute(_AS_OWNER + _LEDGER)
    applied = await applied_migrations(connection)
    refuse_changed(applied, migrations)
    new = [migration for migration in migrations if migration.name not in applied]
    for migration in new:
        async with connection.transaction():
            await connection.execute(_TIMEOUTS + _AS_OWNER)
            try:
                await connection.execute(migration.sql)
            except asyncpg.PostgresError as error:
                message = f"{migration.name} failed and was rolled back: {error}. Mend the cause and migrate again."
                raise MigrationError(message) from error
            await connection.execute(
                "insert into migration (name, checksum) values ($1, $2)", migration.name, migration.checksum
            )
    return tuple(migration.name for migration in new)


async def applied_migrations(connection: Connection) -> dict[str, str]:
    """Checksum by name of what was applied; empty before the first migration."""
    if await connection.fetchval("select to_regclass('concordat.migration')") is None:
        return {}
    rows = await connection.fetch("select name, checksum from concordat.migration")
    return {row["name"]: row["checksum"] for row in rows}


def refuse_changed(applied: dict[str, str], migrations: tuple[Migration, ...]) -> None:
    """Raise MigrationError where an applied file was changed, is gone, or a new one stands before it."""
    known = {migration.name: migration.checksum for migration in migrations}
    newest = max(applied, default="")
    for name, checksum in sorted(applied.items()):
        if known.get(name) != checksum:
            what = "was changed after it was applied" if name in known else "was applied but is not here"
            message = f"Migration {name} {what}. Restore the file; put the change into a new migration."
            raise MigrationError(message)
    for migration in migrations:
        if migration.name < newest and migration.name not in applied:
            message = f"Migration {migration.name} is new but sorts before {newest}, which is applied. Renumber it."
            raise MigrationError(message)


async def _admit_service(connection: Connection, login: str | None) -> None:
    if login is None:
        return
    if await connection.fetchval("select not exists (select from pg_roles where rolname = $1)", login):
        try:
            async with connection.transaction():
                await connection.execute(f"create role {_quoted(login)} login noinherit")
        except (asyncpg.DuplicateObjectError, asyncpg.UniqueViolationError):
            pass  # another database of this cluster is being migrated at the same moment
    for role in ("concordat_viewer", "concordat_writer", "concordat_log", "concordat_login"):
        if not await connection.fetchval("select pg_has_role($1, $2, 'member')", login, role):
            await connection.execute(f"grant {role} to {_quoted(login)}")


def _login(url: str) -> str | None:
    user = urlsplit(url).username
    return unquote(user) if user else None


def _quoted(identifier: str) -> str:
    return '"' + identifier.replace('"', '""') + '"'


async def connect(url: str) -> Connection:
    """One connection. Raises DatabaseError where there is none to be had."""
    try:
        return await open_connection(url)
    except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, TimeoutError) as error:
        where = urlsplit(url)
        message = (
            f"The database {where.path.lstrip('/') or 'postgres'} at {where.hostname or 'a local socket'} "
            f"cannot be reached: {error}. Start it, or correct DATABASE_URL."
        )
        raise DatabaseError(message) from error


async def _require_version(connection: Connection) -> None:
    number = int(await connection.fetchval("show server_version_num"))
    if number < OLDEST_POSTGRESQL:
        version = await connection.fetchval("show server_version")
        message = f"Expected PostgreSQL 15 or newer, got {version}. Upgrade it, or unset DATABASE_URL."
        raise DatabaseError(message)
