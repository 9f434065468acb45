"""Idempotency keys and expected versions where several processes and sockets write at once."""

import asyncio
from uuid import UUID

import pytest

from collab.edit import Terms, create_entity, remove_entity, update_entity
from collab.errors import Stale
from collab.live import LiveDocuments
from collab.plan import create_plan
from plans.rules.idempotency_key import request_hash
from plans.rules.identifier import new_id
from plans.rules.refusal import ProblemCode, Refused
from plans.store.connection import Connection
from plans.store.document import DocumentRow, select_document
from plans.store.idempotency_key import IdempotencyKeyRow
from tests.collab.stage import Stage, join, send, table

pytestmark = pytest.mark.anyio


def under(stage: Stage, key: str, document: DocumentRow | None = None) -> Terms:
    """The terms of a request for a document under a key."""
    asked, person = document or stage.document, stage.author.person_id
    assert person is not None
    hashed = request_hash({"plan_id": asked.plan_id})
    return Terms(key=IdempotencyKeyRow(asked.vendor_id, person, "createRisk", key, hashed, asked.plan_id))


async def test_two_processes_at_once_make_one_edit_under_one_key(
    live: LiveDocuments, other_live: LiveDocuments, stage: Stage
) -> None:
    for key in ("first", "second", "third"):
        before = len(await table(stage, "risks"))
        made = await asyncio.gather(
            *(
                create_entity(process, stage.document, stage.author, "risks", {}, under(stage, key))
                for process in (live, other_live) * 3
            )
        )
        assert len(set(made)) == 1
        assert len(await table(stage, "risks")) == before + 1


async def test_one_key_for_two_plans_at_once_is_taken_by_one(
    live: LiveDocuments, other_live: LiveDocuments, stage: Stage, operator: Connection
) -> None:
    async with operator.transaction():
        plan_id = await create_plan(operator, new_id(), stage.account.row, stage.author, {"title": "Other"})
    async with live.writers.acquire() as connection:
        other = await select_document(connection, stage.document.vendor_id, plan_id, "shared")
    assert other is not None
    answers = await asyncio.gather(
        create_entity(live, stage.document, stage.author, "risks", {}, under(stage, "key")),
        create_entity(other_live, other, stage.author, "risks", {}, under(stage, "key", other)),
        return_exceptions=True,
    )
    (made,) = [answer for answer in answers if isinstance(answer, UUID)]
    (refused,) = [answer for answer in answers if isinstance(answer, Refused)]
    assert [problem.code for problem in refused.problems] == [ProblemCode.IDEMPOTENCY_KEY_REUSED]
    found = {
        **await table(stage, "risks"),
        **await table(Stage(stage.database, stage.account, other, stage.author), "risks"),
    }
    assert list(found) == [str(made)]


async def test_keys_are_kept_for_a_day(live: LiveDocuments, stage: Stage, owner: Connection) -> None:
    made = {
        key: await create_entity(live, stage.document, stage.author, "risks", {}, under(stage, key))
        for key in ("old", "young")
    }
    for key, age in (("old", "24 hours 1 minute"), ("young", "23 hours 59 minutes")):
        await owner.execute(
            "update idempotency_key set created_at = now() - $1::text::interval where key = $2", age, key
        )
    await live._clean()  # pyright: ignore[reportPrivateUsage] - what the upkeep runs every ten minutes
    again = {
        key: await create_entity(live, stage.document, stage.author, "risks", {}, under(stage, key)) for key in made
    }
    assert again["young"] == made["young"]
    assert again["old"] != made["old"]


async def test_a_live_edit_makes_an_expected_version_stale_before_it_is_projected(
    live: LiveDocuments, other_live: LiveDocuments, stage: Stage
) -> None:
    risk = await create_entity(live, stage.document, stage.author, "risks", {"title": "Late"})
    version = (await table(stage, "risks"))[str(risk)].version
    _, client = await join(live, stage.document)
    await send(live, stage, client.edit(lambda _: client.text("risks", str(risk), "title").insert(0, "Very ")))
    for process in (live, other_live):
        with pytest.raises(Stale) as stale:
            await update_entity(
                process, stage.document, stage.author, "risks", risk, {"title": None}, Terms(version=version)
            )
        assert stale.value.version == version + 1
    with pytest.raises(Stale):
        await remove_entity(other_live, stage.document, stage.author, "risks", risk, Terms(version=version))
    await update_entity(
        other_live, stage.document, stage.author, "risks", risk, {"kind": "other"}, Terms(version=version + 1)
    )
    assert (await table(stage, "risks"))[str(risk)].fields["title"] == "Very Late"


async def test_of_two_edits_of_one_version_one_is_made(
    live: LiveDocuments, other_live: LiveDocuments, stage: Stage
) -> None:
    risk = await create_entity(live, stage.document, stage.author, "risks", {})
    version = (await table(stage, "risks"))[str(risk)].version
    answers = await asyncio.gather(
        *(
            update_entity(
                process, stage.document, stage.author, "risks", risk, {"title": title}, Terms(version=version)
            )
            for process, title in ((live, "one"), (other_live, "two"), (live, "three"), (other_live, "four"))
        ),
        return_exceptions=True,
    )
    assert sum(answer is None for answer in answers) == 1, answers
    assert sum(isinstance(answer, Stale) for answer in answers) == 3, answers
