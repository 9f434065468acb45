"""The sides of a plan and the roles that people hold in an organisation."""

from enum import StrEnum


class Side(StrEnum):
    """Which side of an account an organisation stands on; also the kind of the organisation."""

    VENDOR = "vendor"
    CUSTOMER = "customer"
    PARTNER = "partner"


class Role(StrEnum):
    """What a person is in one organisation. A person may hold different roles in different organisations."""

    ADMIN = "admin"
    EXECUTIVE = "executive"
    CSM = "csm"
    CONTRIBUTOR = "contributor"
    VIEWER = "viewer"
    SPONSOR = "sponsor"
    CHAMPION = "champion"
    MEMBER = "member"
    FINANCE = "finance"
    PARTNER = "partner"


ROLES_OF: dict[Side, frozenset[Role]] = {
    Side.VENDOR: frozenset({Role.ADMIN, Role.EXECUTIVE, Role.CSM, Role.CONTRIBUTOR, Role.VIEWER}),
    Side.CUSTOMER: frozenset({Role.SPONSOR, Role.CHAMPION, Role.MEMBER, Role.FINANCE}),
    Side.PARTNER: frozenset({Role.PARTNER}),
}
