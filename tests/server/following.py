"""The demo's plan Support tickets on real servers: followed over sockets, edited through the API."""

from typing import Any
from uuid import UUID

import httpx2

from server.demo import demo_id
from tests.conftest import ServerFactory
from tests.server.access import run
from tests.server.graphql_socket import GraphQLSocket
from tests.server_process import ServerProcess

PLAN = demo_id("Support tickets")
HARBOR = demo_id("Harbor Retail")
CSM = demo_id("csm@fernhill.example")
CHAMPION = demo_id("champion@harbor.example")
STRANGER = demo_id("csm@otherwise.example")
MINUTES = 600

CHANGED = """
subscription ($plan: ID!) {
  planChanged(planId: $plan) {
    sequence internalSequence changes { root id kind version } plan { title goal internal { narrative } }
  }
}
"""
PRESENT = "subscription ($plan: ID!) { presenceChanged(planId: $plan) { people { personId name side } } }"
FOUND = """
subscription ($plan: ID!) {
  findingsChanged(planId: $plan) {
    added { code subject { root id field } }
    changed { code message subject { root id field } }
    gone { code subject { root id field } }
  }
}
"""
CREATE_RISK = """
mutation ($input: CreateRiskInput!) { createRisk(input: $input) { ... on CreateRiskSuccess { risk { id version } } } }
"""
REMOVE_RISK = "mutation ($input: RemoveRiskInput!) { removeRisk(input: $input) { __typename } }"
UPDATE_PLAN = (
    "mutation ($input: UpdatePlanInput!) { updatePlan(input: $input) { __typename ... on Refusal { message } } }"
)
UPDATE_INTERNAL = "mutation ($input: UpdateInternalPlanInput!) { updateInternalPlan(input: $input) { __typename } }"


async def change(servers: ServerFactory, server: ServerProcess, mutation: str, **given: object) -> Any:
    """Change the plan as the vendor's CSM."""
    async with httpx2.AsyncClient(timeout=30) as http:
        token = servers.tokens.issue(CSM, MINUTES)
        (answer,) = (await run(http, server.url, token, mutation, input={"planId": str(PLAN), **given})).values()
        assert answer.get("__typename", "Success").endswith("Success"), answer
        return answer


async def follow(socket: GraphQLSocket, query: str = CHANGED, operation: str = "one", plan: UUID = PLAN) -> Any:
    """Subscribe; the first event."""
    await socket.subscribe(operation, query, plan=str(plan))
    return await socket.event(operation)
