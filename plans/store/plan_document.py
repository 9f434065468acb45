"""Plans together with how far their documents and tables are."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from plans.store.connection import Connection
from plans.store.document import DocumentRow
from plans.store.plan import PlanRow


@dataclass(frozen=True, slots=True)
class PlanWithDocumentsRow(PlanRow):
    """A plan with its documents, as far as they are seen."""

    documents: tuple[DocumentRow, ...]


SELECT_PLANS_WITH_DOCUMENTS = """
select vendor_id, id, account_id, customer_id, created_by, created_at, array(
    select row (d.vendor_id, d.id, d.plan_id, d.kind, d.head, d.projected_seq) from document d
    where d.vendor_id = p.vendor_id and d.plan_id = p.id
) as documents
from plan p
where (p.vendor_id = any($1::uuid[]) or p.customer_id = any($2::uuid[])) and p.id = any($3::uuid[])
"""


async def select_plans_with_documents(
    connection: Connection, vendors: Sequence[UUID], customers: Sequence[UUID], ids: Sequence[UUID]
) -> list[PlanWithDocumentsRow]:
    """The plans with these ids, as far as they belong to these vendors or customers, with their documents."""
    rows = await connection.fetch(SELECT_PLANS_WITH_DOCUMENTS, list(vendors), list(customers), list(ids))
    return [
        PlanWithDocumentsRow(
            row["vendor_id"], row["id"], row["account_id"], row["customer_id"], row["created_by"], row["created_at"],
            tuple(DocumentRow(*document) for document in row["documents"]),
        )
        for row in rows
    ]  # fmt: skip
