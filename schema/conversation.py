"""The communication plan: who of the vendor talks to whom."""

from typing import ClassVar

import strawberry

from plans.rules.declaration import Collection
from schema.choice import Frequency
from schema.contact import Contact
from schema.context import Info
from schema.declared import collection_of, described, described_id, meaning
from schema.entity import Entity, contact_of

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
