"""A query that takes too long is ended, in the database too, and its connection can be used again."""

import asyncio
from collections.abc import AsyncGenerator

import pytest

import schema.document_cache
from collab.live import LiveDocuments
from plans.service.viewer import load_viewer
from plans.store.connection import Connection
from plans.store.viewer import Sight, viewing
from schema.context import Context
from schema.root import build_schema
from server.database import Database
from server.demo import demo_id
from tests.api import closed_doors

pytestmark = pytest.mark.anyio

CSM = demo_id("csm@fernhill.example")
ASKED = "{ viewer { accounts(first: 9) { nodes { name } } } }"
WAITING = "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"
IN_TRANSACTION = "select count(*) from pg_stat_activity where datname = current_database() and state like 'idle in%'"


@pytest.fixture
async def live(demo: Database) -> AsyncGenerator[LiveDocuments]:
    documents = LiveDocuments(demo.writers, demo.connect_writer)
    yield documents
    await documents.close()


async def test_a_query_that_takes_too_long_is_ended_in_the_database_too(
    demo: Database, live: LiveDocuments, owner: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with viewing(demo.viewers, Sight(CSM)) as viewers:
        viewer = await load_viewer(viewers, CSM)
    assert viewer is not None
    served = build_schema()

    def context() -> Context:
        return Context(viewer, demo.viewers, live, closed_doors(demo))

    monkeypatch.setattr(schema.document_cache, "QUERY_SECONDS", 0.5)
    async with owner.transaction():
        await owner.execute("lock table account in access exclusive mode")
        asked = asyncio.create_task(served.execute(ASKED, context_value=context()))
        while not await owner.fetchval(WAITING):  # noqa: ASYNC110 - nothing tells when a session waits
            await asyncio.sleep(0.01)
        result = await asked
        assert result.data is None
        assert result.errors is not None
        assert result.errors[0].extensions == {"code": "TIMEOUT"}
        async with asyncio.timeout(5):  # the answer does not wait for the statement's end
            while await owner.fetchval(WAITING) or await owner.fetchval(IN_TRANSACTION):
                await owner.execute("select pg_stat_clear_snapshot()")  # a transaction sees states as it first did
                await asyncio.sleep(0.01)
    monkeypatch.undo()
    result = await served.execute(ASKED, context_value=context())
    assert result.errors is None
