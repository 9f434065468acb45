"""What the customer confirms of a win: by whom, and what was confirmed. An estimate stays one until they have (T4)."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from plans.rules.api_client import ADDRESSES
from plans.rules.day import Today
from plans.rules.permission import Denied, Permission, denial
from plans.rules.refusal import Problem, ProblemCode
from plans.rules.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Claim:
    """What a win says was delivered. Where any of it changes, it is not what was confirmed any more.

    What it does not hold, such as the evidence and the calculation, may still be completed.
    """

    title: str | None
    value: Decimal | None
    unit: str | None
    currency: str | None
    outcome: UUID | None
    on: dt.date | None


def claim_problems(claim: Claim, today: Today) -> tuple[Problem, ...]:
    """Everything for which a win cannot be confirmed as it is; ``today`` is the account's.

    >>> today, tomorrow = Today(dt.date(2026, 9, 1), "Europe/Berlin"), dt.date(2026, 9, 2)
    >>> [p.path for p in claim_problems(Claim("Fewer tickets", None, None, None, None, tomorrow), today)]
    [('value',), ('unit',), ('on',)]
    """
    found: list[Problem] = []
    if claim.value is None:
        found.append(Problem(ProblemCode.REQUIRED, "the win has no value yet: there is nothing to confirm", ("value",)))
    if not claim.unit and not claim.currency:
        message = "the win says neither in which unit nor in which currency its value is"
        found.append(Problem(ProblemCode.REQUIRED, message, ("unit",)))
    if claim.on is not None and (wrong := today.problem(claim.on)):
        message = f"{wrong}: what lies ahead was not delivered yet"
        found.append(Problem(ProblemCode.INVALID, message, ("on",)))
    return tuple(found)


def confirming_denial(viewer: Viewer, vendor_id: UUID, customer_id: UUID) -> Denied | None:
    """Why the viewer may not confirm wins in an account of these two, or take that back, or ``None``.

    It takes a person of the customer's: what the vendor or a program says stays an estimate.
    """
    if viewer.email.endswith(f"@{ADDRESSES}"):
        message = "a person confirms what was delivered, and no program: log in as one"
        return Denied(Permission.WIN_CONFIRM, message)
    return denial(viewer, Permission.WIN_CONFIRM, vendor_id, customer_id)
