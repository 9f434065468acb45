"""Admission: honest edits get in whatever their order; what is not the plan document does not."""

import gc
import struct as layout

import pytest
from pycrdt import Array, Doc, Map, Text

from collab.admission import Admitted, decode
from collab.codec import write_var_string, write_varuint
from collab.errors import NotTheProtocol, NotYours, OverLimit, Refusal
from collab.place import Missing
from collab.replica import Replica
from collab.update_reader import ANY, BINARY, DELETED, DOC, EMBED, FORMAT, STRING, TYPE
from plans.rules.authorship import Deed
from plans.rules.document import INTERNAL, MAX_ENTITIES, MAX_UPDATE_BYTES, SHARED
from plans.rules.identifier import new_id
from tests.collab.yjs import YjsClient, below, deletion, in_root, struct

ENTITY = "01930000-0000-7000-8000-00000000abcd"
CLIENT = 77


def take(replica: Replica, update: bytes) -> Admitted:
    """Admit and apply."""
    admitted = replica.admit(decode(update))
    replica.apply(update, admitted)
    return admitted


def refuse(replica: Replica, update: bytes) -> Refusal:
    """The refusal of an update, which must leave nothing behind."""
    before = replica.state()
    with pytest.raises(Refusal) as refused:
        replica.admit(decode(update))
    assert replica.state() == before
    return refused.value


@pytest.fixture
def client() -> YjsClient:
    return YjsClient()


@pytest.fixture
def replica() -> Replica:
    return Replica(SHARED)


def paths(admitted: Admitted) -> set[tuple[str, str]]:
    return {(touch.deed.value, touch.slot.path) for touch in admitted.touches}


