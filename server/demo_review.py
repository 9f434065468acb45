"""What stands beside the demo's plans: values that were measured, a review that was held and one that is planned."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from collab.idempotency_key import BECOME_VIEWER
from plans.rules.content import Content
from plans.rules.discovery_call import CallNotes, PromptAnswer
from plans.rules.facts import ReviewKind
from plans.rules.identifier import new_id
from plans.rules.review import MINUTES, Notes, OutcomeNote, active_outcomes, record_of
from plans.rules.role import Role, Side
from plans.store.connection import Connection
from plans.store.discovery_call import insert_discovery_call
from plans.store.measurement import NewMeasurement, insert_measurement
from plans.store.review import (
    Completion,
    NewReview,
    complete_review,
    insert_review,
    insert_review_answer,
    lock_review,
)
from plans.store.viewer import Sight, tell_sight
from server.demo_plan import People

FIRST_SEQ = 1  # the update that made the plan
MORNING = dt.time(9, tzinfo=dt.UTC)


@dataclass(frozen=True, slots=True)
class Beside:
    """A plan that was just written. ``contacts`` and ``people`` are those of its account by role."""

    vendor_id: UUID
    customer_id: UUID
    account_id: UUID
    plan_id: UUID
    content: Content
    contacts: People
    people: Mapping[Role, UUID]
    today: dt.date


async def write_history(connection: Connection, beside: Beside) -> None:
    """A month's beginning: measured, reviewed, measured again. ``connection`` becomes a viewer's."""
    await _measure(connection, beside, Role.CSM, share=0.1, days=9)
    await _hold(connection, beside)
    await _measure(connection, beside, Role.CHAMPION, share=0.25, days=2)


async def record_calls(connection: Connection, beside: Beside) -> None:
    """What the CSM heard from the sponsor and from the champion, apart. ``connection`` becomes a viewer's."""
    await _as(connection, beside, Role.CSM)
    for role, days, prompt, answer in (
        (Role.SPONSOR, 24, "What would make this a clear win?", "Cut support ticket volume."),
        (Role.CHAMPION, 22, "What could impede it?", "Nobody has time to write articles."),
    ):
        notes = CallNotes(
            beside.today - dt.timedelta(days=days),
            (PromptAnswer(prompt, answer),),
            prior_failures="A help portal that nobody kept up.",
            roi="Hours of agents saved.",
        )
        account = (beside.vendor_id, beside.account_id)
        by = beside.people[Role.CSM]
        await insert_discovery_call(connection, account, new_id(), beside.contacts[role], notes, by)


async def plan_review(connection: Connection, beside: Beside) -> None:
    """A review in a week, planned by the CSM. ``connection`` becomes a viewer's."""
    await _as(connection, beside, Role.CSM)
    await _insert_review(connection, beside, beside.today + dt.timedelta(days=7))


async def _as(connection: Connection, beside: Beside, role: Role) -> Side:
    side = Side.VENDOR if role is Role.CSM else Side.CUSTOMER
    vendors = (beside.vendor_id,) if side is Side.VENDOR else ()
    customers = (beside.customer_id,) if side is Side.CUSTOMER else ()
    await connection.execute(BECOME_VIEWER)
    await tell_sight(connection, Sight(beside.people[role], vendors, customers))
    return side


async def _measure(connection: Connection, beside: Beside, role: Role, *, share: float, days: int) -> None:
    """A value of each outcome, so far on its way to the target."""
    side = await _as(connection, beside, role)
    for outcome in active_outcomes(beside.content):
        baseline, target = outcome.number("baseline"), outcome.number("target")
        if baseline is None or target is None:
            continue
        new = NewMeasurement(
            beside.vendor_id, new_id(), beside.plan_id, UUID(outcome.id),
            round(baseline + (target - baseline) * share, 1), beside.today - dt.timedelta(days=days),
            outcome.text("measuredIn"), side, beside.people[role],
        )  # fmt: skip
        await insert_measurement(connection, new)


async def _hold(connection: Connection, beside: Beside) -> None:
    await _as(connection, beside, Role.CSM)
    held_on = beside.today - dt.timedelta(days=7)
    review_id = await _insert_review(connection, beside, held_on)
    row = await lock_review(connection, beside.vendor_id, beside.plan_id, review_id)
    if row is None:
        message = f"the demo's review {review_id} is not there"
        raise RuntimeError(message)
    by = str(beside.contacts[Role.CHAMPION])
    notes = Notes(outcomes=tuple(OutcomeNote(one.id, confirmed=True, by=by) for one in active_outcomes(beside.content)))
    done = Completion(
        row.attendees, held_on, beside.people[Role.CSM], record_of(beside.content, notes),
        FIRST_SEQ, beside.content.as_json(),
    )  # fmt: skip
    await complete_review(connection, row, done)
    for role, comment in (
        (Role.CSM, "The customer's team writes articles faster than we expected."),
        (Role.SPONSOR, "It is what we bought it for."),
    ):
        side = await _as(connection, beside, role)
        await insert_review_answer(connection, row, side, serves=True, comment=comment, answered_by=beside.people[role])


async def _insert_review(connection: Connection, beside: Beside, day: dt.date) -> UUID:
    expected = [beside.contacts[role] for role in (Role.CSM, Role.CHAMPION) if role in beside.contacts]
    new = NewReview(
        beside.vendor_id, new_id(), beside.plan_id, ReviewKind.WEEKLY, dt.datetime.combine(day, MORNING),
        MINUTES[ReviewKind.WEEKLY], tuple(expected), beside.people[Role.CSM],
    )  # fmt: skip
    await insert_review(connection, new)
    return new.id
