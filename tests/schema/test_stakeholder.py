"""What the vendor thinks of a customer's contact: its people say and read it, and the customer gets it by no path."""

import asyncio
import json
from typing import Any
from uuid import UUID, uuid4

import pytest

from plans.rules.identifier import new_id
from plans.rules.role import ROLES_OF, Role, Side
from plans.store.account import ContactRow, insert_contact
from plans.store.connection import Connection
from schema import row_loader
from server.database import Database
from tests.api import Api
from tests.make import MadeAccount, make_account, make_organisation, make_person

pytestmark = pytest.mark.anyio

ASSESSMENT = (
    "assessment { version invalidFields type renewalMetrics engagement influence sentiment note assessedBy { id } }"
)
SAID = (
    'type: ECONOMIC_BUYER, renewalMetrics: ["secret churn", "secret cost"], engagement: LOW, influence: HIGH, '
    'sentiment: SKEPTIC, note: "secret: was against it"'
)
ASSESSORS = {Role.ADMIN, Role.EXECUTIVE, Role.CSM}
REFUSED = "... on Refusal { problems { code path message } }"


class Stakeholder:
    """A contact of a customer's, one of the vendor's, and a plan of their account."""

    def __init__(self, account: MadeAccount, contact: UUID, own: UUID, plan: UUID) -> None:
        self.account = account
        self.people = account.people
        self.contact = contact
        self.own = own
        self.plan = plan


@pytest.fixture
async def made(api: Api, operator: Connection) -> Stakeholder:
    """An account with a contact on each side, and a plan."""
    return await _make(api, operator, "Harbor")


async def _make(api: Api, operator: Connection, name: str) -> Stakeholder:
    account, contacts = await make_account(operator, name), dict.fromkeys(("customer", "vendor"), UUID(int=0))
    for side in contacts:
        contacts[side] = new_id()
        row = ContactRow(account.row.vendor_id, contacts[side], account.row.id, None, side, "Sam", "Lead", "sponsor")
        await insert_contact(operator, row)
    given = f'accountId: "{account.row.id}", title: "A plan"'
    csm = account.people[Role.CSM]
    plan = (await api.change(csm, "createPlan", given, "plan { id }"))["plan"]["id"]
    given = f'planId: "{plan}", customerSponsorId: "{contacts["customer"]}"'
    assert "plan" in await api.change(csm, "updatePlan", given, "plan { id }")
    return Stakeholder(account, contacts["customer"], contacts["vendor"], UUID(plan))


def _mutation(contact: object, given: str) -> str:
    success = f"... on AssessStakeholderSuccess {{ contact {{ id version {ASSESSMENT} }} }}"
    stale = "... on StaleVersion { currentVersion message current { version ... on StakeholderAssessment { note } } }"
    return (
        f'mutation {{ assessStakeholder(input: {{ contactId: "{contact}", {given} }}) '
        f"{{ __typename {success} {REFUSED} {stale} }} }}"
    )


async def _assess(api: Api, person: UUID, contact: object, given: str) -> Any:
    return (await api.ask(person, _mutation(contact, given)))["assessStakeholder"]


def _problems(answer: Any) -> list[tuple[str, tuple[str, ...]]]:
    return sorted((problem["code"], tuple(problem["path"])) for problem in answer["problems"])


async def test_S2_the_vendor_says_what_it_thinks_and_changes_it(api: Api, made: Stakeholder) -> None:
    csm, admin = made.people[Role.CSM], made.people[Role.ADMIN]
    answer = await _assess(api, csm, made.contact, SAID)
    expected: dict[str, Any] = {
        "version": 1, "invalidFields": [], "type": "ECONOMIC_BUYER", "renewalMetrics": ["secret churn", "secret cost"],
        "engagement": "LOW", "influence": "HIGH", "sentiment": "SKEPTIC", "note": "secret: was against it",
        "assessedBy": {"id": str(csm)},
    }  # fmt: skip
    assert answer["contact"]["assessment"] == expected
    assert answer["contact"]["version"] == 1
    given = "type: null, renewalMetrics: null, engagement: HIGH, note: null, expectedVersion: 1"
    answer = await _assess(api, admin, made.contact, given)
    expected |= {
        "version": 2, "type": None, "renewalMetrics": [], "engagement": "HIGH", "note": None,
        "assessedBy": {"id": str(admin)},
    }  # fmt: skip
    assert answer["contact"]["assessment"] == expected
    listed = f'{{ node(id: "{made.contact}") {{ ... on Contact {{ {ASSESSMENT} }} }} }}'
    for role in ROLES_OF[Side.VENDOR]:
        assert (await api.ask(made.people[role], listed))["node"]["assessment"] == expected
    unchanged = await _assess(api, admin, made.contact, "expectedVersion: 2")
    assert unchanged["contact"]["assessment"] == expected


