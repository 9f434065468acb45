"""The front page for frontend engineers leads to an answer and to every guide, and README leads to it."""

import datetime as dt
import json
import os
import re
import subprocess
from decimal import Decimal
from pathlib import Path

import httpx2
from graphql import GraphQLInputObjectType, build_schema, is_scalar_type, specified_scalar_types

from schema.scalar import read_decimal, write_decimal
from server.demo import demo_id
from tests.conftest import ServerFactory

ROOT = Path(__file__).resolve().parents[2]
GUIDES = ROOT / "docs" / "api"
PAGE = (GUIDES / "README.md").read_text()


def test_the_examples_answer_as_the_pages_say(servers: ServerFactory) -> None:
    server = servers.start()
    (in_readme,) = (block for block in _commands((ROOT / "README.md").read_text()) if "curl" in block)
    first, script = _commands(PAGE)

    def sh(command: str, person: str) -> str:
        command = command.replace("http://127.0.0.1:8000", server.url)
        assert ".venv/bin/concordat token csm@fernhill.example" in command or "token=" not in command
        command = re.sub(r"^token=.*\n", "", command, flags=re.MULTILINE)
        known = {"url": server.url, "token": servers.tokens.issue(demo_id(person), 60)}
        done = subprocess.run(
            ["sh", "-ec", command],
            cwd=ROOT,
            env=_path() | known,
            capture_output=True,
            text=True,
            check=True,
            timeout=60,
        )
        return done.stdout

    assert len(json.loads(sh(in_readme, "csm@fernhill.example"))["data"]["viewer"]["plans"]["nodes"]) == 3
    plans = json.loads(sh(first, "csm@fernhill.example"))["data"]["viewer"]["plans"]["nodes"]
    assert [plan["title"] for plan in plans if not plan["readiness"]["ready"]] == ["Invoicing"]
    assert len(plans) == 3
    (theirs,) = json.loads(sh(first, "champion@lumen.example"))["data"]["viewer"]["plans"]["nodes"]
    assert theirs["title"] == "Invoicing"
    assert "Mended: Noah Becker owns it." in sh(script, "csm@fernhill.example")


def test_every_scalar_is_told_and_mapped_and_looks_as_the_page_says() -> None:
    schema = build_schema((ROOT / "schema.graphql").read_text())
    ours = {name for name, kind in schema.type_map.items() if is_scalar_type(kind)} - specified_scalar_types.keys()
    told = dict(re.findall(r"^\| `(\w+)` \| [^|]+ \| `([^`]+)`", PAGE, re.MULTILINE))
    (config,) = re.findall(r"```ts\n(.*?)```", PAGE, re.DOTALL)
    assert told.keys() == dict(re.findall(r"^ {6}(\w+): '([^']+)',$", config, re.MULTILINE)).keys() == ours
    assert json.loads(told["Date"]) == dt.date.fromisoformat("2026-09-30").isoformat()
    assert json.loads(told["DateTime"]) == dt.datetime(2026, 9, 30, 9, tzinfo=dt.UTC).isoformat()
    assert json.loads(told["Decimal"]) == write_decimal(read_decimal("1250.50")) == write_decimal(Decimal("1250.5"))
    taken = [kind for kind in schema.type_map.values() if isinstance(kind, GraphQLInputObjectType)]
    assert "JSON" not in {str(field.type).strip("[]!") for kind in taken for field in kind.fields.values()}


def test_queries_do_not_come_by_get(servers: ServerFactory) -> None:
    headers = {"Authorization": f"Bearer {servers.tokens.issue(demo_id('csm@fernhill.example'), 60)}"}
    query = {"query": "{ viewer { person { name } } }"}
    with httpx2.Client(base_url=servers.start().url, timeout=30, headers=headers) as http:
        assert http.get("/graphql", params=query).status_code == 405
        assert http.post("/graphql", json=query).status_code == 200


def test_every_guide_is_led_to() -> None:
    linked = set(re.findall(r"\]\(([a-z-]+\.(?:md|mjs))\)", PAGE))
    assert {path.name for path in GUIDES.iterdir()} - {"README.md"} == linked
    readme = (ROOT / "README.md").read_text()
    assert "](docs/api/README.md)" in readme
    assert "](docs/api/mend-a-finding.mjs)" in readme


def test_every_guide_is_read_by_a_test() -> None:
    tests = "".join(path.read_text() for path in (ROOT / "tests").rglob("test_*.py"))
    assert [path.name for path in sorted(GUIDES.iterdir()) if path.name not in tests] == []


def _commands(text: str) -> list[str]:
    return re.findall(r"```sh\n(.*?)```", text, re.DOTALL)


def _path() -> dict[str, str]:
    """Where node and curl are."""
    return {"PATH": os.environ["PATH"]}
