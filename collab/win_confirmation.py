"""What the customer says of wins, recorded in one transaction with the request's key and the entry in the audit."""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from collab.day import today_of
from collab.errors import Stale
from collab.idempotency_key import once_only
from plans.rules.identifier import new_id
from plans.rules.permission import Permission, not_permitted
from plans.rules.refusal import Problem, ProblemCode, Refused
from plans.rules.viewer import Viewer
from plans.rules.win_confirmation import claim_problems, confirming_denial
from plans.store.audit import AuditEntry, insert_audit_entry
from plans.store.connection import Connection
from plans.store.idempotency_key import IdempotencyKeyRow
from plans.store.plan import PlanRow
from plans.store.win_confirmation import (
    WinConfirmationRow,
    insert_win_confirmation,
    select_win,
    select_win_confirmations,
)

WITHDRAW = "win:withdraw_confirmation"


@dataclass(frozen=True, slots=True)
class Confirmer:
    """Who speaks of the wins of which plan; ``connection`` is in a transaction of theirs."""

    connection: Connection
    viewer: Viewer
    plan: PlanRow
    now: dt.datetime
    once: IdempotencyKeyRow | None = None

    @property
    def key(self) -> tuple[UUID, UUID]:
        """Vendor and plan."""
        return self.plan.vendor_id, self.plan.id

    def require(self, win_id: UUID) -> None:
        """Raises NotPermitted where they may not: it takes a person of the customer's."""
        vendor_id, customer_id = self.plan.vendor_id, self.plan.customer_id
        if denied := confirming_denial(self.viewer, vendor_id, customer_id):
            raise not_permitted(self.viewer, denied, vendor_id, customer_id, str(win_id))

    async def note(self, action: str, win_id: UUID) -> None:
        """Note what was said in the customer's audit."""
        told = {"planId": str(self.plan.id)}
        entry = AuditEntry(self.plan.customer_id, self.viewer.person_id, action, str(win_id), details=told)
        await insert_audit_entry(self.connection, entry)

    async def standing(self, win_id: UUID) -> WinConfirmationRow | None:
        """The confirmation of a win that stands."""
        found = await select_win_confirmations(self.connection, [self.key])
        return next((row for row in found if row.win_id == win_id), None)


async def confirm_win(confirmer: Confirmer, win_id: UUID, expected: int) -> UUID:
    """Confirm what a win says at the version that was looked at, and return its id; under the key, once.

    Raises Refused with every problem, NotPermitted, or Stale. What is changed in this very moment is not what is
    confirmed: the entry holds what was read.
    """

    async def confirm(_: UUID) -> None:
        confirmer.require(win_id)
        win = await select_win(confirmer.connection, *confirmer.key, win_id)
        if win is None:
            raise Refused([Problem(ProblemCode.NOT_FOUND, "there is no such win in this plan", ("id",))])
        if win.version != expected:
            raise Stale(expected, win.version)
        if problems := claim_problems(win.claim, await today_of(confirmer.connection, confirmer.plan, confirmer.now)):
            raise Refused(problems)
        earlier = await confirmer.standing(win_id)
        if earlier is not None and earlier.claim == win.claim:
            raise Refused([Problem(ProblemCode.EXISTS, "this is confirmed already, as the win says it now", ("id",))])
        await insert_win_confirmation(
            confirmer.connection, confirmer.key, new_id(), win_id, win.claim, confirmer.viewer.person_id
        )
        await confirmer.note(Permission.WIN_CONFIRM, win_id)

    return await once_only(confirmer.connection, confirmer.once, confirm, about=win_id)


async def withdraw_win_confirmation(confirmer: Confirmer, win_id: UUID) -> UUID:
    """Have a win not be confirmed any more, and return its id; under the key, once. Raises Refused or NotPermitted."""

    async def withdraw(_: UUID) -> None:
        confirmer.require(win_id)
        if await confirmer.standing(win_id) is None:
            message = "there is no confirmation of this win that could be withdrawn"
            raise Refused([Problem(ProblemCode.NOT_FOUND, message, ("id",))])
        await insert_win_confirmation(
            confirmer.connection, confirmer.key, new_id(), win_id, None, confirmer.viewer.person_id
        )
        await confirmer.note(WITHDRAW, win_id)

    return await once_only(confirmer.connection, confirmer.once, withdraw, about=win_id)
