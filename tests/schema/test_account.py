"""What an account says of itself: who changes it, who reads what the contract is worth, and what the audit keeps."""

import asyncio
import json
from typing import Any
from uuid import UUID

import pytest

from plans.rules.permission import GRANTS, Permission
from plans.rules.role import ROLES_OF, Role, Side
from plans.store.connection import Connection
from tests.api import Api
from tests.make import MadeAccount, make_account, make_organisation, make_person

pytestmark = pytest.mark.anyio

FIELDS = (
    "version invalidFields name closedOn engagedOn kickedOffOn liveOn renewsOn endsOn timeZone keyAccount "
    "complexEnterprise csm { id name } contractValue { value currency }"
)
STALE = "... on StaleVersion { currentVersion message current { version ... on Account { name } } }"


@pytest.fixture
async def account(operator: Connection) -> MadeAccount:
    """An account of which nothing is known yet."""
    return await make_account(operator)


async def _update(api: Api, account: MadeAccount, role: Role, given: str) -> Any:
    refused = "... on Refusal { problems { code path message } }"
    success = f"... on UpdateAccountSuccess {{ account {{ {FIELDS} }} }}"
    query = (
        f'mutation {{ updateAccount(input: {{ accountId: "{account.row.id}", {given} }}) '
        f"{{ __typename {success} {refused} {STALE} }} }}"
    )
    return (await api.ask(account.people[role], query))["updateAccount"]


async def _read(api: Api, account: MadeAccount, role: Role) -> Any:
    return (await api.ask(account.people[role], f'{{ account(id: "{account.row.id}") {{ {FIELDS} }} }}'))["account"]


def _problems(answer: Any) -> set[tuple[str, tuple[str, ...]]]:
    return {(problem["code"], tuple(problem["path"])) for problem in answer["problems"]}


async def test_what_is_given_is_read_again_and_what_is_absent_stays(api: Api, account: MadeAccount) -> None:
    csm = account.people[Role.CSM]
    before = await _read(api, account, Role.CSM)
    assert before["version"] == 1
    assert (before["timeZone"], before["keyAccount"], before["csm"], before["contractValue"]) == (
        "UTC",
        False,
        None,
        None,
    )
    days = {
        "closedOn": "2026-01-02", "engagedOn": "2026-01-05", "kickedOffOn": "2026-01-07", "liveOn": "2026-02-01",
        "renewsOn": "2026-12-01", "endsOn": "2026-12-31",
    }  # fmt: skip
    given = ", ".join(f'{name}: "{day}"' for name, day in days.items())
    more = f'timeZone: "Europe/Berlin", keyAccount: true, complexEnterprise: true, csmId: "{csm}", name: "Harbor AG"'
    answer = await _update(api, account, Role.CSM, f'{given}, {more}, contractValue: "120000.50", currency: "EUR"')
    expected: dict[str, Any] = {
        **days, "version": 2, "invalidFields": [], "name": "Harbor AG", "timeZone": "Europe/Berlin",
        "keyAccount": True, "complexEnterprise": True, "csm": {"id": str(csm), "name": "Csm"},
        "contractValue": {"value": "120000.5", "currency": "EUR"},
    }  # fmt: skip
    assert answer["account"] == expected
    assert await _read(api, account, Role.SPONSOR) == expected
    answer = await _update(api, account, Role.ADMIN, "renewsOn: null, csmId: null, contractValue: 7")
    expected |= {
        "version": 3, "renewsOn": None, "csm": None, "contractValue": {"value": "7", "currency": "EUR"},
    }  # fmt: skip
    assert answer["account"] == expected
    answer = await _update(api, account, Role.EXECUTIVE, "contractValue: null")
    assert answer["account"] == expected | {"version": 4, "contractValue": None}
    assert (await _update(api, account, Role.EXECUTIVE, "expectedVersion: 4"))["account"]["version"] == 4


