"""What an account says of itself, changed in one transaction with its entry in the audit."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any
from uuid import UUID

from plans.rules.account import account_problems, api_name, contract_problems
from plans.rules.api_client import SERVICE
from plans.rules.permission import Permission, denial, not_permitted
from plans.rules.refusal import Problem, ProblemCode, Refused
from plans.rules.role import Side
from plans.rules.viewer import Viewer
from plans.service.viewer import as_present
from plans.store.account import AccountRow, is_time_zone, lock_account, select_accounts, update_account_row
from plans.store.account_contract import delete_contract, select_contracts, upsert_contract
from plans.store.audit import AuditEntry, insert_audit_entry
from plans.store.connection import Connection
from plans.store.member import select_members

CONTRACT = ("value", "currency")


class StaleAccount(Exception):  # noqa: N818 - it names what happened
    """The account is at another version than its editor expected; nothing was changed."""

    def __init__(self, expected: int, row: AccountRow) -> None:
        super().__init__(f"expected version {expected} of account {row.id}, it is at {row.version}")
        self.expected = expected
        self.row = row


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
        problems = (*account_problems(changes), *contract_problems(*worth), *await _unknown(connection, row, changes))
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


async def _unknown(connection: Connection, row: AccountRow, changes: Mapping[str, object]) -> Sequence[Problem]:
    """What only the database can tell."""
    found: list[Problem] = []
    zone, csm = changes.get("time_zone"), changes.get("csm_id")
    if isinstance(zone, str) and not account_problems({"time_zone": zone}) and not await is_time_zone(connection, zone):
        message = f'expected the IANA name of a time zone such as "Europe/Berlin", got "{zone}", which nobody knows'
        found.append(Problem(ProblemCode.INVALID, message, ("timeZone",)))
    if csm is not None:
        members = await select_members(connection, [row.vendor_id])
        if csm not in {member.person_id for member in members if member.kind != SERVICE}:
            message = "expected one of the vendor's people: its members are in organisation.members"
            found.append(Problem(ProblemCode.NOT_FOUND, message, ("csmId",)))
    return found
