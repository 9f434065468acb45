"""The viewer: the person behind the request, what they are and what they see."""

from typing import TYPE_CHECKING, Annotated

import strawberry

import schema.account
from plans.rules.viewer import Membership as MembershipFact
from schema.context import Info
from schema.organisation import Organisation
from schema.person import Person
from schema.role import Role
from schema.session import Session, read_sessions
from schema.side import Side

if TYPE_CHECKING:
    from schema.account import Account


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

    @strawberry.field(
        description="Where they are logged in, newest first, for the organisations that the request speaks for."
    )
    async def sessions(self, info: Info) -> list[Session]:
        """Where they are logged in."""
        return await read_sessions(info)

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