class TestHonest:
    def test_creating_typing_writing_clearing_and_removing_get_in(self, client: YjsClient, replica: Replica) -> None:
        entity, update = client.create("outcomes", metric="tickets")
        take(replica, update)
        typed = take(replica, client.edit(lambda _: client.text("outcomes", entity, "objective").insert(0, "Cut é😀")))
        assert paths(typed) == {("write", f"outcomes/{entity}/objective")}
        written = take(replica, client.edit(lambda roots: roots["outcomes"][entity].update({"target": 105.0})))
        assert [(touch.deed, touch.value) for touch in written.touches] == [(Deed.WRITE, 105.0)]
        take(replica, client.edit(lambda roots: roots["outcomes"][entity].update({"target": 110.0})))
        cleared = take(replica, client.edit(lambda roots: roots["outcomes"][entity].pop("target")))
        assert paths(cleared) == {("write", f"outcomes/{entity}/target")}
        removed = take(replica, client.edit(lambda roots: roots["outcomes"].pop(entity)))
        assert ("remove", f"outcomes/{entity}") in paths(removed)
        assert replica.raw() == client.content()

    def test_a_whole_synchronisation_with_nothing_new_changes_nothing(
        self, client: YjsClient, replica: Replica
    ) -> None:
        entity, update = client.create("outcomes")
        take(replica, update)
        take(replica, client.edit(lambda _: client.text("outcomes", entity, "objective").insert(0, "words")))
        take(replica, client.edit(lambda _: client.text("outcomes", entity, "objective").clear()))
        take(replica, client.edit(lambda roots: roots["outcomes"].pop(entity)))
        again = replica.admit(decode(client.doc.get_update()))
        assert not again.is_new
        assert again.touches == ()

    def test_typing_and_erasing_offline_deletes_what_the_server_never_saw(
        self, client: YjsClient, replica: Replica
    ) -> None:
        entity, update = client.create("outcomes")
        take(replica, update)
        client.edit(lambda _: client.text("outcomes", entity, "objective").insert(0, "never seen"))
        client.edit(lambda _: client.text("outcomes", entity, "objective").clear())
        client.edit(lambda roots: roots["outcomes"][entity].update({"target": 5.0}))
        client.edit(lambda roots: roots["outcomes"][entity].update({"target": 6.0}))
        other, _ = client.create("risks")
        client.edit(lambda roots: roots["risks"].pop(other))
        admitted = take(replica, client.doc.get_update(replica.state_vector()))
        assert admitted.is_new
        assert replica.raw() == client.content()

    def test_an_update_in_any_order_of_clients_is_placed(self, client: YjsClient, replica: Replica) -> None:
        entity, update = client.create("outcomes")
        other = YjsClient(client.doc.get_update(), client_id=1)
        other.edit(lambda _: other.text("outcomes", entity, "objective").insert(0, "a"))
        client.receive(other.doc.get_update())
        client.edit(lambda _: client.text("outcomes", entity, "objective").insert(1, "b"))
        other.receive(client.doc.get_update())
        other.edit(lambda _: other.text("outcomes", entity, "objective").insert(2, "c"))
        take(replica, other.doc.get_update())
        assert replica.raw_entity("outcomes", entity) == {"objective": "abc", "benefit": ""}
        assert update

    def test_edits_to_what_somebody_else_removed_get_in_and_vanish(self, client: YjsClient, replica: Replica) -> None:
        entity, update = client.create("outcomes")
        take(replica, update)
        late = YjsClient(client.doc.get_update())
        typed = late.edit(lambda _: late.text("outcomes", entity, "objective").insert(0, "late"))
        take(replica, client.edit(lambda roots: roots["outcomes"].pop(entity)))
        reloaded = Replica(SHARED, [replica.state()])
        for copy in (replica, reloaded):
            take(copy, typed)
            assert copy.raw()["outcomes"] == {}

    def test_a_bigger_update_may_hold_what_is_known_and_only_the_rest_is_relayed(
        self, client: YjsClient, replica: Replica
    ) -> None:
        entity, update = client.create("outcomes")
        take(replica, update)
        client.edit(lambda _: client.text("outcomes", entity, "objective").insert(0, "new"))
        whole = client.doc.get_update()
        admitted = replica.admit(decode(whole))
        assert not admitted.whole
        relayed = replica.apply(whole, admitted)
        assert len(relayed) < len(whole)
        reader = YjsClient(update)
        reader.receive(relayed)
        assert reader.content() == client.content()

    def test_an_entity_may_come_back_by_undo(self, client: YjsClient, replica: Replica) -> None:
        entity, update = client.create("outcomes")
        take(replica, update)
        take(replica, client.edit(lambda roots: roots["outcomes"].pop(entity)))
        again = client.edit(lambda roots: roots["outcomes"].__setitem__(entity, Map({"objective": Text("back")})))
        assert ("create", f"outcomes/{entity}") in paths(take(replica, again))

    def test_null_clears_a_field(self, client: YjsClient, replica: Replica) -> None:
        entity, update = client.create("outcomes", metric="tickets")
        take(replica, update)
        take(replica, client.edit(lambda roots: roots["outcomes"][entity].update({"metric": None})))


