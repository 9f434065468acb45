"""The people of an organisation: invited, given another role, removed.

Every function is one transaction of the login role, told who acts (`plans.store.viewer.acting`), and audited in it.
Rights are looked at anew under the lock of the organisation's members: of two changes the second sees the first.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from uuid import UUID, uuid5

from plans.rules.api_client import SERVICE
from plans.rules.identifier import new_id
from plans.rules.member import HEAD, Newcomer, head_problems, newcomer_problems, reach_denial, role_problems
from plans.rules.permission import Denied, NotPermitted, Permission, require_permission
from plans.rules.refusal import Problem, ProblemCode, Refused
from plans.rules.role import Role, Side
from plans.rules.session import INVITATION_DAYS, new_secret, secret_hash
from plans.rules.viewer import Membership, Viewer
from plans.service.session import end_sessions_of_member
from plans.store.audit import AuditEntry, insert_audit_entry
from plans.store.connection import Connection
from plans.store.login_identity import has_login_identity
from plans.store.login_invitation import insert_login_invitation, withdraw_login_invitations
from plans.store.member import (
    MemberRow,
    delete_member,
    lock_members,
    select_members,
    select_vendors_of,
    update_member_role,
)
from plans.store.organisation import select_organisations
from plans.store.person import PersonRow, insert_membership, insert_person, select_person


@dataclass(frozen=True, slots=True)
class Invited:
    """A member with the secret of their invitation, which nobody can read again, and its end."""

    member: MemberRow
    secret: str
    expires_at: dt.datetime


Members = Mapping[UUID, MemberRow]


async def invite_member(
    connection: Connection,
    viewer: Viewer,
    organisation_id: UUID,
    newcomer: Newcomer,
    now: dt.datetime,
    key: str | None = None,
) -> Invited:
    """Make somebody a member, at once, and invite them to log in. Raises Refused.

    The address links nothing: it is a new person, whoever else is known by it. With the same ``key`` the same inviter
    gets the same member again, with another secret in place of the first; a vendor only until that member logs in.
    """
    async with connection.transaction():
        members = await _members(connection, organisation_id)
        person_id = uuid5(organisation_id, f"{viewer.person_id} {key}") if key else new_id()
        known = members.get(person_id)
        hat, vendor_id = viewer.hat_in(organisation_id), None
        if hat is None:
            is_open = not members
            if known is not None:  # again: for as long as nobody there has logged in
                is_sole = list(_roles(members).items()) == [(person_id, HEAD[Side.CUSTOMER])]
                is_open = is_sole and not await has_login_identity(connection, organisation_id, person_id)
            vendor_id = await _require_first_by_vendor(connection, viewer, organisation_id, newcomer, is_open=is_open)
        else:
            _require_reach(viewer, Permission.MEMBER_INVITE, organisation_id, members, newcomer.role)
        _require(newcomer_problems(hat.side if hat else Side.CUSTOMER, newcomer))
        if known is not None and known.email == newcomer.email:
            if hat is not None:  # the member may have become more since
                role = Role(known.role)
                _require_reach(viewer, Permission.MEMBER_INVITE, organisation_id, members, role, member=known)
            await _note(connection, known, viewer.person_id, Permission.MEMBER_INVITE, renewed=True)
            await _note_at_vendor(connection, vendor_id, viewer, known)
            return await _invite(connection, known, now)
        if known is not None or (key and await select_person(connection, person_id)):
            message = "this key was used for another invitation: take a new one"
            raise Refused([Problem(ProblemCode.EXISTS, message, ("idempotencyKey",))])
        invited = await _add(connection, organisation_id, members, viewer.person_id, person_id, newcomer, now)
        await _note_at_vendor(connection, vendor_id, viewer, invited.member)
        return invited


async def invite_as_operator(
    connection: Connection, organisation_id: UUID, newcomer: Newcomer, now: dt.datetime
) -> Invited:
    """Make somebody a member on behalf of whoever runs the service. Raises Refused."""
    async with connection.transaction():
        members = await _members(connection, organisation_id)
        found = await select_organisations(connection, [organisation_id])
        if not found:
            message = f"there is no organisation {organisation_id}"
            raise Refused([Problem(ProblemCode.NOT_FOUND, message, ("organisationId",))])
        _require(newcomer_problems(Side(found[0].side), newcomer))
        return await _add(connection, organisation_id, members, None, new_id(), newcomer, now)


async def renew_invitation(
    connection: Connection, viewer: Viewer, organisation_id: UUID, person_id: UUID, now: dt.datetime
) -> Invited:
    """Another invitation for a member, in place of those that are open. Raises Refused."""
    async with connection.transaction():
        members = await _members(connection, organisation_id)
        require_permission(viewer, Permission.MEMBER_INVITE, organisation_id, str(person_id))
        member = _member(members, person_id)
        _require_reach(viewer, Permission.MEMBER_INVITE, organisation_id, members, Role(member.role), member=member)
        await _note(connection, member, viewer.person_id, Permission.MEMBER_INVITE, renewed=True)
        return await _invite(connection, member, now)


async def change_member_role(
    connection: Connection, viewer: Viewer, organisation_id: UUID, person_id: UUID, role: Role
) -> MemberRow:
    """Give a member another role; their sockets close, to come again with the new one. Raises Refused."""
    async with connection.transaction():
        members = await _members(connection, organisation_id)
        hat = require_permission(viewer, Permission.MEMBER_CHANGE_ROLE, organisation_id, str(person_id))
        member = _member(members, person_id)
        _require(role_problems(hat.side, role))
        held = Role(member.role)
        _require_reach(viewer, Permission.MEMBER_CHANGE_ROLE, organisation_id, members, held, role, member=member)
        _require(head_problems(hat.side, _roles(members), person_id, role))
        if role is held:
            return member
        await update_member_role(connection, organisation_id, person_id, role)
        await _note(connection, member, viewer.person_id, Permission.MEMBER_CHANGE_ROLE, before=held, role=role)
        return replace(member, role=role)


async def find_member(connection: Connection, viewer: Viewer, organisation_id: UUID, person_id: UUID) -> MemberRow:
    """A member of one's organisation. Raises Refused."""
    require_permission(viewer, Permission.MEMBER_LIST, organisation_id, str(person_id))
    rows = await select_members(connection, [organisation_id])
    return _member({row.person_id: row for row in rows}, person_id)


