"""The examples of the page about starting a plan run as they stand, one after the other."""

import datetime as dt
import json
import re
from functools import reduce
from pathlib import Path
from typing import Any

import httpx2

from server.demo import demo_id
from tests.conftest import ServerFactory

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "api" / "start-a-plan.md").read_text()
EXAMPLE = re.compile(r"```graphql\n(.*?)```\n(?:\n```json\n(.*?)```\n)?\nanswers `(\w+)`", re.DOTALL)
VENDOR = "{ viewer { memberships { organisation { id } } } }"
MADE = {  # what an answer makes, for the examples after it
    "CreateAccountSuccess": {"ACCOUNT_ID": ("account", "id"), "CUSTOMER_ID": ("account", "customer", "id")},
    "InviteMemberSuccess": {"PERSON_ID": ("invitation", "member", "person", "id")},
    "CreateContactSuccess": {"SPONSOR_ID": ("contact", "id")},
    "CreatePlanSuccess": {"PLAN_ID": ("plan", "id")},
    "CreateOutcomeSuccess": {"OUTCOME_ID": ("outcome", "id")},
}
ASKED_BY = {"InviteMemberSuccess": "admin@fernhill.example"}  # and all others by the CSM


def test_the_examples_answer_as_the_page_says(servers: ServerFactory) -> None:
    examples = EXAMPLE.findall(PAGE)
    assert len(examples) == PAGE.count("```graphql") == 9
    server, answers = servers.start(), list[Any]()
    with httpx2.Client(base_url=server.url, timeout=30) as http:

        def ask(query: str, variables: object, email: str = "csm@fernhill.example") -> Any:
            headers = {"Authorization": f"Bearer {servers.tokens.issue(demo_id(email), 600)}"}
            answer = http.post("/graphql", json={"query": query, "variables": variables}, headers=headers).json()
            assert "errors" not in answer, answer
            return answer["data"]

        (hat,) = ask(VENDOR, {})["viewer"]["memberships"]
        names = {"VENDOR_ID": hat["organisation"]["id"], "TODAY": str(dt.datetime.now(dt.UTC).date())}
        for query, given, expected in examples:
            variables = re.sub(r"[A-Z]+_ID|TODAY", lambda found: names[found[0]], given or "{}")
            data = ask(query, json.loads(variables), ASKED_BY.get(expected, "csm@fernhill.example"))
            name, answer = next(iter(data.items()))
            assert expected == name or expected == answer["__typename"], answer
            answers.append(answer)
            for made, path in MADE.get(expected, {}).items():
                names[made] = reduce(lambda found, key: found[key], path, answer)
    account, _invited, contact, prompts, call, plan, quote, outcome, milestone = answers
    assert account["account"]["contractValue"] == {"value": "120000", "currency": "EUR"}
    assert contact["contact"]["person"] == {"email": "sponsor@quarry.example"}
    assert json.loads(examples[6][1])["input"]["prompt"] in prompts
    assert call["discoveryCall"]["answers"][0]["prompt"] in prompts
    assert "PLAN_WITHOUT_OUTCOME" in {one["code"] for one in plan["plan"]["readiness"]["blocking"]}
    assert quote["plan"]["libraryOpen"] is True
    assert outcome["outcome"]["sentence"] == "Reduce disputed invoices from 90 to 30 by 30 June 2027"
    assert "OUTCOME_WITHOUT_WORDS" not in {one["code"] for one in outcome["plan"]["findings"]}
    assert milestone["milestone"]["atRisk"] is True