class TestNotThePlan:
    @pytest.mark.parametrize(
        ("body", "path"),
        [
            (in_root("secrets", ENTITY, b"\x01", TYPE), "secrets"),
            (in_root("internal", "narrative", b"\x02", TYPE), "internal"),
            (in_root("outcomes", "not-an-id", b"\x01", TYPE), "outcomes/not-an-id"),
            (in_root("outcomes", ENTITY.upper(), b"\x01", TYPE), "outcomes"),
            (in_root("outcomes", ENTITY, b"\x00", TYPE), f"outcomes/{ENTITY}"),
            (in_root("outcomes", ENTITY, b"\x02", TYPE), f"outcomes/{ENTITY}"),
            (in_root("outcomes", ENTITY, b"\x01\x77\x01x", ANY), f"outcomes/{ENTITY}"),
            (in_root("plan", "colour", b"\x01\x77\x03red", ANY), "plan/colour"),
            (in_root("plan", "reviewOn", b"\x01\x77\x05later", ANY), "plan/reviewOn"),
            (in_root("plan", "reviewOn", b"\x02\x77\x00\x77\x00", ANY), "plan/reviewOn"),
            (in_root("plan", "reviewOn", b"\x01", TYPE), "plan/reviewOn"),
            (in_root("plan", "title", b"\x01\x77\x01x", ANY), "plan/title"),
            (in_root("plan", "title", b"\x02", TYPE), "plan/title"),
            (in_root("plan", "escalateAfterDays", b"\x01\x7b" + layout.pack(">d", float("nan")), ANY), "plan"),
            (in_root("plan", "escalateAfterDays", b"\x01\x7a" + layout.pack(">q", 5), ANY), "plan"),
            (in_root("plan", "escalateAfterDays", b"\x01\x74\x01\x00", ANY), "plan"),
            (in_root("plan", "reviewOn", b"\x01\x76\x00", ANY), "plan/reviewOn"),
            (in_root("plan", "reviewOn", b"\x03abc", BINARY), "plan/reviewOn"),
            (in_root("plan", "reviewOn", b"\x04guid\x76\x00", DOC), "plan/reviewOn"),
            (in_root("plan", "reviewOn", b"\x02{}", EMBED), "plan/reviewOn"),
        ],
    )
    def test_an_undeclared_place_or_value_is_refused_with_its_path(
        self, replica: Replica, body: bytes, path: str
    ) -> None:
        refusal = refuse(replica, struct(CLIENT, 0, body))
        assert isinstance(refusal, NotYours)
        assert str(refusal).startswith(path)

    def test_the_other_documents_roots_are_not_this_ones(self) -> None:
        refusal = refuse(Replica(INTERNAL), struct(CLIENT, 0, in_root("outcomes", ENTITY, b"\x01", TYPE)))
        assert "not part of the internal document" in str(refusal)

    def test_an_undeclared_field_of_an_entity_is_refused(self, client: YjsClient, replica: Replica) -> None:
        entity, update = client.create("outcomes")
        take(replica, update)
        change = client.edit(lambda roots: roots["outcomes"][entity].update({"mood": "good"}))
        assert refuse(replica, change).path == f"outcomes/{entity}/mood"

    @pytest.mark.parametrize("root", ["outcomes", "plan"])
    def test_a_declared_map_used_as_a_text_or_list_is_refused(self, replica: Replica, root: str) -> None:
        refusal = refuse(replica, struct(CLIENT, 0, in_root(root, None, b"\x02hi", STRING)))
        assert isinstance(refusal, NotYours)
        assert refusal.path == root

    def test_an_entity_used_as_a_text_is_refused(self, client: YjsClient, replica: Replica) -> None:
        entity, update = client.create("outcomes")
        take(replica, update)
        hidden = struct(CLIENT, 0, below((client.doc.client_id, 0), None, b"\x02hi", STRING))
        assert refuse(replica, hidden).path == f"outcomes/{entity}"

    def test_a_map_inside_a_map_is_refused(self, client: YjsClient, replica: Replica) -> None:
        entity, update = client.create("outcomes")
        take(replica, update)
        for nested in (Map({"deep": 1.0}), Array([1.0])):
            other = YjsClient(update)
            change = other.edit(lambda roots, nested=nested: roots["outcomes"][entity].update({"metric": nested}))
            assert isinstance(refuse(replica, change), NotYours)

    @pytest.mark.parametrize(
        ("content", "kind"),
        [(b"\x04bold\x04true", FORMAT), (b"\x02{}", EMBED), (b"\x01", TYPE), (b"\x02\x00x", STRING)],
    )
    def test_a_text_is_plain(self, client: YjsClient, replica: Replica, content: bytes, kind: int) -> None:
        entity, update = client.create("outcomes", objective="plain")
        take(replica, update)
        text = next(
            (new.struct.client, new.start)
            for new in Replica(SHARED).admit(decode(update)).placed
            if new.entry and new.entry.slot.field == "objective" and new.entry.container
        )
        assert isinstance(refuse(replica, struct(CLIENT, 0, below(text, None, content, kind))), NotYours)
        assert replica.raw_entity("outcomes", entity)

    def test_an_attribute_of_a_text_is_refused(self, client: YjsClient, replica: Replica) -> None:
        _, update = client.create("outcomes", objective="plain")
        placed = Replica(SHARED).admit(decode(update)).placed
        take(replica, update)
        text = next(
            (new.struct.client, new.start) for new in placed if new.entry and new.entry.slot.field == "objective"
        )
        assert isinstance(refuse(replica, struct(CLIENT, 0, below(text, "key", b"\x01\x79", ANY))), NotYours)


