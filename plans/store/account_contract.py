"""What the contract of an account is worth: for the vendor, and for the customer's sponsor and finance."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from plans.store.account import AccountRow
from plans.store.connection import Connection, Record


@dataclass(frozen=True, slots=True)
class ContractRow:
    """The worth of one account's contract; ``currency`` is ISO 4217."""

    vendor_id: UUID
    account_id: UUID
    value: Decimal
    currency: str


def read_contract(row: Record) -> ContractRow:
    """A record with the columns of a contract."""
    return ContractRow(row["vendor_id"], row["account_id"], row["value"], row["currency"])


SELECT_CONTRACTS = """
select vendor_id, account_id, value, currency from account_contract
where (vendor_id, account_id) in (select * from unnest($1::uuid[], $2::uuid[]))
"""


async def select_contracts(connection: Connection, accounts: Sequence[tuple[UUID, UUID]]) -> list[ContractRow]:
    """What is known and to be seen of these accounts, each given as (vendor, account)."""
    vendors, ids = [vendor for vendor, _ in accounts], [account for _, account in accounts]
    rows = await connection.fetch(SELECT_CONTRACTS, vendors, ids)
    return [read_contract(row) for row in rows]


UPSERT_CONTRACT = """
insert into account_contract (vendor_id, account_id, customer_id, value, currency) values ($1, $2, $3, $4, $5)
on conflict (vendor_id, account_id) do update set value = excluded.value, currency = excluded.currency
"""


async def upsert_contract(connection: Connection, account: AccountRow, value: Decimal, currency: str) -> None:
    """Note what the contract is worth."""
    await connection.execute(UPSERT_CONTRACT, account.vendor_id, account.id, account.customer_id, value, currency)


DELETE_CONTRACT = """
delete from account_contract where vendor_id = $1 and account_id = $2
"""


async def delete_contract(connection: Connection, account: AccountRow) -> None:
    """Forget what the contract is worth."""
    await connection.execute(DELETE_CONTRACT, account.vendor_id, account.id)
