"""The presets that plans were given."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from plans.store.connection import Connection


@dataclass(frozen=True, slots=True)
class PlanPresetRow:
    """The preset of one plan; ``version`` counts the choices."""

    vendor_id: UUID
    plan_id: UUID
    preset: str
    version: int
    chosen_by: UUID
    chosen_at: dt.datetime


SELECT_PLAN_PRESETS = """
select vendor_id, plan_id, preset, version, chosen_by, chosen_at from plan_preset
where (vendor_id, plan_id) in (select * from unnest($1::uuid[], $2::uuid[]))
"""


async def select_plan_presets(connection: Connection, plans: Sequence[tuple[UUID, UUID]]) -> list[PlanPresetRow]:
    """The presets that were chosen for these plans, each given as (vendor, plan)."""
    vendors, ids = [vendor for vendor, _ in plans], [plan for _, plan in plans]
    return [PlanPresetRow(*row) for row in await connection.fetch(SELECT_PLAN_PRESETS, vendors, ids)]


LOCK_PLAN_PRESET = """
select version from plan_preset where vendor_id = $1 and plan_id = $2 for update
"""


async def lock_plan_preset(connection: Connection, vendor_id: UUID, plan_id: UUID) -> int:
    """The version of a plan's preset, locked until the transaction ends; 0 where none was chosen."""
    return await connection.fetchval(LOCK_PLAN_PRESET, vendor_id, plan_id) or 0


UPSERT_PLAN_PRESET = """
insert into plan_preset (vendor_id, plan_id, preset, chosen_by) values ($1, $2, $3, $4)
on conflict (vendor_id, plan_id) do update set
    preset = excluded.preset, version = plan_preset.version + 1, chosen_by = excluded.chosen_by,
    chosen_at = clock_timestamp()
"""


async def upsert_plan_preset(
    connection: Connection, vendor_id: UUID, plan_id: UUID, preset: str, chosen_by: UUID
) -> None:
    """Note which preset a plan has, as its next version."""
    await connection.execute(UPSERT_PLAN_PRESET, vendor_id, plan_id, preset, chosen_by)
