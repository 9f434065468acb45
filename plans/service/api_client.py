"""API clients: made, given new secrets and revoked by their organisation, and known by their secrets.

All of it runs as the login role: a client is a person and a member besides, and its secrets are nobody else's.
"""

import datetime as dt
import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from uuid import UUID

from plans.rules.api_client import (
    MAX_CLIENTS,
    SECRETS,
    SERVICE,
    ClientDraft,
    client_email,
    client_problems,
    new_client_secret,
    overlap_problem,
)
from plans.rules.identifier import new_id
from plans.rules.permission import NotPermitted, Permission, organisation_denial
from plans.rules.refusal import Problem, ProblemCode, Refused
from plans.rules.scope import Scope, write_scopes
from plans.rules.session import SEEN_EVERY_SECONDS, secret_hash
from plans.rules.value import is_entity_id
from plans.rules.viewer import Membership, Viewer
from plans.service.viewer import as_present
from plans.store.api_client import (
    ApiClientRow,
    delete_client_membership,
    delete_newest_api_client_secret,
    end_api_client_secret,
    insert_api_client,
    insert_api_client_secret,
    lock_api_clients,
    revoke_api_client,
    select_api_client,
    select_api_client_key,
    select_api_clients,
    touch_api_client,
)
from plans.store.audit import AuditEntry, insert_audit_entry
from plans.store.connection import Connection
from plans.store.person import PersonRow, insert_membership, insert_person, select_memberships

ROTATE, REVOKE = "client:rotate_secret", "client:revoke"  # as the audit calls it
_NO_SECRET = secrets.token_bytes(32)  # compared with where there is none: no secret has this hash
_NO_CLIENT = UUID(int=0)


@dataclass(frozen=True, slots=True)
class IssuedSecret:
    """A client with a secret that is shown this once."""

    client: ApiClientRow
    secret: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class KnownClient:
    """A client that has shown who it is. ``is_member``: whether its organisation still has it as a member."""

    id: UUID
    scopes: frozenset[Scope]
    is_member: bool


async def create_api_client(
    connection: Connection,
    viewer: Viewer,
    organisation_id: UUID,
    draft: ClientDraft,
    now: dt.datetime,
    made: UUID | None = None,
) -> IssuedSecret:
    """Make a client with its service person and its first secret. Raises Refused with every problem.

    ``made``: its id, where that is known already.
    """
    hat = await _managing_hat(connection, viewer, organisation_id, "client:create", "")
    problems = client_problems(draft, hat.side, [hat.role], viewer.scopes)
    if problems:
        raise Refused(problems)
    client_id = made or new_id()
    secret = new_client_secret(client_id)
    row = ApiClientRow(
        organisation_id, client_id, draft.name.strip(), draft.role, tuple(sorted(draft.scopes)), viewer.person_id,
        now, None, None,
    )  # fmt: skip
    async with connection.transaction():
        await lock_api_clients(connection, organisation_id)
        known = await select_api_clients(connection, [organisation_id])
        if sum(client.revoked_at is None for client in known) >= MAX_CLIENTS:
            message = f"an organisation may have {MAX_CLIENTS} clients: revoke one that is not used"
            raise Refused([Problem(ProblemCode.OVER_LIMIT, message)])
        await insert_person(connection, PersonRow(client_id, client_email(client_id), row.name, SERVICE))
        await insert_membership(connection, organisation_id, client_id, row.role)
        await insert_api_client(connection, row)
        await insert_api_client_secret(connection, organisation_id, client_id, secret_hash(secret), now)
        details = {"name": row.name, "role": row.role, "scopes": write_scopes(draft.scopes)}
        await insert_audit_entry(connection, _entry(viewer, row, "client:create", details))
    return IssuedSecret(row, secret)


async def rotate_api_client_secret(
    connection: Connection, viewer: Viewer, client_id: UUID, overlap_hours: int, now: dt.datetime
) -> IssuedSecret:
    """Give a client a new secret; the old one is good for so many hours more. Raises Refused."""
    row = await _with_secrets(connection, viewer, client_id)
    if problem := overlap_problem(overlap_hours):
        raise Refused([problem])
    secret = new_client_secret(client_id)
    async with connection.transaction():
        await lock_api_clients(connection, row.organisation_id)
        await _require_active(connection, client_id)
        until = now + dt.timedelta(hours=overlap_hours)
        await end_api_client_secret(connection, row.organisation_id, client_id, until)
        await insert_api_client_secret(connection, row.organisation_id, client_id, secret_hash(secret), now)
        details = {"overlap_hours": overlap_hours}
        await insert_audit_entry(connection, _entry(viewer, row, ROTATE, details))
    return IssuedSecret(row, secret)


