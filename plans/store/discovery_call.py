"""Discovery calls of accounts: the vendor's own notes."""

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from plans.rules.discovery_call import CallNotes, PromptAnswer
from plans.rules.page import KeyKind
from plans.store.connection import Connection, Record
from plans.store.page import Key, Listing, Order


@dataclass(frozen=True, slots=True)
class DiscoveryCallRow:
    """One call, with one contact of the account; ``version`` counts the changes."""

    vendor_id: UUID
    id: UUID
    account_id: UUID
    contact_id: UUID
    held_on: dt.date
    answers: tuple[PromptAnswer, ...]
    prior_failures: str
    frustrations: str
    roi: str
    version: int
    recorded_by: UUID
    recorded_at: dt.datetime

    @property
    def notes(self) -> CallNotes:
        """What was said in it."""
        return CallNotes(self.held_on, self.answers, self.prior_failures, self.frustrations, self.roi)


def read_discovery_call(row: Record) -> DiscoveryCallRow:
    """A record with the columns of a call."""
    answers = tuple(PromptAnswer(one["prompt"], one["answer"]) for one in json.loads(row["answers"]))
    return DiscoveryCallRow(
        row["vendor_id"], row["id"], row["account_id"], row["contact_id"], row["held_on"], answers,
        row["prior_failures"], row["frustrations"], row["roi"], row["version"], row["recorded_by"], row["recorded_at"],
    )  # fmt: skip


def _written(answers: Sequence[PromptAnswer]) -> str:
    return json.dumps([{"prompt": one.prompt, "answer": one.answer} for one in answers])


INSERT_DISCOVERY_CALL = """
insert into discovery_call (vendor_id, id, account_id, contact_id, held_on, answers, prior_failures, frustrations, roi,
    recorded_by)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
"""


async def insert_discovery_call(
    connection: Connection, account: tuple[UUID, UUID], call_id: UUID, contact_id: UUID, notes: CallNotes, by: UUID
) -> None:
    """Add a call to an account, given as (vendor, account)."""
    vendor_id, account_id = account
    await connection.execute(
        INSERT_DISCOVERY_CALL, vendor_id, call_id, account_id, contact_id, notes.held_on, _written(notes.answers),
        notes.prior_failures, notes.frustrations, notes.roi, by,
    )  # fmt: skip


LOCK_DISCOVERY_CALL = """
select vendor_id, id, account_id, contact_id, held_on, answers, prior_failures, frustrations, roi, version, recorded_by,
    recorded_at
from discovery_call where vendor_id = $1 and account_id = $2 and id = $3
for update
"""


async def lock_discovery_call(
    connection: Connection, account: tuple[UUID, UUID], call_id: UUID
) -> DiscoveryCallRow | None:
    """A call of an account, locked until the transaction ends."""
    row = await connection.fetchrow(LOCK_DISCOVERY_CALL, *account, call_id)
    return read_discovery_call(row) if row else None


UPDATE_DISCOVERY_CALL = """
update discovery_call set contact_id = $3, held_on = $4, answers = $5, prior_failures = $6, frustrations = $7, roi = $8,
    recorded_by = $9, recorded_at = clock_timestamp(), version = version + 1
where vendor_id = $1 and id = $2
"""


async def update_discovery_call(
    connection: Connection, row: DiscoveryCallRow, contact_id: UUID, notes: CallNotes, by: UUID
) -> None:
    """Write what was said in a call, as its next version."""
    await connection.execute(
        UPDATE_DISCOVERY_CALL, row.vendor_id, row.id, contact_id, notes.held_on, _written(notes.answers),
        notes.prior_failures, notes.frustrations, notes.roi, by,
    )  # fmt: skip


DELETE_DISCOVERY_CALL = """
delete from discovery_call where vendor_id = $1 and id = $2
"""


async def delete_discovery_call(connection: Connection, row: DiscoveryCallRow) -> None:
    """Remove a call."""
    await connection.execute(DELETE_DISCOVERY_CALL, row.vendor_id, row.id)


SELECT_DISCOVERY_CALLS_BY_ID = """
select vendor_id, id, account_id, contact_id, held_on, answers, prior_failures, frustrations, roi, version, recorded_by,
    recorded_at
from discovery_call where (vendor_id, account_id, id) in (select * from unnest($1::uuid[], $2::uuid[], $3::uuid[]))
"""


async def select_discovery_calls_by_id(
    connection: Connection, keys: Sequence[tuple[UUID, UUID, UUID]]
) -> list[DiscoveryCallRow]:
    """These calls, each given as (vendor, account, id), in no order."""
    columns = [list(column) for column in zip(*keys, strict=True)]
    return [read_discovery_call(row) for row in await connection.fetch(SELECT_DISCOVERY_CALLS_BY_ID, *columns)]


@dataclass(frozen=True, slots=True)
class DiscoveryDayRow:
    """A day on which there was a call with a contact."""

    vendor_id: UUID
    account_id: UUID
    contact_id: UUID
    held_on: dt.date


SELECT_DISCOVERY_DAYS = """
select distinct vendor_id, account_id, contact_id, held_on
from discovery_call where (vendor_id, account_id) in (select * from unnest($1::uuid[], $2::uuid[]))
order by held_on desc, contact_id
"""


async def select_discovery_days(connection: Connection, accounts: Sequence[tuple[UUID, UUID]]) -> list[DiscoveryDayRow]:
    """With whom there were calls in these accounts, each given as (vendor, account), the newest first."""
    vendors, ids = [vendor for vendor, _ in accounts], [account for _, account in accounts]
    rows = await connection.fetch(SELECT_DISCOVERY_DAYS, vendors, ids)
    return [DiscoveryDayRow(row["vendor_id"], row["account_id"], row["contact_id"], row["held_on"]) for row in rows]


COUNT_DISCOVERY_CALLS = """
select count(*) from discovery_call where vendor_id = $1 and account_id = $2
"""


async def count_discovery_calls(connection: Connection, account: tuple[UUID, UUID]) -> int:
    """How many calls an account, given as (vendor, account), has."""
    return await connection.fetchval(COUNT_DISCOVERY_CALLS, *account)


DISCOVERY_CALLS_OF_ACCOUNT = Listing(
    Order(
        "discovery calls",
        (Key("listed.held_on", KeyKind.DATE, "held_on"), Key("listed.id", KeyKind.ID, "id")),
        descending=True,
    ),
    "discovery_call",
    ("vendor_id", "account_id"),
    read_discovery_call,
)
