"""Whose the Yjs client ids of the live documents are. Written with the log, in :mod:`plans.store.update_log`."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from plans.rules.role import Side
from plans.store.connection import Connection


@dataclass(frozen=True, slots=True)
class Binding:
    """Who writes under a client id; the server itself is nobody (``author`` and ``side`` are ``None``)."""

    author: UUID | None
    side: Side | None
    via: str


NOBODY = Binding(None, None, "server")


@dataclass(frozen=True, slots=True)
class BindingRow:
    """One client id of one document."""

    document_id: UUID
    client: int
    author: UUID | None
    side: Side | None
    via: str


SELECT_BINDINGS = """
select document_id, client, author, side, via from document_client
where (vendor_id, document_id) in (select * from unnest($1::uuid[], $2::uuid[]))
"""


async def select_bindings(connection: Connection, documents: Sequence[tuple[UUID, UUID]]) -> list[BindingRow]:
    """The client ids of documents given as (vendor, document), in no order."""
    vendors, ids = [vendor for vendor, _ in documents], [document for _, document in documents]
    return [
        BindingRow(
            row["document_id"], row["client"], row["author"], Side(row["side"]) if row["side"] else None, row["via"]
        )
        for row in await connection.fetch(SELECT_BINDINGS, vendors, ids)
    ]
