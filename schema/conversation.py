"""The communication plan: who of the vendor talks to whom."""

from typing import Annotated, ClassVar

import strawberry

from plans.rules.declaration import Collection
from schema.choice import Frequency
from schema.contact import Contact
from schema.context import Info
from schema.declared import collection_of, described, described_id, meaning, taken
from schema.edit import NOW, Edited, EntityInput, PlanInput, Removed, create, remove, update
from schema.entity import Entity, contact_of, entity_of
from schema.refusal import Refusal, Unavailable
from schema.stale import StaleVersion

ROOT = "conversations"


@strawberry.type(description=meaning(ROOT))
class Conversation(Entity):
    """The communication plan: who of the vendor talks to whom."""

    collection: ClassVar[Collection] = collection_of(ROOT)
    vendor_person_id: strawberry.ID | None = described_id(ROOT, "vendorPerson")
    contact_id: strawberry.ID | None = described_id(ROOT, "contact")
    every: Frequency | None = described(ROOT, "every")
    purpose: str | None = described(ROOT, "purpose")

    @strawberry.field(description=meaning(ROOT, "vendorPerson"))
    async def vendor_person(self, info: Info) -> Contact | None:
        """The vendor's person."""
        return await contact_of(info, self.plan_row, self.vendor_person_id)

    @strawberry.field(description=meaning(ROOT, "contact"))
    async def contact(self, info: Info) -> Contact | None:
        """The customer's person."""
        return await contact_of(info, self.plan_row, self.contact_id)


@strawberry.type(description="A conversation was edited.")
class ConversationEdited(Edited):
    """A conversation was edited."""

    @strawberry.field(description=NOW)
    async def conversation(self, info: Info) -> Conversation | None:
        """As it now is."""
        return await entity_of(info, self.plan_row, Conversation, self.entity_id)


@strawberry.type(description="The conversation was added.")
class CreateConversationSuccess(ConversationEdited):
    """The conversation was added."""


@strawberry.type(description="The conversation was changed.")
class UpdateConversationSuccess(ConversationEdited):
    """The conversation was changed."""


@strawberry.type(description="The conversation was removed.")
class RemoveConversationSuccess(Removed):
    """The conversation was removed."""


CreateConversationResult = Annotated[
    CreateConversationSuccess | Refusal | Unavailable,
    strawberry.union("CreateConversationResult", description="What became of adding a conversation."),
]
UpdateConversationResult = Annotated[
    UpdateConversationSuccess | StaleVersion | Refusal | Unavailable,
    strawberry.union("UpdateConversationResult", description="What became of changing a conversation."),
]
RemoveConversationResult = Annotated[
    RemoveConversationSuccess | StaleVersion | Refusal | Unavailable,
    strawberry.union("RemoveConversationResult", description="What became of removing a conversation."),
]


@strawberry.input(description="The fields of a conversation, each optional.")
class ConversationFields:
    """The fields of a conversation, each optional."""

    vendor_person_id: strawberry.ID | None = taken(ROOT, "vendorPerson")
    contact_id: strawberry.ID | None = taken(ROOT, "contact")
    every: Frequency | None = taken(ROOT, "every")
    purpose: str | None = taken(ROOT, "purpose")


@strawberry.input(description="A conversation to be added; what is absent or null stays empty.")
class CreateConversationInput(PlanInput, ConversationFields):
    """A conversation to be added."""


@strawberry.input(description="Changes of a conversation: what is absent stays as it is, null clears.")
class UpdateConversationInput(EntityInput, ConversationFields):
    """Changes of a conversation."""


@strawberry.input(description="A conversation to be removed.")
class RemoveConversationInput(EntityInput):
    """A conversation to be removed."""


@strawberry.type(description="What can be done with conversations.")
class ConversationMutation:
    """What can be done with conversations."""

    @strawberry.mutation(description="Add a conversation to a plan.")
    async def create_conversation(
        self,
        info: Info,
        input: Annotated[CreateConversationInput, strawberry.argument(description="The conversation to be added.")],  # noqa: A002 - GraphQL's name
    ) -> CreateConversationResult:
        """Add a conversation."""
        return await create(info, Conversation, CreateConversationSuccess, input)

    @strawberry.mutation(description="Change fields of a conversation.")
    async def update_conversation(
        self,
        info: Info,
        input: Annotated[UpdateConversationInput, strawberry.argument(description="The changes.")],  # noqa: A002 - GraphQL's name
    ) -> UpdateConversationResult:
        """Change a conversation."""
        return await update(info, Conversation, UpdateConversationSuccess, input)

    @strawberry.mutation(description="Remove a conversation from a plan; what refers to it stays.")
    async def remove_conversation(
        self,
        info: Info,
        input: Annotated[RemoveConversationInput, strawberry.argument(description="The conversation to be removed.")],  # noqa: A002 - GraphQL's name
    ) -> RemoveConversationResult:
        """Remove a conversation."""
        return await remove(info, Conversation, RemoveConversationSuccess, input)
