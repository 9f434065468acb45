"""What of a plan an operation is going to ask for, found out from what it selects."""

from functools import cache
from typing import Any

from strawberry.types.base import get_object_definition

from plans.rules.document import INTERNAL, SHARED
from plans.store.gathered import ACCOUNTS, CHANGES, CONTACTS, CONTRACTS, ORGANISATIONS, Part, part_of
from schema.entity import Entity

_FOR_RULES = (*(part_of(collection) for collection in SHARED.collections), CONTACTS, ACCOUNTS, CHANGES)
_BY_NAME: dict[str, tuple[Part, ...]] = {
    "Account": (ACCOUNTS,),
    "Contact": (CONTACTS,),
    "ContractValue": (CONTRACTS,),
    "Organisation": (ORGANISATIONS,),
    "InternalPlan": (part_of(INTERNAL.collections[0]),),
    "Plan.changedAt": (CHANGES,),
    "Plan.findings": _FOR_RULES,
    "Plan.readiness": _FOR_RULES,
    "Plan.realPlanTest": _FOR_RULES,
}
"""By types that are selected from, or by fields that are selected."""


def foreseen(info: Any) -> tuple[Part, ...]:
    """The parts that are selected below the field that is being resolved; none where that is not known."""
    names: frozenset[str] = getattr(info, "names", frozenset())
    return _parts(names)


@cache
def _parts(names: frozenset[str]) -> tuple[Part, ...]:
    found = dict.fromkeys(part for name in names for part in _known().get(name, ()))
    return tuple(sorted(found, key=lambda part: part.name))


@cache
def _known() -> dict[str, tuple[Part, ...]]:
    entities = {get_object_definition(kind, strict=True).name: kind.collection for kind in Entity.__subclasses__()}
    return {**_BY_NAME, **{name: (part_of(collection),) for name, collection in entities.items()}}
