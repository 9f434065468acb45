"""What all mutations of a plan's content have in common: finding the plan, its author, and the answer's snapshot."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import strawberry

from collab.author import Author
from plans.rules.declaration import Collection, DocumentKind
from plans.rules.refusal import Problem, ProblemCode, Refused
from plans.store.document import DocumentRow, select_document
from plans.store.plan import PlanRow, select_plans
from plans.store.viewer import viewing
from schema.context import Info
from schema.declared import parse_id, paths_of_input
from schema.reading import ACQUIRE_SECONDS, unavailable_while_away

if TYPE_CHECKING:
    from schema.plan import Plan


@strawberry.input(description="What every edit of a plan's content names.")
class PlanInput:
    """What every edit of a plan's content names."""

    plan_id: strawberry.ID = strawberry.field(description="The plan's UUID.")


@strawberry.input(description="What every edit of one entity names.")
class EntityInput(PlanInput):
    """What every edit of one entity names."""

    id: strawberry.ID = strawberry.field(description="The entity's UUID.")


@strawberry.type(description="An edit that was made.")
class Edited:
    """An edit that was made."""

    plan_row: strawberry.Private[PlanRow]

    @strawberry.field(description="The plan as it now is.")
    async def plan(self, info: Info) -> Annotated["Plan", strawberry.lazy("schema.plan")]:
        """The plan as it now is."""
        from schema.plan import read_plans  # noqa: PLC0415 - plan.py imports the types whose results build on this

        return (await read_plans(info, [self.plan_row]))[0]


@dataclass(frozen=True, slots=True)
class Edit:
    """A plan about to be edited, and by whom."""

    plan: PlanRow
    document: DocumentRow
    author: Author


@asynccontextmanager
async def editing(info: Info, plan_id: strawberry.ID, collection: Collection) -> AsyncGenerator[Edit]:
    """A plan to be edited within the block; what is read behind it shows the edit.

    Raises Refused, its problems leading to fields of the input, or Unavailable.
    """
    await info.context.renew()  # nothing is held while the edit waits for its own connection
    edit = await _open(info, parse_id(plan_id))
    with paths_of_input(collection):
        yield edit
    await info.context.renew(edit.plan.id)


async def _open(info: Info, plan_id: UUID | None) -> Edit:
    viewer, reading = info.context.viewer, info.context.reading
    if plan_id is not None:
        with unavailable_while_away():
            async with viewing(info.context.viewers, reading.sight, within=ACQUIRE_SECONDS) as connection:
                for plan in await select_plans(connection, reading.vendors, reading.customers, [plan_id]):
                    document = await select_document(connection, plan.vendor_id, plan.id, DocumentKind.SHARED)
                    hat = viewer.hat_on(plan.vendor_id, plan.customer_id)
                    if document is not None and hat is not None:
                        return Edit(plan, document, Author(viewer.person_id, "api", viewer.name, hat.side))
    raise Refused([Problem(ProblemCode.NOT_FOUND, "there is no such plan for you", ("planId",))])


def require_id(entity_id: strawberry.ID, collection: Collection) -> UUID:
    """The entity's id. Raises Refused where it is none: it names nothing."""
    found = parse_id(entity_id)
    if found is None:
        message = f"there is no such {collection.table} in this plan: its id is a UUID"
        raise Refused([Problem(ProblemCode.NOT_FOUND, message, ("id",))])
    return found
