"""Overruling a finding: by people of both sides who write the plan, of words that are there, recorded and withdrawn."""

from typing import Any
from uuid import UUID

import pytest

from plans.rules.api_client import client_email
from plans.rules.overruling import MAX_BECAUSE
from plans.rules.permission import GRANTS, Permission
from plans.rules.role import Role
from plans.store.connection import Connection
from server.demo import FERNHILL, HARBOR, LUMEN, OTHERWISE, demo_id
from tests.api import Api

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("demo")]

PLAN = demo_id("Invoicing")
CODE = "MILESTONE_ONLY_FEATURE"
OURS = {person.role: demo_id(person.email) for person in FERNHILL.people}
THEIRS = {person.role: demo_id(person.email) for person in LUMEN.people}
CSM, SPONSOR, CHAMPION = OURS[Role.CSM], THEIRS[Role.SPONSOR], THEIRS[Role.CHAMPION]
MADE = "overruling { id code side words because overruledBy { id } }"


async def _plan(api: Api, person: UUID = CSM) -> Any:
    asked = "milestones { id title version overrulings { id side } } findings { code overrulable }"
    return (await api.ask(person, f'{{ plan(id: "{PLAN}") {{ {asked} }} }}'))["plan"]


async def _milestone(api: Api) -> Any:
    return (await _plan(api))["milestones"][0]


async def _found(api: Api) -> bool:
    return CODE in {one["code"] for one in (await _plan(api))["findings"]}


async def _overrule(api: Api, person: UUID = CSM, more: str = "", because: str = "We agreed", code: str = CODE) -> Any:
    subject = await _milestone(api)
    looked_at = f'subjectId: "{subject["id"]}", expectedVersion: {subject["version"]}'
    given = f'planId: "{PLAN}", code: {code}, {looked_at}, because: "{because}" {more}'
    return await api.change(person, "overruleFinding", given, MADE)


async def _withdraw(api: Api, overruling: str, person: UUID = CSM, more: str = "") -> Any:
    given = f'planId: "{PLAN}", id: "{overruling}" {more}'
    return await api.change(person, "withdrawOverruling", given, "removedId plan { findings { code } }")


def _problems(answer: Any) -> list[tuple[str, str]]:
    return [(one["code"], ".".join(one["path"])) for one in answer["problems"]]


async def test_what_can_be_overruled_says_so(api: Api) -> None:
    assert {one["code"] for one in (await _plan(api))["findings"] if one["overrulable"]} == {CODE}


async def test_what_is_found_of_a_row_beside_the_plan_is_not_overruled(api: Api, owner: Connection) -> None:
    contact = await owner.fetchval(
        "update contact set title = '' where account_id = (select account_id from plan where id = $1) "
        "and side = 'customer' and left_on is null returning id",
        PLAN,
    )
    codes = {one["code"] for one in (await _plan(api))["findings"]}
    assert "CONTACT_INCOMPLETE" in codes
    for code in sorted(codes - {CODE}):
        given = f'planId: "{PLAN}", code: {code}, subjectId: "{contact}", expectedVersion: 1, because: "x"'
        for person in (CSM, SPONSOR, OURS[Role.VIEWER]):
            answer = await api.change(person, "overruleFinding", given, MADE)
            assert _problems(answer)[0][0] == "NOT_ALLOWED", (code, answer)


async def test_two_of_one_side_are_not_both_sides(api: Api) -> None:
    first = await _overrule(api, CHAMPION)
    assert first["overruling"]["side"] == "CUSTOMER"
    assert first["overruling"]["overruledBy"] == {"id": str(CHAMPION)}
    assert _problems(await _overrule(api, SPONSOR)) == [("EXISTS", "subjectId")]
    assert await _found(api)
    await _overrule(api)
    assert not await _found(api)


async def test_what_one_side_withdraws_does_not_count_and_may_be_overruled_again(api: Api, owner: Connection) -> None:
    ours, theirs = [(await _overrule(api, person))["overruling"]["id"] for person in (CSM, SPONSOR)]
    assert _problems(await _withdraw(api, ours, SPONSOR)) == [("NOT_ALLOWED", "id")], "each side its own"
    gone = await _withdraw(api, theirs, CHAMPION)
    assert gone["removedId"] == theirs
    assert CODE in {one["code"] for one in gone["plan"]["findings"]}
    assert [one["id"] for one in (await _milestone(api))["overrulings"]] == [ours]
    assert _problems(await _withdraw(api, theirs, CHAMPION)) == [("NOT_FOUND", "id")]
    kept = await owner.fetchrow("select withdrawn_by, words from overruling where id = $1::text::uuid", theirs)
    assert kept is not None
    assert kept["withdrawn_by"] == CHAMPION, "who overruled it and who withdrew that stays recorded"
    await _overrule(api, CHAMPION)
    assert not await _found(api)


async def test_it_is_of_the_words_that_were_looked_at(api: Api) -> None:
    milestone = await _milestone(api)
    seen = f", expectedVersion: {milestone['version']}"
    given = f'planId: "{PLAN}", id: "{milestone["id"]}", title: "Connect the portal"'
    await api.change(CSM, "updateMilestone", given, "milestone { title }")
    stale = "... on StaleVersion { currentVersion current { ... on Milestone { title } } }"
    subject = f'planId: "{PLAN}", code: {CODE}, subjectId: "{milestone["id"]}", because: "So" {seen}'
    asked = await api.ask(SPONSOR, f"mutation {{ overruleFinding(input: {{ {subject} }}) {{ __typename {stale} }} }}")
    assert asked["overruleFinding"]["__typename"] == "StaleVersion"
    assert asked["overruleFinding"]["current"] == {"title": "Connect the portal"}
    assert (await _milestone(api))["overrulings"] == []
    assert asked["overruleFinding"]["currentVersion"] == (await _milestone(api))["version"]
    assert (await _overrule(api, SPONSOR))["overruling"]["words"] == "Connect the portal"


