"""What makes a workflow possible."""

import datetime as dt
from typing import TYPE_CHECKING, Annotated, ClassVar

import strawberry

import schema.outcome
import schema.workflow
from plans.rules.declaration import Collection
from schema.choice import EnablerKind, WorkState
from schema.contact import Contact
from schema.context import Info
from schema.declared import collection_of, described, described_id, meaning
from schema.entity import Entity, contact_of, entity_of

if TYPE_CHECKING:
    from schema.outcome import Outcome
    from schema.workflow import Workflow

ROOT = "enablers"


@strawberry.type(description=meaning(ROOT))
class Enabler(Entity):
    """What makes a workflow possible."""

    collection: ClassVar[Collection] = collection_of(ROOT)
    outcome_id: strawberry.ID | None = described_id(ROOT, "outcome")
    workflow_id: strawberry.ID | None = described_id(ROOT, "workflow")
    kind: EnablerKind | None = described(ROOT, "kind")
    title: str | None = described(ROOT, "title")
    owner_id: strawberry.ID | None = described_id(ROOT, "owner")
    state: WorkState | None = described(ROOT, "state")
    due: dt.date | None = described(ROOT, "due")
    frequency: str | None = described(ROOT, "frequency")
    position: str | None = described(ROOT, "position")

    @strawberry.field(description=meaning(ROOT, "outcome"))
    async def outcome(self, info: Info) -> Annotated["Outcome", strawberry.lazy("schema.outcome")] | None:
        """The outcome that it serves."""
        return await entity_of(info, self.plan_row, schema.outcome.Outcome, self.outcome_id)

    @strawberry.field(description=meaning(ROOT, "workflow"))
    async def workflow(self, info: Info) -> Annotated["Workflow", strawberry.lazy("schema.workflow")] | None:
        """The workflow that it enables."""
        return await entity_of(info, self.plan_row, schema.workflow.Workflow, self.workflow_id)

    @strawberry.field(description=meaning(ROOT, "owner"))
    async def owner(self, info: Info) -> Contact | None:
        """Who sees to it."""
        return await contact_of(info, self.plan_row, self.owner_id)
