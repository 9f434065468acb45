"""What an open socket may go on resting on: a session that lasts, and the roles that it was opened with."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from plans.rules.role import Role
from plans.rules.viewer import Membership

SESSION_ENDED = "the session has ended: log in again"


@dataclass(frozen=True, slots=True)
class Authority:
    """What a socket was opened with. ``session_id`` is ``None`` for a bearer token.

    ``memberships`` are those that its rights rest on; a session's are all of the session's organisation.
    """

    person_id: UUID
    session_id: UUID | None
    memberships: tuple[Membership, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """What is true now: whether the session lasts (``True`` for a token), and the role held in each organisation."""

    session_lasts: bool
    roles: Mapping[UUID, Role]


class Withdrawn(StrEnum):
    """What became of an authority."""

    ENDED = "ended"  # whoever comes again with the same session or token is turned away
    CHANGED = "changed"  # whoever comes again has other rights


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """Why a socket has to close; the message is for the person."""

    kind: Withdrawn
    message: str


def withdrawal(authority: Authority, standing: Standing) -> Withdrawal | None:
    """Why an authority no longer holds; ``None`` while it does."""
    if not standing.session_lasts:
        return Withdrawal(Withdrawn.ENDED, SESSION_ENDED)
    for membership in authority.memberships:
        if membership.organisation_id not in standing.roles:
            gone = f"you are no member of {membership.organisation_name} any more"
            if standing.roles:
                return Withdrawal(Withdrawn.CHANGED, f"{gone}: reconnect to go on without it")
            return Withdrawal(Withdrawn.ENDED, f"{gone}: ask to be invited again")
    for membership in authority.memberships:
        role = standing.roles[membership.organisation_id]
        if role is not membership.role:
            message = f"your role has changed from {membership.role} to {role}: reconnect to go on with it"
            return Withdrawal(Withdrawn.CHANGED, message)
    return None
