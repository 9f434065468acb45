"""The audit that comes with npm's graphql-http, all of it."""

import json
import subprocess

import pytest

from server.demo import demo_id
from tests.conftest import ServerFactory
from tests.interop.node_project import FOLDER, node


def test_the_server_passes_the_audit(servers: ServerFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONCORDAT_GRAPHQL_INTROSPECTION", "1")  # some checks ask for `__type`, three of them by GET
    server = servers.start()
    token = servers.tokens.issue(demo_id("csm@fernhill.example"), 600)
    command = [node(), str(FOLDER / "audit.js"), f"{server.url}/graphql", token]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    found = json.loads(done.stdout)
    assert len(found) == 61
    assert [check for check in found if check["status"] != "ok"] == []
