"""Rights in live documents: whose a client id is, and who has set a value, across processes and restarts."""

import asyncio
import datetime as dt
from dataclasses import replace

import pytest

from collab.admission import Touch
from collab.author import Author
from collab.codec import AwarenessEntry
from collab.edit import create_entity, remove_entity, update_entity
from collab.errors import NotYours, OverLimit, Unavailable
from collab.live import LiveDocuments
from collab.place import Slot
from collab.rights import denials, setters
from collab.update_reader import MAX_OPERATIONS
from plans.rules.authorship import Deed
from plans.rules.identifier import new_id
from plans.rules.refusal import ProblemCode, Refused
from plans.rules.role import Role, Side
from plans.store.connection import Connection
from plans.store.update_log import UpdateRow
from server.database import Database
from tests.collab.stage import Stage, current, join, running, send
from tests.collab.yjs import YjsClient, in_root, struct

pytestmark = pytest.mark.anyio


def somebody(stage: Stage, role: Role, side: Side, via: str = "socket") -> Author:
    return Author(stage.account.people[role], via, role, side, role)


async def receive(live: LiveDocuments, stage: Stage, author: Author, update: bytes) -> None:
    async with live.room(stage.document) as room:
        await room.receive(update, author)
        async with room.settled():
            pass


async def test_a_client_id_is_its_first_users_in_every_process_and_after_a_restart(
    live: LiveDocuments, database: Database, stage: Stage
) -> None:
    champion = somebody(stage, Role.CHAMPION, Side.CUSTOMER)
    _, client = await join(live, stage.document)
    await receive(live, stage, stage.author, client.create("risks")[1])
    stolen = client.create("risks")[1]  # goes on where the first edit ended
    async with running(database) as later:
        for process in (live, later):
            with pytest.raises(NotYours, match="another's"):
                await receive(process, stage, champion, stolen)
        await receive(later, stage, stage.author, stolen)
    with pytest.raises(NotYours, match="another's"):  # the same person, but through another door
        await receive(live, stage, somebody(stage, Role.CSM, Side.VENDOR, "api"), client.create("risks")[1])


async def test_of_two_people_who_use_one_client_id_at_once_in_two_processes_one_wins(
    live: LiveDocuments, other_live: LiveDocuments, stage: Stage
) -> None:
    champion = somebody(stage, Role.CHAMPION, Side.CUSTOMER)
    state = (await join(live, stage.document))[1].doc.get_update()
    await join(other_live, stage.document)
    one, other = YjsClient(state, client_id=4711), YjsClient(state, client_id=4711)
    async with live.room(stage.document) as room, other_live.room(stage.document) as elsewhere:
        await room.receive(one.create("risks")[1], stage.author)
        async with room.settled():
            pass  # committed: whether the other process has heard of it or not, it must not go on there
        other.create("wins")
        other.create("wins")
        late = other.doc.get_update()
        try:
            await elsewhere.receive(late, champion)
            async with elsewhere.settled():
                pass
        except (Unavailable, NotYours):
            pass
    await receive(other_live, stage, stage.author, one.create("risks")[1])
    async with other_live.room(stage.document) as room:
        assert len(room.replica.entity_ids("risks")) == 2
        assert room.replica.entity_ids("wins") == []


class Counting(frozenset[str]):
    """Contacts that count how often they are looked at."""

    looks = 0

    def __contains__(self, one: object) -> bool:
        self.looks += 1
        return super().__contains__(one)


@pytest.mark.parametrize("field", ["position", "owner"])
async def test_whose_an_edit_is_takes_as_long_as_the_edit_and_no_longer(
    live: LiveDocuments, stage: Stage, field: str
) -> None:
    """One update may write one place as often as it has operations."""
    mine = Counting([str(new_id())])
    (owner,) = mine
    task = await create_entity(live, stage.document, stage.author, "tasks", {"owner": owner})
    member = replace(somebody(stage, Role.MEMBER, Side.CUSTOMER), contacts=mine)
    written = Slot("tasks", str(task), field)
    touches = [Touch(Deed.WRITE, written, owner) for _ in range(MAX_OPERATIONS)]
    async with live.room(stage.document) as room:
        side_of = setters(room.replica, room.bindings)
        assert list(denials(member, touches, room.replica, side_of)) == []
        assert mine.looks <= 2 * len(touches)
        given_away = Touch(Deed.WRITE, Slot("tasks", str(task), "owner"), str(new_id()))
        (denied,) = denials(member, [*touches, given_away], room.replica, side_of)
        assert denied.slot.entity == str(task)


