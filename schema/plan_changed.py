"""`planChanged`: a plan as it is after each change, and what changed."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from enum import Enum
from typing import Self
from uuid import UUID

import strawberry

from collab.watch import Change
from plans.rules.beside import LISTS
from plans.rules.declaration import DocumentKind
from plans.store.document import select_document
from plans.store.plan import PlanRow
from schema.context import Context, Info
from schema.follow import Look, PlanId, all_seen, follow, require_plan
from schema.measurement import Measurement
from schema.plan import Plan, read_plans
from schema.reading import sees_internal

_value = strawberry.enum_value


@strawberry.enum(description="What became of an entity or a row.")
class ChangeKind(Enum):
    """What became of an entity or a row."""

    CREATED = _value("created", description="It was not there before.")
    CHANGED = _value("changed", description="At least one of its fields is another, or was for a moment.")
    REMOVED = _value("removed", description="It is not there any more.")


_MEASUREMENTS = "measurements"  # of the lists beside the documents
_BESIDE = f"Beside the documents: {', '.join(sorted(LISTS))}."


@strawberry.type(description="What became of one entity, or of one row beside the documents, since the event before.")
class EntityChange:
    """What became of one entity, or of one row beside the documents, since the event before."""

    plan_row: strawberry.Private[PlanRow]
    root: str = strawberry.field(
        description=f"The list in the plan: outcomes, milestones, …; plan: the plan itself. {_BESIDE}"
    )
    id: strawberry.ID = strawberry.field(
        description="The UUID of the entity or the row; the plan's for plan and internal, the account's for account "
        "and contract, the win's for winConfirmations."
    )
    kind: ChangeKind = strawberry.field(description="What became of it, all in all.")
    version: int = strawberry.field(
        description="The sequence of the update that last touched it. Of a row its own version; 0 where it has none."
    )

    @classmethod
    def from_fact(cls, plan: PlanRow, fact: Change) -> Self:
        """The change as it was gathered."""
        return cls(
            plan_row=plan,
            root=fact.root,
            id=strawberry.ID(str(fact.id)),
            kind=ChangeKind(fact.kind.value),
            version=fact.version,
        )

    @strawberry.field(
        description="What was measured, where `root` is `measurements`: its `metricId` tells of which outcome or "
        "indicator; null for any other root."
    )
    async def measurement(self, info: Info) -> Measurement | None:
        """What was measured."""
        if self.root != _MEASUREMENTS:
            return None
        key = (self.plan_row.vendor_id, self.plan_row.id, UUID(self.id))
        row = await info.context.loaders.measurements.load(key)
        return Measurement.from_row(row) if row else None


@strawberry.type(description="A plan has changed; the first event of a subscription says how it is.")
class PlanChanged:
    """A plan has changed, or what stands beside it."""

    context: strawberry.Private[Context]
    plan_row: strawberry.Private[PlanRow]
    changes: list[EntityChange] | None = strawberry.field(
        description="What changed since the event before; null where it may be anything: in the first event, after the "
        "service lost its database for a moment, or where it is too much to list."
    )

    @strawberry.field(description="The plan as it now is.")
    async def plan(self, info: Info) -> Plan:
        """The plan as it now is."""
        return (await read_plans(info, [self.plan_row]))[0]

    @strawberry.field(description="The sequence of the last update of the shared document that `plan` shows.")
    async def sequence(self, info: Info) -> int:
        """Where the shared document stands."""
        return await _sequence(info, self.plan_row, DocumentKind.SHARED) or 0

    @strawberry.field(description="The same of the vendor's internal document; null for everybody else.")
    async def internal_sequence(self, info: Info) -> int | None:
        """Where the internal document stands."""
        if not sees_internal(info.context.viewer, self.plan_row):
            return None
        return await _sequence(info, self.plan_row, DocumentKind.INTERNAL)


async def _sequence(info: Info, plan: PlanRow, kind: DocumentKind) -> int | None:
    row = await info.context.reading.run(lambda connection: select_document(connection, plan.vendor_id, plan.id, kind))
    return row.projected_seq if row else None


@strawberry.type(description="What can be followed of a plan's content.")
class PlanChangedSubscription:
    """What can be followed of a plan's content."""

    @strawberry.subscription(
        description="The plan, at once and after each change that the viewer may see, also of what stands beside it: "
        "measurements, reviews, people; at most four times a second."
    )
    async def plan_changed(self, info: Info, plan_id: PlanId) -> AsyncGenerator[PlanChanged, None]:
        """The plan after each change."""
        return _changes(info.context, await require_plan(info, plan_id))


async def _changes(base: Context, plan_id: UUID) -> AsyncGenerator[PlanChanged]:
    async with aclosing(follow(base, plan_id, all_seen, is_news=lambda watch: watch.has_changes)) as looks:
        async for look in looks:
            if look.changes != ():
                yield _event(look)


def _event(look: Look) -> PlanChanged:
    changes = None if look.changes is None else [EntityChange.from_fact(look.plan, change) for change in look.changes]
    return PlanChanged(context=look.context, plan_row=look.plan, changes=changes)
