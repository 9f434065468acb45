"""The page about refusals names every code, and its examples and its function run as they stand."""

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import httpx2

from plans.rules.refusal import ProblemCode
from server.demo import demo_id
from tests.conftest import ServerFactory

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "api" / "handle-refusals.md").read_text()
EDITING = (ROOT / "docs" / "api" / "editing.md").read_text()
CODE = re.compile(
    r'(?:"code": |code: str = |_TRUSTED = |_FOUND = |_LIMITED = |Refused\([^\n]*, )"([A-Z]{3,}(?:_[A-Z]+)*)"'
)
CSM, VIEWER = demo_id("csm@fernhill.example"), demo_id("viewer@fernhill.example")
TRIALS = """
import { ask, Refused } from './ask.mjs'

const [url, token, query, viewers] = process.argv.slice(2)
const real = fetch
const no = (status, headers = {}) => new Response(JSON.stringify({ errors: [{ message: 'no' }] }), { status, headers })
const away = { data: { updateOutcome: { __typename: 'Unavailable', retryAfterSeconds: 0.01 } } }
const planned = [no(401), no(429, { 'Retry-After': '0.01' }), no(503, { 'Retry-After': '0.01' }), Response.json(away)]
const sent = []
globalThis.fetch = (address, request) => {
  sent.push(request.headers.Authorization)
  return planned.shift() ?? real(address, request)
}
let fresh = 0
const getToken = (how) => {
  fresh += how.fresh ? 1 : 0
  return token
}
const told = { answer: await ask(url, getToken, query, JSON.parse(viewers).good), asked: sent.length, fresh }
try {
  await ask(url, getToken, query, JSON.parse(viewers).bad)
} catch (error) {
  told.refused = error instanceof Refused && error.problems.map(({ code }) => code)
}
try {
  await ask(url, getToken, '{ viewer { plans { nodes { id } } } }')
} catch (error) {
  told.thrown = error.cause[0].extensions.code
}
planned.push(...Array.from({ length: 5 }, () => no(401)))
try {
  await ask(url, getToken, query, {})
} catch (error) {
  told.gaveUp = error.message
}
console.log(JSON.stringify(told))
"""


def _blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)


def _sources() -> str:
    folders = ("schema", "server")
    return "".join(path.read_text() for folder in folders for path in sorted((ROOT / folder).rglob("*.py")))


def test_every_code_that_a_client_may_get_is_on_the_page() -> None:
    codes = {*CODE.findall(_sources()), *ProblemCode.__members__}
    assert codes >= {"BAD_REQUEST", "UNAUTHENTICATED", "RATE_LIMITED", "DOCUMENT_NOT_TRUSTED", "TIMEOUT", "EXISTS"}
    assert [code for code in sorted(codes) if f"`{code}`" not in PAGE] == []
    table = set(re.findall(r"`([A-Z]{3,}(?:_[A-Z]+)*)`", PAGE))
    assert sorted(table - codes) == [], "no code that nobody sends"


def test_the_examples_answer_as_the_page_says(servers: ServerFactory) -> None:
    mutation, query = _blocks("graphql")
    wrong, wrongs, theirs, denied, error = (json.loads(block) for block in _blocks("json"))
    server = servers.start()
    with httpx2.Client(base_url=server.url, timeout=30) as http:

        def ask(text: str, variables: object, person: Any = CSM) -> Any:
            headers = {"Authorization": f"Bearer {servers.tokens.issue(person, 600)}"}
            return http.post("/graphql", json={"query": text, "variables": variables}, headers=headers).json()

        ids = {"planId": str(demo_id("Support tickets"))}
        read = "query ($planId: ID!) { plan(id: $planId) { outcomes { id } } }"
        ids["id"] = ask(read, ids)["data"]["plan"]["outcomes"][0]["id"]
        assert ask(mutation, {"input": wrong["input"] | ids})["data"] == wrongs
        assert ask(mutation, {"input": theirs["input"] | ids}, VIEWER)["data"] == denied
        answer = ask(query, {})
        (told,) = answer["errors"]
        del told["locations"]
        assert {"data": answer["data"], "errors": answer["errors"]} == error


def test_the_function_asks_again_where_that_helps_and_throws_otherwise(servers: ServerFactory, tmp_path: Path) -> None:
    (function,) = _blocks("js")
    (tmp_path / "ask.mjs").write_text(function)
    (tmp_path / "trials.mjs").write_text(TRIALS)
    server = servers.start()
    token = servers.tokens.issue(CSM, 600)
    plan = {"planId": str(demo_id("Support tickets"))}
    headers = {"Authorization": f"Bearer {token}"}
    read = f'{{ plan(id: "{plan["planId"]}") {{ outcomes {{ id }} }} }}'
    found = httpx2.post(f"{server.url}/graphql", json={"query": read}, headers=headers, timeout=30).json()
    plan["id"] = found["data"]["plan"]["outcomes"][0]["id"]
    query = """
        mutation ($input: UpdateOutcomeInput!) { updateOutcome(input: $input) {
            __typename
            ... on Refusal { message problems { code path message } }
            ... on Unavailable { retryAfterSeconds }
        } }
    """
    given = json.dumps({"good": {"input": plan | {"target": 100}}, "bad": {"input": plan | {"currency": "euro"}}})
    command = ["node", str(tmp_path / "trials.mjs"), server.url, token, query, given]
    ran = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert ran.returncode == 0, ran.stderr
    assert json.loads(ran.stdout) == {
        "answer": {"updateOutcome": {"__typename": "UpdateOutcomeSuccess"}},
        "asked": 5,
        "fresh": 4,
        "refused": ["INVALID"],
        "thrown": "BAD_REQUEST",
        "gaveUp": f"{server.url} does not answer",
    }
