"""Reviews of plans: planned, held or cancelled, with what was recorded and what each side answered."""

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from plans.rules.page import KeyKind
from plans.rules.review import ReviewRecord, ReviewState
from plans.store.connection import Connection, Record
from plans.store.page import Key, Listing, Order


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """One review. ``attendees`` are contacts; what was recorded is there where ``state`` is held."""

    vendor_id: UUID
    id: UUID
    plan_id: UUID
    kind: str
    state: str
    planned_for: dt.datetime
    minutes: int
    attendees: tuple[UUID, ...]
    version: int
    planned_by: UUID
    planned_at: dt.datetime
    cancelled_because: str | None
    held_on: dt.date | None
    completed_by: UUID | None
    completed_at: dt.datetime | None
    record: ReviewRecord | None


def _review(row: Record) -> ReviewRow:
    return ReviewRow(
        row["vendor_id"], row["id"], row["plan_id"], row["kind"], row["state"],
        row["planned_for"], row["minutes"], tuple(row["attendees"]), row["version"],
        row["planned_by"], row["planned_at"], row["cancelled_because"],
        row["held_on"], row["completed_by"], row["completed_at"],
        ReviewRecord.from_json(json.loads(row["record"])) if row["record"] else None,
    )  # fmt: skip


_columns = """
    vendor_id, id, plan_id, kind, state, planned_for, minutes, attendees, version, planned_by, planned_at,
    cancelled_because, held_on, completed_by, completed_at, record
"""


def _reviews(name: str, chosen: str) -> Listing[ReviewRow]:
    keys = (Key("listed.planned_for", KeyKind.MOMENT, "planned_for"), Key("listed.id", KeyKind.ID, "id"))
    source = f"(select {_columns} from review{chosen})"  # noqa: S608 - columns and states of ours
    return Listing(Order(name, keys, descending=True), source, ("vendor_id", "plan_id"), _review)


REVIEWS = _reviews("reviews", "")
REVIEWS_PLANNED = _reviews("planned reviews", f" where state = '{ReviewState.PLANNED.value}'")
REVIEWS_HELD = _reviews("held reviews", f" where state = '{ReviewState.HELD.value}'")
REVIEWS_CANCELLED = _reviews("cancelled reviews", f" where state = '{ReviewState.CANCELLED.value}'")


INSERT_REVIEW = """
insert into review (vendor_id, id, plan_id, kind, planned_for, minutes, attendees, planned_by)
values ($1, $2, $3, $4, $5, $6, $7, $8)
"""


@dataclass(frozen=True, slots=True)
class NewReview:
    """A review to be planned."""

    vendor_id: UUID
    id: UUID
    plan_id: UUID
    kind: str
    planned_for: dt.datetime
    minutes: int
    attendees: tuple[UUID, ...]
    planned_by: UUID


async def insert_review(connection: Connection, new: NewReview) -> None:
    """Plan a review."""
    await connection.execute(
        INSERT_REVIEW,
        new.vendor_id, new.id, new.plan_id, new.kind, new.planned_for, new.minutes, list(new.attendees), new.planned_by,
    )  # fmt: skip


LOCK_REVIEW = """
select vendor_id, id, plan_id, kind, state, planned_for, minutes, attendees, version, planned_by, planned_at,
    cancelled_because, held_on, completed_by, completed_at, record
from review where vendor_id = $1 and plan_id = $2 and id = $3 for update
"""


async def lock_review(connection: Connection, vendor_id: UUID, plan_id: UUID, review_id: UUID) -> ReviewRow | None:
    """A review of a plan, which stays as it is until the transaction ends."""
    row = await connection.fetchrow(LOCK_REVIEW, vendor_id, plan_id, review_id)
    return _review(row) if row else None


UPDATE_REVIEW_SCHEDULE = """
update review set planned_for = $3, minutes = $4, attendees = $5, version = version + 1
where vendor_id = $1 and id = $2
"""


