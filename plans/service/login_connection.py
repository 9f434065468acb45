"""An organisation's connection to its identity provider: drafted, its domains verified, activated by itself alone."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from uuid import UUID

from plans.rules.identifier import new_id
from plans.rules.login import ALGORITHMS, as_domain, challenge_address
from plans.rules.permission import Permission, organisation_denial, require_permission
from plans.rules.refusal import Problem, ProblemCode, Refused
from plans.rules.role import ROLES_OF, Side
from plans.rules.session import new_secret
from plans.rules.value import describe, printable
from plans.rules.viewer import Viewer
from plans.service.viewer import as_present
from plans.store.audit import AuditEntry, insert_audit_entry
from plans.store.connection import Connection
from plans.store.login_connection import (
    LoginConnectionRow,
    LoginDomainRow,
    activate_login_connection,
    delete_login_connection,
    insert_login_domain,
    select_login_connection,
    select_login_connections,
    select_login_domains,
    upsert_login_connection,
    verify_login_domain,
)
from plans.store.session import end_sessions

SECRET_FROM = ("environment", "file", "none")


@dataclass(frozen=True, slots=True)
class ConnectionDraft:
    """What an organisation says of its provider; ``role_map`` is from a value of ``role_claim`` to a role."""

    issuer: str
    client_id: str
    secret_from: str = "environment"  # noqa: S105 - where it is, not what it is
    algorithms: tuple[str, ...] = ("RS256",)
    role_claim: str | None = None
    role_map: dict[str, str] = field(default_factory=dict[str, str])


async def draft_connection(
    connection: Connection,
    viewer: Viewer,
    organisation_id: UUID,
    draft: ConnectionDraft,
    connection_id: UUID | None = None,
    made: UUID | None = None,
) -> UUID:
    """Write a connection as a draft; one that was active lets nobody in until it is activated again. Raises Refused.

    ``made``: the id of a new one, where it is known already.
    """
    async with connection.transaction():
        viewer = await as_present(connection, viewer)
        hat = require_permission(viewer, Permission.CONNECTION_MANAGE, organisation_id, str(connection_id or ""))
        problems = list(_draft_problems(draft, hat.side))
        if connection_id is not None:
            known = await select_login_connection(connection, connection_id)
            if known is None or known.organisation_id != organisation_id:
                problems.append(Problem(ProblemCode.NOT_FOUND, "there is no such connection", ("id",)))
        if problems:
            raise Refused(problems)
        row = LoginConnectionRow(
            organisation_id, connection_id or made or new_id(), draft.issuer, draft.client_id, draft.secret_from,
            draft.algorithms, draft.role_claim, draft.role_map, "draft", hat.organisation_name, hat.side,
        )  # fmt: skip
        await upsert_login_connection(connection, row)
        await _note(connection, viewer, row, "draft", issuer=row.issuer)
    return row.id


async def list_connections(
    connection: Connection, viewer: Viewer, organisation_id: UUID
) -> list[tuple[LoginConnectionRow, list[LoginDomainRow]]]:
    """The connections of an organisation with their domains; none for who may not manage them."""
    if organisation_denial(viewer, Permission.CONNECTION_MANAGE, organisation_id):
        return []
    rows = await select_login_connections(connection, organisation_id)
    domains = await select_login_domains(connection, organisation_id, [row.id for row in rows])
    return [(row, [domain for domain in domains if domain.connection_id == row.id]) for row in rows]


async def find_own_connection(connection: Connection, viewer: Viewer, connection_id: UUID) -> LoginConnectionRow:
    """A connection that the viewer decides on. Raises Refused: an organisation alone decides on its login."""
    row = await select_login_connection(connection, connection_id)
    viewer = await as_present(connection, viewer)
    if row is None or viewer.hat_in(row.organisation_id) is None:
        message = "there is no such connection for you: an organisation alone decides on its login"
        raise Refused([Problem(ProblemCode.NOT_FOUND, message, ("id",))])
    require_permission(viewer, Permission.CONNECTION_MANAGE, row.organisation_id, str(connection_id))
    return row


async def activate_connection(connection: Connection, viewer: Viewer, tried: LoginConnectionRow) -> None:
    """Let people log in through a connection that was tried as it is. Only the organisation itself may: Refused."""
    async with connection.transaction():
        row = await find_own_connection(connection, viewer, tried.id)
        if replace(row, state=tried.state) != tried:
            message = "the connection has changed in this moment: look at it and activate it again"
            raise Refused([Problem(ProblemCode.INVALID, message, ("id",))])
        await activate_login_connection(connection, row.organisation_id, row.id, viewer.person_id)
        await _note(connection, viewer, row, "activate", issuer=row.issuer)


async def deactivate_connection(connection: Connection, viewer: Viewer, connection_id: UUID, now: dt.datetime) -> None:
    """Let nobody in through a connection any more, and end the sessions that came of it. Raises Refused."""
    async with connection.transaction():
        row = await find_own_connection(connection, viewer, connection_id)
        await upsert_login_connection(connection, row)
        await end_sessions(connection, now, "removed", connection_id=row.id, organisation_id=row.organisation_id)
        await _note(connection, viewer, row, "deactivate")


async def remove_connection(connection: Connection, viewer: Viewer, connection_id: UUID) -> None:
    """Forget a draft with its domains and identities. Raises Refused, also where it is active."""
    async with connection.transaction():
        row = await find_own_connection(connection, viewer, connection_id)
        if row.state == "active":
            message = "people log in through this connection: deactivate it first"
            raise Refused([Problem(ProblemCode.NOT_ALLOWED, message, ("id",))])
        await delete_login_connection(connection, row.organisation_id, row.id)
        await _note(connection, viewer, row, "remove")


async def claim_domain(connection: Connection, viewer: Viewer, connection_id: UUID, domain: str) -> str:
    """Claim a domain; return the text that shows that it is theirs. Raises Refused."""
    async with connection.transaction():
        row = await find_own_connection(connection, viewer, connection_id)
        known = as_domain(domain)
        if known is None:
            raise Refused([Problem(ProblemCode.INVALID, "expected a domain such as harbor.example", ("domain",))])
        await insert_login_domain(connection, row.organisation_id, row.id, known, f"concordat={new_secret()}")
        claimed = await find_claimed_domain(connection, viewer, connection_id, domain)
        await _note(connection, viewer, row, "claim", domain=known)
    return claimed.challenge


async def find_claimed_domain(
    connection: Connection, viewer: Viewer, connection_id: UUID, domain: str
) -> LoginDomainRow:
    """A domain that was claimed for a connection of the viewer's. Raises Refused."""
    row = await find_own_connection(connection, viewer, connection_id)
    domains = await select_login_domains(connection, row.organisation_id, [row.id])
    claimed = next((item for item in domains if item.domain == as_domain(domain)), None)
    if claimed is None:
        message = "this connection has not claimed such a domain: claim it first"
        raise Refused([Problem(ProblemCode.NOT_FOUND, message, ("domain",))])
    return claimed


