"""The examples of the page about people run as they stand, one after the other."""

import datetime as dt
import json
import re
from pathlib import Path
from typing import Any

import httpx2

from server.demo import demo_id
from tests.conftest import ServerFactory

PAGE = Path(__file__).resolve().parents[2] / "docs" / "api" / "people.md"
EXAMPLE = re.compile(r"```graphql\n(.*?)```\n\n```json\n(.*?)```\n\nanswers `(\w+)`", re.DOTALL)
CSM, SPONSOR = "csm@fernhill.example", "sponsor@harbor.example"
OWN = """mutation ($input: UpdateMilestoneInput!) {
  updateMilestone(input: $input) { __typename }
}"""


def test_the_examples_answer_as_the_page_says(servers: ServerFactory) -> None:
    examples = EXAMPLE.findall(PAGE.read_text())
    assert len(examples) == PAGE.read_text().count("```graphql") == 6
    server, plan_id = servers.start(), str(demo_id("Support tickets"))
    names = {"PLAN_ID": plan_id, "TODAY": str(dt.datetime.now(dt.UTC).date())}
    answers: list[Any] = []
    with httpx2.Client(base_url=server.url, timeout=30) as http:

        def ask(query: str, variables: object, person: str = CSM) -> Any:
            headers = {"Authorization": f"Bearer {servers.tokens.issue(demo_id(person), 600)}"}
            sent = {"query": query, "variables": variables}
            answer = http.post("/graphql", json=sent, headers=headers).json()
            assert "errors" not in answer, answer
            return answer["data"]

        found = ask("query ($id: ID!) { plan(id: $id) { account { id } milestones { id } } }", {"id": plan_id})["plan"]
        names["ACCOUNT_ID"] = found["account"]["id"]
        for query, given, expected in examples:
            variables = json.loads(re.sub(r"[A-Z]+_ID|TODAY", lambda name: names[name[0]], given))
            ((name, answer),) = ask(query, variables).items()
            assert expected in (name, answer.get("__typename")), answer
            answers.append(answer)
            if expected == "CreateContactSuccess":
                names["CONTACT_ID"] = answer["contact"]["id"]
                own = {"planId": plan_id, "id": found["milestones"][0]["id"], "customerOwnerId": names["CONTACT_ID"]}
                assert ask(OWN, {"input": own})["updateMilestone"]["__typename"] == "UpdateMilestoneSuccess"
        ((_, theirs),) = ask(examples[-1][0], {"id": plan_id}, SPONSOR).items()
    people, _, _, left, _, opened = answers
    assert any(contact["concerns"] for contact in people["contacts"]["nodes"])
    told = {(finding["code"], finding["subject"]["field"]) for finding in left["findings"]}
    assert {("OWNER_HAS_LEFT", "customerOwner"), ("MILESTONE_AT_RISK_BY_RULE", "customerOwner")} <= told
    assert left["milestones"][0]["customerOwner"] == {"name": "Lena Ortiz", "leftOn": names["TODAY"]}
    assert opened["openings"]["totalCount"] == 3
    assert theirs == {"openings": None}