class TestNothingOfOthersIsLost:
    def test_replacing_an_entity_blindly_is_refused(self, client: YjsClient, replica: Replica) -> None:
        entity, update = client.create("outcomes", objective="typed by somebody")
        take(replica, update)
        blind = struct(CLIENT, 0, in_root("outcomes", entity, b"\x01", TYPE))
        assert refuse(replica, blind).path == f"outcomes/{entity}"

    def test_replacing_an_entity_knowingly_takes_the_right_to_remove_it(
        self, client: YjsClient, replica: Replica
    ) -> None:
        entity, update = client.create("outcomes", objective="typed by somebody")
        take(replica, update)
        other = YjsClient(replica.state())
        change = other.edit(lambda roots: roots["outcomes"].__setitem__(entity, Map({"metric": "mine"})))
        touched = paths(replica.admit(decode(change)))
        assert {("remove", f"outcomes/{entity}"), ("create", f"outcomes/{entity}")} <= touched

    def test_removing_an_entity_with_an_empty_delete_set_is_refused(self, client: YjsClient, replica: Replica) -> None:
        entity, update = client.create("outcomes")
        take(replica, update)
        assert isinstance(refuse(replica, struct(CLIENT, 0, in_root("outcomes", entity, b"\x01", DELETED))), NotYours)

    def test_clearing_a_field_with_an_empty_delete_set_is_a_write(self, client: YjsClient, replica: Replica) -> None:
        entity, update = client.create("outcomes", metric="tickets")
        take(replica, update)
        cleared = struct(CLIENT, 0, below((client.doc.client_id, 0), "metric", b"\x01", DELETED))
        assert paths(take(replica, cleared)) == {("write", f"outcomes/{entity}/metric")}

    def test_replacing_or_removing_a_text_is_refused(self, client: YjsClient, replica: Replica) -> None:
        entity, update = client.create("outcomes", objective="typed by somebody")
        take(replica, update)
        other = YjsClient(replica.state())
        replaced = other.edit(lambda roots: roots["outcomes"][entity].update({"objective": Text("mine")}))
        other = YjsClient(replica.state())
        removed = other.edit(lambda roots: roots["outcomes"][entity].pop("objective"))
        for change in (replaced, removed):
            assert refuse(replica, change).path == f"outcomes/{entity}/objective"

    def test_a_text_cannot_be_added_to_an_entity_that_is_there(self, client: YjsClient, replica: Replica) -> None:
        entity = str(new_id())
        take(replica, client.edit(lambda roots: roots["outcomes"].__setitem__(entity, Map({"metric": "x"}))))
        change = client.edit(lambda roots: roots["outcomes"][entity].update({"objective": Text("")}))
        assert refuse(replica, change).path == f"outcomes/{entity}/objective"

    @pytest.mark.parametrize("cut", [deletion(1, 2, 1), deletion(1, 1, 2), deletion(1, 3, 1)])
    def test_a_character_of_two_units_is_never_cut(self, cut: bytes) -> None:
        writer = YjsClient(client_id=1)
        entity = str(new_id())
        first = writer.edit(lambda roots: roots["risks"].__setitem__(entity, Map({"title": Text("😀b")})))
        placed = Replica(SHARED).admit(decode(first)).placed
        run = next(new for new in placed if new.entry and new.entry.slot.inside)
        replica = Replica(SHARED)
        take(replica, first)
        half = deletion(1, run.start + 1, 1)
        assert "as a whole" in str(refuse(replica, half))
        assert "as a whole" in str(refuse(replica, deletion(1, run.start, 1)))
        take(replica, deletion(1, run.start, 2))
        assert replica.raw_entity("risks", entity) == {"title": "b"}
        assert cut


