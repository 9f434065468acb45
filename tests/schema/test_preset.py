"""Row C7 and C3 through the API: a preset sets limits and sections and changes nothing that a plan says."""

from typing import Any
from uuid import UUID

import pytest

from plans.rules.role import Role
from server.demo import FERNHILL, HARBOR, LUMEN, demo_id
from tests.api import Api

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("demo")]

PLAN = demo_id("First response")
PEOPLE = {person.role: demo_id(person.email) for person in (*FERNHILL.people, *HARBOR.people)}
CSM = PEOPLE[Role.CSM]
SHAPE = "shape { preset version sections outcomes { low high } milestones { low high } chosenBy { id } chosenAt }"
CONTENT = "title goal outcomes { id objective target } milestones { id title due } tasks { id action }"
FINDINGS = "findings { code seen }"


async def _read(api: Api, fields: str, person: UUID = CSM) -> Any:
    return (await api.ask(person, f'{{ plan(id: "{PLAN}") {{ {fields} }} }}'))["plan"]


async def _choose(api: Api, preset: str, more: str = "", person: UUID = CSM) -> Any:
    return await api.change(person, "choosePlanPreset", f'planId: "{PLAN}", preset: {preset} {more}', SHAPE)


async def test_C7_another_preset_changes_what_is_found_and_nothing_that_the_plan_says(api: Api) -> None:
    await _choose(api, "STRATEGIC")
    before, found = await _read(api, CONTENT), await _read(api, FINDINGS)
    chosen = await _choose(api, "OBJECTIVES")
    assert (chosen["shape"]["preset"], chosen["shape"]["outcomes"]) == ("OBJECTIVES", {"low": 3, "high": 5})
    assert "CONTEXT" not in chosen["shape"]["sections"]
    assert await _read(api, CONTENT) == before
    assert await _read(api, FINDINGS) != found


async def test_a_plan_begins_as_strategic_or_with_the_preset_that_it_is_made_with(api: Api) -> None:
    account = (await _read(api, "account { id }"))["account"]["id"]
    for given, preset, version in (("", "STRATEGIC", 0), (", preset: CHAIN", "CHAIN", 1)):
        made = await api.change(
            CSM, "createPlan", f'accountId: "{account}", title: "New" {given}', f"plan {{ {SHAPE} }}"
        )
        assert (made["plan"]["shape"]["preset"], made["plan"]["shape"]["version"]) == (preset, version)


async def test_who_writes_a_plan_chooses_and_others_are_refused(api: Api) -> None:
    for role, person in PEOPLE.items():
        answer = await _choose(api, "MUTUAL", person=person)
        may = role in {Role.ADMIN, Role.EXECUTIVE, Role.CSM, Role.SPONSOR, Role.CHAMPION}
        assert ("shape" in answer) is may, role
        if may:
            assert answer["shape"]["chosenBy"]["id"] == str(person)
    (stranger,) = [demo_id(person.email) for person in LUMEN.people if person.role is Role.SPONSOR]
    answer = await _choose(api, "MUTUAL", person=stranger)
    assert [problem["code"] for problem in answer["problems"]] == ["NOT_FOUND"]


async def test_a_choice_on_an_older_version_is_told_and_not_made(api: Api) -> None:
    version = (await _read(api, SHAPE))["shape"]["version"]
    first = await _choose(api, "CHAIN", f", expectedVersion: {version}")
    assert first["shape"]["version"] == version + 1
    second = await _choose(api, "ONE_PAGE", f", expectedVersion: {version}", PEOPLE[Role.CHAMPION])
    assert second["__typename"] == "StaleVersion"
    assert (await _read(api, SHAPE))["shape"]["preset"] == "CHAIN"


async def test_a_choice_under_a_key_is_made_once(api: Api) -> None:
    first = await _choose(api, "CHAIN", ', idempotencyKey: "k"')
    again = await _choose(api, "CHAIN", ', idempotencyKey: "k"')
    assert first["shape"] == again["shape"]
    other = await _choose(api, "MUTUAL", ', idempotencyKey: "k"')
    assert [problem["code"] for problem in other["problems"]] == ["IDEMPOTENCY_KEY_REUSED"]


async def test_C3_the_prompts_name_the_quarter_after_the_day_on_which_they_are_asked(api: Api) -> None:
    asked = await api.ask(CSM, '{ prompts(on: "2026-11-23") presets { preset sections outcomes { low high } } }')
    assert "What would make this a clear win by Q1 2027?" in asked["prompts"]
    assert len(asked["prompts"]) >= 7
    assert [shape["preset"] for shape in asked["presets"]] == [
        "ONE_PAGE", "STRATEGIC", "MUTUAL", "OBJECTIVES", "CHAIN",
    ]  # fmt: skip
