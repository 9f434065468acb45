"""Milestones edited through the API."""

from collections.abc import Mapping
from uuid import UUID

from collab.author import Author
from collab.edit import create_entity, remove_entity, update_entity
from collab.live import LiveDocuments
from plans.store.document import DocumentRow

ROOT = "milestones"


async def create_milestone(live: LiveDocuments, row: DocumentRow, author: Author, fields: Mapping[str, object]) -> UUID:
    """Add a milestone. Raises Refused or Unavailable."""
    return await create_entity(live, row, author, ROOT, {"status": "planned", **fields})


async def update_milestone(
    live: LiveDocuments, row: DocumentRow, author: Author, milestone_id: UUID, fields: Mapping[str, object]
) -> None:
    """Change fields of a milestone. Raises Refused or Unavailable."""
    await update_entity(live, row, author, ROOT, milestone_id, fields)


async def remove_milestone(live: LiveDocuments, row: DocumentRow, author: Author, milestone_id: UUID) -> None:
    """Remove a milestone; its tasks stay and show as next steps without one. Raises Refused or Unavailable."""
    await remove_entity(live, row, author, ROOT, milestone_id)
