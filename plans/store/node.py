"""What has an id of its own in the whole service: which kind of row an id names."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from plans.store.connection import Connection


@dataclass(frozen=True, slots=True)
class NodeRow:
    """One id with the kind of its row; a contact's also with its account."""

    kind: str
    id: UUID
    vendor_id: UUID | None
    account_id: UUID | None


SELECT_NODES = """
select 'account' as kind, id, vendor_id, id as account_id from account
where id = any ($3::uuid[]) and (vendor_id = any ($1::uuid[]) or customer_id = any ($2::uuid[]))
union all
select 'plan', id, vendor_id, account_id from plan
where id = any ($3::uuid[]) and (vendor_id = any ($1::uuid[]) or customer_id = any ($2::uuid[]))
union all
select 'contact', id, vendor_id, account_id from contact
where id = any ($3::uuid[]) and (vendor_id = any ($1::uuid[]) or (vendor_id, account_id) in (
    select a.vendor_id, a.id from account a where a.customer_id = any ($2::uuid[])
))
union all
select 'organisation', id, null, null from organisation where id = any ($3::uuid[])
union all
select 'person', id, null, null from person where id = any ($3::uuid[])
"""


async def select_nodes(
    connection: Connection, vendors: Sequence[UUID], customers: Sequence[UUID], ids: Sequence[UUID]
) -> list[NodeRow]:
    """The kinds of rows that these ids name, as far as somebody of these vendors and customers sees them."""
    rows = await connection.fetch(SELECT_NODES, list(vendors), list(customers), list(ids))
    return [NodeRow(row["kind"], row["id"], row["vendor_id"], row["account_id"]) for row in rows]
