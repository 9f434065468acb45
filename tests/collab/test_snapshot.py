"""Snapshots: verified before they serve a load."""

import asyncio

import pytest

from collab.live import LiveDocuments
from collab.replica import Replica
from collab.snapshot import SNAPSHOT_EVERY, load_replica, write_snapshot
from plans.rules.document import SHARED
from plans.store.snapshot import SnapshotRow, select_snapshot
from server.database import Database
from tests.collab.stage import Stage, current, join, replayed, send

pytestmark = pytest.mark.anyio


async def test_a_snapshot_serves_the_next_load(live: LiveDocuments, stage: Stage) -> None:
    reader, client = await join(live, stage.document)
    entity, update = client.create("risks")
    await send(live, stage, update)
    async with live.room(stage.document) as room:
        for _ in range(SNAPSHOT_EVERY // 2):
            typed = client.edit(lambda _: client.text("risks", entity, "title").insert(0, "x"))
            erased = client.edit(lambda _: client.text("risks", entity, "title").clear())
            await room.receive(typed, stage.author)
            await room.receive(erased, stage.author)
    async with asyncio.timeout(20), stage.database.writers.acquire() as connection:
        snapshot = None
        while snapshot is None:
            await asyncio.sleep(0.05)
            snapshot = await select_snapshot(connection, stage.document.vendor_id, stage.document.id, until=10**9)
        row = await current(stage)
        loaded, after = await load_replica(connection, row, row.head)
    assert after == snapshot.seq
    await reader.until(lambda: reader.client().content() == client.content())
    assert loaded.raw() == client.content()


async def test_a_snapshot_that_differs_from_its_log_is_not_kept(database: Database, stage: Stage) -> None:
    forged = SnapshotRow(1, Replica(SHARED).state())
    async with database.writers.acquire() as connection:
        assert not await write_snapshot(connection, stage.document, forged)
        assert await select_snapshot(connection, stage.document.vendor_id, stage.document.id, until=1) is None
        honest = SnapshotRow(1, (await replayed(stage)).state())
        assert await write_snapshot(connection, stage.document, honest)
