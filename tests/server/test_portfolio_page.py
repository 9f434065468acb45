"""The examples of the page about portfolios run as they stand, and so does the script that it ends with."""

import re
import subprocess
from pathlib import Path
from typing import Any

import httpx2
from graphql import GraphQLObjectType, build_schema

from server.demo import demo_id
from tests.conftest import ServerFactory

DOCS = Path(__file__).resolve().parents[2] / "docs" / "api"
EXAMPLE = re.compile(r"```graphql\n(.*?)```", re.DOTALL)
SCRIPT = DOCS / "mend-a-finding.mjs"
LONGEST_SCRIPT = 60
CSM = demo_id("csm@fernhill.example")


def test_the_page_names_every_list_that_comes_in_pages() -> None:
    page = (DOCS / "page-through-a-portfolio.md").read_text()
    types = build_schema((DOCS.parents[1] / "schema.graphql").read_text()).type_map.values()
    lists = {
        f"{kind.name[0].lower()}{kind.name[1:]}.{name}"
        for kind in types
        if isinstance(kind, GraphQLObjectType)
        for name, field in kind.fields.items()
        if "after" in field.args
    }
    assert lists, "as the schema names them"
    for one in lists:
        assert page.count(f"`{one}`") >= 2, f"{one}: in the text and in the table"


def test_the_examples_answer_as_the_page_says(servers: ServerFactory) -> None:
    first, second, searched, nested, refused = EXAMPLE.findall((DOCS / "page-through-a-portfolio.md").read_text())
    server = servers.start()
    headers = {"Authorization": f"Bearer {servers.tokens.issue(CSM, 600)}"}
    with httpx2.Client(base_url=server.url, timeout=30, headers=headers) as http:

        def post(query: str, **variables: object) -> Any:
            return http.post("/graphql", json={"query": query, "variables": variables}).json()

        plans = post(first)["data"]["viewer"]["plans"]
        assert plans["totalCount"] == 3
        days = [node["nextReviewOn"] for node in plans["nodes"]]
        assert days == sorted(days)
        assert {node["account"]["csm"]["name"] for node in plans["nodes"]} == {"Priya Nair"}
        assert all(node["account"]["contractValue"]["currency"] == "EUR" for node in plans["nodes"])
        assert plans["pageInfo"]["hasNextPage"]
        rest = post(second, after=plans["pageInfo"]["endCursor"])["data"]["viewer"]["plans"]
        assert not rest["pageInfo"]["hasNextPage"]
        (third,) = rest["nodes"]
        assert third["id"] not in {node["id"] for node in plans["nodes"]}
        (lumen,) = post(searched)["data"]["viewer"]["plans"]["nodes"]
        assert lumen["title"] == "Invoicing"
        accounts = post(nested)["data"]["viewer"]["accounts"]["nodes"]
        assert [(account["name"], account["plans"]["totalCount"]) for account in accounts] == [
            ("Harbor Retail", 2), ("Lumen Health", 1),
        ]  # fmt: skip
        (error,) = post(refused)["errors"]
        assert error["extensions"] == {"code": "BAD_REQUEST", "argument": "first"}


def test_the_script_lists_a_portfolio_mends_a_finding_and_sees_it_disappear(servers: ServerFactory) -> None:
    assert len(SCRIPT.read_text().splitlines()) <= LONGEST_SCRIPT
    server = servers.start()
    command = ["node", str(SCRIPT), server.url, servers.tokens.issue(CSM, 600)]
    ran = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    *listed, told, mended = ran.stdout.splitlines()
    plans = {"Harbor Retail: Support tickets", "Harbor Retail: First response", "Lumen Health: Invoicing"}
    assert {line.partition(",")[0] for line in listed} == plans
    assert told.startswith("Invoicing: ")
    assert mended == "Mended: Noah Becker owns it."
    again = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    assert again.stdout.splitlines() == listed
