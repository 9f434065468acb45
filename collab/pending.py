"""Edits that are applied in a room and not yet committed."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from collab.admission import Admitted
from collab.author import Author
from collab.binding import Bindings
from collab.place import SIDED_FIELDS, Slot
from collab.replica import decode_state
from collab.rights import grounds
from collab.touch import Touched
from plans.rules.declaration import Document
from plans.store.document_client import Binding
from plans.store.update_log import NewUpdate


@dataclass(frozen=True, slots=True)
class Pending:
    """One such edit.

    ``ids``: the clocks that are new in it, as (client, start, end). ``grounds``: the places that its rights rest on.
    """

    new: NewUpdate
    touched: Touched
    ids: tuple[tuple[int, int, int], ...]
    grounds: frozenset[Slot]

    def rests_on(self, changed: AbstractSet[Slot], by: Binding) -> bool:
        """Whether its rights may be others now that somebody has changed these places.

        One's own doing changes them never; in a field of one side, nor does what the same side does.
        """
        if self.new.by.author == by.author:
            return False
        touched = self.grounds & changed
        return any(self.new.by.side is not by.side or (slot.root, slot.field) not in SIDED_FIELDS for slot in touched)


def pend(update: bytes, admitted: Admitted, author: Author, bindings: Bindings, document: Document) -> Pending:
    """An admitted edit as it waits for its commit; its client ids are bound."""
    new = NewUpdate(update, author.binding, admitted.client, bindings.bind(author, admitted.clients))
    ids = tuple((placed.struct.client, placed.start, placed.end) for placed in admitted.placed)
    return Pending(new, admitted.touched, ids, grounds(author, admitted, document))


def uses_clocks_of(pending: Sequence[Pending], update: bytes) -> bool:
    """Whether a committed update uses clocks that an edit waiting here uses too.

    An honest client that moved to another process sends the same bytes there; a hostile one may not. Either way the
    log decides, and the room loads it afresh.
    """
    ids = [ids for edit in pending for ids in edit.ids]
    if not ids:
        return False
    structs = decode_state(update).structs
    for client, start, end in ids:
        known = structs.get(client)
        if known and start < known[-1].clock + known[-1].length and known[0].clock < end:
            return True
    return False
