"""What the vendor thinks of its customers' contacts. The customer's people see no row, by any statement."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from plans.store.connection import Connection, Record


@dataclass(frozen=True, slots=True)
class AssessmentRow:
    """What is thought of one contact; ``None``: nothing yet. ``version`` counts changes, 0 where there is no row."""

    vendor_id: UUID
    contact_id: UUID
    account_id: UUID
    type: str | None
    renewal_metrics: tuple[str, ...]
    engagement: str | None
    influence: str | None
    sentiment: str | None
    note: str
    version: int
    assessed_by: UUID
    assessed_at: dt.datetime


def _assessment(row: Record) -> AssessmentRow:
    return AssessmentRow(
        row["vendor_id"], row["contact_id"], row["account_id"], row["type"], tuple(row["renewal_metrics"]),
        row["engagement"], row["influence"], row["sentiment"], row["note"], row["version"],
        row["assessed_by"], row["assessed_at"],
    )  # fmt: skip


SELECT_ASSESSMENTS = """
select vendor_id, contact_id, account_id, type, renewal_metrics, engagement, influence, sentiment, note, version,
    assessed_by, assessed_at
from stakeholder_assessment
where (vendor_id, contact_id) in (select * from unnest($1::uuid[], $2::uuid[]))
"""


async def select_assessments(connection: Connection, contacts: Sequence[tuple[UUID, UUID]]) -> list[AssessmentRow]:
    """What is thought of these contacts, each given as (vendor, contact), as far as the viewer may see it."""
    vendors, ids = [vendor for vendor, _ in contacts], [contact for _, contact in contacts]
    return [_assessment(row) for row in await connection.fetch(SELECT_ASSESSMENTS, vendors, ids)]


UPSERT_ASSESSMENT = """
insert into stakeholder_assessment (vendor_id, contact_id, account_id, type, renewal_metrics, engagement, influence,
    sentiment, note, assessed_by)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
on conflict (vendor_id, contact_id) do update set
    type = excluded.type, renewal_metrics = excluded.renewal_metrics, engagement = excluded.engagement,
    influence = excluded.influence, sentiment = excluded.sentiment, note = excluded.note,
    version = stakeholder_assessment.version + 1, assessed_by = excluded.assessed_by,
    assessed_at = clock_timestamp()
"""


async def upsert_assessment(connection: Connection, row: AssessmentRow) -> None:
    """Write what is thought of a contact, as the next version; its moment is now."""
    await connection.execute(
        UPSERT_ASSESSMENT,
        row.vendor_id, row.contact_id, row.account_id, row.type, list(row.renewal_metrics), row.engagement,
        row.influence, row.sentiment, row.note, row.assessed_by,
    )  # fmt: skip
