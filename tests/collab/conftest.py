"""Fixtures for live documents: a plan in the test's database and processes that have it open."""

from collections.abc import AsyncGenerator

import pytest

from collab.author import Author
from collab.live import LiveDocuments
from collab.plan import create_plan
from plans.rules.identifier import new_id
from plans.rules.role import Role, Side
from plans.store.connection import Connection
from plans.store.document import select_document
from server.database import Database
from tests.collab.stage import Stage, running
from tests.make import make_account


@pytest.fixture
async def stage(database: Database, operator: Connection) -> Stage:
    """A plan without content."""
    async with operator.transaction():
        account = await make_account(operator)
        csm = Author(account.people[Role.CSM], "socket", "Priya", Side.VENDOR, Role.CSM)
        plan_id = await create_plan(operator, new_id(), account.row, csm, {"title": "Support"})
    async with database.writers.acquire() as connection:
        document = await select_document(connection, account.row.vendor_id, plan_id, "shared")
    assert document is not None
    return Stage(database, account, document, csm)


@pytest.fixture
async def live(database: Database) -> AsyncGenerator[LiveDocuments]:
    """One process."""
    async with running(database) as process:
        yield process


@pytest.fixture
async def other_live(database: Database) -> AsyncGenerator[LiveDocuments]:
    """Another process on the same database."""
    async with running(database) as process:
        yield process
