"""Notes taken in a review."""

from typing import TYPE_CHECKING, Annotated, ClassVar
from uuid import UUID

import strawberry

import schema.review
from plans.rules.declaration import Collection
from schema.context import Info
from schema.declared import collection_of, described, described_id, meaning, taken
from schema.edit import NOW, Edited, EntityInput, PlanInput, Removed, create, remove, update
from schema.entity import Entity, entity_of
from schema.refusal import Refusal, Unavailable
from schema.stale import StaleVersion

if TYPE_CHECKING:
    from schema.review import Review

ROOT = "reviewNotes"


@strawberry.type(description=meaning(ROOT))
class ReviewNote(Entity):
    """Notes taken in a review."""

    collection: ClassVar[Collection] = collection_of(ROOT)
    review_id: strawberry.ID | None = described_id(ROOT, "review")
    text: str | None = described(ROOT, "text")

    @strawberry.field(description=meaning(ROOT, "review"))
    async def review(self, info: Info) -> Annotated["Review", strawberry.lazy("schema.review")] | None:
        """The review."""
        if self.review_id is None:
            return None
        return await schema.review.read_review(info, self.plan_row, UUID(self.review_id))


@strawberry.type(description="A review note was edited.")
class ReviewNoteEdited(Edited):
    """A review note was edited."""

    @strawberry.field(description=NOW)
    async def review_note(self, info: Info) -> ReviewNote | None:
        """As it now is."""
        return await entity_of(info, self.plan_row, ReviewNote, self.entity_id)


@strawberry.type(description="The review note was added.")
class CreateReviewNoteSuccess(ReviewNoteEdited):
    """The review note was added."""


@strawberry.type(description="The review note was changed.")
class UpdateReviewNoteSuccess(ReviewNoteEdited):
    """The review note was changed."""


@strawberry.type(description="The review note was removed.")
class RemoveReviewNoteSuccess(Removed):
    """The review note was removed."""


CreateReviewNoteResult = Annotated[
    CreateReviewNoteSuccess | Refusal | Unavailable,
    strawberry.union("CreateReviewNoteResult", description="What became of adding a review note."),
]
UpdateReviewNoteResult = Annotated[
    UpdateReviewNoteSuccess | StaleVersion | Refusal | Unavailable,
    strawberry.union("UpdateReviewNoteResult", description="What became of changing a review note."),
]
RemoveReviewNoteResult = Annotated[
    RemoveReviewNoteSuccess | StaleVersion | Refusal | Unavailable,
    strawberry.union("RemoveReviewNoteResult", description="What became of removing a review note."),
]


@strawberry.input(description="The fields of a review note, each optional.")
class ReviewNoteFields:
    """The fields of a review note, each optional."""

    review_id: strawberry.ID | None = taken(ROOT, "review")
    text: str | None = taken(ROOT, "text")


@strawberry.input(description="A review note to be added; what is absent or null stays empty.")
class CreateReviewNoteInput(PlanInput, ReviewNoteFields):
    """A review note to be added."""


@strawberry.input(description="Changes of a review note: what is absent stays as it is, null clears.")
class UpdateReviewNoteInput(EntityInput, ReviewNoteFields):
    """Changes of a review note."""


@strawberry.input(description="A review note to be removed.")
class RemoveReviewNoteInput(EntityInput):
    """A review note to be removed."""


@strawberry.type(description="What can be done with review notes.")
class ReviewNoteMutation:
    """What can be done with review notes."""

    @strawberry.mutation(description="Add a review note to a plan.")
    async def create_review_note(
        self,
        info: Info,
        input: Annotated[CreateReviewNoteInput, strawberry.argument(description="The review note to be added.")],  # noqa: A002 - GraphQL's name
    ) -> CreateReviewNoteResult:
        """Add a review note."""
        return await create(info, ReviewNote, CreateReviewNoteSuccess, input)

    @strawberry.mutation(description="Change fields of a review note.")
    async def update_review_note(
        self,
        info: Info,
        input: Annotated[UpdateReviewNoteInput, strawberry.argument(description="The changes.")],  # noqa: A002 - GraphQL's name
    ) -> UpdateReviewNoteResult:
        """Change a review note."""
        return await update(info, ReviewNote, UpdateReviewNoteSuccess, input)

    @strawberry.mutation(description="Remove a review note from a plan; what refers to it stays.")
    async def remove_review_note(
        self,
        info: Info,
        input: Annotated[RemoveReviewNoteInput, strawberry.argument(description="The review note to be removed.")],  # noqa: A002 - GraphQL's name
    ) -> RemoveReviewNoteResult:
        """Remove a review note."""
        return await remove(info, ReviewNote, RemoveReviewNoteSuccess, input)