@pytest.mark.parametrize("role", sorted(ROLES_OF[Side.VENDOR]))
async def test_whoever_of_the_vendor_may_not_assess_is_refused_and_the_audit_tells_no_value(
    api: Api, made: Stakeholder, owner: Connection, role: Role
) -> None:
    answer = await _assess(api, made.people[role], made.contact, SAID)
    may = role in ASSESSORS
    assert answer["__typename"] == ("AssessStakeholderSuccess" if may else "Refusal")
    (entry,) = await owner.fetch("select * from audit_entry where action like 'stakeholder:%'")
    assert (entry["organisation_id"], entry["actor"]) == (made.account.row.vendor_id, made.people[role])
    assert (entry["action"], entry["subject"]) == ("stakeholder:assess", str(made.contact))
    assert entry["refused"] is not may
    fields = ["engagement", "influence", "note", "renewalMetrics", "sentiment", "type"]
    told = json.loads(entry["details"])
    assert told == ({"accountId": str(made.account.row.id), "fields": fields} if may else {})


@pytest.mark.parametrize("role", sorted(ROLES_OF[Side.CUSTOMER]))
async def test_S2_the_customer_gets_nothing_of_it_by_any_path(
    api: Api, made: Stakeholder, operator: Connection, owner: Connection, role: Role
) -> None:
    """Every way to a contact, lists of every kind, findings, the audit, and what mutations answer: all as before."""
    person = made.people[role]
    before = [await _everything(api, made, person)]
    bystander = await _make(api, operator, "Quarry")
    attempts = [
        f"expectedVersion: {version}, {given}" for version in (0, 1, 7) for given in (SAID, "", 'note: "x"')
    ]  # fmt: skip
    refused = [[await _assess(api, person, made.contact, given) for given in attempts]]
    for given in (SAID, 'note: "secret again"'):
        key = f'idempotencyKey: "{uuid4()}"'
        done = await _assess(api, made.people[Role.CSM], made.contact, f"{key}, {given}")
        assert done["__typename"] == "AssessStakeholderSuccess"
        refused.append([await _assess(api, person, made.contact, f"{key}, {attempt}") for attempt in attempts])
        before.append(await _everything(api, made, person))
    refused.append([await _assess(api, person, bystander.contact, given) for given in attempts])
    refused.append([await _assess(api, person, uuid4(), given) for given in attempts])
    assert before[0] == before[1] == before[2]
    assert all(answers == refused[0] for answers in refused)
    assert {tuple(_problems(answer)) for answer in refused[0]} == {(("NOT_FOUND", ("contactId",)),)}
    told = json.dumps([before, refused])
    for word in ("secret", "ECONOMIC_BUYER", "SKEPTIC", "economic_buyer", "skeptic", "stakeholder:assess"):
        assert word not in told
    assert await owner.fetchval(
        "select count(*) from audit_entry where organisation_id = $1", made.account.row.customer_id
    ) == 0  # fmt: skip


async def _everything(api: Api, made: Stakeholder, person: UUID) -> Any:
    """What somebody reads of a contact by every path that leads to one."""
    contact = f"id version name {ASSESSMENT}"
    contacts = f"contacts(first: 100) {{ totalCount nodes {{ {contact} }} edges {{ node {{ {contact} }} }} }}"
    findings = "findings { code message advice seen subject { root id } } readiness { ready } realPlanTest { real }"
    audited = "{ action subject details }"
    asked = [
        f'node(id: "{made.contact}") {{ __typename ... on Contact {{ {contact} }} }}',
        f'nodes(ids: ["{made.contact}", "{made.own}"]) {{ ... on Contact {{ {contact} }} }}',
        f'account(id: "{made.account.row.id}") {{ version {contacts} }}',
        f'plan(id: "{made.plan}") {{ version changedAt {findings} account {{ {contacts} }} internal {{ version }} }}',
        f'plan(id: "{made.plan}") {{ customerSponsor {{ {contact} }} }}',
        f"viewer {{ accounts(first: 5) {{ nodes {{ {contacts} }} }} }}",
        f"viewer {{ plans(first: 5) {{ nodes {{ account {{ {contacts} }} }} }} }}",
        f"viewer {{ memberships {{ organisation {{ auditEntries(first: 50) {{ nodes {audited} }} }} }} }}",
    ]
    answers = [(await api.post(person, f"{{ {one} }}")).json() for one in asked for _ in range(2)]
    for answer in answers:
        assert "errors" not in answer
        answer.pop("extensions", None)
    return answers


