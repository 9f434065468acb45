"""What must hold when the fire stops: the document in the server, its log and its tables say the same."""

import asyncio
from uuid import UUID

from websockets.asyncio.client import connect

from collab.codec import STEP2, SYNC, read_var_bytes, write_step1
from collab.replica import Replica, same
from collab.snapshot import load_replica
from plans.rules.content import read_row
from plans.rules.declaration import DocumentKind
from plans.rules.document import SHARED
from plans.rules.value import is_entity_id
from plans.store.content import select_entities
from plans.store.document import DocumentRow, select_document
from plans.store.update_log import select_updates
from server.database import Database
from tests.soak.healthy_client import HealthyClient

PROJECTED_WITHIN_SECONDS = 10.0


async def judge(
    database: Database, vendor: UUID, plan: UUID, url: str, token: str, clients: list[HealthyClient]
) -> list[str]:
    """Every way in which they differ."""
    served = Replica(SHARED, [await _served(url, token)])
    row = await _projected(database, vendor, plan)
    async with database.writers.acquire() as connection:
        replayed, _ = await load_replica(connection, row, row.head)
        log = await select_updates(connection, vendor, row.id, after=0, until=row.head)
    from_first = Replica(SHARED, [update.update for update in log])
    problems: list[str] = []
    if [update.seq for update in log] != list(range(1, row.head + 1)):
        problems.append("the log has a gap")
    if not same(served, replayed):
        problems.append("the document in the server differs from snapshot and log")
    if not same(served, from_first):
        problems.append("the document in the server differs from a replay of its whole log")
    for number, client in enumerate(clients):
        if client.closed:
            problems.append(f"honest client {number} was closed: {client.closed}")
        if client.unacknowledged:
            problems.append(f"honest client {number} waits for {client.unacknowledged} acknowledgements")
        if not same(served, Replica(SHARED, [client.doc.get_update()])):
            problems.append(f"honest client {number} differs from the server")
    problems += await _compare_tables(database, vendor, plan, replayed)
    return problems


async def _served(url: str, token: str) -> bytes:
    headers = {"Authorization": f"Bearer {token}"}
    async with connect(url, additional_headers=headers, compression=None, max_size=None) as socket:
        await socket.send(write_step1(b"\x00"))
        while True:
            message = await asyncio.wait_for(socket.recv(), 30)
            if isinstance(message, bytes) and message[:2] == bytes((SYNC, STEP2)):
                state, _ = read_var_bytes(message, 2)
                return state


async def _projected(database: Database, vendor: UUID, plan: UUID) -> DocumentRow:
    """The document's row when the tables hold its head. Raises TimeoutError."""
    async with asyncio.timeout(PROJECTED_WITHIN_SECONDS):
        while True:
            async with database.writers.acquire() as connection:
                row = await select_document(connection, vendor, plan, DocumentKind.SHARED)
            if row is not None and row.projected_seq == row.head:
                return row
            await asyncio.sleep(0.05)


async def _compare_tables(database: Database, vendor: UUID, plan: UUID, replica: Replica) -> list[str]:
    problems: list[str] = []
    async with database.writers.acquire() as connection:
        for collection in SHARED.collections:
            rows = await select_entities(connection, collection, [(vendor, plan)])
            found = {row.id: (tuple(row.fields.values()), row.invalid_fields) for row in rows}
            wanted: dict[UUID, object] = {}
            entities = [None] if collection.single else replica.entity_ids(collection.root)
            for entity in entities:
                if entity is not None and not is_entity_id(entity):
                    problems.append(f"{collection.root} has an entity {entity!r}")
                    continue
                raw = replica.raw_entity(collection.root, entity)
                if raw is not None:
                    row = read_row(collection, raw)
                    wanted[plan if entity is None else UUID(entity)] = (row.values, row.invalid)
            if found != wanted:
                differing = [key for key in {*found, *wanted} if found.get(key) != wanted.get(key)]
                problems.append(f"the table {collection.table} differs from the document in {differing[:3]}")
    return problems
