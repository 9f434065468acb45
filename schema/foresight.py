"""What of a plan an operation is going to ask for, found out from what it selects.

Of an entity only the columns that are selected are read, with those that lead to other entities, where everything that
is selected is known to look at nothing else.
"""

from functools import cache, lru_cache
from typing import Any

from strawberry.types.base import get_object_definition

from plans.rules.declaration import Collection
from plans.rules.document import INTERNAL, SHARED
from plans.store.content import KEPT
from plans.store.gathered import (
    ACCOUNTS,
    CHANGES,
    CLOCKS,
    CONFIRMATIONS,
    CONTACTS,
    CONTRACTS,
    MAX_KNOWN,
    ORGANISATIONS,
    OVERRULINGS,
    PRESETS,
    TIMES,
    Part,
    narrow_part,
    part_of,
)
from plans.store.json_part import JsonPart
from schema.entity import Entity

_FOR_RULES = (
    *(part_of(collection) for collection in SHARED.collections),
    *(ACCOUNTS, CHANGES, CLOCKS, CONTACTS, OVERRULINGS, PRESETS, TIMES),
)
_BY_NAME: dict[str, tuple[Part, ...]] = {
    "Account": (ACCOUNTS,),
    "Contact": (CONTACTS,),
    "ContractValue": (CONTRACTS,),
    "Organisation": (ORGANISATIONS,),
    "InternalPlan": (part_of(INTERNAL.collections[0]),),
    "Milestone.atRisk": (CONTACTS,),
    "Milestone.blockedSince": (TIMES,),
    "Milestone.overdue": (ACCOUNTS,),
    "Milestone.overrulings": (OVERRULINGS,),
    "Plan.changedAt": (CHANGES,),
    "Plan.clocks": (ACCOUNTS, CLOCKS),
    "Plan.shape": (PRESETS,),
    "Plan.findings": _FOR_RULES,
    "Plan.readiness": _FOR_RULES,
    "Plan.libraryOpen": _FOR_RULES,
    "Plan.realPlanTest": _FOR_RULES,
    "Plan.timeToValue": _FOR_RULES,
    "Plan.draftWins": _FOR_RULES,
    "Win.confirmation": (CONFIRMATIONS,),
    "Win.confirmed": (CONFIRMATIONS,),
}
"""By types that are selected from, or by fields that are selected."""

_DERIVED = {
    "Milestone.atRisk": {"status", "customerOwner"},
    "Milestone.blockedSince": {"status"},
    "Milestone.overdue": {"status", "due"},
    "Milestone.overrulings": {"title"},
    "Plan.changedAt": set[str](),
    "Plan.clocks": set[str](),
    "Win.confirmation": set[str](),
    "Win.confirmed": {"title", "value", "unit", "currency", "outcome", "on"},
}
"""What fields that are derived from few others look at, of what is declared of their entity."""

_PLAIN = {
    "Account", "Concern", "Contact", "ContractValue", "Organisation", "Overruling", "PageInfo", "Person", "Plan",
    "PlanClock", "PlanClocks", "PlanConnection", "PlanEdge", "PlanOpening", "PlanOpeningConnection", "PlanOpeningEdge",
    "StakeholderAssessment", "WinConfirmation",
}  # fmt: skip
"""Types whose resolvers look at nothing that an entity or a plan says, beside the entities themselves."""

_ELSEWHERE = {
    *("__typename", "id", "globalId", "version", "invalidFields", "createdAt"),
    *("account", "nextSteps", "internal", "openings"),
    *(collection.root for collection in (*SHARED.collections, *INTERNAL.collections)),
}
"""Fields of entities and plans that look at no column of a declared field but those that refer to something."""


def foreseen(info: Any) -> tuple[Part, ...]:
    """The parts that are selected below the field that is being resolved; none where that is not known."""
    names: frozenset[str] = getattr(info, "names", frozenset())
    return _parts(names)


def pushed_below(info: Any) -> tuple[JsonPart, ...]:
    """The parts that PostgreSQL makes of what is selected below the field; none where that is not known."""
    return getattr(info, "pushed", ())


@lru_cache(MAX_KNOWN)
def _parts(names: frozenset[str]) -> tuple[Part, ...]:
    collections = shown_collections()
    types = {name for name in names if "." not in name}
    narrow = types <= _PLAIN | collections.keys() and all(
        name not in _BY_NAME or name in _DERIVED for name in names - types
    )
    found = dict.fromkeys(part for name in names for part in _BY_NAME.get(name, ()))
    for name in types & collections.keys():
        fields = _declared(collections[name], name, names) if narrow else None
        found.setdefault(part_of(collections[name]) if fields is None else narrow_part(collections[name], fields))
    return tuple(sorted(found, key=lambda part: part.name))


@cache
def shown_collections() -> dict[str, Collection]:
    """The collections by the types that show them."""
    entities = {get_object_definition(kind, strict=True).name: kind.collection for kind in Entity.__subclasses__()}
    return {**entities, "Plan": SHARED.collections[0]}


def _declared(collection: Collection, kind: str, names: frozenset[str]) -> frozenset[str] | None:
    """The columns that are selected of a type; ``None``: something is that may look at any of them.

    A field that refers to something is needed where it is selected, and where what it refers to may list who does.
    """
    selected = {name.removeprefix(f"{kind}.") for name in names if name.startswith(f"{kind}.")}
    ids = {f"{field.name}Id": field.name for field in collection.fields if field.refers_to}
    fields = {field.name for field in collection.fields}
    derived = {name for name in selected if f"{kind}.{name}" in _DERIVED}
    if not selected - _ELSEWHERE <= fields | ids.keys() | derived:
        return None
    shown = {collection.root for kind, collection in shown_collections().items() if kind in names}
    listed = {field.name for field in collection.fields if not shown.isdisjoint(field.refers_to)}
    if "Plan.nextSteps" in names:
        listed |= {field.name for field in collection.fields if "milestones" in field.refers_to}
    listed |= {field for name in derived for field in _DERIVED[f"{kind}.{name}"]}
    kept = {column for name, column in _KEPT.items() if name in selected}
    return frozenset((selected & fields) | {ids[name] for name in selected & ids.keys()} | listed | kept)


_KEPT = dict(zip(("version", "invalidFields"), KEPT, strict=True))
