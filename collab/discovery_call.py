"""Discovery calls, written in one transaction with the key of the request and their entry in the audit."""

import dataclasses
import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace
from uuid import UUID

from collab.errors import Stale
from collab.idempotency_key import once_only
from plans.rules.account import api_name
from plans.rules.day import Today, zone_of
from plans.rules.discovery_call import MAX_CALLS, CallNotes, call_problems
from plans.rules.permission import Permission, denial, not_permitted
from plans.rules.refusal import Problem, ProblemCode, Refused
from plans.rules.role import Side
from plans.rules.viewer import Viewer
from plans.store.account import AccountRow, select_contacts_among
from plans.store.audit import AuditEntry, insert_audit_entry
from plans.store.connection import Connection
from plans.store.discovery_call import (
    DiscoveryCallRow,
    count_discovery_calls,
    delete_discovery_call,
    insert_discovery_call,
    lock_discovery_call,
    update_discovery_call,
)
from plans.store.idempotency_key import IdempotencyKeyRow

UPDATE, REMOVE = "discovery_call:update", "discovery_call:remove"
"""How the audit calls what is done with a call that is there."""


@dataclass(frozen=True, slots=True)
class CallChange:
    """What is to be changed of a call; what is absent stays. ``notes`` by the names of `CallNotes`."""

    contact_id: UUID | None
    notes: dict[str, object]


@dataclass(frozen=True, slots=True)
class Caller:
    """Who writes about which account; ``connection`` is in a transaction of theirs."""

    connection: Connection
    viewer: Viewer
    account: AccountRow
    now: dt.datetime
    once: IdempotencyKeyRow | None = None

    @property
    def key(self) -> tuple[UUID, UUID]:
        """Vendor and account."""
        return self.account.vendor_id, self.account.id

    def require(self, call_id: UUID | None = None) -> None:
        """Raises NotPermitted where they may not: calls are the vendor's. Without ``call_id`` it is about a new one."""
        vendor_id, customer_id = self.account.vendor_id, self.account.customer_id
        if denied := denial(self.viewer, Permission.DISCOVERY_CALL_RECORD, vendor_id, customer_id):
            raise not_permitted(self.viewer, denied, vendor_id, customer_id, str(call_id or ""))

    async def note(self, action: str, call_id: UUID, fields: Iterable[str]) -> None:
        """Note what was done in the vendor's audit: which fields, and not what they say."""
        told = {"accountId": str(self.account.id), "fields": sorted(map(api_name, fields))}
        entry = AuditEntry(self.account.vendor_id, self.viewer.person_id, action, str(call_id), details=told)
        await insert_audit_entry(self.connection, entry)


async def record_discovery_call(caller: Caller, contact_id: UUID | None, notes: CallNotes) -> UUID:
    """Record a call and return its id; under the caller's key, once. Raises Refused with every problem.

    NotPermitted is one of them: whoever answers notes it.
    """

    async def record(call_id: UUID) -> None:
        caller.require()
        contact = await _check(caller, contact_id, notes)
        if await count_discovery_calls(caller.connection, caller.key) >= MAX_CALLS:
            message = f"this account has {MAX_CALLS:,} discovery calls: remove one that is needed no more"
            raise Refused([Problem(ProblemCode.OVER_LIMIT, message)])
        await insert_discovery_call(caller.connection, caller.key, call_id, contact, notes, caller.viewer.person_id)
        given = [field.name for field in dataclasses.fields(notes) if getattr(notes, field.name)]
        await caller.note(Permission.DISCOVERY_CALL_RECORD, call_id, ["contact_id", *given])

    return await once_only(caller.connection, caller.once, record)


async def change_discovery_call(
    caller: Caller, call_id: UUID | None, change: CallChange, expected: int | None = None
) -> UUID:
    """Change what was recorded of a call. Raises Refused with every problem, or Stale."""

    async def write(_: UUID) -> None:
        row = await _lock(caller, call_id, expected)
        notes = replace(row.notes, **change.notes)  # pyright: ignore[reportArgumentType] - typed where they are read
        contact = await _check(caller, change.contact_id or row.contact_id, notes)
        await update_discovery_call(caller.connection, row, contact, notes, caller.viewer.person_id)
        named = ["contact_id"] if change.contact_id else []
        await caller.note(UPDATE, row.id, [*named, *change.notes])

    return await once_only(caller.connection, caller.once, write, about=call_id)


async def remove_discovery_call(caller: Caller, call_id: UUID | None, expected: int | None = None) -> UUID:
    """Remove a call. Raises Refused, or Stale."""

    async def remove(_: UUID) -> None:
        row = await _lock(caller, call_id, expected)
        await delete_discovery_call(caller.connection, row)
        await caller.note(REMOVE, row.id, [])

    return await once_only(caller.connection, caller.once, remove, about=call_id)


async def _lock(caller: Caller, call_id: UUID | None, expected: int | None) -> DiscoveryCallRow:
    caller.require(call_id)
    row = await lock_discovery_call(caller.connection, caller.key, call_id) if call_id else None
    if row is None:
        raise Refused([Problem(ProblemCode.NOT_FOUND, "there is no such discovery call in this account", ("id",))])
    if expected is not None and expected != row.version:
        raise Stale(expected, row.version)
    return row


async def _check(caller: Caller, contact_id: UUID | None, notes: CallNotes) -> UUID:
    """The contact, who has to be the customer's. Raises Refused with every problem."""
    problems = list(call_problems(notes, Today.at(caller.now, zone_of(caller.account.time_zone))))
    vendor_id, account_id = caller.key
    named = [contact_id] if contact_id else []
    found = await select_contacts_among(caller.connection, vendor_id, account_id, named)
    if contact_id is None or found.get(contact_id) is not Side.CUSTOMER:
        message = "expected a contact of the customer's: the account's contacts are in account.contacts"
        problems.append(Problem(ProblemCode.NOT_FOUND, message, ("contactId",)))
        raise Refused(problems)
    if problems:
        raise Refused(problems)
    return contact_id
