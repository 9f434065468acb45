"""Clocks of a plan: by when it is to be agreed and delivered, and how late it is (C8)."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from plans.rules.day import Today
from plans.rules.facts import AccountFacts, Clocks
from plans.rules.refusal import Problem, ProblemCode

LEAST_DAYS, MOST_DAYS = 1, 730  # two years: longer than any contract that a plan is for


@dataclass(frozen=True, slots=True)
class Clock:
    """One limit: ``start`` and the last day that is in time, when it came if it has, and by how many days that is late.

    A clock that still runs out counts until today.
    """

    start: dt.date
    by: dt.date
    on: dt.date | None
    days_late: int


@dataclass(frozen=True, slots=True)
class PlanClocks:
    """Both clocks of a plan; one is ``None`` where the account does not say when it begins."""

    agreement: Clock | None
    delivery: Clock | None

    @property
    def late_since(self) -> dt.date | None:
        """The last day in time of what is late; of two, the earlier."""
        clocks = (self.agreement, self.delivery)
        return min((one.by for one in clocks if one is not None and one.days_late > 0), default=None)


def clock(start: dt.date | None, limit: int, on: dt.date | None, today: dt.date) -> Clock | None:
    """How one clock stands; ``limit`` is in days.

    >>> first = dt.date(2026, 9, 1)
    >>> [clock(first, 30, None, first + dt.timedelta(days)).days_late for days in (30, 31)]
    [0, 1]
    >>> clock(first, 30, first + dt.timedelta(32), dt.date(2027, 1, 1)).days_late
    2
    >>> clock(dt.date.max, 30, None, first).days_late
    0
    """
    if start is None:
        return None
    by = dt.date.fromordinal(min(start.toordinal() + limit, dt.date.max.toordinal()))
    return Clock(start, by, on, max(((on or today) - by).days, 0))


def plan_clocks(
    account: AccountFacts | None,
    limits: Clocks,
    agreed_on: dt.date | None,
    delivered_on: dt.date | None,
    today: dt.date,
) -> PlanClocks:
    """How a plan's clocks stand; ``today`` in the account's time zone."""
    if account is None:
        return PlanClocks(None, None)
    return PlanClocks(
        clock(account.live_on, limits.agree_after_live, agreed_on, today),
        clock(account.engaged_on, limits.deliver_after_engaged, delivered_on, today),
    )


def limit_problems(limits: Mapping[str, int]) -> tuple[Problem, ...]:
    """Everything that is wrong with a vendor's limits, by their names in the API.

    >>> [found.path for found in limit_problems({"agreeAfterLiveDays": 0, "deliverAfterEngagedDays": 730})]
    [('agreeAfterLiveDays',)]
    """
    return tuple(
        Problem(ProblemCode.INVALID, f"expected {LEAST_DAYS} to {MOST_DAYS} days, got {days}", (name,))
        for name, days in limits.items()
        if not LEAST_DAYS <= days <= MOST_DAYS
    )


def date_problems(dates: Iterable[tuple[str, dt.date | None]], today: Today) -> tuple[Problem, ...]:
    """Everything that is wrong with days to be recorded, by their names in the API; ``today`` is the account's.

    >>> first, second = (dt.date(2026, 9, day) for day in (1, 2))
    >>> dates = [("agreedOn", first), ("deliveredOn", second)]
    >>> [found.path for found in date_problems(dates, Today(first, "Europe/Berlin"))]
    [('deliveredOn',)]
    """
    return tuple(
        Problem(ProblemCode.INVALID, f"{wrong}: it is recorded once it was", (name,))
        for name, day in dates
        if day is not None and (wrong := today.problem(day))
    )
