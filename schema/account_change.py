"""Changes of what an account says of itself."""

import datetime as dt
from decimal import Decimal
from typing import Annotated, Any, Protocol
from uuid import UUID

import strawberry

from collab.contact import find_account
from collab.errors import Stale
from collab.idempotency_key import once_only
from plans.service.account import StaleAccount, update_account
from schema.account import MEANINGS, Account
from schema.acting import require_id
from schema.beside import changing
from schema.context import Info
from schema.declared import parse_id
from schema.edit import RepeatableInput, key_of
from schema.refusal import Refusal, Unavailable
from schema.stale import StaleEdit, StaleVersion

CSM = "The customer success manager, as the UUID of one of the vendor's people."
CONTRACT_VALUE = "What the contract is worth: 0 or more, up to 15 digits and 4 decimals."
CURRENCY = "The currency of the contract's value, an ISO 4217 code such as EUR."


def _taken(name: str, more: str = "") -> Any:
    return strawberry.field(default=strawberry.UNSET, description=f"{MEANINGS[name]}{more}")


@strawberry.input(description="Changes of an account: what is absent stays as it is, null clears.")
class UpdateAccountInput(RepeatableInput):
    """Changes of an account."""

    account_id: strawberry.ID = strawberry.field(description="The account's UUID.")
    expected_version: int | None = strawberry.field(
        default=None, description="The version that was looked at: where it is another now, nothing is changed."
    )
    name: str | None = _taken("name", " At most 300 characters; not to be cleared.")
    closed_on: dt.date | None = _taken("closed_on")
    engaged_on: dt.date | None = _taken("engaged_on")
    kicked_off_on: dt.date | None = _taken("kicked_off_on")
    live_on: dt.date | None = _taken("live_on")
    renews_on: dt.date | None = _taken("renews_on")
    ends_on: dt.date | None = _taken("ends_on")
    time_zone: str | None = _taken("time_zone", " Not to be cleared.")
    key_account: bool | None = _taken("key_account", " Not to be cleared.")
    complex_enterprise: bool | None = _taken("complex_enterprise", " Not to be cleared.")
    csm_id: strawberry.ID | None = strawberry.field(default=strawberry.UNSET, description=CSM)
    contract_value: Decimal | None = strawberry.field(
        default=strawberry.UNSET, description=f"{CONTRACT_VALUE} Null clears it and its currency."
    )
    currency: str | None = strawberry.field(default=strawberry.UNSET, description=CURRENCY)


@strawberry.type(description="The account was changed.")
class UpdateAccountSuccess:
    """The account was changed."""

    account: Account = strawberry.field(description="The account as it now is.")


UpdateAccountResult = Annotated[
    UpdateAccountSuccess | StaleVersion | Refusal | Unavailable,
    strawberry.union("UpdateAccountResult", description="What became of changing an account."),
]


@strawberry.type(description="What can be done with accounts.")
class AccountMutation:
    """What can be done with accounts."""

    @strawberry.mutation(
        description="Change what an account says of itself. For the vendor's admins, executives and CSMs; audited."
    )
    async def update_account(
        self,
        info: Info,
        input: Annotated[UpdateAccountInput, strawberry.argument(description="The changes.")],  # noqa: A002 - GraphQL's name
    ) -> UpdateAccountResult:
        """Change an account."""
        account_id, expected = require_id(input.account_id, "accountId"), input.expected_version
        try:
            async with changing(info) as connection:
                keeper = await find_account(connection, info.context.viewer, account_id)

                async def change(_: UUID) -> None:
                    await update_account(connection, keeper.viewer, account_id, changes_of(input), expected)

                once = key_of(info, input, keeper.account.vendor_id)
                await once_only(connection, once, change, about=account_id)
        except StaleAccount as stale:
            await info.context.renew()
            row = stale.row
            raise StaleEdit(Stale(stale.expected, row.version), lambda asked: _find(asked, row.id)) from stale
        await info.context.renew()
        return UpdateAccountSuccess(account=await read_again(info, account_id))


async def read_again(info: Info, account_id: UUID) -> Account:
    """An account that was made or changed, as it now is."""
    account = await _find(info, account_id)
    if account is None:
        message = f"account {account_id} was written and is not seen"
        raise RuntimeError(message)
    return account


async def _find(info: Info, account_id: UUID) -> Account | None:
    found = await info.context.loaders.accounts.load(account_id)
    return Account.from_row(found) if found else None


class AccountFields(Protocol):
    """What inputs give of an account besides the fields of `MEANINGS`."""

    csm_id: strawberry.ID | None
    contract_value: Decimal | None
    currency: str | None


def changes_of(source: AccountFields) -> dict[str, object]:
    """What the input gives, by columns; an id that is no UUID stays as it came and names nobody."""
    named: dict[str, object] = {"csm_id": source.csm_id, "value": source.contract_value, "currency": source.currency}
    named |= {name: getattr(source, name) for name in MEANINGS}
    given = {name: value for name, value in named.items() if value is not strawberry.UNSET}
    if isinstance(csm := given.get("csm_id"), str):
        given["csm_id"] = parse_id(csm) or csm
    return given
