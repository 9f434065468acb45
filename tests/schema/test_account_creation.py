"""Making accounts through the API: by whom, with which customers, once under a key, and what comes after it."""

import asyncio
import json
from typing import Any
from uuid import UUID

import pytest

from plans.rules.account import MAX_ACCOUNTS
from plans.rules.identifier import new_id
from plans.rules.permission import GRANTS, Permission
from plans.rules.role import ROLES_OF, Role, Side
from plans.store.connection import Connection
from tests.api import Api
from tests.make import MadeAccount, make_account, make_organisation, make_person

pytestmark = pytest.mark.anyio

FIELDS = (
    "id version name closedOn engagedOn kickedOffOn liveOn renewsOn endsOn timeZone keyAccount complexEnterprise "
    "csm { id } contractValue { value currency } vendor { id name } customer { id name side }"
)


@pytest.fixture
async def account(operator: Connection) -> MadeAccount:
    """A vendor with one account."""
    return await make_account(operator)


async def _create(api: Api, person_id: UUID, vendor_id: object, given: str) -> Any:
    return await api.change(
        person_id, "createAccount", f'organisationId: "{vendor_id}", {given}', f"account {{ {FIELDS} }}"
    )


def _problems(answer: Any) -> list[tuple[str, str]]:
    return [(problem["code"], ".".join(problem["path"])) for problem in answer["problems"]]


async def _counts(owner: Connection) -> tuple[int, int]:
    """How many accounts and customers there are."""
    counts = "(select count(*) from account), (select count(*) from organisation where side = 'customer')"
    row = await owner.fetchrow(f"select {counts}")
    assert row is not None
    return row[0], row[1]


async def test_an_account_comes_with_a_new_customer_and_says_all_that_was_given(api: Api, account: MadeAccount) -> None:
    csm, vendor_id = account.people[Role.CSM], account.row.vendor_id
    days = {
        "closedOn": "2026-01-02", "engagedOn": "2026-01-05", "kickedOffOn": "2026-01-07", "liveOn": "2026-02-01",
        "renewsOn": "2026-12-01", "endsOn": "2026-12-31",
    }  # fmt: skip
    given = ", ".join(f'{name}: "{day}"' for name, day in days.items())
    more = f'timeZone: "Europe/Berlin", keyAccount: true, complexEnterprise: true, csmId: "{csm}"'
    worth = 'contractValue: "120000.50", currency: "EUR"'
    customer = 'name: " Quarry ", customerName: " Quarry Group "'
    made = (await _create(api, csm, vendor_id, f"{customer}, {given}, {more}, {worth}"))["account"]
    assert UUID(made["id"]) != account.row.id
    assert made["customer"] == {"id": made["customer"]["id"], "name": "Quarry Group", "side": "CUSTOMER"}
    assert made | {"id": "", "customer": None} == {
        **days, "id": "", "version": 1, "name": "Quarry", "timeZone": "Europe/Berlin", "keyAccount": True,
        "complexEnterprise": True, "csm": {"id": str(csm)}, "contractValue": {"value": "120000.5", "currency": "EUR"},
        "vendor": {"id": str(vendor_id), "name": "Fernhill"}, "customer": None,
    }  # fmt: skip
    for role in sorted(ROLES_OF[Side.VENDOR]):
        read = await api.ask(account.people[role], f'{{ account(id: "{made["id"]}") {{ {FIELDS} }} }}')
        assert read["account"] == made
    assert (await api.ask(account.people[Role.SPONSOR], f'{{ account(id: "{made["id"]}") {{ id }} }}'))[
        "account"
    ] is None


async def test_an_account_of_a_name_and_a_customer_alone_is_as_blank_as_can_be(api: Api, account: MadeAccount) -> None:
    given = 'name: "Quarry", customerName: "Quarry", timeZone: null, keyAccount: null, csmId: null, contractValue: null'
    made = (await _create(api, account.people[Role.ADMIN], account.row.vendor_id, given))["account"]
    known = {"id", "version", "name", "vendor", "customer", "timeZone", "keyAccount", "complexEnterprise"}
    assert {made[name] for name in made.keys() - known} == {None}
    assert (made["version"], made["timeZone"], made["keyAccount"], made["complexEnterprise"]) == (
        1,
        "UTC",
        False,
        False,
    )


