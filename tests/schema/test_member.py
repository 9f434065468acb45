"""People of an organisation through the API: who may invite, change and remove whom, and what the audit says of it."""

import asyncio
import re
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest

from plans.rules.identifier import new_id
from plans.rules.member import HANDS_OUT, HEAD
from plans.rules.permission import GRANTS, Permission
from plans.rules.role import ROLES_OF, Role, Side
from plans.store.account import insert_account
from plans.store.connection import Connection
from plans.store.login_identity import LoginIdentityRow, insert_login_identity
from plans.store.withdrawal import CHANNEL
from server.database import Database
from tests.api import PUBLIC_URL, Api
from tests.make import make_organisation, make_person
from tests.server.sessions import make_connection

pytestmark = pytest.mark.anyio

INVITATION = "invitation { url expiresAt member { role since person { id email name } } }"


@dataclass(frozen=True)
class House:
    """An organisation with a person of every role of its side, twice where it is the head's."""

    id: UUID
    people: dict[Role, UUID]
    other_head: UUID


async def _house(operator: Connection, side: Side, name: str = "Harbor") -> House:
    organisation_id = await make_organisation(operator, side, name)
    people = {role: await make_person(operator, organisation_id, role) for role in sorted(ROLES_OF[side])}
    return House(organisation_id, people, await make_person(operator, organisation_id, HEAD[side]))


def _side(role: Role) -> Side:
    return next(side for side, roles in ROLES_OF.items() if role in roles)


def _newcomer(organisation_id: UUID, role: Role, email: str = "new@harbor.example") -> str:
    return f'organisationId: "{organisation_id}", email: "{email}", name: "Nora New", role: {role.upper()}'


async def _audit(owner: Connection, organisation_id: UUID) -> list[tuple[Any, ...]]:
    rows = await owner.fetch(
        "select actor, action, subject, refused from audit_entry where organisation_id = $1 order by id",
        organisation_id,
    )
    return [(row["actor"], row["action"], row["subject"], row["refused"]) for row in rows]


async def _role(owner: Connection, organisation_id: UUID, person_id: UUID) -> str | None:
    return await owner.fetchval(
        "select role from membership where organisation_id = $1 and person_id = $2", organisation_id, person_id
    )


def _problem(answer: Any) -> tuple[str, list[str]]:
    (problem,) = answer["problems"]
    return problem["code"], problem["path"]


@pytest.mark.parametrize("role", list(Role))
async def test_a_role_invites_exactly_whom_the_table_says(
    api: Api, operator: Connection, owner: Connection, role: Role
) -> None:
    house = await _house(operator, _side(role))
    actor = house.people[role]
    noted: list[tuple[Any, ...]] = []
    for given in sorted(ROLES_OF[_side(role)]):
        email = f"{given}@harbor.example"
        answer = await api.change(actor, "inviteMember", _newcomer(house.id, given, email), INVITATION)
        if given in HANDS_OUT.get(role, frozenset()):
            member = answer["invitation"]["member"]
            assert (member["role"], member["person"]["email"]) == (given.upper(), email)
            assert await _role(owner, house.id, UUID(member["person"]["id"])) == given
            noted.append((actor, "member:invite", member["person"]["id"], False))
        else:
            assert _problem(answer) == ("NOT_ALLOWED", [])
            assert await owner.fetchval("select count(*) from person where email = $1", email) == 0
            noted.append((actor, "member:invite", "", True))
    assert await _audit(owner, house.id) == noted


