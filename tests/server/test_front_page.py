"""The front page for frontend engineers leads to an answer and to every guide, and README leads to it."""

import json
import os
import re
import subprocess
from pathlib import Path

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
