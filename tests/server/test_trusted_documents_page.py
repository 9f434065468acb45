"""The examples of the page about trusted documents run as they stand and answer as it says."""

import json
import re
from pathlib import Path

import httpx2
import pytest

from server.trusted_document import hash_of
from tests.conftest import ServerFactory
from tests.server.following import CSM, MINUTES

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "api" / "trusted-documents.md").read_text()


def test_the_examples_answer_as_the_page_says(
    servers: ServerFactory, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (document,) = re.findall(r"```graphql\n(.*?)```", PAGE, re.DOTALL)
    request, unknown, relay, untrusted = (
        json.loads(block) for block in re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL)
    )
    folder = tmp_path / "documents"
    folder.mkdir()
    (folder / "titles.graphql").write_text(document)
    monkeypatch.setenv("CONCORDAT_GRAPHQL_DOCUMENTS", str(folder))
    monkeypatch.setenv("CONCORDAT_GRAPHQL_TRUSTED_ONLY", "1")
    server = servers.start()
    headers = {"Authorization": f"Bearer {servers.tokens.issue(CSM, MINUTES)}"}
    headers["Accept"] = "application/graphql-response+json"
    with httpx2.Client(base_url=server.url, timeout=30, headers=headers) as http:
        answer = http.post("/graphql", json=request).json()
        assert len(answer["data"]["viewer"]["plans"]["nodes"]) == 2
        for sent, said in (
            ({**request, "documentId": f"sha256:{hash_of('')}"}, unknown),
            ({"query": "{ __typename }"}, untrusted),
        ):
            refused = http.post("/graphql", json=sent)
            (error,), (expected,) = refused.json()["errors"], said["errors"]
            assert refused.status_code == 400
            assert error["extensions"] == expected["extensions"]
            assert error["message"].startswith(expected["message"].removesuffix("..."))
    config = Path(__file__).resolve().parents[1] / "interop" / "relay" / "relay.config.json"
    assert json.loads(config.read_text())["persistConfig"] == relay["persistConfig"]
