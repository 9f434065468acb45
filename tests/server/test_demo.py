"""The demo is there once, however often it is loaded, with the people that a person would expect."""

from typing import Any

import pytest

from plans.store.connection import Connection
from server.database import Database
from server.demo import demo_id, load_demo
from server.token import Tokens
from tests.api import Api, open_api

pytestmark = pytest.mark.anyio

TABLES = (
    "plan", "contact", "measurement", "review", "review_answer", "plan_preset", "stakeholder_assessment",
    "plan_opening",
)  # fmt: skip
CSM = demo_id("csm@fernhill.example")


async def test_loading_the_demo_again_changes_nothing(demo: Database, owner: Connection, operator: Connection) -> None:
    before = {table: await owner.fetch(f"select * from {table} order by 1, 2, 3") for table in TABLES}
    counted = {table: len(rows) for table, rows in before.items()}
    assert counted["plan"] == 4
    assert counted["measurement"] == counted["review_answer"] == 4
    assert counted["stakeholder_assessment"] == 5
    await load_demo(operator)
    assert {table: await owner.fetch(f"select * from {table} order by 1, 2, 3") for table in TABLES} == before


async def test_the_demo_is_loaded_again_after_its_accounts_were_renamed_and_moved_to_the_end_of_time(
    demo: Database, tokens: Tokens, operator: Connection
) -> None:
    async with open_api(demo, tokens) as api:
        accounts = (await api.ask(CSM, "{ viewer { accounts(first: 9) { nodes { id } } } }"))["viewer"]["accounts"]
        for account in accounts["nodes"]:
            given = f'accountId: "{account["id"]}", name: "Another name", liveOn: "9999-12-31", engagedOn: "9999-12-31"'
            assert (await api.change(CSM, "updateAccount", given))["__typename"] == "UpdateAccountSuccess"
        await load_demo(operator)
        fields = (
            "account { name } clocks { lateSince } findings { code } timeToValue { runningDays } draftWins { title }"
        )
        plans = (await api.ask(CSM, f"{{ viewer {{ plans(first: 9) {{ nodes {{ {fields} }} }} }} }}"))["viewer"][
            "plans"
        ]
    assert len(plans["nodes"]) == 3
    assert {plan["account"]["name"] for plan in plans["nodes"]} == {"Another name"}


async def test_S1_S2_every_contact_has_a_title_and_a_role_and_the_vendor_thinks_something_of_the_customers(
    demo: Database, tokens: Tokens
) -> None:
    async with open_api(demo, tokens) as api:
        contacts = await _contacts(api)
    assert all(contact["title"] and contact["role"] for contact in contacts)
    customers = [contact for contact in contacts if contact["side"] == "CUSTOMER"]
    assert all(contact["concerns"] for contact in customers)
    unknown = {contact["name"] for contact in customers if contact["assessment"] is None}
    assert unknown == {"Noah Becker", "Petra Voss"}
    assert {contact["assessment"]["sentiment"] for contact in customers if contact["assessment"]} == {
        "ADVOCATE", "NEUTRAL", "SKEPTIC",
    }  # fmt: skip
    assert [contact["name"] for contact in contacts if contact["leftOn"]] == ["Petra Voss"]


async def test_S7_of_the_invoicing_plan_an_owner_has_left(demo: Database, tokens: Tokens) -> None:
    fields = "findings { code message } milestones { title customerOwner { name leftOn } }"
    async with open_api(demo, tokens) as api:
        plan = (await api.ask(CSM, f'{{ plan(id: "{demo_id("Invoicing")}") {{ {fields} }} }}'))["plan"]
    (milestone,) = plan["milestones"]
    assert milestone["customerOwner"]["name"] == "Petra Voss"
    assert milestone["customerOwner"]["leftOn"]
    told = {finding["code"]: finding["message"] for finding in plan["findings"]}
    assert "Petra Voss has left" in told["OWNER_HAS_LEFT"]
    assert "the one named has left" in told["MILESTONE_AT_RISK_BY_RULE"]


async def _contacts(api: Api) -> list[Any]:
    fields = "name title role side leftOn concerns { code } assessment { type sentiment }"
    query = f"{{ viewer {{ accounts(first: 9) {{ nodes {{ contacts(first: 50) {{ nodes {{ {fields} }} }} }} }} }} }}"
    accounts = (await api.ask(CSM, query))["viewer"]["accounts"]["nodes"]
    return [contact for account in accounts for contact in account["contacts"]["nodes"]]
