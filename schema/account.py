"""Accounts: one vendor's relationship with one customer."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any, Self
from uuid import UUID

import strawberry

import schema.plan
from plans.store.account import CONTACTS_OF_ACCOUNT, AccountRow, ContactRow
from plans.store.discovery_call import DISCOVERY_CALLS_OF_ACCOUNT
from plans.store.plan import PLANS_OF_ACCOUNT
from schema.contact import Contact
from schema.context import Info
from schema.declared import parse_id
from schema.discovery_call import DiscoveryCall, list_calls
from schema.entity import Versioned
from schema.node import Node
from schema.organisation import Organisation
from schema.page import After, Before, Connection, First, Last, read_listing
from schema.person import Person

if TYPE_CHECKING:
    from schema.plan import Plan

PlanConnection = Connection[Annotated["Plan", strawberry.lazy("schema.plan")]]
"""A page of plans."""


MEANINGS = {
    "name": "Its name.",
    "closed_on": "When the contract was closed.",
    "engaged_on": "When the engagement starts or started.",
    "kicked_off_on": "When the kick-off is or was.",
    "live_on": "When the customer goes or went live.",
    "renews_on": "When the contract comes up for renewal.",
    "ends_on": "When the contract ends.",
    "time_zone": "The time zone of its days, by IANA's name.",
    "key_account": "Whether it is a key account.",
    "complex_enterprise": "Whether it is a complex enterprise: its printed plan may be longer.",
}
"""By the names of columns."""


def _described(name: str) -> Any:
    return strawberry.field(description=MEANINGS[name])


@strawberry.type(description="What a contract is worth.")
class ContractValue:
    """What a contract is worth."""

    value: Decimal = strawberry.field(description="The amount.")
    currency: str = strawberry.field(description="Its currency, by ISO 4217.")


@strawberry.type(description="One vendor's relationship with one customer.")
class Account(Versioned, Node):
    """One vendor's relationship with one customer. Its fields are described in `MEANINGS`."""

    row: strawberry.Private[AccountRow]
    id: strawberry.ID = strawberry.field(description="The account's UUID.")
    created_at: dt.datetime = strawberry.field(description="When it was added.")
    name: str = _described("name")
    closed_on: dt.date | None = _described("closed_on")
    engaged_on: dt.date | None = _described("engaged_on")
    kicked_off_on: dt.date | None = _described("kicked_off_on")
    live_on: dt.date | None = _described("live_on")
    renews_on: dt.date | None = _described("renews_on")
    ends_on: dt.date | None = _described("ends_on")
    time_zone: str = _described("time_zone")
    key_account: bool = _described("key_account")
    complex_enterprise: bool = _described("complex_enterprise")

    @classmethod
    def from_row(cls, row: AccountRow) -> Self:
        """The account as stored."""
        own = {name: getattr(row, name) for name in MEANINGS}
        account_id = strawberry.ID(str(row.id))
        return cls(row=row, id=account_id, created_at=row.created_at, version=row.version, invalid_fields=[], **own)

    @strawberry.field(description="The vendor's customer success manager; null where nobody is, or they have left.")
    async def csm(self, info: Info) -> Person | None:
        """The customer success manager."""
        row = await info.context.loaders.people.load(self.row.csm_id) if self.row.csm_id else None
        return Person(id=strawberry.ID(str(row.id)), name=row.name, email=row.email) if row else None

    @strawberry.field(
        description="What the contract is worth, for the vendor and the customer's sponsor and finance; null for "
        "everybody else, and where it is not known."
    )
    async def contract_value(self, info: Info) -> ContractValue | None:
        """What the contract is worth."""
        row = await info.context.loaders.contracts.load(self._key)
        return ContractValue(value=row.value, currency=row.currency) if row else None

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

    @strawberry.field(
        description="The vendor's discovery calls with the customer, newest first; nobody of the customer's sees any."
    )
    async def discovery_calls(
        self, info: Info, first: First = None, after: After = None, last: Last = None, before: Before = None
    ) -> Connection[DiscoveryCall]:
        """The vendor's discovery calls."""
        return await read_listing(info, DISCOVERY_CALLS_OF_ACCOUNT, self._key, (first, after, last, before), list_calls)

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