@pytest.mark.parametrize("role", list(Role))
async def test_a_role_changes_and_removes_only_where_the_table_says(
    api: Api, operator: Connection, owner: Connection, role: Role
) -> None:
    house = await _house(operator, _side(role))
    lower = next(iter(sorted(ROLES_OF[_side(role)] - {HEAD[_side(role)]} or ROLES_OF[_side(role)])))
    target = await make_person(operator, house.id, lower)
    who = f'organisationId: "{house.id}", personId: "{target}"'
    changed = await api.change(
        house.people[role], "changeMemberRole", f"{who}, role: {HEAD[_side(role)].upper()}", "member { role }"
    )
    removed = await api.change(house.people[role], "removeMember", who, "removedId")
    for permission, answer in ((Permission.MEMBER_CHANGE_ROLE, changed), (Permission.MEMBER_REMOVE, removed)):
        is_granted = permission in GRANTS[role]
        assert answer["__typename"].endswith("Success") == is_granted
        if not is_granted:
            assert _problem(answer) == ("NOT_ALLOWED", [])
            assert (house.people[role], permission, str(target), True) in await _audit(owner, house.id)
        elif lower is not HEAD[_side(role)]:
            assert (house.people[role], permission, str(target), False) in await _audit(owner, house.id)
    assert (await _role(owner, house.id, target) is None) == (Permission.MEMBER_REMOVE in GRANTS[role])


async def test_an_invitation_tells_its_secret_once_and_stores_a_hash(
    api: Api, operator: Connection, owner: Connection
) -> None:
    house = await _house(operator, Side.CUSTOMER)
    answer = await api.change(house.people[Role.SPONSOR], "inviteMember", _newcomer(house.id, Role.MEMBER), INVITATION)
    url = answer["invitation"]["url"]
    assert re.fullmatch(re.escape(f"{PUBLIC_URL}/login?invitation=") + r"[\w-]{43}", url)
    secret = url.partition("=")[2]
    person_id = answer["invitation"]["member"]["person"]["id"]
    hashed = await owner.fetchval("select sha256($1::bytea)", secret.encode())
    assert await owner.fetchval("select secret_hash from login_invitation where person_id = $1", person_id) == hashed
    for table in ("audit_entry", "login_invitation", "person", "membership"):
        assert secret not in str([tuple(row) for row in await owner.fetch(f"select t::text from {table} t")])  # type: ignore[call-overload] - a record is iterable


async def test_an_address_that_is_known_elsewhere_links_nobody_and_tells_nothing(
    api: Api, operator: Connection, owner: Connection
) -> None:
    house, elsewhere = await _house(operator, Side.CUSTOMER), await _house(operator, Side.CUSTOMER, "Lumen")
    known = await make_person(operator, elsewhere.id, Role.MEMBER, "known@lumen.example")
    sponsor = house.people[Role.SPONSOR]
    answers = [
        await api.change(sponsor, "inviteMember", _newcomer(house.id, Role.MEMBER, email), INVITATION)
        for email in ("known@lumen.example", "unknown@lumen.example")
    ]
    assert [answer["__typename"] for answer in answers] == ["InviteMemberSuccess"] * 2
    invited = UUID(answers[0]["invitation"]["member"]["person"]["id"])
    assert invited != known
    assert await _role(owner, house.id, known) is None
    again = await api.change(sponsor, "inviteMember", _newcomer(house.id, Role.MEMBER, "KNOWN@lumen.example"))
    assert _problem(again) == ("EXISTS", ["email"])


async def test_the_same_key_invites_once(api: Api, operator: Connection, owner: Connection) -> None:
    house = await _house(operator, Side.CUSTOMER)
    sponsor, keyed = house.people[Role.SPONSOR], _newcomer(house.id, Role.MEMBER) + ', idempotencyKey: "k"'
    first, second = [await api.change(sponsor, "inviteMember", keyed, INVITATION) for _ in range(2)]
    assert first["invitation"]["member"] == second["invitation"]["member"]
    assert first["invitation"]["url"] != second["invitation"]["url"]
    person_id = UUID(first["invitation"]["member"]["person"]["id"])
    unused = "select count(*) from login_invitation where person_id = $1 and used_at is null"
    assert await owner.fetchval(unused, person_id) == 1
    other = _newcomer(house.id, Role.MEMBER, "other@harbor.example") + ', idempotencyKey: "k"'
    assert _problem(await api.change(sponsor, "inviteMember", other)) == ("EXISTS", ["idempotencyKey"])
    assert (await api.change(house.other_head, "inviteMember", other))["__typename"] == "InviteMemberSuccess"
    await api.change(sponsor, "removeMember", f'organisationId: "{house.id}", personId: "{person_id}"')
    assert _problem(await api.change(sponsor, "inviteMember", keyed)) == ("EXISTS", ["idempotencyKey"])


