"""Goals for the next cycle."""

from typing import ClassVar

import strawberry

from plans.rules.declaration import Collection
from schema.declared import collection_of, described, meaning
from schema.entity import Entity

ROOT = "nextGoals"


@strawberry.type(description=meaning(ROOT))
class NextGoal(Entity):
    """Goals for the next cycle."""

    collection: ClassVar[Collection] = collection_of(ROOT)
    goal: str | None = described(ROOT, "goal")
