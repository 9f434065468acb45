"""Measured values through the API: recorded, read as a series, as the latest and as progress, and corrected."""

import datetime as dt
from typing import Any
from uuid import UUID

import pytest

from plans.rules.role import Role
from plans.store.connection import Connection
from server.database import Database
from server.demo import FERNHILL, HARBOR, demo_id
from tests.api import Api

pytestmark = pytest.mark.anyio

PLAN = demo_id("Support tickets")
PEOPLE = {person.role: demo_id(person.email) for person in (*FERNHILL.people, *HARBOR.people)}
CSM, CHAMPION = PEOPLE[Role.CSM], PEOPLE[Role.CHAMPION]
TODAY = dt.datetime.now(dt.UTC).date()
ENTRY = "id value measuredOn source side recordedBy { id name } replacesId replacedById"
PAGE = "totalCount nodes { value } pageInfo { hasNextPage endCursor }"
MADE = f"measurement {{ {ENTRY} }} plan {{ outcomes {{ latest {{ value }} }} }}"


@pytest.fixture
async def outcome(api: Api, demo: Database, owner: Connection) -> str:
    """The outcome of the Support tickets plan, of which nothing was measured yet: 140, to be 105."""
    await owner.execute("set session_replication_role = replica")  # past the triggers
    await owner.execute("delete from measurement")
    (found,) = (await api.ask(CSM, f'{{ plan(id: "{PLAN}") {{ outcomes {{ id }} }} }}'))["plan"]["outcomes"]
    return found["id"]


def _ago(days: int) -> str:
    return str(TODAY - dt.timedelta(days=days))


async def _record(api: Api, metric: str, value: float, days: int = 0, more: str = "", person: UUID = CSM) -> Any:
    given = f'planId: "{PLAN}", metricId: "{metric}", value: {value}, measuredOn: "{_ago(days)}" {more}'
    return await api.change(person, "recordMeasurement", given, MADE)


async def _correct(api: Api, measurement: str, change: str, person: UUID = CSM) -> Any:
    given = f'planId: "{PLAN}", id: "{measurement}" {change}'
    return await api.change(person, "correctMeasurement", given, MADE)


async def _read(api: Api, fields: str, person: UUID = CSM) -> Any:
    (found,) = (await api.ask(person, f'{{ plan(id: "{PLAN}") {{ outcomes {{ {fields} }} }} }}'))["plan"]["outcomes"]
    return found


def _codes(answer: Any) -> list[tuple[str, list[str]]]:
    return [(problem["code"], problem["path"]) for problem in answer["problems"]]


async def test_K1_a_value_is_recorded_and_progress_follows(api: Api, outcome: str) -> None:
    nothing = await _read(api, "latest { value } progress { raw clamped reason }")
    assert nothing == {"latest": None, "progress": {"raw": None, "clamped": None, "reason": "NO_VALUE"}}
    made = await _record(api, outcome, 122.5, 3, ', source: "Helpdesk export"')
    assert made["measurement"] == {
        "id": made["measurement"]["id"], "value": 122.5, "measuredOn": _ago(3), "source": "Helpdesk export",
        "side": "VENDOR", "recordedBy": {"id": str(CSM), "name": "Priya Nair"},
        "replacesId": None, "replacedById": None,
    }  # fmt: skip
    assert made["plan"]["outcomes"] == [{"latest": {"value": 122.5}}]
    await _record(api, outcome, 98, 1, person=CHAMPION)
    await _record(api, outcome, 137, 30)  # of an earlier day
    found = await _read(
        api,
        "latest { value side } progress { raw clamped reason } measurements(first: 2) { nodes { value } }",
        CHAMPION,
    )
    assert found == {
        "latest": {"value": 98, "side": "CUSTOMER"},
        "progress": {"raw": 1.2, "clamped": 1, "reason": None},
        "measurements": {"nodes": [{"value": 98}, {"value": 122.5}]},
    }


async def test_a_correction_stands_for_what_it_names_and_both_stay_readable(api: Api, outcome: str) -> None:
    await _record(api, outcome, 130, 9)
    first = (await _record(api, outcome, 12.2, 3, ', source: "A typing error"'))["measurement"]["id"]
    second = (await _correct(api, first, ", value: 122", CHAMPION))["measurement"]
    assert (second["value"], second["measuredOn"], second["source"]) == (122, _ago(3), "A typing error")
    assert second["replacesId"] == first
    every = f"all: measurements(first: 5, includeCorrected: true) {{ nodes {{ {ENTRY} }} }}"
    listed = await _read(api, f"measurements(first: 5) {{ nodes {{ value }} }} {every}")
    assert [entry["value"] for entry in listed["measurements"]["nodes"]] == [122, 130]
    assert [(entry["value"], entry["replacedById"]) for entry in listed["all"]["nodes"]] == [
        (122, None), (12.2, second["id"]), (130, None),
    ]  # fmt: skip
    again = await _correct(api, first, ", value: 123")
    assert _codes(again) == [("EXISTS", ["id"])]
    await _correct(api, second["id"], ", value: null")
    assert (await _read(api, "latest { value }"))["latest"] == {"value": 130}


