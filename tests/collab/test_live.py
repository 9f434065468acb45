"""Live documents on a real database: committed before told, and shared between processes."""

import asyncio

import pytest
from pycrdt import Map

from collab.codec import SyncStep2
from collab.errors import NotTheProtocol, NotYours, Unavailable
from collab.live import LiveDocuments
from plans.rules.content import read_content
from plans.rules.document import SHARED
from plans.rules.identifier import new_id
from plans.store.connection import Connection
from server.database import Database
from tests.collab.stage import NOTHING, RecordingReader, Stage, current, join, replayed, send
from tests.collab.yjs import YjsClient

pytestmark = pytest.mark.anyio


async def test_an_edit_is_told_to_nobody_before_it_is_committed(live: LiveDocuments, stage: Stage) -> None:
    reader, client = await join(live, stage.document)
    async with stage.database.writers.acquire() as lock, lock.transaction():
        await lock.execute("select from document where id = $1 for update", stage.document.id)
        await send(live, stage, client.create("risks", kind="blocker")[1])
        newcomer = RecordingReader()
        async with live.room(stage.document) as room:
            room.answer_step1(newcomer, NOTHING)
            await asyncio.sleep(0.1)  # nothing may happen in it
            assert len(reader.frames) == 2
            assert newcomer.frames == []
    await reader.until(lambda: len(reader.frames) == 3)
    await newcomer.until(lambda: newcomer.frames)
    assert (await current(stage)).head == 2
    assert reader.client().content() == newcomer.client().content() == client.content()


async def test_a_reader_that_joins_while_others_edit_misses_nothing(
    live: LiveDocuments, other_live: LiveDocuments, stage: Stage
) -> None:
    _, client = await join(live, stage.document)
    _, elsewhere = await join(other_live, stage.document)
    newcomer = RecordingReader()
    async with live.room(stage.document) as room:
        await room.receive(client.create("risks", title="before")[1], stage.author)
        room.answer_step1(newcomer, NOTHING)
        await room.receive(client.create("risks", title="in the same batch")[1], stage.author)
    await send(other_live, stage, elsewhere.create("wins")[1])
    await newcomer.until(lambda: len(newcomer.client().content()["risks"]) == 2)
    await newcomer.until(lambda: len(newcomer.client().content()["wins"]) == 1)


async def test_a_room_that_is_dropped_tells_those_who_still_wait_for_an_answer(
    live: LiveDocuments, stage: Stage
) -> None:
    newcomer, late, gone = RecordingReader(), RecordingReader(), RecordingReader()
    async with live.room(stage.document) as room:
        await room.receive(YjsClient((await replayed(stage)).state()).create("risks")[1], stage.author)
        room.answer_step1(newcomer, NOTHING)
        room.answer_step1(gone, NOTHING)
        room.leave(gone)
        room.drop("for a reason")
        assert newcomer.closed == (1013, "for a reason")
        assert gone.closed is None
        with pytest.raises(Unavailable):
            room.answer_step1(late, NOTHING)
    assert gone.frames == []


async def test_edits_that_wait_together_are_one_commit_and_one_frame(live: LiveDocuments, stage: Stage) -> None:
    reader, client = await join(live, stage.document)
    entity, update = client.create("risks")
    typed = [client.edit(lambda _, c=c: client.text("risks", entity, "title").insert(0, c)) for c in "edcba"]
    async with live.room(stage.document) as room:
        for part in (update, *typed):
            await room.receive(part, stage.author)
    await reader.until(lambda: len(reader.frames) == 3)
    assert (await current(stage)).head == 7
    assert reader.client().content()["risks"][entity]["title"] == "abcde"


async def test_a_refused_edit_changes_nothing_and_the_room_goes_on(live: LiveDocuments, stage: Stage) -> None:
    reader, client = await join(live, stage.document)
    entity, update = client.create("risks")
    await send(live, stage, update)
    liar = YjsClient(client.doc.get_update())
    with pytest.raises(NotYours):
        await send(live, stage, liar.edit(lambda roots: roots["risks"][entity].update({"kind": "doom"})))
    await send(live, stage, client.edit(lambda roots: roots["risks"][entity].update({"kind": "blocker"})))
    await reader.until(lambda: reader.client().content() == client.content())


async def test_a_gap_is_refused_only_after_a_look_at_the_log(live: LiveDocuments, stage: Stage) -> None:
    _, client = await join(live, stage.document)
    client.create("risks")
    _, later = client.create("risks")
    with pytest.raises(NotTheProtocol, match="gap"):
        await send(live, stage, later)


async def test_an_entity_created_without_its_texts_gets_them_in_the_same_commit(
    live: LiveDocuments, stage: Stage
) -> None:
    reader, client = await join(live, stage.document)
    entity = str(new_id())
    await send(live, stage, client.edit(lambda roots: roots["risks"].__setitem__(entity, Map({"kind": "other"}))))
    await reader.until(lambda: len(reader.frames) == 3)
    assert reader.client().content()["risks"][entity] == {"kind": "other", "title": "", "mitigation": ""}


