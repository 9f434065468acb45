"""Making accounts: with a new customer, or with one that the vendor has already."""

import datetime as dt
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

import strawberry

from collab.idempotency_key import once_only
from plans.rules.account import CUSTOMER_NAME, MAX_ACCOUNTS, MAX_NAME
from plans.service.account import create_account, require_creator
from schema.account import MEANINGS, Account
from schema.account_change import CONTRACT_VALUE, CSM, CURRENCY, changes_of, read_again
from schema.acting import OrganisationInput, require_id
from schema.beside import changing
from schema.context import Info
from schema.declared import parse_id
from schema.edit import key_of
from schema.refusal import Refusal, Unavailable


def _taken(name: str, more: str = "") -> Any:
    return strawberry.field(default=None, description=f"{MEANINGS[name]}{more}")


@strawberry.input(
    description="An account to be made, with a new customer (`customerName`) or one that the vendor has (`customerId`)."
)
class CreateAccountInput(OrganisationInput):
    """An account to be made."""

    organisation_id: strawberry.ID = strawberry.field(description="The UUID of the vendor, one's own.")
    name: str = strawberry.field(description=f"{MEANINGS['name']} At most {MAX_NAME} characters.")
    customer_name: str | None = strawberry.field(
        default=None,
        description=f"The name of a new customer, at most {CUSTOMER_NAME} characters: its organisation is made with "
        "the account, whoever else has one of that name.",
    )
    customer_id: strawberry.ID | None = strawberry.field(
        default=None, description="The UUID of a customer with whom the vendor has an account already."
    )
    closed_on: dt.date | None = _taken("closed_on")
    engaged_on: dt.date | None = _taken("engaged_on")
    kicked_off_on: dt.date | None = _taken("kicked_off_on")
    live_on: dt.date | None = _taken("live_on")
    renews_on: dt.date | None = _taken("renews_on")
    ends_on: dt.date | None = _taken("ends_on")
    time_zone: str | None = _taken("time_zone", " UTC where none is given.")
    key_account: bool | None = _taken("key_account")
    complex_enterprise: bool | None = _taken("complex_enterprise")
    csm_id: strawberry.ID | None = strawberry.field(default=None, description=CSM)
    contract_value: Decimal | None = strawberry.field(default=None, description=CONTRACT_VALUE)
    currency: str | None = strawberry.field(default=None, description=CURRENCY)


@strawberry.type(description="The account was made.")
class CreateAccountSuccess:
    """The account was made."""

    account: Account = strawberry.field(description="The account as it now is.")


CreateAccountResult = Annotated[
    CreateAccountSuccess | Refusal | Unavailable,
    strawberry.union("CreateAccountResult", description="What became of making an account."),
]


@strawberry.type(description="Makes accounts.")
class AccountCreationMutation:
    """Makes accounts."""

    @strawberry.mutation(
        description="Make an account of one's vendor, with a new customer or with one that it has already. For the "
        f"vendor's admins, executives and CSMs; audited. A vendor has at most {MAX_ACCOUNTS:,} accounts."
    )
    async def create_account(
        self,
        info: Info,
        input: Annotated[CreateAccountInput, strawberry.argument(description="The account to be made.")],  # noqa: A002 - GraphQL's name
    ) -> CreateAccountResult:
        """Make an account."""
        vendor_id, viewer = require_id(input.organisation_id, "organisationId"), info.context.viewer
        async with changing(info) as connection:
            await require_creator(connection, viewer, vendor_id)

            async def create(account_id: UUID) -> None:
                await create_account(connection, viewer, vendor_id, account_id, _given(input))

            made = await once_only(connection, key_of(info, input, vendor_id), create)
        await info.context.renew()
        return CreateAccountSuccess(account=await read_again(info, made))


def _given(source: CreateAccountInput) -> dict[str, object]:
    """What the input gives, by columns; an id that is no UUID stays as it came and names nobody."""
    given = changes_of(source) | {"customer_name": source.customer_name}
    if (customer := source.customer_id) is not None:
        given["customer_id"] = parse_id(customer) or customer
    return {name: value for name, value in given.items() if value is not None}