async def test_another_account_may_be_with_a_customer_that_the_vendor_has(
    api: Api, account: MadeAccount, owner: Connection
) -> None:
    given = f'name: "Harbor, Asia", customerId: "{account.row.customer_id}", renewsOn: "2027-01-01"'
    made = (await _create(api, account.people[Role.CSM], account.row.vendor_id, given))["account"]
    assert made["customer"]["id"] == str(account.row.customer_id)
    assert await _counts(owner) == (2, 1)
    read = await api.ask(account.people[Role.SPONSOR], f'{{ account(id: "{made["id"]}") {{ name renewsOn }} }}')
    assert read["account"] == {"name": "Harbor, Asia", "renewsOn": "2027-01-01"}


async def test_customers_of_others_and_what_is_no_customer_are_not_found_alike(
    api: Api, account: MadeAccount, operator: Connection, owner: Connection
) -> None:
    other, csm = await make_account(operator, "Other"), account.people[Role.CSM]
    partner = await make_organisation(operator, Side.PARTNER, "Portal")
    await operator.execute(  # whom they see, and who is none of their vendor's customers
        "insert into membership (organisation_id, person_id, role) values ($1, $3, 'member'), ($2, $3, 'partner')",
        other.row.customer_id, partner, csm,
    )  # fmt: skip
    before = await _counts(owner)
    strange = [other.row.customer_id, other.row.vendor_id, account.row.vendor_id, partner, new_id(), "x"]
    answers = [
        await _create(api, csm, account.row.vendor_id, f'name: "Taken", customerId: "{customer}"')
        for customer in strange
    ]
    assert [_problems(answer) for answer in answers] == [[("NOT_FOUND", "customerId")]] * len(strange)
    assert len({answer["problems"][0]["message"] for answer in answers}) == 1
    assert await _counts(owner) == before


@pytest.mark.parametrize("role", list(Role))
async def test_who_may_make_accounts_does_and_who_may_not_is_noted(
    api: Api, account: MadeAccount, operator: Connection, owner: Connection, role: Role
) -> None:
    if role is Role.PARTNER:
        own = await make_organisation(operator, Side.PARTNER, "Portal")
        account.people[role] = await make_person(operator, own, role)
    else:
        own = account.row.customer_id if role in ROLES_OF[Side.CUSTOMER] else account.row.vendor_id
    may, actor = role in {Role.ADMIN, Role.EXECUTIVE, Role.CSM}, account.people[role]
    assert may == (Permission.ACCOUNT_CREATE in GRANTS[role])
    answer = await _create(api, actor, own, 'name: "Quarry", customerName: "Quarry Group"')
    entries = await owner.fetch("select * from audit_entry order by id")
    assert {(entry["organisation_id"], entry["actor"]) for entry in entries} == {(own, actor)}
    noted = [(entry["action"], entry["subject"], entry["refused"]) for entry in entries]
    if not may:
        assert _problems(answer) == [("NOT_ALLOWED", "")]
        assert noted == [("account:create", str(own), True)]
        assert await _counts(owner) == (1, 1)
        return
    made = answer["account"]
    assert noted == [
        ("organisation:create", made["customer"]["id"], False), ("account:create", made["id"], False),
    ]  # fmt: skip
    assert [json.loads(entry["details"]) for entry in entries] == [
        {"side": "customer", "accountId": made["id"]},
        {"customerId": made["customer"]["id"], "fields": ["customerName", "name"]},
    ]


async def test_an_account_of_another_vendor_is_made_by_nobody(
    api: Api, account: MadeAccount, operator: Connection, owner: Connection
) -> None:
    other = await make_account(operator, "Other")
    before = await _counts(owner)
    for person_id, vendor_id in (
        (account.people[Role.ADMIN], other.row.vendor_id),
        (account.people[Role.SPONSOR], account.row.vendor_id),  # whom they see, and to whom they do not belong
        (account.people[Role.ADMIN], new_id()),
        (account.people[Role.ADMIN], "x"),
    ):
        answer = await _create(api, person_id, vendor_id, 'name: "Quarry", customerName: "Quarry"')
        assert _problems(answer) == [("NOT_FOUND", "organisationId")]
    assert await _counts(owner) == before


