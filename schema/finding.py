"""What the rules find in a plan: findings, whether it may be proposed, and whether it is a real plan."""

import asyncio
import datetime as dt
from collections.abc import Iterable
from enum import Enum
from typing import Self, cast

import strawberry

from plans.rules.content import Content, Fields
from plans.rules.declaration import Collection, Document
from plans.rules.document import INTERNAL, SHARED
from plans.rules.facts import AccountFacts, ContactFacts, MeasurementFacts, PlanFacts, ReviewFacts, ReviewKind
from plans.rules.facts import ContactRole as ContactRoleFact
from plans.rules.finding import Finding as FindingFact
from plans.rules.finding import FindingCode as FindingCodeFact
from plans.rules.finding import Gate
from plans.rules.findings.catalogue import KINDS
from plans.rules.findings.find import blocking, find, shown_to
from plans.rules.readiness import PartAnswer, real_plan_test
from plans.rules.review import Notes, ReviewRecord, ReviewState
from plans.rules.role import Side
from plans.rules.value import notation
from plans.store.account import AccountRow
from plans.store.content import EntityRow
from plans.store.plan import PlanRow
from plans.store.review import ReviewAnswerRow, ReviewRow
from schema.context import Context, Info
from schema.reading import sees_internal

_value = strawberry.enum_value


@strawberry.enum(description="How heavy a finding is.")
class Severity(Enum):
    """How heavy a finding is."""

    HARD = _value("hard", description="It refuses what it blocks.")
    SOFT = _value("soft", description="It is shown and never blocks.")


@strawberry.enum(description="What a hard finding blocks.")
class FindingGate(Enum):
    """What a hard finding blocks."""

    PROPOSAL = _value("proposal", description="The plan cannot be proposed.")
    ONE_PAGE = _value("one_page", description="The plan cannot be shown on one page.")


_CODES = {code.name: _value(code.value, description=KINDS[code].expected) for code in FindingCodeFact}
FindingCode: type[Enum] = strawberry.enum(
    description="What was found, for a program to act on; each says what a plan should be like."
)(cast("type[Enum]", Enum("FindingCode", _CODES)))  # pyright: ignore[reportArgumentType]


@strawberry.type(description="What a finding is about.")
class FindingSubject:
    """What a finding is about."""

    root: str = strawberry.field(description="The list in the plan: outcomes, milestones, …; plan: the plan itself.")
    id: strawberry.ID | None = strawberry.field(description="The entity's UUID; null for the plan as a whole.")
    field: str | None = strawberry.field(description="The field, where it is about one.")


@strawberry.type(description="Something that a rule saw in a plan, in words that a person can act on.")
class Finding:
    """Something that a rule saw in a plan."""

    code: FindingCode = strawberry.field(description="What was found, for a program to act on.")  # pyright: ignore[reportInvalidTypeForm, reportUnknownVariableType]
    requirement: str = strawberry.field(description="The row of the checklist of a good plan that it serves.")
    severity: Severity = strawberry.field(description="How heavy it is.")
    gate: FindingGate | None = strawberry.field(description="What it blocks; null where it blocks nothing.")
    subject: FindingSubject = strawberry.field(description="What it is about.")
    message: str = strawberry.field(description="What was expected and what came.")
    advice: str = strawberry.field(description="What to do next.")
    seen: list[str] = strawberry.field(description="The words or figures that triggered it.")
    weight: int = strawberry.field(description="Rises from 1 where a thing gets worse with time.")

    @classmethod
    def from_fact(cls, fact: FindingFact) -> Self:
        """The finding as the rules made it."""
        subject = fact.subject
        return cls(
            code=FindingCode(fact.code.value),
            requirement=fact.requirement,
            severity=Severity(fact.severity.value),
            gate=FindingGate(fact.gate.value) if fact.gate else None,
            subject=FindingSubject(
                root=subject.root, id=strawberry.ID(subject.entity) if subject.entity else None, field=subject.field
            ),
            message=fact.message,
            advice=fact.advice,
            seen=list(fact.seen),
            weight=fact.weight,
        )


@strawberry.type(description="Whether a plan may be proposed.")
class Readiness:
    """Whether a plan may be proposed."""

    ready: bool = strawberry.field(description="Whether nothing stands in the way.")
    blocking: list[Finding] = strawberry.field(description="Every hard finding that stands in the way, all at once.")


@strawberry.enum(description="The parts of the test whether a plan is a real one.")
class RealPlanPart(Enum):
    """The parts of the test whether a plan is a real one."""

    FROM_TO_BY_AGREED = _value("from_to_by_agreed", description="Every outcome says from, to and by, and is agreed.")
    METRIC_PER_MILESTONE = _value("metric_per_milestone", description="Every milestone names the metric it moves.")
    ONE_OWNER_PER_SIDE = _value("one_owner_per_side", description="Every milestone has one owner on each side.")
    CADENCE_ON_BOTH_CALENDARS = _value(
        "cadence_on_both_calendars", description="Both sides follow the reviews in their calendars."
    )
    HEALTH_WIRED = _value("health_wired", description="Health has enough data to say something.")


