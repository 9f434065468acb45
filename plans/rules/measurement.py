"""Measured values: who records them, and what an entry has to be. Which of them count: plans/store/measurement.py."""

import datetime as dt
from uuid import UUID

from plans.rules.day import Today
from plans.rules.permission import Denied, Permission, denial
from plans.rules.refusal import Problem, ProblemCode
from plans.rules.value import Kind, ValueType, problem
from plans.rules.viewer import Viewer

MAX_SOURCE = 1_000  # characters: a sentence on where the value stands, or an address
_VALUE = ValueType(Kind.NUMBER)
_SOURCE = ValueType(Kind.STRING, MAX_SOURCE)


def entry_problems(value: float | None, measured_on: dt.date, source: str, today: Today) -> tuple[Problem, ...]:
    """Everything that is wrong with what is to be recorded; ``today`` is the account's.

    >>> today = Today(dt.date(2026, 9, 1), "Europe/Berlin")
    >>> [p.path for p in entry_problems(float("inf"), dt.date(2026, 9, 2), "x" * 1001, today)]
    [('value',), ('measuredOn',), ('source',)]
    """
    found: list[Problem] = []
    if wrong := problem(_VALUE, value):
        found.append(Problem(ProblemCode.INVALID, wrong, ("value",)))
    if wrong := today.problem(measured_on):
        message = f"{wrong}: what lies ahead is not measured yet"
        found.append(Problem(ProblemCode.INVALID, message, ("measuredOn",)))
    if wrong := problem(_SOURCE, source):
        found.append(Problem(ProblemCode.INVALID, wrong, ("source",)))
    return tuple(found)


def recording_denial(viewer: Viewer, vendor_id: UUID, customer_id: UUID, *, own: bool) -> Denied | None:
    """Why the viewer may not record a value in an account of these two, or ``None``.

    ``own``: they measure its outcome, or own it.
    """
    denied = denial(viewer, Permission.MEASUREMENT_RECORD, vendor_id, customer_id)
    denied_own = denial(viewer, Permission.MEASUREMENT_RECORD_OWN, vendor_id, customer_id)
    if denied is None or (own and denied_own is None):
        return None
    if denied_own is None:
        message = f"{denied.message}; with yours you record values of outcomes that you measure or own"
        return Denied(denied.permission, message)
    return denied
