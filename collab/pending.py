"""Edits that are applied in a room and not yet committed."""

from collections.abc import Sequence
from dataclasses import dataclass

from collab.place import Slot
from collab.replica import Entity, decode_state
from plans.store.update_log import NewUpdate


@dataclass(frozen=True, slots=True)
class Pending:
    """One such edit.

    ``ids``: the clocks that are new in it, as (client, start, end). ``grounds``: the places that its rights rest on.
    """

    new: NewUpdate
    entities: frozenset[Entity]
    ids: tuple[tuple[int, int, int], ...]
    grounds: frozenset[Slot]


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