async def test_a_request_that_is_sent_again_under_its_key_records_once(api: Api, outcome: str) -> None:
    made = [await _record(api, outcome, 120, more=', idempotencyKey: "k1"') for _ in range(2)]
    assert made[0] == made[1]
    assert len((await _read(api, "measurements(first: 9) { nodes { id } }"))["measurements"]["nodes"]) == 1
    assert _codes(await _record(api, outcome, 121, more=', idempotencyKey: "k1"')) == [
        ("IDEMPOTENCY_KEY_REUSED", ["idempotencyKey"])
    ]
    first = made[0]["measurement"]["id"]
    corrected = [await _correct(api, first, ', value: 119, idempotencyKey: "k2"') for _ in range(2)]
    assert corrected[0] == corrected[1]


async def test_every_problem_is_told_with_its_field(api: Api, outcome: str) -> None:
    refused = await _record(api, str(PLAN), 1e300, -9, f', source: "{"x" * 1001}"')
    assert sorted(_codes(refused)) == [
        ("INVALID", ["measuredOn"]), ("INVALID", ["source"]), ("INVALID", ["value"]), ("NOT_FOUND", ["metricId"]),
    ]  # fmt: skip
    assert _codes(await _correct(api, str(PLAN), ", value: 1")) == [("NOT_FOUND", ["id"])]
    assert (await _read(api, "measurements(first: 9) { nodes { id } }"))["measurements"]["nodes"] == []


@pytest.mark.parametrize("role", sorted(PEOPLE))
async def test_who_records(api: Api, owner: Connection, outcome: str, role: Role) -> None:
    answer = await _record(api, outcome, 120, person=PEOPLE[role])
    if role in {Role.VIEWER, Role.FINANCE, Role.MEMBER}:
        assert _codes(answer) == [("NOT_ALLOWED", [])]
    else:
        assert answer["measurement"]["recordedBy"]["id"] == str(PEOPLE[role])
    await owner.execute(
        "update outcome set measured_by = c.id from contact c where c.person_id = $1 and outcome.id = $2",
        PEOPLE[role], UUID(outcome),
    )  # fmt: skip
    answer = await _record(api, outcome, 119, person=PEOPLE[role])
    if role in {Role.VIEWER, Role.FINANCE}:
        assert _codes(answer) == [("NOT_ALLOWED", [])]
    else:
        assert answer["measurement"]["value"] == 119


async def test_a_list_is_not_longer_than_a_page(api: Api, outcome: str) -> None:
    for first in (0, 101):
        query = f'{{ plan(id: "{PLAN}") {{ outcomes {{ measurements(first: {first}) {{ nodes {{ id }} }} }} }} }}'
        (error,) = (await api.post(CSM, query)).json()["errors"]
        assert error["extensions"]["code"] == "BAD_REQUEST"


async def test_a_long_series_is_read_to_its_end_page_by_page(api: Api, outcome: str) -> None:
    for ago in range(5):
        await _record(api, outcome, 100 + ago, ago)
    await _record(api, outcome, 110, 2)  # of one day, what was recorded later comes first
    read: list[float] = []
    after = ""
    while True:
        page = (await _read(api, f"measurements(first: 2{after}) {{ {PAGE} }}"))["measurements"]
        assert page["totalCount"] == 6
        read += [entry["value"] for entry in page["nodes"]]
        if not page["pageInfo"]["hasNextPage"]:
            break
        after = f', after: "{page["pageInfo"]["endCursor"]}"'
    assert read == [100, 101, 110, 102, 103, 104]
    back = (await _read(api, f"measurements(last: 2) {{ {PAGE} }}"))["measurements"]
    assert [entry["value"] for entry in back["nodes"]] == [103, 104]
    all_of_them = f"measurements(first: 2, includeCorrected: true{after}) {{ {PAGE} }}"
    query = f'{{ plan(id: "{PLAN}") {{ outcomes {{ {all_of_them} }} }} }}'
    (error,) = (await api.post(CSM, query)).json()["errors"]  # a cursor of another list
    assert error["extensions"] == {"code": "BAD_REQUEST", "argument": "after"}
