"""What the customer says of wins. Entries are only ever added: the newest of a win counts."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, fields
from decimal import Decimal
from uuid import UUID

from plans.rules.win_confirmation import Claim
from plans.store.connection import Connection, Record


@dataclass(frozen=True, slots=True)
class WinRow:
    """A win as its table has it; ``version``: the update that last touched it."""

    version: int
    title: str | None
    value: Decimal | None
    unit: str | None
    currency: str | None
    outcome: UUID | None
    won_on: dt.date | None

    @property
    def claim(self) -> Claim:
        """What it says was delivered."""
        return Claim(self.title, self.value, self.unit, self.currency, self.outcome, self.won_on)


SELECT_WIN = """
select version, title, value, unit, currency, outcome, won_on from win
where vendor_id = $1 and plan_id = $2 and id = $3
"""


async def select_win(connection: Connection, vendor_id: UUID, plan_id: UUID, win_id: UUID) -> WinRow | None:
    """A win of a plan."""
    row = await connection.fetchrow(SELECT_WIN, vendor_id, plan_id, win_id)
    return WinRow(*row) if row else None


@dataclass(frozen=True, slots=True)
class WinConfirmationRow:
    """The confirmation of a win that stands, of the win as it was then."""

    vendor_id: UUID
    plan_id: UUID
    id: UUID
    win_id: UUID
    title: str | None
    value: Decimal | None
    unit: str | None
    currency: str | None
    outcome_id: UUID | None
    won_on: dt.date | None
    recorded_by: UUID
    recorded_at: dt.datetime

    @property
    def claim(self) -> Claim:
        """What was confirmed."""
        return Claim(self.title, self.value, self.unit, self.currency, self.outcome_id, self.won_on)


INSERT_WIN_CONFIRMATION = """
insert into win_confirmation (vendor_id, plan_id, id, win_id, stands, title, value, unit, currency, outcome_id, won_on,
    recorded_by)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
"""


async def insert_win_confirmation(
    connection: Connection, plan: tuple[UUID, UUID], entry_id: UUID, win_id: UUID, claim: Claim | None, by: UUID
) -> None:
    """Add what was said of a win of a plan, given as (vendor, plan); no ``claim`` withdraws."""
    said = claim or Claim(None, None, None, None, None, None)
    await connection.execute(
        INSERT_WIN_CONFIRMATION,
        *plan, entry_id, win_id, claim is not None,
        said.title, said.value, said.unit, said.currency, said.outcome, said.on, by,
    )  # fmt: skip


SELECT_WIN_CONFIRMATIONS = """
select vendor_id, plan_id, id, win_id, title, value, unit, currency, outcome_id, won_on, recorded_by,
    recorded_at
from (
    select *, row_number() over (partition by vendor_id, plan_id, win_id order by recorded_at desc, id desc) as place
    from win_confirmation where (vendor_id, plan_id) in (select * from unnest($1::uuid[], $2::uuid[]))
) said
where place = 1 and stands
"""


def read_win_confirmation(row: Record) -> WinConfirmationRow:
    """A record with the columns of a confirmation."""
    return WinConfirmationRow(*[row[name] for name in _COLUMNS])


_COLUMNS = tuple(field.name for field in fields(WinConfirmationRow))


async def select_win_confirmations(
    connection: Connection, plans: Sequence[tuple[UUID, UUID]]
) -> list[WinConfirmationRow]:
    """The confirmations that stand of the wins of these plans, each given as (vendor, plan)."""
    vendors, ids = [vendor for vendor, _ in plans], [plan for _, plan in plans]
    return [read_win_confirmation(row) for row in await connection.fetch(SELECT_WIN_CONFIRMATIONS, vendors, ids)]
