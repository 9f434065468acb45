"""Limits of attempts, for every door that tells strangers from people: logins, logouts by a provider, step-ups, tokens.

::

    attempt = await limits.begin(request, account)     # raises TooManyAttempts
    ...
    await attempt.failed()                             # where it turns out to be nobody's

``account`` is whatever is claimed: an e-mail address, a client's id, a person's.
"""

import asyncio
import datetime as dt
import logging
import math
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection

from collab.committer import DATABASE_ERRORS
from plans.rules.rate_limit import (
    ACCOUNT,
    ADDRESS,
    ADDRESS_AND_ACCOUNT,
    ATTEMPT_POINTS,
    AUDIT,
    FAILURE_POINTS,
    MAX_DELAY_SECONDS,
    Limit,
    key_hash,
    network_of,
)
from plans.service.rate_limit import charge_points, forget_spent, spend_points
from plans.store.connection import Pool

logger = logging.getLogger("concordat.rate_limit")

MAX_REMEMBERED = 10_000  # refusals that a process answers without asking the database again
MAX_WAITING = 200  # attempts that a process slows down at the same time; more are refused
FORGET_EVERY_SECONDS = 60.0


Charge = tuple[Limit, tuple[str, ...]]


class TooManyAttempts(HTTPException):
    """429. Left alone, it is answered in plain text with Retry-After. ``is_news``: the first one in a while.

    ``limit`` names what was spent.
    """

    def __init__(self, limit: Limit, seconds: float, *, is_news: bool) -> None:
        self.limit = limit
        self.seconds = max(math.ceil(seconds), 1)
        self.is_news = is_news
        wait = f"{self.seconds} seconds" if self.seconds < 120 else f"{math.ceil(self.seconds / 60)} minutes"
        message = (
            "Too many attempts came from your network address: expected at most "
            f"{limit.burst // (ATTEMPT_POINTS + FAILURE_POINTS)} failed ones in a row, or {limit.burst} in all within "
            f"{math.ceil(limit.window / 60)} minutes. Wait {wait}, then try again."
        )
        super().__init__(429, message, {"Retry-After": str(self.seconds), "Cache-Control": "no-store"})


@dataclass(frozen=True, slots=True)
class Attempt:
    """An attempt that was let in, and what to charge where it fails."""

    limits: "RateLimits"
    network: str
    charges: tuple[Charge, ...]

    async def failed(self, account: str | None = None) -> None:
        """Count it as ten. ``account``: whose it turned out to be, where that was not known at first."""
        late: tuple[Charge, ...] = ()
        if account is not None:
            late = ((ADDRESS_AND_ACCOUNT, (self.network, account)), (ACCOUNT, (account,)))
        await self.limits.charge(self.charges + late)


class RateLimits:
    """Limits of one deployment, as one process keeps them. ``clock`` gives Unix seconds, ``sleep`` lets them pass."""

    def __init__(
        self,
        logins: Pool,
        clock: Callable[[], float] = time.time,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._logins = logins
        self._clock = clock
        self._sleep = sleep
        self._refused: dict[bytes, float] = {}  # by key: until when, in Unix seconds
        self._waiting = 0

    async def begin(
        self,
        connection: HTTPConnection,
        account: str | None = None,
        *,
        limit: Limit = ADDRESS,
        points: int = ATTEMPT_POINTS,
    ) -> Attempt:
        """Let an attempt in, after a while where its account is busy. Raises TooManyAttempts and database errors."""
        network = network_of(connection.client.host if connection.client else "")
        charges: list[Charge] = [(limit, (network,))]
        if account:
            charges.append((ADDRESS_AND_ACCOUNT, (network, account)))
        for one, who in charges:
            await self._spend(one, who, points)
        if account:
            charges.append((ACCOUNT, (account,)))
            await self._slow_down(account, points)
        return Attempt(self, network, tuple(charges))

    async def charge(self, charges: tuple[Charge, ...]) -> None:
        """Charge a failure to each."""
        async with self._logins.acquire(timeout=10) as connection:
            for limit, who in charges:
                await charge_points(connection, limit, who, FAILURE_POINTS, self._now())

    async def may_audit(self, organisation: str) -> bool:
        """Whether one more refusal may go into an organisation's audit: strangers must not fill it."""
        async with self._logins.acquire(timeout=10) as connection:
            return await spend_points(connection, AUDIT, (organisation,), 1, self._now()) is None

    async def run(self) -> None:
        """Forget what is forgiven, until cancelled."""
        while True:
            await asyncio.sleep(FORGET_EVERY_SECONDS)
            try:
                async with self._logins.acquire(timeout=10) as connection:
                    await forget_spent(connection, self._now())
            except DATABASE_ERRORS as error:
                logger.warning("old attempts are not forgotten yet: %s: %s", type(error).__name__, error)

    async def _spend(self, limit: Limit, who: tuple[str, ...], points: int) -> None:
        key, now = key_hash(limit, *who), self._clock()
        until = self._refused.get(key, 0.0)
        if until > now:
            raise TooManyAttempts(limit, until - now, is_news=False)
        async with self._logins.acquire(timeout=10) as connection:
            spent = await spend_points(connection, limit, who, points, self._now())
        if spent is None:
            self._refused.pop(key, None)
            return
        while len(self._refused) >= MAX_REMEMBERED:
            del self._refused[next(iter(self._refused))]
        self._refused[key] = now + spent.seconds
        if spent.is_news:
            logger.warning("too many attempts (%s) from %s: refused for %.0f s", limit.name, who[0], spent.seconds)
        raise TooManyAttempts(limit, spent.seconds, is_news=spent.is_news)

    async def _slow_down(self, account: str, points: int) -> None:
        async with self._logins.acquire(timeout=10) as connection:
            delay = await charge_points(connection, ACCOUNT, (account,), points, self._now())
        if delay <= 0:
            return
        if self._waiting >= MAX_WAITING:
            raise TooManyAttempts(ACCOUNT, MAX_DELAY_SECONDS, is_news=False)
        self._waiting += 1
        try:
            await self._sleep(min(delay, MAX_DELAY_SECONDS))
        finally:
            self._waiting -= 1

    def _now(self) -> dt.datetime:
        return dt.datetime.fromtimestamp(self._clock(), dt.UTC)
