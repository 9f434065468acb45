"""From settings to a database that is ready: the embedded one is started and migrated, another is only checked."""

from dataclasses import dataclass, replace

import asyncpg

from server.embedded_database import EmbeddedDatabase, prepare_data_folder, start_embedded_database
from server.errors import DatabaseError
from server.key import create_keys
from server.migrate import connect, migrate
from server.settings import Settings


@dataclass(frozen=True, slots=True)
class Started:
    """The settings with the addresses of a database that runs."""

    settings: Settings
    owner_url: str
    service_url: str


async def start_database(settings: Settings) -> Started:
    """Start the embedded database where no other is given. Raises StartError."""
    if settings.database_url is not None:
        return Started(settings, settings.migrate_url or settings.database_url, settings.database_url)
    embedded = start_embedded_database(settings.data_folder)
    await _create_database(embedded)
    return Started(
        replace(settings, database_url=embedded.service_url, migrate_url=embedded.owner_url),
        embedded.owner_url,
        embedded.service_url,
    )


async def migrate_and_create_keys(started: Started) -> tuple[str, ...]:
    """Bring the schema up to date and make the keys that are missing; return the migrations applied now."""
    if not started.settings.keys_folder.is_relative_to(started.settings.data_folder):
        prepare_data_folder(started.settings.keys_folder)
    applied = await migrate(started.owner_url, started.service_url)
    create_keys(started.settings.keys_folder)
    return applied


async def _create_database(embedded: EmbeddedDatabase) -> None:
    connection = await connect(embedded.url("postgres", "postgres"))
    try:
        if not await connection.fetchval("select exists (select from pg_database where datname = 'concordat')"):
            await connection.execute("create database concordat")
    except asyncpg.DuplicateDatabaseError:
        pass  # another process made it in the same moment
    except asyncpg.PostgresError as error:
        message = f"The embedded PostgreSQL has no database for Concordat and cannot make one: {error}."
        raise DatabaseError(message) from error
    finally:
        await connection.close()
