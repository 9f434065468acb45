"""Since when entities of plans are what they are, as far as findings count days from it."""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from plans.store.connection import Record

SELECT_TIMES = """
select vendor_id, plan_id, id, created_at, touched_at, null::timestamptz as status_since from outcome
where (vendor_id, plan_id) in (select * from unnest($1::uuid[], $2::uuid[]))
union all
select vendor_id, plan_id, id, created_at, touched_at, null::timestamptz as status_since from risk
where (vendor_id, plan_id) in (select * from unnest($1::uuid[], $2::uuid[]))
union all
select vendor_id, plan_id, id, created_at, touched_at, status_since from milestone
where (vendor_id, plan_id) in (select * from unnest($1::uuid[], $2::uuid[]))
"""


@dataclass(frozen=True, slots=True)
class TimesRow:
    """When an outcome, a risk or a milestone was created and last touched; ``None``: it is not known (yet).

    ``status_since``: since when a milestone's status is what it is.
    """

    vendor_id: UUID
    plan_id: UUID
    id: UUID
    created_at: dt.datetime | None
    touched_at: dt.datetime | None
    status_since: dt.datetime | None


def read_times(row: Record) -> TimesRow:
    """A record with these columns."""
    return TimesRow(
        row["vendor_id"], row["plan_id"], row["id"], row["created_at"], row["touched_at"], row["status_since"]
    )
