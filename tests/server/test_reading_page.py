"""The examples of the page about reading a plan run as they stand and answer as it says."""

import json
import re
from pathlib import Path
from typing import Any

import httpx2
from graphql import GraphQLInputObjectType, build_schema

from server.demo import demo_id
from tests.conftest import ServerFactory
from tests.server.plan_api import collection_of, input_name, type_name

ROOT = Path(__file__).resolve().parents[2]
SCHEMA = build_schema((ROOT / "schema.graphql").read_text())
PAGE = ROOT / "docs" / "api" / "read-a-plan.md"
EXAMPLE = re.compile(r"```graphql\n(.*?)```\n\n```json\n(.*?)```\n\nanswers", re.DOTALL)


def test_the_examples_answer_as_the_page_says(servers: ServerFactory) -> None:
    server = servers.start()
    token = servers.tokens.issue(demo_id("csm@fernhill.example"), 600)
    answers: list[Any] = []
    with httpx2.Client(base_url=server.url, timeout=30, headers={"Authorization": f"Bearer {token}"}) as http:
        for query, written in EXAMPLE.findall(PAGE.read_text()):
            milestone = answers[0]["plan"]["outcomes"][0]["milestones"][0]["id"] if answers else ""
            given = written.replace("PLAN_ID", str(demo_id("Invoicing"))).replace("MILESTONE_ID", milestone)
            variables = json.loads(given)
            answer = http.post("/graphql", json={"query": query, "variables": variables}).json()
            assert "errors" not in answer, answer
            answers.append(answer["data"])
        accepted = ("application/graphql-response+json", "application/json")
        refused = [
            http.post("/graphql", json={"query": "{ nothing }"}, headers={"Accept": kind}).status_code
            for kind in accepted
        ]
    one, judged, overruled, many = answers
    assert [outcome["customerOwner"] for outcome in one["plan"]["outcomes"]] == [None]
    assert one["plan"]["outcomes"][0]["sentence"]
    assert [milestone["atRisk"] for milestone in one["plan"]["outcomes"][0]["milestones"]] == [True]
    assert judged["plan"]["readiness"]["ready"] is False
    assert judged["plan"]["realPlanTest"]["real"] is False
    assert {finding["code"] for finding in judged["plan"]["readiness"]["blocking"]} <= {
        finding["code"] for finding in judged["plan"]["findings"]
    }
    for finding in judged["plan"]["findings"]:
        assert _mended_by(finding["subject"]), finding
    made = overruled["overruleFinding"]
    assert made["overruling"]["side"] == "VENDOR"
    assert made["plan"]["milestones"][0]["overrulings"][0]["overruledBy"] == {"name": "Priya Nair"}
    (advice,) = [found["advice"] for found in made["plan"]["findings"] if found["code"] == "MILESTONE_ONLY_FEATURE"]
    assert "customer" in advice
    assert many == {"invoicing": {"title": one["plan"]["title"]}, "other": None}
    assert refused == [400, 200]


def _mended_by(subject: dict[str, str | None]) -> bool:
    """Whether the mutation that the page leads to takes what the finding is about."""
    collection = collection_of(str(subject["root"]))
    taken = SCHEMA.get_type(f"Update{type_name(collection)}Input")
    assert isinstance(taken, GraphQLInputObjectType)
    field = collection.field(str(subject["field"]))
    return (subject["id"] is None or "id" in taken.fields) and (field is None or input_name(field) in taken.fields)