async def update_review_schedule(
    connection: Connection, row: ReviewRow, planned_for: dt.datetime, minutes: int, attendees: Sequence[UUID]
) -> None:
    """Plan a review for another time."""
    await connection.execute(UPDATE_REVIEW_SCHEDULE, row.vendor_id, row.id, planned_for, minutes, list(attendees))


CANCEL_REVIEW = """
update review set state = 'cancelled', cancelled_because = $3, version = version + 1
where vendor_id = $1 and id = $2
"""


async def cancel_review(connection: Connection, row: ReviewRow, because: str) -> None:
    """Have a review not take place."""
    await connection.execute(CANCEL_REVIEW, row.vendor_id, row.id, because)


COMPLETE_REVIEW = """
update review set
    state = 'held', attendees = $3, held_on = $4, completed_by = $5, completed_at = clock_timestamp(), record = $6,
    content_seq = $7, content = $8, version = version + 1
where vendor_id = $1 and id = $2
"""


@dataclass(frozen=True, slots=True)
class Completion:
    """What is stored of a review that was held. ``content``: the shared document's, as JSON, at ``content_seq``."""

    attendees: tuple[UUID, ...]
    held_on: dt.date
    completed_by: UUID
    record: ReviewRecord
    content_seq: int
    content: dict[str, object]


async def complete_review(connection: Connection, row: ReviewRow, done: Completion) -> None:
    """Record that a review was held."""
    await connection.execute(
        COMPLETE_REVIEW,
        row.vendor_id, row.id, list(done.attendees), done.held_on, done.completed_by,
        json.dumps(done.record.as_json()), done.content_seq, json.dumps(done.content),
    )  # fmt: skip


SELECT_REVIEWS_BY_ID = """
select vendor_id, id, plan_id, kind, state, planned_for, minutes, attendees, version, planned_by, planned_at,
    cancelled_because, held_on, completed_by, completed_at, record
from review where (vendor_id, plan_id, id) in (select * from unnest($1::uuid[], $2::uuid[], $3::uuid[]))
"""


async def select_reviews_by_id(connection: Connection, keys: Sequence[tuple[UUID, UUID, UUID]]) -> list[ReviewRow]:
    """These reviews, each given as (vendor, plan, id), in no order."""
    columns = [list(column) for column in zip(*keys, strict=True)]
    return [_review(row) for row in await connection.fetch(SELECT_REVIEWS_BY_ID, *columns)]


@dataclass(frozen=True, slots=True)
class ReviewOutlineRow:
    """What the rules go by in a review that is planned or was held, without what people wrote in it.

    ``confirmed`` are outcomes; ``blocked`` and ``moved`` are milestones, as in `ReviewRecord`; ids as in documents.
    """

    vendor_id: UUID
    id: UUID
    plan_id: UUID
    kind: str
    state: str
    planned_for: dt.datetime
    attendees: tuple[UUID, ...]
    held_on: dt.date | None
    completed_at: dt.datetime | None
    confirmed: tuple[str, ...]
    blocked: tuple[str, ...]
    moved: tuple[str, ...]


SELECT_REVIEW_OUTLINES = """
select vendor_id, id, plan_id, kind, state, planned_for, attendees, held_on, completed_at,
    array(select jsonb_path_query(record, '$.notes.outcomes[*] ? (@.confirmed == true).outcome') #>> '{}') as confirmed,
    array(select jsonb_array_elements_text(record -> 'blocked')) as blocked,
    array(select jsonb_array_elements_text(record -> 'moved')) as moved
from review
where (vendor_id, plan_id) in (select * from unnest($1::uuid[], $2::uuid[])) and state in ('planned', 'held')
order by planned_for desc, id desc
"""


async def select_review_outlines(connection: Connection, plans: Sequence[tuple[UUID, UUID]]) -> list[ReviewOutlineRow]:
    """Reviews of these plans, each given as (vendor, plan), that are planned or were held; the latest comes first."""
    vendors, ids = [vendor for vendor, _ in plans], [plan for _, plan in plans]
    return [
        ReviewOutlineRow(
            row["vendor_id"], row["id"], row["plan_id"], row["kind"], row["state"], row["planned_for"],
            tuple(row["attendees"]), row["held_on"], row["completed_at"],
            tuple(row["confirmed"]), tuple(row["blocked"]), tuple(row["moved"]),
        )
        for row in await connection.fetch(SELECT_REVIEW_OUTLINES, vendors, ids)
    ]  # fmt: skip