async def test_a_vendor_invites_the_first_sponsor_of_its_customer_and_nobody_after_that(
    api: Api, database: Database, operator: Connection, owner: Connection
) -> None:
    vendor = await _house(operator, Side.VENDOR, "Fernhill")
    customer = await make_organisation(operator, Side.CUSTOMER, "Quarry")
    stranger = await make_organisation(operator, Side.CUSTOMER, "Stranger")
    await insert_account(operator, vendor.id, new_id(), customer, "Quarry")
    admin, csm = vendor.people[Role.ADMIN], vendor.people[Role.CSM]
    sponsor = _newcomer(customer, Role.SPONSOR)
    assert _problem(await api.change(admin, "inviteMember", _newcomer(stranger, Role.SPONSOR))) == (
        "NOT_FOUND", ["organisationId"],
    )  # fmt: skip
    assert _problem(await api.change(csm, "inviteMember", sponsor)) == ("NOT_ALLOWED", [])
    assert _problem(await api.change(admin, "inviteMember", _newcomer(customer, Role.MEMBER))) == ("NOT_ALLOWED", [])
    keyed = sponsor + ', idempotencyKey: "first"'
    answer = await api.change(admin, "inviteMember", keyed, INVITATION)
    person_id = answer["invitation"]["member"]["person"]["id"]
    repeated = await api.change(admin, "inviteMember", keyed, INVITATION)  # the answer was lost
    assert repeated["invitation"]["member"]["person"]["id"] == person_id
    assert repeated["invitation"]["url"] != answer["invitation"]["url"]
    again = _newcomer(customer, Role.SPONSOR, "second@harbor.example")
    assert _problem(await api.change(admin, "inviteMember", again)) == ("NOT_ALLOWED", [])
    assert await _audit(owner, customer) == [(admin, "member:invite", person_id, False)] * 2
    refused = [(csm, str(customer)), (admin, str(customer)), (admin, str(customer))]
    audit = await _audit(owner, vendor.id)
    assert [(who, subject) for who, _, subject, is_refused in audit if is_refused] == refused
    assert (admin, "member:invite", person_id, False) in audit
    for mutation, more in (("changeMemberRole", ", role: MEMBER"), ("removeMember", ""), ("renewInvitation", "")):
        given = f'organisationId: "{customer}", personId: "{person_id}"{more}'
        assert _problem(await api.change(admin, mutation, given)) == ("NOT_FOUND", ["organisationId"])
    async with database.logins.acquire() as logins:
        connection_id = await make_connection(logins, customer)
        await insert_login_identity(
            logins, LoginIdentityRow(customer, connection_id, "https://login.quarry.example", "1", UUID(person_id))
        )
    assert _problem(await api.change(admin, "inviteMember", keyed)) == ("NOT_ALLOWED", [])


async def test_two_vendors_that_invite_at_once_bring_in_one_sponsor(
    api: Api, operator: Connection, owner: Connection
) -> None:
    customer = await make_organisation(operator, Side.CUSTOMER, "Quarry")
    admins: list[UUID] = []
    for name in ("Fernhill", "Otherwise"):
        vendor = await _house(operator, Side.VENDOR, name)
        await insert_account(operator, vendor.id, new_id(), customer, "Quarry")
        admins.append(vendor.people[Role.ADMIN])
    answers = await asyncio.gather(
        *(
            api.change(admin, "inviteMember", _newcomer(customer, Role.SPONSOR, f"{admin}@quarry.example"))
            for admin in admins
        )
    )
    assert sorted(answer["__typename"] for answer in answers) == ["InviteMemberSuccess", "Refusal"]
    assert await owner.fetchval("select count(*) from membership where organisation_id = $1", customer) == 1


