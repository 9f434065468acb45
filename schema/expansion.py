"""An idea that hangs on a documented gap."""

from typing import ClassVar

import strawberry

from plans.rules.declaration import Collection
from schema.declared import collection_of, described, meaning
from schema.entity import Entity

ROOT = "expansions"


@strawberry.type(description=meaning(ROOT))
class Expansion(Entity):
    """An idea that hangs on a documented gap."""

    collection: ClassVar[Collection] = collection_of(ROOT)
    gap: str | None = described(ROOT, "gap")
    idea: str | None = described(ROOT, "idea")
