"""GraphQL over HTTP as a frontend asks it."""

from typing import Any
from uuid import UUID

import httpx2

TIMEOUT_SECONDS = 30.0

PLAN_QUERY = "query ($id: ID!) { plan(id: $id) { title goal outcomes { id objective metric target } } }"

UPDATE_OUTCOME = """
mutation ($input: UpdateOutcomeInput!) {
  updateOutcome(input: $input) {
    __typename
    ... on UpdateOutcomeSuccess { outcome { id objective metric target } }
  }
}
"""


async def ask(url: str, token: str, query: str, **variables: object) -> Any:
    """The data of one operation."""
    async with httpx2.AsyncClient(timeout=TIMEOUT_SECONDS) as http:
        answer = await http.post(
            f"{url}/graphql",
            json={"query": query, "variables": variables},
            headers={"Authorization": f"Bearer {token}"},
        )
    body = answer.json()
    assert answer.status_code == 200, body
    assert "errors" not in body, body
    return body["data"]


async def ask_plan(url: str, token: str, plan: UUID) -> dict[str, Any]:
    """Title, goal and outcomes of a plan; the tables are brought up to date for it."""
    return (await ask(url, token, PLAN_QUERY, id=str(plan)))["plan"]


async def update_outcome(url: str, token: str, plan: UUID, outcome: UUID, **fields: object) -> dict[str, Any]:
    """Change fields of an outcome; return it as it now is."""
    changes = {"planId": str(plan), "id": str(outcome), **fields}
    answer = (await ask(url, token, UPDATE_OUTCOME, input=changes))["updateOutcome"]
    assert answer["__typename"] == "UpdateOutcomeSuccess", answer
    return answer["outcome"]
