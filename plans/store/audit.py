"""The audit: who did what to an organisation's people, roles, connections and clients. Rows are only ever added."""

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from plans.rules.identifier import new_id
from plans.store.connection import Connection


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One deed. ``action`` is ``resource:action``; ``subject`` the id of what it was done to.

    ``actor`` is ``None`` for the operator and where nobody is known yet; ``details`` must be JSON, without secrets.
    """

    organisation_id: UUID
    actor: UUID | None
    action: str
    subject: str = ""
    refused: bool = False
    details: Mapping[str, object] = field(default_factory=dict[str, object])


INSERT_AUDIT_ENTRY = """
insert into audit_entry (organisation_id, id, actor, action, subject, refused, details)
values ($1, $2, $3, $4, $5, $6, $7)
"""


async def insert_audit_entry(connection: Connection, entry: AuditEntry) -> None:
    """Note a deed, in the transaction of what was done."""
    await connection.execute(
        INSERT_AUDIT_ENTRY,
        entry.organisation_id, new_id(), entry.actor, entry.action, entry.subject, entry.refused,
        json.dumps(dict(entry.details)),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class AuditEntryRow:
    """One deed as it was noted. ``actor_name`` is ``None`` where the reader does not see that person (any more)."""

    organisation_id: UUID
    id: UUID
    at: dt.datetime
    actor: UUID | None
    actor_name: str | None
    action: str
    subject: str
    refused: bool
    details: Mapping[str, object]


SELECT_AUDIT_ENTRIES = """
select e.organisation_id, e.id, e.at, e.actor, p.name as actor_name, e.action, e.subject, e.refused, e.details
from unnest($1::uuid[]) wanted (id)
cross join lateral (
    select * from audit_entry a where a.organisation_id = wanted.id order by a.id desc limit $2
) e
left join person p on p.id = e.actor
order by e.organisation_id, e.id desc
"""


async def select_audit_entries(
    connection: Connection, organisations: Sequence[UUID], first: int
) -> list[AuditEntryRow]:
    """The newest entries of each organisation, newest first."""
    return [
        AuditEntryRow(
            row["organisation_id"], row["id"], row["at"], row["actor"], row["actor_name"], row["action"],
            row["subject"], row["refused"], json.loads(row["details"]),
        )
        for row in await connection.fetch(SELECT_AUDIT_ENTRIES, list(organisations), first)
    ]  # fmt: skip
