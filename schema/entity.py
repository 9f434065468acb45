"""What all entities of the plan document have in common."""

from typing import ClassVar, Self, TypeVar

import strawberry

from plans.rules.declaration import Collection
from plans.store.gathered import Part, Values
from plans.store.plan import PlanRow
from schema.contact import Contact
from schema.context import Info
from schema.declared import read_values
from schema.listed import Listed
from schema.loader import Readable
from schema.versioned import Versioned

E = TypeVar("E", bound=Readable)


@strawberry.type(description="One entity of the plan document.")
class Entity(Versioned):
    """One entity of the plan document; each type says of which ``collection``."""

    collection: ClassVar[Collection]
    plan_row: strawberry.Private[PlanRow]
    id: strawberry.ID = strawberry.field(description="Its UUID, unique in its plan.")

    @strawberry.field(description="The plan's UUID and its own: unique in the whole service, for a client's cache.")
    def global_id(self) -> strawberry.ID:
        """Its id for everywhere."""
        return strawberry.ID(f"{self.plan_row.id}:{self.id}")

    @classmethod
    def from_values(cls, plan: PlanRow, part: Part, values: Values) -> Self:
        """The entity as projected. It has dozens of fields, and a page shows hundreds: hence not by ``__init__``."""
        entity = cls.__new__(cls)
        attributes = read_values(part, values)
        attributes["id"] = str(attributes["id"])
        attributes["plan_row"] = plan
        entity.__dict__ = attributes
        return entity


async def entities_of(info: Info, plan: PlanRow, kind: type[E]) -> Listed[E]:
    """The plan's entities of one type."""
    return await info.context.loaders.entities(kind).load(plan)


async def entity_of(info: Info, plan: PlanRow, kind: type[E], entity_id: str | None) -> E | None:
    """The entity that a reference names; a dangling one names none."""
    return None if entity_id is None else (await entities_of(info, plan, kind)).get(entity_id)


async def contact_of(info: Info, plan: PlanRow, contact_id: str | None) -> Contact | None:
    """The account's contact that a reference names; a dangling one names none."""
    if contact_id is None:
        return None
    return (await info.context.loaders.contacts.load((plan.vendor_id, plan.account_id))).get(contact_id)