@pytest.mark.parametrize(
    ("field", "role", "side", "is_dropped"),
    [
        ("customerOwner", Role.SPONSOR, Side.CUSTOMER, True),
        ("customerOwner", Role.ADMIN, Side.VENDOR, False),
        ("vendorOwner", Role.SPONSOR, Side.CUSTOMER, False),
        ("target", Role.SPONSOR, Side.CUSTOMER, False),
    ],
)
async def test_an_edit_is_judged_anew_where_another_process_was_first(
    live: LiveDocuments, stage: Stage, owner: Connection, field: str, role: Role, side: Side, is_dropped: bool
) -> None:
    outcome = str(await create_entity(live, stage.document, stage.author, "outcomes", {}))
    reader, vendors = await join(live, stage.document)
    theirs = YjsClient(vendors.doc.get_update())
    waits = vendors.edit(lambda roots: roots["outcomes"][outcome].update({"customerOwner": str(new_id())}))
    change = {field: 3.0 if field == "target" else str(new_id())}
    first = theirs.edit(lambda roots: roots["outcomes"][outcome].update(change))
    other = somebody(stage, role, side)
    async with live.room(stage.document) as room, owner.transaction():
        await owner.execute("select from document where id = $1 for update", stage.document.id)
        await room.receive(waits, stage.author, reader)
        row = UpdateRow(
            room.seq + 1,
            first,
            other.person_id,
            side,
            "socket",
            theirs.doc.client_id,
            dt.datetime.now(dt.UTC),
        )
        room.take_committed([row])
        assert (room.dropped is not None) == is_dropped
        assert (reader.closed is not None) == is_dropped
        room.drop("the end of the test: nothing of this is in the log")


async def test_an_edit_that_waits_when_its_socket_is_ended_does_not_count(live: LiveDocuments, stage: Stage) -> None:
    reader, client = await join(live, stage.document)
    head = (await current(stage)).head
    async with live.room(stage.document) as room:
        async with room.settled():  # holds new edits back
            waiting = asyncio.create_task(room.receive(client.create("risks")[1], stage.author, reader))
            await asyncio.sleep(0)
            reader.close(4401, "the session ended")
        with pytest.raises(Unavailable, match="was ended"):
            await waiting
        assert room.replica.entity_ids("risks") == []
    assert (await current(stage)).head == head


async def test_who_is_seen_under_a_client_id_is_the_one_who_writes_under_it(live: LiveDocuments, stage: Stage) -> None:
    champion = somebody(stage, Role.CHAMPION, Side.CUSTOMER)
    _, client = await join(live, stage.document)
    update = client.create("risks")[1]
    async with live.room(stage.document) as room:
        seen = AwarenessEntry(client.doc.client_id, 1, '{"focus":"plan/title"}')
        assert room.awareness.receive([seen], stage.author, "the author's socket")
        with pytest.raises(NotYours, match="another's"):
            await room.receive(update, champion)
        await room.receive(update, stage.author)


async def test_nobody_goes_on_where_the_api_or_the_server_wrote(live: LiveDocuments, stage: Stage) -> None:
    author = somebody(stage, Role.CSM, Side.VENDOR, "api")
    await create_entity(live, stage.document, author, "risks", {"title": "Late"})
    _, client = await join(live, stage.document)
    async with live.room(stage.document) as room:
        ours = room.bindings.client_of(author, room.replica.index)
    forged = YjsClient(client.doc.get_update(), client_id=ours)
    with pytest.raises(NotYours, match="another's"):
        await send(live, stage, forged.create("risks")[1])


async def test_an_update_with_too_many_new_client_ids_is_refused(live: LiveDocuments, stage: Stage) -> None:
    _, client = await join(live, stage.document)
    for _ in range(65):
        helper = YjsClient(client.doc.get_update())
        client.receive(helper.edit(lambda roots: roots["plan"].update({"escalateAfterDays": 3.0})))
    with pytest.raises(OverLimit, match="64 new client ids"):
        await send(live, stage, client.doc.get_update())


