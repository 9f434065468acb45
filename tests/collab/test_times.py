"""The tables keep when entities were created and touched, and since when a status stands, as the log says it."""

import asyncio
import datetime as dt
from dataclasses import dataclass, replace
from typing import Any

import pytest

from collab.author import SERVER, Author
from collab.edit import create_entity, update_entity
from collab.live import LiveDocuments
from plans.rules.role import Role, Side
from plans.store.connection import Connection
from tests.collab.stage import Stage, append_as_another, current, join, replayed, send
from tests.collab.yjs import YjsClient

pytestmark = pytest.mark.anyio

DAY = dt.timedelta(days=1)
LONG_AGO = dt.datetime(2026, 1, 1, 12, tzinfo=dt.UTC)


@dataclass(frozen=True)
class Times:
    """What a table keeps of one entity."""

    created: int | None
    touched: int | None
    status_since: int | None = None


async def _committed(owner: Connection, stage: Stage) -> dict[dt.datetime, int]:
    """The sequences of the document's updates by when they were committed."""
    rows = await owner.fetch("select seq, committed_at from document_update where document_id = $1", stage.document.id)
    return {row["committed_at"]: row["seq"] for row in rows}


async def _times(owner: Connection, stage: Stage, table: str, entity: str) -> Times:
    """The times of an entity, each as the sequence that was committed then."""
    row: Any = await owner.fetchrow(f"select * from {table} where id = $1::text::uuid", entity)
    seqs = {None: None, **await _committed(owner, stage)}
    since = (seqs[row["status_since"]],) if "status_since" in row else ()
    return Times(seqs[row["created_at"]], seqs[row["touched_at"]], *since)


async def test_a_touch_moves_the_one_time_and_a_change_of_status_the_other(
    live: LiveDocuments, owner: Connection, stage: Stage
) -> None:
    _, client = await join(live, stage.document)
    milestone, created = client.create("milestones", status="planned")

    async def change(**fields: object) -> Times:
        await send(live, stage, client.edit(lambda roots: roots["milestones"][milestone].update(fields)))
        await live.project(await current(stage))
        return await _times(owner, stage, "milestone", milestone)

    await send(live, stage, created)
    await live.project(await current(stage))
    assert await _times(owner, stage, "milestone", milestone) == Times(2, 2, 2)
    assert await change(status="blocked") == Times(2, 3, 3)
    assert await change(due="2026-09-30") == Times(2, 4, 3)
    assert await change(status="done", doneOn="2026-09-30") == Times(2, 5, 5)
    assert await change(status="blocked") == Times(2, 6, 6)
    await send(live, stage, client.edit(lambda roots: roots["milestones"][milestone]["title"].insert(0, "Go live")))
    await live.project(await current(stage))
    assert await _times(owner, stage, "milestone", milestone) == Times(2, 7, 6)


@pytest.mark.parametrize("way", ["read", "edit"])
async def test_what_a_crash_left_gets_its_times_from_the_log(
    live: LiveDocuments, owner: Connection, stage: Stage, way: str
) -> None:
    client = YjsClient((await replayed(stage)).state())
    milestone, created = client.create("milestones", status="planned")
    blocked = client.edit(lambda roots: roots["milestones"][milestone].update({"status": "blocked"}))
    dated = client.edit(lambda roots: roots["milestones"][milestone].update({"due": "2026-09-30"}))
    risk, other = client.create("risks", title="The import is late")
    async with stage.database.writers.acquire() as connection:
        await append_as_another(connection, stage, 1, [created, blocked, dated, other])
    await owner.execute("update document_update set committed_at = $1::timestamptz + seq * interval '1 day'", LONG_AGO)
    if way == "read":
        await live.project(await current(stage))
    else:
        await create_entity(live, stage.document, stage.author, "wins", {"title": "One more"})
    assert await _times(owner, stage, "milestone", milestone) == Times(2, 4, 3)
    assert await _times(owner, stage, "risk", risk) == Times(5, 5)
    assert await owner.fetchval("select status_since from milestone") == LONG_AGO + 3 * DAY


