"""Something to do under a milestone; without a milestone, a next step."""

import datetime as dt
from typing import TYPE_CHECKING, Annotated, ClassVar

import strawberry

import schema.milestone
from plans.rules.declaration import Collection
from schema.contact import Contact
from schema.context import Info
from schema.declared import collection_of, described, described_id, meaning
from schema.entity import Entity, contact_of, entity_of

if TYPE_CHECKING:
    from schema.milestone import Milestone

ROOT = "tasks"


@strawberry.type(description=meaning(ROOT))
class Task(Entity):
    """Something to do under a milestone; without a milestone, a next step."""

    collection: ClassVar[Collection] = collection_of(ROOT)
    milestone_id: strawberry.ID | None = described_id(ROOT, "milestone")
    action: str | None = described(ROOT, "action")
    owner_id: strawberry.ID | None = described_id(ROOT, "owner")
    due: dt.date | None = described(ROOT, "due")
    done: bool | None = described(ROOT, "done")
    position: str | None = described(ROOT, "position")

    @strawberry.field(description=meaning(ROOT, "milestone"))
    async def milestone(self, info: Info) -> Annotated["Milestone", strawberry.lazy("schema.milestone")] | None:
        """The milestone that it belongs to."""
        return await entity_of(info, self.plan_row, schema.milestone.Milestone, self.milestone_id)

    @strawberry.field(description=meaning(ROOT, "owner"))
    async def owner(self, info: Info) -> Contact | None:
        """Who does it."""
        return await contact_of(info, self.plan_row, self.owner_id)
