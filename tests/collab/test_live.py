"""Live documents on a real database: committed before told, shared between processes, projected, snapshotted."""

import asyncio

import pytest
from pycrdt import Map

from collab.codec import write_state_vector
from collab.edit import create_entity, remove_entity, update_entity
from collab.errors import NotTheProtocol, NotYours, Unavailable
from collab.live import LiveDocuments
from collab.replica import Replica
from collab.snapshot import SNAPSHOT_EVERY, load_replica, write_snapshot
from plans.rules.content import read_content
from plans.rules.document import SHARED
from plans.rules.identifier import new_id
from plans.rules.refusal import ProblemCode, Refused
from plans.store.connection import Connection
from plans.store.content import EntityRow, select_entities
from plans.store.document import DocumentRow, select_documents
from plans.store.snapshot import SnapshotRow, select_snapshot
from plans.store.update_log import Append, NewUpdate, append_updates, select_updates
from server.database import Database
from tests.collab.conftest import RecordingReader, Stage
from tests.collab.yjs import YjsClient

pytestmark = pytest.mark.anyio
NOTHING = write_state_vector({})


async def join(live: LiveDocuments, document: DocumentRow) -> tuple[RecordingReader, YjsClient]:
    """A reader that is in sync, and a client with the same state."""
    reader = RecordingReader()
    async with live.room(document) as room:
        room.answer_step1(reader, NOTHING)
    await reader.until(reader.updates)
    return reader, reader.client()


async def send(live: LiveDocuments, stage: Stage, update: bytes) -> None:
    async with live.room(stage.document) as room:
        await room.receive(update, stage.author)


async def current(stage: Stage) -> DocumentRow:
    async with stage.database.writers.acquire() as connection:
        (row,) = await select_documents(connection, [(stage.document.vendor_id, stage.document.id)])
    return row


async def replayed(stage: Stage) -> Replica:
    """The document as the log alone tells it."""
    row = await current(stage)
    async with stage.database.writers.acquire() as connection:
        updates = await select_updates(connection, row.vendor_id, row.id, after=0, until=row.head)
    return Replica(SHARED, [update.update for update in updates])


async def table(stage: Stage, root: str) -> dict[str, EntityRow]:
    collection = SHARED.collection(root)
    assert collection is not None
    async with stage.database.viewers.acquire() as connection:
        rows = await select_entities(connection, collection, [(stage.document.vendor_id, stage.document.plan_id)])
    return {str(row.id): row for row in rows}


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
        await _append(connection, stage, 1, [created, extra])
    await live.project(await current(stage))
    assert set(await table(stage, "risks")) == {entity, gone}
    removed = client.edit(lambda roots: roots["risks"].pop(gone))
    async with stage.database.writers.acquire() as connection:
        await _append(connection, stage, 3, [removed])
    await live.project(await current(stage))
    assert {e: row.version for e, row in (await table(stage, "risks")).items()} == {entity: 2}
    assert (await current(stage)).projected_seq == 4


async def test_a_value_that_cannot_be_projected_becomes_null_and_is_named(live: LiveDocuments, stage: Stage) -> None:
    client = YjsClient((await replayed(stage)).state())
    entity = str(new_id())
    bad = {"title": 5.0, "kind": "doom", "likelihood": "high", "owner": "nobody", "odd": True}
    update = client.edit(lambda roots: roots["risks"].__setitem__(entity, Map(bad)))
    async with stage.database.writers.acquire() as connection:
        await _append(connection, stage, 1, [update])
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


class TestThroughTheApi:
    async def test_an_edit_is_committed_projected_and_relayed(self, live: LiveDocuments, stage: Stage) -> None:
        reader, _ = await join(live, stage.document)
        created = await create_entity(live, stage.document, stage.author, "risks", {"title": "Late", "kind": "other"})
        assert (await table(stage, "risks"))[str(created)].fields["title"] == "Late"
        await update_entity(live, stage.document, stage.author, "risks", created, {"title": "Later", "kind": None})
        row = (await table(stage, "risks"))[str(created)]
        assert (row.fields["title"], row.fields["kind"], row.version) == ("Later", None, 3)
        await reader.until(lambda: reader.client().content()["risks"].get(str(created), {}).get("title") == "Later")
        await remove_entity(live, stage.document, stage.author, "risks", created)
        assert await table(stage, "risks") == {}
        await reader.until(lambda: reader.client().content()["risks"] == {})

    async def test_a_refusal_names_every_problem_and_changes_nothing(self, live: LiveDocuments, stage: Stage) -> None:
        fields = {"kind": "doom", "title": "x" * 301, "outcome": new_id()}
        with pytest.raises(Refused) as refused:
            await create_entity(live, stage.document, stage.author, "risks", fields)
        assert {(problem.code, problem.path) for problem in refused.value.problems} == {
            (ProblemCode.INVALID, ("kind",)),
            (ProblemCode.INVALID, ("title",)),
            (ProblemCode.NOT_FOUND, ("outcome",)),
        }
        with pytest.raises(Refused):
            await update_entity(live, stage.document, stage.author, "risks", new_id(), {"kind": "other"})
        assert (await current(stage)).head == 1

    async def test_a_new_text_keeps_what_others_type_around_it(self, live: LiveDocuments, stage: Stage) -> None:
        created = await create_entity(live, stage.document, stage.author, "risks", {"title": "Cut é😀 support"})
        reader, client = await join(live, stage.document)
        await update_entity(live, stage.document, stage.author, "risks", created, {"title": "Cut é😀 the support"})
        typed = client.edit(lambda _: client.text("risks", str(created), "title").insert(0, "We "))
        await send(live, stage, typed)
        await reader.until(
            lambda: reader.client().content()["risks"][str(created)]["title"] == "We Cut é😀 the support"
        )

    async def test_edits_of_two_processes_and_sockets_at_once_all_get_in(
        self, live: LiveDocuments, other_live: LiveDocuments, stage: Stage
    ) -> None:
        _, client = await join(live, stage.document)
        socket = [client.create("wins")[1] for _ in range(10)]
        await asyncio.gather(
            *(create_entity(live, stage.document, stage.author, "risks", {}) for _ in range(5)),
            *(create_entity(other_live, stage.document, stage.author, "risks", {}) for _ in range(5)),
            *(send(live, stage, update) for update in socket),
        )
        await live.project(await current(stage))
        assert len(await table(stage, "risks")) == 10
        assert len(await table(stage, "wins")) == 10

    async def test_a_database_that_goes_away_is_said(
        self, live: LiveDocuments, stage: Stage, owner: Connection
    ) -> None:
        await create_entity(live, stage.document, stage.author, "risks", {})
        async with owner.transaction():
            await owner.execute("lock table document_update in access exclusive mode")
            task = asyncio.ensure_future(create_entity(live, stage.document, stage.author, "risks", {}))
            await asyncio.sleep(0.2)  # it waits for the table
            await owner.execute(
                "select pg_terminate_backend(pid) from pg_stat_activity "
                "where query like '%with wanted%' and pid <> pg_backend_pid() and datname = current_database()"
            )
        with pytest.raises(Unavailable):
            await task
        await create_entity(live, stage.document, stage.author, "risks", {})


async def _append(connection: Connection, stage: Stage, head: int, updates: list[bytes]) -> None:
    """Write to the log as another process would, and crash before projecting."""
    news = tuple(NewUpdate(update, stage.author.person_id, 1, "socket") for update in updates)
    append = Append(stage.document.vendor_id, stage.document.id, head, news)
    (done,) = await append_updates(connection, [append], new_id())
    assert done.written
