"""The examples of the page about editing run as they stand and answer as it says."""

import json
import re
from pathlib import Path
from typing import Any

import httpx2

from server.demo import demo_id
from tests.conftest import ServerFactory

PAGE = Path(__file__).resolve().parents[2] / "docs" / "api" / "editing.md"
EXAMPLE = re.compile(r"```graphql\n(.*?)```\n\n```json\n(.*?)```\n\nanswers `(\w+)`", re.DOTALL)


def test_the_examples_answer_as_the_page_says(servers: ServerFactory) -> None:
    examples = EXAMPLE.findall(PAGE.read_text())
    assert [expected for *_, expected in examples] == ["CreateOutcomeSuccess", "StaleVersion"]
    server = servers.start()
    token = servers.tokens.issue(demo_id("csm@fernhill.example"), 600)
    with httpx2.Client(base_url=server.url, timeout=30, headers={"Authorization": f"Bearer {token}"}) as http:

        def ask(query: str, variables: object = None) -> Any:
            answer = http.post("/graphql", json={"query": query, "variables": variables}).json()
            assert "errors" not in answer, answer
            return answer["data"]

        plans = ask("{ viewer { plans(first: 1) { nodes { id } } } }")["viewer"]["plans"]
        ids = {"PLAN_ID": plans["nodes"][0]["id"]}
        outcomes: list[str] = []
        for query, given, expected in examples:
            variables = given
            for name, value in ids.items():
                variables = variables.replace(name, value)
            for _ in range(2):
                (answer,) = ask(query, json.loads(variables)).values()
                assert answer["__typename"] == expected, answer
                if expected == "CreateOutcomeSuccess":
                    outcomes.append(answer["outcome"]["id"])
                    ids["OUTCOME_ID"] = outcomes[0]
        assert outcomes[0] == outcomes[1]
