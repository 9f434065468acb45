"""The person behind a request, with the organisations that they belong to."""

from dataclasses import dataclass
from uuid import UUID

from plans.rules.role import Role, Side
from plans.rules.scope import ALL_SCOPES, Scope


@dataclass(frozen=True, slots=True)
class Membership:
    """One hat: a role in one organisation."""

    organisation_id: UUID
    organisation_name: str
    side: Side
    role: Role


@dataclass(frozen=True, slots=True)
class Viewer:
    """A known person. What they see is what belongs to accounts of their organisations.

    ``scopes``: what the token at hand may be used for; a session's is everything.
    """

    person_id: UUID
    name: str
    email: str
    memberships: tuple[Membership, ...]
    scopes: frozenset[Scope] = ALL_SCOPES

    def organisations(self, side: Side) -> list[UUID]:
        """The ids of the viewer's organisations on one side."""
        return [membership.organisation_id for membership in self.memberships if membership.side is side]

    def hat_in(self, organisation_id: UUID) -> Membership | None:
        """The viewer's membership in an organisation."""
        return next((hat for hat in self.memberships if hat.organisation_id == organisation_id), None)

    def roles_on(self, vendor_id: UUID, customer_id: UUID) -> frozenset[Role]:
        """The viewer's roles in an account of these two, on whichever side."""
        sides = {Side.VENDOR: vendor_id, Side.CUSTOMER: customer_id}
        return frozenset(hat.role for hat in self.memberships if sides.get(hat.side) == hat.organisation_id)

    def hat_on(self, vendor_id: UUID, customer_id: UUID) -> Membership | None:
        """The viewer's membership in an account of these two; the vendor's before the customer's."""
        for side, organisation_id in ((Side.VENDOR, vendor_id), (Side.CUSTOMER, customer_id)):
            for membership in self.memberships:
                if membership.side is side and membership.organisation_id == organisation_id:
                    return membership
        return None