@pytest.mark.parametrize("side", list(Side))
async def test_of_two_last_heads_who_remove_each_other_one_stays(
    api: Api, operator: Connection, owner: Connection, side: Side
) -> None:
    organisation_id = await make_organisation(operator, side, "Harbor")
    heads = [await make_person(operator, organisation_id, HEAD[side]) for _ in range(2)]
    answers = await asyncio.gather(
        *(
            api.change(actor, "removeMember", f'organisationId: "{organisation_id}", personId: "{target}"')
            for actor, target in (heads, reversed(heads))
        )
    )
    assert sorted(answer["__typename"] for answer in answers) == ["Refusal", "RemoveMemberSuccess"]
    (left,) = [head for head in heads if await _role(owner, organisation_id, head)]
    own = f'organisationId: "{organisation_id}", personId: "{left}"'
    assert _problem(await api.change(left, "removeMember", own)) == ("NOT_ALLOWED", ["personId"])
    for lower in ROLES_OF[side] - {HEAD[side]}:
        answer = await api.change(left, "changeMemberRole", f"{own}, role: {lower.upper()}")
        assert _problem(answer) == ("NOT_ALLOWED", ["personId"])


async def test_a_program_is_no_head_and_no_member_that_people_manage(
    api: Api, operator: Connection, owner: Connection
) -> None:
    organisation_id = await make_organisation(operator, Side.CUSTOMER, "Harbor")
    sponsor = await make_person(operator, organisation_id, Role.SPONSOR)
    given = f'organisationId: "{organisation_id}", name: "Portal", role: SPONSOR, scopes: [PLAN_READ]'
    client = UUID((await api.change(sponsor, "createApiClient", given, "client { id }"))["client"]["id"])
    assert await _role(owner, organisation_id, client) == Role.SPONSOR
    of = f'organisationId: "{organisation_id}", personId: '
    for mutation, more in (("changeMemberRole", ", role: MEMBER"), ("removeMember", ""), ("renewInvitation", "")):
        answer = await api.change(sponsor, mutation, f'{of}"{client}"{more}')
        assert _problem(answer) == ("NOT_FOUND", ["personId"])
    assert _problem(await api.change(sponsor, "removeMember", f'{of}"{sponsor}"')) == ("NOT_ALLOWED", ["personId"])
    query = "{ viewer { memberships { organisation { members(first: 100) { nodes { person { id } } } } } } }"
    (hat,) = (await api.ask(sponsor, query))["viewer"]["memberships"]
    assert hat["organisation"]["members"]["nodes"] == [{"person": {"id": str(sponsor)}}]


async def test_a_champion_manages_nobody_mightier(api: Api, operator: Connection) -> None:
    house = await _house(operator, Side.CUSTOMER)
    champion = house.people[Role.CHAMPION]
    for role, allowed in ((Role.SPONSOR, False), (Role.MEMBER, True)):
        given = f'organisationId: "{house.id}", personId: "{house.people[role]}"'
        answer = await api.change(champion, "renewInvitation", given, INVITATION)
        assert answer["__typename"] == ("RenewInvitationSuccess" if allowed else "Refusal")


async def test_a_role_of_another_side_is_given_to_nobody(api: Api, operator: Connection) -> None:
    house = await _house(operator, Side.CUSTOMER)
    sponsor = house.people[Role.SPONSOR]
    who = f'organisationId: "{house.id}", personId: "{house.people[Role.MEMBER]}", role: ADMIN'
    assert _problem(await api.change(sponsor, "changeMemberRole", who)) == ("INVALID", ["role"])


