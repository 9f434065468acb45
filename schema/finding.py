"""What the rules find in a plan: findings, whether it may be proposed, and whether it is a real plan."""

from enum import Enum
from typing import Self, cast

import strawberry

from plans.rules.finding import Finding as FindingFact
from plans.rules.finding import FindingCode as FindingCodeFact
from plans.rules.finding import Gate
from plans.rules.findings.catalogue import KINDS
from plans.rules.findings.find import blocking, find, shown_to
from plans.rules.findings.words import library_is_open
from plans.rules.readiness import PartAnswer, real_plan_test
from plans.rules.reading import read
from plans.store.plan import PlanRow
from schema.context import Context, Info
from schema.plan_facts import facts_of, side_of

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
    overrulable: bool = strawberry.field(
        description="Whether it goes once a person of each side has overruled it: see `overruleFinding`."
    )

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
            overrulable=KINDS[fact.code].is_overrulable,
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

    async def work_out() -> tuple[FindingFact, ...]:
        return shown_to(side_of(context, row), find(await facts_of(context, row)))

    return await context.loaders.memo.once(("findings", row), work_out)


async def read_readiness(info: Info, row: PlanRow) -> Readiness:
    """Whether a plan may be proposed."""
    found = blocking(Gate.PROPOSAL, await read_findings(info, row))
    return Readiness(ready=not found, blocking=[Finding.from_fact(fact) for fact in found])


async def read_library_open(info: Info, row: PlanRow) -> bool:
    """Whether the customer has spoken: before, no success criteria are offered to choose from."""
    return library_is_open(read(await facts_of(info.context, row)))


async def read_real_plan_test(info: Info, row: PlanRow) -> RealPlanTest:
    """Whether a plan is a real one."""
    answer = real_plan_test(await facts_of(info.context, row))
    return RealPlanTest(real=answer.real, parts=[RealPlanAnswer.from_fact(part) for part in answer.parts])
