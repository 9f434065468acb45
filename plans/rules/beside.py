"""What stands beside a plan's documents as rows: the lists that are told of, and to whom.

A table joins in with one line here, and one trigger in its migration (see `migrations/0018_tell_changes_beside.sql`).
"""

from collections.abc import Iterable

from plans.rules.role import ROLES_OF, Role, Side

OF_VENDOR: frozenset[Role] = ROLES_OF[Side.VENDOR]
OF_BOTH: frozenset[Role] = OF_VENDOR | ROLES_OF[Side.CUSTOMER]

LISTS: dict[str, frozenset[Role]] = {
    "account": OF_BOTH,
    "assessments": OF_VENDOR,
    "contacts": OF_BOTH,
    "dates": OF_BOTH,
    "discoveryCalls": OF_VENDOR,
    "contract": OF_VENDOR | {Role.SPONSOR, Role.FINANCE},
    "measurements": OF_BOTH,
    "overrulings": OF_BOTH,
    "reviews": OF_BOTH,
    "shape": OF_BOTH,
    "winConfirmations": OF_BOTH,
}
"""Whom each list is told to; nobody is told of one whose rows they may not read, nor of one that is not here."""


def lists_told_to(roles: Iterable[Role]) -> frozenset[str]:
    """The lists of which somebody with these roles in an account is told.

    >>> sorted(lists_told_to([Role.CHAMPION]))
    ['account', 'contacts', 'dates', 'measurements', 'overrulings', 'reviews', 'shape', 'winConfirmations']
    >>> lists_told_to([])
    frozenset()
    """
    held = frozenset(roles)
    return frozenset(name for name, told in LISTS.items() if told & held)