@pytest.mark.parametrize("restarted", [False, True])
async def test_through_the_api_a_side_keeps_the_owner_that_it_has_set(
    live: LiveDocuments, database: Database, stage: Stage, restarted: bool
) -> None:
    csm = somebody(stage, Role.CSM, Side.VENDOR, "api")
    sponsor = somebody(stage, Role.SPONSOR, Side.CUSTOMER, "api")
    outcome = await create_entity(live, stage.document, csm, "outcomes", {"customerOwner": new_id()})
    owner = new_id()
    await update_entity(live, stage.document, sponsor, "outcomes", outcome, {"customerOwner": owner})
    async with running(database) as later:
        process = later if restarted else live
        with pytest.raises(Refused) as refused:
            await update_entity(process, stage.document, csm, "outcomes", outcome, {"customerOwner": new_id()})
        (problem,) = refused.value.problems
        assert (problem.code, problem.path) == (ProblemCode.NOT_ALLOWED, ("customerOwner",))
        assert "customer's side" in problem.message
        await update_entity(process, stage.document, csm, "outcomes", outcome, {"vendorOwner": new_id()})
        async with process.room(await current(stage)) as room:
            assert room.replica.scalar("outcomes", str(outcome), "customerOwner") == str(owner)


async def test_through_the_api_all_that_is_not_theirs_is_told_beside_all_that_is_wrong(
    live: LiveDocuments, stage: Stage
) -> None:
    csm = somebody(stage, Role.CSM, Side.VENDOR, "api")
    sponsor = somebody(stage, Role.SPONSOR, Side.CUSTOMER, "api")
    owner = new_id()
    milestone = await create_entity(live, stage.document, sponsor, "milestones", {"customerOwner": owner})
    same = {"customerOwner": owner, "title": "Invoices go out"}
    await update_entity(live, stage.document, csm, "milestones", milestone, same)  # what stays is not touched
    others = {"customerOwner": new_id(), "due": "tomorrow", "targetValue": "x", "vendorOwner": new_id()}
    with pytest.raises(Refused) as refused:
        await update_entity(live, stage.document, csm, "milestones", milestone, others)
    assert {(problem.code, problem.path) for problem in refused.value.problems} == {
        (ProblemCode.NOT_ALLOWED, ("customerOwner",)),
        (ProblemCode.INVALID, ("due",)),
        (ProblemCode.INVALID, ("targetValue",)),
    }
    finance = somebody(stage, Role.FINANCE, Side.CUSTOMER, "api")
    with pytest.raises(Refused) as refused:
        await update_entity(live, stage.document, finance, "milestones", milestone, others)
    codes = [problem.code for problem in refused.value.problems]
    assert codes.count(ProblemCode.NOT_ALLOWED) == 1, "the role's limits are told once"
    assert codes.count(ProblemCode.INVALID) == 2


@pytest.mark.parametrize("role", [Role.MEMBER, Role.FINANCE])
async def test_through_the_api_who_may_not_write_is_told_so(live: LiveDocuments, stage: Stage, role: Role) -> None:
    outcome = await create_entity(live, stage.document, stage.author, "outcomes", {})
    author = somebody(stage, role, Side.CUSTOMER, "api")
    head = (await current(stage)).head
    for refusing in (
        create_entity(live, stage.document, author, "outcomes", {}),
        update_entity(live, stage.document, author, "outcomes", outcome, {"target": 1.0}),
        remove_entity(live, stage.document, author, "outcomes", outcome),
    ):
        with pytest.raises(Refused, match=f"the role {role} does not write outcomes"):
            await refusing
    assert (await current(stage)).head == head


@pytest.mark.parametrize("role", [Role.VIEWER, Role.FINANCE])
@pytest.mark.parametrize(
    "body", [b"\x00\x01", in_root("risks", str(new_id()), b"\x01", 1)], ids=["collected", "deleted"]
)
async def test_an_edit_that_touches_no_place_takes_a_role_that_writes(
    live: LiveDocuments, stage: Stage, role: Role, body: bytes
) -> None:
    author = somebody(stage, role, Side.VENDOR if role is Role.VIEWER else Side.CUSTOMER)
    await join(live, stage.document)
    head = (await current(stage)).head
    with pytest.raises(NotYours, match="writes nothing"):
        await receive(live, stage, author, struct(4711, 0, body))
    assert (await current(stage)).head == head
    await receive(live, stage, stage.author, struct(4711, 0, body))


async def test_somebody_without_a_role_writes_nothing(live: LiveDocuments, stage: Stage) -> None:
    stranger = Author(stage.account.people[Role.CSM], "socket", "Nobody", Side.VENDOR)
    barred = Author(
        stage.account.people[Role.CSM], "socket", "", Side.VENDOR, Role.CSM, barred="a token that only reads"
    )
    _, client = await join(live, stage.document)
    update = client.create("risks")[1]
    with pytest.raises(NotYours, match="no role"):
        await receive(live, stage, stranger, update)
    with pytest.raises(NotYours, match="only reads"):
        await receive(live, stage, barred, update)
