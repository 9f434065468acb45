"""Accounts and their contacts."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from uuid import UUID

from plans.rules.page import KeyKind
from plans.rules.role import Side
from plans.store.connection import Connection, Record
from plans.store.page import Key, Listing, Order


@dataclass(frozen=True, slots=True)
class AccountRow:
    """One vendor's relationship with one customer. Days are days of its time zone (IANA); ``version`` counts changes.

    ``csm_id`` is a person of the vendor.
    """

    vendor_id: UUID
    id: UUID
    customer_id: UUID
    name: str
    created_at: dt.datetime
    closed_on: dt.date | None
    engaged_on: dt.date | None
    kicked_off_on: dt.date | None
    live_on: dt.date | None
    renews_on: dt.date | None
    ends_on: dt.date | None
    time_zone: str
    key_account: bool
    complex_enterprise: bool
    csm_id: UUID | None
    version: int


@dataclass(frozen=True, slots=True)
class ContactRow:
    """One person of either side as the plan knows them; ``person_id`` once they can log in.

    ``left_on``: the day on which they left, ``None`` while they are there; ``version`` counts changes.
    """

    vendor_id: UUID
    id: UUID
    account_id: UUID
    person_id: UUID | None
    side: str
    name: str
    title: str
    role: str | None
    left_on: dt.date | None = None
    version: int = 1


def read_account(row: Record) -> AccountRow:
    """A record with the columns of an account."""
    return AccountRow(*[row[name] for name in _COLUMNS])


_COLUMNS = tuple(field.name for field in fields(AccountRow))


def read_contact(row: Record) -> ContactRow:
    """A record with the columns of a contact."""
    return ContactRow(
        row["vendor_id"], row["id"], row["account_id"], row["person_id"],
        row["side"], row["name"], row["title"], row["role"], row["left_on"], row["version"],
    )  # fmt: skip


INSERT_ACCOUNT = """
insert into account (vendor_id, id, customer_id, name) values ($1, $2, $3, $4) on conflict (vendor_id, id) do nothing
"""


async def insert_account(
    connection: Connection, vendor_id: UUID, account_id: UUID, customer_id: UUID, name: str
) -> None:
    """Add an account; nothing happens where it is known."""
    await connection.execute(INSERT_ACCOUNT, vendor_id, account_id, customer_id, name)


CREATE_ACCOUNT_WITH_CUSTOMER = """
select create_account_with_customer($1, $2, $3, $4)
"""


async def create_account_with_customer(
    connection: Connection, vendor_id: UUID, account_id: UUID, name: str, customer_name: str
) -> UUID:
    """Add an account with a new customer, whose id is returned. Anybody else's vendor is refused by the database."""
    return await connection.fetchval(CREATE_ACCOUNT_WITH_CUSTOMER, vendor_id, account_id, name, customer_name)


DESCRIBE_ACCOUNT = """
update account set
    closed_on = $3, engaged_on = $4, kicked_off_on = $5, live_on = $6, renews_on = $7, ends_on = $8, time_zone = $9,
    key_account = $10, complex_enterprise = $11, csm_id = $12
where vendor_id = $1 and id = $2
"""


async def describe_account(connection: Connection, row: AccountRow) -> None:
    """Write what an account that was just added says of itself, still as its first version."""
    await connection.execute(
        DESCRIBE_ACCOUNT,
        row.vendor_id, row.id, row.closed_on, row.engaged_on, row.kicked_off_on, row.live_on, row.renews_on,
        row.ends_on, row.time_zone, row.key_account, row.complex_enterprise, row.csm_id,
    )  # fmt: skip


COUNT_ACCOUNTS = """
select count(*) from account where vendor_id = $1
"""


async def count_accounts(connection: Connection, vendor_id: UUID) -> int:
    """How many accounts a vendor has."""
    return await connection.fetchval(COUNT_ACCOUNTS, vendor_id)


HAS_CUSTOMER = """
select exists (select from account where vendor_id = $1 and customer_id = $2)
"""


async def has_customer(connection: Connection, vendor_id: UUID, customer_id: UUID) -> bool:
    """Whether a vendor has an account with an organisation."""
    return await connection.fetchval(HAS_CUSTOMER, vendor_id, customer_id)


