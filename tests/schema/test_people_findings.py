"""What follows when people come and leave: owners who are gone, risks by rule, who is talked to, whose rights end."""

import datetime as dt
from typing import Any
from uuid import UUID

import pytest

from plans.rules.role import Role
from plans.store.connection import Connection
from tests.api import Api
from tests.make import MadeAccount, make_account

pytestmark = pytest.mark.anyio

TODAY = dt.datetime.now(dt.UTC).date()


class Team:
    """A plan of an account, and its contacts by their names."""

    def __init__(self, api: Api, account: MadeAccount, plan: UUID) -> None:
        self.api = api
        self.account = account
        self.plan = plan
        self.contacts: dict[str, str] = {}

    async def change(self, mutation: str, given: str, success: str, role: Role = Role.CSM) -> Any:
        """What a mutation of the plan makes."""
        answer = await self.api.change(self.account.people[role], mutation, f'planId: "{self.plan}", {given}', success)
        assert answer["__typename"].endswith("Success"), answer
        return answer

    async def come(self, name: str, side: str = "CUSTOMER", more: str = "") -> str:
        """Somebody joins the account."""
        given = f'accountId: "{self.account.row.id}", side: {side}, name: "{name}", title: "Lead", role: MEMBER {more}'
        csm = self.account.people[Role.CSM]
        made = (await self.api.change(csm, "createContact", given, "contact { id }"))["contact"]["id"]
        self.contacts[name] = made
        return made

    async def leave(self, name: str, left_on: str = f'"{TODAY}"') -> None:
        """Somebody leaves, or comes back."""
        given = f'contactId: "{self.contacts[name]}", leftOn: {left_on}'
        answer = await self.api.change(self.account.people[Role.CSM], "updateContact", given, "contact { leftOn }")
        assert "contact" in answer, answer

    async def read(self, fields: str, role: Role = Role.CSM) -> Any:
        """What somebody reads of the plan."""
        return (await self.api.ask(self.account.people[role], f'{{ plan(id: "{self.plan}") {{ {fields} }} }}'))["plan"]

    async def findings(self, role: Role = Role.CSM) -> set[tuple[str, str, str | None]]:
        """Codes with what they are about, by list and field."""
        found = (await self.read("findings { code subject { root field } }", role))["findings"]
        return {(one["code"], one["subject"]["root"], one["subject"]["field"]) for one in found}

    async def codes(self, role: Role = Role.CSM) -> set[str]:
        """The codes alone."""
        return {code for code, _, _ in await self.findings(role)}


@pytest.fixture
async def team(api: Api, operator: Connection) -> Team:
    """A plan with an outcome, a milestone and a task that Sam of the customer's and Priya of the vendor's own."""
    account = await make_account(operator)
    given = f'accountId: "{account.row.id}", title: "A plan"'
    made = await api.change(account.people[Role.CSM], "createPlan", given, "plan { id }")
    team = Team(api, account, UUID(made["plan"]["id"]))
    sam, kim, priya = await team.come("Sam"), await team.come("Kim"), await team.come("Priya", "VENDOR")
    owners = f'customerOwnerId: "{sam}", vendorOwnerId: "{priya}"'
    outcome = (await team.change("createOutcome", f'objective: "Sooner", {owners}', "outcome { id }"))["outcome"]["id"]
    of_outcome = f'title: "Half", outcomeId: "{outcome}", {owners}'
    milestone = (await team.change("createMilestone", of_outcome, "milestone { id }"))["milestone"]["id"]
    for done in ("false", "true"):
        given = f'milestoneId: "{milestone}", action: "Train", ownerId: "{sam}", done: {done}'
        await team.change("createTask", given, "task { id }")
    await team.change("updatePlan", f'customerSponsorId: "{kim}"', "plan { id }")
    return team


AT_RISK = ("MILESTONE_AT_RISK_BY_RULE", "milestones", "customerOwner")
VACATED = {
    ("OWNER_HAS_LEFT", "outcomes", "customerOwner"),
    ("OWNER_HAS_LEFT", "milestones", "customerOwner"),
    ("OWNER_HAS_LEFT", "tasks", "owner"),
}