async def test_nobody_overrules_without_saying_what_they_looked_at(api: Api) -> None:
    given = f'planId: "{PLAN}", code: {CODE}, subjectId: "{(await _milestone(api))["id"]}", because: "So"'
    asked = f"mutation {{ overruleFinding(input: {{ {given} }}) {{ __typename }} }}"
    (error,) = (await api.post(SPONSOR, asked)).json()["errors"]
    assert "expectedVersion" in error["message"]
    assert (await _milestone(api))["overrulings"] == []


async def test_every_problem_is_told_at_once(api: Api) -> None:
    milestone = (await _milestone(api))["id"]
    outcome = f'updateMilestone(input: {{ planId: "{PLAN}", id: "{milestone}", metricId: "%s" }}) {{ __typename }}'
    assert _problems(await _overrule(api, because=" ", code="MILESTONE_OVERDUE")) == [
        ("NOT_ALLOWED", "code"), ("REQUIRED", "because"),
    ]  # fmt: skip
    assert _problems(await _overrule(api, because="x" * (MAX_BECAUSE + 1))) == [("INVALID", "because")]
    for subject in (str(PLAN), "nothing"):
        given = f'planId: "{PLAN}", code: {CODE}, subjectId: "{subject}", expectedVersion: 1, because: "So"'
        assert _problems(await api.change(CSM, "overruleFinding", given, MADE)) == [("NOT_FOUND", "subjectId")]
    metric = (await api.ask(CSM, f'{{ plan(id: "{PLAN}") {{ outcomes {{ id }} }} }}'))["plan"]["outcomes"][0]["id"]
    await api.ask(CSM, f"mutation {{ {outcome % metric} }}")
    assert _problems(await _overrule(api)) == [("NOT_FOUND", "subjectId")], "nothing like that is found any more"


async def test_whoever_does_not_write_the_plan_overrules_nothing(api: Api) -> None:
    made = (await _overrule(api))["overruling"]["id"]
    for role, person in (OURS | THEIRS).items():
        if Permission.FINDING_OVERRULE not in GRANTS[role]:
            assert _problems(await _overrule(api, person)) == [("NOT_ALLOWED", "")], role
            assert _problems(await _withdraw(api, made, person)) == [("NOT_ALLOWED", "")], role
    for stranger in (*HARBOR.people, *OTHERWISE.people):
        assert _problems(await _overrule(api, demo_id(stranger.email))) == [("NOT_FOUND", "planId")]
        assert _problems(await _withdraw(api, made, demo_id(stranger.email))) == [("NOT_FOUND", "planId")]


async def test_a_program_overrules_nothing(api: Api, owner: Connection) -> None:
    await owner.execute("update person set kind = 'service', email = $2 where id = $1", CSM, client_email(CSM))
    assert _problems(await _overrule(api)) == [("NOT_ALLOWED", "")]


async def test_who_belongs_to_both_sides_is_one_person(api: Api, owner: Connection) -> None:
    await _overrule(api)
    await owner.execute("update overruling set side = 'customer'")  # as if they had spoken for the other side
    assert _problems(await _overrule(api)) == [("NOT_ALLOWED", "")]


async def test_under_a_key_it_is_done_once(api: Api) -> None:
    key = ', idempotencyKey: "once"'
    first = await _overrule(api, CSM, key)
    assert await _overrule(api, CSM, key) == first
    assert _problems(await _overrule(api, CSM, key, "Another reason")) == [("IDEMPOTENCY_KEY_REUSED", "idempotencyKey")]
    gone = await _withdraw(api, first["overruling"]["id"], CSM, key)
    assert await _withdraw(api, first["overruling"]["id"], CSM, key) == gone


async def test_it_stands_in_the_audit_of_whom_it_was_done_for(api: Api) -> None:
    made = [(await _overrule(api, person))["overruling"]["id"] for person in (CSM, SPONSOR)]
    await _withdraw(api, made[1], CHAMPION)
    entries = "auditEntries(first: 5) { nodes { action subject actorId details } }"
    asked = f"{{ viewer {{ memberships {{ organisation {{ {entries} }} }} }} }}"
    milestone = await _milestone(api)
    overruled, withdrawn = "finding:overrule", "finding:withdraw_overruling"
    of_theirs = [(withdrawn, made[1], str(CHAMPION)), (overruled, made[1], str(SPONSOR))]
    for person, expected in ((OURS[Role.ADMIN], [(overruled, made[0], str(CSM))]), (SPONSOR, of_theirs)):
        (one,) = (await api.ask(person, asked))["viewer"]["memberships"]
        told = [node for node in one["organisation"]["auditEntries"]["nodes"] if node["action"].startswith("finding:")]
        assert [(node["action"], node["subject"], node["actorId"]) for node in told] == expected
        details = {"planId": str(PLAN), "code": CODE.lower(), "subjectId": milestone["id"], "words": milestone["title"]}
        assert all(node["details"] == details for node in told)