async def confirm_domain(connection: Connection, viewer: Viewer, connection_id: UUID, domain: str, shown: str) -> None:
    """The domain routes from now on, if it shows the text that was given. Raises Refused."""
    async with connection.transaction():
        row = await find_own_connection(connection, viewer, connection_id)
        claimed = await find_claimed_domain(connection, viewer, connection_id, domain)
        if shown.strip() != claimed.challenge:
            message = (
                f"expected {challenge_address(claimed.domain)} to show the text that was given, and nothing else; "
                f"got {describe(printable(shown, 100))}: put it there and try again"
            )
            raise Refused([Problem(ProblemCode.INVALID, message, ("domain",))])
        await verify_login_domain(connection, row.organisation_id, row.id, claimed.domain)
        await _note(connection, viewer, row, "confirm", domain=claimed.domain)


async def _note(connection: Connection, viewer: Viewer, row: LoginConnectionRow, deed: str, **details: object) -> None:
    entry = AuditEntry(
        row.organisation_id, viewer.person_id, Permission.CONNECTION_MANAGE, str(row.id),
        details={"deed": deed, **details},
    )  # fmt: skip
    await insert_audit_entry(connection, entry)


def _draft_problems(draft: ConnectionDraft, side: Side) -> Iterable[Problem]:
    if not draft.issuer.startswith(("https://", "http://")) or not draft.issuer.isprintable() or "?" in draft.issuer:
        yield Problem(ProblemCode.INVALID, "expected the issuer's https address, without a query", ("issuer",))
    if not draft.client_id or not draft.client_id.isprintable():
        yield Problem(ProblemCode.REQUIRED, "expected the client id that the provider gave", ("clientId",))
    if draft.secret_from not in SECRET_FROM:
        yield Problem(ProblemCode.INVALID, f"expected one of {', '.join(SECRET_FROM)}", ("secretFrom",))
    if not draft.algorithms or not ALGORITHMS.issuperset(draft.algorithms):
        expected = f"expected some of {', '.join(sorted(ALGORITHMS))}"
        yield Problem(ProblemCode.INVALID, expected, ("algorithms",))
    for role in draft.role_map.values():
        if role not in ROLES_OF[side]:
            expected = f"expected a role of a {side}: {', '.join(sorted(ROLES_OF[side]))}"
            yield Problem(ProblemCode.INVALID, expected, ("roleMap",))
