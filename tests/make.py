"""Builds valid objects for tests from keywords."""

from dataclasses import dataclass
from uuid import UUID

from plans.rules.identifier import new_id
from plans.rules.role import ROLES_OF, Role, Side
from plans.store.account import AccountRow, insert_account, select_accounts
from plans.store.connection import Connection
from plans.store.organisation import OrganisationRow, insert_organisation
from plans.store.person import PersonRow, insert_membership, insert_person


async def make_organisation(connection: Connection, side: Side = Side.VENDOR, name: str = "Fernhill") -> UUID:
    """An organisation."""
    organisation_id = new_id()
    await insert_organisation(connection, OrganisationRow(organisation_id, side, name))
    return organisation_id


async def make_person(
    connection: Connection, organisation_id: UUID, role: Role = Role.CSM, email: str | None = None
) -> UUID:
    """A person who is a member of an organisation."""
    person_id = new_id()
    await insert_person(connection, PersonRow(person_id, email or f"{role}-{person_id}@fernhill.example", role.title()))
    await insert_membership(connection, organisation_id, person_id, role)
    return person_id


@dataclass(frozen=True, slots=True)
class MadeAccount:
    """An account with one person of each role on both sides."""

    row: AccountRow
    people: dict[Role, UUID]


async def make_account(connection: Connection, name: str = "Harbor") -> MadeAccount:
    """An account of a new vendor with a new customer."""
    vendor = await make_organisation(connection, Side.VENDOR)
    customer = await make_organisation(connection, Side.CUSTOMER, name)
    people = {
        role: await make_person(connection, organisation, role)
        for side, organisation in ((Side.VENDOR, vendor), (Side.CUSTOMER, customer))
        for role in sorted(ROLES_OF[side])
    }
    account_id = new_id()
    await insert_account(connection, vendor, account_id, customer, name)
    (row,) = await select_accounts(connection, [vendor], [], [account_id])
    return MadeAccount(row, people)
