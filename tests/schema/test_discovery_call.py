"""Row C6 through the API: discovery calls are records of their own, the vendor's, and findings go by them."""

import datetime as dt
from typing import Any
from uuid import UUID

import pytest

from plans.rules.discovery_call import MAX_CALLS
from plans.rules.role import Role
from plans.store.connection import Connection
from server.demo import FERNHILL, HARBOR, LUMEN, OTHERWISE, demo_id
from tests.api import Api

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("demo")]

PLAN = demo_id("Invoicing")
CSM, ADMIN, LOOKER = (
    next(demo_id(person.email) for person in FERNHILL.people if person.role is role)
    for role in (Role.CSM, Role.ADMIN, Role.VIEWER)
)
LUMENS = {person.role: demo_id(person.email) for person in LUMEN.people}
TODAY = dt.datetime.now(dt.UTC).date()
CALL = "id version heldOn contact { name } answers { prompt answer } priorFailures frustrations roi recordedBy { id }"
WRITTEN = f"discoveryCall {{ {CALL} }}"


async def _account(api: Api, person: UUID = CSM) -> Any:
    calls = f"discoveryCalls(first: 9) {{ totalCount nodes {{ {CALL} }} }}"
    asked = f"contacts(first: 20) {{ nodes {{ id role side }} }} {calls}"
    return (await api.ask(person, f'{{ plan(id: "{PLAN}") {{ account {{ id {asked} }} }} }}'))["plan"]["account"]


async def _contact(api: Api, role: str) -> str:
    contacts = (await _account(api))["contacts"]["nodes"]
    return next(one["id"] for one in contacts if (one["role"], one["side"]) == (role, "CUSTOMER"))


async def _record(api: Api, role: str = "SPONSOR", more: str = "", person: UUID = CSM) -> Any:
    account = (await _account(api))["id"]
    given = f'accountId: "{account}", contactId: "{await _contact(api, role)}", heldOn: "{TODAY}" {more}'
    return await api.change(person, "recordDiscoveryCall", given, WRITTEN)


async def _codes(api: Api, person: UUID = CSM) -> list[str]:
    found = await api.ask(person, f'{{ plan(id: "{PLAN}") {{ findings {{ code }} }} }}')
    return [one["code"] for one in found["plan"]["findings"]]


async def test_C6_sponsor_and_champion_are_heard_separately_and_the_finding_goes(api: Api) -> None:
    assert "DISCOVERY_CALL_MISSING" in await _codes(api)
    answers = ', answers: [{prompt: "What could impede it?", answer: "Nobody has time."}], roi: "Hours back"'
    made = await _record(api, "SPONSOR", answers)
    assert made["discoveryCall"]["answers"] == [{"prompt": "What could impede it?", "answer": "Nobody has time."}]
    assert (made["discoveryCall"]["roi"], made["discoveryCall"]["version"]) == ("Hours back", 1)
    assert "DISCOVERY_CALL_MISSING" in await _codes(api)
    await _record(api, "CHAMPION")
    assert "DISCOVERY_CALL_MISSING" not in await _codes(api)


async def test_nobody_of_the_customers_sees_a_call_or_what_comes_of_it(api: Api) -> None:
    await _record(api, more=', frustrations: "The sponsor is hard to reach"')
    for person in LUMENS.values():
        assert (await _account(api, person))["discoveryCalls"] == {"totalCount": 0, "nodes": []}
        assert "DISCOVERY_CALL_MISSING" not in await _codes(api, person)


async def test_an_account_has_so_many_calls_and_no_more(api: Api, owner: Connection) -> None:
    account, contact = (await _account(api))["id"], await _contact(api, "SPONSOR")
    await owner.execute(
        "insert into discovery_call (vendor_id, id, account_id, contact_id, held_on, recorded_by) "
        "select vendor_id, gen_random_uuid(), id, $2, $3, $4 from account, generate_series(1, $5) where id = $1",
        UUID(account), UUID(contact), TODAY, CSM, MAX_CALLS - 1,
    )  # fmt: skip
    assert "discoveryCall" in await _record(api)
    answer = await _record(api)
    assert [(problem["code"], problem["path"]) for problem in answer["problems"]] == [("OVER_LIMIT", [])]


async def test_only_the_vendors_keepers_write_calls(api: Api) -> None:
    for person in (LOOKER, *LUMENS.values()):
        answer = await _record(api, person=person)
        assert [problem["code"] for problem in answer["problems"]] == ["NOT_ALLOWED"], person
    strangers = [demo_id(person.email) for person in (*HARBOR.people, *OTHERWISE.people)]
    for person in strangers:
        answer = await _record(api, person=person)
        assert [(problem["code"], problem["path"]) for problem in answer["problems"]] == [("NOT_FOUND", ["accountId"])]