async def remove_member(
    connection: Connection, viewer: Viewer, organisation_id: UUID, person_id: UUID, now: dt.datetime
) -> MemberRow:
    """End a membership with its sessions and open invitations. Raises Refused."""
    async with connection.transaction():
        members = await _members(connection, organisation_id)
        hat = require_permission(viewer, Permission.MEMBER_REMOVE, organisation_id, str(person_id))
        member = _member(members, person_id)
        _require_reach(viewer, Permission.MEMBER_REMOVE, organisation_id, members, Role(member.role), member=member)
        _require(head_problems(hat.side, _roles(members), person_id, None))
        await _note(connection, member, viewer.person_id, Permission.MEMBER_REMOVE, role=member.role)
        await withdraw_login_invitations(connection, organisation_id, person_id, now)
        await end_sessions_of_member(connection, organisation_id, person_id, now)
        await delete_member(connection, organisation_id, person_id)
        return member


async def _members(connection: Connection, organisation_id: UUID) -> Members:
    """The members as they are, and stay until the transaction ends."""
    await lock_members(connection, organisation_id)
    return {row.person_id: row for row in await select_members(connection, [organisation_id])}


def _roles(members: Members) -> dict[UUID, Role]:
    """The roles of people: an organisation that only a program could manage would have lost its head."""
    return {person_id: Role(row.role) for person_id, row in members.items() if row.kind != SERVICE}


def _member(members: Members, person_id: UUID) -> MemberRow:
    found = members.get(person_id)
    if found is None or found.kind == SERVICE:  # API clients are managed as such
        message = "there is no such member of this organisation"
        raise Refused([Problem(ProblemCode.NOT_FOUND, message, ("personId",))])
    return found


