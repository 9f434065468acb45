"""Who may do what: one list of permissions, one table of roles."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from plans.rules.document import DOCUMENTS
from plans.rules.refusal import Problem, ProblemCode, Refused
from plans.rules.role import Role, Side
from plans.rules.viewer import Membership, Viewer


class Permission(StrEnum):
    """What can be done, as ``resource:action``."""

    PLAN_CREATE = "plan:create"
    PLAN_RECORD_DATES = "plan:record_dates"
    CLOCKS_UPDATE = "clocks:update"  # a vendor's limits: see `plans/rules/clock.py`
    ACCOUNT_CREATE = "account:create"
    ACCOUNT_UPDATE = "account:update"
    PRESET_CHOOSE = "preset:choose"
    DISCOVERY_CALL_RECORD = "discovery_call:record"
    CONTACT_CREATE = "contact:create"  # a customer's of its own side: see `plans/rules/contact.py`
    CONTACT_UPDATE = "contact:update"
    STAKEHOLDER_ASSESS = "stakeholder:assess"
    MEASUREMENT_RECORD = "measurement:record"
    MEASUREMENT_RECORD_OWN = "measurement:record_own"  # of what they measure or own
    FINDING_OVERRULE = "finding:overrule"
    WIN_CONFIRM = "win:confirm"  # a customer's: see `plans/rules/win_confirmation.py`
    REVIEW_SCHEDULE = "review:schedule"
    REVIEW_COMPLETE = "review:complete"
    REVIEW_ANSWER = "review:answer"
    MEMBER_LIST = "member:list"
    MEMBER_INVITE = "member:invite"
    MEMBER_CHANGE_ROLE = "member:change_role"
    MEMBER_REMOVE = "member:remove"
    CONNECTION_MANAGE = "connection:manage"
    CLIENT_MANAGE = "client:manage"
    AUDIT_READ = "audit:read"


_ORGANISATION = frozenset(
    {
        Permission.MEMBER_LIST,
        Permission.MEMBER_INVITE,
        Permission.MEMBER_CHANGE_ROLE,
        Permission.MEMBER_REMOVE,
        Permission.CONNECTION_MANAGE,
        Permission.CLIENT_MANAGE,
        Permission.AUDIT_READ,
    }
)
_COLLEAGUE = frozenset({Permission.MEMBER_LIST})
_ACCOUNTS = frozenset(
    {
        Permission.PLAN_CREATE,
        Permission.ACCOUNT_CREATE,
        Permission.ACCOUNT_UPDATE,
        Permission.DISCOVERY_CALL_RECORD,
        Permission.STAKEHOLDER_ASSESS,
    }
)
_DOER = _COLLEAGUE | {Permission.MEASUREMENT_RECORD_OWN}
_KEEPER = _DOER | {  # of a plan, on either side
    Permission.MEASUREMENT_RECORD,
    Permission.FINDING_OVERRULE,
    Permission.REVIEW_SCHEDULE,
    Permission.REVIEW_COMPLETE,
    Permission.REVIEW_ANSWER,
    Permission.PLAN_RECORD_DATES,
    Permission.PRESET_CHOOSE,
    Permission.CONTACT_CREATE,
    Permission.CONTACT_UPDATE,
}

GRANTS: dict[Role, frozenset[Permission]] = {
    Role.ADMIN: _ORGANISATION | _KEEPER | _ACCOUNTS | {Permission.CLOCKS_UPDATE},
    Role.EXECUTIVE: _KEEPER | _ACCOUNTS,
    Role.CSM: _KEEPER | _ACCOUNTS,
    Role.CONTRIBUTOR: _DOER,
    Role.VIEWER: _COLLEAGUE,
    Role.SPONSOR: _ORGANISATION | _KEEPER | {Permission.WIN_CONFIRM},
    Role.CHAMPION: _KEEPER | {Permission.MEMBER_INVITE, Permission.WIN_CONFIRM},
    Role.MEMBER: _DOER,
    Role.FINANCE: _COLLEAGUE | {Permission.WIN_CONFIRM},
    Role.PARTNER: _ORGANISATION,
}


@dataclass(frozen=True, slots=True)
class Denied:
    """Why something may not be done. Only for what the viewer may read: anything else does not exist."""

    permission: Permission
    message: str


class NotPermitted(Refused):
    """The viewer knows the organisation and may not do this there. Whoever answers notes it in that audit."""

    def __init__(
        self,
        organisation_id: UUID,
        denied: Denied,
        subject: str = "",
        action: str = "",
        others: Iterable[Problem] = (),
    ) -> None:
        """``others``: what is wrong besides."""
        super().__init__([Problem(ProblemCode.NOT_ALLOWED, denied.message), *others])
        self.organisation_id = organisation_id
        self.action = action or denied.permission  # as the audit calls it
        self.subject = subject


def denial(viewer: Viewer, permission: Permission, vendor_id: UUID, customer_id: UUID) -> Denied | None:
    """Why the viewer may not act on an account of these two organisations, or ``None``."""
    hats = [
        membership
        for membership in viewer.memberships
        if (membership.side is Side.VENDOR and membership.organisation_id == vendor_id)
        or (membership.side is Side.CUSTOMER and membership.organisation_id == customer_id)
    ]
    return _denial(hats, permission)


def not_permitted(
    viewer: Viewer,
    denied: Denied,
    vendor_id: UUID,
    customer_id: UUID,
    subject: str = "",
    others: Iterable[Problem] = (),
) -> NotPermitted:
    """The denial for the audit of whom the viewer acts for on an account of these two organisations."""
    hat = viewer.hat_on(vendor_id, customer_id)
    return NotPermitted(hat.organisation_id if hat else vendor_id, denied, subject, others=others)


def organisation_denial(viewer: Viewer, permission: Permission, organisation_id: UUID) -> Denied | None:
    """Why the viewer may not act on one of their organisations, or ``None``."""
    hats = [membership for membership in viewer.memberships if membership.organisation_id == organisation_id]
    return _denial(hats, permission)


def exceeds(role: Role, held: Iterable[Role]) -> bool:
    """Whether a role may do anything, in plans or besides, that none of the roles held may.

    >>> exceeds(Role.SPONSOR, [Role.CHAMPION]), exceeds(Role.CHAMPION, [Role.SPONSOR])
    (True, False)
    """
    roles = frozenset(held)
    granted = frozenset[Permission]().union(*(GRANTS[one] for one in roles))
    collections = [collection for document in DOCUMENTS.values() for collection in document.collections]
    return not GRANTS[role] <= granted or any(
        (role in collection.authors and not roles & collection.authors)
        or (role in collection.own_authors and not roles & (collection.authors | collection.own_authors))
        for collection in collections
    )


def require_permission(viewer: Viewer, permission: Permission, organisation_id: UUID, subject: str = "") -> Membership:
    """The viewer's hat in one of their organisations. ``subject`` is the id of what it is about, for the audit.

    Raises Refused where it is none of theirs, NotPermitted where they may not do this there.
    """
    hat = viewer.hat_in(organisation_id)
    if hat is None:
        message = "you have no organisation with this id: each manages its own people, logins and clients"
        raise Refused([Problem(ProblemCode.NOT_FOUND, message, ("organisationId",))])
    if denied := organisation_denial(viewer, permission, organisation_id):
        raise NotPermitted(organisation_id, denied, subject)
    return hat


def _denial(hats: Sequence[Membership], permission: Permission) -> Denied | None:
    if any(permission in GRANTS[hat.role] for hat in hats):
        return None
    allowed = ", ".join(role for role, granted in GRANTS.items() if permission in granted)
    held = ", ".join(sorted({hat.role for hat in hats})) or "none"
    return Denied(permission, f"{permission} takes one of the roles {allowed}; yours here: {held}")
