"""The audit of what was refused: noted for itself, as the transaction of the deed came to nothing."""

from uuid import UUID

from plans.rules.permission import NotPermitted
from plans.store.audit import AuditEntry, insert_audit_entry
from plans.store.connection import Connection


async def note_refusal(connection: Connection, actor: UUID, refused: NotPermitted) -> None:
    """Note who tried what they may not do; ``connection`` sees what is the actor's."""
    entry = AuditEntry(refused.organisation_id, actor, refused.action, refused.subject, refused=True)
    async with connection.transaction():
        await insert_audit_entry(connection, entry)