async def test_removal_and_change_are_told_to_every_process_and_remove_invitations(
    api: Api, operator: Connection, owner: Connection
) -> None:
    house = await _house(operator, Side.CUSTOMER)
    sponsor, told = house.people[Role.SPONSOR], asyncio.Queue[str]()

    def hear(_connection: object, _process: int, _channel: str, payload: str) -> None:
        told.put_nowait(payload)

    await owner.add_listener(CHANNEL, hear)
    answer = await api.change(sponsor, "inviteMember", _newcomer(house.id, Role.MEMBER), INVITATION)
    person_id = answer["invitation"]["member"]["person"]["id"]
    who = f'organisationId: "{house.id}", personId: "{person_id}"'
    await api.change(sponsor, "changeMemberRole", f"{who}, role: FINANCE")
    assert await asyncio.wait_for(told.get(), 10) == person_id
    await api.change(sponsor, "removeMember", who)
    assert await asyncio.wait_for(told.get(), 10) == person_id
    open_ones = "select count(*) from login_invitation where person_id = $1 and used_at is null"
    assert await owner.fetchval(open_ones, UUID(person_id)) == 0
    details = "select details->>'role' from audit_entry where subject = $1 order by id"
    assert [row[0] for row in await owner.fetch(details, person_id)] == ["member", "finance", "finance"]


@pytest.mark.parametrize("role", list(Role))
async def test_people_and_audit_are_shown_to_whom_the_table_says(api: Api, operator: Connection, role: Role) -> None:
    house = await _house(operator, _side(role))
    other_side = Side.CUSTOMER if _side(role) is Side.VENDOR else Side.VENDOR
    counterpart = await _house(operator, other_side, "Counterpart")
    if _side(role) is not Side.PARTNER:
        vendor, customer = (house, counterpart) if _side(role) is Side.VENDOR else (counterpart, house)
        await insert_account(operator, vendor.id, new_id(), customer.id, "Account")
    fields = (
        "{ id members(first: 20) { nodes { role person { id } } } "
        "auditEntries(first: 9) { nodes { action refused actorName } } loginConnections { id } }"
    )
    accounts = f"accounts(first: 9) {{ nodes {{ vendor {fields} customer {fields} }} }}"
    query = f"{{ viewer {{ memberships {{ organisation {fields} }} {accounts} }} }}"
    await api.change(
        house.people[role], "removeMember", f'organisationId: "{house.id}", personId: "{house.other_head}"'
    )
    viewer = (await api.ask(house.people[role], query))["viewer"]
    own = viewer["memberships"][0]["organisation"]
    removed = Permission.MEMBER_REMOVE in GRANTS[role]
    assert len(own["members"]["nodes"]) == len(house.people) + (0 if removed else 1)
    assert (own["auditEntries"] is not None) == (Permission.AUDIT_READ in GRANTS[role])
    if own["auditEntries"] is not None:
        assert own["auditEntries"]["nodes"][0] == {
            "action": "member:remove",
            "refused": False,
            "actorName": role.title(),
        }
    assert (own["loginConnections"] is not None) == (Permission.CONNECTION_MANAGE in GRANTS[role])
    for account in viewer["accounts"]["nodes"]:
        for organisation in (account["vendor"], account["customer"]):
            if organisation["id"] == str(counterpart.id):
                assert [organisation[name] for name in ("members", "auditEntries", "loginConnections")] == [None] * 3


async def test_a_request_speaks_for_the_organisation_that_it_chooses(api: Api, operator: Connection) -> None:
    house, other = await _house(operator, Side.CUSTOMER), await _house(operator, Side.VENDOR, "Fernhill")
    person = house.people[Role.SPONSOR]
    await operator.execute(
        "insert into membership (organisation_id, person_id, role) values ($1, $2, 'admin')", other.id, person
    )
    query = "{ viewer { memberships { organisation { id } } } }"

    async def worn(headers: dict[str, str] | None = None) -> set[str]:
        viewer = (await api.ask(person, query, headers))["viewer"]
        return {hat["organisation"]["id"] for hat in viewer["memberships"]}

    assert await worn() == {str(house.id), str(other.id)}
    for chosen in (house.id, other.id):
        assert await worn({"Concordat-Organisation": str(chosen)}) == {str(chosen)}
    refused = await api.post(person, query, {"Concordat-Organisation": str(new_id())})
    assert refused.status_code == 401
    assert "expected in Concordat-Organisation" in refused.json()["errors"][0]["message"]
