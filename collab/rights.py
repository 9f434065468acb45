"""The rights of an author, asked for every place that an admitted edit touches, before it is applied."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple, Protocol
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

SideOf = Callable[[Slot], Side | None]
"""The side that has set a slot's present value."""


class Denial(NamedTuple):
    """A place that is not the author's to touch, and why."""

    slot: Slot
    reason: str


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
    denied = next(denials(author, admitted.touches, replica, setters(replica, bindings)), None)
    if denied is not None:
        raise NotYours(denied.reason, denied.slot.path)


def setters(replica: Replica, bindings: Bindings) -> SideOf:
    """Tells of a slot the side that has set its present value, ``None`` where that is not known."""

    def side_of(slot: Slot) -> Side | None:
        setter = replica.index.setter(slot)
        return bindings.side_of(setter) if setter is not None else None

    return side_of


def denials(author: Author, touches: Sequence[Touch], replica: Replica, side_of: SideOf) -> Iterator[Denial]:
    """Every touch that is not the author's; what their role may not do in a collection is told once.

    Of an author without a role nothing is told: they may write nothing at all. The server itself may write all.
    """
    if author.person_id is None or author.role is None or author.side is None:
        return
    told: set[tuple[str, str | None]] = set()
    owners = _owners_named(author, touches)
    for touch in touches:
        reason = _denial(author, touch, owners, replica, side_of)
        collection = replica.document.collection(touch.slot.root)
        may_write = collection is not None and author.role in collection.authors
        key = (reason or "", touch.slot.field if may_write else None)
        if reason is not None and key not in told:
            told.add(key)
            yield Denial(touch.slot, reason)


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
    return f"the role {author.role} writes nothing in the {replica.document.kind} document"


def _owners_named(author: Author, touches: Iterable[Touch]) -> dict[Slot, bool]:
    """The owners whom an edit names, by their slots: whether each of them is the author.

    One pass: of a slot there may be as many touches as an update has operations.
    """
    named: dict[Slot, bool] = {}
    for touch in touches:
        if touch.deed is Deed.WRITE and touch.slot.field == OWNER:
            named[touch.slot] = named.get(touch.slot, True) and touch.value in author.contacts
    return named


def _denial(author: Author, touch: Touch, owners: Mapping[Slot, bool], replica: Replica, side_of: SideOf) -> str | None:
    slot = touch.slot
    collection = replica.document.collection(slot.root)
    if collection is None or author.role is None or author.side is None:
        return "there is no such place"
    field = collection.field(slot.field) if slot.field else None
    set_by = None
    if field is not None and field.side is not None and replica.scalar(slot.root, slot.entity, field.name) is not None:
        set_by = side_of(slot)
    own_before = own_after = False
    if author.role in collection.own_authors:
        own_before = replica.scalar(slot.root, slot.entity, OWNER) in author.contacts
        own_after = owners.get(Slot(slot.root, slot.entity, OWNER), own_before)  # who names none leaves the owner
    return authorship_denial(
        author.role, author.side, touch.deed, Place(collection, field, set_by, own_before, own_after)
    )
