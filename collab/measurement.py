"""Values that are measured, recorded in one transaction with the key of the request."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from collab.day import today_of
from collab.idempotency_key import once_only
from plans.rules.measurement import entry_problems, recording_denial
from plans.rules.permission import not_permitted
from plans.rules.refusal import Problem, ProblemCode, Refused
from plans.rules.viewer import Viewer
from plans.store.account import select_contacts_of_person
from plans.store.connection import Connection
from plans.store.idempotency_key import IdempotencyKeyRow
from plans.store.measurement import (
    NewMeasurement,
    insert_measurement,
    select_measurements_by_id,
    select_metric,
)
from plans.store.plan import PlanRow


@dataclass(frozen=True, slots=True)
class MeasurementDraft:
    """A value to be recorded, in its metric's unit."""

    metric_id: UUID | None
    value: float
    measured_on: dt.date
    source: str = ""


@dataclass(frozen=True, slots=True)
class CorrectionDraft:
    """What is to stand for a measurement: its day and source where ``None``, its value where it ``keeps_value``.

    Otherwise a ``value`` of ``None`` withdraws it.
    """

    measurement_id: UUID | None
    value: float | None = None
    keeps_value: bool = False
    measured_on: dt.date | None = None
    source: str | None = None


async def record_measurement(
    connection: Connection,
    viewer: Viewer,
    plan: PlanRow,
    draft: MeasurementDraft,
    now: dt.datetime,
    once: IdempotencyKeyRow | None = None,
) -> UUID:
    """Record a value and return the entry's id; under the key ``once``, once.

    Raises Refused or NotPermitted, with every problem.
    ``connection`` is in a transaction of a viewer who sees the plan.
    """

    async def record(entry_id: UUID) -> None:
        today = await today_of(connection, plan, now)
        problems = entry_problems(draft.value, draft.measured_on, draft.source, today)
        metric = draft.metric_id and await select_metric(connection, plan.vendor_id, plan.id, draft.metric_id)
        if not metric:
            message = "there is no outcome and no indicator with this id in this plan: a value is one of the two's"
            raise Refused([*problems, Problem(ProblemCode.NOT_FOUND, message, ("metricId",))])
        await _require(connection, viewer, plan, metric.id, metric.people, problems)
        new = NewMeasurement(
            plan.vendor_id, entry_id, plan.id, metric.id, draft.value, draft.measured_on, draft.source,
            _side(viewer, plan), viewer.person_id,
        )  # fmt: skip
        await insert_measurement(connection, new)

    return await once_only(connection, once, record)


async def correct_measurement(
    connection: Connection,
    viewer: Viewer,
    plan: PlanRow,
    draft: CorrectionDraft,
    now: dt.datetime,
    once: IdempotencyKeyRow | None = None,
) -> UUID:
    """Add an entry that stands for another, and return its id. Raises Refused or NotPermitted, with every problem.

    ``connection`` is in a transaction of a viewer who sees the plan.
    """

    async def correct(entry_id: UUID) -> None:
        found = draft.measurement_id and await select_measurements_by_id(
            connection, [(plan.vendor_id, plan.id, draft.measurement_id)]
        )
        if not found:
            message = "there is no such measurement in this plan: read its measurements again"
            raise Refused([Problem(ProblemCode.NOT_FOUND, message, ("id",))])
        (old,) = found
        new = NewMeasurement(
            plan.vendor_id, entry_id, plan.id, old.metric_id,
            old.value if draft.keeps_value else draft.value,
            draft.measured_on or old.measured_on,
            old.source if draft.source is None else draft.source,
            _side(viewer, plan), viewer.person_id, old.id,
        )  # fmt: skip
        metric = await select_metric(connection, plan.vendor_id, plan.id, old.metric_id)
        today = await today_of(connection, plan, now)
        problems = entry_problems(new.value, new.measured_on, new.source, today)
        await _require(connection, viewer, plan, old.metric_id, metric.people if metric else frozenset(), problems)
        if old.replaced_by is not None or not await insert_measurement(connection, new):
            message = "this measurement was corrected or withdrawn already: correct what stands for it"
            raise Refused([Problem(ProblemCode.EXISTS, message, ("id",))])

    return await once_only(connection, once, correct)


async def _require(
    connection: Connection,
    viewer: Viewer,
    plan: PlanRow,
    metric_id: UUID,
    people: frozenset[UUID],
    problems: Iterable[Problem],
) -> None:
    """Raise NotPermitted where the viewer may not record this metric's values, or Refused, with these problems."""
    own = await select_contacts_of_person(connection, plan.vendor_id, plan.account_id, viewer.person_id)
    denied = recording_denial(viewer, plan.vendor_id, plan.customer_id, own=not people.isdisjoint(own))
    if denied is not None:
        raise not_permitted(viewer, denied, plan.vendor_id, plan.customer_id, str(metric_id), problems)
    if found := tuple(problems):
        raise Refused(found)


def _side(viewer: Viewer, plan: PlanRow) -> str:
    hat = viewer.hat_on(plan.vendor_id, plan.customer_id)
    if hat is None:
        message = f"plan {plan.id} is seen without a part in its account"
        raise RuntimeError(message)
    return hat.side
