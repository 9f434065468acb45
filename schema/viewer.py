"""The viewer: the person behind the request, what they are and what they see."""

import strawberry

from plans.rules.viewer import Membership as MembershipFact
from schema.account import Account, PlanConnection
from schema.context import Info
from schema.organisation import Organisation
from schema.page import After, Before, Connection, First, Last
from schema.person import Person
from schema.portfolio import (
    AccountOrder,
    AccountsBy,
    IsLate,
    OfAccount,
    OfCsm,
    OfCustomer,
    OfKeyAccount,
    OfPreset,
    OfVendor,
    PlanOrder,
    PlansBy,
    RenewsBefore,
    ReviewBefore,
    Search,
    SearchPlans,
    filter_of,
    read_accounts,
    read_portfolio,
)
from schema.role import Role
from schema.session import Session, read_sessions
from schema.side import Side


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

    @strawberry.field(description="The accounts of their organisations. Their plans may lag 0.3 s behind live edits.")
    async def accounts(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
        order_by: AccountsBy = AccountOrder.NAME,
        search: Search = None,
        vendor_id: OfVendor = None,
        customer_id: OfCustomer = None,
        csm_id: OfCsm = None,
        key_account: OfKeyAccount = None,
        renews_before: RenewsBefore = None,
    ) -> Connection[Account]:
        """Every account that the viewer may see."""
        wanted = filter_of(
            info,
            search,
            vendor_id=vendor_id,
            customer_id=customer_id,
            csm_id=csm_id,
            key_account=key_account,
            renews_before=renews_before,
        )
        return await read_accounts(info, wanted, order_by, (first, after, last, before))

    @strawberry.field(
        description="The portfolio: every plan that they see. What the plans say may lag 0.3 s behind live edits."
    )
    async def plans(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
        order_by: PlansBy = PlanOrder.ACCOUNT_NAME,
        search: SearchPlans = None,
        account_id: OfAccount = None,
        vendor_id: OfVendor = None,
        customer_id: OfCustomer = None,
        csm_id: OfCsm = None,
        key_account: OfKeyAccount = None,
        renews_before: RenewsBefore = None,
        review_before: ReviewBefore = None,
        late: IsLate = None,
        preset: OfPreset = None,
    ) -> PlanConnection:
        """Every plan that the viewer may see."""
        wanted = filter_of(
            info,
            search,
            account_id=account_id,
            vendor_id=vendor_id,
            customer_id=customer_id,
            csm_id=csm_id,
            key_account=key_account,
            renews_before=renews_before,
            review_before=review_before,
            late=late,
            preset=preset,
        )
        return await read_portfolio(info, wanted, order_by, (first, after, last, before))


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
