"""Findings through GraphQL: what is wrong with the Invoicing plan is told, and goes when it is mended."""

from typing import Any

import pytest

from server.demo import PLANS, demo_id
from tests.conftest import ServerFactory
from tests.interop.graphql_client import ask
from tests.server_process import ServerProcess

pytestmark = pytest.mark.anyio

INVOICING = next(plan for plan in PLANS if "nvoicing" in plan.name)
CSM, SPONSOR = demo_id("csm@fernhill.example"), demo_id("sponsor@lumen.example")

QUERY = """
query ($id: ID!) {
  plan(id: $id) {
    findings { code severity gate subject { root id field } message advice seen weight }
    readiness { ready blocking { code } }
    realPlanTest { real parts { part holds reasons } }
    outcomes { id sentence validated baseline target }
    account { contacts(first: 100) { nodes { id side } } }
  }
}
"""

UPDATE = """
mutation ($input: UpdateOutcomeInput!) {
  updateOutcome(input: $input) { __typename ... on Refusal { problems { message path } } }
}
"""


@pytest.fixture
def server(servers: ServerFactory) -> ServerProcess:
    """A server with the demo."""
    return servers.start()


async def _plan(server: ServerProcess, servers: ServerFactory, person: Any) -> dict[str, Any]:
    token = servers.tokens.issue(person, 600)
    return (await ask(server.url, token, QUERY, id=str(demo_id(INVOICING.name))))["plan"]


def _codes(plan: dict[str, Any]) -> set[str]:
    return {finding["code"] for finding in plan["findings"]}


def _of(outcome: str, plan: dict[str, Any]) -> set[str]:
    return {finding["code"] for finding in plan["findings"] if finding["subject"]["id"] == outcome}


async def test_the_invoicing_plan_tells_what_a_person_would_find_and_forgets_what_is_mended(
    server: ServerProcess, servers: ServerFactory
) -> None:
    plan = await _plan(server, servers, CSM)
    assert {"STATED_CHANGE_CONTRADICTS", "OUTCOME_WITHOUT_CUSTOMER_OWNER", "BASELINE_WITHOUT_SOURCE"} <= _codes(plan)
    assert not plan["readiness"]["ready"]
    blocking = {finding["code"] for finding in plan["readiness"]["blocking"]}
    assert blocking == {finding["code"] for finding in plan["findings"] if finding["gate"] == "PROPOSAL"}
    assert not plan["realPlanTest"]["real"]
    assert len(plan["realPlanTest"]["parts"]) == 5
    (contradiction,) = [f for f in plan["findings"] if f["code"] == "STATED_CHANGE_CONTRADICTS"]
    assert "2.8" in contradiction["message"] + contradiction["advice"]
    (outcome,) = [found for found in plan["outcomes"] if found["id"] == contradiction["subject"]["id"]]
    assert "from 4 h to" in outcome["sentence"]

    owner = next(contact["id"] for contact in plan["account"]["contacts"]["nodes"] if contact["side"] == "CUSTOMER")
    change = {
        "planId": str(demo_id(INVOICING.name)),
        "id": outcome["id"],
        "target": 2.8,
        "customerOwnerId": owner,
    }
    token = servers.tokens.issue(SPONSOR, 600)
    answer = (await ask(server.url, token, UPDATE, input=change))["updateOutcome"]
    assert answer["__typename"] == "UpdateOutcomeSuccess"
    mended = _of(outcome["id"], await _plan(server, servers, CSM))
    assert mended.isdisjoint({"STATED_CHANGE_CONTRADICTS", "OUTCOME_WITHOUT_CUSTOMER_OWNER"})


async def test_a_customer_is_not_told_what_is_the_vendors(server: ServerProcess, servers: ServerFactory) -> None:
    vendor, customer = await _plan(server, servers, CSM), await _plan(server, servers, SPONSOR)
    assert customer["readiness"] == vendor["readiness"]
    assert _codes(customer) < _codes(vendor) or _codes(customer) == _codes(vendor)
    internal = {"COMMUNICATION_PLAN_MISSING", "CONVERSATION_INCOMPLETE", "RISK_ABOUT_PERSON"}
    assert not _codes(customer) & internal
