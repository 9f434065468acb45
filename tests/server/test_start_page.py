"""The examples of the page about starting a plan run as they stand, one after the other."""

import datetime as dt
import json
import re
from pathlib import Path
from typing import Any

import httpx2

from server.demo import demo_id
from tests.conftest import ServerFactory

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "api" / "start-a-plan.md").read_text()
EXAMPLE = re.compile(r"```graphql\n(.*?)```\n(?:\n```json\n(.*?)```\n)?\nanswers `(\w+)`", re.DOTALL)
READ = "query ($id: ID!) { plan(id: $id) { account { id contacts(first: 50) { nodes { id side role } } } } }"


def test_the_examples_answer_as_the_page_says(servers: ServerFactory) -> None:
    examples = EXAMPLE.findall(PAGE)
    assert len(examples) == PAGE.count("```graphql") == 6
    server, answers = servers.start(), list[Any]()
    headers = {"Authorization": f"Bearer {servers.tokens.issue(demo_id('csm@fernhill.example'), 600)}"}
    with httpx2.Client(base_url=server.url, timeout=30, headers=headers) as http:

        def ask(query: str, variables: object) -> Any:
            answer = http.post("/graphql", json={"query": query, "variables": variables}).json()
            assert "errors" not in answer, answer
            return answer["data"]

        account = ask(READ, {"id": str(demo_id("Invoicing"))})["plan"]["account"]
        names = {"ACCOUNT_ID": account["id"], "TODAY": str(dt.datetime.now(dt.UTC).date())}
        theirs = (one for one in account["contacts"]["nodes"] if one["side"] == "CUSTOMER")
        names["SPONSOR_ID"] = next(one["id"] for one in theirs if one["role"] == "SPONSOR")
        for query, given, expected in examples:
            variables = re.sub(r"[A-Z]+_ID|TODAY", lambda found: names[found[0]], given or "{}")
            data = ask(query, json.loads(variables))
            name, answer = next(iter(data.items()))
            assert expected == name or expected == answer["__typename"], answer
            answers.append(answer)
            if expected == "CreatePlanSuccess":
                names["PLAN_ID"] = answer["plan"]["id"]
            if expected == "CreateOutcomeSuccess":
                names["OUTCOME_ID"] = answer["outcome"]["id"]
    prompts, call, plan, quote, outcome, milestone = answers
    assert json.loads(examples[3][1])["input"]["prompt"] in prompts
    assert call["discoveryCall"]["answers"][0]["prompt"] in prompts
    assert "PLAN_WITHOUT_OUTCOME" in {one["code"] for one in plan["plan"]["readiness"]["blocking"]}
    assert quote["plan"]["libraryOpen"] is True
    assert outcome["outcome"]["sentence"] == "Reduce disputed invoices from 90 to 30 by 30 June 2027"
    assert "OUTCOME_WITHOUT_WORDS" not in {one["code"] for one in outcome["plan"]["findings"]}
    assert milestone["milestone"]["atRisk"] is True
