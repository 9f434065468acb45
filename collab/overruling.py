"""Overruling findings, in one transaction with the key of the request and the entry in the audit."""

from dataclasses import dataclass
from uuid import UUID

from collab.errors import Stale
from collab.idempotency_key import once_only
from plans.rules.api_client import SERVICE
from plans.rules.finding import FindingCode
from plans.rules.overruling import MAX_OVERRULINGS, overruling_problems
from plans.rules.permission import Denied, Permission, denial, not_permitted
from plans.rules.refusal import Problem, ProblemCode, Refused
from plans.rules.viewer import Membership, Viewer
from plans.store.audit import AuditEntry, insert_audit_entry
from plans.store.connection import Connection
from plans.store.idempotency_key import IdempotencyKeyRow
from plans.store.overruling import (
    NewOverruling,
    OverrulingRow,
    insert_overruling,
    select_overrulings,
    withdraw_overruling,
)
from plans.store.person import select_person
from plans.store.plan import PlanRow

WITHDRAW = "finding:withdraw_overruling"


@dataclass(frozen=True, slots=True)
class OverrulingDraft:
    """What is to be overruled. ``words``: what it is about, ``None`` where nothing like that is found.

    ``expected``: the version of the subject that was looked at; ``version``: the one at which its words were read,
    ``None`` where there is no such subject.
    """

    code: FindingCode
    subject_id: UUID | None
    words: str | None
    because: str
    expected: int
    version: int | None


@dataclass(frozen=True, slots=True)
class Overruler:
    """Who overrules in which plan; ``connection`` is in a transaction of theirs, in which they see the plan."""

    connection: Connection
    viewer: Viewer
    plan: PlanRow
    once: IdempotencyKeyRow | None = None

    async def require(self, subject: UUID | None) -> Membership:
        """For whom they overrule. Raises NotPermitted where they may not: it takes a person.

        ``subject``: what they want to overrule, or the overruling that they want to withdraw.
        """
        vendor_id, customer_id = self.plan.vendor_id, self.plan.customer_id
        if denied := denial(self.viewer, Permission.FINDING_OVERRULE, vendor_id, customer_id):
            raise not_permitted(self.viewer, denied, vendor_id, customer_id, str(subject or ""))
        hat = self.viewer.hat_on(vendor_id, customer_id)
        person = await select_person(self.connection, self.viewer.person_id)
        if hat is None or person is None or person.kind == SERVICE:
            message = "a person of each side overrules, and no program: let somebody do it who can be asked why"
            denied = Denied(Permission.FINDING_OVERRULE, message)
            raise not_permitted(self.viewer, denied, vendor_id, customer_id, str(subject or ""))
        return hat

    async def overrulings(self) -> list[OverrulingRow]:
        """What counts in the plan."""
        return await select_overrulings(self.connection, self.plan.vendor_id, self.plan.id)

    async def note(
        self, hat: Membership, action: str, overruling_id: UUID, about: OverrulingRow | NewOverruling
    ) -> None:
        """Note what was done with which words in the audit of whom it was done for."""
        told = {
            "planId": str(self.plan.id),
            "code": about.code,
            "subjectId": str(about.subject_id),
            "words": about.words,
        }
        entry = AuditEntry(hat.organisation_id, self.viewer.person_id, action, str(overruling_id), details=told)
        await insert_audit_entry(self.connection, entry)


async def overrule_finding(overruler: Overruler, draft: OverrulingDraft) -> UUID:
    """Overrule a finding for one's side and return the overruling's id; under the key, once.

    Raises Refused with every problem, NotPermitted, or Stale.
    """

    async def overrule(overruling_id: UUID) -> None:
        hat = await overruler.require(draft.subject_id)
        if draft.version is not None and draft.expected != draft.version:
            raise Stale(draft.expected, draft.version)
        standing = await overruler.overrulings()
        alike = [one for one in standing if (one.code, one.subject_id) == (draft.code, draft.subject_id)]
        both = {one.overruled_by for one in alike if one.side != hat.side and one.words == draft.words}
        problems = list(
            overruling_problems(
                draft.code, draft.words, draft.because, is_other_side=overruler.viewer.person_id in both
            )
        )
        if len(standing) >= MAX_OVERRULINGS:
            message = f"{MAX_OVERRULINGS} overrulings count in this plan: withdraw what is not needed any more"
            problems.append(Problem(ProblemCode.OVER_LIMIT, message))
        if problems or draft.subject_id is None or draft.words is None:
            raise Refused(problems)
        new = NewOverruling(
            overruler.plan.vendor_id, overruling_id, overruler.plan.id, draft.code, draft.subject_id, draft.words,
            draft.because.strip(), hat.side, overruler.viewer.person_id,
        )  # fmt: skip
        if not await insert_overruling(overruler.connection, new):
            message = f"one of the {hat.side}'s has overruled these words already: the other side's word is wanted"
            raise Refused([Problem(ProblemCode.EXISTS, message, ("subjectId",))])
        await overruler.note(hat, Permission.FINDING_OVERRULE, overruling_id, new)

    return await once_only(overruler.connection, overruler.once, overrule)


async def withdraw(overruler: Overruler, overruling_id: UUID | None) -> UUID:
    """Let an overruling of one's own side not count any more. Raises Refused or NotPermitted."""

    async def take_back(_: UUID) -> None:
        hat = await overruler.require(overruling_id)
        row = next((one for one in await overruler.overrulings() if one.id == overruling_id), None)
        if row is not None and row.side != hat.side:
            message = f"the {row.side} has overruled it: its own people withdraw that"
            raise Refused([Problem(ProblemCode.NOT_ALLOWED, message, ("id",))])
        if row is None or not await withdraw_overruling(overruler.connection, row, overruler.viewer.person_id):
            message = (
                "there is no such overruling in this plan, or it was withdrawn: its milestone lists those that count"
            )
            raise Refused([Problem(ProblemCode.NOT_FOUND, message, ("id",))])
        await overruler.note(hat, WITHDRAW, row.id, row)

    return await once_only(overruler.connection, overruler.once, take_back, about=overruling_id)
