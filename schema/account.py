"""Accounts: one vendor's relationship with one customer."""

import datetime as dt
from typing import TYPE_CHECKING, Annotated, Self

import strawberry

import schema.plan
from plans.store.account import AccountRow
from schema.contact import Contact
from schema.context import Info
from schema.declared import parse_id
from schema.organisation import Organisation

if TYPE_CHECKING:
    from schema.plan import Plan


@strawberry.type(description="One vendor's relationship with one customer.")
class Account:
    """One vendor's relationship with one customer."""

    row: strawberry.Private[AccountRow]
    id: strawberry.ID = strawberry.field(description="The account's UUID.")
    name: str = strawberry.field(description="Its name.")
    created_at: dt.datetime = strawberry.field(description="When it was added.")

    @classmethod
    def from_row(cls, row: AccountRow) -> Self:
        """The account as stored."""
        return cls(row=row, id=strawberry.ID(str(row.id)), name=row.name, created_at=row.created_at)

    @strawberry.field(description="The side that sells and serves.")
    async def vendor(self, info: Info) -> Organisation:
        """The vendor."""
        return Organisation.from_row(await info.context.loaders.organisations.load(self.row.vendor_id))

    @strawberry.field(description="The side that bought.")
    async def customer(self, info: Info) -> Organisation:
        """The customer."""
        return Organisation.from_row(await info.context.loaders.organisations.load(self.row.customer_id))

    @strawberry.field(description="The people of both sides, by side and name.")
    async def contacts(self, info: Info) -> list[Contact]:
        """The people of both sides."""
        return (await info.context.loaders.contacts.load((self.row.vendor_id, self.row.id))).items

    @strawberry.field(description="The account's plans, oldest first. They may lag 0.3 s behind live edits.")
    async def plans(self, info: Info) -> list[Annotated["Plan", strawberry.lazy("schema.plan")]]:
        """The account's plans."""
        rows = await info.context.loaders.plans_of_accounts.load((self.row.vendor_id, self.row.id))
        return await schema.plan.read_plans(info, rows)


@strawberry.type(description="What can be asked about accounts.")
class AccountQuery:
    """What can be asked about accounts."""

    @strawberry.field(description="The account with this id; null where there is none for the viewer.")
    async def account(
        self,
        info: Info,
        id: Annotated[strawberry.ID, strawberry.argument(description="The account's UUID.")],  # noqa: A002 - GraphQL's name
    ) -> Account | None:
        """One account."""
        account_id = parse_id(id)
        row = await info.context.loaders.accounts.load(account_id) if account_id else None
        return Account.from_row(row) if row else None