async def test_a_partner_and_another_vendor_find_no_such_contact(
    api: Api, made: Stakeholder, operator: Connection
) -> None:
    other = await make_account(operator, "Other")
    partner = await make_person(operator, await make_organisation(operator, Side.PARTNER, "Portal"), Role.PARTNER)
    for person in (other.people[Role.CSM], other.people[Role.SPONSOR], partner):
        answers = [await _assess(api, person, contact, SAID) for contact in (made.contact, uuid4(), "x")]
        assert answers[0] == answers[1] == answers[2]
        assert _problems(answers[0]) == [("NOT_FOUND", ("contactId",))]


async def test_whoever_is_of_both_sides_reads_it_as_the_vendor_alone(
    api: Api, made: Stakeholder, operator: Connection
) -> None:
    await _assess(api, made.people[Role.CSM], made.contact, SAID)
    both = await make_person(operator, made.account.row.vendor_id, Role.CSM)
    await operator.execute(
        "insert into membership (organisation_id, person_id, role) values ($1, $2, 'sponsor')",
        made.account.row.customer_id, both,
    )  # fmt: skip
    query = f'{{ node(id: "{made.contact}") {{ ... on Contact {{ {ASSESSMENT} }} }} }}'
    for organisation, sees in ((made.account.row.vendor_id, True), (made.account.row.customer_id, False)):
        chosen = {"Concordat-Organisation": str(organisation)}
        node = (await api.ask(both, query, chosen))["node"]
        assert (node["assessment"] is not None) == sees
        answer = (await api.post(both, _mutation(made.contact, "note: null"), chosen)).json()["data"]
        assert (answer["assessStakeholder"]["__typename"] == "AssessStakeholderSuccess") == sees


async def test_everything_that_is_wrong_is_told_at_once(api: Api, made: Stakeholder) -> None:
    metrics = ", ".join(f'"metric {number}"' for number in range(9))
    given = f'renewalMetrics: ["", {metrics}, "over"], note: "{"x" * 4001}"'
    answer = await _assess(api, made.people[Role.CSM], made.own, given)
    assert _problems(answer) == [
        ("INVALID", ("contactId",)), ("INVALID", ("note",)), ("INVALID", ("renewalMetrics", "0")),
        ("OVER_LIMIT", ("renewalMetrics",)),
    ]  # fmt: skip
    answer = await _assess(api, made.people[Role.CSM], made.contact, 'note: "\\u0000"')
    assert _problems(answer) == [("INVALID", ("note",))]


async def test_of_several_first_assessments_one_is_the_first(api: Api, made: Stakeholder) -> None:
    people = [made.people[role] for role in sorted(ASSESSORS)]
    answers = await asyncio.gather(
        *(
            _assess(api, person, made.contact, f'expectedVersion: 0, note: "Note {place}"')
            for place, person in enumerate(people)
        )
    )
    (done,) = [answer for answer in answers if answer["__typename"] == "AssessStakeholderSuccess"]
    stale = [answer for answer in answers if answer["__typename"] == "StaleVersion"]
    assert len(stale) == 2
    for answer in stale:
        assert answer["currentVersion"] == 1
        assert answer["current"] == {"version": 1, "note": done["contact"]["assessment"]["note"]}
    (answer,) = [await _assess(api, people[0], made.contact, "expectedVersion: 0, note: null")]
    assert answer["current"]["version"] == 1


async def test_assessments_of_many_contacts_are_read_in_one_statement(
    api: Api, made: Stakeholder, operator: Connection, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(20):
        row = ContactRow(
            made.account.row.vendor_id, new_id(), made.account.row.id, None, "customer", f"Kim {number}", "", None
        )
        await insert_contact(operator, row)
    counted: list[int] = []
    select = row_loader.select_assessments

    async def counting(connection: Connection, contacts: Any) -> Any:
        counted.append(len(contacts))
        return await select(connection, contacts)

    monkeypatch.setattr(row_loader, "select_assessments", counting)
    query = f'{{ account(id: "{made.account.row.id}") {{ contacts(first: 100) {{ nodes {{ {ASSESSMENT} }} }} }} }}'
    await api.ask(made.people[Role.CSM], query)
    await api.ask(made.people[Role.SPONSOR], query)
    assert counted == [22]
