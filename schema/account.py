"""Accounts: one vendor's relationship with one customer."""

import datetime as dt
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Annotated, Self
from uuid import UUID

import strawberry

import schema.plan
from plans.store.account import CONTACTS_OF_ACCOUNT, AccountRow, ContactRow
from plans.store.plan import PLANS_OF_ACCOUNT
from schema.contact import Contact
from schema.context import Info
from schema.declared import parse_id
from schema.organisation import Organisation
from schema.page import After, Before, Connection, First, Last, read_listing

if TYPE_CHECKING:
    from schema.plan import Plan

PlanConnection = Connection[Annotated["Plan", strawberry.lazy("schema.plan")]]
"""A page of plans."""


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
    async def contacts(
        self, info: Info, first: First = None, after: After = None, last: Last = None, before: Before = None
    ) -> Connection[Contact]:
        """The people of both sides."""
        arguments = (first, after, last, before)
        return await read_listing(info, CONTACTS_OF_ACCOUNT, self._key, arguments, _contacts)

    @strawberry.field(description="The account's plans, oldest first. They may lag 0.3 s behind live edits.")
    async def plans(
        self, info: Info, first: First = None, after: After = None, last: Last = None, before: Before = None
    ) -> PlanConnection:
        """The account's plans."""
        arguments = (first, after, last, before)
        return await read_listing(info, PLANS_OF_ACCOUNT, self._key, arguments, partial(schema.plan.read_plans, info))

    @property
    def _key(self) -> tuple[UUID, UUID]:
        return self.row.vendor_id, self.row.id


async def _contacts(rows: Sequence[ContactRow]) -> list[Contact]:
    return [Contact.from_row(row) for row in rows]


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