async def test_a_resent_update_is_echoed_and_not_stored_twice(live: LiveDocuments, stage: Stage) -> None:
    reader, client = await join(live, stage.document)
    _, update = client.create("risks")
    await send(live, stage, update)
    await reader.until(lambda: len(reader.frames) == 3)
    async with live.room(stage.document) as room:
        await room.receive(update, stage.author, reader)
    await reader.until(lambda: len(reader.frames) == 4)
    assert (await current(stage)).head == 2


async def test_two_processes_share_a_document(live: LiveDocuments, other_live: LiveDocuments, stage: Stage) -> None:
    here, one = await join(live, stage.document)
    there, two = await join(other_live, stage.document)
    _, first = one.create("risks", title="from here")
    _, second = two.create("wins", title="from there")
    await asyncio.gather(send(live, stage, first), send(other_live, stage, second))
    for reader in (here, there):
        await reader.until(lambda reader=reader: len(reader.client().content()["wins"]) == 1)
        await reader.until(lambda reader=reader: len(reader.client().content()["risks"]) == 1)
    assert here.client().content() == there.client().content() == (await replayed(stage)).raw()


async def test_a_client_that_moves_to_a_process_behind_is_caught_up_with(
    live: LiveDocuments, other_live: LiveDocuments, stage: Stage
) -> None:
    reader, client = await join(live, stage.document)
    await join(other_live, stage.document)
    entity, update = client.create("risks")
    await send(live, stage, update)
    await reader.until(lambda: len(reader.frames) == 3)
    later = client.edit(lambda roots: roots["risks"][entity].update({"kind": "blocker"}))
    await send(other_live, stage, later)


async def test_one_client_id_with_two_stories_in_two_processes_ends_in_one(
    live: LiveDocuments, other_live: LiveDocuments, stage: Stage
) -> None:
    here, honest = await join(live, stage.document)
    there, _ = await join(other_live, stage.document)
    state = honest.doc.get_update()
    stories = [YjsClient(state, client_id=99).create("risks", title=title)[1] for title in ("one story", "another")]
    await asyncio.gather(send(live, stage, stories[0]), send(other_live, stage, stories[1]), return_exceptions=True)
    await here.until(lambda: here.closed or len(here.client().content()["risks"]) == 1)
    await there.until(lambda: there.closed or len(there.client().content()["risks"]) == 1)
    truth = (await replayed(stage)).raw()
    for process in (live, other_live):
        reader, _ = await join(process, stage.document)
        await reader.until(lambda reader=reader: reader.client().content() == truth)
    assert len(read_content(SHARED, truth).entities["risks"]) == 1


async def test_a_database_that_goes_away_closes_sockets_to_come_again(
    live: LiveDocuments, stage: Stage, owner: Connection
) -> None:
    reader, client = await join(live, stage.document)
    await send(live, stage, client.create("risks")[1])
    await reader.until(lambda: len(reader.frames) == 3)
    async with owner.transaction():
        await owner.execute("lock table document in access exclusive mode")
        await send(live, stage, client.create("risks")[1])
        await asyncio.sleep(0.1)  # the append is under way
        await owner.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity "
            "where datname = current_database() and pid <> pg_backend_pid() and query like '%with wanted%'"
        )
    await reader.until(lambda: reader.closed)
    assert reader.closed is not None
    assert reader.closed[0] == 1013
    again, _ = await join(live, stage.document)
    assert len(again.client().content()["risks"]) == 1
    await send(live, stage, client.doc.get_update())
    await again.until(lambda: len(again.client().content()["risks"]) == 2)


@pytest.mark.parametrize("turns", range(6))
async def test_a_process_that_is_told_to_end_as_news_come_ends(database: Database, stage: Stage, turns: int) -> None:
    live = LiveDocuments(database.writers, database.connect_writer)
    task = asyncio.create_task(live.run())
    async with live.room(stage.document) as room:
        await asyncio.sleep(0.1)  # it listens and has nothing to do
        live._bus.ask_presence(room)  # pyright: ignore[reportPrivateUsage]
        for _ in range(turns):
            await asyncio.sleep(0)
        task.cancel()
    done, _ = await asyncio.wait([task], timeout=10)
    assert done == {task}


async def test_a_room_that_nobody_needs_is_unloaded(live: LiveDocuments, stage: Stage) -> None:
    reader, _ = await join(live, stage.document)
    room = live.open_room(stage.document.id)
    assert room is not None
    room.idle_since -= 3600
    await live.sweep()
    assert live.open_room(stage.document.id) is room
    room.leave(reader)
    room.idle_since -= 3600
    await live.sweep()
    assert live.open_room(stage.document.id) is None


async def test_who_asks_again_and_again_while_a_commit_waits_is_answered_once(
    live: LiveDocuments, stage: Stage, owner: Connection
) -> None:
    _, client = await join(live, stage.document)
    reader = RecordingReader()
    async with live.room(stage.document) as room:
        async with owner.transaction():
            await owner.execute("select from document where id = $1 for update", stage.document.id)
            await room.receive(client.create("risks")[1], stage.author)
            for _ in range(50):
                room.answer_step1(reader, NOTHING)
            assert reader.frames == []
        async with room.settled():
            pass
        assert len([frame for frame in reader.frames if isinstance(frame, SyncStep2)]) == 1
        room.answer_step1(reader, NOTHING)
        assert len([frame for frame in reader.frames if isinstance(frame, SyncStep2)]) == 2
