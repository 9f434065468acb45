"""Outcomes edited through the API."""

from collections.abc import Mapping
from uuid import UUID

from collab.author import Author
from collab.edit import create_entity, remove_entity, update_entity
from collab.live import LiveDocuments
from plans.store.document import DocumentRow

ROOT = "outcomes"


async def create_outcome(live: LiveDocuments, row: DocumentRow, author: Author, fields: Mapping[str, object]) -> UUID:
    """Add an outcome. Raises Refused or Unavailable."""
    return await create_entity(live, row, author, ROOT, {"status": "active", **fields})


async def update_outcome(
    live: LiveDocuments, row: DocumentRow, author: Author, outcome_id: UUID, fields: Mapping[str, object]
) -> None:
    """Change fields of an outcome. Raises Refused or Unavailable."""
    await update_entity(live, row, author, ROOT, outcome_id, fields)


async def remove_outcome(live: LiveDocuments, row: DocumentRow, author: Author, outcome_id: UUID) -> None:
    """Remove an outcome; what hangs on it stays and shows as unattached. Raises Refused or Unavailable."""
    await remove_entity(live, row, author, ROOT, outcome_id)