async def test_every_problem_is_told_at_once_and_nothing_is_made(
    api: Api, account: MadeAccount, owner: Connection
) -> None:
    sponsor, vendor_id = account.people[Role.SPONSOR], account.row.vendor_id
    given = (
        f'name: " ", customerName: "\\u0000", customerId: "{new_id()}", timeZone: "Europe/Atlantis", '
        f'csmId: "{sponsor}", contractValue: "-1", currency: "euro"'
    )
    answer = await _create(api, account.people[Role.CSM], vendor_id, given)
    assert sorted(_problems(answer)) == [
        ("INVALID", "contractValue"), ("INVALID", "currency"), ("INVALID", "customerId"), ("INVALID", "customerName"),
        ("INVALID", "name"), ("INVALID", "timeZone"), ("NOT_FOUND", "csmId"), ("NOT_FOUND", "customerId"),
    ]  # fmt: skip
    for given, problems in (
        ('name: "Quarry"', [("REQUIRED", "customerName")]),
        ('name: "Quarry", customerName: null, customerId: null', [("REQUIRED", "customerName")]),
        (f'name: "{"x" * 301}", customerName: ""', [("INVALID", "name"), ("INVALID", "customerName")]),
        ('name: "Quarry", customerName: "Quarry", contractValue: "5"', [("REQUIRED", "currency")]),
        ('name: "Quarry", customerName: "Quarry", currency: "EUR"', [("REQUIRED", "contractValue")]),
        ('name: "Quarry", customerName: "Quarry", csmId: "nobody"', [("NOT_FOUND", "csmId")]),
        ('name: "Quarry", customerName: "Quarry", timeZone: "EST5EDT,M3.2.0"', [("INVALID", "timeZone")]),
        ('name: "Quarry", customerName: "Quarry", idempotencyKey: ""', [("INVALID", "idempotencyKey")]),
    ):
        assert _problems(await _create(api, account.people[Role.CSM], vendor_id, given)) == problems, given
    assert await _counts(owner) == (1, 1)
    assert await owner.fetchval("select count(*) from audit_entry") == 0


async def test_under_a_key_an_account_and_its_customer_are_made_once(
    api: Api, account: MadeAccount, owner: Connection
) -> None:
    csm, vendor_id = account.people[Role.CSM], account.row.vendor_id
    given = 'name: "Quarry", customerName: "Quarry", idempotencyKey: "one"'
    at_once = await asyncio.gather(*(_create(api, csm, vendor_id, given) for _ in range(4)))
    assert len({answer["account"]["id"] for answer in at_once}) == 1
    made = at_once[0]["account"]
    assert await _counts(owner) == (2, 2)
    await api.change(csm, "updateAccount", f'accountId: "{made["id"]}", name: "Quarry Group"')
    again = await _create(api, csm, vendor_id, given)
    assert again["account"] == made | {"name": "Quarry Group", "version": 2}, "read again, not made again"
    other = 'name: "Quarry", customerName: "Other", idempotencyKey: "one"'
    assert _problems(await _create(api, csm, vendor_id, other)) == [("IDEMPOTENCY_KEY_REUSED", "idempotencyKey")]
    assert (await _create(api, account.people[Role.ADMIN], vendor_id, given))["account"]["id"] != made["id"]
    assert await owner.fetchval("select count(*) from audit_entry where action = 'account:create'") == 2
    await owner.execute("update membership set role = 'viewer' where person_id = $1", csm)
    assert _problems(await _create(api, csm, vendor_id, given)) == [("NOT_ALLOWED", "")]


async def test_a_refused_request_leaves_its_key_free(api: Api, account: MadeAccount) -> None:
    csm, key = account.people[Role.CSM], 'idempotencyKey: "one"'
    refused = await _create(api, csm, account.row.vendor_id, f'name: "", customerName: "Quarry", {key}')
    assert _problems(refused) == [("INVALID", "name")]
    made = await _create(api, csm, account.row.vendor_id, f'name: "Quarry", customerName: "Quarry", {key}')
    assert made["account"]["name"] == "Quarry"


