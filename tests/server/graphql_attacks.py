"""What somebody with a token may send to hurt: each a body and its headers, named."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

JSON = {"Content-Type": "application/json"}
DOUBLINGS = 20


@dataclass(frozen=True, slots=True)
class Attack:
    """One request, and what it has to be answered with: a status, or 200 and a GraphQL error with this in it."""

    name: str
    body: bytes
    status: int = 200
    says: str = ""
    method: str = "POST"
    headers: Mapping[str, str] = field(default_factory=lambda: JSON)


def _query(name: str, text: str, says: str) -> Attack:
    return Attack(name, json.dumps({"query": text}).encode(), says=says)


def _doubling() -> str:
    links = " ".join(f"fragment F{at} on Viewer {{ ...F{at + 1} ...F{at + 1} }}" for at in range(DOUBLINGS))
    return f"{{ viewer {{ ...F0 }} }} {links} fragment F{DOUBLINGS} on Viewer {{ person {{ id }} }}"


_PLAIN = json.dumps({"query": "{ __typename }"}).encode()
_FORM = {"Content-Type": "application/x-www-form-urlencoded"}
_MULTIPART = {"Content-Type": "multipart/form-data; boundary=x"}
_UTF_16 = {"Content-Type": "application/json; charset=utf-16"}
_DEEP_VARIABLES = b'{"query":"{__typename}","variables":{"a":' + b"[" * 5000 + b"]" * 5000 + b"}}"
_MANY_VARIABLES = json.dumps(
    {"query": "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }", "variables": {"ids": ["a"] * 100_000}}
).encode()
_TWO_OPERATIONS = b'{"query":"query A { __typename } query B { __typename }"}'
_PART = b'--x\r\nContent-Disposition: form-data; name="query"\r\n\r\n{ __typename }\r\n--x--\r\n'

ATTACKS = (
    _query("1,000 aliases", "{ " + " ".join(f"a{at}: viewer {{ __typename }}" for at in range(1000)) + " }", "tokens"),
    _query("600 aliases", "{ " + " ".join(f"a{at}: __typename" for at in range(600)) + " }", "aliases"),
    _query("duplicate fields", "{ " + "__typename " * 1900 + "}", "pairs of fields with one name"),
    _query("doubling fragments", _doubling(), "at most 2000 fields"),
    _query("directive overload", "{ __typename " + "@skip(if: false) " * 250 + "}", "directives"),
    _query("unknown directives", "{ __typename " + "@a" * 900 + " }", "directives"),
    _query("depth 300", "{ viewer " * 300 + "}" * 300, "nested too deeply"),
    _query("depth 100", "{ viewer " * 100 + "}" * 100, "inside each other"),
    _query(
        "circular fragments",
        "{ viewer { ...A } } fragment A on Viewer { ...B } fragment B on Viewer { ...A }",
        "spreads itself",
    ),
    _query(
        "many fragments",
        "{ __typename } " + " ".join(f"fragment F{at} on Query {{ a }}" for at in range(240)),
        "fragments",
    ),
    _query("deep value", "{ plan(id: " + "[" * 900 + "]" * 900 + ") { id } }", "nested too deeply"),
    _query(
        "introspection in a circle",
        "{ __schema { types { fields { type { fields { type { fields { name } } } } } } } }",
        "introspection",
    ),
    _query(
        "long lists inside long lists",
        "{ viewer { plans(first: 100) { nodes { outcomes { milestones { outcome { milestones { outcome { milestones "
        "{ outcome { milestones { id title due } } } } } } } } } } } }",
        "points of cost",
    ),
    _query("comments", "#\n" * 40_000 + "{ __typename }", "comments"),
    _query("blanks", " " * 900_000 + "{ __typename }", "code points"),
    Attack("20 MB body", b'{"query": "' + b" " * 20_000_000 + b'{ __typename }"}', 413),
    Attack("variables of 100,000 values", _MANY_VARIABLES, says="values in variables"),
    Attack("5,000-deep JSON", b"[" * 5000 + b"]" * 5000, 400),
    Attack("5,000-deep variables", _DEEP_VARIABLES, 400),
    Attack("not UTF-8", b'{"query": "{ viewer { \xff } }"}', 400),
    Attack("half a character", b'{"query": "{ __typename } # \\ud800"}', 400),
    Attack("batch", b"[" + _PLAIN + b"," + _PLAIN + b"]", 400),
    Attack("mutation by GET", b"", 405, method="GET"),
    Attack("form", b"query=%7B__typename%7D", 415, headers=_FORM),
    Attack("multipart", _PART, 415, headers=_MULTIPART),
    Attack("almost JSON", _PLAIN, 415, headers={"Content-Type": "application/jsonx"}),
    Attack("text", _PLAIN, 415, headers={"Content-Type": "text/plain"}),
    Attack("no type", _PLAIN, 415, headers={}),
    Attack("UTF-16", _PLAIN.decode().encode("utf-16"), 415, headers=_UTF_16),
    Attack("compressed", b"\x1f\x8b", 415, headers={**JSON, "Content-Encoding": "gzip"}),
    Attack("two operations and no name", _TWO_OPERATIONS, says="operationName"),
    Attack("an operation that is not there", b'{"query":"query A {__typename}","operationName":"B"}', 400, says="'B'"),
)  # fmt: skip
