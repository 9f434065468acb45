"""An organisation's connection to its identity provider: drafted, its domains verified, activated by itself alone."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from plans.rules.identifier import new_id
from plans.rules.login import ALGORITHMS, as_domain, may_manage_connection
from plans.rules.refusal import Problem, ProblemCode, Refused
from plans.rules.role import ROLES_OF, Side
from plans.rules.session import INVITATION_DAYS, new_secret, secret_hash
from plans.rules.viewer import Viewer
from plans.store.connection import Connection
from plans.store.login_connection import (
    LoginConnectionRow,
    activate_login_connection,
    insert_login_domain,
    select_login_connection,
    select_login_domains,
    upsert_login_connection,
    verify_login_domain,
)
from plans.store.login_invitation import insert_login_invitation
from plans.store.organisation import select_organisations
from plans.store.person import select_memberships

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
) -> UUID:
    """Write a connection as a draft; one that was active lets nobody in until it is activated again. Raises Refused."""
    async with connection.transaction():
        organisations = await select_organisations(connection, [organisation_id])
        if not organisations or not may_manage_connection(viewer, organisation_id):
            raise Refused([_not_yours()])
        side = Side(organisations[0].side)
        problems = list(_draft_problems(draft, side))
        if connection_id is not None:
            known = await select_login_connection(connection, connection_id)
            if known is None or known.organisation_id != organisation_id:
                problems.append(Problem(ProblemCode.NOT_FOUND, "there is no such connection", ("id",)))
        if problems:
            raise Refused(problems)
        row = LoginConnectionRow(
            organisation_id, connection_id or new_id(), draft.issuer, draft.client_id, draft.secret_from,
            draft.algorithms, draft.role_claim, draft.role_map, "draft", organisations[0].name, side,
        )  # fmt: skip
        await upsert_login_connection(connection, row)
    return row.id


async def activate_connection(connection: Connection, viewer: Viewer, connection_id: UUID) -> None:
    """Let people log in through it. Only the organisation itself may: Refused for everybody else."""
    async with connection.transaction():
        row = await _own(connection, viewer, connection_id)
        await activate_login_connection(connection, row.organisation_id, row.id, viewer.person_id)


async def claim_domain(connection: Connection, viewer: Viewer, connection_id: UUID, domain: str) -> str:
    """Claim a domain; return the text that shows that it is theirs. Raises Refused."""
    async with connection.transaction():
        row = await _own(connection, viewer, connection_id)
        known = as_domain(domain)
        if known is None:
            raise Refused([Problem(ProblemCode.INVALID, "expected a domain such as harbor.example", ("domain",))])
        await insert_login_domain(connection, row.organisation_id, row.id, known, f"concordat={new_secret()}")
        domains = await select_login_domains(connection, row.organisation_id, [row.id])
    return next(item.challenge for item in domains if item.domain == known)


async def confirm_domain(connection: Connection, viewer: Viewer, connection_id: UUID, domain: str, shown: str) -> None:
    """The domain routes from now on, if it shows the text that was given. Raises Refused."""
    async with connection.transaction():
        row = await _own(connection, viewer, connection_id)
        domains = await select_login_domains(connection, row.organisation_id, [row.id])
        claimed = next((item for item in domains if item.domain == as_domain(domain)), None)
        if claimed is None or shown.strip() != claimed.challenge:
            message = f"expected the text that was given for {domain}, and nothing else: put it there and try again"
            raise Refused([Problem(ProblemCode.INVALID, message, ("domain",))])
        await verify_login_domain(connection, row.organisation_id, row.id, claimed.domain)


async def invite_to_log_in(
    connection: Connection, viewer: Viewer, organisation_id: UUID, person_id: UUID, now: dt.datetime
) -> str:
    """The secret of an invitation for a member who has not logged in yet. Raises Refused."""
    async with connection.transaction():
        memberships = await select_memberships(connection, person_id)
        is_member = any(membership.organisation_id == organisation_id for membership in memberships)
        if not may_manage_connection(viewer, organisation_id) or not is_member:
            raise Refused([_not_yours()])
        secret = new_secret()
        until = now + dt.timedelta(days=INVITATION_DAYS)
        await insert_login_invitation(connection, organisation_id, new_id(), person_id, secret_hash(secret), until)
    return secret


async def _own(connection: Connection, viewer: Viewer, connection_id: UUID) -> LoginConnectionRow:
    row = await select_login_connection(connection, connection_id)
    if row is None or not may_manage_connection(viewer, row.organisation_id):
        raise Refused([_not_yours()])
    return row


def _not_yours() -> Problem:
    message = "there is no such connection or organisation for you: an organisation alone decides on its login"
    return Problem(ProblemCode.NOT_FOUND, message, ())


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