async def test_a_vendor_has_so_many_accounts_and_no_more(
    api: Api, account: MadeAccount, operator: Connection, owner: Connection
) -> None:
    vendor_id, csm, customer = account.row.vendor_id, account.people[Role.CSM], account.row.customer_id
    await owner.execute(
        "insert into account (vendor_id, id, customer_id, name) "
        "select $1, gen_random_uuid(), $2, 'x' from generate_series(1, $3)",
        vendor_id, customer, MAX_ACCOUNTS - 2,
    )  # fmt: skip
    elsewhere = await make_account(operator, "Other")
    last = await _create(api, csm, vendor_id, 'name: "Last", customerName: "Last"')
    assert last["account"]["name"] == "Last"
    for given in ('customerName: "More"', f'customerId: "{customer}"'):
        answer = await _create(api, csm, vendor_id, f'name: "More", {given}')
        assert _problems(answer) == [("OVER_LIMIT", "")]
        assert f"{MAX_ACCOUNTS:,} accounts" in answer["problems"][0]["message"]
    other = await _create(
        api, elsewhere.people[Role.CSM], elsewhere.row.vendor_id, 'name: "Quarry", customerName: "Quarry"'
    )
    assert other["account"]["name"] == "Quarry", "another vendor's are not counted"


async def test_from_a_new_account_to_a_plan_that_its_customer_reads(api: Api, account: MadeAccount) -> None:
    admin, csm, vendor_id = account.people[Role.ADMIN], account.people[Role.CSM], account.row.vendor_id
    made = (await _create(api, csm, vendor_id, 'name: "Quarry", customerName: "Quarry"'))["account"]
    customer_id = made["customer"]["id"]
    newcomer = f'organisationId: "{customer_id}", email: "sponsor@quarry.example", name: "Sam Stone", role: SPONSOR'
    assert _problems(await api.change(csm, "inviteMember", newcomer)) == [("NOT_ALLOWED", "")], "decision 8"
    told = "invitation { url member { person { id } role } }"
    member = (await api.change(admin, "inviteMember", newcomer, told))["invitation"]["member"]
    assert member["role"] == "SPONSOR"
    sponsor = UUID(member["person"]["id"])
    plan = await api.change(csm, "createPlan", f'accountId: "{made["id"]}", title: "Fewer disputes"', "plan { id }")
    contact = await api.change(
        csm, "createContact",
        f'accountId: "{made["id"]}", side: CUSTOMER, name: "Sam Stone", role: SPONSOR, personId: "{sponsor}"',
        "contact { id person { id } }",
    )  # fmt: skip
    assert contact["contact"]["person"]["id"] == str(sponsor)
    query = f'{{ plan(id: "{plan["plan"]["id"]}") {{ title account {{ vendor {{ name }} customer {{ name }} }} }} }}'
    assert (await api.ask(sponsor, query))["plan"] == {
        "title": "Fewer disputes", "account": {"vendor": {"name": "Fernhill"}, "customer": {"name": "Quarry"}},
    }  # fmt: skip
    champion = f'organisationId: "{customer_id}", email: "c@quarry.example", name: "Kim", role: CHAMPION'
    assert (await api.change(sponsor, "inviteMember", champion))["__typename"] == "InviteMemberSuccess"
    assert _problems(await api.change(admin, "inviteMember", champion)) == [("NOT_ALLOWED", "")]


async def test_who_speaks_for_one_of_their_vendors_makes_accounts_of_that_one(
    api: Api, account: MadeAccount, operator: Connection
) -> None:
    other, csm = await make_account(operator, "Other"), account.people[Role.CSM]
    await operator.execute(
        "insert into membership (organisation_id, person_id, role) values ($1, $2, 'viewer')", other.row.vendor_id, csm
    )
    given = 'name: "Quarry", customerName: "Quarry"'
    assert _problems(await _create(api, csm, other.row.vendor_id, given)) == [("NOT_ALLOWED", "")]
    crossing = f'name: "Quarry", customerId: "{other.row.customer_id}"'
    assert _problems(await _create(api, csm, account.row.vendor_id, crossing)) == [("NOT_FOUND", "customerId")]
    mutation = f'organisationId: "{account.row.vendor_id}", {given}'
    headers = {"Concordat-Organisation": str(other.row.vendor_id)}
    query = f"mutation {{ createAccount(input: {{ {mutation} }}) {{ ... on Refusal {{ problems {{ code }} }} }} }}"
    answer = (await api.ask(csm, query, headers))["createAccount"]
    assert answer == {"problems": [{"code": "NOT_FOUND"}]}
