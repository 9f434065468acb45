"""Who tries too often waits; nobody is locked out by others."""

import dataclasses
import datetime as dt
import time
from uuid import UUID

import pytest
from starlette.requests import HTTPConnection

from plans.rules.rate_limit import ACCOUNT, ADDRESS, ADDRESS_AND_ACCOUNT, LOGOUT_TOKEN, MAX_DELAY_SECONDS
from plans.store.rate_limit import forget
from server.database import Database
from server.rate_limit import RateLimits, TooManyAttempts

pytestmark = pytest.mark.anyio

ACCOUNT_NAME = "champion@harbor.example"
FAILURES = ADDRESS_AND_ACCOUNT.burst // 10  # that one address may cause for one account at once


@dataclasses.dataclass
class Process:
    """One of several processes: its limits, its clock, and how long it let attempts wait."""

    database: Database
    now: float = dataclasses.field(default_factory=time.time)
    waits: list[float] = dataclasses.field(default_factory=list[float])

    def __post_init__(self) -> None:
        self.limits = RateLimits(self.database.logins, lambda: self.now, self._wait)

    def moment(self) -> dt.datetime:
        """The present moment of its clock."""
        return dt.datetime.fromtimestamp(self.now, dt.UTC)

    async def _wait(self, seconds: float) -> None:
        self.waits.append(seconds)


def _from(address: str) -> HTTPConnection:
    return HTTPConnection({"type": "http", "headers": [], "client": (address, 1)})


async def _fail(process: Process, address: str, account: str | None = ACCOUNT_NAME, times: int = 1) -> None:
    for _ in range(times):
        await (await process.limits.begin(_from(address), account)).failed()


async def test_failures_of_one_address_at_one_account_are_refused_in_every_process(database: Database) -> None:
    one, other = Process(database), Process(database)
    await _fail(one, "203.0.113.7", times=FAILURES - 1)
    await _fail(other, "203.0.113.7")
    for process, is_news in ((one, True), (one, False), (other, False)):
        with pytest.raises(TooManyAttempts) as refused:
            await process.limits.begin(_from("203.0.113.7"), ACCOUNT_NAME)
        assert refused.value.status_code == 429
        assert refused.value.limit is ADDRESS_AND_ACCOUNT
        assert refused.value.is_news is is_news
        assert refused.value.headers == {"Retry-After": str(refused.value.seconds), "Cache-Control": "no-store"}
        assert 0 < refused.value.seconds <= ADDRESS_AND_ACCOUNT.seconds
    assert f"at most {FAILURES} failed ones in a row" in refused.value.detail
    await one.limits.begin(_from("203.0.113.8"), ACCOUNT_NAME)  # the person themselves, from elsewhere
    await one.limits.begin(_from("203.0.113.7"), "sponsor@harbor.example")  # a colleague behind the same address


async def test_who_waits_as_long_as_they_are_told_gets_in(database: Database) -> None:
    process = Process(database)
    await _fail(process, "203.0.113.7", times=FAILURES)
    with pytest.raises(TooManyAttempts) as refused:
        await process.limits.begin(_from("203.0.113.7"), ACCOUNT_NAME)
    for _ in range(20):  # knocking costs nothing
        with pytest.raises(TooManyAttempts):
            await process.limits.begin(_from("203.0.113.7"), ACCOUNT_NAME)
    process.now += refused.value.seconds
    await process.limits.begin(_from("203.0.113.7"), ACCOUNT_NAME)


async def test_successes_count_less_than_failures(database: Database) -> None:
    process = Process(database)
    for _ in range(ADDRESS_AND_ACCOUNT.burst):
        await process.limits.begin(_from("203.0.113.7"), ACCOUNT_NAME)
    with pytest.raises(TooManyAttempts):
        await process.limits.begin(_from("203.0.113.7"), ACCOUNT_NAME)


async def test_an_address_that_tries_many_accounts_is_refused(database: Database) -> None:
    process = Process(database)
    for number in range(ADDRESS.burst // 10):
        await _fail(process, "203.0.113.7", f"{number}@harbor.example")
    with pytest.raises(TooManyAttempts) as refused:
        await process.limits.begin(_from("203.0.113.7"), "another@harbor.example")
    assert refused.value.limit is ADDRESS


async def test_the_addresses_of_one_ipv6_site_are_one(database: Database) -> None:
    process = Process(database)
    await _fail(process, "2001:db8:1:2::a", times=FAILURES)
    with pytest.raises(TooManyAttempts):
        await process.limits.begin(_from("2001:db8:1:2:ffff::b"), ACCOUNT_NAME)
    await process.limits.begin(_from("2001:db8:1:3::a"), ACCOUNT_NAME)


async def test_an_account_that_many_addresses_try_is_slowed_down_and_never_refused(database: Database) -> None:
    process = Process(database)
    for number in range(ACCOUNT.burst // 10):
        await _fail(process, f"198.51.100.{number}")
    assert process.waits == []
    for number in range(100, 110):
        await _fail(process, f"198.51.100.{number}")
    assert len(process.waits) == 10
    assert all(0 < wait <= MAX_DELAY_SECONDS for wait in process.waits)


async def test_a_provider_may_end_all_its_sessions_at_once(database: Database) -> None:
    process = Process(database)
    for _ in range(LOGOUT_TOKEN.burst + 1):
        await process.limits.begin(_from("203.0.113.9"), limit=LOGOUT_TOKEN, points=0)
    for _ in range(LOGOUT_TOKEN.burst // 9 + 1):
        await (await process.limits.begin(_from("203.0.113.9"), limit=LOGOUT_TOKEN, points=0)).failed()
    with pytest.raises(TooManyAttempts):
        await process.limits.begin(_from("203.0.113.9"), limit=LOGOUT_TOKEN, points=0)


async def test_what_is_forgiven_is_forgotten_and_the_table_stays_small(database: Database) -> None:
    process = Process(database)
    await _fail(process, "203.0.113.7", times=FAILURES)
    for number in range(10):
        await process.limits.begin(_from(f"198.51.100.{number}"))
    async with database.logins.acquire() as logins:
        await forget(logins, process.moment(), 3)
        assert await logins.fetchval("select count(*) from rate_limit") == 3
        with pytest.raises(TooManyAttempts):  # what was charged most is kept
            await Process(database).limits.begin(_from("203.0.113.7"), ACCOUNT_NAME)
        process.now += ADDRESS_AND_ACCOUNT.window + 60
        await forget(logins, process.moment(), 3)
        assert await logins.fetchval("select count(*) from rate_limit") == 0


async def test_an_audit_takes_so_many_refusals_and_no_more(database: Database) -> None:
    process, organisation = Process(database), str(UUID(int=1))
    taken = [await process.limits.may_audit(organisation) for _ in range(100)]
    assert taken == [True] * 60 + [False] * 40