SELECT_ACCOUNTS_OF_VENDORS = """
select vendor_id, id, customer_id, name, created_at, closed_on, engaged_on, kicked_off_on, live_on, renews_on, ends_on,
    time_zone, key_account, complex_enterprise, csm_id, version
from account where (vendor_id, id) in (select * from unnest($1::uuid[], $2::uuid[]))
"""


SELECT_ACCOUNTS = """
select vendor_id, id, customer_id, name, created_at, closed_on, engaged_on, kicked_off_on, live_on, renews_on, ends_on,
    time_zone, key_account, complex_enterprise, csm_id, version
from account
where (vendor_id = any($1::uuid[]) or customer_id = any($2::uuid[]))
  and ($3::uuid[] is null or id = any($3::uuid[]))
order by name, id
"""


async def select_accounts(
    connection: Connection, vendors: Sequence[UUID], customers: Sequence[UUID], ids: Sequence[UUID] | None = None
) -> list[AccountRow]:
    """Accounts of any of these vendors or customers; only those with these ids, where given."""
    rows = await connection.fetch(
        SELECT_ACCOUNTS, list(vendors), list(customers), list(ids) if ids is not None else None
    )
    return [read_account(row) for row in rows]


LOCK_ACCOUNT = """
select vendor_id, id, customer_id, name, created_at, closed_on, engaged_on, kicked_off_on, live_on, renews_on, ends_on,
    time_zone, key_account, complex_enterprise, csm_id, version
from account where vendor_id = $1 and id = $2
for update
"""


async def lock_account(connection: Connection, vendor_id: UUID, account_id: UUID) -> AccountRow:
    """A vendor's account, locked until the transaction ends. Raises ValueError where it is not theirs."""
    row = await connection.fetchrow(LOCK_ACCOUNT, vendor_id, account_id)
    if row is None:
        message = f"account {account_id} is not to be changed by whoever looks"
        raise ValueError(message)
    return read_account(row)


UPDATE_ACCOUNT = """
update account set
    name = $3, closed_on = $4, engaged_on = $5, kicked_off_on = $6, live_on = $7, renews_on = $8, ends_on = $9,
    time_zone = $10, key_account = $11, complex_enterprise = $12, csm_id = $13, version = version + 1
where vendor_id = $1 and id = $2
returning version
"""


async def update_account_row(connection: Connection, row: AccountRow) -> AccountRow:
    """Write what an account says of itself, as its next version."""
    version = await connection.fetchval(
        UPDATE_ACCOUNT,
        row.vendor_id, row.id, row.name, row.closed_on, row.engaged_on, row.kicked_off_on, row.live_on, row.renews_on,
        row.ends_on, row.time_zone, row.key_account, row.complex_enterprise, row.csm_id,
    )  # fmt: skip
    return replace(row, version=version)


HAS_TIME_ZONE = """
select exists (select from pg_timezone_names where name = $1)
"""


async def is_time_zone(connection: Connection, name: str) -> bool:
    """Whether the database knows a time zone of this name."""
    return await connection.fetchval(HAS_TIME_ZONE, name)


SELECT_TIME_ZONE = """
select time_zone from account where vendor_id = $1 and id = $2
"""


async def select_time_zone(connection: Connection, vendor_id: UUID, account_id: UUID) -> str | None:
    """The name of an account's time zone; ``None`` where whoever looks sees no such account."""
    return await connection.fetchval(SELECT_TIME_ZONE, vendor_id, account_id)


INSERT_CONTACT = """
insert into contact (vendor_id, id, account_id, person_id, side, name, title, role, left_on)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict (vendor_id, id) do nothing
"""


async def insert_contact(connection: Connection, row: ContactRow) -> None:
    """Add a contact; nothing happens where it is known."""
    await connection.execute(
        INSERT_CONTACT,
        row.vendor_id, row.id, row.account_id, row.person_id, row.side, row.name, row.title, row.role, row.left_on,
    )  # fmt: skip