async def replace_api_client_secret(
    connection: Connection, viewer: Viewer, client_id: UUID, *, first: bool = False
) -> IssuedSecret:
    """Give a client another newest secret, of the same age: the one that there is was issued to nobody.

    Raises Refused, also where the ``first`` one is meant and another was issued since.
    """
    row = await _with_secrets(connection, viewer, client_id)
    secret = new_client_secret(client_id)
    async with connection.transaction():
        await lock_api_clients(connection, row.organisation_id)
        await _require_active(connection, client_id)
        made_at = await delete_newest_api_client_secret(connection, row.organisation_id, client_id)
        if first and made_at != row.created_at:
            message = "the client's secret was rotated since it was made: rotate it again to get another"
            raise Refused([Problem(ProblemCode.NOT_ALLOWED, message, ("idempotencyKey",))])
        await insert_api_client_secret(connection, row.organisation_id, client_id, secret_hash(secret), made_at)
        await insert_audit_entry(connection, _entry(viewer, row, ROTATE, {"again": True}))
    return IssuedSecret(row, secret)


async def find_managed_client(connection: Connection, viewer: Viewer, client_id: UUID) -> ApiClientRow:
    """A client that the viewer manages. Raises Refused."""
    return await _managed(connection, viewer, client_id, REVOKE)


async def revoke_client(connection: Connection, viewer: Viewer, client_id: UUID, now: dt.datetime) -> ApiClientRow:
    """End a client: its secrets, its membership, and with that the use of its tokens. Raises Refused."""
    row = await _managed(connection, viewer, client_id, REVOKE)
    async with connection.transaction():
        await lock_api_clients(connection, row.organisation_id)
        await _require_active(connection, client_id)
        await revoke_api_client(connection, row.organisation_id, client_id, now)
        await delete_client_membership(connection, row.organisation_id, client_id)
        await insert_audit_entry(connection, _entry(viewer, row, REVOKE, {}))
    return replace(row, revoked_at=now)


async def find_client(connection: Connection, client_id: str, secret: str, now: dt.datetime) -> KnownClient | None:
    """The client that shows this secret; an unknown client and a wrong secret take the same way."""
    async with connection.transaction():
        row = await select_api_client_key(connection, UUID(client_id) if is_entity_id(client_id) else _NO_CLIENT, now)
        stored = (row.secret_hashes if row else ())[:SECRETS]
        given, found = secret_hash(secret), False
        for expected in (*stored, *[_NO_SECRET] * (SECRETS - len(stored))):
            found |= hmac.compare_digest(expected, given)
        if row is None or not found:
            return None
        memberships = await select_memberships(connection, row.id)
        if row.last_used_at is None or (now - row.last_used_at).total_seconds() > SEEN_EVERY_SECONDS:
            await touch_api_client(connection, row.organisation_id, row.id, now)
    scopes = frozenset(Scope(scope) for scope in row.scopes)
    return KnownClient(row.id, scopes, any(one.organisation_id == row.organisation_id for one in memberships))


async def _managing_hat(
    connection: Connection, viewer: Viewer, organisation_id: UUID, action: str, subject: str
) -> Membership:
    """The membership by which a viewer manages an organisation's clients. Raises Refused, or NotPermitted."""
    viewer = await as_present(connection, viewer)
    hat = next((hat for hat in viewer.memberships if hat.organisation_id == organisation_id), None)
    if hat is None:
        raise Refused([_not_found("organisation" if not subject else "client")])
    if denied := organisation_denial(viewer, Permission.CLIENT_MANAGE, organisation_id):
        raise NotPermitted(organisation_id, denied, subject, action)
    return hat


async def _with_secrets(connection: Connection, viewer: Viewer, client_id: UUID) -> ApiClientRow:
    """A client whose secret the viewer may replace: one that does no more than they may. Raises Refused."""
    row = await _managed(connection, viewer, client_id, ROTATE)
    if missing := {Scope(scope) for scope in row.scopes} - viewer.scopes:
        message = f"this client has scopes that you do not have: {write_scopes(missing)}"
        raise Refused([Problem(ProblemCode.NOT_ALLOWED, message, ("id",))])
    return row


async def _managed(connection: Connection, viewer: Viewer, client_id: UUID, action: str) -> ApiClientRow:
    row = await select_api_client(connection, client_id)
    if row is None:
        raise Refused([_not_found("client")])
    await _managing_hat(connection, viewer, row.organisation_id, action, str(client_id))
    return row


async def _require_active(connection: Connection, client_id: UUID) -> None:
    row = await select_api_client(connection, client_id)
    if row is None or row.revoked_at is not None:
        message = "this client is revoked, which cannot be undone: make another"
        raise Refused([Problem(ProblemCode.NOT_ALLOWED, message, ("id",))])


def _not_found(what: str) -> Problem:
    path = "id" if what == "client" else "organisationId"
    return Problem(ProblemCode.NOT_FOUND, f"there is no such {what} for you", (path,))


def _entry(viewer: Viewer, row: ApiClientRow, action: str, details: Mapping[str, object]) -> AuditEntry:
    return AuditEntry(row.organisation_id, viewer.person_id, action, str(row.id), details=details)
