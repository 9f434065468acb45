"""Presence: awareness states, as the processes tell one another."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from plans.store.connection import Connection

CHANNEL = "concordat_presence"  # NOTIFY: the sender's process id, then the documents with news
DOCUMENTS_PER_WRITE = 100


@dataclass(frozen=True, slots=True)
class PresenceRow:
    """One client's awareness state in one document; ``state`` is JSON, ``null`` once it left."""

    vendor_id: UUID
    document_id: UUID
    client: int
    clock: int
    state: str


WRITE_PRESENCE = """
with written as (
    insert into presence (vendor_id, document_id, process, client, clock, state)
    select e.vendor_id, e.document_id, $1, e.client, e.clock, e.state
    from unnest($2::uuid[], $3::uuid[], $4::bigint[], $5::bigint[], $6::text[])
        as e (vendor_id, document_id, client, clock, state)
    on conflict (vendor_id, document_id, process, client)
    do update set clock = excluded.clock, state = excluded.state, seen_at = now()
    returning document_id
)
select pg_notify($7, $8 || ' ' || (select string_agg(distinct document_id::text, ' ') from written))
"""


async def write_presence(connection: Connection, process: UUID, rows: Sequence[PresenceRow]) -> None:
    """Tell the other processes; at most DOCUMENTS_PER_WRITE documents, each client at most once."""
    await connection.execute(
        WRITE_PRESENCE,
        process,
        [row.vendor_id for row in rows],
        [row.document_id for row in rows],
        [row.client for row in rows],
        [row.clock for row in rows],
        [row.state for row in rows],
        CHANNEL,
        str(process),
    )


SELECT_PRESENCE = """
select vendor_id, document_id, client, clock, state from presence
where vendor_id = $1 and document_id = $2 and process <> $3 and seen_at > now() - interval '45 seconds'
order by clock
"""


async def select_presence(
    connection: Connection, vendor_id: UUID, document_id: UUID, process: UUID
) -> list[PresenceRow]:
    """What the other processes told of a document within the last 45 s (clients renew every 15 s)."""
    return [
        PresenceRow(row["vendor_id"], row["document_id"], row["client"], row["clock"], row["state"])
        for row in await connection.fetch(SELECT_PRESENCE, vendor_id, document_id, process)
    ]


DELETE_OLD_PRESENCE = """
delete from presence where seen_at < now() - interval '2 minutes'
"""


async def delete_old_presence(connection: Connection) -> None:
    """Forget states that nobody renewed."""
    await connection.execute(DELETE_OLD_PRESENCE)
