"""Choosing a plan's preset, in one transaction with the key of the request."""

from uuid import UUID

from collab.errors import Stale
from collab.idempotency_key import once_only
from plans.rules.permission import Permission, denial, not_permitted
from plans.rules.preset import Preset
from plans.rules.viewer import Viewer
from plans.store.connection import Connection
from plans.store.idempotency_key import IdempotencyKeyRow
from plans.store.plan import PlanRow
from plans.store.plan_preset import lock_plan_preset, upsert_plan_preset


async def choose_preset(
    connection: Connection,
    viewer: Viewer,
    plan: PlanRow,
    preset: Preset,
    expected: int | None = None,
    once: IdempotencyKeyRow | None = None,
) -> None:
    """Give a plan a preset; under the key ``once``, once.

    Raises Refused, NotPermitted, or Stale where it is at another version. ``connection`` is in a transaction of a
    viewer who sees the plan.
    """

    async def choose(_: UUID) -> None:
        if denied := denial(viewer, Permission.PRESET_CHOOSE, plan.vendor_id, plan.customer_id):
            raise not_permitted(viewer, denied, plan.vendor_id, plan.customer_id, str(plan.id))
        version = await lock_plan_preset(connection, plan.vendor_id, plan.id)
        if expected is not None and expected != version:
            raise Stale(expected, version)
        await upsert_plan_preset(connection, plan.vendor_id, plan.id, preset, viewer.person_id)

    await once_only(connection, once, choose, about=plan.id)
