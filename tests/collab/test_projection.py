"""Projection: the tables follow the document, forward only, whatever a crash left."""

import asyncio
from typing import Any

import pytest
from pycrdt import Map

import collab.edit
import collab.projection
from collab.edit import create_entity
from collab.errors import Unavailable
from collab.live import LiveDocuments
from plans.rules.content import read_content
from plans.rules.document import SHARED
from plans.rules.identifier import new_id
from plans.store.connection import Connection
from plans.store.update_log import UpdateRow
from server.database import WRITERS
from tests.collab.stage import Stage, append_as_another, current, join, replayed, send, table
from tests.collab.yjs import YjsClient

pytestmark = pytest.mark.anyio


async def test_the_tables_follow_the_document(live: LiveDocuments, stage: Stage) -> None:
    _, client = await join(live, stage.document)
    entity, update = client.create("outcomes", objective="Cut tickets", metric="tickets", target=105.0)
    gone, other = client.create("risks")
    await send(live, stage, update)
    await send(live, stage, other)
    await live.project(await current(stage))
    assert (await table(stage, "outcomes"))[entity].fields["target"] == 105.0
    assert gone in await table(stage, "risks")
    await send(live, stage, client.edit(lambda roots: roots["risks"].pop(gone)))
    await send(live, stage, client.edit(lambda roots: roots["outcomes"][entity].update({"target": 100.0})))
    await live.project(await current(stage))
    row = (await table(stage, "outcomes"))[entity]
    assert (row.fields["target"], row.version) == (100.0, 5)
    assert await table(stage, "risks") == {}


async def test_what_a_crash_left_is_projected_from_the_log(live: LiveDocuments, stage: Stage) -> None:
    client = YjsClient((await replayed(stage)).state())
    entity, created = client.create("risks", title="left behind")
    gone, extra = client.create("risks", title="removed meanwhile")
    async with stage.database.writers.acquire() as connection:
        await append_as_another(connection, stage, 1, [created, extra])
    await live.project(await current(stage))
    assert set(await table(stage, "risks")) == {entity, gone}
    removed = client.edit(lambda roots: roots["risks"].pop(gone))
    async with stage.database.writers.acquire() as connection:
        await append_as_another(connection, stage, 3, [removed])
    await live.project(await current(stage))
    assert {e: row.version for e, row in (await table(stage, "risks")).items()} == {entity: 2}
    assert (await current(stage)).projected_seq == 4


@pytest.mark.parametrize("way", ["read", "edit"])
async def test_what_a_crash_of_the_database_took_from_the_tables_is_written_anew(
    live: LiveDocuments, owner: Connection, stage: Stage, way: str
) -> None:
    _, client = await join(live, stage.document)
    gone, created = client.create("risks", title="removed meanwhile")
    await send(live, stage, created)
    await live.project(await current(stage))
    entity, update = client.create("risks", title="kept")
    await owner.execute("create temporary table before as select * from risk")
    await send(live, stage, update)
    await send(live, stage, client.edit(lambda roots: roots["risks"].pop(gone)))
    await live.project(await current(stage))
    async with owner.transaction():  # as if the last projection had not reached the disk
        await owner.execute("delete from risk")
        await owner.execute("insert into risk select * from before")
        await owner.execute("update document set projected_seq = 2 where id = $1", stage.document.id)
    assert set(await table(stage, "risks")) == {gone}
    if way == "read":
        await live.project(await current(stage))
    else:
        await create_entity(live, stage.document, stage.author, "wins", {"title": "One more"})
    assert {e: row.version for e, row in (await table(stage, "risks")).items()} == {entity: 3}
    assert (await current(stage)).projected_seq == (await current(stage)).head


async def test_a_value_that_cannot_be_projected_becomes_null_and_is_named(live: LiveDocuments, stage: Stage) -> None:
    client = YjsClient((await replayed(stage)).state())
    entity = str(new_id())
    bad = {"title": 5.0, "kind": "doom", "likelihood": "high", "owner": "nobody", "odd": True}
    update = client.edit(lambda roots: roots["risks"].__setitem__(entity, Map(bad)))
    async with stage.database.writers.acquire() as connection:
        await append_as_another(connection, stage, 1, [update])
    await live.project(await current(stage))
    row = (await table(stage, "risks"))[entity]
    assert set(row.invalid_fields) == {"title", "kind", "owner"}
    assert row.fields["likelihood"] == "high"
    assert row.fields["kind"] is None


async def test_the_projection_never_goes_back(live: LiveDocuments, other_live: LiveDocuments, stage: Stage) -> None:
    _, one = await join(live, stage.document)
    _, two = await join(other_live, stage.document)
    for number in range(5):
        await send(live, stage, one.create("risks", title=f"here {number}")[1])
        await send(other_live, stage, two.create("risks", title=f"there {number}")[1])
    row = await current(stage)
    while row.head < 11:
        await asyncio.sleep(0.01)
        row = await current(stage)
    await asyncio.gather(live.project(row), other_live.project(row))
    truth = read_content(SHARED, (await replayed(stage)).raw()).entities["risks"]
    assert {e: r.fields["title"] for e, r in (await table(stage, "risks")).items()} == {
        entity: fields["title"] for entity, fields in truth.items()
    }


async def test_what_others_commit_while_the_log_is_looked_up_reaches_the_tables(
    live: LiveDocuments, stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    await join(live, stage.document)  # who only reads has the places of structs not indexed
    client = YjsClient((await replayed(stage)).state())
    one, first = client.create("risks", title="one")
    two, second = client.create("risks", title="two")
    room = live.open_room(stage.document.id)
    assert room is not None

    async def commit(head: int, update: bytes) -> None:
        async with stage.database.writers.acquire() as connection:
            await append_as_another(connection, stage, head, [update])
        await live.committer.catch_up(room)

    await commit(1, first)
    later = [second]
    real = collab.projection.select_updates

    async def interrupted(*arguments: Any, **named: Any) -> list[UpdateRow]:
        rows = await real(*arguments, **named)
        if later:
            await commit(2, later.pop())
        return rows

    monkeypatch.setattr(collab.projection, "select_updates", interrupted)
    await live.project(await current(stage))
    assert set(await table(stage, "risks")) == {one, two}


async def test_readings_and_edits_do_not_wait_for_each_other(live: LiveDocuments, stage: Stage) -> None:
    reader, _ = await join(live, stage.document)
    row = await current(stage)
    edits = [create_entity(live, stage.document, stage.author, "wins", {"title": "one"}) for _ in range(2)]
    async with asyncio.timeout(8):  # every connection of the writers was held by one who waited for another
        await asyncio.gather(edits[0], *(live.project(row) for _ in range(WRITERS + 2)), edits[1])
    assert reader.closed is None


async def test_an_edit_whose_turn_does_not_come_is_to_be_sent_again(
    live: LiveDocuments, stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(collab.edit, "TURN_SECONDS", 0.05)
    reader, _ = await join(live, stage.document)
    async with live.room(stage.document) as room, room.settled():
        with pytest.raises(Unavailable, match="send it again"):
            await create_entity(live, stage.document, stage.author, "wins", {"title": "late"})
    assert reader.closed is None
    await create_entity(live, stage.document, stage.author, "wins", {"title": "again"})
    assert len(await table(stage, "wins")) == 1
