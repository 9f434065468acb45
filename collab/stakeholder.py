"""What the vendor thinks of a customer's contact, said in one transaction with its entry in the audit."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from collab.contact import Keeper
from collab.edit import NO_TERMS, Terms
from collab.errors import Stale
from collab.idempotency_key import once_only
from plans.rules.permission import Permission
from plans.rules.refusal import Problem, ProblemCode, Refused
from plans.rules.role import Side
from plans.rules.stakeholder import assessment_problems
from plans.store.account import ContactRow, lock_contact
from plans.store.connection import Connection
from plans.store.stakeholder import AssessmentRow, select_assessments, upsert_assessment


async def assess_stakeholder(
    connection: Connection,
    keeper: Keeper,
    contact: ContactRow,
    changes: Mapping[str, object],
    now: dt.datetime,
    terms: Terms = NO_TERMS,
) -> None:
    """Change what ``changes`` names by columns of what is thought of a contact; ``None`` clears.

    The first assessment takes the place of version 0. ``connection`` is in a transaction of one of the vendor's people.
    Raises Refused with every problem, NotPermitted, or Stale.
    """

    async def assess(contact_id: UUID) -> None:
        keeper.require(Permission.STAKEHOLDER_ASSESS, Side(contact.side), str(contact_id))
        await lock_contact(connection, contact.vendor_id, contact_id)  # of two at once the second sees the first's
        found = await select_assessments(connection, [(contact.vendor_id, contact_id)])
        row = found[0] if found else _blank(contact, keeper.viewer.person_id, now)
        if terms.version is not None and row.version != terms.version:
            raise Stale(terms.version, row.version)
        problems = list(assessment_problems(changes))
        if contact.side != Side.CUSTOMER:
            message = f"expected a contact of the customer's, got one of the {contact.side}'s: only those are assessed"
            problems.append(Problem(ProblemCode.INVALID, message, ("contactId",)))
        if problems:
            raise Refused(problems)
        if changes:
            await upsert_assessment(connection, _with(row, changes, keeper.viewer.person_id))
            await keeper.note(connection, Permission.STAKEHOLDER_ASSESS, contact_id, list(changes))

    await once_only(connection, terms.key, assess, about=contact.id)


def _blank(contact: ContactRow, assessed_by: UUID, now: dt.datetime) -> AssessmentRow:
    return AssessmentRow(
        contact.vendor_id, contact.id, contact.account_id, None, (), None, None, None, "", 0, assessed_by, now
    )


def _with(row: AssessmentRow, changes: Mapping[str, object], assessed_by: UUID) -> AssessmentRow:
    values: dict[str, Any] = {**changes, "assessed_by": assessed_by}
    if "renewal_metrics" in values:
        values["renewal_metrics"] = tuple(metric.strip() for metric in values["renewal_metrics"] or ())
    if "note" in values:
        values["note"] = (values["note"] or "").strip()
    return replace(row, **values)
