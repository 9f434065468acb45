"""Measured values of outcomes and indicators. Rows are only ever added: a correction names what it replaces."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from plans.rules.page import KeyKind
from plans.rules.time_to_value import Goal
from plans.store.connection import Connection, Record
from plans.store.page import Key, Listing, Order


@dataclass(frozen=True, slots=True)
class MetricRow:
    """What is measured: an outcome, or an indicator with its outcome; people are contacts of the account."""

    id: UUID
    outcome_id: UUID | None
    measured_by: UUID | None
    customer_owner: UUID | None
    vendor_owner: UUID | None

    @property
    def people(self) -> frozenset[UUID]:
        """Who measures it and whose it is."""
        return frozenset(found for found in (self.measured_by, self.customer_owner, self.vendor_owner) if found)


SELECT_METRIC = """
select o.id, o.id as outcome_id, o.measured_by, o.customer_owner, o.vendor_owner
from outcome o where o.vendor_id = $1 and o.plan_id = $2 and o.id = $3
union all
select i.id, i.outcome as outcome_id, o.measured_by, o.customer_owner, o.vendor_owner
from indicator i
left join outcome o on o.vendor_id = i.vendor_id and o.plan_id = i.plan_id and o.id = i.outcome
where i.vendor_id = $1 and i.plan_id = $2 and i.id = $3
"""


async def select_metric(connection: Connection, vendor_id: UUID, plan_id: UUID, metric_id: UUID) -> MetricRow | None:
    """An outcome or an indicator of a plan."""
    row = await connection.fetchrow(SELECT_METRIC, vendor_id, plan_id, metric_id)
    if row is None:
        return None
    return MetricRow(row["id"], row["outcome_id"], row["measured_by"], row["customer_owner"], row["vendor_owner"])


@dataclass(frozen=True, slots=True)
class MeasurementRow:
    """One entry. ``value`` is in its metric's unit, ``None`` where it withdraws what it ``replaces``.

    ``replaced_by``: what corrects it. ``side``: vendor or customer, for which ``recorded_by`` recorded it.
    """

    vendor_id: UUID
    id: UUID
    plan_id: UUID
    metric_id: UUID
    value: float | None
    measured_on: dt.date
    source: str
    replaces: UUID | None
    replaced_by: UUID | None
    side: str
    recorded_by: UUID
    recorded_at: dt.datetime


def _measurement(row: Record) -> MeasurementRow:
    value: Decimal | None = row["value"]
    return MeasurementRow(
        row["vendor_id"], row["id"], row["plan_id"], row["metric_id"], None if value is None else float(value),
        row["measured_on"], row["source"], row["replaces"], row["replaced_by"],
        row["side"], row["recorded_by"], row["recorded_at"],
    )  # fmt: skip


INSERT_MEASUREMENT = """
insert into measurement (vendor_id, id, plan_id, metric_id, value, measured_on, source, replaces, side, recorded_by)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
on conflict (vendor_id, replaces) where replaces is not null do nothing
returning true
"""


@dataclass(frozen=True, slots=True)
class NewMeasurement:
    """An entry to be added."""

    vendor_id: UUID
    id: UUID
    plan_id: UUID
    metric_id: UUID
    value: float | None
    measured_on: dt.date
    source: str
    side: str
    recorded_by: UUID
    replaces: UUID | None = None


async def insert_measurement(connection: Connection, new: NewMeasurement) -> bool:
    """Add an entry; false where another has replaced the same one already."""
    value = None if new.value is None else Decimal(repr(new.value))
    return bool(
        await connection.fetchval(
            INSERT_MEASUREMENT,
            new.vendor_id, new.id, new.plan_id, new.metric_id, value, new.measured_on, new.source, new.replaces,
            new.side, new.recorded_by,
        )
    )  # fmt: skip


SELECT_MEASUREMENTS_BY_ID = """
select m.vendor_id, m.id, m.plan_id, m.metric_id, m.value, m.measured_on, m.source, m.replaces, c.id as replaced_by,
    m.side, m.recorded_by, m.recorded_at