@strawberry.type(description="The answer to one part of the test.")
class RealPlanAnswer:
    """The answer to one part of the test."""

    part: RealPlanPart = strawberry.field(description="The part.")
    holds: bool = strawberry.field(description="Whether it is as in a real plan.")
    reasons: list[str] = strawberry.field(description="Why it does not hold.")

    @classmethod
    def from_fact(cls, fact: PartAnswer) -> Self:
        """The answer as the rules gave it."""
        return cls(part=RealPlanPart(fact.part.value), holds=fact.holds, reasons=list(fact.reasons))


@strawberry.type(description="Whether a plan is a real one: one answer in five parts.")
class RealPlanTest:
    """Whether a plan is a real one."""

    real: bool = strawberry.field(description="Whether all parts hold.")
    parts: list[RealPlanAnswer] = strawberry.field(description="The answer to each part.")


async def read_findings(info: Info, row: PlanRow) -> tuple[FindingFact, ...]:
    """What the rules find in a plan, as far as the viewer's side may see it."""
    return await find_in(info.context, row)


async def find_in(context: Context, row: PlanRow) -> tuple[FindingFact, ...]:
    """The same, where no field is resolved."""
    return shown_to(_side(context, row), find(await _facts(context, row)))


async def read_readiness(info: Info, row: PlanRow) -> Readiness:
    """Whether a plan may be proposed."""
    found = blocking(Gate.PROPOSAL, await read_findings(info, row))
    return Readiness(ready=not found, blocking=[Finding.from_fact(fact) for fact in found])


async def read_real_plan_test(info: Info, row: PlanRow) -> RealPlanTest:
    """Whether a plan is a real one."""
    answer = real_plan_test(await _facts(info.context, row))
    return RealPlanTest(real=answer.real, parts=[RealPlanAnswer.from_fact(part) for part in answer.parts])


def _side(context: Context, row: PlanRow) -> Side:
    return Side.VENDOR if sees_internal(context.viewer, row) else Side.CUSTOMER


async def _facts(context: Context, row: PlanRow) -> PlanFacts:
    contacts = (await context.loaders.contacts.load((row.vendor_id, row.account_id))).items
    internal = await content_of(context, row, INTERNAL) if _side(context, row) is Side.VENDOR else None
    account = await context.loaders.accounts.load(row.account_id)
    key = (row.vendor_id, row.id)
    reviews, answers = await context.loaders.reviews.load(key), await context.loaders.review_answers.load(key)
    latest = await context.loaders.latest_measurements.load(key)
    changed_at = await context.loaders.changes.load(key)
    return PlanFacts(
        today=dt.datetime.now(dt.UTC).date(),
        account=_account(account) if account else None,
        content=await content_of(context, row, SHARED),
        internal=internal,
        contacts=tuple(
            ContactFacts(
                str(contact.id),
                Side(contact.side.value),
                contact.name,
                contact.title or "",
                ContactRoleFact(contact.role.value) if contact.role else None,
            )
            for contact in contacts
        ),
        reviews=tuple(_review(review, answers) for review in reviews if review.state != ReviewState.CANCELLED),
        measurements=tuple(
            MeasurementFacts(str(metric), entry.measured_on, entry.value)
            for metric, entry in latest.items()
            if entry.value is not None
        ),
        changed_on=changed_at.astimezone(dt.UTC).date(),
    )


def _review(row: ReviewRow, answers: Iterable[ReviewAnswerRow]) -> ReviewFacts:
    record = row.record or ReviewRecord(Notes())
    return ReviewFacts(
        str(row.id),
        ReviewKind(row.kind),
        row.planned_for.astimezone(dt.UTC).date(),
        row.held_on,
        tuple(map(str, row.attendees)),
        tuple(note.outcome for note in record.notes.outcomes if note.confirmed),
        record.blocked,
        record.moved,
        {Side(answer.side): answer.serves for answer in answers if answer.review_id == row.id},
    )


def _account(row: AccountRow) -> AccountFacts:
    return AccountFacts(
        closed_on=row.closed_on,
        engaged_on=row.engaged_on,
        kicked_off_on=row.kicked_off_on,
        live_on=row.live_on,
        renews_on=row.renews_on,
        ends_on=row.ends_on,
        key_account=row.key_account,
        complex_enterprise=row.complex_enterprise,
    )


async def content_of(context: Context, row: PlanRow, document: Document) -> Content:
    """A document's content as its tables tell it."""
    loads = (context.loaders.rows(collection).load(row) for collection in document.collections)
    content = Content()
    for collection, rows in zip(document.collections, await asyncio.gather(*loads), strict=True):
        if collection.single:
            content.singles[collection.root] = next(iter(_entities(collection, rows).values()), Fields())
        else:
            content.entities[collection.root] = _entities(collection, rows)
    return content


def _entities(collection: Collection, rows: Iterable[EntityRow]) -> dict[str, Fields]:
    found: dict[str, Fields] = {}
    for row in rows:
        fields = found[str(row.id)] = {}
        for field in collection.fields:
            written = notation(row.fields[field.name])
            if written is not None and written != "":
                fields[field.name] = written
    return found
