"""The rights of an author, asked for every place that an admitted edit touches, before it is applied."""

from collections.abc import Callable, Iterable
from typing import Protocol
from uuid import UUID

from collab.admission import Admitted, Touch
from collab.author import Author
from collab.binding import Bindings, taken
from collab.errors import NotYours
from collab.place import Slot
from collab.replica import Replica
from plans.rules.authorship import Deed, Place, authorship_denial
from plans.rules.declaration import Document
from plans.rules.role import Side

OWNER = "owner"


class Presence(Protocol):
    """Who is seen under a client id, before anything was written under it."""

    def is_others(self, client: int, person_id: UUID | None) -> bool: ...


def require_rights(
    author: Author, admitted: Admitted, replica: Replica, bindings: Bindings, presence: Presence
) -> None:
    """Raise NotYours with the first place that is not the author's to touch."""
    if author.person_id is None or not admitted.is_new:
        return
    reason = _bar(author, admitted, replica)
    if reason is not None:
        raise NotYours(reason, next((touch.slot.path for touch in admitted.touches), None))
    bindings.require_own(author, admitted.clients, replica.index)
    for client in admitted.clients:
        if bindings.is_free(client, replica.index) and presence.is_others(client, author.person_id):
            raise NotYours(taken(client))
    for touch in admitted.touches:
        refusal = _denial(author, touch, admitted.touches, replica, bindings.side_of)
        if refusal is not None:
            raise NotYours(refusal, touch.slot.path)


def grounds(author: Author, admitted: Admitted, document: Document) -> frozenset[Slot]:
    """The places whose present state the rights to an edit rest on: who changes them changes the rights."""
    found: set[Slot] = set()
    for touch in admitted.touches:
        slot = touch.slot
        collection = document.collection(slot.root)
        field = collection.field(slot.field) if collection and slot.field else None
        if touch.deed is Deed.CREATE or (field is not None and field.side is not None):
            found.add(slot)
        if collection is not None and author.role in collection.own_authors:
            found.add(Slot(slot.root, slot.entity, OWNER))
    return frozenset(found)


def _bar(author: Author, admitted: Admitted, replica: Replica) -> str | None:
    """Why an author may write nothing at all: an edit of structs that are collected or deleted touches no place."""
    if author.barred is not None:
        return author.barred
    if author.role is None or author.side is None:
        return "you have no role in this account"
    if admitted.touches or any(
        author.role in {*known.authors, *known.own_authors} for known in replica.document.collections
    ):
        return None
    return f"a {author.role} writes nothing in the {replica.document.kind} document"


def _denial(
    author: Author, touch: Touch, touches: Iterable[Touch], replica: Replica, side_of: Callable[[int], Side | None]
) -> str | None:
    slot = touch.slot
    collection = replica.document.collection(slot.root)
    if collection is None or author.role is None or author.side is None:
        return "there is no such place"
    field = collection.field(slot.field) if slot.field else None
    set_by = None
    if field is not None and field.side is not None and replica.scalar(slot.root, slot.entity, field.name) is not None:
        setter = replica.index.setter(slot)
        set_by = side_of(setter) if setter is not None else None
    own_before = own_after = False
    if author.role in collection.own_authors:
        own_before = replica.scalar(slot.root, slot.entity, OWNER) in author.contacts
        own_after = _is_own_after(author, slot, touches, own_before=own_before)
    return authorship_denial(
        author.role, author.side, touch.deed, Place(collection, field, set_by, own_before, own_after)
    )


def _is_own_after(author: Author, slot: Slot, touches: Iterable[Touch], *, own_before: bool) -> bool:
    """Whether every owner whom the edit names is the author; where it names none, the owner stays."""
    owner = Slot(slot.root, slot.entity, OWNER)
    named = [touch.value for touch in touches if touch.deed is Deed.WRITE and touch.slot == owner]
    return all(value in author.contacts for value in named) if named else own_before
