"""Plans for the load: made through the service's own functions, in the demo's account."""

import random
from uuid import UUID

from pycrdt import Doc, Map, Text

from collab.author import Author
from collab.draft import Draft
from collab.plan import create_plan
from collab.replica import Replica, decode_state
from collab.snapshot import SNAPSHOT_EVERY, load_replica, write_snapshot
from collab.update_reader import TYPE
from plans.rules.declaration import DocumentKind
from plans.rules.document import SHARED
from plans.rules.identifier import new_id
from plans.rules.role import Role, Side
from plans.store.account import select_accounts
from plans.store.document import DocumentRow, select_document
from plans.store.document_client import Binding
from plans.store.snapshot import SnapshotRow
from plans.store.update_log import Append, NewUpdate, append_updates
from plans.store.viewer import Sight, viewing
from server.database import Database, open_database
from server.demo import demo_id
from tests.bench.job import Room
from tests.bench.servers import Concordat

VENDOR = demo_id("Fernhill Software")
CSM = demo_id("csm@fernhill.example")
TOKEN_SECONDS = 3_600
TYPED_INTO = "problem"
APPENDED_AT_ONCE = 1_000
SNAPSHOT_LAG = SNAPSHOT_EVERY  # edits behind the newest snapshot: as many as there may be


async def make_rooms(server: Concordat, count: int) -> list[Room]:
    """Empty plans, each with a text to type into."""
    token = server.tokens.issue(CSM, TOKEN_SECONDS)
    rooms: list[Room] = []
    async with open_database(server.url) as database:
        for _ in range(count):
            plan = await _make_plan(database)
            state = (await _load(database, plan)).state()
            rooms.append(Room(str(plan), token, _text(state), state.hex()))
    return rooms


async def make_long_plan(server: Concordat, edits: int, seed: int) -> Room:
    """A plan with so many single edits in its log, and a snapshot as the server would have left it."""
    async with open_database(server.url) as database:
        plan = await _make_plan(database)
        row = await _row(database, plan)
        updates = single_edits((await _load(database, plan)).state(), edits, seed)
        by = Binding(CSM, Side.VENDOR, "socket")
        async with database.writers.acquire() as connection:
            for start in range(0, len(updates), APPENDED_AT_ONCE):
                new = [NewUpdate(update, by, 1) for update in updates[start : start + APPENDED_AT_ONCE]]
                await append_updates(connection, [Append(VENDOR, row.id, row.head + start, tuple(new))], new_id())
            head = row.head + len(updates)
            snapshot_seq = head - SNAPSHOT_LAG
            replica, _ = await load_replica(connection, row, snapshot_seq)
            await write_snapshot(connection, row, SnapshotRow(snapshot_seq, replica.state()))
        state = (await _load(database, plan)).state()
        return Room(str(plan), server.tokens.issue(CSM, TOKEN_SECONDS), _text(state), state.hex())


def single_edits(state: bytes, count: int, seed: int) -> list[bytes]:
    """Edits as people make them: typing in runs at changing places, erasing, new entities, changed values.

    Every edit is one update. Four people take turns, each under a client id of their own.
    """
    chance = random.Random(seed)
    people = [Doc[Map[object]](client_id=chance.randrange(2**28, 2**32)) for _ in range(4)]
    for doc in people:
        doc.apply_update(state)
    made: list[bytes] = []
    while len(made) < count:
        author = chance.choice(people)
        fresh = _edit_run(author, chance)
        for doc in people:
            if doc is not author:
                for update in fresh:
                    doc.apply_update(update)
        made += fresh
    return made[:count]


def _edit_run(doc: "Doc[Map[object]]", chance: random.Random) -> list[bytes]:
    """Some edits of one person in one place."""
    fresh: list[bytes] = []
    observed = doc.observe(lambda event: fresh.append(event.update))
    tasks: Map[object] = doc.get("tasks", type=Map)
    plan: Map[object] = doc.get("plan", type=Map)
    kind = chance.random()
    if kind < 0.03 and len(tasks) < 200:
        tasks[str(new_id())] = Map({"action": Text(""), "done": False, "position": f"a{len(fresh)}"})
    elif kind < 0.1:
        plan["escalateAfterDays"] = float(chance.randrange(1, 60))
    else:
        texts = [plan[name] for name in ("problem", "whyBought", "roi", "goal")]
        texts += [entity["action"] for entity in map(tasks.get, tasks.keys()) if isinstance(entity, Map)]
        text = chance.choice(texts)
        if not isinstance(text, Text):
            raise TypeError(text)
        at = chance.randrange(len(text) + 1)
        if kind > 0.85 and len(text) - at > 10:
            for _ in range(chance.randrange(1, 10)):
                del text[at]
        elif len(text) < 900:
            for step in range(chance.randrange(3, 30)):
                text.insert(at + step, chance.choice("etaoin shrdlu"))
    doc.unobserve(observed)
    return fresh


async def _make_plan(database: Database) -> UUID:
    account_id = demo_id("Fernhill Software and Harbor Retail")
    async with viewing(database.viewers, Sight(CSM, vendors=(VENDOR,))) as connection:
        (account,) = await select_accounts(connection, [VENDOR], [], [account_id])
        return await create_plan(
            connection, new_id(), account, Author(CSM, "api", "Bench", Side.VENDOR, Role.CSM), {"title": "Bench"}
        )


async def make_filled_plan(database: Database) -> tuple[UUID, bytes]:
    """A plan with an outcome and a line of text; its id and state."""
    account_id = demo_id("Fernhill Software and Harbor Retail")
    fields = {"title": "Soak", "goal": "Fewer tickets", "problem": "Too many tickets"}
    async with viewing(database.viewers, Sight(CSM, vendors=(VENDOR,))) as connection:
        (account,) = await select_accounts(connection, [VENDOR], [], [account_id])
        plan = await create_plan(
            connection,
            new_id(),
            account,
            Author(CSM, "api", "Bench", Side.VENDOR, Role.CSM),
            fields,
            fill=lambda draft: draft.create("outcomes", new_id(), {"objective": "Reduce tickets", "baseline": 140}),
        )
    return plan, (await _load(database, plan)).state()


async def _row(database: Database, plan: UUID) -> DocumentRow:
    async with database.writers.acquire() as connection:
        row = await select_document(connection, VENDOR, plan, DocumentKind.SHARED)
    if row is None:
        raise LookupError(plan)
    return row


async def _load(database: Database, plan: UUID) -> Replica:
    row = await _row(database, plan)
    async with database.writers.acquire() as connection:
        replica, _ = await load_replica(connection, row, row.head)
    return replica


def empty_plan() -> tuple[Replica, tuple[int, int]]:
    """A document with the texts of its roots, in memory alone, and the id of the text to type into."""
    draft = Draft(Replica(SHARED))
    draft.seed()
    return draft.replica, _text(draft.replica.state())


def _text(state: bytes) -> tuple[int, int]:
    """The id of the text that writers type into."""
    for structs in decode_state(state).structs.values():
        for struct in structs:
            if struct.kind == TYPE and struct.parent == "plan" and struct.parent_sub == TYPED_INTO:
                return struct.client, struct.clock
    message = f"the state has no text {TYPED_INTO}"
    raise LookupError(message)
