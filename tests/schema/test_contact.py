"""The people of an account through GraphQL: who adds, changes and sees off whom, and what follows from it."""

import asyncio
import datetime as dt
import json
from typing import Any
from uuid import UUID, uuid4

import pytest

from plans.rules import contact as rules
from plans.rules.api_client import SERVICE, client_email
from plans.rules.identifier import new_id
from plans.rules.role import ROLES_OF, Role, Side
from plans.store.account import ContactRow, insert_contact
from plans.store.connection import Connection
from plans.store.person import PersonRow, insert_membership, insert_person
from tests.api import Api
from tests.make import MadeAccount, make_account, make_organisation, make_person

pytestmark = pytest.mark.anyio

FIELDS = "id version name title side role leftOn concerns { code words } person { id name } assessment { version }"
TODAY = dt.datetime.now(dt.UTC).date()
KEEPERS = {Role.ADMIN, Role.EXECUTIVE, Role.CSM, Role.SPONSOR, Role.CHAMPION}


@pytest.fixture
async def account(operator: Connection) -> MadeAccount:
    """An account without contacts."""
    return await make_account(operator)


async def _change(api: Api, person: UUID, mutation: str, given: str) -> Any:
    refused = "... on Refusal { problems { code path message } }"
    success = f"... on {mutation[0].upper()}{mutation[1:]}Success {{ contact {{ {FIELDS} }} }}"
    stale = (
        "... on StaleVersion { currentVersion message current { version ... on Contact { name } } }"
        if mutation == "updateContact"
        else ""
    )
    query = f"mutation {{ {mutation}(input: {{ {given} }}) {{ __typename {success} {refused} {stale} }} }}"
    return (await api.ask(person, query))[mutation]


async def _create(api: Api, account: MadeAccount, role: Role, given: str) -> Any:
    return await _change(api, account.people[role], "createContact", f'accountId: "{account.row.id}", {given}')


async def _made(api: Api, account: MadeAccount, given: str = 'side: CUSTOMER, name: "Sam"') -> Any:
    answer = await _create(api, account, Role.CSM, given)
    assert answer["__typename"] == "CreateContactSuccess", answer
    return answer["contact"]


async def _contacts(api: Api, account: MadeAccount, role: Role = Role.CSM) -> Any:
    query = f'{{ account(id: "{account.row.id}") {{ contacts(first: 100) {{ nodes {{ {FIELDS} }} }} }} }}'
    return (await api.ask(account.people[role], query))["account"]["contacts"]["nodes"]


def _problems(answer: Any) -> list[tuple[str, tuple[str, ...]]]:
    return sorted((problem["code"], tuple(problem["path"])) for problem in answer["problems"])


async def test_S1_a_contact_is_added_changed_and_read_by_both_sides(api: Api, account: MadeAccount) -> None:
    member = account.people[Role.MEMBER]
    given = f'side: CUSTOMER, name: " Jo Lindqvist ", title: "Knowledge Manager", role: MEMBER, personId: "{member}"'
    made = await _made(api, account, given)
    concerns = made.pop("concerns")
    assert [concern["code"] for concern in concerns] == ["EASE", "TIME", "UNCHANGED_WORKFLOW"]
    assert all(concern["words"].endswith("?") for concern in concerns)
    expected: dict[str, Any] = {
        "id": made["id"], "version": 1, "name": "Jo Lindqvist", "title": "Knowledge Manager", "side": "CUSTOMER",
        "role": "MEMBER", "leftOn": None, "person": {"id": str(member), "name": "Member"}, "assessment": None,
    }  # fmt: skip
    assert made == expected
    changes = 'title: null, role: FINANCE, personId: null, name: "Jo"'
    answer = await _change(api, account.people[Role.SPONSOR], "updateContact", f'contactId: "{made["id"]}", {changes}')
    changed = answer["contact"]
    assert [concern["code"] for concern in changed.pop("concerns")] == [
        "COST_PER_OUTCOME", "CONTRACT_TERMS", "BENCHMARKING",
    ]  # fmt: skip
    assert changed == expected | {"version": 2, "name": "Jo", "title": None, "role": "FINANCE", "person": None}
    for role in (Role.VIEWER, Role.MEMBER):
        (read,) = await _contacts(api, account, role)
        assert {**read, "concerns": None} == {**changed, "concerns": None}


