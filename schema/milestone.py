"""A dated step towards an outcome, with an owner on each side."""

import datetime as dt
from typing import TYPE_CHECKING, Annotated, ClassVar
from uuid import UUID

import strawberry

import schema.dependency
import schema.indicator
import schema.outcome
import schema.risk
import schema.task
import schema.win
from plans.rules.declaration import Collection
from plans.rules.milestone import blocked_since, days_overdue, is_at_risk
from plans.rules.reading import holding_of
from plans.rules.role import Side as SideFact
from plans.rules.value import notation
from schema.choice import Comparator, Mark, MilestoneStatus, Responsibility
from schema.contact import Contact
from schema.context import Info
from schema.day import today_of
from schema.declared import collection_of, described, described_id, meaning, taken
from schema.edit import NOW, Edited, EntityInput, PlanInput, Removed, create, remove, update
from schema.entity import Entity, contact_of, entities_of, entity_of
from schema.overruling import Overruling
from schema.plan_facts import contact_facts
from schema.refusal import Refusal, Unavailable
from schema.stale import StaleVersion

if TYPE_CHECKING:
    from schema.dependency import Dependency
    from schema.indicator import Indicator
    from schema.outcome import Outcome
    from schema.risk import Risk
    from schema.task import Task
    from schema.win import Win

ROOT = "milestones"
COLLECTION = collection_of(ROOT)

MilestoneMetric = Annotated[
    Annotated["Outcome", strawberry.lazy("schema.outcome")]
    | Annotated["Indicator", strawberry.lazy("schema.indicator")],
    strawberry.union("MilestoneMetric", description="What a milestone's target value is a value of."),
]


@strawberry.type(description=meaning(ROOT))
class Milestone(Entity):
    """A dated step towards an outcome, with an owner on each side."""

    collection: ClassVar[Collection] = COLLECTION
    outcome_id: strawberry.ID | None = described_id(ROOT, "outcome")
    title: str | None = described(ROOT, "title")
    mark: Mark | None = described(ROOT, "mark")
    due: dt.date | None = described(ROOT, "due")
    metric_id: strawberry.ID | None = described_id(ROOT, "metric")
    target_value: float | None = described(ROOT, "targetValue")
    comparator: Comparator | None = described(ROOT, "comparator")
    scope: str | None = described(ROOT, "scope")
    vendor_owner_id: strawberry.ID | None = described_id(ROOT, "vendorOwner")
    customer_owner_id: strawberry.ID | None = described_id(ROOT, "customerOwner")
    responsibility: Responsibility | None = described(ROOT, "responsibility")
    status: MilestoneStatus | None = described(ROOT, "status")
    done_on: dt.date | None = described(ROOT, "doneOn")
    key: bool | None = described(ROOT, "key")
    first_value: bool | None = described(ROOT, "firstValue")
    position: str | None = described(ROOT, "position")

    @strawberry.field(description=meaning(ROOT, "outcome"))
    async def outcome(self, info: Info) -> Annotated["Outcome", strawberry.lazy("schema.outcome")] | None:
        """The outcome that it leads to."""
        return await entity_of(info, self.plan_row, schema.outcome.Outcome, self.outcome_id)

    @strawberry.field(description=meaning(ROOT, "metric"))
    async def metric(self, info: Info) -> MilestoneMetric | None:
        """The outcome or indicator whose value it moves."""
        outcome = await entity_of(info, self.plan_row, schema.outcome.Outcome, self.metric_id)
        return outcome or await entity_of(info, self.plan_row, schema.indicator.Indicator, self.metric_id)

    @strawberry.field(description=meaning(ROOT, "vendorOwner"))
    async def vendor_owner(self, info: Info) -> Contact | None:
        """The vendor's one owner."""
        return await contact_of(info, self.plan_row, self.vendor_owner_id)

    @strawberry.field(description=meaning(ROOT, "customerOwner"))
    async def customer_owner(self, info: Info) -> Contact | None:
        """The customer's one owner."""
        return await contact_of(info, self.plan_row, self.customer_owner_id)

    @strawberry.field(
        description="Whether it is at risk: its status says so, or, from day one, nobody of the customer's owns it who "
        "is still there. What is done or skipped is not."
    )
    async def at_risk(self, info: Info) -> bool:
        """Whether it is at risk."""
        owner = await contact_of(info, self.plan_row, self.customer_owner_id)
        facts = contact_facts(owner) if owner else None
        return is_at_risk(self._status(), holding_of(facts, SideFact.CUSTOMER))

    @strawberry.field(description="Whether its day is over, where the account is, and it is neither done nor skipped.")
    async def overdue(self, info: Info) -> bool:
        """Whether its day is over."""
        return days_overdue(self._status(), self.due, await today_of(info.context, self.plan_row)) > 0

    @strawberry.field(
        description="When its status was last set to BLOCKED, while it is; null where it is not blocked, or where that "
        "is not known yet."
    )
    async def blocked_since(self, info: Info) -> dt.datetime | None:
        """Since when it is blocked."""
        times = (await info.context.loaders.times(self.plan_row)).get(UUID(self.id))
        return blocked_since(self._status(), times.status_since if times else None)

    @strawberry.field(
        description="Who has overruled what is found of it, in the words of its title as it is, the oldest first. What "
        "a person of each side has overruled is not found any more, until the title changes."
    )
    async def overrulings(self, info: Info) -> list[Overruling]:
        """Who has overruled what is found of it."""
        rows = await info.context.loaders.overrulings(self.plan_row)
        words = (self.title or "").strip()
        return [Overruling.from_row(row) for row in rows if str(row.subject_id) == self.id and row.words == words]

    def _status(self) -> str:
        return str(notation(self.status) or "")

    @strawberry.field(description="What is done for it.")
    async def tasks(self, info: Info) -> list[Annotated["Task", strawberry.lazy("schema.task")]]:
        """What is done for it."""
        return (await entities_of(info, self.plan_row, schema.task.Task)).under("milestone_id", self.id)

    @strawberry.field(description="What it needs from others.")
    async def dependencies(self, info: Info) -> list[Annotated["Dependency", strawberry.lazy("schema.dependency")]]:
        """What it needs from others."""
        return (await entities_of(info, self.plan_row, schema.dependency.Dependency)).under("milestone_id", self.id)

    @strawberry.field(description="What may keep it from being reached.")
    async def risks(self, info: Info) -> list[Annotated["Risk", strawberry.lazy("schema.risk")]]:
        """What may keep it from being reached."""
        return (await entities_of(info, self.plan_row, schema.risk.Risk)).under("milestone_id", self.id)

    @strawberry.field(description="The wins that it brought.")
    async def wins(self, info: Info) -> list[Annotated["Win", strawberry.lazy("schema.win")]]:
        """The wins that it brought."""
        return (await entities_of(info, self.plan_row, schema.win.Win)).under("milestone_id", self.id)


