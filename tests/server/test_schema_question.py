"""GET answers what is asked about the schema itself, where that is allowed, and nothing else."""

import httpx2
import pytest
from graphql import build_client_schema, get_introspection_query

from schema.protection import MAX_DESCRIBED
from tests.conftest import ServerFactory
from tests.server.following import CSM, MINUTES

ASKED = [
    {"query": "{ __typename }"},
    {"query": "query Type($name: String!) { __type(name: $name) { name } }", "variables": '{"name": "Plan"}'},
    {"query": "{ ...A ... on Query { b: __typename } } fragment A on Query { __schema { types { name } } }"},
    {"query": "query A { __typename } query B { viewer { person { name } } }", "operationName": "A"},
]
REFUSED = [
    {"query": "{ viewer { person { name } } }"},
    {"query": "{ __typename: viewer { person { name } } }"},
    {"query": "{ __typename viewer { person { name } } }"},
    {"query": "{ __typename ...A } fragment A on Query { ... { viewer { person { name } } } }"},
    {"query": "query A { __typename } query B { viewer { person { name } } }", "operationName": "B"},
    {"query": "mutation { __typename }"},
    {"query": 'mutation { endSession(input: {id: "1"}) { __typename } }'},
    {"query": 'subscription { planChanged(planId: "1") { sequence } }'},
]
WRONG = [
    {},
    {"query": ""},
    {"query": "{"},
    {"query": "{ nobody }"},
    {"query": "{ __typename }", "variables": "{"},
    {"query": "{ __typename }", "variables": "[]"},
    {"query": "{ __typename }", "extensions": "1"},
    {"query": "{ __typename }", "operationName": "B"},
    {"query": "query A { __typename } query B { __typename }"},
    {"query": "{ __typename }", "documentId": "sha256:0"},
    {"query": "{ __typename }", "access_token": "x"},
]


def test_get_answers_what_is_asked_about_the_schema(servers: ServerFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONCORDAT_GRAPHQL_INTROSPECTION", "1")
    server = servers.start()
    accept = {"Accept": "application/graphql-response+json"}
    token = {"Authorization": f"Bearer {servers.tokens.issue(CSM, MINUTES)}"}
    with httpx2.Client(base_url=server.url, timeout=30, headers=accept) as http:
        for asked in ASKED:
            answer = http.get("/graphql", params=asked, headers=token)
            assert (answer.status_code, "errors" in answer.json()) == (200, False), asked
            assert http.get("/graphql", params=asked).status_code == 401
        for refused in REFUSED:
            answer = http.get("/graphql", params=refused, headers=token)
            assert (answer.status_code, "data" in answer.json()) == (405, False), refused
            assert "POST" in answer.headers["allow"]
        for wrong in WRONG:
            answer = http.get("/graphql", params=wrong, headers=token)
            assert (answer.status_code, "data" in answer.json()) == (400, False), wrong
        twice = http.get("/graphql?query={__typename}&query={viewer{person{name}}}", headers=token)
        assert twice.status_code == 400
        assert http.head("/graphql", params=ASKED[0], headers=token).status_code == 405


def test_the_whole_schema_is_told_and_not_many_times_over(
    servers: ServerFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CONCORDAT_GRAPHQL_INTROSPECTION", "1")
    server = servers.start()
    token = {"Authorization": f"Bearer {servers.tokens.issue(CSM, MINUTES)}"}
    whole = {"query": get_introspection_query(input_value_deprecation=True, specified_by_url=True)}
    described = "__schema { types { fields { type { fields { name type { name } } } } } }"
    often = {"query": "{ " + " ".join(f"a{at}: {described}" for at in range(10)) + " }"}
    for _ in range(2):
        answer = httpx2.post(f"{server.url}/graphql", json=whole, headers=token, timeout=30).json()
        assert "errors" not in answer
        assert build_client_schema(answer["data"]).get_type("Plan")
        (error,) = httpx2.post(f"{server.url}/graphql", json=often, headers=token, timeout=30).json()["errors"]
        assert error["extensions"] == {"code": "LIMIT_EXCEEDED", "limit": MAX_DESCRIBED}


def test_get_answers_nothing_where_introspection_is_off(servers: ServerFactory) -> None:
    server = servers.start()
    token = {"Authorization": f"Bearer {servers.tokens.issue(CSM, MINUTES)}"}
    for asked in (*ASKED, *REFUSED):
        assert httpx2.get(f"{server.url}/graphql", params=asked, headers=token).status_code == 405
