"""The people of an account, kept in one transaction with the key of the request and their entry in the audit."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from collab.edit import NO_TERMS, Terms
from collab.errors import Stale
from collab.idempotency_key import once_only
from plans.rules.account import api_name
from plans.rules.api_client import SERVICE
from plans.rules.contact import MAX_CONTACTS, SIDES, contact_problems, keeper_of, keeping_denial
from plans.rules.day import Today, zone_of
from plans.rules.permission import NotPermitted, Permission
from plans.rules.refusal import Problem, ProblemCode, Refused
from plans.rules.role import Side
from plans.rules.viewer import Viewer
from plans.service.viewer import as_present
from plans.store.account import (
    AccountRow,
    ContactRow,
    count_contacts,
    insert_contact,
    lock_contact,
    select_accounts,
    select_contacts_by_id,
    update_contact_row,
)
from plans.store.audit import AuditEntry, insert_audit_entry
from plans.store.connection import Connection
from plans.store.idempotency_key import IdempotencyKeyRow
from plans.store.member import select_members

NO_CONTACT = "there is no such contact for you: an account lists its contacts"


@dataclass(frozen=True, slots=True)
class Keeper:
    """Somebody who keeps the people of an account, in the roles that they hold at this moment."""

    viewer: Viewer
    account: AccountRow

    def require(self, permission: Permission, side: Side, subject: str = "") -> None:
        """Raise NotPermitted where they may not do this with a contact of that side; ``subject`` is its id."""
        vendor_id, customer_id = self.account.vendor_id, self.account.customer_id
        if denied := keeping_denial(self.viewer, permission, vendor_id, customer_id, side):
            raise NotPermitted(keeper_of(self.viewer, permission, vendor_id, customer_id), denied, subject)

    async def note(
        self, connection: Connection, permission: Permission, contact_id: UUID, fields: Sequence[str]
    ) -> None:
        """Note what was done in the audit of whom it was done for: which fields, and not what they say."""
        organisation_id = keeper_of(self.viewer, permission, self.account.vendor_id, self.account.customer_id)
        told = {"accountId": str(self.account.id), "fields": sorted(map(api_name, fields))}
        entry = AuditEntry(organisation_id, self.viewer.person_id, permission, str(contact_id), details=told)
        await insert_audit_entry(connection, entry)


async def find_account(connection: Connection, viewer: Viewer, account_id: UUID | None) -> Keeper:
    """An account that the viewer sees, with what they are there now. Raises Refused."""
    present = await as_present(connection, viewer)
    vendors, customers = present.organisations(Side.VENDOR), present.organisations(Side.CUSTOMER)
    found = await select_accounts(connection, vendors, customers, [account_id] if account_id else [])
    if not found:
        raise Refused([Problem(ProblemCode.NOT_FOUND, "there is no such account for you", ("accountId",))])
    return Keeper(present, found[0])


async def find_contact(
    connection: Connection, viewer: Viewer, contact_id: UUID | None, *, as_vendor: bool = False
) -> tuple[Keeper, ContactRow]:
    """A contact that the viewer sees, with who they are in its account.

    ``as_vendor``: only where they are one of the vendor's people. Raises Refused.
    """
    present = await as_present(connection, viewer)
    vendors = present.organisations(Side.VENDOR)
    customers = [] if as_vendor else present.organisations(Side.CUSTOMER)
    found = await select_contacts_by_id(connection, vendors, customers, [contact_id] if contact_id else [])
    if not found:
        raise Refused([Problem(ProblemCode.NOT_FOUND, NO_CONTACT, ("contactId",))])
    row = found[0]
    accounts = await select_accounts(connection, vendors, customers, [row.account_id])
    return Keeper(present, next(account for account in accounts if account.vendor_id == row.vendor_id)), row


async def create_contact(
    connection: Connection,
    keeper: Keeper,
    side: Side,
    given: Mapping[str, object],
    now: dt.datetime,
    once: IdempotencyKeyRow | None = None,
) -> UUID:
    """Add a contact and return its id; under the key ``once``, once. ``given`` is by columns.

    ``connection`` is in a transaction of the viewer. Raises Refused with every problem, or NotPermitted.
    """

    account = keeper.account

    async def create(contact_id: UUID) -> None:
        keeper.require(Permission.CONTACT_CREATE, side)
        problems = list(contact_problems(given, _today(account, now)))
        if side not in SIDES:
            message = f"expected the vendor's or the customer's side, got the {side}'s: these two make a plan"
            problems.append(Problem(ProblemCode.INVALID, message, ("side",)))
        problems += await _person_problems(connection, account, side, given)
        if await count_contacts(connection, account.vendor_id, account.id) >= MAX_CONTACTS:
            message = f"this account has {MAX_CONTACTS:,} contacts: change one who has left in place of adding one"
            problems.append(Problem(ProblemCode.OVER_LIMIT, message))
        if problems:
            raise Refused(problems)
        blank = ContactRow(account.vendor_id, contact_id, account.id, None, side, "", "", None)
        await insert_contact(connection, _with(blank, given))
        await keeper.note(connection, Permission.CONTACT_CREATE, contact_id, [*given, "side"])

    return await once_only(connection, once, create)


async def update_contact(
    connection: Connection,
    keeper: Keeper,
    row: ContactRow,
    changes: Mapping[str, object],
    now: dt.datetime,
    terms: Terms = NO_TERMS,
) -> None:
    """Change what ``changes`` names by columns of a contact; ``None`` clears.

    ``connection`` is in a transaction of the viewer. Raises Refused with every problem, NotPermitted, or Stale.
    """

    async def change(contact_id: UUID) -> None:
        keeper.require(Permission.CONTACT_UPDATE, Side(row.side), str(contact_id))
        locked = await lock_contact(connection, row.vendor_id, contact_id)
        if terms.version is not None and locked.version != terms.version:
            raise Stale(terms.version, locked.version)
        problems = list(contact_problems(changes, _today(keeper.account, now)))
        problems += await _person_problems(connection, keeper.account, Side(row.side), changes)
        if problems:
            raise Refused(problems)
        if changes:
            await update_contact_row(connection, _with(locked, changes))
            await keeper.note(connection, Permission.CONTACT_UPDATE, contact_id, list(changes))

    await once_only(connection, terms.key, change, about=row.id)


def _today(account: AccountRow, now: dt.datetime) -> Today:
    return Today.at(now, zone_of(account.time_zone))


def _with(row: ContactRow, given: Mapping[str, object]) -> ContactRow:
    """The contact as it will be; names and titles without space around them."""
    values: dict[str, Any] = {**given}
    for name in ("name", "title"):
        if name in values:
            values[name] = (values[name] or "").strip()
    return replace(row, **values)


async def _person_problems(
    connection: Connection, account: AccountRow, side: Side, given: Mapping[str, object]
) -> list[Problem]:
    """Who logs in as a contact is one of the people of the side's organisation."""
    person_id = given.get("person_id")
    if person_id is None:
        return []
    organisation_id = account.vendor_id if side is Side.VENDOR else account.customer_id
    members = await select_members(connection, [organisation_id])
    if person_id in {member.person_id for member in members if member.kind != SERVICE}:
        return []
    message = f"expected the UUID of one of the {side}'s people, or none: they need not be able to log in"
    return [Problem(ProblemCode.NOT_FOUND, message, ("personId",))]
