"""A vendor's limits for its plans, and the days of a plan: each written in one transaction with the request's key."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from collab.day import today_of
from collab.errors import Stale
from collab.idempotency_key import once_only
from plans.rules.clock import date_problems, limit_problems
from plans.rules.facts import Clocks
from plans.rules.permission import Permission, denial, not_permitted, require_permission
from plans.rules.refusal import Refused
from plans.rules.viewer import Viewer
from plans.service.viewer import as_present
from plans.store.audit import AuditEntry, insert_audit_entry
from plans.store.clock import (
    lock_plan_dates,
    lock_vendor_clocks,
    select_plan_clocks,
    select_vendor_clocks,
    upsert_plan_dates,
    upsert_vendor_clocks,
)
from plans.store.connection import Connection
from plans.store.idempotency_key import IdempotencyKeyRow
from plans.store.plan import PlanRow

LIMITS = {"agreeAfterLiveDays": "agree_after_live", "deliverAfterEngagedDays": "deliver_after_engaged"}
"""By their names in the API."""


@dataclass(frozen=True, slots=True)
class Writer:
    """Who writes; ``connection`` is in a transaction of theirs, ``expected`` the version that they looked at."""

    connection: Connection
    viewer: Viewer
    expected: int | None = None
    once: IdempotencyKeyRow | None = None

    def compare(self, version: int) -> None:
        """Raises Stale where it is at another version."""
        if self.expected is not None and self.expected != version:
            raise Stale(self.expected, version)


async def update_vendor_clocks(writer: Writer, vendor_id: UUID, changes: Mapping[str, int]) -> None:
    """Set limits of a vendor by their names in the API; what is absent stays. Under the key, once.

    Raises Refused with every problem, NotPermitted, or Stale.
    """

    async def update(_: UUID) -> None:
        connection, viewer = writer.connection, await as_present(writer.connection, writer.viewer)
        require_permission(viewer, Permission.CLOCKS_UPDATE, vendor_id, str(vendor_id))
        writer.compare(await lock_vendor_clocks(connection, vendor_id))
        if problems := limit_problems(changes):
            raise Refused(problems)
        rows = await select_vendor_clocks(connection, [vendor_id])
        known = Clocks(rows[0].agree_days, rows[0].deliver_days) if rows else Clocks()
        limits = Clocks(*(changes.get(name, getattr(known, attribute)) for name, attribute in LIMITS.items()))
        await upsert_vendor_clocks(connection, vendor_id, limits, viewer.person_id)
        entry = AuditEntry(
            vendor_id, viewer.person_id, Permission.CLOCKS_UPDATE, str(vendor_id), details={"days": dict(changes)}
        )
        await insert_audit_entry(connection, entry)

    await once_only(writer.connection, writer.once, update, about=vendor_id)


async def record_plan_dates(
    writer: Writer, plan: PlanRow, changes: Mapping[str, dt.date | None], now: dt.datetime
) -> None:
    """Record on which days a plan was ``agreedOn`` and ``deliveredOn``; what is absent stays, ``None`` clears.

    Under the key, once. Raises Refused with every problem, NotPermitted, or Stale.
    """

    async def record(_: UUID) -> None:
        connection, viewer = writer.connection, writer.viewer
        if denied := denial(viewer, Permission.PLAN_RECORD_DATES, plan.vendor_id, plan.customer_id):
            raise not_permitted(viewer, denied, plan.vendor_id, plan.customer_id, str(plan.id))
        writer.compare(await lock_plan_dates(connection, plan.vendor_id, plan.id))
        if problems := date_problems(changes.items(), await today_of(connection, plan, now)):
            raise Refused(problems)
        (known,) = await select_plan_clocks(connection, [(plan.vendor_id, plan.id)])
        agreed_on = changes.get("agreedOn", known.agreed_on)
        delivered_on = changes.get("deliveredOn", known.delivered_on)
        await upsert_plan_dates(connection, (plan.vendor_id, plan.id), agreed_on, delivered_on, viewer.person_id)
        hat = viewer.hat_on(plan.vendor_id, plan.customer_id)
        told = {name: str(day) if day else None for name, day in changes.items()}
        if hat is not None:
            entry = AuditEntry(
                hat.organisation_id, viewer.person_id, Permission.PLAN_RECORD_DATES, str(plan.id), details=told
            )
            await insert_audit_entry(connection, entry)

    await once_only(writer.connection, writer.once, record, about=plan.id)
