"""What a viewer may spend, and what an operation takes out of it before it runs.

The unit is the point of `schema/protection.py`: a field of an answer, some 5 microseconds. Points come back as time
passes; see decision 11. Every request takes `LEAST_COST`, whatever becomes of it: finding out who asks costs more than
a short answer. Reading a document is work too: one that did not come lately is paid for by its length.
"""

import asyncio
import math
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID

from graphql import GraphQLError

LEAST_COST = 50  # of a request, and of an event: a quarter of a millisecond
READING_COST = 100  # of a document that did not come lately: to parse it, judge it, validate it
MAX_READING_COST = 5_000  # one more for each character, up to this: what is longer is refused for its tokens
RATE_LIMITED = "RATE_LIMITED"


@dataclass(frozen=True, slots=True)
class Balance:
    """What a viewer has left of ``limit`` points, of which ``per_second`` come back each second.

    ``wait``: seconds until there is enough for what was asked; 0 where that was spent.
    """

    limit: int
    left: int
    per_second: int
    wait: float = 0.0

    def told(self) -> dict[str, Any]:
        """What the client is told beside the answer."""
        return {"limit": self.limit, "left": self.left, "restoredPerSecond": self.per_second}

    def refusal(self, points: int, begun: int = 0) -> GraphQLError | None:
        """What a client reads that has to wait for points, beyond those ``begun`` with: to ask again takes both."""
        if self.wait <= 0:
            return None
        seconds = max(math.ceil(self.wait + begun / self.per_second), 1)
        message = (
            f"expected at most {self.left} points of cost, got {points + begun}: you have {self.limit} at once and "
            f"{self.per_second} more each second; wait {seconds} s, then ask again"
        )
        return GraphQLError(message, extensions={"code": RATE_LIMITED, "retryAfterSeconds": seconds})


class Purse(Protocol):
    """The budgets of all viewers."""

    def spend(self, person_id: UUID, points: int, *, owing: bool = False) -> Balance:
        """Take points out of a person's budget. Where there are not enough take nothing, unless it is ``owing``."""
        ...


class Spending:
    """What one operation takes out of its viewer's budget. Without a purse it takes nothing, and is never refused.

    ``begun``: its request has paid for itself.
    """

    __slots__ = ("_begun", "_paid", "_person", "_purse", "balance")

    def __init__(self, purse: Purse | None = None, person: UUID | None = None, *, begun: bool = False) -> None:
        self._purse = purse
        self._person = person
        self._begun = LEAST_COST if begun else 0
        self._paid: int | None = None
        self.balance: Balance | None = None

    @property
    def paid(self) -> int:
        """What was paid for the operation."""
        return self._paid or 0

    def begin(self) -> GraphQLError | None:
        """Pay for the request, before anything of it is read."""
        refusal = self._take(LEAST_COST)
        if refusal is None:
            self._begun = LEAST_COST
        return refusal

    def read(self, characters: int) -> GraphQLError | None:
        """Pay for reading a document."""
        return self._take(min(READING_COST + characters, MAX_READING_COST))

    def pay(self, points: int) -> GraphQLError | None:
        """Pay for the operation, once however often it is begun: what it costs beyond its request."""
        if self._paid is not None:
            return None
        whole = max(points, LEAST_COST)
        refusal = self._take(whole - self._begun, self._begun)
        if refusal is None:
            self._paid = whole
        return refusal

    def owe(self, points: int) -> None:
        """Pay for what an answer had beyond what was counted, whatever that leaves."""
        if points > 0 and self._purse is not None and self._person is not None:
            self.balance = self._purse.spend(self._person, points, owing=True)

    async def pay_again(self) -> None:
        """Pay for one more event of a subscription, once there is enough for it."""
        while self._take(self.paid) is not None and self.balance is not None:  # noqa: ASYNC110 - time gives back
            await asyncio.sleep(self.balance.wait)

    def _take(self, points: int, begun: int = 0) -> GraphQLError | None:
        if self._purse is None or self._person is None:
            return None
        self.balance = self._purse.spend(self._person, points)
        return self.balance.refusal(points, begun)
