"""The budgets of viewers, of which every operation takes its cost: see decision 11.

A process spends by what it knows, without asking anybody, and tells the table `rate_limit` what it has charged: each
second, or sooner where somebody spends much. The table adds up what all processes charged, and its word is taken over.
"""

import asyncio
import datetime as dt
import logging
import time
from collections.abc import Callable
from contextlib import suppress
from uuid import UUID

from collab.committer import DATABASE_ERRORS
from plans.rules.rate_limit import Limit, key_hash
from plans.service.rate_limit import charge_many
from plans.store.connection import Pool
from schema.budget import Balance
from schema.protection import MAX_COST

logger = logging.getLogger("concordat.budget")

BURST_SECONDS = 50  # for so long unspent points are kept: a page that opens needs many at once
TELL_EVERY_SECONDS = 1.0
TELL_SOONER = 20  # the part of a budget that is spent before it is told sooner
TELL_AT_MOST_EVERY_SECONDS = 0.05


class _Account:
    """A budget as this process knows it: ``due``, the Unix time at which all is forgiven, and what is not told yet."""

    __slots__ = ("due", "untold")

    def __init__(self) -> None:
        self.due = 0.0
        self.untold = 0


class Budgets:
    """The budgets of all viewers, as one process keeps them. ``clock`` gives Unix seconds."""

    def __init__(self, logins: Pool, per_second: int, clock: Callable[[], float] = time.time) -> None:
        self._logins = logins
        self._clock = clock
        self._per_second = per_second
        self._limit = Limit("graphql", max(per_second * BURST_SECONDS, MAX_COST), 1 / per_second)
        self._accounts: dict[UUID, _Account] = {}
        self._much = asyncio.Event()

    @property
    def known(self) -> int:
        """How many budgets this process keeps in mind."""
        return len(self._accounts)

    def spend(self, person_id: UUID, points: int, *, owing: bool = False) -> Balance:
        """Take points out of a person's budget. Where there are not enough take nothing, unless it is ``owing``."""
        limit, now = self._limit, self._clock()
        account = self._accounts.get(person_id)
        if account is None:
            account = self._accounts[person_id] = _Account()
        due = max(account.due, now) + points * limit.seconds
        wait = due - now - limit.window
        if wait > 1e-6 and not owing:  # beyond a rounding
            return self._balance(account.due - now, wait)
        account.due = due
        account.untold += points
        if account.untold * TELL_SOONER > limit.burst:
            self._much.set()
        return self._balance(due - now)

    def _balance(self, owed_seconds: float, wait: float = 0.0) -> Balance:
        left = self._limit.burst - max(owed_seconds, 0.0) * self._per_second
        return Balance(self._limit.burst, max(int(round(left, 2)), 0), self._per_second, wait)

    async def run(self) -> None:
        """Tell the table, until cancelled."""
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(TELL_EVERY_SECONDS):
                    await self._much.wait()
            self._much.clear()
            try:
                await self.tell()
            except DATABASE_ERRORS as error:
                logger.warning("what viewers spent is not told yet: %s: %s", type(error).__name__, error)
            await asyncio.sleep(TELL_AT_MOST_EVERY_SECONDS)

    async def tell(self) -> None:
        """Tell what was charged and take over what the table says. Who owes nothing is forgotten."""
        told = {person: account.untold for person, account in self._accounts.items() if account.untold}
        if told:
            keys = {key_hash(self._limit, str(person)): person for person in told}
            for person, points in told.items():
                self._accounts[person].untold -= points
            try:
                now = dt.datetime.fromtimestamp(self._clock(), dt.UTC)
                charges = [(key, told[person]) for key, person in keys.items()]
                async with self._logins.acquire(timeout=10) as connection:
                    forgiven = await charge_many(connection, self._limit, charges, now)
            except BaseException:
                for person, points in told.items():
                    self._accounts[person].untold += points
                raise
            for key, forgiven_at in forgiven.items():
                account = self._accounts[keys[key]]
                account.due = forgiven_at.timestamp() + account.untold * self._limit.seconds
        now_again = self._clock()
        self._accounts = {
            person: account for person, account in self._accounts.items() if account.untold or account.due > now_again
        }
