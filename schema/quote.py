"""The customer's own words."""

import datetime as dt
from typing import TYPE_CHECKING, Annotated, ClassVar

import strawberry

import schema.outcome
from plans.rules.declaration import Collection
from schema.contact import Contact
from schema.context import Info
from schema.declared import collection_of, described, described_id, meaning, taken
from schema.edit import NOW, Edited, EntityInput, PlanInput, Removed, create, remove, update
from schema.entity import Entity, contact_of, entity_of
from schema.refusal import Refusal, Unavailable
from schema.stale import StaleVersion

if TYPE_CHECKING:
    from schema.outcome import Outcome

ROOT = "quotes"


@strawberry.type(description=meaning(ROOT))
class Quote(Entity):
    """The customer's own words."""

    collection: ClassVar[Collection] = collection_of(ROOT)
    text: str | None = described(ROOT, "text")
    said_by_id: strawberry.ID | None = described_id(ROOT, "saidBy")
    said_on: dt.date | None = described(ROOT, "saidOn")
    prompt: str | None = described(ROOT, "prompt")
    outcome_id: strawberry.ID | None = described_id(ROOT, "outcome")

    @strawberry.field(description=meaning(ROOT, "saidBy"))
    async def said_by(self, info: Info) -> Contact | None:
        """Who said it."""
        return await contact_of(info, self.plan_row, self.said_by_id)

    @strawberry.field(description=meaning(ROOT, "outcome"))
    async def outcome(self, info: Info) -> Annotated["Outcome", strawberry.lazy("schema.outcome")] | None:
        """The outcome that came of it."""
        return await entity_of(info, self.plan_row, schema.outcome.Outcome, self.outcome_id)


@strawberry.type(description="A quote was edited.")
class QuoteEdited(Edited):
    """A quote was edited."""

    @strawberry.field(description=NOW)
    async def quote(self, info: Info) -> Quote | None:
        """As it now is."""
        return await entity_of(info, self.plan_row, Quote, self.entity_id)


@strawberry.type(description="The quote was added.")
class CreateQuoteSuccess(QuoteEdited):
    """The quote was added."""


@strawberry.type(description="The quote was changed.")
class UpdateQuoteSuccess(QuoteEdited):
    """The quote was changed."""


@strawberry.type(description="The quote was removed.")
class RemoveQuoteSuccess(Removed):
    """The quote was removed."""


CreateQuoteResult = Annotated[
    CreateQuoteSuccess | Refusal | Unavailable,
    strawberry.union("CreateQuoteResult", description="What became of adding a quote."),
]
UpdateQuoteResult = Annotated[
    UpdateQuoteSuccess | StaleVersion | Refusal | Unavailable,
    strawberry.union("UpdateQuoteResult", description="What became of changing a quote."),
]
RemoveQuoteResult = Annotated[
    RemoveQuoteSuccess | StaleVersion | Refusal | Unavailable,
    strawberry.union("RemoveQuoteResult", description="What became of removing a quote."),
]


@strawberry.input(description="The fields of a quote, each optional.")
class QuoteFields:
    """The fields of a quote, each optional."""

    text: str | None = taken(ROOT, "text")
    said_by_id: strawberry.ID | None = taken(ROOT, "saidBy")
    said_on: dt.date | None = taken(ROOT, "saidOn")
    prompt: str | None = taken(ROOT, "prompt")
    outcome_id: strawberry.ID | None = taken(ROOT, "outcome")


@strawberry.input(description="A quote to be added; what is absent or null stays empty.")
class CreateQuoteInput(PlanInput, QuoteFields):
    """A quote to be added."""


@strawberry.input(description="Changes of a quote: what is absent stays as it is, null clears.")
class UpdateQuoteInput(EntityInput, QuoteFields):
    """Changes of a quote."""


@strawberry.input(description="A quote to be removed.")
class RemoveQuoteInput(EntityInput):
    """A quote to be removed."""


@strawberry.type(description="What can be done with quotes.")
class QuoteMutation:
    """What can be done with quotes."""

    @strawberry.mutation(description="Add a quote to a plan.")
    async def create_quote(
        self,
        info: Info,
        input: Annotated[CreateQuoteInput, strawberry.argument(description="The quote to be added.")],  # noqa: A002 - GraphQL's name
    ) -> CreateQuoteResult:
        """Add a quote."""
        return await create(info, Quote, CreateQuoteSuccess, input)

    @strawberry.mutation(description="Change fields of a quote.")
    async def update_quote(
        self,
        info: Info,
        input: Annotated[UpdateQuoteInput, strawberry.argument(description="The changes.")],  # noqa: A002 - GraphQL's name
    ) -> UpdateQuoteResult:
        """Change a quote."""
        return await update(info, Quote, UpdateQuoteSuccess, input)

    @strawberry.mutation(description="Remove a quote from a plan; what refers to it stays.")
    async def remove_quote(
        self,
        info: Info,
        input: Annotated[RemoveQuoteInput, strawberry.argument(description="The quote to be removed.")],  # noqa: A002 - GraphQL's name
    ) -> RemoveQuoteResult:
        """Remove a quote."""
        return await remove(info, Quote, RemoveQuoteSuccess, input)