async def test_S7_M4_who_leaves_vacates_what_they_own_and_it_is_given_to_others(team: Team) -> None:
    before = await team.findings()
    assert AT_RISK not in before
    assert "OWNER_HAS_LEFT" not in {code for code, _, _ in before}
    assert "OUTCOME_WITHOUT_CUSTOMER_OWNER" not in {code for code, _, _ in before}
    await team.leave("Sam")
    for role in (Role.CSM, Role.SPONSOR):
        after = await team.findings(role)
        assert after >= VACATED | {AT_RISK}
        assert ("OUTCOME_WITHOUT_CUSTOMER_OWNER", "outcomes", "customerOwner") in after
    owned = "outcomes { customerOwner { name leftOn } } realPlanTest { parts { part reasons } } readiness { ready }"
    read = await team.read(owned)
    assert read["outcomes"] == [{"customerOwner": {"name": "Sam", "leftOn": str(TODAY)}}]
    (part,) = [part for part in read["realPlanTest"]["parts"] if part["part"] == "ONE_OWNER_PER_SIDE"]
    assert any("no owner of the customer" in reason for reason in part["reasons"])
    plan = await team.read("outcomes { id } milestones { id } tasks { id done }")
    kim, open_task = team.contacts["Kim"], next(task["id"] for task in plan["tasks"] if not task["done"])
    await team.change("updateOutcome", f'id: "{plan["outcomes"][0]["id"]}", customerOwnerId: "{kim}"', "plan { id }")
    await team.change(
        "updateMilestone", f'id: "{plan["milestones"][0]["id"]}", customerOwnerId: "{kim}"', "plan { id }"
    )
    await team.change("updateTask", f'id: "{open_task}", ownerId: "{kim}"', "plan { id }")
    assert {code for code in await team.codes() if code in {"OWNER_HAS_LEFT", AT_RISK[0]}} == set()


async def test_S7_who_comes_back_owns_again_what_nobody_took(team: Team) -> None:
    before = await team.findings()
    await team.leave("Sam")
    await team.leave("Sam", "null")
    assert await team.findings() == before


async def test_S7_M5_a_sponsor_and_an_owner_of_the_vendor_who_left_are_missing(team: Team) -> None:
    before = await team.findings()
    await team.leave("Kim")
    await team.leave("Priya")
    new = await team.findings() - before
    assert ("SPONSOR_MISSING", "plan", "customerSponsor") in new
    assert ("MILESTONE_WITHOUT_VENDOR_OWNER", "milestones", "vendorOwner") in new
    assert AT_RISK not in new


async def test_S3_the_communication_plan_sees_who_left_and_only_the_vendor_is_told(team: Team) -> None:
    assert "COMMUNICATION_PLAN_MISSING" in await team.codes()
    sam, priya = team.contacts["Sam"], team.contacts["Priya"]
    await team.change("createConversation", f'contactId: "{sam}", vendorPersonId: "{priya}"', "conversation { id }")
    told = await team.findings()
    assert ("CONVERSATION_INCOMPLETE", "conversations", "every") in told
    assert "COMMUNICATION_PLAN_MISSING" not in {code for code, _, _ in told}
    conversation = (await team.read("internal { conversations { id contact { name } } }"))["internal"]["conversations"]
    given = f'id: "{conversation[0]["id"]}", every: MONTHLY'
    await team.change("updateConversation", given, "conversation { id }")
    assert "CONVERSATION_INCOMPLETE" not in await team.codes()
    await team.leave("Sam")
    await team.leave("Priya")
    told = await team.findings()
    assert {("OWNER_HAS_LEFT", "conversations", "contact"), ("OWNER_HAS_LEFT", "conversations", "vendorPerson")} <= told
    internal = {one for one in told if one[1] == "conversations"}
    assert internal
    assert not internal & await team.findings(Role.SPONSOR)


async def test_S3_one_active_contact_is_too_few_however_many_have_left(team: Team) -> None:
    assert "SINGLE_CONTACT" not in await team.codes()
    await team.leave("Kim")
    for role, is_told in ((Role.CSM, True), (Role.VIEWER, True), (Role.SPONSOR, False), (Role.CHAMPION, False)):
        assert ("SINGLE_CONTACT" in await team.codes(role)) is is_told
    await team.come("Lee")
    assert "SINGLE_CONTACT" not in await team.codes()
    for name in ("Lee", "Sam"):
        await team.leave(name)
    assert "SINGLE_CONTACT" in await team.codes()  # nobody at all is fewer than one


async def test_S1_who_left_need_not_be_completed(team: Team) -> None:
    csm = team.account.people[Role.CSM]
    given = f'contactId: "{team.contacts["Sam"]}", title: null, role: null'
    await team.api.change(csm, "updateContact", given, "contact { id }")
    assert ("CONTACT_INCOMPLETE", "contact", "title") in await team.findings()
    await team.leave("Sam")
    assert "CONTACT_INCOMPLETE" not in await team.codes()


async def test_S7_the_tasks_of_whoever_left_are_theirs_to_write_no_more(team: Team) -> None:
    member = team.account.people[Role.MEMBER]
    jo = await team.come("Jo", more=f', personId: "{member}"')
    made = await team.change("createTask", f'action: "Write", ownerId: "{jo}"', "task { id }")
    given = f'id: "{made["task"]["id"]}", done: true'
    await team.change("updateTask", given, "task { done }", Role.MEMBER)
    await team.leave("Jo")
    given = f'planId: "{team.plan}", id: "{made["task"]["id"]}", done: false'
    answer = await team.api.change(member, "updateTask", given, "task { done }")
    assert [problem["code"] for problem in answer["problems"]] == ["NOT_ALLOWED"]
