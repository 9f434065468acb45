"""Risks about a person."""

from typing import ClassVar

import strawberry

from plans.rules.declaration import Collection
from schema.contact import Contact
from schema.context import Info
from schema.declared import collection_of, described, described_id, meaning
from schema.entity import Entity, contact_of

ROOT = "stakeholderRisks"


@strawberry.type(description=meaning(ROOT))
class StakeholderRisk(Entity):
    """Risks about a person."""

    collection: ClassVar[Collection] = collection_of(ROOT)
    contact_id: strawberry.ID | None = described_id(ROOT, "contact")
    what: str | None = described(ROOT, "what")
    mitigation: str | None = described(ROOT, "mitigation")

    @strawberry.field(description=meaning(ROOT, "contact"))
    async def contact(self, info: Info) -> Contact | None:
        """The person."""
        return await contact_of(info, self.plan_row, self.contact_id)
