"""Who opens a plan is noted for the vendor: by its document or its page, once a day, and in nobody's way."""

import asyncio
import datetime as dt
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

import httpx2
import pytest

from plans.rules.role import Role, Side
from plans.rules.viewer import Membership, Viewer
from plans.store.connection import Connection
from plans.store.plan import PlanRow, select_plans
from plans.store.viewer import Sight, viewing
from server import opening
from server.database import Database
from server.demo import HARBOR, demo_id
from server.identity import Identities
from server.opening import Openings
from server.token import Tokens
from tests.conftest import ServerFactory
from tests.server.access import open_program, run
from tests.server.document_socket import open_document
from tests.server.sessions import make_connection, make_session
from tests.server_process import ServerProcess

pytestmark = pytest.mark.anyio

PLAN = demo_id("Support tickets")
VENDOR, CUSTOMER = demo_id("Fernhill Software"), demo_id("Harbor Retail")
CSM, CHAMPION = demo_id("csm@fernhill.example"), demo_id("champion@harbor.example")
MINUTES = 600
READ = """
query ($plan: ID!) {
  plan(id: $plan) {
    openings(first: 50) { totalCount nodes { personId person { name } side day firstAt lastAt } }
  }
}
"""
NOON = dt.datetime(2026, 3, 4, 12, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
async def _nothing_opened(demo: Database, owner: Connection) -> None:
    """What the demo says of openings is forgotten."""
    await owner.execute("delete from plan_opening")


async def _openings(servers: ServerFactory, server: ServerProcess, person: UUID = CSM) -> Any:
    async with httpx2.AsyncClient(timeout=30) as http:
        answer = await run(http, server.url, servers.tokens.issue(person, MINUTES), READ, plan=str(PLAN))
    return answer["plan"]["openings"]


async def _until(read: Callable[[], Awaitable[Any]], is_so: Callable[[Any], bool]) -> Any:
    """What is read, once it is so: openings are noted behind what they are about."""
    async with asyncio.timeout(20):
        while True:
            if is_so(found := await read()):
                return found
            await asyncio.sleep(0.02)


async def _open(servers: ServerFactory, server: ServerProcess, person: UUID, document: str = "") -> None:
    def open_and_leave() -> None:
        url = f"{server.websocket_url}/collab/{PLAN}{document}"
        with open_document(url, servers.tokens.issue(person, MINUTES)):
            pass

    await asyncio.to_thread(open_and_leave)


async def test_S6_whoever_joins_the_live_document_has_opened_the_plan_and_a_program_has_not(
    servers: ServerFactory,
) -> None:
    server = servers.start()
    async with open_program(servers, server) as program:
        token = await program.token()
        await asyncio.to_thread(lambda: open_document(f"{server.websocket_url}/collab/{PLAN}", token).__enter__())
    assert (await _openings(servers, server))["totalCount"] == 0  # reading the plan is no opening
    await _open(servers, server, CHAMPION)
    page = await _until(lambda: _openings(servers, server), lambda found: found["totalCount"] > 0)
    (first,) = page["nodes"]
    assert (first["personId"], first["person"], first["side"]) == (str(CHAMPION), {"name": "Sam Whitfield"}, "CUSTOMER")
    assert first["firstAt"] == first["lastAt"]
    assert first["day"] == first["firstAt"][:10]
    await _open(servers, server, CHAMPION)
    page = await _until(lambda: _openings(servers, server), lambda found: found["nodes"][0]["lastAt"] > first["lastAt"])
    assert page["nodes"] == [first | {"lastAt": page["nodes"][0]["lastAt"]}]
    await _open(servers, server, CSM)
    page = await _until(lambda: _openings(servers, server), lambda found: found["totalCount"] > 1)
    assert [(node["personId"], node["side"]) for node in page["nodes"]] == [
        (str(CSM), "VENDOR"), (str(CHAMPION), "CUSTOMER"),
    ]  # fmt: skip
    for person in HARBOR.people:
        assert await _openings(servers, server, demo_id(person.email)) is None


async def test_S6_the_page_of_a_plan_opens_it_for_whoever_is_logged_in_and_sees_it(
    servers: ServerFactory, database: Database
) -> None:
    server = servers.start()
    async with database.logins.acquire() as logins:
        session = await make_session(logins, CUSTOMER, await make_connection(logins, CUSTOMER), CHAMPION)
    page, foreign = f"{server.url}/plans/{PLAN}", f"{server.url}/plans/{demo_id('Invoicing')}"
    cookie = {"Cookie": session.headers("")["Cookie"]}
    async with httpx2.AsyncClient(timeout=30) as http:
        ahead, within = {"Sec-Purpose": "prefetch"}, {"Sec-Fetch-Dest": "image"}
        for headers in ({}, {"Cookie": "concordat=guessed"}, cookie | ahead, cookie | within):
            assert (await http.get(page, headers=headers)).status_code == 200
        assert (await http.head(page, headers=cookie)).status_code == 200
        for address in (foreign, f"{server.url}/plans/no-id"):
            assert (await http.get(address, headers=cookie)).status_code == 200
        from_a_mail = cookie | {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Dest": "document"}
        assert (await http.get(page.replace(str(PLAN), str(PLAN).upper()), headers=from_a_mail)).status_code == 200
    found = await _until(lambda: _openings(servers, server), lambda found: found["totalCount"] > 0)
    assert [node["personId"] for node in found["nodes"]] == [str(CHAMPION)]
    assert found["nodes"][0]["firstAt"] == found["nodes"][0]["lastAt"]


async def test_an_opening_that_cannot_be_noted_is_an_opening(servers: ServerFactory, owner: Connection) -> None:
    server = servers.start()
    await owner.execute("revoke insert on plan_opening from concordat_viewer")
    await _open(servers, server, CHAMPION)

    async def log() -> str:
        return server.log()

    await _until(log, lambda found: "could not be noted" in found)
    await owner.execute("grant insert on plan_opening to concordat_viewer")
    await _open(servers, server, CSM)
    found = await _until(lambda: _openings(servers, server), lambda found: found["totalCount"] > 0)
    assert [node["personId"] for node in found["nodes"]] == [str(CSM)]


@pytest.fixture
async def waiting(demo: Database, tokens: Tokens) -> Openings:
    """Openings that nobody writes unless told."""
    return Openings(demo.viewers, Identities(tokens, demo, "http://127.0.0.1:8000"))


async def _plan(demo: Database) -> PlanRow:
    async with viewing(demo.viewers, Sight(CSM, (VENDOR,))) as connection:
        (plan,) = await select_plans(connection, [VENDOR], [], [PLAN])
    return plan


def _champion(*sides: Side) -> Viewer:
    hats = {
        Side.VENDOR: Membership(VENDOR, "Fernhill Software", Side.VENDOR, Role.VIEWER),
        Side.CUSTOMER: Membership(CUSTOMER, "Harbor Retail", Side.CUSTOMER, Role.CHAMPION),
    }
    return Viewer(CHAMPION, "Sam Whitfield", "champion@harbor.example", tuple(hats[side] for side in sides))


async def _noted(owner: Connection) -> list[tuple[Any, ...]]:
    rows = await owner.fetch("select day, side, first_at, last_at from plan_opening order by first_at, side")
    return [tuple(row) for row in rows]


async def test_a_day_of_a_person_on_a_side_is_one_row_whenever_it_is_written(
    demo: Database, waiting: Openings, owner: Connection
) -> None:
    plan, minute = await _plan(demo), dt.timedelta(minutes=1)
    for at in (NOON, NOON + minute, NOON - minute, NOON + 13 * 60 * minute):  # a clock may be set back
        waiting.note(_champion(Side.CUSTOMER), plan, at)
    waiting.note(_champion(Side.VENDOR, Side.CUSTOMER), plan, NOON)
    waiting.note(_champion(), plan, NOON)
    assert await waiting.write()
    waiting.note(_champion(Side.CUSTOMER), plan, NOON - minute)  # another process was later with what came earlier
    assert await waiting.write()
    tomorrow = NOON + 13 * 60 * minute
    assert await _noted(owner) == [
        (NOON.date(), "customer", NOON - minute, NOON + minute),
        (NOON.date(), "vendor", NOON, NOON),
        (tomorrow.date(), "customer", tomorrow, tomorrow),
    ]


async def test_what_waits_for_a_database_that_is_away_is_noted_later_and_at_the_end(
    demo: Database, waiting: Openings, owner: Connection
) -> None:
    plan = await _plan(demo)
    async with owner.transaction():
        await owner.execute("lock table plan_opening in access exclusive mode")
        waiting.note(_champion(Side.CUSTOMER), plan, NOON)
        assert not await waiting.write()  # after the time that a statement waits for a lock
        waiting.note(_champion(Side.CUSTOMER), plan, NOON + dt.timedelta(minutes=3))
    assert await _noted(owner) == []
    await waiting.close()
    assert await _noted(owner) == [(NOON.date(), "customer", NOON, NOON + dt.timedelta(minutes=3))]


async def test_whoever_writes_openings_may_be_stopped_and_forgets_none(
    demo: Database, waiting: Openings, owner: Connection
) -> None:
    plan = await _plan(demo)
    async with owner.transaction():
        await owner.execute("lock table plan_opening in access exclusive mode")
        waiting.note(_champion(Side.CUSTOMER), plan, NOON)
        writing = asyncio.create_task(waiting.run())
        blocked = "select count(*) from pg_stat_activity where wait_event_type = 'Lock' and query like '%plan_opening%'"

        async def waits() -> int:
            await owner.execute("select pg_stat_clear_snapshot()")
            return await owner.fetchval(blocked)

        await _until(waits, bool)
        writing.cancel()
        await asyncio.gather(writing, return_exceptions=True)
    await waiting.close()
    assert await _noted(owner) == [(NOON.date(), "customer", NOON, NOON)]


async def test_so_many_openings_wait_and_no_more(
    demo: Database, waiting: Openings, owner: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "MAX_WAITING", 3)
    plan = await _plan(demo)
    for day in range(5):
        waiting.note(_champion(Side.CUSTOMER), plan, NOON + dt.timedelta(days=day))
    assert await waiting.write()
    assert len(await _noted(owner)) == 3