class TestGaps:
    def test_a_gap_in_a_clients_clock_is_missing(self, client: YjsClient, replica: Replica) -> None:
        entity, update = client.create("outcomes")
        client.edit(lambda roots: roots["outcomes"][entity].update({"target": 1.0}))
        later = client.edit(lambda roots: roots["outcomes"][entity].update({"target": 2.0}))
        take(replica, update)
        with pytest.raises(Missing):
            replica.admit(decode(later))

    def test_building_on_unknown_structs_of_others_is_missing(self, client: YjsClient, replica: Replica) -> None:
        entity, _ = client.create("outcomes")
        other = YjsClient(client.doc.get_update())
        with pytest.raises(Missing):
            replica.admit(decode(other.edit(lambda roots: roots["outcomes"][entity].update({"target": 1.0}))))

    @pytest.mark.parametrize("attack", [deletion(CLIENT, 0, 5), deletion(CLIENT, 2**30, 1), deletion(1, 10, 2**30)])
    def test_deleting_what_does_not_exist_yet_is_missing(self, replica: Replica, attack: bytes) -> None:
        with pytest.raises(Missing):
            replica.admit(decode(attack))

    def test_a_skip_is_a_gap(self, replica: Replica) -> None:
        with pytest.raises(Missing):
            replica.admit(decode(struct(CLIENT, 0, b"\x0a\x05")))

    def test_a_circle_of_origins_is_not_the_protocol(self, replica: Replica) -> None:
        one = b"\x01\x01\x00\x84\x02\x00\x01a"
        other = b"\x01\x02\x00\x84\x01\x00\x01b"
        with pytest.raises(NotTheProtocol):
            replica.admit(decode(b"\x02" + one + other + b"\x00"))


class TestLimits:
    def test_an_oversized_update_is_refused_with_the_limit(self) -> None:
        with pytest.raises(OverLimit, match=str(MAX_UPDATE_BYTES)):
            decode(bytes(MAX_UPDATE_BYTES + 1))

    def test_a_text_beyond_its_limit_is_refused_with_the_limit(self, client: YjsClient, replica: Replica) -> None:
        entity, update = client.create("risks", title="x" * 250)
        take(replica, update)
        refusal = refuse(replica, client.edit(lambda _: client.text("risks", entity, "title").insert(0, "y" * 51)))
        assert isinstance(refusal, OverLimit)
        assert "300" in str(refusal)

    def test_typing_and_erasing_does_not_use_a_text_up(self, client: YjsClient, replica: Replica) -> None:
        entity, update = client.create("risks", title="")
        take(replica, update)
        for _ in range(4):
            take(replica, client.edit(lambda _: client.text("risks", entity, "title").insert(0, "x" * 200)))
            take(replica, client.edit(lambda _: client.text("risks", entity, "title").clear()))

    def test_too_many_entities_are_refused_with_the_limit(self, client: YjsClient, replica: Replica) -> None:
        def fill(roots: dict[str, Map[object]]) -> None:
            for _ in range(MAX_ENTITIES):
                roots["tasks"][str(new_id())] = Map({"action": Text("")})

        take(replica, client.edit(fill))
        refusal = refuse(replica, client.create("tasks")[1])
        assert isinstance(refusal, OverLimit)
        assert str(MAX_ENTITIES) in str(refusal)


def test_a_reloaded_replica_judges_like_the_one_that_lived(client: YjsClient, replica: Replica) -> None:
    entity, update = client.create("outcomes", objective="words", metric="m")
    take(replica, update)
    take(replica, client.edit(lambda roots: roots["outcomes"][entity].update({"target": 1.0})))
    reloaded = Replica(SHARED, [replica.state()])
    change = client.edit(lambda roots: roots["outcomes"][entity].update({"target": 2.0}))
    assert replica.admit(decode(change)).touches == reloaded.admit(decode(change)).touches
    wrong = client.edit(lambda roots: roots["outcomes"][entity].update({"colour": "red"}))
    take(replica, change)
    take(reloaded, change)
    assert str(refuse(replica, wrong)) == str(refuse(reloaded, wrong))
    assert write_var_string("x") == write_varuint(1) + b"x"


def test_a_replica_that_nobody_uses_is_freed_with_its_document(client: YjsClient) -> None:
    _, update = client.create("outcomes")
    client.create("risks")
    whole = client.doc.get_update()
    gc.collect()
    before = sum(isinstance(thing, Doc) for thing in gc.get_objects())
    for replica in [Replica(SHARED, [update]) for _ in range(20)]:
        replica.apply(whole, replica.admit(decode(whole)))
        replica.draft().write(lambda roots: roots["plan"].update({"reviewOn": "2026-09-30"}))
    replica = None
    gc.collect()
    assert sum(isinstance(thing, Doc) for thing in gc.get_objects()) == before
