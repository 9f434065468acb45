"""What a watch gathers between two looks."""

import asyncio
from uuid import UUID

import pytest

from collab.live import LiveDocuments
from collab.watch import MAX_CHANGES, Change, ChangeKind, Watch, Written
from plans.rules.identifier import new_id
from plans.store.beside import Told
from tests.collab.stage import Stage, current, join, send

ENTITY = new_id()
CREATED, CHANGED, REMOVED = ChangeKind.CREATED, ChangeKind.CHANGED, ChangeKind.REMOVED


def _written(is_there: bool, version: int = 1, entity: UUID = ENTITY) -> Written:
    return Written("risks", entity, version, is_there)


def _looked(*known: UUID) -> Watch:
    watch = Watch()
    for entity in known:
        watch.note([_written(True, entity=entity)])
    assert watch.take() is None
    return watch


@pytest.mark.parametrize(
    ("is_known", "steps", "kind"),
    [
        (False, [True], CREATED),
        (False, [True, True], CREATED),
        (False, [True, False], None),
        (False, [True, False, True], CREATED),
        (False, [False], None),
        (True, [True], CHANGED),
        (True, [True, True], CHANGED),
        (True, [True, False], REMOVED),
        (True, [False], REMOVED),
        (True, [False, True], CHANGED),
        (True, [False, True, False], REMOVED),
    ],
)
def test_steps_between_two_looks_come_to_one_change(is_known: bool, steps: list[bool], kind: ChangeKind | None) -> None:
    watch = _looked(*([ENTITY] if is_known else []))
    for version, is_there in enumerate(steps, 2):
        watch.note([_written(is_there, version)])
    expected = () if kind is None else (Change("risks", ENTITY, kind, len(steps) + 1),)
    assert watch.has_changes == bool(expected)
    assert watch.take() == expected
    assert watch.take() == ()


def test_rows_beside_the_documents_come_to_one_change_and_what_is_not_told_wakes_nobody() -> None:
    watch = Watch(frozenset({"reviews"}))
    assert watch.take() is None
    of, row = new_id(), new_id()
    watch.note_beside(Told("contract", of, row, 1, was_there=True, is_there=True))
    assert not watch.has_changes
    watch.note_beside(Told("reviews", of, row, 1, was_there=False, is_there=True))
    watch.note_beside(Told("reviews", of, row, 2, was_there=True, is_there=True))
    watch.note_beside(Told("reviews", of, row, 0, was_there=True, is_there=True))
    assert watch.take() == (Change("reviews", row, CREATED, 2),)
    watch.note_beside(Told("reviews", of, row, 3, was_there=True, is_there=False))
    assert watch.take() == (Change("reviews", row, REMOVED, 3),)
    watch.note_beside(Told("reviews", of, row, 1, was_there=False, is_there=True))
    watch.note_beside(Told("reviews", of, row, 1, was_there=True, is_there=False))
    assert watch.take() == ()


def test_what_is_taken_is_not_told_again() -> None:
    watch = _looked()
    watch.note([_written(True)])
    watch.take()
    watch.note([_written(True, 2)])
    assert watch.take() == (Change("risks", ENTITY, CHANGED, 2),)


def test_too_many_changes_are_anything_and_take_no_memory() -> None:
    watch = _looked()
    for _ in range(MAX_CHANGES):
        watch.note([_written(True, entity=new_id())])
    assert len(watch.take() or ()) == MAX_CHANGES
    for _ in range(2 * MAX_CHANGES):
        watch.note([_written(True, entity=new_id())])
    assert watch.take() is None
    watch.note([_written(True)])
    assert watch.take() == (Change("risks", ENTITY, CREATED, 1),)


@pytest.mark.anyio
async def test_a_watch_hears_of_another_process_what_was_removed_too_and_leaves_nothing_behind(
    live: LiveDocuments, other_live: LiveDocuments, stage: Stage
) -> None:
    _, elsewhere = await join(other_live, stage.document)
    risk, update = elsewhere.create("risks", title="The import is late")
    await send(other_live, stage, update)
    async with other_live.room(stage.document) as room, room.settled():
        pass  # it is committed
    await other_live.project(await current(stage))
    async with live.watch([stage.document]) as watch:
        assert watch.take() is None
        await send(other_live, stage, elsewhere.edit(lambda roots: roots["risks"].pop(str(risk))))
        found: tuple[Change, ...] | None = ()
        async with asyncio.timeout(20):
            while not found:
                await watch.news(10)
                found = watch.take()
        assert [(change.root, str(change.id), change.kind) for change in found] == [("risks", str(risk), REMOVED)]
        room = live.open_room(stage.document.id)
        assert room is not None
        assert not room.is_idle
    assert not room.watches
    assert room.is_idle


@pytest.mark.anyio
async def test_a_watch_of_a_room_that_is_given_up_is_lost(live: LiveDocuments, stage: Stage) -> None:
    async with live.watch([stage.document]) as watch:
        room = live.open_room(stage.document.id)
        assert room is not None
        room.drop("for a test")
        assert watch.is_lost
        await watch.news(0)


@pytest.mark.anyio
async def test_a_watch_is_told_of_the_rows_of_its_plan_and_account_and_of_no_other(
    live: LiveDocuments, stage: Stage
) -> None:
    plan, account = stage.document.plan_id, stage.account.row.id
    told = Told("contacts", account, ENTITY, 0, was_there=False, is_there=True)
    async with live.watch([stage.document], (plan, account), frozenset({"contacts"})) as watch:
        watch.take()
        live.told(Told("contacts", new_id(), new_id(), 0, was_there=False, is_there=True))
        assert not watch.has_changes
        live.told(told)
        assert watch.take() == (Change("contacts", ENTITY, CREATED, 0),)
        live.told_perhaps()  # messages may have been missed
        assert watch.take() is None
    live.told(told)
    live.told_perhaps()
    assert not watch.has_changes
