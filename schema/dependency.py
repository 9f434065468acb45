"""What one person owes another, by when."""

import datetime as dt
from typing import TYPE_CHECKING, Annotated, ClassVar

import strawberry

import schema.milestone
from plans.rules.declaration import Collection
from schema.choice import DependencyStatus
from schema.contact import Contact
from schema.context import Info
from schema.declared import collection_of, described, described_id, meaning
from schema.entity import Entity, contact_of, entity_of

if TYPE_CHECKING:
    from schema.milestone import Milestone

ROOT = "dependencies"


@strawberry.type(description=meaning(ROOT))
class Dependency(Entity):
    """What one person owes another, by when."""

    collection: ClassVar[Collection] = collection_of(ROOT)
    owed_by_id: strawberry.ID | None = described_id(ROOT, "owedBy")
    owed_to_id: strawberry.ID | None = described_id(ROOT, "owedTo")
    what: str | None = described(ROOT, "what")
    due: dt.date | None = described(ROOT, "due")
    milestone_id: strawberry.ID | None = described_id(ROOT, "milestone")
    waits_for_id: strawberry.ID | None = described_id(ROOT, "waitsFor")
    status: DependencyStatus | None = described(ROOT, "status")
    position: str | None = described(ROOT, "position")

    @strawberry.field(description=meaning(ROOT, "owedBy"))
    async def owed_by(self, info: Info) -> Contact | None:
        """Who owes it."""
        return await contact_of(info, self.plan_row, self.owed_by_id)

    @strawberry.field(description=meaning(ROOT, "owedTo"))
    async def owed_to(self, info: Info) -> Contact | None:
        """Who waits for it."""
        return await contact_of(info, self.plan_row, self.owed_to_id)

    @strawberry.field(description=meaning(ROOT, "milestone"))
    async def milestone(self, info: Info) -> Annotated["Milestone", strawberry.lazy("schema.milestone")] | None:
        """The milestone that needs it."""
        return await entity_of(info, self.plan_row, schema.milestone.Milestone, self.milestone_id)

    @strawberry.field(description=meaning(ROOT, "waitsFor"))
    async def waits_for(self, info: Info) -> Annotated["Dependency", strawberry.lazy("schema.dependency")] | None:
        """The dependency that has to be met first."""
        return await entity_of(info, self.plan_row, Dependency, self.waits_for_id)
