"""A person of the tests before the rows: what they see, and what a statement of theirs comes to."""

from typing import Any
from uuid import UUID

import asyncpg

from plans.service.viewer import load_viewer
from plans.store.connection import Connection
from plans.store.viewer import Sight, viewing
from server.database import Database

REFUSED = asyncpg.InsufficientPrivilegeError  # by grant or by policy; a key's error would tell what exists


async def sight_of(database: Database, person_id: UUID) -> Sight:
    """Whose rows a person may see."""
    async with viewing(database.viewers, Sight(person_id)) as connection:
        viewer = await load_viewer(connection, person_id)
    assert viewer is not None
    return Sight.of(viewer)


async def attempt(connection: Connection, sql: str, *values: object) -> int:
    """How many rows a statement read or wrote, -1 where it was refused; nothing of it stays."""
    savepoint: Any = connection.transaction()
    await savepoint.start()
    try:
        return int((await connection.execute(sql, *values)).rsplit(" ", 1)[-1])
    except REFUSED:
        return -1
    finally:
        await savepoint.rollback()