@pytest.mark.parametrize("role", sorted(ROLES_OF[Side.VENDOR] | ROLES_OF[Side.CUSTOMER]))
async def test_who_keeps_which_side_is_who_may_and_what_they_may_not_is_in_their_audit(
    api: Api, account: MadeAccount, owner: Connection, role: Role
) -> None:
    own = account.row.vendor_id if role in ROLES_OF[Side.VENDOR] else account.row.customer_id
    for side in ("VENDOR", "CUSTOMER"):
        theirs = (await _made(api, account, f'side: {side}, name: "Sam"'))["id"]
        await owner.execute("alter table audit_entry disable trigger all; delete from audit_entry")
        keeps = role in KEEPERS and (role in ROLES_OF[Side.VENDOR] or side == "CUSTOMER")
        created = await _create(api, account, role, f'side: {side}, name: "Kim"')
        changed = await _change(api, account.people[role], "updateContact", f'contactId: "{theirs}", name: "Kim"')
        for answer, done in ((created, "CreateContactSuccess"), (changed, "UpdateContactSuccess")):
            assert answer["__typename"] == (done if keeps else "Refusal"), (answer, side)
            assert keeps or _problems(answer) == [("NOT_ALLOWED", ())]
        entries = await owner.fetch("select * from audit_entry order by id")
        assert [(entry["organisation_id"], entry["action"], entry["refused"]) for entry in entries] == [
            (own, "contact:create", not keeps), (own, "contact:update", not keeps),
        ]  # fmt: skip
        assert {entry["actor"] for entry in entries} == {account.people[role]}
        assert entries[1]["subject"] == theirs
        told = [json.loads(entry["details"]) for entry in entries]
        if keeps:
            assert told == [
                {"accountId": str(account.row.id), "fields": ["name", "side"]},
                {"accountId": str(account.row.id), "fields": ["name"]},
            ]
        assert "Kim" not in str(told)


async def test_of_an_account_of_others_nobody_is_added_or_changed(api: Api, operator: Connection) -> None:
    one, other = await make_account(operator, "One"), await make_account(operator, "Other")
    theirs = await _made(api, other)
    partner = await make_person(operator, await make_organisation(operator, Side.PARTNER, "Portal"), Role.PARTNER)
    for person in (one.people[Role.CSM], one.people[Role.SPONSOR], partner):
        answers = [
            (await _change(api, person, "createContact", f'accountId: "{id_}", side: CUSTOMER, name: ""'),
             await _change(api, person, "updateContact", f'contactId: "{contact}", name: "", expectedVersion: 7'))
            for id_, contact in ((other.row.id, theirs["id"]), (uuid4(), uuid4()), ("x", "x"))
        ]  # fmt: skip
        assert answers[0] == answers[1] == answers[2]
        assert [_problems(answer) for answer in answers[0]] == [
            [("NOT_FOUND", ("accountId",))],
            [("NOT_FOUND", ("contactId",))],
        ]
    assert [contact["name"] for contact in await _contacts(api, other)] == ["Sam"]


async def test_everything_that_is_wrong_is_told_at_once_and_nothing_changes(
    api: Api, account: MadeAccount, owner: Connection
) -> None:
    sponsor, ahead = account.people[Role.SPONSOR], TODAY + dt.timedelta(days=3)
    csm = account.people[Role.CSM]
    given = f'side: PARTNER, name: " ", title: "{"x" * 301}", personId: "{csm}"'
    assert _problems(await _create(api, account, Role.CSM, given)) == [
        ("INVALID", ("name",)), ("INVALID", ("side",)), ("INVALID", ("title",)), ("NOT_FOUND", ("personId",)),
    ]  # fmt: skip
    made = await _made(api, account, 'side: VENDOR, name: "Priya"')
    await owner.execute("alter table audit_entry disable trigger all; delete from audit_entry")
    given = f'contactId: "{made["id"]}", name: null, title: "{"x" * 301}", personId: "{sponsor}", leftOn: "{ahead}"'
    answer = await _change(api, account.people[Role.CSM], "updateContact", given)
    assert _problems(answer) == [
        ("INVALID", ("leftOn",)), ("INVALID", ("name",)), ("INVALID", ("title",)), ("NOT_FOUND", ("personId",)),
    ]  # fmt: skip
    assert await _contacts(api, account) == [made]
    assert await owner.fetchval("select count(*) from audit_entry") == 0


