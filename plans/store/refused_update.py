"""Quarantine: updates that admission refused, kept so that nothing a person typed is lost."""

from uuid import UUID

from plans.store.connection import Connection

KEPT_PER_PERSON_AND_DAY = 100  # a person's page stops after one; more is somebody trying to fill the disk

INSERT_REFUSED_UPDATE = """
insert into refused_update (vendor_id, id, document_id, author, reason, update)
select $1, $2, $3, $4, $5, $6
where (
    select count(*) from refused_update where author = $4 and refused_at > now() - interval '1 day'
) < $7
"""


async def insert_refused_update(
    connection: Connection, vendor_id: UUID, entry_id: UUID, document_id: UUID, author: UUID, reason: str, update: bytes
) -> None:
    """Keep one refused update, unless the person has had too many refused today."""
    await connection.execute(
        INSERT_REFUSED_UPDATE, vendor_id, entry_id, document_id, author, reason, update, KEPT_PER_PERSON_AND_DAY
    )


DELETE_OLD_REFUSED_UPDATES = """
delete from refused_update where refused_at < now() - interval '30 days'
"""


async def delete_old_refused_updates(connection: Connection) -> None:
    """Forget what was refused more than 30 days ago."""
    await connection.execute(DELETE_OLD_REFUSED_UPDATES)
