"""Overrulings of findings, as far as they count; what was withdrawn stays in the table."""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from plans.store.connection import Connection, Record


@dataclass(frozen=True, slots=True)
class NewOverruling:
    """What somebody says of the words of a finding's subject; ``code`` is the finding's."""

    vendor_id: UUID
    id: UUID
    plan_id: UUID
    code: str
    subject_id: UUID
    words: str
    because: str
    side: str
    overruled_by: UUID


@dataclass(frozen=True, slots=True)
class OverrulingRow:
    """One overruling that counts, of a side: for its ``words`` alone."""

    vendor_id: UUID
    plan_id: UUID
    id: UUID
    code: str
    subject_id: UUID
    words: str
    because: str
    side: str
    overruled_by: UUID
    overruled_at: dt.datetime


def read_overruling(row: Record) -> OverrulingRow:
    """A record with these columns."""
    return OverrulingRow(
        row["vendor_id"], row["plan_id"], row["id"], row["code"], row["subject_id"], row["words"], row["because"],
        row["side"], row["overruled_by"], row["overruled_at"],
    )  # fmt: skip


INSERT_OVERRULING = """
insert into overruling (vendor_id, id, plan_id, code, subject_id, words, because, side, overruled_by)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
on conflict (vendor_id, plan_id, code, subject_id, side, md5(words)) where withdrawn_at is null do nothing
returning true
"""


async def insert_overruling(connection: Connection, new: NewOverruling) -> bool:
    """Add an overruling; false where the side has overruled the same words already."""
    return bool(
        await connection.fetchval(
            INSERT_OVERRULING, new.vendor_id, new.id, new.plan_id, new.code, new.subject_id, new.words, new.because,
            new.side, new.overruled_by,
        )
    )  # fmt: skip


SELECT_OVERRULINGS = """
select vendor_id, plan_id, id, code, subject_id, words, because, side, overruled_by, overruled_at from overruling
where (vendor_id, plan_id) in (select * from unnest($1::uuid[], $2::uuid[])) and withdrawn_at is null
order by overruled_at, id
"""


async def select_overrulings(connection: Connection, vendor_id: UUID, plan_id: UUID) -> list[OverrulingRow]:
    """The overrulings of a plan that count, the oldest first."""
    return [read_overruling(row) for row in await connection.fetch(SELECT_OVERRULINGS, [vendor_id], [plan_id])]


WITHDRAW_OVERRULING = """
update overruling set withdrawn_by = $3, withdrawn_at = clock_timestamp()
where vendor_id = $1 and id = $2 and withdrawn_at is null
returning true
"""


async def withdraw_overruling(connection: Connection, row: OverrulingRow, by: UUID) -> bool:
    """Let an overruling not count any more; false where somebody just did."""
    return bool(await connection.fetchval(WITHDRAW_OVERRULING, row.vendor_id, row.id, by))
