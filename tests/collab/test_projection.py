"""Projection: the tables follow the document, forward only, whatever a crash left."""

import asyncio

import pytest
from pycrdt import Map

from collab.edit import create_entity
from collab.live import LiveDocuments
from plans.rules.content import read_content
from plans.rules.document import SHARED
from plans.rules.identifier import new_id
from plans.store.connection import Connection
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