async def test_a_call_is_with_somebody_of_the_customers_and_every_problem_is_told(api: Api) -> None:
    contacts = (await _account(api))["contacts"]["nodes"]
    ours = next(one["id"] for one in contacts if one["side"] == "VENDOR")
    account = (await _account(api))["id"]
    ahead = TODAY + dt.timedelta(days=9)
    given = f'accountId: "{account}", contactId: "{ours}", heldOn: "{ahead}", answers: [{{prompt: " ", answer: "x"}}]'
    answer = await api.change(CSM, "recordDiscoveryCall", given, WRITTEN)
    assert {(problem["code"], *problem["path"]) for problem in answer["problems"]} == {
        ("INVALID", "heldOn"), ("REQUIRED", "answers", "0", "prompt"), ("NOT_FOUND", "contactId"),
    }  # fmt: skip


async def test_a_call_is_changed_on_the_version_that_was_looked_at_and_removed(api: Api) -> None:
    call, account = (await _record(api))["discoveryCall"], (await _account(api))["id"]
    named = f'accountId: "{account}", id: "{call["id"]}"'
    change = f'{named}, priorFailures: "A portal in 2024", expectedVersion: 1'
    changed = await api.change(ADMIN, "updateDiscoveryCall", change, WRITTEN)
    assert changed["discoveryCall"]["priorFailures"] == "A portal in 2024"
    assert (changed["discoveryCall"]["version"], changed["discoveryCall"]["heldOn"]) == (2, str(TODAY))
    stale = await api.change(ADMIN, "updateDiscoveryCall", change, WRITTEN)
    assert stale["__typename"] == "StaleVersion"
    removed = await api.change(CSM, "removeDiscoveryCall", named, "removedId")
    assert removed["removedId"] == call["id"]
    again = await api.change(CSM, "removeDiscoveryCall", named, "removedId")
    assert [(problem["code"], problem["path"]) for problem in again["problems"]] == [("NOT_FOUND", ["id"])]


async def test_a_call_under_a_key_is_recorded_once(api: Api) -> None:
    first = await _record(api, more=', idempotencyKey: "call"')
    again = await _record(api, more=', idempotencyKey: "call"')
    assert first == again
    assert (await _account(api))["discoveryCalls"]["totalCount"] == 1
    other = await _record(api, "CHAMPION", ', idempotencyKey: "call"')
    assert [problem["code"] for problem in other["problems"]] == ["IDEMPOTENCY_KEY_REUSED"]


async def _audit(api: Api, person: UUID) -> list[Any]:
    entries = "auditEntries(first: 5) { nodes { action subject actorId refused details } }"
    (one,) = (await api.ask(person, f"{{ viewer {{ memberships {{ organisation {{ {entries} }} }} }} }}"))["viewer"][
        "memberships"
    ]
    return [node for node in one["organisation"]["auditEntries"]["nodes"] if "discovery_call:" in node["action"]]


async def test_C6_what_is_written_of_calls_stands_in_the_vendors_audit_without_what_it_says(api: Api) -> None:
    account = (await _account(api))["id"]
    call = (await _record(api, more=', roi: "Hours back", idempotencyKey: "call"'))["discoveryCall"]["id"]
    await _record(api, more=', roi: "Hours back", idempotencyKey: "call"')
    named = f'accountId: "{account}", id: "{call}"'
    await api.change(CSM, "updateDiscoveryCall", f'{named}, frustrations: "Nobody answers"', WRITTEN)
    await api.change(ADMIN, "removeDiscoveryCall", named, "removedId")
    entries = await _audit(api, ADMIN)
    assert [(one["action"], one["subject"], one["actorId"], one["details"]["fields"]) for one in entries] == [
        ("discovery_call:remove", call, str(ADMIN), []),
        ("discovery_call:update", call, str(CSM), ["frustrations"]),
        ("discovery_call:record", call, str(CSM), ["contactId", "heldOn", "roi"]),
    ], "under a key once"
    assert {one["details"]["accountId"] for one in entries} == {account}
    assert "Nobody answers" not in str(entries)


async def test_who_tries_to_write_a_call_and_may_not_is_noted(api: Api) -> None:
    await _record(api, person=LOOKER)
    assert [(one["actorId"], one["refused"]) for one in await _audit(api, ADMIN)] == [(str(LOOKER), True)]
    await _record(api, person=LUMENS[Role.CHAMPION])
    told = await _audit(api, LUMENS[Role.SPONSOR])
    assert [(one["actorId"], one["refused"]) for one in told] == [(str(LUMENS[Role.CHAMPION]), True)]
    assert len(await _audit(api, ADMIN)) == 1, "each organisation has its own"
