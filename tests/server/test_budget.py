"""Who asks for much waits; all processes count together, and nobody else is held up."""

import asyncio
import time
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import pytest

from plans.store.connection import Connection
from schema.answer import COMPILING_COST
from schema.budget import LEAST_COST, READING_COST, Spending
from schema.protection import MAX_COST, MAX_VALUES, MUTATION_COST
from server.budget import BURST_SECONDS, Budgets
from server.database import Database
from server.demo import demo_id
from server.token import Tokens
from tests.api import Api, open_api
from tests.conftest import ServerFactory
from tests.server.following import CSM, MINUTES, PLAN, UPDATE_PLAN, change, follow
from tests.server.graphql_socket import open_socket

pytestmark = pytest.mark.anyio

PER_SECOND = 2_000
BURST = PER_SECOND * BURST_SECONDS
SOMEBODY, OTHER = UUID(int=1), UUID(int=2)
CHAMPION = demo_id("champion@harbor.example")
DEAR = "{ viewer { plans(first: 100) { nodes { outcomes { milestones { tasks { id action } } } } } } }"
DEAR_COST = 1 + 1 + 1 + 100 * (1 + 5 * (1 + 5 * (1 + 5 * 2)))


@dataclass
class Process:
    """One of several processes, with a clock of its own."""

    database: Database
    per_second: int = PER_SECOND
    now: float = field(default_factory=time.time)

    def __post_init__(self) -> None:
        self.budgets = Budgets(self.database.logins, self.per_second, lambda: self.now)


async def test_a_budget_is_spent_and_comes_back_with_time(database: Database) -> None:
    process = Process(database)
    assert process.budgets.spend(SOMEBODY, BURST - 1_000).left == 1_000
    refused = process.budgets.spend(SOMEBODY, 3_000)
    assert (refused.left, refused.wait) == (1_000, pytest.approx(1.0))
    assert process.budgets.spend(OTHER, BURST).left == 0
    process.now += refused.wait
    assert process.budgets.spend(SOMEBODY, 3_000).left == 0
    process.now += BURST_SECONDS
    assert process.budgets.spend(SOMEBODY, 1).left == BURST - 1


async def test_what_is_refused_costs_nothing(database: Database) -> None:
    process = Process(database)
    process.budgets.spend(SOMEBODY, BURST)
    for _ in range(100):
        assert process.budgets.spend(SOMEBODY, 10).wait == pytest.approx(10 / PER_SECOND, abs=1e-5)
    process.now += 11 / PER_SECOND
    assert process.budgets.spend(SOMEBODY, 10).wait == 0


async def test_processes_count_together_once_they_have_told_each_other(database: Database) -> None:
    one, other = Process(database), Process(database)
    one.budgets.spend(SOMEBODY, BURST - 1_000)
    await one.budgets.tell()
    other.budgets.spend(SOMEBODY, 400)
    await other.budgets.tell()
    assert other.budgets.spend(SOMEBODY, 1_000).wait > 0
    assert other.budgets.spend(SOMEBODY, 600).left == 0
    await other.budgets.tell()
    await one.budgets.tell()
    one.budgets.spend(SOMEBODY, 1)
    await one.budgets.tell()
    assert one.budgets.spend(SOMEBODY, 1_000).wait > 0


async def test_what_processes_spent_beyond_it_is_waited_off(database: Database) -> None:
    processes = [Process(database) for _ in range(3)]
    for process in processes:
        assert process.budgets.spend(SOMEBODY, BURST).wait == 0
        await process.budgets.tell()
    refused = processes[-1].budgets.spend(SOMEBODY, 1)
    assert refused.wait == pytest.approx(2 * BURST_SECONDS, abs=1)
    assert refused.left == 0


async def test_who_owes_nothing_is_forgotten(database: Database) -> None:
    process = Process(database)
    for number in range(1_000):
        process.budgets.spend(UUID(int=number), 100)
    await process.budgets.tell()
    assert process.budgets.known == 1_000
    process.now += 1
    await process.budgets.tell()
    assert process.budgets.known == 0


async def test_what_cannot_be_told_is_told_later(database: Database, owner: Connection) -> None:
    process, other = Process(database), Process(database)
    process.budgets.spend(SOMEBODY, BURST)
    await owner.execute("alter table rate_limit rename to away")
    with pytest.raises(Exception, match="rate_limit"):
        await process.budgets.tell()
    await owner.execute("alter table away rename to rate_limit")
    assert process.budgets.spend(SOMEBODY, 1).wait > 0
    await process.budgets.tell()
    assert other.budgets.spend(SOMEBODY, 1).wait == 0  # it has not heard of it
    await other.budgets.tell()
    assert other.budgets.spend(SOMEBODY, 1).wait > 0


