"""The viewer: the person behind the request, what they are and what they see."""

from enum import Enum
from typing import TYPE_CHECKING, Annotated

import strawberry

import schema.account
from plans.rules.viewer import Membership as MembershipFact
from schema.context import Info
from schema.organisation import Organisation, Side
from schema.person import Person

if TYPE_CHECKING:
    from schema.account import Account

_value = strawberry.enum_value


@strawberry.enum(description="What a person is in an organisation.")
class Role(Enum):
    """What a person is in an organisation."""

    ADMIN = _value("admin", description="Vendor: runs the vendor's part and writes plans.")
    EXECUTIVE = _value("executive", description="Vendor: answers for the accounts and writes plans.")
    CSM = _value("csm", description="Vendor: a customer success manager; writes plans.")
    CONTRIBUTOR = _value("contributor", description="Vendor: writes the tasks that are theirs.")
    VIEWER = _value("viewer", description="Vendor: reads.")
    SPONSOR = _value("sponsor", description="Customer: stands behind the plan, writes and signs it.")
    CHAMPION = _value("champion", description="Customer: drives the plan and writes it.")
    MEMBER = _value("member", description="Customer: writes the tasks that are theirs.")
    FINANCE = _value("finance", description="Customer: reads the figures.")
    PARTNER = _value("partner", description="Partner: sees what is shown to partners.")


@strawberry.type(description="A person's place in one organisation.")
class Membership:
    """A person's place in one organisation."""

    organisation: Organisation = strawberry.field(description="The organisation.")
    role: Role = strawberry.field(description="What the person is there.")

    @classmethod
    def from_fact(cls, fact: MembershipFact) -> "Membership":
        """The membership as the request carries it."""
        organisation = Organisation(
            id=strawberry.ID(str(fact.organisation_id)), name=fact.organisation_name, side=Side(fact.side.value)
        )
        return cls(organisation=organisation, role=Role(fact.role.value))


@strawberry.type(description="The person behind the request, with what they may see.")
class Viewer:
    """The person behind the request, with what they may see."""

    person: Person = strawberry.field(description="Who it is.")
    memberships: list[Membership] = strawberry.field(description="The organisations that they belong to.")

    @strawberry.field(description="The accounts of their organisations, by name. Their plans may lag 0.3 s behind.")
    async def accounts(self, info: Info) -> list[Annotated["Account", strawberry.lazy("schema.account")]]:
        """Every account that the viewer may see."""
        rows = await info.context.loaders.own_accounts.load(None)
        return [schema.account.Account.from_row(row) for row in rows]


@strawberry.type(description="What can be asked about the viewer.")
class ViewerQuery:
    """What can be asked about the viewer."""

    @strawberry.field(description="The person behind the request.")
    def viewer(self, info: Info) -> Viewer:
        """The person behind the request."""
        viewer = info.context.viewer
        return Viewer(
            person=Person.from_viewer(viewer),
            memberships=[Membership.from_fact(fact) for fact in viewer.memberships],
        )