@pytest.mark.parametrize("role", list(Role))
async def test_the_worth_of_a_contract_is_for_the_vendor_and_the_customers_sponsor_and_finance(
    api: Api, account: MadeAccount, operator: Connection, role: Role
) -> None:
    """S5."""
    await _update(api, account, Role.CSM, 'contractValue: "120000", currency: "EUR"')
    if role is Role.PARTNER:
        partner = await make_organisation(operator, Side.PARTNER, "Portal")
        account.people[role] = await make_person(operator, partner, role)
        assert await _read(api, account, role) is None
        return
    sees = role in ROLES_OF[Side.VENDOR] | {Role.SPONSOR, Role.FINANCE}
    read = await _read(api, account, role)
    assert (read["contractValue"] is not None) == sees
    listed = "{ viewer { accounts(first: 1) { nodes { contractValue { value } } } } }"
    (node,) = (await api.ask(account.people[role], listed))["viewer"]["accounts"]["nodes"]
    assert node["contractValue"] == ({"value": "120000"} if sees else None)


async def test_a_sponsor_of_one_customer_is_none_of_another(api: Api, operator: Connection) -> None:
    one, other = await make_account(operator, "One"), await make_account(operator, "Other")
    await _update(api, one, Role.CSM, 'contractValue: "1", currency: "EUR"')
    await operator.execute(
        "insert into membership (organisation_id, person_id, role) values ($1, $2, 'member')",
        one.row.customer_id, other.people[Role.SPONSOR],
    )  # fmt: skip
    one.people[Role.SPONSOR] = other.people[Role.SPONSOR]
    read = await _read(api, one, Role.SPONSOR)
    assert read is not None
    assert read["contractValue"] is None


@pytest.mark.parametrize("role", sorted(ROLES_OF[Side.VENDOR] | ROLES_OF[Side.CUSTOMER]))
async def test_who_may_not_change_an_account_is_refused_and_noted(
    api: Api, account: MadeAccount, owner: Connection, role: Role
) -> None:
    may = Permission.ACCOUNT_UPDATE in GRANTS[role]
    answer = await _update(api, account, role, 'name: "Renamed", contractValue: "5", currency: "EUR"')
    assert (answer["__typename"] == "UpdateAccountSuccess") == may
    if not may:
        assert _problems(answer) == {("NOT_ALLOWED", ())}
    assert (await _read(api, account, role))["name"] == ("Renamed" if may else account.row.name)
    organisation = account.row.customer_id if role in ROLES_OF[Side.CUSTOMER] else account.row.vendor_id
    (entry,) = await owner.fetch("select * from audit_entry")
    assert (entry["organisation_id"], entry["actor"]) == (organisation, account.people[role])
    assert (entry["action"], entry["subject"]) == ("account:update", str(account.row.id))
    assert entry["refused"] is not may
    assert json.loads(entry["details"]) == ({"fields": ["contractValue", "currency", "name"]} if may else {})


@pytest.mark.parametrize(
    ("given", "problems"),
    [
        ("name: null", {("INVALID", ("name",))}),
        ('name: " "', {("INVALID", ("name",))}),
        ('name: "\\u0000"', {("INVALID", ("name",))}),
        ("timeZone: null", {("INVALID", ("timeZone",))}),
        ('timeZone: "Europe/Atlantis"', {("INVALID", ("timeZone",))}),
        ('timeZone: "EST5EDT,M3.2.0"', {("INVALID", ("timeZone",))}),
        ("keyAccount: null, complexEnterprise: null",
         {("INVALID", ("keyAccount",)), ("INVALID", ("complexEnterprise",))}),
        ('contractValue: "5"', {("REQUIRED", ("currency",))}),
        ('currency: "EUR"', {("REQUIRED", ("contractValue",))}),
        ('contractValue: "-1", currency: "EUR"', {("INVALID", ("contractValue",))}),
        ('contractValue: "1234567890123456", currency: "euro"',
         {("INVALID", ("contractValue",)), ("INVALID", ("currency",))}),
        ('csmId: "nobody"', {("NOT_FOUND", ("csmId",))}),
        ('csmId: "01920000-0000-7000-8000-000000000001"', {("NOT_FOUND", ("csmId",))}),
    ],
)  # fmt: skip
async def test_every_problem_is_told_and_nothing_is_changed(
    api: Api, account: MadeAccount, owner: Connection, given: str, problems: set[tuple[str, tuple[str, ...]]]
) -> None:
    assert _problems(await _update(api, account, Role.CSM, f'liveOn: "2026-02-01", {given}')) == problems
    read = await _read(api, account, Role.CSM)
    assert (read["version"], read["liveOn"]) == (1, None)
    assert await owner.fetchval("select count(*) from audit_entry") == 0