async def test_much_is_told_at_once(database: Database) -> None:
    one, other = Process(database), Process(database)
    telling = asyncio.create_task(one.budgets.run())
    await asyncio.sleep(0)
    one.budgets.spend(SOMEBODY, BURST)
    async with asyncio.timeout(10):
        while other.budgets.spend(SOMEBODY, 1).wait == 0:
            await other.budgets.tell()
    telling.cancel()


async def test_an_operation_pays_once_and_each_event_again(database: Database) -> None:
    process = Process(database)
    spending = Spending(process.budgets, SOMEBODY)
    for _ in range(2):
        assert spending.pay(70) is None
    assert process.budgets.spend(SOMEBODY, 0).left == BURST - 70
    await spending.pay_again()
    assert process.budgets.spend(SOMEBODY, 0).left == BURST - 140


async def _ask(api: Api, query: str, person: UUID = CSM) -> tuple[int, dict[str, str], dict[str, Any]]:
    answer = await api.post(person, query)
    return answer.status_code, dict(answer.headers), answer.json()


async def test_an_operation_pays_for_no_less_than_its_request_and_takes_that_into_account(database: Database) -> None:
    process = Process(database)

    def left() -> int:
        return process.budgets.spend(SOMEBODY, 0).left

    begun = Spending(process.budgets, SOMEBODY)
    assert begun.begin() is None
    assert left() == BURST - LEAST_COST
    assert begun.pay(3) is None
    assert (left(), begun.paid) == (BURST - LEAST_COST, LEAST_COST)
    dear = Spending(process.budgets, SOMEBODY, begun=True)
    assert dear.pay(LEAST_COST + 70) is None
    assert (left(), dear.paid) == (BURST - LEAST_COST - 70, LEAST_COST + 70)
    event = Spending(process.budgets, SOMEBODY, begun=True)
    assert event.pay(1) is None
    await event.pay_again()
    assert left() == BURST - 2 * LEAST_COST - 70


async def test_who_waits_as_long_as_they_are_told_has_enough_for_the_request_as_well(database: Database) -> None:
    process = Process(database)
    process.budgets.spend(SOMEBODY, BURST - 60)
    refused = Spending(process.budgets, SOMEBODY)
    assert refused.begin() is None
    refusal = refused.pay(PER_SECOND)  # in a second there would be enough for this alone, not for asking again too
    assert refusal is not None
    assert f"at most 10 points of cost, got {PER_SECOND}" in refusal.message
    assert (refusal.extensions or {})["retryAfterSeconds"] == 1
    process.now += 1
    again = Spending(process.budgets, SOMEBODY)
    assert (again.begin(), again.pay(PER_SECOND)) == (None, None)


async def test_an_answer_tells_what_is_left(demo: Database, tokens: Tokens) -> None:
    process = Process(demo)
    async with open_api(demo, tokens, purse=process.budgets) as api:
        query = "{ viewer { person { name } } }"
        _, _, first = await _ask(api, query)
        left = BURST - LEAST_COST - READING_COST - len(query)
        budget = {"limit": BURST, "left": left, "restoredPerSecond": PER_SECOND}
        assert first["extensions"]["cost"] == {"requested": 3, "limit": MAX_COST, "budget": budget}
        for time_of_it in (2, 3, 4):  # read, and compiled, already
            _, _, again = await _ask(api, query)
            paid = LEAST_COST * (time_of_it - 1) + COMPILING_COST * 3
            assert again["extensions"]["cost"]["budget"]["left"] == left - paid


