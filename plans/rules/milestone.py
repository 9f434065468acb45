"""How a milestone stands: what follows by rule from its status, its day and its owner."""

import datetime as dt
from typing import TypeVar

from plans.rules.reading import Holding

DONE = "done"
SKIPPED = "skipped"
AT_RISK = "at_risk"
BLOCKED = "blocked"

T = TypeVar("T")


def is_open(status: str) -> bool:
    """Whether it is still to be reached. What is done or skipped is neither at risk nor overdue."""
    return status not in {DONE, SKIPPED}


def is_unowned(status: str, customer_owner: Holding) -> bool:
    """Whether it is at risk by rule, from day one: nobody of the customer's owns it who is still there.

    >>> is_unowned("planned", Holding.LEFT), is_unowned("done", Holding.LEFT)
    (True, False)
    """
    return is_open(status) and customer_owner is not Holding.NAMED


def is_at_risk(status: str, customer_owner: Holding) -> bool:
    """Whether it is at risk: because its status says so, or by rule.

    >>> is_at_risk("at_risk", Holding.NAMED), is_at_risk("", Holding.ABSENT), is_at_risk("blocked", Holding.NAMED)
    (True, True, False)
    """
    return status == AT_RISK or is_unowned(status, customer_owner)


def days_overdue(status: str, due: dt.date | None, today: dt.date) -> int:
    """How many days ago its day was, where it is still open; 0 where it is not overdue.

    >>> days_overdue("blocked", dt.date(2026, 3, 1), dt.date(2026, 3, 3))
    2
    >>> days_overdue("done", dt.date(2026, 3, 1), dt.date(2026, 3, 3))
    0
    """
    return max(0, (today - due).days) if due is not None and is_open(status) else 0


def blocked_since(status: str, status_since: T | None) -> T | None:
    """Since when it is blocked, given since when its status is what it is; ``None``: it is not, or nobody knows."""
    return status_since if status == BLOCKED else None
