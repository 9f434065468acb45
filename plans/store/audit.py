"""The audit: who did what to an organisation's people, roles, connections and clients. Rows are only ever added."""

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from plans.rules.identifier import new_id
from plans.rules.page import KeyKind
from plans.store.connection import Connection, Record
from plans.store.page import Key, Listing, Order


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


def _entry(row: Record) -> AuditEntryRow:
    return AuditEntryRow(
        row["organisation_id"], row["id"], row["at"], row["actor"], row["actor_name"], row["action"],
        row["subject"], row["refused"], json.loads(row["details"]),
    )  # fmt: skip


ENTRIES_OF_ORGANISATION = Listing(
    Order("audit", (Key("listed.id", KeyKind.ID, "id"),), descending=True),
    "(select e.organisation_id, e.id, e.at, e.actor, p.name as actor_name, e.action, e.subject, e.refused, e.details "
    "from audit_entry e left join person p on p.id = e.actor)",
    ("organisation_id",),
    _entry,
)
