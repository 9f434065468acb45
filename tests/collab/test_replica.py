"""A replica keeps its index in step with what the CRDT does by itself."""

import pytest

from collab.admission import decode
from collab.replica import Replica
from plans.rules.document import SHARED
from tests.collab.yjs import YjsClient


@pytest.mark.parametrize("foreign", [False, True], ids=["admitted here", "read from the log"])
def test_of_two_values_set_at_once_the_older_is_known_as_deleted(*, foreign: bool) -> None:
    one = YjsClient(client_id=1)
    entity, created = one.create("outcomes")
    other = YjsClient(created, client_id=2)
    replica = Replica(SHARED, [created])
    assert replica.index.end(1)
    for update in (
        one.edit(lambda roots: roots["outcomes"][entity].update({"target": 1.0})),
        other.edit(lambda roots: roots["outcomes"][entity].update({"target": 2.0})),
    ):
        if foreign:
            replica.apply_committed(update)
        else:
            replica.apply(update, replica.admit(decode(update)))
    reader = YjsClient(replica.state())
    assert not replica.admit(decode(reader.doc.get_update())).is_new


def test_what_a_removed_entity_held_is_known_as_deleted() -> None:
    client = YjsClient()
    entity, created = client.create("outcomes", metric="tickets")
    replica = Replica(SHARED)
    replica.apply(created, replica.admit(decode(created)))
    blind = bytes((0, 1)) + _varuint(client.doc.client_id) + bytes((1, 0, 1))  # the entity's own item alone
    replica.apply(blind, replica.admit(decode(blind)))
    assert replica.raw()["outcomes"] == {}
    reader = YjsClient(replica.state())
    assert not replica.admit(decode(reader.doc.get_update())).is_new
    assert entity


def _varuint(value: int) -> bytes:
    written = bytearray()
    while value > 127:
        written.append(value & 127 | 128)
        value >>= 7
    return bytes((*written, value))