async def test_a_contact_is_one_of_the_sides_people_and_never_a_program(
    api: Api, account: MadeAccount, operator: Connection
) -> None:
    program = new_id()
    await insert_person(operator, PersonRow(program, client_email(program), "A program", SERVICE))
    await insert_membership(operator, account.row.customer_id, program, Role.MEMBER)
    for person in (program, account.people[Role.CSM], uuid4(), "x"):
        answer = await _create(api, account, Role.CSM, f'side: CUSTOMER, name: "Sam", personId: "{person}"')
        assert _problems(answer) == [("NOT_FOUND", ("personId",))]


async def test_an_account_has_so_many_contacts_and_no_more(
    api: Api, account: MadeAccount, operator: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(rules.MAX_CONTACTS):
        row = ContactRow(account.row.vendor_id, new_id(), account.row.id, None, "customer", f"Sam {number}", "", None)
        await insert_contact(operator, row)
    assert _problems(await _create(api, account, Role.CSM, 'side: CUSTOMER, name: "Kim"')) == [("OVER_LIMIT", ())]


async def test_a_request_under_a_key_is_carried_out_once(api: Api, account: MadeAccount) -> None:
    key = f'idempotencyKey: "{uuid4()}"'
    answers = await asyncio.gather(
        *(_create(api, account, Role.CSM, f'{key}, side: CUSTOMER, name: "Sam"') for _ in range(3))
    )
    assert len({answer["contact"]["id"] for answer in answers}) == 1
    assert len(await _contacts(api, account)) == 1
    other = await _create(api, account, Role.CSM, f'{key}, side: CUSTOMER, name: "Kim"')
    assert _problems(other) == [("IDEMPOTENCY_KEY_REUSED", ("idempotencyKey",))]
    assert (await _create(api, account, Role.SPONSOR, f'{key}, side: CUSTOMER, name: "Lee"'))["contact"][
        "name"
    ] == "Lee"
    contact = answers[0]["contact"]["id"]
    for version in (2, 2):  # the second is the first again, although the version is not what it expects any more
        given = f'{key}, contactId: "{contact}", name: "Samuel", expectedVersion: 1'
        answer = await _change(api, account.people[Role.CSM], "updateContact", given)
        assert answer["contact"]["version"] == version


async def test_of_two_who_expect_one_version_the_second_is_told_what_there_is(api: Api, account: MadeAccount) -> None:
    made = await _made(api, account)
    people = [account.people[role] for role in (Role.CSM, Role.SPONSOR, Role.ADMIN)]
    answers = await asyncio.gather(
        *(
            _change(
                api, person, "updateContact", f'contactId: "{made["id"]}", expectedVersion: 1, name: "Name {place}"'
            )
            for place, person in enumerate(people)
        )
    )
    done = [answer for answer in answers if answer["__typename"] == "UpdateContactSuccess"]
    stale = [answer for answer in answers if answer["__typename"] == "StaleVersion"]
    assert (len(done), len(stale)) == (1, 2)
    for answer in stale:
        assert answer["currentVersion"] == 2
        assert answer["current"] == {"version": 2, "name": done[0]["contact"]["name"]}
    unchanged = await _change(api, people[0], "updateContact", f'contactId: "{made["id"]}", expectedVersion: 2')
    assert unchanged["contact"]["version"] == 2


async def test_a_contact_is_found_by_its_id_and_by_relay_after_they_left(api: Api, account: MadeAccount) -> None:
    made = await _made(api, account)
    given = f'contactId: "{made["id"]}", leftOn: "{TODAY}"'
    answer = await _change(api, account.people[Role.CHAMPION], "updateContact", given)
    assert answer["contact"]["leftOn"] == str(TODAY)
    query = f'{{ node(id: "{made["id"]}") {{ __typename ... on Contact {{ name leftOn version }} }} }}'
    for role in (Role.CSM, Role.FINANCE):
        node = (await api.ask(account.people[role], query))["node"]
        assert node == {"__typename": "Contact", "name": "Sam", "leftOn": str(TODAY), "version": 2}
    back = await _change(api, account.people[Role.CSM], "updateContact", f'contactId: "{made["id"]}", leftOn: null')
    assert back["contact"]["leftOn"] is None
