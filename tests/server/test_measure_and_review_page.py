"""The examples of the page about measuring and reviewing run as they stand, one after the other."""

import datetime as dt
import json
import re
from pathlib import Path
from typing import Any

import httpx2

from server.demo import demo_id
from tests.conftest import ServerFactory

PAGE = Path(__file__).resolve().parents[2] / "docs" / "api" / "measure-and-review.md"
EXAMPLE = re.compile(r"```graphql\n(.*?)```\n\n```json\n(.*?)```\n\nanswers `(\w+)`", re.DOTALL)
OF_THE_SPONSOR = {"AnswerReviewSuccess", "ConfirmWinSuccess"}
READ = """query ($id: ID!) {
  plan(id: $id) { outcomes { id } milestones { id } account { contacts(first: 1) { nodes { id } } } }
}"""


def test_the_examples_answer_as_the_page_says(servers: ServerFactory) -> None:
    examples = EXAMPLE.findall(PAGE.read_text())
    assert len(examples) == PAGE.read_text().count("```graphql") == 9
    server, plan_id = servers.start(), str(demo_id("Support tickets"))
    today = dt.datetime.now(dt.UTC).date()
    names = {"PLAN_ID": plan_id, "TODAY": str(today), "TOMORROW": str(today + dt.timedelta(days=1))}
    with httpx2.Client(base_url=server.url, timeout=30) as http:

        def ask(query: str, variables: object, person: str = "csm@fernhill.example") -> Any:
            headers = {"Authorization": f"Bearer {servers.tokens.issue(demo_id(person), 600)}"}
            sent = {"query": query, "variables": variables}
            answer = http.post("/graphql", json=sent, headers=headers).json()
            assert "errors" not in answer, answer
            return answer["data"]

        plan = ask(READ, {"id": plan_id})["plan"]
        names |= {"OUTCOME_ID": plan["outcomes"][0]["id"], "MILESTONE_ID": plan["milestones"][0]["id"]}
        names["CONTACT_ID"] = plan["account"]["contacts"]["nodes"][0]["id"]
        for query, given, expected in examples:
            variables = re.sub(r"[A-Z]+_ID|WIN_VERSION|TODAY|TOMORROW", lambda found: names[found[0]], given)
            person = "sponsor@harbor.example" if expected in OF_THE_SPONSOR else "csm@fernhill.example"
            ((name, answer),) = ask(query, json.loads(variables), person).items()
            assert expected in (name, answer.get("__typename")), answer
            if expected == "RecordMeasurementSuccess":
                names["MEASUREMENT_ID"] = answer["measurement"]["id"]
            if expected == "CreateWinSuccess":
                names.update(WIN_ID=answer["win"]["id"], WIN_VERSION=str(answer["win"]["version"]))
            if expected == "ScheduleReviewSuccess":
                names["REVIEW_ID"] = answer["review"]["id"]
            if expected == "plan" and "nextReview" in answer:
                assert answer["nextReview"]["agenda"]["outcomes"][0]["before"] is not None
            if expected == "AnswerReviewSuccess":
                assert [one["side"] for one in answer["review"]["answers"]] == ["VENDOR", "CUSTOMER"]
