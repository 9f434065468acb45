"""Who may create, write and remove what in the plan document: the declaration's rights, applied to one place."""

from dataclasses import dataclass
from enum import StrEnum

from plans.rules.declaration import Collection, Field
from plans.rules.role import Role, Side


class Deed(StrEnum):
    """What an edit does to an entity."""

    CREATE = "create"
    WRITE = "write"
    REMOVE = "remove"


@dataclass(frozen=True, slots=True)
class Place:
    """What an edit touches, with what the rights depend on.

    ``set_by``: the side that has set the field's present value, ``None`` where it has none. ``own_before`` and
    ``own_after``: whether the author is the entity's owner before and after the edit.
    """

    collection: Collection
    field: Field | None = None
    set_by: Side | None = None
    own_before: bool = False
    own_after: bool = False


def authorship_denial(role: Role, side: Side, deed: Deed, place: Place) -> str | None:
    """Why a role may not do this here, or ``None``. The reason names who may."""
    collection, field = place.collection, place.field
    if role in collection.authors:
        if field is not None and field.side is not None and place.set_by is field.side and side is not field.side:
            return f"set by the {field.side}'s side, which alone changes it"
        return None
    if role in collection.own_authors:
        return _denial_of_owner(role, deed, place)
    return f"the role {role} does not write {collection.root}: {_authors(collection)} do"


def _denial_of_owner(role: Role, deed: Deed, place: Place) -> str | None:
    """Why a role that changes what its people own may not do this: it adds and removes nothing, its own neither."""
    root = place.collection.root
    if deed is not Deed.WRITE:
        verb = "adds" if deed is Deed.CREATE else "removes"
        whose = f"with the role {role} you change the {root} that are yours, and somebody else {verb} them"
        return f"{whose}: {_authors(place.collection)} do"
    if place.own_before and place.own_after:
        return None
    return f"with the role {role} you change the {root} of which you are the owner, before and after the change"


def _authors(collection: Collection) -> str:
    return ", ".join(sorted(collection.authors))
