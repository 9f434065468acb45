"""Who may be invited, change their role and be removed in an organisation. Who may do it at all is a permission."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from plans.rules.api_client import ADDRESSES
from plans.rules.login import email_domain
from plans.rules.refusal import Problem, ProblemCode
from plans.rules.role import ROLES_OF, Role, Side
from plans.rules.value import name_problem

MAX_NAME_LENGTH = 200  # characters
MAX_EMAIL_LENGTH = 254  # RFC 5321, section 4.5.3.1.3, less the brackets

HEAD: Mapping[Side, Role] = {Side.VENDOR: Role.ADMIN, Side.CUSTOMER: Role.SPONSOR, Side.PARTNER: Role.PARTNER}
"""The role that an organisation never lacks once it has somebody: without it nobody could manage its people."""

HANDS_OUT: Mapping[Role, frozenset[Role]] = {
    Role.ADMIN: ROLES_OF[Side.VENDOR],
    Role.SPONSOR: ROLES_OF[Side.CUSTOMER],
    Role.CHAMPION: frozenset({Role.CHAMPION, Role.MEMBER, Role.FINANCE}),
    Role.PARTNER: ROLES_OF[Side.PARTNER],
}
"""The roles that a role gives to others, and whose holders it manages: never a mightier one than itself."""


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Somebody to be invited, as the inviter knows them."""

    email: str
    name: str
    role: Role

    @classmethod
    def of(cls, email: str, name: str, role: Role) -> "Newcomer":
        """The newcomer as they are stored: the address in lower case, nothing around the name."""
        return cls(email.strip().lower(), name.strip(), role)


def newcomer_problems(side: Side, newcomer: Newcomer) -> tuple[Problem, ...]:
    """Everything that is wrong with a newcomer to an organisation of this side.

    >>> [p.path for p in newcomer_problems(Side.CUSTOMER, Newcomer("no address", "", Role.ADMIN))]
    [('email',), ('name',), ('role',)]
    >>> newcomer_problems(Side.CUSTOMER, Newcomer("elena@harbor.example", "Elena Fischer", Role.SPONSOR))
    ()
    """
    found: list[Problem] = []
    email, domain = newcomer.email, email_domain(newcomer.email)
    if domain is None or domain == ADDRESSES or not email.isascii() or not email.isprintable() or " " in email:
        expected = f"expected an e-mail address of at most {MAX_EMAIL_LENGTH} ASCII characters"
        found.append(Problem(ProblemCode.INVALID, expected, ("email",)))
    if wrong := name_problem(newcomer.name, MAX_NAME_LENGTH):
        found.append(Problem(ProblemCode.INVALID, wrong, ("name",)))
    return (*found, *role_problems(side, newcomer.role))


def role_problems(side: Side, role: Role) -> tuple[Problem, ...]:
    """What is wrong with giving a role to a member of an organisation of this side."""
    if role in ROLES_OF[side]:
        return ()
    expected = f"expected a role of a {side}: {', '.join(sorted(ROLES_OF[side]))}; got {role}"
    return (Problem(ProblemCode.INVALID, expected, ("role",)),)


def reach_denial(held: Role, *touched: Role) -> str | None:
    """Why the holder of a role may not give these roles or manage their holders; ``None`` where they may.

    >>> reach_denial(Role.CHAMPION, Role.MEMBER)
    >>> reach_denial(Role.CHAMPION, Role.SPONSOR)
    'the role champion gives and manages the roles champion, finance, member; got sponsor'
    """
    reach = HANDS_OUT.get(held, frozenset[Role]())
    beyond = sorted(set(touched) - reach)
    if not beyond:
        return None
    return f"the role {held} gives and manages the roles {', '.join(sorted(reach)) or 'none'}; got {', '.join(beyond)}"


def head_problems(side: Side, roles: Mapping[UUID, Role], person_id: UUID, role: Role | None) -> tuple[Problem, ...]:
    """What is wrong with a member's becoming ``role``, or with their removal (``None``): somebody has to be head.

    ``roles`` are those of all members.
    """
    head = HEAD[side]
    others = [other for other, held in roles.items() if held is head and other != person_id]
    if roles.get(person_id) is not head or role is head or others:
        return ()
    message = f"this is the last {head} of the organisation: make somebody else {head} first"
    return (Problem(ProblemCode.NOT_ALLOWED, message, ("personId",)),)
