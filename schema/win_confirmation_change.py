"""Confirming wins, and taking that back: the customer's alone."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Annotated
from uuid import UUID

import strawberry

from collab.errors import Stale
from collab.win_confirmation import Confirmer, confirm_win, withdraw_win_confirmation
from plans.rules.refusal import Problem, ProblemCode, Refused
from schema.beside import writing_beside
from schema.context import Info
from schema.declared import parse_id
from schema.edit import PlanInput, key_of
from schema.entity import entity_of
from schema.refusal import Refusal, Unavailable
from schema.stale import StaleEdit, StaleVersion
from schema.win import Win, WinEdited


@strawberry.type(description="The win is confirmed.")
class ConfirmWinSuccess(WinEdited):
    """The win is confirmed."""


@strawberry.type(description="The win is not confirmed any more.")
class WithdrawWinConfirmationSuccess(WinEdited):
    """The win is not confirmed any more."""


ConfirmWinResult = Annotated[
    ConfirmWinSuccess | StaleVersion | Refusal | Unavailable,
    strawberry.union("ConfirmWinResult", description="What became of confirming a win."),
]
WithdrawWinConfirmationResult = Annotated[
    WithdrawWinConfirmationSuccess | Refusal | Unavailable,
    strawberry.union("WithdrawWinConfirmationResult", description="What became of taking back a confirmation."),
]


@strawberry.input(description="A win to be confirmed.")
class ConfirmWinInput(PlanInput):
    """A win to be confirmed."""

    id: strawberry.ID = strawberry.field(description="The win's UUID.")
    expected_version: int = strawberry.field(
        description="The version of the win that was looked at: where it is another now, nothing is confirmed."
    )


@strawberry.input(description="A win whose confirmation is to be taken back.")
class WithdrawWinConfirmationInput(PlanInput):
    """A win whose confirmation is to be taken back."""

    id: strawberry.ID = strawberry.field(description="The win's UUID; it may have been removed.")


@strawberry.type(description="What the customer can say of wins.")
class WinConfirmationMutation:
    """What the customer can say of wins."""

    @strawberry.mutation(
        description="Confirm what a win says: its title, value, unit or currency, outcome and day, which does not lie "
        "ahead where the account is. For the customer's sponsor, champion and finance alone, and for no program. Where "
        "any of that is changed later, the win is not confirmed any more."
    )
    async def confirm_win(
        self,
        info: Info,
        input: Annotated[ConfirmWinInput, strawberry.argument(description="The win.")],  # noqa: A002 - GraphQL's name
    ) -> ConfirmWinResult:
        """Confirm a win."""
        async with _confirming(info, input, input.id) as (confirmer, win_id):
            await confirm_win(confirmer, win_id, input.expected_version)
        return ConfirmWinSuccess(plan_row=confirmer.plan, entity_id=str(win_id))

    @strawberry.mutation(
        description="Take back that a win is confirmed; that it was stays recorded. For those who may confirm."
    )
    async def withdraw_win_confirmation(
        self,
        info: Info,
        input: Annotated[WithdrawWinConfirmationInput, strawberry.argument(description="The win.")],  # noqa: A002 - GraphQL's name
    ) -> WithdrawWinConfirmationResult:
        """Take back a confirmation."""
        async with _confirming(info, input, input.id) as (confirmer, win_id):
            await withdraw_win_confirmation(confirmer, win_id)
        return WithdrawWinConfirmationSuccess(plan_row=confirmer.plan, entity_id=str(win_id))


@asynccontextmanager
async def _confirming(info: Info, source: PlanInput, win: str) -> AsyncGenerator[tuple[Confirmer, UUID]]:
    """A transaction in which to speak of a win; what is read behind it shows what was said.

    Raises Refused where the viewer has no such plan, StaleEdit, or Unavailable.
    """
    win_id = parse_id(win)
    if win_id is None:
        message = "there is no such win in this plan: its id is a UUID"
        raise Refused([Problem(ProblemCode.NOT_FOUND, message, ("id",))])
    try:
        async with writing_beside(info, source) as (connection, plan):
            once = key_of(info, source, plan.vendor_id, plan.id)
            yield Confirmer(connection, info.context.viewer, plan, info.context.now(), once), win_id
    except Stale as stale:
        await info.context.renew(plan.id)  # pyright: ignore[reportPossiblyUnboundVariable] - it was opened
        raise StaleEdit(stale, lambda asked: entity_of(asked, plan, Win, str(win_id))) from stale  # pyright: ignore[reportPossiblyUnboundVariable] - it was opened
