"""Edits through the API: one transaction, through the same door as live edits."""

import asyncio
from typing import Any

import pytest

from collab.edit import create_entity, remove_entity, update_entity
from collab.errors import OverLimit, Unavailable
from collab.live import LiveDocuments
from plans.rules.document import SHARED
from plans.rules.identifier import new_id
from plans.rules.refusal import ProblemCode, Refused
from plans.store.connection import Connection
from tests.collab.stage import Stage, current, join, send, table

pytestmark = pytest.mark.anyio


async def test_an_edit_is_committed_projected_and_relayed(live: LiveDocuments, stage: Stage) -> None:
    reader, _ = await join(live, stage.document)
    created = await create_entity(live, stage.document, stage.author, "risks", {"title": "Late", "kind": "other"})
    assert (await table(stage, "risks"))[str(created)].fields["title"] == "Late"
    await update_entity(live, stage.document, stage.author, "risks", created, {"title": "Later", "kind": None})
    row = (await table(stage, "risks"))[str(created)]
    assert (row.fields["title"], row.fields["kind"], row.version) == ("Later", None, 3)
    await reader.until(lambda: reader.client().content()["risks"].get(str(created), {}).get("title") == "Later")
    await remove_entity(live, stage.document, stage.author, "risks", created)
    assert await table(stage, "risks") == {}
    await reader.until(lambda: reader.client().content()["risks"] == {})


async def test_a_refusal_names_every_problem_and_changes_nothing(live: LiveDocuments, stage: Stage) -> None:
    fields = {"kind": "doom", "title": "x" * 301, "outcome": new_id()}
    with pytest.raises(Refused) as refused:
        await create_entity(live, stage.document, stage.author, "risks", fields)
    assert {(problem.code, problem.path) for problem in refused.value.problems} == {
        (ProblemCode.INVALID, ("kind",)),
        (ProblemCode.INVALID, ("title",)),
        (ProblemCode.NOT_FOUND, ("outcome",)),
    }
    with pytest.raises(Refused):
        await update_entity(live, stage.document, stage.author, "risks", new_id(), {"kind": "other"})
    assert (await current(stage)).head == 1


async def test_a_new_text_keeps_what_others_type_around_it(live: LiveDocuments, stage: Stage) -> None:
    created = await create_entity(live, stage.document, stage.author, "risks", {"title": "Cut é😀 support"})
    reader, client = await join(live, stage.document)
    await update_entity(live, stage.document, stage.author, "risks", created, {"title": "Cut é😀 the support"})
    typed = client.edit(lambda _: client.text("risks", str(created), "title").insert(0, "We "))
    await send(live, stage, typed)
    await reader.until(lambda: reader.client().content()["risks"][str(created)]["title"] == "We Cut é😀 the support")


async def test_edits_of_two_processes_and_sockets_at_once_all_get_in(
    live: LiveDocuments, other_live: LiveDocuments, stage: Stage
) -> None:
    _, client = await join(live, stage.document)
    socket = [client.create("wins")[1] for _ in range(10)]
    await asyncio.gather(
        *(create_entity(live, stage.document, stage.author, "risks", {}) for _ in range(5)),
        *(create_entity(other_live, stage.document, stage.author, "risks", {}) for _ in range(5)),
        *(send(live, stage, update) for update in socket),
    )
    await live.project(await current(stage))
    assert len(await table(stage, "risks")) == 10
    assert len(await table(stage, "wins")) == 10


async def test_a_database_that_goes_away_is_said(live: LiveDocuments, stage: Stage, owner: Connection) -> None:
    await create_entity(live, stage.document, stage.author, "risks", {})
    async with owner.transaction():
        await owner.execute("lock table document_update in access exclusive mode")
        task = asyncio.ensure_future(create_entity(live, stage.document, stage.author, "risks", {}))
        await asyncio.sleep(0.2)  # it waits for the table
        await owner.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity "
            "where query like '%with wanted%' and pid <> pg_backend_pid() and datname = current_database()"
        )
    with pytest.raises(Unavailable):
        await task
    await create_entity(live, stage.document, stage.author, "risks", {})


@pytest.mark.parametrize("letter", ["x", "😀"])
async def test_a_long_text_gives_way_to_another_as_long(live: LiveDocuments, stage: Stage, letter: str) -> None:
    problem = SHARED.collection("plan")
    assert problem is not None
    field = problem.field("problem")
    assert field is not None
    most = field.type.max_length // len(letter.encode("utf-16-le")) * 2
    for text in (letter * most, "y" * field.type.max_length, "z" * most):
        await update_entity(live, stage.document, stage.author, "plan", None, {"problem": text})
    _, client = await join(live, stage.document)
    replaced = str(client.text("plan", None, "problem"))
    assert replaced == "z" * most

    def replace(roots: dict[str, Any], length: int) -> None:
        text = roots["plan"]["problem"]
        text.clear()
        text += "w" * length

    await send(live, stage, client.edit(lambda roots: replace(roots, field.type.max_length)))
    too_long = client.edit(lambda roots: replace(roots, field.type.max_length + 1))
    with pytest.raises(OverLimit, match=f"would be {field.type.max_length + 1}"):
        await send(live, stage, too_long)