async def test_tables_that_have_no_times_yet_get_them_all_when_they_are_written_anew(
    live: LiveDocuments, owner: Connection, stage: Stage
) -> None:
    _, client = await join(live, stage.document)
    milestone, created = client.create("milestones", status="blocked")
    await send(live, stage, created)
    await live.project(await current(stage))
    await send(live, stage, client.edit(lambda roots: roots["milestones"][milestone].update({"key": True})))
    await live.project(await current(stage))
    tables = ["milestone", "plan_overview"]
    before = [await owner.fetch(f"select * from {table}") for table in tables]
    room = live.open_room(stage.document.id)
    assert room is not None
    room.drop("for a test")
    for table in tables:  # as a migration leaves them
        await owner.execute(f"update {table} set created_at = null, touched_at = null")
    await owner.execute("update milestone set status_since = null")
    await owner.execute("update document set projected_seq = 0")
    await live.project(await current(stage))
    assert [await owner.fetch(f"select * from {table}") for table in tables] == before
    assert (await current(stage)).projected_seq == 3


async def test_of_edits_that_meet_each_keeps_its_time_and_the_last_status_counts(
    live: LiveDocuments, other_live: LiveDocuments, owner: Connection, stage: Stage
) -> None:
    _, one = await join(live, stage.document)
    milestone, created = one.create("milestones", status="planned")
    await send(live, stage, created)
    await live.project(await current(stage))
    _, two = await join(other_live, stage.document)
    set_here = one.edit(lambda roots: roots["milestones"][milestone].update({"status": "blocked"}))
    set_there = two.edit(lambda roots: roots["milestones"][milestone].update({"status": "at_risk"}))
    await asyncio.gather(send(live, stage, set_here), send(other_live, stage, set_there))
    row = await current(stage)
    while row.head < 4:
        await asyncio.sleep(0.01)
        row = await current(stage)
    await asyncio.gather(live.project(row), other_live.project(row))
    times = await _times(owner, stage, "milestone", milestone)
    assert (times.created, times.touched) == (2, 4)
    assert times.status_since in {3, 4}  # whichever brought about what stands


async def test_an_entity_that_is_removed_and_comes_back_was_created_when_it_came_back(
    live: LiveDocuments, owner: Connection, stage: Stage
) -> None:
    _, client = await join(live, stage.document)
    milestone, created = client.create("milestones", status="blocked")
    await send(live, stage, created)
    await live.project(await current(stage))
    values = client.roots["milestones"][milestone].to_py()
    await send(live, stage, client.edit(lambda roots: roots["milestones"].pop(milestone)))
    await send(live, stage, client.recreate("milestones", milestone, values))
    await live.project(await current(stage))
    assert await _times(owner, stage, "milestone", milestone) == Times(4, 4, 4)


async def test_the_day_on_which_the_customers_side_last_wrote_is_kept_and_no_other(
    live: LiveDocuments, owner: Connection, stage: Stage
) -> None:
    async def written() -> int | None:
        at = await owner.fetchval("select customer_changed_at from document where id = $1", stage.document.id)
        return {None: None, **await _committed(owner, stage)}[at]

    sponsor = Author(stage.account.people[Role.SPONSOR], "api", "Ines", Side.CUSTOMER, Role.SPONSOR)
    assert await written() is None
    risk = await create_entity(live, stage.document, stage.author, "risks", {"title": "The import is late"})
    assert await written() is None
    await update_entity(live, stage.document, sponsor, "risks", risk, {"state": "open", "impact": "high"})
    assert await written() == 3
    await update_entity(live, stage.document, stage.author, "risks", risk, {"impact": "low"})
    assert await written() == 3
    _, client = await join(live, stage.document)
    by_socket = replace(sponsor, via="socket")
    async with live.room(stage.document) as room:
        await room.receive(client.create("risks", title="And the export")[1], by_socket)
    async with live.room(stage.document) as room, room.settled():
        pass  # it is committed
    assert await written() == 5
    assert SERVER.side is None
