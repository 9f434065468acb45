"""Who may do what: one list of permissions, one table of roles."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from plans.rules.role import Role, Side
from plans.rules.viewer import Viewer


class Permission(StrEnum):
    """What can be done, as ``resource:action``."""

    PLAN_CREATE = "plan:create"


GRANTS: dict[Role, frozenset[Permission]] = {
    Role.ADMIN: frozenset({Permission.PLAN_CREATE}),
    Role.EXECUTIVE: frozenset({Permission.PLAN_CREATE}),
    Role.CSM: frozenset({Permission.PLAN_CREATE}),
    Role.CONTRIBUTOR: frozenset(),
    Role.VIEWER: frozenset(),
    Role.SPONSOR: frozenset(),
    Role.CHAMPION: frozenset(),
    Role.MEMBER: frozenset(),
    Role.FINANCE: frozenset(),
    Role.PARTNER: frozenset(),
}


@dataclass(frozen=True, slots=True)
class Denied:
    """Why something may not be done. Only for what the viewer may read: anything else does not exist."""

    permission: Permission
    message: str


def denial(viewer: Viewer, permission: Permission, vendor_id: UUID, customer_id: UUID) -> Denied | None:
    """Why the viewer may not act on an account of these two organisations, or ``None``."""
    hats = [
        membership
        for membership in viewer.memberships
        if (membership.side is Side.VENDOR and membership.organisation_id == vendor_id)
        or (membership.side is Side.CUSTOMER and membership.organisation_id == customer_id)
    ]
    if any(permission in GRANTS[hat.role] for hat in hats):
        return None
    allowed = ", ".join(role for role, granted in GRANTS.items() if permission in granted)
    held = ", ".join(sorted({hat.role for hat in hats})) or "none"
    return Denied(permission, f"{permission} takes one of the roles {allowed}; yours here: {held}")
