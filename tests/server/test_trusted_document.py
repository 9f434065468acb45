"""A document may be named by its hash; a deployment may take no others."""

import json
import re
from pathlib import Path
from typing import Any

import httpx2
import pytest

from schema.root import build_schema
from server.errors import SettingError
from server.page import BUILT
from server.settings import Settings
from server.trusted_document import PAGES, TrustedDocuments, hash_of, read_documents, read_manifest, require_valid
from tests.conftest import ServerFactory
from tests.server.following import CSM, MINUTES, PLAN
from tests.server.graphql_socket import open_socket
from tests.server_process import ServerProcess

pytestmark = pytest.mark.anyio

WHO = "query Who { viewer { person { name } } }\n"
FOLLOWED = "subscription ($plan: ID!) { planChanged(planId: $plan) { plan { title } } }"
PRIYA = {"viewer": {"person": {"name": "Priya Nair"}}}
PAGE_SOURCES = Path(__file__).resolve().parents[2] / "web" / "src"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a document in a file and one in a list, which servers read."""
    made = tmp_path / "documents"
    made.mkdir()
    (made / "who.graphql").write_text(WHO)
    (made / "persisted.json").write_text(json.dumps({hash_of(FOLLOWED): FOLLOWED}))
    (made / "README.md").write_text("not a document")
    monkeypatch.setenv("CONCORDAT_GRAPHQL_DOCUMENTS", str(made))
    return made


async def _post(servers: ServerFactory, server: ServerProcess, **body: object) -> dict[str, Any]:
    async with httpx2.AsyncClient(timeout=30) as http:
        headers = {"Authorization": f"Bearer {servers.tokens.issue(CSM, MINUTES)}"}
        answer = await http.post(f"{server.url}/graphql", json=body, headers=headers)
        assert answer.status_code == (400 if "errors" in answer.json() else 200)
        return answer.json()


def _apollo(digest: str) -> dict[str, object]:
    return {"persistedQuery": {"version": 1, "sha256Hash": digest}}


async def _codes(servers: ServerFactory, server: ServerProcess, **body: object) -> list[str]:
    return [error["extensions"]["code"] for error in (await _post(servers, server, **body))["errors"]]


@pytest.mark.usefixtures("folder")
async def test_a_document_is_named_by_its_hash(servers: ServerFactory) -> None:
    server = servers.start()
    named = f"sha256:{hash_of(WHO)}"
    assert (await _post(servers, server, documentId=named))["data"] == PRIYA
    assert (await _post(servers, server, extensions=_apollo(hash_of(WHO))))["data"] == PRIYA
    assert (await _post(servers, server, documentId=named, operationName="Who", variables={}))["data"] == PRIYA
    for unknown in (hash_of("{ __typename }"), f"md5:{hash_of(WHO)}", named.upper(), "", "../who.graphql"):
        assert await _codes(servers, server, documentId=unknown) == ["PERSISTED_QUERY_NOT_FOUND"]
    wrongs: list[dict[str, object]] = [{"documentId": 1}, {"documentId": [named]}, {"extensions": _apollo("x")}]
    for wrong in wrongs:
        assert await _codes(servers, server, **wrong) == ["PERSISTED_QUERY_NOT_FOUND"]
    nones: list[dict[str, object]] = [{}, {"query": None}, {"query": 1}, {"query": WHO, "documentId": named}]
    for none in nones:
        assert await _codes(servers, server, **none) == ["BAD_REQUEST"]


@pytest.mark.usefixtures("folder")
async def test_nothing_is_registered_by_requests(servers: ServerFactory) -> None:
    server = servers.start()
    text = "{ viewer { person { name } } }"
    assert (await _post(servers, server, query=text, extensions=_apollo(hash_of(text))))["data"] == PRIYA
    assert await _codes(servers, server, extensions=_apollo(hash_of(text))) == ["PERSISTED_QUERY_NOT_FOUND"]


@pytest.mark.usefixtures("folder")
async def test_a_deployment_may_take_no_others(servers: ServerFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONCORDAT_GRAPHQL_TRUSTED_ONLY", "1")
    server = servers.start()
    assert (await _post(servers, server, documentId=f"sha256:{hash_of(WHO)}"))["data"] == PRIYA
    assert (await _post(servers, server, query=WHO))["data"] == PRIYA
    for text in (WHO.strip(), WHO + " ", "{ __typename }", "{ __schema { types { name } } }", "{", ""):
        assert await _codes(servers, server, query=text) == ["DOCUMENT_NOT_TRUSTED"]
        assert await _codes(servers, server, query=text, extensions=_apollo(hash_of(WHO))) == ["DOCUMENT_NOT_TRUSTED"]
    pages = read_manifest(BUILT / PAGES)
    plans = next(digest for digest, text in pages.items() if text.startswith("query Plans("))
    answer = await _post(servers, server, documentId=f"sha256:{plans}", variables={"first": 1})
    assert answer["data"]["viewer"]["plans"]["nodes"]


@pytest.mark.usefixtures("folder")
async def test_subscriptions_are_named_by_their_hash_too(
    servers: ServerFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CONCORDAT_GRAPHQL_TRUSTED_ONLY", "1")
    server = servers.start()
    async with open_socket(server.websocket_url, servers.tokens.issue(CSM, MINUTES)) as socket:

        async def subscribe(**payload: object) -> dict[str, Any]:
            sent = {"variables": {"plan": str(PLAN)}, **payload}
            await socket.send({"type": "subscribe", "id": "one", "payload": sent})
            message = await socket.message("one")
            await socket.complete("one")
            return message

        for named in ({"documentId": f"sha256:{hash_of(FOLLOWED)}"}, {"extensions": _apollo(hash_of(FOLLOWED))}):
            message = await subscribe(**named)
            assert message["payload"]["data"] == {"planChanged": {"plan": {"title": "Support tickets"}}}
        for refused, code in (
            ({"documentId": "sha256:0"}, "PERSISTED_QUERY_NOT_FOUND"),
            ({"query": FOLLOWED + " "}, "DOCUMENT_NOT_TRUSTED"),
            ({"query": FOLLOWED, "documentId": f"sha256:{hash_of(FOLLOWED)}"}, "BAD_REQUEST"),
        ):
            message = await subscribe(**refused)
            assert message["type"] == "error"
            assert [error["extensions"]["code"] for error in message["payload"]] == [code]
        await socket.send({"type": "subscribe", "id": "one", "payload": {"documentId": 1}})
        assert (await socket.closed()).code == 4400


def test_pages_that_are_built_later_are_read_then(tmp_path: Path) -> None:
    file = tmp_path / PAGES
    documents = TrustedDocuments(pages=file, only=True)
    for text in (WHO, FOLLOWED):
        with pytest.raises(Exception, match="registered here"):
            documents.text_of({"query": text})
        file.write_text(json.dumps({hash_of(text): text}))
        assert (
            documents.text_of({"query": text}) == documents.text_of({"documentId": f"sha256:{hash_of(text)}"}) == text
        )
    file.write_text("{ half a")
    assert documents.text_of({"query": FOLLOWED}) == FOLLOWED


def test_the_pages_ask_what_the_schema_has() -> None:
    asked = {path.read_text() for path in PAGE_SOURCES.rglob("*.graphql")}
    assert set(read_manifest(BUILT / PAGES).values()) == asked
    documents = build_schema(introspection=False).documents
    assert [documents.check(text).errors for text in asked] == [()] * len(asked)


def test_the_pages_send_no_text() -> None:
    scripts = "".join(path.read_text() for path in (BUILT / "assets").glob("*.js"))
    assert re.search(r"endCursor\s+hasNextPage|hasNextPage\s+endCursor", scripts) is None
    assert all(digest in scripts for digest in read_manifest(BUILT / PAGES))


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("a.json", "{", "expected JSON"),
        ("a.json", "[]", "expected an object with the text of each document"),
        ("a.json", json.dumps({hash_of("a"): "b"}), "under its SHA-256 hash"),
        ("a.json", json.dumps({hash_of("a"): 1}), "under its SHA-256 hash"),
        ("a.json", json.dumps({"d41d8cd98f00b204e9800998ecf8427e": ""}), "persistConfig.algorithm"),
        ("a.graphql", "{", "Syntax Error"),
        ("a.graphql", "{ nobody }", "Cannot query field 'nobody'"),
        ("a.graphql", "{ viewer " * 30 + "}" * 30, "at most 20 fields inside each other"),
    ],
)
def test_what_cannot_be_used_is_named_before_anybody_is_served(tmp_path: Path, name: str, text: str, said: str) -> None:
    (tmp_path / name).write_text(text)
    settings = Settings.from_environment({"CONCORDAT_GRAPHQL_DOCUMENTS": str(tmp_path)})
    with pytest.raises(SettingError, match=said):
        require_valid(settings)


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingError, match=r"CONCORDAT_GRAPHQL_DOCUMENTS: the folder .* cannot be read"):
        read_documents(tmp_path / "nowhere")