async def test_the_csm_is_one_of_the_vendors_people_and_vacates_it_by_leaving(
    api: Api, account: MadeAccount, owner: Connection
) -> None:
    sponsor, csm = account.people[Role.SPONSOR], account.people[Role.CSM]
    assert _problems(await _update(api, account, Role.ADMIN, f'csmId: "{sponsor}"')) == {("NOT_FOUND", ("csmId",))}
    await _update(api, account, Role.ADMIN, f'csmId: "{csm}"')
    for role in (Role.ADMIN, Role.CHAMPION):
        assert (await _read(api, account, role))["csm"]["id"] == str(csm)
    await owner.execute("delete from membership where person_id = $1", csm)
    for role in (Role.ADMIN, Role.CHAMPION):
        assert (await _read(api, account, role))["csm"] is None


async def test_of_two_who_expect_one_version_the_second_is_told_what_there_is(api: Api, account: MadeAccount) -> None:
    answers = await asyncio.gather(
        *(_update(api, account, Role.CSM, f'expectedVersion: 1, name: "Name {number}"') for number in range(4))
    )
    made = [answer for answer in answers if answer["__typename"] == "UpdateAccountSuccess"]
    stale = [answer for answer in answers if answer["__typename"] == "StaleVersion"]
    assert (len(made), len(stale)) == (1, 3)
    for answer in stale:
        assert answer["currentVersion"] == 2
        assert answer["current"] == {"version": 2, "name": made[0]["account"]["name"]}


async def test_an_account_of_others_is_not_there_to_be_changed(api: Api, operator: Connection) -> None:
    one, other = await make_account(operator), await make_account(operator)
    mine = MadeAccount(other.row, one.people)
    for role in (Role.CSM, Role.SPONSOR):
        answer = await _update(api, mine, role, 'name: "Taken"')
        assert _problems(answer) == {("NOT_FOUND", ("accountId",))}


async def test_findings_take_the_accounts_flags_in(api: Api, account: MadeAccount) -> None:
    given = f'accountId: "{account.row.id}", title: "A plan"'
    made = await api.change(account.people[Role.CSM], "createPlan", given, "plan { id }")
    plan = UUID(made["plan"]["id"])

    async def codes() -> set[str]:
        query = f'{{ plan(id: "{plan}") {{ findings {{ code }} }} }}'
        return {found["code"] for found in (await api.ask(account.people[Role.CSM], query))["plan"]["findings"]}

    assert "KEY_ACCOUNT_OUTCOMES" not in await codes()
    await _update(api, account, Role.CSM, "keyAccount: true")
    assert "KEY_ACCOUNT_OUTCOMES" in await codes()


async def test_a_change_under_a_key_is_made_once_and_answered_with_what_there_is(
    api: Api, account: MadeAccount, owner: Connection
) -> None:
    first = await _update(api, account, Role.CSM, 'name: "Harbor", idempotencyKey: "one"')
    assert first["account"]["version"] == 2
    await _update(api, account, Role.ADMIN, 'name: "Harbor Retail"')
    again = await _update(api, account, Role.CSM, 'name: "Harbor", idempotencyKey: "one"')
    assert (again["account"]["name"], again["account"]["version"]) == ("Harbor Retail", 3), "read again, not done again"
    assert await owner.fetchval("select count(*) from audit_entry where action = 'account:update'") == 2
    reused = await _update(api, account, Role.CSM, 'name: "Other", idempotencyKey: "one"')
    assert _problems(reused) == {("IDEMPOTENCY_KEY_REUSED", ("idempotencyKey",))}