@strawberry.type(description="A milestone was edited.")
class MilestoneEdited(Edited):
    """A milestone was edited."""

    @strawberry.field(description=NOW)
    async def milestone(self, info: Info) -> Milestone | None:
        """As it now is."""
        return await entity_of(info, self.plan_row, Milestone, self.entity_id)


@strawberry.type(description="The milestone was added.")
class CreateMilestoneSuccess(MilestoneEdited):
    """The milestone was added."""


@strawberry.type(description="The milestone was changed.")
class UpdateMilestoneSuccess(MilestoneEdited):
    """The milestone was changed."""


@strawberry.type(description="The milestone was removed.")
class RemoveMilestoneSuccess(Removed):
    """The milestone was removed."""


CreateMilestoneResult = Annotated[
    CreateMilestoneSuccess | Refusal | Unavailable,
    strawberry.union("CreateMilestoneResult", description="What became of adding a milestone."),
]
UpdateMilestoneResult = Annotated[
    UpdateMilestoneSuccess | StaleVersion | Refusal | Unavailable,
    strawberry.union("UpdateMilestoneResult", description="What became of changing a milestone."),
]
RemoveMilestoneResult = Annotated[
    RemoveMilestoneSuccess | StaleVersion | Refusal | Unavailable,
    strawberry.union("RemoveMilestoneResult", description="What became of removing a milestone."),
]


@strawberry.input(description="The fields of a milestone, each optional.")
class MilestoneFields:
    """The fields of a milestone, each optional."""

    outcome_id: strawberry.ID | None = taken(ROOT, "outcome")
    title: str | None = taken(ROOT, "title")
    mark: Mark | None = taken(ROOT, "mark")
    due: dt.date | None = taken(ROOT, "due")
    metric_id: strawberry.ID | None = taken(ROOT, "metric")
    target_value: float | None = taken(ROOT, "targetValue")
    comparator: Comparator | None = taken(ROOT, "comparator")
    scope: str | None = taken(ROOT, "scope")
    vendor_owner_id: strawberry.ID | None = taken(ROOT, "vendorOwner")
    customer_owner_id: strawberry.ID | None = taken(ROOT, "customerOwner")
    responsibility: Responsibility | None = taken(ROOT, "responsibility")
    status: MilestoneStatus | None = taken(ROOT, "status")
    done_on: dt.date | None = taken(ROOT, "doneOn")
    key: bool | None = taken(ROOT, "key")
    first_value: bool | None = taken(ROOT, "firstValue")
    position: str | None = taken(ROOT, "position")


@strawberry.input(description="A milestone to be added; what is absent or null stays empty.")
class CreateMilestoneInput(PlanInput, MilestoneFields):
    """A milestone to be added."""


@strawberry.input(description="Changes of a milestone: what is absent stays as it is, null clears.")
class UpdateMilestoneInput(EntityInput, MilestoneFields):
    """Changes of a milestone."""


@strawberry.input(description="A milestone to be removed.")
class RemoveMilestoneInput(EntityInput):
    """A milestone to be removed."""


@strawberry.type(description="What can be done with milestones.")
class MilestoneMutation:
    """What can be done with milestones."""

    @strawberry.mutation(description="Add a milestone to a plan.")
    async def create_milestone(
        self,
        info: Info,
        input: Annotated[CreateMilestoneInput, strawberry.argument(description="The milestone to be added.")],  # noqa: A002 - GraphQL's name
    ) -> CreateMilestoneResult:
        """Add a milestone."""
        return await create(info, Milestone, CreateMilestoneSuccess, input)

    @strawberry.mutation(description="Change fields of a milestone.")
    async def update_milestone(
        self,
        info: Info,
        input: Annotated[UpdateMilestoneInput, strawberry.argument(description="The changes.")],  # noqa: A002 - GraphQL's name
    ) -> UpdateMilestoneResult:
        """Change a milestone."""
        return await update(info, Milestone, UpdateMilestoneSuccess, input)

    @strawberry.mutation(description="Remove a milestone from a plan; what refers to it stays.")
    async def remove_milestone(
        self,
        info: Info,
        input: Annotated[RemoveMilestoneInput, strawberry.argument(description="The milestone to be removed.")],  # noqa: A002 - GraphQL's name
    ) -> RemoveMilestoneResult:
        """Remove a milestone."""
        return await remove(info, Milestone, RemoveMilestoneSuccess, input)
