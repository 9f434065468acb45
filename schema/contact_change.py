"""Changes of an account's people: who comes, what is said of them, who leaves."""

import datetime as dt
from typing import Annotated, Any

import strawberry

from collab.contact import create_contact, find_account, update_contact
from plans.rules.contact import MAX_NAME, MAX_TITLE
from plans.rules.role import Side as SideFact
from schema.beside import changing
from schema.contact import MEANINGS, ContactRole
from schema.context import Info
from schema.declared import parse_id
from schema.edit import RepeatableInput, key_of
from schema.keeping import EXPECTED_VERSION, ContactKept, given_values, keeping, read_contact
from schema.refusal import Refusal, Unavailable
from schema.side import Side
from schema.stale import StaleVersion

PERSON = (
    "The person who logs in as this contact, as the UUID of one of the people of that side's organisation: what the "
    "contact owns in plans is theirs to write."
)
_LIMITS = {
    "name": f" At most {MAX_NAME} characters; not to be cleared.",
    "title": f" At most {MAX_TITLE} characters.",
    "left_on": " Not one that lies ahead where the account is.",
}


def _taken(name: str) -> Any:
    return strawberry.field(default=strawberry.UNSET, description=f"{MEANINGS[name]}{_LIMITS.get(name, '')}")


@strawberry.type(description="The contact was added.")
class CreateContactSuccess(ContactKept):
    """The contact was added."""


@strawberry.type(description="The contact was changed.")
class UpdateContactSuccess(ContactKept):
    """The contact was changed."""


CreateContactResult = Annotated[
    CreateContactSuccess | Refusal | Unavailable,
    strawberry.union("CreateContactResult", description="What became of adding a contact."),
]
UpdateContactResult = Annotated[
    UpdateContactSuccess | StaleVersion | Refusal | Unavailable,
    strawberry.union("UpdateContactResult", description="What became of changing a contact."),
]


@strawberry.input(description="A contact to be added to an account.")
class CreateContactInput(RepeatableInput):
    """A contact to be added to an account."""

    account_id: strawberry.ID = strawberry.field(description="The account's UUID.")
    side: Side = strawberry.field(description="The side on which they stand, for good: the vendor's or the customer's.")
    name: str = strawberry.field(description=f"Their name. At most {MAX_NAME} characters.")
    title: str | None = strawberry.field(default=None, description=f"{MEANINGS['title']}{_LIMITS['title']}")
    role: ContactRole | None = strawberry.field(default=None, description=MEANINGS["role"])
    person_id: strawberry.ID | None = strawberry.field(default=None, description=PERSON)


@strawberry.input(description="Changes of a contact: what is absent stays as it is, null clears.")
class UpdateContactInput(RepeatableInput):
    """Changes of a contact."""

    contact_id: strawberry.ID = strawberry.field(description="The contact's UUID.")
    expected_version: int | None = strawberry.field(default=None, description=EXPECTED_VERSION)
    name: str | None = _taken("name")
    title: str | None = _taken("title")
    role: ContactRole | None = _taken("role")
    person_id: strawberry.ID | None = strawberry.field(default=strawberry.UNSET, description=PERSON)
    left_on: dt.date | None = _taken("left_on")


@strawberry.type(description="What can be done with the people of an account.")
class ContactMutation:
    """What can be done with the people of an account."""

    @strawberry.mutation(
        description="Add somebody to the people of an account. The vendor's admins, executives and CSMs add people of "
        "both sides, the customer's sponsor and champion their own; audited."
    )
    async def create_contact(
        self,
        info: Info,
        input: Annotated[CreateContactInput, strawberry.argument(description="The contact.")],  # noqa: A002 - GraphQL's name
    ) -> CreateContactResult:
        """Add a contact."""
        given = given_values(input, ("name", "title", "role", "person_id"))
        given = {name: value for name, value in given.items() if value is not None}
        async with changing(info) as connection:
            keeper = await find_account(connection, info.context.viewer, parse_id(input.account_id))
            account_key = keeper.account.vendor_id, keeper.account.id
            once, side = key_of(info, input, account_key[0]), SideFact(input.side.value)
            made = await create_contact(connection, keeper, side, given, info.context.now(), once)
        await info.context.renew()
        return CreateContactSuccess(account_key=account_key, contact_id=made)

    @strawberry.mutation(
        description="Change what is said of a contact, or note that they left or came back. For whoever may add one of "
        "that side; audited."
    )
    async def update_contact(
        self,
        info: Info,
        input: Annotated[UpdateContactInput, strawberry.argument(description="The changes.")],  # noqa: A002 - GraphQL's name
    ) -> UpdateContactResult:
        """Change a contact."""
        changes = given_values(input, (*MEANINGS, "person_id"))
        async with keeping(info, input, input.contact_id, read_contact) as at:
            await update_contact(at.connection, at.keeper, at.contact, changes, at.now, at.terms)
        return UpdateContactSuccess(account_key=at.account_key, contact_id=at.contact.id)