SELECT_CONTACTS_BY_ID = """
select vendor_id, id, account_id, person_id, side, name, title, role, left_on, version from contact
where id = any($3::uuid[]) and (vendor_id = any($1::uuid[]) or (vendor_id, account_id) in (
    select a.vendor_id, a.id from account a where a.customer_id = any($2::uuid[])
))
order by vendor_id, id
"""


async def select_contacts_by_id(
    connection: Connection, vendors: Sequence[UUID], customers: Sequence[UUID], ids: Sequence[UUID]
) -> list[ContactRow]:
    """The contacts with these ids, in accounts of any of these vendors or customers."""
    rows = await connection.fetch(SELECT_CONTACTS_BY_ID, list(vendors), list(customers), list(ids))
    return [read_contact(row) for row in rows]


LOCK_CONTACT = """
select vendor_id, id, account_id, person_id, side, name, title, role, left_on, version
from contact where vendor_id = $1 and id = $2
for update
"""


async def lock_contact(connection: Connection, vendor_id: UUID, contact_id: UUID) -> ContactRow:
    """A contact, locked until the transaction ends. Raises ValueError where it is not the viewer's to change."""
    row = await connection.fetchrow(LOCK_CONTACT, vendor_id, contact_id)
    if row is None:
        message = f"contact {contact_id} is not to be changed by whoever looks"
        raise ValueError(message)
    return read_contact(row)


UPDATE_CONTACT = """
update contact set person_id = $3, name = $4, title = $5, role = $6, left_on = $7, version = version + 1
where vendor_id = $1 and id = $2
"""


async def update_contact_row(connection: Connection, row: ContactRow) -> None:
    """Write what is said of a contact, as its next version."""
    await connection.execute(
        UPDATE_CONTACT, row.vendor_id, row.id, row.person_id, row.name, row.title, row.role, row.left_on
    )


COUNT_CONTACTS = """
select count(*) from contact where vendor_id = $1 and account_id = $2
"""


async def count_contacts(connection: Connection, vendor_id: UUID, account_id: UUID) -> int:
    """How many contacts an account has, with those who have left."""
    return await connection.fetchval(COUNT_CONTACTS, vendor_id, account_id)


SELECT_CONTACTS_OF_PERSON = """
select id from contact
where vendor_id = $1 and account_id = $2 and person_id = $3 and left_on is null
order by id
"""


async def select_contacts_of_person(
    connection: Connection, vendor_id: UUID, account_id: UUID, person_id: UUID
) -> list[UUID]:
    """The ids of the contacts of an account who are this person, but for those who have left."""
    rows = await connection.fetch(SELECT_CONTACTS_OF_PERSON, vendor_id, account_id, person_id)
    return [row["id"] for row in rows]


SELECT_CONTACTS_AMONG = """
select id, side from contact where vendor_id = $1 and account_id = $2 and id = any($3::uuid[])
"""


async def select_contacts_among(
    connection: Connection, vendor_id: UUID, account_id: UUID, ids: Sequence[UUID]
) -> dict[UUID, Side]:
    """Those of these ids that are contacts of the account, with the side that each is on."""
    rows = await connection.fetch(SELECT_CONTACTS_AMONG, vendor_id, account_id, list(ids))
    return {row["id"]: Side(row["side"]) for row in rows}


SELECT_CONTACTS = """
select vendor_id, id, account_id, person_id, side, name, title, role, left_on, version from contact
where (vendor_id, account_id) in (select * from unnest($1::uuid[], $2::uuid[]))
order by side, name, id
"""


async def select_contacts(connection: Connection, accounts: Sequence[tuple[UUID, UUID]]) -> list[ContactRow]:
    """The contacts of these accounts, each given as (vendor, account)."""
    vendors, ids = [vendor for vendor, _ in accounts], [account for _, account in accounts]
    return [read_contact(row) for row in await connection.fetch(SELECT_CONTACTS, vendors, ids)]


CONTACTS_OF_ACCOUNT = Listing(
    Order(
        "contacts",
        (
            Key("listed.side", KeyKind.TEXT, "side"),
            Key("listed.name", KeyKind.TEXT, "name"),
            Key("listed.id", KeyKind.ID, "id"),
        ),
    ),
    "contact",
    ("vendor_id", "account_id"),
    read_contact,
)
