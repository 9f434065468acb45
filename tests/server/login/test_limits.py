"""Refusals of logins: limited, written into the audit of whom they concern, and not more than it can bear."""

from typing import Any

import pytest

from plans.store.connection import Connection
from tests.server.login.stage import Stage

pytestmark = pytest.mark.anyio


COLUMNS = ("organisation_id", "actor", "action", "subject", "code", "problem")
REFUSALS = """
select organisation_id, actor, action, subject, details->>'code' as code, details->>'problem' as problem
from audit_entry where refused order by id
"""


async def _audit(owner: Connection) -> list[dict[str, Any]]:
    return [{name: row[name] for name in COLUMNS} for row in await owner.fetch(REFUSALS)]


async def test_a_forged_answer_is_in_the_audit_of_the_organisation(stage: Stage, owner: Connection) -> None:
    browser = stage.browser()
    answer = await browser.get(f"/auth/{stage.connection_id}/callback?code=c&state=s")
    assert answer.status_code == 400
    (entry,) = await _audit(owner)
    assert entry["organisation_id"] == stage.organisation_id
    assert (entry["action"], entry["code"], entry["subject"]) == (
        "login:complete", "request", str(stage.connection_id)
    )  # fmt: skip
    assert "state: expected" in entry["problem"]


async def test_who_has_no_place_here_is_in_the_audit_without_their_address(stage: Stage, owner: Connection) -> None:
    stage.provider.behaviour.claims = {"email": "stranger@elsewhere.example"}
    answer = await stage.log_in(stage.browser())
    assert answer.status_code == 403
    (entry,) = await _audit(owner)
    assert (entry["code"], entry["problem"]) == ("denied", None)


async def test_a_refused_step_up_names_the_person(stage: Stage, owner: Connection) -> None:
    person = await stage.link("subject-1")
    browser = stage.browser()
    await stage.log_in(browser)
    address = (await browser.post("/confirm")).headers["location"]
    stage.provider.behaviour.claims = {"sub": "subject-2"}
    assert (await browser.get(await stage.at_provider(address))).status_code == 502
    (entry,) = await _audit(owner)
    assert (entry["action"], entry["actor"], entry["code"]) == ("step_up:complete", person, "provider")


async def test_a_refused_logout_by_a_provider_is_in_the_audit(stage: Stage, owner: Connection) -> None:
    address = f"/auth/{stage.connection_id}/backchannel-logout"
    answer = await stage.browser().post(address, data={"logout_token": "forged"})
    assert answer.status_code == 400
    (entry,) = await _audit(owner)
    assert entry["action"] == "logout:receive"


async def test_what_names_no_connection_is_in_nobodys_audit(stage: Stage, owner: Connection) -> None:
    for connection in ("nobody", "0190a000-0000-7000-8000-000000000000"):
        assert (await stage.browser().get(f"/auth/{connection}/callback?code=c&state=s")).status_code == 400
    assert await _audit(owner) == []


async def test_guessing_ends_with_429_and_one_entry_that_says_so(stage: Stage, owner: Connection) -> None:
    browser, callback = stage.browser(), f"/auth/{stage.connection_id}/callback?code=c&state=s"
    statuses = [(await browser.get(callback)).status_code for _ in range(40)]
    assert statuses == [400] * 30 + [429] * 10
    answer = await browser.get(callback)
    assert int(answer.headers["retry-after"]) > 0
    assert "Too many attempts" in answer.text
    codes = [entry["code"] for entry in await _audit(owner)]
    assert codes == ["request"] * 30 + ["rate_limited"]


async def test_guessing_addresses_ends_with_429(stage: Stage) -> None:
    browser, statuses = stage.browser(), list[int]()
    for _ in range(7):
        answer = await browser.post("/login", data={"email": "somebody@nowhere.example"})
        statuses.append(answer.status_code)
    assert statuses == [400] * 5 + [429] * 2
    assert (await browser.post("/login", data={"email": "newcomer@harbor.example"})).status_code == 303


async def test_an_audit_is_not_filled_by_strangers(stage: Stage, owner: Connection) -> None:
    for _ in range(8):
        for _ in range(30):
            await stage.browser().get(f"/auth/{stage.connection_id}/callback?code=c&state=s")
        stage.ahead += 301  # the address is forgiven
    assert 60 < len(await _audit(owner)) < 60 + 8 * 301 / 60 + 1
