"""The agenda of a review: what the plan says of each outcome, what was measured, and what changed since the last."""

import asyncio
import datetime as dt
import json
from enum import Enum
from typing import Annotated, Self
from uuid import UUID

import strawberry
from strawberry.scalars import JSON

from plans.rules.agenda import Agenda as AgendaFact
from plans.rules.agenda import AgendaItem as AgendaItemFact
from plans.rules.agenda import LastReview, agenda
from plans.rules.content import Content, read_content
from plans.rules.declaration import Field
from plans.rules.diff import Change as ChangeFact
from plans.rules.document import SHARED
from plans.rules.review import ReviewState
from plans.store.measurement import MeasurementRow
from plans.store.plan import PlanRow
from plans.store.review import ReviewOutlineRow, ReviewRow
from schema.context import Info
from schema.declared import declared, input_name, written
from schema.measurement import Measurement
from schema.plan_facts import content_of
from schema.progress import Progress
from schema.protection import MAX_PAGE, limit_error
from schema.reading import aside

_value = strawberry.enum_value


@strawberry.enum(description="What happened to the subject of a change.")
class DifferenceKind(Enum):
    """What happened to the subject of a change."""

    ADDED = _value("added", description="It was not there before.")
    REMOVED = _value("removed", description="It is gone.")
    CHANGED = _value("changed", description="It says something else.")


@strawberry.type(description="One change of a plan's content.")
class Difference:
    """One change of a plan's content."""

    kind: DifferenceKind = strawberry.field(description="What happened.")
    root: str = strawberry.field(description="The list in the plan: outcomes, milestones, …; plan: the plan itself.")
    entity_id: strawberry.ID | None = strawberry.field(description="The entity's UUID; null for the plan itself.")
    field: str | None = strawberry.field(
        description="The field by its name in the API, such as `status` or `customerOwnerId`; null where the entity "
        "was added or removed."
    )
    before: JSON | None = strawberry.field(
        description="What it said, as the API shows the field; null where it said nothing."
    )
    after: JSON | None = strawberry.field(
        description="What it says, as the API shows the field; null where it says nothing."
    )

    @classmethod
    def from_fact(cls, fact: ChangeFact) -> Self:
        """The change as the rules found it, in the API's spelling."""
        field = None if fact.field is None else declared(fact.root, fact.field)
        return cls(
            kind=DifferenceKind(fact.kind.value),
            root=fact.root,
            entity_id=strawberry.ID(fact.entity) if fact.entity else None,
            field=field and input_name(field),
            before=_shown(field, fact.before),
            after=_shown(field, fact.after),
        )


def _shown(field: Field | None, value: object) -> JSON | None:
    shown = None if field is None or value is None else written(field, value)
    return None if shown is None else JSON(shown)


@strawberry.type(description="One outcome on the agenda.")
class AgendaItem:
    """One outcome on the agenda."""

    outcome_id: strawberry.ID = strawberry.field(description="The outcome's UUID.")
    objective: str | None = strawberry.field(description="The objective, in the customer's language.")
    sentence: str = strawberry.field(description="From, to and by in one sentence.")
    baseline: float | None = strawberry.field(name="from", description="The baseline.")
    target: float | None = strawberry.field(name="to", description="The target.")
    deadline: dt.date | None = strawberry.field(name="by", description="The deadline.")
    latest: Measurement | None = strawberry.field(description="The value that counts.")
    before: Measurement | None = strawberry.field(description="The value that counted at the last review.")
    progress: Progress = strawberry.field(description="How far it is.")
    changes: list[Difference] = strawberry.field(
        description="What changed in the outcome itself since the last review."
    )

    @classmethod
    def from_fact(cls, fact: AgendaItemFact[MeasurementRow]) -> Self:
        """The item as the rules made it."""
        return cls(
            outcome_id=strawberry.ID(fact.outcome.id),
            objective=fact.outcome.text("objective") or None,
            sentence=fact.sentence,
            baseline=fact.outcome.number("baseline"),
            target=fact.outcome.number("target"),
            deadline=fact.outcome.date("deadline"),
            latest=Measurement.from_row(fact.latest) if fact.latest else None,
            before=Measurement.from_row(fact.before) if fact.before else None,
            progress=Progress.from_fact(fact.progress),
            changes=[Difference.from_fact(change) for change in fact.changes],
        )


@strawberry.type(description="What there is to talk about in a review: the plan, and what changed since the last one.")
class Agenda:
    """What there is to talk about in a review."""

    fact: strawberry.Private[AgendaFact[MeasurementRow]]
    since_review_id: strawberry.ID | None = strawberry.field(
        description="The UUID of the last review that was held before; null where there was none."
    )
    outcomes: list[AgendaItem] = strawberry.field(description="The active outcomes, in their order.")

    @strawberry.field(description="What changed in the plan since the last review; null where there was none.")
    def changes(
        self,
        first: Annotated[int, strawberry.argument(description=f"How many at most, 1 to {MAX_PAGE}.")],
    ) -> list[Difference] | None:
        """What changed in the plan."""
        if not 1 <= first <= MAX_PAGE:
            raise limit_error("changes in one list, and at least 1", MAX_PAGE, first, "ask for fewer, or for one")
        if self.fact.changes is None:
            return None
        return [Difference.from_fact(change) for change in self.fact.changes[:first]]


async def read_agenda(info: Info, plan: PlanRow, review: ReviewRow) -> Agenda:
    """The agenda of a review: as of now, or as of when it was completed. Worked out once for each review."""
    return await info.context.loaders.memo.once(("agenda", plan, review.id), lambda: _work_out(info, plan, review))


async def _work_out(info: Info, plan: PlanRow, review: ReviewRow) -> Agenda:
    loaders = info.context.loaders
    last = _last_before(await loaders.review_outlines.load((plan.vendor_id, plan.id)), review)
    content = await _content_when_held(info, plan, review.id) or await content_of(info.context, plan, SHARED)
    latest = await loaders.latest_measurements.load((plan.vendor_id, plan.id, review.completed_at))
    before = None
    if last is not None and (said := await _content_when_held(info, plan, last.id)) is not None:
        then = await loaders.latest_measurements.load((plan.vendor_id, plan.id, last.completed_at))
        before = LastReview(said, then)
    # Of a large plan, two contents and their difference take a part of a second: the event loop goes on meanwhile.
    fact = await aside(asyncio.to_thread(agenda, content, latest, before))
    return Agenda(
        fact=fact,
        since_review_id=strawberry.ID(str(last.id)) if last else None,
        outcomes=[AgendaItem.from_fact(item) for item in fact.items],
    )


async def _content_when_held(info: Info, plan: PlanRow, review_id: UUID) -> Content | None:
    """What the plan said when a review was completed; ``None``: it was not."""
    loaders = info.context.loaders
    row = await loaders.review_contents.load((plan.vendor_id, plan.id, review_id))
    if row is None:
        return None
    return await loaders.memo.once(("content", plan, review_id), lambda: aside(asyncio.to_thread(_parse, row.content)))


def _parse(text: str) -> Content:
    return read_content(SHARED, json.loads(text))


def _last_before(reviews: list[ReviewOutlineRow], review: ReviewRow) -> ReviewOutlineRow | None:
    held = [
        (one.completed_at, one)
        for one in reviews
        if one.state == ReviewState.HELD and one.completed_at is not None and one.id != review.id
    ]
    if review.completed_at is not None:
        held = [(at, one) for at, one in held if at < review.completed_at]
    return max(held, key=lambda pair: pair[0])[1] if held else None