COUNT_REVIEWS = """
select count(*) from review where vendor_id = $1 and plan_id = $2 and state in ('planned', 'held')
"""


async def count_reviews(connection: Connection, vendor_id: UUID, plan_id: UUID) -> int:
    """How many reviews of a plan are planned or were held."""
    return await connection.fetchval(COUNT_REVIEWS, vendor_id, plan_id)


SELECT_REVIEWS_AMONG = """
select id from review where vendor_id = $1 and plan_id = $2 and id = any($3::uuid[])
"""


async def select_reviews_among(
    connection: Connection, vendor_id: UUID, plan_id: UUID, ids: Sequence[UUID]
) -> frozenset[UUID]:
    """Those of these ids that are reviews of the plan."""
    rows = await connection.fetch(SELECT_REVIEWS_AMONG, vendor_id, plan_id, list(ids))
    return frozenset(row["id"] for row in rows)


@dataclass(frozen=True, slots=True)
class ReviewContentRow:
    """What the shared document said when a review was completed, as JSON."""

    vendor_id: UUID
    plan_id: UUID
    id: UUID
    content: str


SELECT_REVIEW_CONTENTS = """
select vendor_id, plan_id, id, content from review
where (vendor_id, plan_id, id) in (select * from unnest($1::uuid[], $2::uuid[], $3::uuid[])) and state = 'held'
"""


async def select_review_contents(
    connection: Connection, reviews: Sequence[tuple[UUID, UUID, UUID]]
) -> list[ReviewContentRow]:
    """What plans said when these reviews, each given as (vendor, plan, id), were completed."""
    columns = [list(column) for column in zip(*reviews, strict=True)]
    rows = await connection.fetch(SELECT_REVIEW_CONTENTS, *columns)
    return [ReviewContentRow(row["vendor_id"], row["plan_id"], row["id"], row["content"]) for row in rows]


@dataclass(frozen=True, slots=True)
class ReviewAnswerRow:
    """A side's answer to whether the plan still serves it."""

    vendor_id: UUID
    plan_id: UUID
    review_id: UUID
    side: str
    serves: bool
    comment: str
    answered_by: UUID
    answered_at: dt.datetime


INSERT_REVIEW_ANSWER = """
insert into review_answer (vendor_id, plan_id, review_id, side, serves, comment, answered_by)
values ($1, $2, $3, $4, $5, $6, $7)
on conflict (vendor_id, review_id, side) do nothing
returning true
"""


async def insert_review_answer(
    connection: Connection, row: ReviewRow, side: str, *, serves: bool, comment: str, answered_by: UUID
) -> bool:
    """Answer for a side; false where it has answered."""
    return bool(
        await connection.fetchval(
            INSERT_REVIEW_ANSWER, row.vendor_id, row.plan_id, row.id, side, serves, comment, answered_by
        )
    )


SELECT_REVIEW_ANSWERS = """
select vendor_id, plan_id, review_id, side, serves, comment, answered_by, answered_at
from review_answer where (vendor_id, plan_id) in (select * from unnest($1::uuid[], $2::uuid[]))
order by answered_at, side
"""


async def select_review_answers(connection: Connection, plans: Sequence[tuple[UUID, UUID]]) -> list[ReviewAnswerRow]:
    """All answers in reviews of these plans, each given as (vendor, plan)."""
    vendors, ids = [vendor for vendor, _ in plans], [plan for _, plan in plans]
    return [
        ReviewAnswerRow(
            row["vendor_id"], row["plan_id"], row["review_id"], row["side"],
            row["serves"], row["comment"], row["answered_by"], row["answered_at"],
        )
        for row in await connection.fetch(SELECT_REVIEW_ANSWERS, vendors, ids)
    ]  # fmt: skip
