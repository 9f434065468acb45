"""The step-up: a fresh login whose nonce is what was agreed, used once, for that and nothing else."""

import datetime as dt
import json
import time
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

import httpx2
import pytest
from joserfc import jwt
from joserfc.jwk import import_key

from plans.rules.step_up import Agreement, step_up_nonce
from plans.service.step_up import erase_evidence, spend_step_up
from plans.store.step_up import StepUpRow
from tests.server.login.stage import AGREEMENT, Stage, utc_now

pytestmark = pytest.mark.anyio


async def _confirm(stage: Stage, browser: httpx2.AsyncClient) -> httpx2.Response:
    begun = await browser.post("/confirm")
    assert begun.status_code == 303, begun.text
    return await browser.get(await stage.at_provider(begun.headers["location"]))


def _step_up_id(answer: httpx2.Response) -> UUID:
    assert answer.status_code == 303, answer.text
    address = urlsplit(answer.headers["location"])
    assert (address.path, address.fragment) == ("/sign/1", "c")
    asked = parse_qs(address.query)
    assert asked["a"] == ["b"]
    return UUID(asked["step_up"][0])


async def _spend(
    stage: Stage, step_up: UUID, person: UUID, agreement: Agreement = AGREEMENT, minutes: float = 0
) -> StepUpRow | None:
    async with stage.database.logins.acquire() as connection, connection.transaction():
        now = utc_now() + dt.timedelta(minutes=minutes)
        return await spend_step_up(connection, step_up, person, stage.organisation_id, agreement, now)


async def test_the_provider_signs_what_was_agreed_and_the_session_gets_a_new_secret(stage: Stage) -> None:
    browser, person = stage.browser(), await stage.link("subject-1")
    await stage.log_in(browser)
    before = browser.cookies["concordat"]
    step_up = _step_up_id(await _confirm(stage, browser))
    assert browser.cookies["concordat"] != before
    assert (await stage.who(browser))["person"] == str(person)
    assert "refused" in await stage.who(stage.browser(), {"Cookie": f"concordat={before}"})
    row = await _spend(stage, step_up, person)
    assert row is not None
    assert row.id_token is not None
    assert row.provider_key is not None
    claims = jwt.decode(row.id_token, import_key(json.loads(row.provider_key)), algorithms=["RS256"]).claims
    assert claims["nonce"] == step_up_nonce(AGREEMENT, row.salt)


async def test_a_fresh_login_is_asked_for(stage: Stage) -> None:
    browser = stage.browser()
    await stage.log_in(browser)
    asked = parse_qs(urlsplit((await browser.post("/confirm")).headers["location"]).query)
    assert (asked["prompt"], asked["max_age"]) == (["login"], ["0"])


async def test_a_step_up_is_spent_once(stage: Stage) -> None:
    browser, person = stage.browser(), await stage.link("subject-1")
    await stage.log_in(browser)
    step_up = _step_up_id(await _confirm(stage, browser))
    assert await _spend(stage, step_up, person)
    assert await _spend(stage, step_up, person) is None


@pytest.mark.parametrize(
    "agreement",
    [
        replace(AGREEMENT, purpose="confirm"),
        replace(AGREEMENT, content_hash=bytes(32)),
        replace(AGREEMENT, statement_hash=bytes(32)),
        replace(AGREEMENT, decision="reject"),
    ],
)
async def test_a_step_up_is_for_what_was_agreed_alone(stage: Stage, agreement: Agreement) -> None:
    browser, person = stage.browser(), await stage.link("subject-1")
    await stage.log_in(browser)
    step_up = _step_up_id(await _confirm(stage, browser))
    assert await _spend(stage, step_up, person, agreement) is None
    assert await _spend(stage, step_up, stage.sponsor.person_id) is None
    assert await _spend(stage, step_up, person, minutes=5.1) is None
    assert await _spend(stage, step_up, person)


FORGED: dict[str, dict[str, Any]] = {
    "auth_time: expected one": {"auth_time": None},
    "auth_time: expected a fresh login": {"auth_time": int(time.time()) - 60},
    "auth_time: expected a time that has come": {"auth_time": int(time.time()) + 3600},
    "step-up: expected the person": {"sub": "subject-2"},
    "nonce: expected": {"nonce": "n" * 43},
}


@pytest.mark.parametrize("expected", FORGED)
async def test_a_login_that_is_not_fresh_or_not_the_same_persons_confirms_nothing(
    stage: Stage, caplog: pytest.LogCaptureFixture, expected: str
) -> None:
    browser = stage.browser()
    await stage.link("subject-1")
    await stage.link("subject-2")
    await stage.log_in(browser)
    stage.provider.behaviour.claims = FORGED[expected]
    answer = await _confirm(stage, browser)
    assert (answer.status_code, "set-cookie" in answer.headers) == (502, False)
    assert expected in caplog.text
    async with stage.database.logins.acquire() as connection:
        assert await connection.fetchval("select count(*) from step_up_evidence") == 0


async def test_a_step_up_takes_at_most_five_minutes(stage: Stage) -> None:
    browser = stage.browser()
    await stage.log_in(browser)
    begun = await browser.post("/confirm")
    back = await stage.at_provider(begun.headers["location"])
    stage.ahead = 301
    assert (await browser.get(back)).status_code == 400


async def test_a_step_up_ends_in_the_session_that_began_it(stage: Stage) -> None:
    browser = stage.browser()
    await stage.log_in(browser)
    begun = await browser.post("/confirm")
    await stage.log_in(browser)  # the same browser, another session
    answer = await browser.get(await stage.at_provider(begun.headers["location"]))
    assert answer.status_code == 400


async def test_a_step_up_without_a_session_does_not_begin(stage: Stage) -> None:
    assert (await stage.browser().post("/confirm")).status_code == 400


async def test_what_names_the_person_can_be_erased_and_its_hashes_stay(stage: Stage) -> None:
    browser, person = stage.browser(), await stage.link("subject-1")
    await stage.log_in(browser)
    await _confirm(stage, browser)
    async with stage.database.logins.acquire() as connection:
        await erase_evidence(connection, stage.organisation_id, person, utc_now())
        row = await connection.fetchrow("select id_token, provider_key, id_token_hash from step_up_evidence")
    assert row is not None
    assert (row["id_token"], row["provider_key"], len(row["id_token_hash"])) == (None, None, 32)
