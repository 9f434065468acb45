"""Notes taken in a review."""

from typing import ClassVar

import strawberry

from plans.rules.declaration import Collection
from schema.declared import collection_of, described, described_id, meaning
from schema.entity import Entity

ROOT = "reviewNotes"


@strawberry.type(description=meaning(ROOT))
class ReviewNote(Entity):
    """Notes taken in a review."""

    collection: ClassVar[Collection] = collection_of(ROOT)
    review_id: strawberry.ID | None = described_id(ROOT, "review")
    text: str | None = described(ROOT, "text")
