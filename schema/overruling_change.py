"""Overruling findings, and withdrawing that."""

from typing import Annotated

import strawberry

from collab.errors import Stale
from collab.overruling import Overruler, OverrulingDraft, overrule_finding, withdraw
from plans.rules.finding import FindingCode as FindingCodeFact
from plans.rules.overruling import MAX_BECAUSE, words_to_overrule
from schema.beside import writing_beside
from schema.context import Info
from schema.declared import parse_id
from schema.edit import Edited, PlanInput, Removed, key_of
from schema.entity import entity_of
from schema.finding import FindingCode
from schema.milestone import Milestone
from schema.overruling import Overruling
from schema.plan_facts import facts_of
from schema.refusal import Refusal, Unavailable
from schema.stale import StaleEdit, StaleVersion


@strawberry.type(description="The finding was overruled for one side.")
class OverruleFindingSuccess(Edited):
    """The finding was overruled for one side."""

    @strawberry.field(description="The overruling; null where it does not count any more.")
    async def overruling(self, info: Info) -> Overruling | None:
        """The overruling."""
        rows = await info.context.loaders.overrulings(self.plan_row)
        return next((Overruling.from_row(row) for row in rows if str(row.id) == self.entity_id), None)


@strawberry.type(description="The overruling does not count any more.")
class WithdrawOverrulingSuccess(Removed):
    """The overruling does not count any more."""


OverruleFindingResult = Annotated[
    OverruleFindingSuccess | StaleVersion | Refusal | Unavailable,
    strawberry.union("OverruleFindingResult", description="What became of overruling a finding."),
]
WithdrawOverrulingResult = Annotated[
    WithdrawOverrulingSuccess | Refusal | Unavailable,
    strawberry.union("WithdrawOverrulingResult", description="What became of withdrawing an overruling."),
]


@strawberry.input(description="A finding to be overruled.")
class OverruleFindingInput(PlanInput):
    """A finding to be overruled."""

    code: FindingCode = strawberry.field(description="The finding's code: of one that is `overrulable`.")  # pyright: ignore[reportInvalidTypeForm, reportUnknownVariableType]
    subject_id: strawberry.ID = strawberry.field(description="The UUID of what it is about: a milestone.")
    expected_version: int = strawberry.field(
        description="The version of the milestone that was looked at: where it is another now, nothing is overruled."
    )
    because: str = strawberry.field(description=f"Why it may stand. At most {MAX_BECAUSE:,} characters.")


@strawberry.input(description="An overruling to be withdrawn.")
class WithdrawOverrulingInput(PlanInput):
    """An overruling to be withdrawn."""

    id: strawberry.ID = strawberry.field(description="The overruling's UUID.")


@strawberry.type(description="What can be done with findings.")
class OverrulingMutation:
    """What can be done with findings."""

    @strawberry.mutation(
        description="Overrule a finding for one's side: a milestone that names a feature alone may stand, in the words "
        "that its title has at `expectedVersion`. Once a person of each side has, it is not found any more. For "
        "whoever writes the plan, and no programs; audited."
    )
    async def overrule_finding(
        self,
        info: Info,
        input: Annotated[OverruleFindingInput, strawberry.argument(description="The finding.")],  # noqa: A002 - GraphQL's name
    ) -> OverruleFindingResult:
        """Overrule a finding."""
        draft = await _draft(info, input)
        try:
            async with writing_beside(info, input) as (connection, plan):
                once = key_of(info, input, plan.vendor_id, plan.id)
                made = await overrule_finding(Overruler(connection, info.context.viewer, plan, once), draft)
        except Stale as stale:
            await info.context.renew()
            raise StaleEdit(stale, lambda asked: entity_of(asked, plan, Milestone, str(draft.subject_id))) from stale  # pyright: ignore[reportPossiblyUnboundVariable] - it was opened
        return OverruleFindingSuccess(plan_row=plan, entity_id=str(made))

    @strawberry.mutation(
        description="Withdraw an overruling of one's own side: what it is about is found again. For whoever may "
        "overrule; audited."
    )
    async def withdraw_overruling(
        self,
        info: Info,
        input: Annotated[WithdrawOverrulingInput, strawberry.argument(description="The overruling.")],  # noqa: A002 - GraphQL's name
    ) -> WithdrawOverrulingResult:
        """Withdraw an overruling."""
        async with writing_beside(info, input) as (connection, plan):
            once = key_of(info, input, plan.vendor_id, plan.id)
            gone = await withdraw(Overruler(connection, info.context.viewer, plan, once), parse_id(input.id))
        return WithdrawOverrulingSuccess(plan_row=plan, entity_id=str(gone))


async def _draft(info: Info, source: OverruleFindingInput) -> OverrulingDraft:
    """What is to be overruled, as the rules see the plan now: read before anything is written, and let go."""
    code, subject = FindingCodeFact(source.code.value), parse_id(source.subject_id)  # pyright: ignore[reportUnknownMemberType, reportUnknownArgumentType]
    words, version = None, None
    plan_id = parse_id(source.plan_id)
    if plan_id is not None and subject is not None:
        await info.context.renew(plan_id)
        plan = await info.context.reading.plan(plan_id)
        if plan is not None:
            words = words_to_overrule(await facts_of(info.context, plan), code, str(subject))
            milestone = await entity_of(info, plan, Milestone, str(subject))
            version = milestone.version if milestone else None
    return OverrulingDraft(code, subject, words, source.because, source.expected_version, version)
