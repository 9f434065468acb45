"""`node` and `nodes`: rows of every kind by their id alone, and nothing of others."""

from typing import Any
from uuid import UUID

import pytest

from plans.rules.identifier import new_id
from plans.rules.role import Role, Side
from plans.store.account import ContactRow, insert_contact
from plans.store.connection import Connection
from tests.api import Api
from tests.make import MadeAccount, make_account

pytestmark = pytest.mark.anyio

FIELDS = (
    "__typename id ... on Organisation { side } ... on Person { email } ... on Account { customer { id } } "
    "... on Contact { title } ... on Plan { title outcomes { id globalId } }"
)


class Made:
    """An account, with an id of every kind that its people see."""

    def __init__(self, account: MadeAccount, contact: UUID, plan: UUID) -> None:
        self.account = account
        self.ids = {
            "Organisation": account.row.customer_id,
            "Person": account.people[Role.CHAMPION],
            "Account": account.row.id,
            "Contact": contact,
            "Plan": plan,
        }


async def _make(api: Api, operator: Connection, name: str) -> Made:
    account = await make_account(operator, name)
    contact = ContactRow(account.row.vendor_id, new_id(), account.row.id, None, "customer", "Sam", "Lead", None)
    await insert_contact(operator, contact)
    given = f'accountId: "{account.row.id}", title: "Plan of {name}"'
    made = await api.change(account.people[Role.CSM], "createPlan", given, "plan { id }")
    return Made(account, contact.id, UUID(made["plan"]["id"]))


@pytest.fixture
async def made(api: Api, operator: Connection) -> Made:
    """An account of one vendor."""
    return await _make(api, operator, "Harbor")


@pytest.fixture
async def other(api: Api, operator: Connection) -> Made:
    """An account of another vendor with another customer."""
    return await _make(api, operator, "Quarry")


async def _nodes(api: Api, person: UUID, ids: list[str]) -> list[Any]:
    wanted = ", ".join(f'"{one}"' for one in ids)
    return (await api.ask(person, f"{{ nodes(ids: [{wanted}]) {{ {FIELDS} }} }}"))["nodes"]


@pytest.mark.parametrize("role", [Role.CSM, Role.VIEWER, Role.SPONSOR, Role.FINANCE])
async def test_rows_of_every_kind_are_found_by_their_id(api: Api, made: Made, role: Role) -> None:
    person = made.account.people[role]
    for kind, wanted in made.ids.items():
        node = (await api.ask(person, f'{{ node(id: "{wanted}") {{ {FIELDS} }} }}'))["node"]
        assert (node["__typename"], node["id"]) == (kind, str(wanted))
    found = await _nodes(api, person, [str(one) for one in made.ids.values()])
    assert [node["__typename"] for node in found] == list(made.ids)
    assert found[2]["customer"] == {"id": str(made.account.row.customer_id)}
    assert found[4]["title"] == "Plan of Harbor"


async def test_what_is_of_others_or_nothing_is_null_in_its_place(api: Api, made: Made, other: Made) -> None:
    own = str(made.ids["Plan"])
    for role in (Role.ADMIN, Role.CSM, Role.SPONSOR, Role.MEMBER):
        person = made.account.people[role]
        for foreign in other.ids.values():
            assert (await api.ask(person, f'{{ node(id: "{foreign}") {{ id }} }}'))["node"] is None
        ids = [*(str(one) for one in other.ids.values()), own, str(new_id()), "no id", own]
        found = await _nodes(api, person, ids)
        assert [node and node["id"] for node in found] == [*[None] * 5, own, None, None, own]


async def test_a_hundred_ids_are_taken_and_no_more(api: Api, made: Made) -> None:
    person = made.account.people[Role.CSM]
    assert await _nodes(api, person, [str(new_id()) for _ in range(100)]) == [None] * 100
    ids = ", ".join(f'"{new_id()}"' for _ in range(101))
    answer = (await api.post(person, f"{{ nodes(ids: [{ids}]) {{ id }} }}")).json()
    assert answer["errors"][0]["extensions"] == {"code": "BAD_REQUEST", "argument": "ids"}


async def test_a_plan_that_is_found_has_every_edit_and_its_entities_ids_for_everywhere(api: Api, made: Made) -> None:
    plan, csm = made.ids["Plan"], made.account.people[Role.CSM]
    given = f'planId: "{plan}", objective: "Answer sooner"'
    outcome = (await api.change(csm, "createOutcome", given, "outcome { id }"))["outcome"]["id"]
    (node,) = await _nodes(api, csm, [str(plan)])
    assert node["outcomes"] == [{"id": outcome, "globalId": f"{plan}:{outcome}"}]
    assert (await api.ask(csm, f'{{ node(id: "{outcome}") {{ id }} }}'))["node"] is None


async def test_the_sides_of_an_account_find_each_other_and_a_partner_nobody(
    api: Api, made: Made, operator: Connection
) -> None:
    for role, organisation in ((Role.CSM, made.account.row.customer_id), (Role.SPONSOR, made.account.row.vendor_id)):
        (node,) = await _nodes(api, made.account.people[role], [str(organisation)])
        assert node["side"] == (Side.CUSTOMER if role is Role.CSM else Side.VENDOR).upper()
    await operator.execute("delete from membership where person_id = $1", made.account.people[Role.MEMBER])
    found = await _nodes(api, made.account.people[Role.MEMBER], [str(one) for one in made.ids.values()])
    assert found == [None] * 5
