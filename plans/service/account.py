"""Accounts, made and changed in one transaction with the entry in the audit."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any
from uuid import UUID

from plans.rules.account import MAX_ACCOUNTS, account_problems, api_name, contract_problems, customer_problems
from plans.rules.api_client import SERVICE
from plans.rules.organisation import CREATED
from plans.rules.permission import Permission, denial, not_permitted, require_permission
from plans.rules.refusal import Problem, ProblemCode, Refused
from plans.rules.role import Side
from plans.rules.viewer import Viewer
from plans.service.viewer import as_present
from plans.store.account import (
    AccountRow,
    count_accounts,
    create_account_with_customer,
    describe_account,
    has_customer,
    insert_account,
    is_time_zone,
    lock_account,
    select_accounts,
    update_account_row,
)
from plans.store.account_contract import delete_contract, select_contracts, upsert_contract
from plans.store.audit import AuditEntry, insert_audit_entry
from plans.store.connection import Connection
from plans.store.member import select_members

CONTRACT = ("value", "currency")
CUSTOMER = ("customer_name", "customer_id")


class StaleAccount(Exception):  # noqa: N818 - it names what happened
    """The account is at another version than its editor expected; nothing was changed."""

    def __init__(self, expected: int, row: AccountRow) -> None:
        super().__init__(f"expected version {expected} of account {row.id}, it is at {row.version}")
        self.expected = expected
        self.row = row


async def require_creator(connection: Connection, viewer: Viewer, vendor_id: UUID) -> None:
    """Raise unless the viewer, in the roles that they hold at this moment, makes accounts of this organisation."""
    present = await as_present(connection, viewer)
    require_permission(present, Permission.ACCOUNT_CREATE, vendor_id, str(vendor_id))


async def create_account(
    connection: Connection, viewer: Viewer, vendor_id: UUID, account_id: UUID, given: Mapping[str, object]
) -> None:
    """Make an account of a vendor with what ``given`` says by columns of the account and of its contract.

    ``customer_name`` brings in a new customer, ``customer_id`` names one of the vendor's. ``connection`` is in a
    transaction of the viewer, of whom `require_creator` was asked. Raises Refused with every problem.
    """
    customer_id, customer_name = given.get("customer_id"), given.get("customer_name")
    problems = [
        *account_problems(given),
        *customer_problems(customer_name, customer_id),
        *contract_problems(given.get("value"), given.get("currency")),
        *await _unknown(connection, vendor_id, given),
    ]
    if customer_id is not None and not (
        isinstance(customer_id, UUID) and await has_customer(connection, vendor_id, customer_id)
    ):
        message = "you have no account with this customer: give customerName for a new one"
        problems.append(Problem(ProblemCode.NOT_FOUND, message, ("customerId",)))
    if await count_accounts(connection, vendor_id) >= MAX_ACCOUNTS:
        message = f"this vendor has {MAX_ACCOUNTS:,} accounts: change one that has ended in place of adding one"
        problems.append(Problem(ProblemCode.OVER_LIMIT, message))
    if problems:
        raise Refused(problems)
    name = str(given["name"]).strip()
    if isinstance(customer_id, UUID):
        await insert_account(connection, vendor_id, account_id, customer_id, name)
    else:
        customer_id = await create_account_with_customer(
            connection, vendor_id, account_id, name, str(customer_name).strip()
        )
        told: dict[str, object] = {"side": Side.CUSTOMER, "accountId": str(account_id)}
        entry = AuditEntry(vendor_id, viewer.person_id, CREATED, str(customer_id), details=told)
        await insert_audit_entry(connection, entry)
    (blank,) = await select_accounts(connection, [vendor_id], [], [account_id])
    own: dict[str, Any] = {name: value for name, value in given.items() if name not in (*CONTRACT, *CUSTOMER, "name")}
    await describe_account(connection, replace(blank, **own))
    if isinstance(value := given.get("value"), Decimal):
        await upsert_contract(connection, blank, value, str(given["currency"]))
    told = {"customerId": str(customer_id), "fields": sorted(api_name(name) for name in given)}
    entry = AuditEntry(vendor_id, viewer.person_id, Permission.ACCOUNT_CREATE, str(account_id), details=told)
    await insert_audit_entry(connection, entry)


async def update_account(
    connection: Connection,
    viewer: Viewer,
    account_id: UUID,
    changes: Mapping[str, object],
    expected: int | None = None,
) -> AccountRow:
    """Change what ``changes`` names by columns of the account and of its contract; ``None`` clears.

    ``connection`` is the viewer's. Raises Refused with every problem, NotPermitted, or StaleAccount.
    """
    async with connection.transaction():
        row = await _locked(connection, await as_present(connection, viewer), account_id)
        if expected is not None and row.version != expected:
            raise StaleAccount(expected, row)
        worth = await _worth(connection, row, changes)
        problems = (
            *account_problems(changes),
            *contract_problems(*worth),
            *await _unknown(connection, row.vendor_id, changes),
        )
        if problems:
            raise Refused(problems)
        if not changes:
            return row
        own: dict[str, Any] = {name: value for name, value in changes.items() if name not in CONTRACT}
        updated = await update_account_row(connection, replace(row, **own))
        if not changes.keys().isdisjoint(CONTRACT):
            value, currency = worth
            if isinstance(value, Decimal):
                await upsert_contract(connection, row, value, str(currency))
            else:
                await delete_contract(connection, row)
        told = {"fields": sorted(api_name(name) for name in changes)}  # the values are not for all who read the audit
        entry = AuditEntry(row.vendor_id, viewer.person_id, Permission.ACCOUNT_UPDATE, str(row.id), details=told)
        await insert_audit_entry(connection, entry)
        return updated


async def _locked(connection: Connection, viewer: Viewer, account_id: UUID) -> AccountRow:
    vendors, customers = viewer.organisations(Side.VENDOR), viewer.organisations(Side.CUSTOMER)
    seen = await select_accounts(connection, vendors, customers, [account_id])
    if not seen:
        raise Refused([Problem(ProblemCode.NOT_FOUND, "there is no such account for you", ("accountId",))])
    (row,) = seen
    if denied := denial(viewer, Permission.ACCOUNT_UPDATE, row.vendor_id, row.customer_id):
        raise not_permitted(viewer, denied, row.vendor_id, row.customer_id, str(row.id))
    return await lock_account(connection, row.vendor_id, row.id)


async def _worth(connection: Connection, row: AccountRow, changes: Mapping[str, object]) -> tuple[object, object]:
    """Value and currency as they would come to be; without a value there is no currency."""
    if changes.keys().isdisjoint(CONTRACT):
        return None, None
    known = next(iter(await select_contracts(connection, [(row.vendor_id, row.id)])), None)
    value = changes.get("value", known.value if known else None)
    currency = changes.get("currency", known.currency if known and value is not None else None)
    return value, currency


async def _unknown(connection: Connection, vendor_id: UUID, changes: Mapping[str, object]) -> Sequence[Problem]:
    """What only the database can tell."""
    found: list[Problem] = []
    zone, csm = changes.get("time_zone"), changes.get("csm_id")
    if isinstance(zone, str) and not account_problems({"time_zone": zone}) and not await is_time_zone(connection, zone):
        message = f'expected the IANA name of a time zone such as "Europe/Berlin", got "{zone}", which nobody knows'
        found.append(Problem(ProblemCode.INVALID, message, ("timeZone",)))
    if csm is not None:
        members = await select_members(connection, [vendor_id])
        if csm not in {member.person_id for member in members if member.kind != SERVICE}:
            message = "expected one of the vendor's people: its members are in organisation.members"
            found.append(Problem(ProblemCode.NOT_FOUND, message, ("csmId",)))
    return found
