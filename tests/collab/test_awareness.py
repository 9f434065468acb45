"""Awareness: one's own entries alone, with the identity that the server knows."""

import json

import pytest

import collab.awareness
from collab.author import Author
from collab.awareness import EXPIRES_AFTER_SECONDS, MAX_CLIENTS_PER_SOCKET, MAX_STATE_BYTES, Awareness
from collab.codec import AwarenessEntry
from collab.errors import OverLimit
from plans.rules.identifier import new_id
from plans.rules.role import Side

PRIYA = Author(new_id(), "socket", "Priya", Side.VENDOR)
SAM = Author(new_id(), "socket", "Sam", Side.CUSTOMER)


def entry(client: int, clock: int = 1, state: str = '{"focus":"plan/title"}') -> AwarenessEntry:
    return AwarenessEntry(client, clock, state)


def user_of(told: AwarenessEntry) -> object:
    return json.loads(told.state)["user"]


def test_the_server_writes_who_it_is() -> None:
    lie = '{"user":{"id":"somebody","name":"The sponsor"},"focus":"plan/title"}'
    (told,) = Awareness().receive([entry(1, state=lie)], PRIYA, object())
    assert user_of(told) == {"id": str(PRIYA.person_id), "name": "Priya", "side": "vendor"}
    assert json.loads(told.state)["focus"] == "plan/title"


def test_entries_of_others_are_dropped_silently() -> None:
    awareness = Awareness()
    (mine,) = awareness.receive([entry(1)], PRIYA, "priya's socket")
    assert awareness.receive([mine, entry(1, 9), entry(1, 9, "null")], SAM, "sam's socket") == []
    assert awareness.states == {1: mine}


def test_a_person_who_reconnects_takes_their_id_over() -> None:
    awareness = Awareness()
    awareness.receive([entry(1)], PRIYA, "lost socket")
    assert awareness.receive([entry(1, 2)], PRIYA, "new socket")
    assert awareness.leave("lost socket") == []
    assert [gone.state for gone in awareness.leave("new socket")] == ["null"]


def test_who_has_left_keeps_their_id_from_an_echo_and_from_others() -> None:
    awareness = Awareness()
    (mine,) = awareness.receive([entry(1)], PRIYA, "priya's socket")
    awareness.leave("priya's socket")
    assert awareness.receive([mine, entry(1, 9)], SAM, "sam's socket") == []
    assert awareness.is_others(1, SAM.person_id)
    assert not awareness.is_others(2, SAM.person_id)
    assert awareness.receive([entry(1, 2)], PRIYA, "priya's next socket")


def test_what_other_processes_tell_says_whose_an_id_is() -> None:
    there, here = Awareness(), Awareness()
    there.receive([entry(1)], PRIYA, "priya's socket")
    here.take_remote(there.take_news(), 0.0)
    assert here.receive([entry(1, 9)], SAM, "sam's socket") == []


def test_whose_ids_are_is_remembered_of_the_latest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(collab.awareness, "MAX_PEOPLE", 3)
    awareness = Awareness()
    awareness.receive([entry(0)], PRIYA, "stays")
    for client in range(1, 6):
        awareness.receive([entry(client)], PRIYA, client)
        awareness.leave(client)
    assert [awareness.is_others(client, SAM.person_id) for client in range(6)] == [True, False, False, True, True, True]


def test_leaving_is_told_and_forgotten() -> None:
    awareness = Awareness()
    awareness.receive([entry(1)], PRIYA, "socket")
    assert awareness.receive([entry(1, 2, "null")], PRIYA, "socket") == [AwarenessEntry(1, 2, "null")]
    assert awareness.states == {}


def test_an_old_clock_does_not_overwrite_a_newer_one() -> None:
    awareness = Awareness()
    awareness.receive([entry(1, 5)], PRIYA, "socket")
    assert awareness.receive([entry(1, 4)], PRIYA, "socket") == []


@pytest.mark.parametrize("state", ["", "{", "[]", "5", '{"a":NaN}', "[" * 2000])
def test_a_state_that_is_no_json_object_is_dropped(state: str) -> None:
    assert Awareness().receive([entry(1, state=state)], PRIYA, object()) == []


def test_a_state_beyond_the_limit_is_refused_with_the_limit() -> None:
    with pytest.raises(OverLimit, match=str(MAX_STATE_BYTES)):
        Awareness().receive([entry(1, state=json.dumps({"x": "y" * MAX_STATE_BYTES}))], PRIYA, object())


def test_a_socket_does_not_hold_many_ids() -> None:
    awareness = Awareness()
    many = [entry(client) for client in range(MAX_CLIENTS_PER_SOCKET + 2)]
    assert len(awareness.receive(many, PRIYA, "socket")) == MAX_CLIENTS_PER_SOCKET


def test_a_tab_that_tells_of_other_tabs_takes_nothing_from_them() -> None:
    awareness, tabs = Awareness(), [object() for _ in range(12)]
    told = [awareness.receive([entry(client)], PRIYA, tab)[0] for client, tab in enumerate(tabs)]
    for client, tab in enumerate(tabs):
        others = [other for other in told if other.client != client]
        own = AwarenessEntry(client, 2, told[client].state)
        assert awareness.receive([entry(client, 2), *others], PRIYA, tab) == [own]
    assert [gone.client for gone in awareness.leave(tabs[3])] == [3]
    assert len(awareness.states) == 11


def test_what_a_socket_tells_of_another_tab_before_that_came_is_not_held_against_it() -> None:
    awareness = Awareness()
    awareness.receive([entry(1)], PRIYA, "priya's tab")
    awareness.receive([entry(2)], PRIYA, "priya's tab")  # of a tab of Sam's in the same browser, by BroadcastChannel
    assert not awareness.is_others(2, SAM.person_id)


def test_half_a_character_in_a_state_is_told_as_it_was_written() -> None:
    (told,) = Awareness().receive([entry(1, state='{"name":"\\ud83d"}')], PRIYA, "socket")
    assert told.state.encode()
    assert json.loads(told.state)["name"] == "\ud83d"


def test_what_another_process_told_is_news_once_and_expires_unless_renewed() -> None:
    there, here = Awareness(), Awareness()
    there.receive([entry(1)], PRIYA, "socket")
    told = there.take_news()
    assert there.take_news() == []
    assert here.take_remote(told, 0.0) == told
    assert here.take_remote(told, 30.0) == []
    assert here.expire(EXPIRES_AFTER_SECONDS + 1.0) == []
    assert [gone.state for gone in here.expire(30.0 + EXPIRES_AFTER_SECONDS + 1.0)] == ["null"]
    assert here.states == {}


def test_an_id_told_by_another_process_belongs_to_its_person() -> None:
    there, here = Awareness(), Awareness()
    there.receive([entry(1)], PRIYA, "socket")
    here.take_remote(there.take_news(), 0.0)
    assert here.receive([entry(1, 2)], SAM, "sam's socket") == []
    assert here.receive([entry(1, 2)], PRIYA, "priya's new socket") != []
