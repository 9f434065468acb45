"""The customer's own words."""

import datetime as dt
from typing import TYPE_CHECKING, Annotated, ClassVar

import strawberry

import schema.outcome
from plans.rules.declaration import Collection
from schema.contact import Contact
from schema.context import Info
from schema.declared import collection_of, described, described_id, meaning
from schema.entity import Entity, contact_of, entity_of

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
