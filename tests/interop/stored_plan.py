"""What the database holds of a plan's shared document: its log replayed, its snapshot loaded, its tables read."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from collab.ranges import RangeSet
from collab.replica import Replica, decode_state, same
from collab.snapshot import load_replica
from plans.rules.content import Content, read_content
from plans.rules.declaration import Collection, DocumentKind
from plans.rules.document import SHARED
from plans.rules.value import Scalar, parse
from plans.store.connection import Connection
from plans.store.content import select_entities
from plans.store.document import DocumentRow, select_document
from plans.store.update_log import select_updates
from server.demo import demo_id
from tests.interop.demo_sides import PLAN
from tests.interop.yjs_client import ClientState

VENDOR_ORGANISATION = demo_id("Fernhill Software")

Rows = dict[UUID, dict[str, Scalar | None]]


@dataclass(frozen=True, slots=True)
class StoredPlan:
    """The document as its log says: content, clocks per client, deleted ranges per client."""

    row: DocumentRow
    replica: Replica
    content: Content
    clocks: dict[int, int]
    deleted: dict[int, RangeSet]

    @classmethod
    async def read(cls, connection: Connection, before: dt.datetime | None = None) -> "StoredPlan":
        """Replay the whole log, or what was committed before a moment."""
        row = await select_document(connection, VENDOR_ORGANISATION, PLAN, DocumentKind.SHARED)
        assert row is not None
        updates = await select_updates(connection, row.vendor_id, row.id, after=0, until=row.head)
        assert [update.seq for update in updates] == list(range(1, row.head + 1)), "the log has a gap"
        kept = [update.update for update in updates if before is None or update.committed_at < before]
        replica = Replica(SHARED, kept)
        state = decode_state(replica.state())
        return cls(
            row,
            replica,
            read_content(SHARED, replica.raw()),
            {client: structs[-1].clock + structs[-1].length for client, structs in state.structs.items()},
            {
                client: RangeSet((start, start + length) for start, length in ranges)
                for client, ranges in state.deletes.items()
            },
        )

    def lacks(self, told: ClientState) -> list[str]:
        """What a client was told to be stored and is not here."""
        clocks = [
            f"clocks {self.clocks.get(client, 0)} to {clock} of client {client}"
            for client, clock in told.told_vector.items()
            if self.clocks.get(client, 0) < clock
        ]
        deletes = [
            f"the deletion of {start} to {end} of client {client}"
            for client, start, end in told.told_deletes
            if client not in self.deleted or not self.deleted[client].contains(start, end)
        ]
        return [*clocks, *deletes]

    def lacks_words(self, words: Iterable[tuple[str, int]], told: int) -> list[str]:
        """The words that are not in the overview's texts though their clocks were told."""
        here = "\n".join(str(value) for value in self.content.singles["plan"].values())
        return [word for word, clock in words if clock <= told and f"{word} " not in here]


async def assert_loads_the_same(connection: Connection, stored: StoredPlan) -> None:
    """Loading from the newest snapshot gives what the whole log gives."""
    loaded, _ = await load_replica(connection, stored.row, stored.row.head)
    assert same(loaded, stored.replica)


async def assert_tables_equal(connection: Connection, stored: StoredPlan) -> None:
    """Every table holds what the document says, once it is projected."""
    row = await select_document(connection, VENDOR_ORGANISATION, PLAN, DocumentKind.SHARED)
    assert row is not None
    assert row.projected_seq == row.head == stored.row.head
    for collection in SHARED.collections:
        entities = await select_entities(connection, collection, [(VENDOR_ORGANISATION, PLAN)])
        in_tables: Rows = {entity.id: entity.fields for entity in entities}
        assert in_tables == _rows(stored.content, collection), collection.root
        assert all(0 < entity.version <= row.head and not entity.invalid_fields for entity in entities)


def _rows(content: Content, collection: Collection) -> Rows:
    """A collection's rows as its content says."""
    root = collection.root
    entities = {str(PLAN): content.singles[root]} if collection.single else content.entities[root]
    return {
        UUID(entity): {field.name: parse(field.type, fields.get(field.name)) for field in collection.fields}
        for entity, fields in entities.items()
    }
