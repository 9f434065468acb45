"""The page about limits says what the code does."""

import json
import re
from pathlib import Path

import httpx2

from schema import document_cache, protection
from schema.budget import LEAST_COST, MAX_READING_COST, READING_COST
from server import graphql, http_protocol
from server.budget import BURST_SECONDS
from server.settings import POINTS_PER_SECOND
from tests.conftest import ServerFactory
from tests.server.following import CSM, MINUTES

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "api" / "limits.md").read_text()


def test_the_example_costs_what_the_page_says(servers: ServerFactory) -> None:
    (query,) = re.findall(r"```graphql\n(.*?)```", PAGE, re.DOTALL)
    told, _ = (json.loads(block) for block in re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL))
    server = servers.start()
    headers = {"Authorization": f"Bearer {servers.tokens.issue(CSM, MINUTES)}"}
    answer = httpx2.post(f"{server.url}/graphql", json={"query": query.strip()}, headers=headers, timeout=30).json()
    lefts = [shown["extensions"]["cost"]["budget"].pop("left") for shown in (answer, told)]
    assert answer["extensions"] == told["extensions"]
    assert all(99_000 < left < 100_000 - 143 for left in lefts)
    assert answer["data"]["viewer"]["plans"]["nodes"]


def test_the_figures_of_the_page_are_those_of_the_code() -> None:
    for said in (
        f"within {graphql.BODY_SECONDS:g} s",
        f"at most {http_protocol.MAX_PIPELINED} requests ahead",
        f"for {http_protocol.READ_SECONDS:g} s is cut off",
        f"| characters | {protection.MAX_CHARACTERS:,} |",
        f"| tokens | {protection.MAX_TOKENS:,} |",
        f"| comments | {protection.MAX_COMMENTS} |",
        f"| fields inside each other | {protection.MAX_DEPTH} |",
        f"| fields and fragments inside each other | {protection.MAX_NESTING} |",
        f"| {protection.MAX_OPERATIONS}, {protection.MAX_FRAGMENTS}, {protection.MAX_DIRECTIVES} |",
        f"| fields, with a fragment's counted wherever it is spread | {protection.MAX_FIELDS:,} |",
        f"| aliases, counted alike | {protection.MAX_ALIASES} |",
        f"| pairs of fields with the same name in the answer | {protection.MAX_COMPARISONS:,} |",
        f"| cost | {protection.MAX_COST:,}; of a subscription, for each event: {protection.MAX_EVENT_COST:,} |",
        f"otherwise by {protection.LIST_SIZE};",
        f"costs {protection.MUTATION_COST} more",
        f"at most {POINTS_PER_SECOND * BURST_SECONDS:,} points, and {POINTS_PER_SECOND:,} come back each second",
        f"comes back in {BURST_SECONDS} seconds",
        f"a socket, whatever becomes of it | {LEAST_COST} |",
        f"{POINTS_PER_SECOND // LEAST_COST} requests a second",
        f"| `variables` | at most {protection.MAX_VALUES:,} values",
        f"| {READING_COST} and 1 more for each character, at most {MAX_READING_COST:,} |",
        f"Beyond {protection.MAX_COST:,} fields ({protection.MAX_INTERPRETED:,} for a mutation or an event)",
        f"longer than {document_cache.QUERY_SECONDS:g} s",
    ):
        assert said in PAGE, said