async def test_who_has_spent_all_is_refused_with_429_until_there_is_enough(demo: Database, tokens: Tokens) -> None:
    process = Process(demo)
    async with open_api(demo, tokens, purse=process.budgets) as api:
        assert (await _ask(api, DEAR))[2]["extensions"]["cost"]["requested"] == DEAR_COST
        while (answered := await _ask(api, DEAR))[0] == 200:
            pass
        status, headers, body = answered
        (error,) = body["errors"]
        assert (status, "data" in body, error["extensions"]["code"]) == (429, False, "RATE_LIMITED")
        seconds = error["extensions"]["retryAfterSeconds"]
        assert headers["retry-after"] == str(seconds)
        left = body["extensions"]["cost"]["budget"]["left"]
        assert left < DEAR_COST
        assert seconds == -((left - DEAR_COST) // PER_SECOND)
        assert (await _ask(api, "{ viewer { person { name } } }"))[0] == 200  # there is enough for that
        assert (await _ask(api, DEAR, CHAMPION))[0] == 200
        process.now += seconds + 1
        assert (await _ask(api, DEAR))[0] == 200


async def test_a_mutation_that_is_refused_is_not_carried_out(demo: Database, tokens: Tokens) -> None:
    process = Process(demo)
    async with open_api(demo, tokens, purse=process.budgets) as api:
        process.budgets.spend(CSM, BURST - LEAST_COST - MUTATION_COST)
        mutation = f'mutation {{ updatePlan(input: {{planId: "{PLAN}", goal: "Refused"}}) {{ __typename }} }}'
        assert (await _ask(api, mutation))[0] == 429
        process.now += 1
        asked = await api.ask(CSM, f'{{ plan(id: "{PLAN}") {{ goal }} }}')
        assert asked["plan"]["goal"] != "Refused"


async def test_documents_that_never_come_twice_are_paid_for_by_their_length(demo: Database, tokens: Tokens) -> None:
    process = Process(demo)
    async with open_api(demo, tokens, purse=process.budgets) as api:
        answered = 0
        while (await _ask(api, f"{{ nothing }} # {answered:>4000}"))[0] == 200:
            answered += 1
        assert answered == BURST // (LEAST_COST + READING_COST + 4_000 + len("{ nothing } # "))


REQUESTS = {
    "an operation": {"json": {"query": "{ __typename }"}},
    "what is over a limit": {"json": {"query": "{ viewer { plans(first: 100) { nodes { outcomes { milestones { outcome "
                                      "{ milestones { outcome { milestones { title due } } } } } } } } } }"}},
    "many variables": {"json": {"query": "{ __typename }", "variables": {"a": [0] * (MAX_VALUES + 1)}}},
    "no operation of that name": {"json": {"query": "query A { __typename }", "operationName": "B"}},
    "no JSON": {"content": b"{", "headers": {"Content-Type": "application/json"}},
    "a form": {"content": b"query={__typename}"},
}  # fmt: skip


@pytest.mark.parametrize("name", REQUESTS)
async def test_thousands_of_small_requests_are_too_many_whatever_they_are(
    demo: Database, tokens: Tokens, name: str
) -> None:
    process = Process(demo)
    async with open_api(demo, tokens, purse=process.budgets) as api:

        async def ask() -> int:
            sent: dict[str, Any] = {**REQUESTS[name]}
            headers = {**sent.pop("headers", {}), "Authorization": f"Bearer {tokens.issue(CSM, 60)}"}
            return (await api.client.post("/graphql", headers=headers, **sent)).status_code

        for _ in range(2):  # a document is read once, and compiled once
            assert await ask() != 429
        left = process.budgets.spend(CSM, 0).left
        process.budgets.spend(CSM, left - 3 * LEAST_COST)
        answers = [await ask() for _ in range(5)]
        assert 429 not in answers[:3]
        assert answers[3:] == [429, 429]
        process.now += LEAST_COST / PER_SECOND
        assert await ask() != 429


async def test_what_a_socket_asks_for_is_paid_for_whatever_it_is(
    servers: ServerFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CONCORDAT_GRAPHQL_POINTS_PER_SECOND", "1")  # and 50,000 at once
    server = servers.start()
    many = {"variables": {"a": [0] * (MAX_VALUES + 1)}}
    async with open_socket(server.websocket_url, servers.tokens.issue(CHAMPION, MINUTES)) as socket:

        async def ask(number: int) -> str:
            payload = {"query": "subscription { nothing }", **many}
            await socket.send({"type": "subscribe", "id": str(number), "payload": payload})
            (error,) = await socket.errors(str(number))
            return error["extensions"]["code"]

        codes = [await ask(number) for number in range(MAX_COST // LEAST_COST + 10)]
    assert codes.index("RATE_LIMITED") >= MAX_COST // LEAST_COST
    assert set(codes) == {"LIMIT_EXCEEDED", "RATE_LIMITED"}


async def test_events_come_less_often_where_all_is_spent(
    servers: ServerFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CONCORDAT_GRAPHQL_POINTS_PER_SECOND", "1")
    server = servers.start()
    async with open_socket(server.websocket_url, servers.tokens.issue(CHAMPION, MINUTES)) as socket:
        await follow(socket)
        aliases = " ".join(f"a{at}: changedAt" for at in range(450))
        await socket.subscribe("dear", f'subscription {{ planChanged(planId: "{PLAN}") {{ plan {{ {aliases} }} }} }}')
        while (message := await socket.message("dear"))["type"] == "next":
            assert message["payload"]["extensions"]["cost"]["budget"]["restoredPerSecond"] == 1
            await socket.complete("dear")
            await socket.subscribe(
                "dear", f'subscription {{ planChanged(planId: "{PLAN}") {{ plan {{ {aliases} }} }} }}'
            )
        (error,) = message["payload"]
        assert error["extensions"]["code"] == "RATE_LIMITED"
        await change(servers, server, UPDATE_PLAN, goal="Heard as soon as there is enough for it")
        assert (await socket.event("one"))["plan"]["goal"] == "Heard as soon as there is enough for it"
