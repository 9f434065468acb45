"""API clients: programs that act for an organisation, and the secrets by which they show who they are."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from plans.rules.permission import exceeds
from plans.rules.refusal import Problem, ProblemCode
from plans.rules.role import ROLES_OF, Role, Side
from plans.rules.scope import Scope, write_scopes
from plans.rules.session import new_secret
from plans.rules.value import name_problem

SERVICE = "service"  # the kind of a client's person
ADDRESSES = "clients.invalid"  # RFC 6761: no mail ever goes there
SECRET_PREFIX = "concordat_"  # noqa: S105 - by which scanners find a secret that was published
MAX_NAME_LENGTH = 100
MAX_CLIENTS = 100  # of an organisation, revoked ones not counted
MAX_OVERLAP_HOURS = 168  # a week for whoever deploys the new secret
TOKEN_SECONDS = 300  # of a client's access token: it asks for a new one
SECRETS = 2  # that are good at once


@dataclass(frozen=True, slots=True)
class ClientDraft:
    """What a new client is to be."""

    name: str
    role: Role
    scopes: frozenset[Scope]


def new_client_secret(client_id: UUID) -> str:
    """A secret for a client: its id, and 256 random bits.

    >>> secret = new_client_secret(UUID(int=5))
    >>> secret[:43], len(secret)
    ('concordat_00000000000000000000000000000005_', 86)
    """
    return f"{SECRET_PREFIX}{client_id.hex}_{new_secret()}"


def client_email(client_id: UUID) -> str:
    """What stands where people have their e-mail address."""
    return f"{client_id}@{ADDRESSES}"


def client_problems(
    draft: ClientDraft, side: Side, held: Iterable[Role], scopes: frozenset[Scope]
) -> tuple[Problem, ...]:
    """Everything that is wrong with a new client; ``held`` and ``scopes`` are its creator's."""
    found: list[Problem] = []
    if wrong := name_problem(draft.name, MAX_NAME_LENGTH):
        found.append(Problem(ProblemCode.INVALID, wrong, ("name",)))
    if draft.role not in ROLES_OF[side]:
        message = f"expected a role of a {side}: {', '.join(sorted(ROLES_OF[side]))}; got {draft.role}"
        found.append(Problem(ProblemCode.INVALID, message, ("role",)))
    elif exceeds(draft.role, held):
        message = f"the role {draft.role} may do more than you may: choose one that does not"
        found.append(Problem(ProblemCode.NOT_ALLOWED, message, ("role",)))
    if Scope.PLAN_READ not in draft.scopes:
        message = f"expected {Scope.PLAN_READ} among the scopes: without it a client can do nothing"
        found.append(Problem(ProblemCode.REQUIRED, message, ("scopes",)))
    if beyond := draft.scopes - scopes:
        message = f"your own token lacks {write_scopes(beyond)}: a client cannot get what you do not have"
        found.append(Problem(ProblemCode.NOT_ALLOWED, message, ("scopes",)))
    return tuple(found)


def overlap_problem(hours: int) -> Problem | None:
    """Whether the old secret may be good for so many hours more."""
    if 0 <= hours <= MAX_OVERLAP_HOURS:
        return None
    message = f"expected 0 to {MAX_OVERLAP_HOURS} hours, got {hours}"
    return Problem(ProblemCode.INVALID, message, ("overlapHours",))