from measurement m left join measurement c on c.vendor_id = m.vendor_id and c.replaces = m.id
where (m.vendor_id, m.plan_id, m.id) in (select * from unnest($1::uuid[], $2::uuid[], $3::uuid[]))
"""


async def select_measurements_by_id(
    connection: Connection, keys: Sequence[tuple[UUID, UUID, UUID]]
) -> list[MeasurementRow]:
    """These entries, each given as (vendor, plan, id), in no order."""
    rows = await connection.fetch(SELECT_MEASUREMENTS_BY_ID, *_columns(keys, 3))
    return [_measurement(row) for row in rows]


SELECT_LATEST_MEASUREMENTS = """
select distinct on (w.place, m.metric_id)
    w.place, m.vendor_id, m.id, m.plan_id, m.metric_id, m.value, m.measured_on, m.source, m.replaces,
    null::uuid as replaced_by, m.side, m.recorded_by, m.recorded_at
from unnest($1::uuid[], $2::uuid[], $3::timestamptz[]) with ordinality w (vendor_id, plan_id, until, place)
join measurement m on m.vendor_id = w.vendor_id and m.plan_id = w.plan_id
    and m.value is not null
    and (w.until is null or m.recorded_at <= w.until)
    and not exists (
        select from measurement c
        where c.vendor_id = m.vendor_id and c.replaces = m.id and (w.until is null or c.recorded_at <= w.until)
    )
order by w.place, m.metric_id, m.measured_on desc, m.recorded_at desc, m.id desc
"""


Known = tuple[UUID, UUID, dt.datetime | None]
"""Vendor and plan, and the moment until which measurements and corrections are known; ``None``: all are."""


async def select_latest_measurements(
    connection: Connection, plans: Sequence[Known]
) -> list[dict[UUID, MeasurementRow]]:
    """For each of these the entries that count by their metrics: of the latest day the one that was recorded last."""
    found: list[dict[UUID, MeasurementRow]] = [{} for _ in plans]
    for row in await connection.fetch(SELECT_LATEST_MEASUREMENTS, *_columns(plans, 3)):
        found[row["place"] - 1][row["metric_id"]] = _measurement(row)
    return found


SELECT_DAYS_OF_GOALS = """
select w.place, min(m.measured_on) as reached_on
from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::float8[], $6::date[])
    with ordinality w (vendor_id, plan_id, metric_id, comparator, target, since, place)
join measurement m on m.vendor_id = w.vendor_id and m.plan_id = w.plan_id and m.metric_id = w.metric_id
    and m.measured_on >= w.since
    and case w.comparator
        when 'at_most' then m.value::float8 <= w.target
        when 'under' then m.value::float8 < w.target
        when 'at_least' then m.value::float8 >= w.target
        when 'over' then m.value::float8 > w.target
    end
    and not exists (select from measurement c where c.vendor_id = m.vendor_id and c.replaces = m.id)
group by w.place
"""


async def select_days_of_goals(
    connection: Connection, goals: Sequence[tuple[UUID, UUID, Goal]]
) -> list[dt.date | None]:
    """The first day on which each goal, given with vendor and plan, was reached by a value that counts.

    What reaches a target is `plans.rules.figure.meets`, in SQL: a plan may have more values than there is time to read.
    """
    wanted = [
        (vendor_id, plan_id, goal.metric_id, goal.comparator, goal.target, goal.since)
        for vendor_id, plan_id, goal in goals
    ]
    found: list[dt.date | None] = [None for _ in goals]
    for row in await connection.fetch(SELECT_DAYS_OF_GOALS, *_columns(wanted, 6)):
        found[row["place"] - 1] = row["reached_on"]
    return found


_entries = """(
    select m.*, c.id as replaced_by
    from measurement m left join measurement c on c.vendor_id = m.vendor_id and c.replaces = m.id{counting}
)"""


def _series(name: str, counting: str) -> Listing[MeasurementRow]:
    keys = (
        Key("listed.measured_on", KeyKind.DATE, "measured_on"),
        Key("listed.recorded_at", KeyKind.MOMENT, "recorded_at"),
        Key("listed.id", KeyKind.ID, "id"),
    )
    source, parent = _entries.format(counting=counting), ("vendor_id", "plan_id", "metric_id")
    return Listing(Order(name, keys, descending=True), source, parent, _measurement)


MEASUREMENTS_THAT_COUNT = _series("measurements that count", " where c.id is null and m.value is not null")
MEASUREMENTS = _series("measurements", "")


def _columns(keys: Sequence[tuple[object, ...]], width: int) -> list[list[object]]:
    return [[key[place] for key in keys] for place in range(width)]
