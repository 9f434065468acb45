"""The database as the service uses it: pools for its working roles, which own nothing."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial

import asyncpg

from plans.store.connection import Connection, Pool, open_connection, open_pool, session_settings
from server.errors import DatabaseError, MigrationError
from server.migrate import applied_migrations, read_migrations, refuse_changed

VIEWERS = 16  # connections for reading and for rows
FOLLOWERS = 4  # connections for events of subscriptions: however many there are, requests find theirs free
LOGINS = 4  # connections for logins and sessions
WRITERS = 8  # connections for loading, projecting and for edits through the API


@dataclass(frozen=True, slots=True)
class Database:
    """Pools by role, and a way to open a writer's connection of one's own."""

    url: str
    viewers: Pool
    followers: Pool
    writers: Pool
    logins: Pool

    async def connect_writer(self) -> Connection:
        """A connection of the writer role, outside the pools."""
        return await open_connection(self.url, session_settings("concordat_writer", statement_seconds=10))

    async def connect_login(self) -> Connection:
        """A connection of the login role, outside the pools."""
        return await open_connection(self.url, session_settings("concordat_login", statement_seconds=10))


def viewer_settings() -> dict[str, str]:
    """The settings of a viewer's session.

    Its statements take arrays of ids, for which PostgreSQL would plan anew at every call; policies make that dear.
    To compile a plan's expressions takes longer than they ever run here.
    """
    planning = {"plan_cache_mode": "force_generic_plan", "jit": "off"}
    return {**session_settings("concordat_viewer", statement_seconds=10), **planning}


@asynccontextmanager
async def open_database(url: str) -> AsyncGenerator[Database]:
    """Open the pools, after a look at the schema and the login. Raises DatabaseError or MigrationError."""
    viewers = await open_pool(url, viewer_settings(), size=VIEWERS)
    followers = await open_pool(url, viewer_settings(), size=FOLLOWERS)
    writers = await open_pool(url, session_settings("concordat_writer", statement_seconds=10), size=WRITERS)
    logins = await open_pool(url, session_settings("concordat_login", statement_seconds=10), size=LOGINS)
    try:
        await _require_ready(url)
        yield Database(url, viewers, followers, writers, logins)
    finally:
        for pool in (viewers, followers, writers, logins):
            try:
                async with asyncio.timeout(2):
                    await pool.close()
            except TimeoutError:
                pool.terminate()


@asynccontextmanager
async def open_operator(url: str) -> AsyncGenerator[Connection]:
    """A connection for the command line: organisations, people, accounts and plans of everybody, but no content.

    The service's login may not become the operator; the one that migrates may. Raises DatabaseError.
    """
    try:
        connection = await open_connection(url, session_settings("concordat_operator", statement_seconds=10))
    except asyncpg.InvalidParameterValueError as error:
        message = (
            f"This login may not work as concordat_operator: {error}. "
            "Set CONCORDAT_MIGRATE_URL to the login that migrates."
        )
        raise DatabaseError(message) from error
    except (OSError, asyncpg.PostgresError, TimeoutError) as error:
        message = f"The database cannot be reached: {error}. Start it, or correct CONCORDAT_MIGRATE_URL."
        raise DatabaseError(message) from error
    try:
        yield connection
    finally:
        await connection.close()


async def _require_ready(url: str) -> None:
    """The schema is what the migrations here make, and no working role is mighty."""
    connect = partial(open_connection, url)
    try:
        connection = await connect(session_settings("concordat_viewer", statement_seconds=10))
    except asyncpg.InvalidParameterValueError as error:
        message = f"The login of DATABASE_URL may not work as concordat_viewer: {error}. Run `concordat migrate`."
        raise DatabaseError(message) from error
    except (OSError, asyncpg.PostgresError, TimeoutError) as error:
        message = f"The database cannot be reached: {error}. Start it, or correct DATABASE_URL."
        raise DatabaseError(message) from error
    try:
        migrations = read_migrations()
        applied = await applied_migrations(connection)
        refuse_changed(applied, migrations)
        missing = [migration.name for migration in migrations if migration.name not in applied]
        if missing:
            message = f"The database lacks {', '.join(missing)}. Run `concordat migrate`."
            raise MigrationError(message)
        mighty = await connection.fetchval(
            "select string_agg(rolname, ', ') from pg_roles "
            "where rolname in ('concordat_viewer', 'concordat_writer', 'concordat_log', 'concordat_login') "
            "and (rolsuper or rolbypassrls or rolcreaterole or rolcreatedb)"
        )
        if mighty:
            message = f"{mighty} may do more than the service needs. Make it an ordinary role."
            raise DatabaseError(message)
    finally:
        await connection.close()
