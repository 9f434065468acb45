"""The campaign: three people ask whatever the schema lets them, and every answer is judged."""

import json
import random
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, cast

import hypothesis
import requests
from hypothesis import HealthCheck, Phase

from tests.soak.graphql import judge
from tests.soak.graphql.cases import Asked, address, field_of, operations, served, told_ids
from tests.soak.graphql.world import Actor
from tests.tenants import MARK

EXAMPLES = 8  # of one operation at a time; a mutation's first ones are the simplest
QUERY_SHARE = 15  # how often as many of a query: there are few of them, and most that could leak is below them
ANSWER_SECONDS = 30.0
HEALTH = (HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much, HealthCheck.large_base_example)
MAX_PROBLEMS = 20  # different ones, then it stops
SHOWN_CHARACTERS = 4_000


@dataclass(slots=True)
class Outcome:
    """What was found. ``problems`` is empty where everything held."""

    seconds: float = 0.0
    asked: Counter[str] = field(default_factory=Counter[str])  # by who asked
    executed: Counter[str] = field(default_factory=Counter[str])  # by operation: answered with data
    results: Counter[str] = field(default_factory=Counter[str])  # by the type that a mutation answered with
    codes: Counter[str] = field(default_factory=Counter[str])
    marks: Counter[str] = field(default_factory=Counter[str])  # by who was told: without any nothing could leak
    problems: dict[str, str] = field(default_factory=dict[str, str])  # each with the first document that showed it
    slowest: float = 0.0

    @property
    def requests(self) -> int:
        """How many there were."""
        return self.asked.total()

    @property
    def succeeded(self) -> set[str]:
        """The mutations that were carried out at least once."""
        return {name.removesuffix("Success") for name in self.results if name.endswith("Success")}


class Campaign:
    """One campaign against the server at ``url``: each request is made by every actor, with ids of their own.

    ``examples``: of one mutation at a time.
    """

    def __init__(self, url: str, actors: list[Actor], seed: int, examples: int = EXAMPLES) -> None:
        self.outcome = Outcome()
        self._url = url
        self._actors = actors
        self._examples = examples
        self._chance = random.Random(seed)
        self._operations = operations()
        self._sessions = {actor.name: requests.Session() for actor in actors}

    def run(self, seconds: float) -> Outcome:
        """Ask for so long, or until there are too many problems."""
        began = time.monotonic()
        until = began + seconds
        while time.monotonic() < until and len(self.outcome.problems) < MAX_PROBLEMS:
            shares = (QUERY_SHARE if one.label.startswith("Query.") else 1 for one in self._operations)
            turns = [one for one, share in zip(self._operations, shares, strict=True) for _ in range(share)]
            self._chance.shuffle(turns)
            for operation in turns:
                if time.monotonic() < until:
                    self._ask(operation, until)
        self.outcome.seconds = time.monotonic() - began
        return self.outcome

    def _ask(self, operation: Any, until: float) -> None:
        def try_one(case: Any) -> None:
            body = case.body
            for actor in self._actors:
                if time.monotonic() < until:
                    self._try(actor, case, body)

        limits = hypothesis.settings(
            max_examples=self._examples, database=None, deadline=None, phases=[Phase.generate],
            suppress_health_check=HEALTH,
        )  # fmt: skip
        given: Callable[[Any], None] = hypothesis.given(case=operation.as_strategy())(try_one)
        hypothesis.seed(self._chance.getrandbits(64))(limits(given))()  # pyright: ignore[reportCallIssue] - `given` fills it in

    def _try(self, actor: Actor, case: Any, body: str) -> None:
        asked = address(body, actor)
        case.body = asked.text
        began = time.monotonic()
        headers = {"Authorization": f"Bearer {actor.token}", "Accept": "application/json"}
        response = case.call(
            base_url=f"{self._url}/graphql", headers=headers, session=self._sessions[actor.name], timeout=ANSWER_SECONDS
        )
        self.outcome.slowest = max(self.outcome.slowest, time.monotonic() - began)
        self._judge(actor, case.operation, asked, response.status_code, response.content.decode())

    def _judge(self, actor: Actor, operation: Any, asked: Asked, status: int, text: str) -> None:
        answer = _read(text)
        outcome = self.outcome
        outcome.asked[actor.name] += 1
        outcome.marks[actor.name] += len(MARK.findall(text))
        for problem in judge.problems(served(), actor, asked, status, text, answer):
            sign = f"{operation.label}: {problem}"
            if judge.sign(sign) not in map(judge.sign, outcome.problems):
                outcome.problems[sign] = f"{actor.name}\n{asked.text[:SHOWN_CHARACTERS]}\n{text[:SHOWN_CHARACTERS]}"
        if answer is None:
            return
        errors: list[dict[str, Any]] = answer.get("errors") or []
        outcome.codes.update(judge.code_of(error) or error["message"][:60] for error in errors)
        data: dict[str, Any] | None = answer.get("data")
        if data is None:
            return
        outcome.executed[operation.label] += 1
        if operation.label.startswith("Mutation.") and data[field_of(operation)] is not None:
            outcome.results[data[field_of(operation)]["__typename"]] += 1
        for kind, id_ in told_ids(data):
            actor.remember(kind, id_, asked.plan)


def _read(text: str) -> dict[str, Any] | None:
    try:
        answer: object = json.loads(text)
    except ValueError:
        return None
    return cast("dict[str, Any]", answer) if isinstance(answer, dict) else None