def _require(problems: tuple[Problem, ...]) -> None:
    if problems:
        raise Refused(problems)


def _require_reach(
    viewer: Viewer,
    permission: Permission,
    organisation_id: UUID,
    members: Members,
    *touched: Role,
    member: MemberRow | None = None,
) -> None:
    """Raise unless the viewer, in the role that they hold at this moment, may do this to these roles."""
    subject = str(member.person_id) if member else ""
    present = members.get(viewer.person_id)
    hats = (
        tuple(_with_role(hat, present) for hat in viewer.memberships if hat.organisation_id == organisation_id)
        if present
        else ()
    )
    hat = require_permission(replace(viewer, memberships=hats), permission, organisation_id, subject)
    if reason := reach_denial(hat.role, *touched):
        raise NotPermitted(organisation_id, Denied(permission, reason), subject)


def _with_role(hat: Membership, present: MemberRow) -> Membership:
    return replace(hat, role=Role(present.role))


async def _require_first_by_vendor(
    connection: Connection, viewer: Viewer, customer_id: UUID, newcomer: Newcomer, *, is_open: bool
) -> UUID:
    """The vendor that brings in its customer's first sponsor. Nobody after that: it could sign for the customer."""
    vendors = await select_vendors_of(connection, customer_id, viewer.organisations(Side.VENDOR))
    if not vendors:
        require_permission(viewer, Permission.MEMBER_INVITE, customer_id)
    for vendor_id in vendors:
        require_permission(viewer, Permission.MEMBER_INVITE, vendor_id, str(customer_id))
    head = HEAD[Side.CUSTOMER]
    if not is_open or newcomer.role is not head:
        message = f"a vendor invites the first {head} of its customer, and nobody else: the customer's own people do"
        raise NotPermitted(vendors[0], Denied(Permission.MEMBER_INVITE, message), str(customer_id))
    return vendors[0]


async def _add(
    connection: Connection,
    organisation_id: UUID,
    members: Members,
    actor: UUID | None,
    person_id: UUID,
    newcomer: Newcomer,
    now: dt.datetime,
) -> Invited:
    if any(member.email == newcomer.email for member in members.values()):
        message = f"somebody with the address {newcomer.email} is a member already"
        raise Refused([Problem(ProblemCode.EXISTS, message, ("email",))])
    await insert_person(connection, PersonRow(person_id, newcomer.email, newcomer.name))
    await insert_membership(connection, organisation_id, person_id, newcomer.role)
    rows = await select_members(connection, [organisation_id])
    member = _member({row.person_id: row for row in rows}, person_id)
    await _note(connection, member, actor, Permission.MEMBER_INVITE, role=newcomer.role)
    return await _invite(connection, member, now)


async def _invite(connection: Connection, member: MemberRow, now: dt.datetime) -> Invited:
    secret, until = new_secret(), now + dt.timedelta(days=INVITATION_DAYS)
    await withdraw_login_invitations(connection, member.organisation_id, member.person_id, now)
    await insert_login_invitation(
        connection, member.organisation_id, new_id(), member.person_id, secret_hash(secret), until
    )
    return Invited(member, secret, until)


async def _note(
    connection: Connection, member: MemberRow, actor: UUID | None, action: Permission, **details: object
) -> None:
    entry = AuditEntry(member.organisation_id, actor, action, str(member.person_id), details=details)
    await insert_audit_entry(connection, entry)


async def _note_at_vendor(connection: Connection, vendor_id: UUID | None, viewer: Viewer, member: MemberRow) -> None:
    """A vendor's own audit says too whom it has brought in at its customer."""
    if vendor_id is not None:
        told: dict[str, object] = {"customer": str(member.organisation_id), "role": member.role}
        entry = AuditEntry(vendor_id, viewer.person_id, Permission.MEMBER_INVITE, str(member.person_id), details=told)
        await insert_audit_entry(connection, entry)
