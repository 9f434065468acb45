"""Accounts as rows: whose a viewer makes and with whom, and what the function that brings in a customer takes."""

from typing import Any
from uuid import UUID

import asyncpg
import pytest

from plans.rules.identifier import new_id
from plans.rules.role import Role, Side
from plans.store.connection import Connection
from plans.store.viewer import acting, viewing
from server.database import Database
from tests.make import make_organisation, make_person
from tests.plans.store.acting import REFUSED, attempt, sight_of
from tests.tenants import SIDES, Tenants, make_tenants

pytestmark = pytest.mark.anyio

ADD = "insert into account (vendor_id, id, customer_id, name) values ($1, gen_random_uuid(), $2, 'x')"
ADD_WITH_CUSTOMER = "select create_account_with_customer($1, $2, 'x', 'New')"


@pytest.fixture
async def made(operator: Connection) -> Tenants:
    """Two vendors with two customers each, one of them shared, and a partner."""
    return await make_tenants(operator)


async def _organisation(connection: Connection, organisation_id: UUID) -> Any:
    return await connection.fetchrow("select side, name from organisation where id = $1", organisation_id)


@pytest.mark.parametrize("role", list(Role))
async def test_a_viewer_adds_accounts_of_their_vendor_with_its_own_customers_or_a_new_one(
    database: Database, made: Tenants, role: Role
) -> None:
    for name, person_id in made.wearers(role):
        customers = {plan.customer for plan in made.plans if plan.vendor == name}
        async with viewing(database.viewers, await sight_of(database, person_id)) as connection:
            for vendor, vendor_id in made.organisations.items():
                is_own = vendor == name and SIDES[name] is Side.VENDOR
                with_new = await attempt(connection, ADD_WITH_CUSTOMER, vendor_id, new_id())
                assert with_new == (1 if is_own else -1), (vendor, name)
                for other, organisation_id in made.organisations.items():
                    added = await attempt(connection, ADD, vendor_id, organisation_id)
                    assert added == (1 if is_own and other in customers else -1), (vendor, other)
            for made_up in (new_id(), None):
                assert await attempt(connection, ADD_WITH_CUSTOMER, made_up, new_id()) == -1


async def test_what_the_function_makes_is_a_customer_that_its_vendor_alone_sees(
    database: Database, made: Tenants, owner: Connection
) -> None:
    vendor_id, account_id = made.organisations["Alder"], new_id()
    async with viewing(database.viewers, await sight_of(database, made.people["Alder", Role.CSM])) as connection:
        customer_id = await connection.fetchval(ADD_WITH_CUSTOMER, vendor_id, account_id)
        assert tuple(await _organisation(connection, customer_id)) == ("customer", "New")
        assert await attempt(connection, ADD, vendor_id, customer_id) == 1, "it is one of the vendor's from now on"
    assert tuple(await _organisation(owner, customer_id)) == ("customer", "New")
    for (name, role), person_id in made.people.items():
        async with viewing(database.viewers, await sight_of(database, person_id)) as connection:
            seen = await connection.fetchval("select count(*) from organisation where id = $1", customer_id)
            assert seen == (1 if name == "Alder" else 0), (name, role)
            if name != "Alder":
                assert await attempt(connection, ADD, made.organisations[name], customer_id) == -1


async def test_a_refused_account_leaves_no_customer_behind(
    database: Database, made: Tenants, owner: Connection
) -> None:
    before = await owner.fetchval("select count(*) from organisation")
    sight = await sight_of(database, made.people["Alder", Role.CSM])
    account = await owner.fetchval("select id from account where vendor_id = $1", made.organisations["Alder"])
    for values, error in (
        ((made.organisations["Birch"], new_id()), REFUSED),
        ((made.organisations["Alder"], account), asyncpg.UniqueViolationError),  # of one's own: it tells nothing
    ):
        with pytest.raises(error):
            async with viewing(database.viewers, sight) as connection:
                await connection.execute(ADD_WITH_CUSTOMER, *values)
    assert await owner.fetchval("select count(*) from organisation") == before


async def test_who_belongs_to_two_organisations_attaches_no_customer_of_one_to_the_other(
    database: Database, made: Tenants, operator: Connection
) -> None:
    """They see both, and the rows of neither become the other's."""
    person_id = made.people["Alder", Role.CSM]
    for name, role in (("Birch", Role.CSM), ("Portal", Role.PARTNER), ("Yonder", Role.MEMBER)):
        await operator.execute(
            "insert into membership (organisation_id, person_id, role) values ($1, $2, $3)",
            made.organisations[name], person_id, role,
        )  # fmt: skip
    async with viewing(database.viewers, await sight_of(database, person_id)) as connection:
        alder, accounts = made.organisations["Alder"], "select count(*) from account where vendor_id = $1"
        for name in ("Yonder", "Birch", "Portal", "Alder"):
            assert await attempt(connection, ADD, alder, made.organisations[name]) == -1, name
            moved = "update account set customer_id = $2 where vendor_id = $1"
            assert await attempt(connection, moved, alder, made.organisations[name]) == -1, name
        assert await attempt(connection, ADD, made.organisations["Birch"], made.organisations["Yonder"]) == 1
        assert await connection.fetchval(accounts, alder) == 2


async def test_no_viewer_makes_or_changes_an_organisation_by_itself(database: Database, made: Tenants) -> None:
    async with viewing(database.viewers, await sight_of(database, made.people["Alder", Role.ADMIN])) as connection:
        for side in Side:
            add = "insert into organisation (id, side, name) values (gen_random_uuid(), $1, 'x')"
            assert await attempt(connection, add, side) == -1
        for change in ("update organisation set name = name", "delete from organisation"):
            assert await attempt(connection, change) == -1


async def test_the_function_is_the_viewers_alone_and_whoever_was_told_nothing_makes_nothing(
    database: Database, made: Tenants, operator: Connection, owner: Connection
) -> None:
    values = made.organisations["Alder"], new_id()
    sight = await sight_of(database, made.people["Alder", Role.ADMIN])
    async with acting(database.logins, sight) as connection:
        assert await attempt(connection, ADD_WITH_CUSTOMER, *values) == -1
    async with database.writers.acquire() as connection:
        assert await attempt(connection, ADD_WITH_CUSTOMER, *values) == -1
    assert await attempt(operator, ADD_WITH_CUSTOMER, *values) == -1
    async with database.viewers.acquire() as connection, connection.transaction():
        assert await attempt(connection, ADD_WITH_CUSTOMER, *values) == -1
    defining = await owner.fetch(
        "select proname, pg_get_userbyid(proowner) as owner, proconfig from pg_proc "
        "where pronamespace = 'concordat'::regnamespace and prosecdef"
    )
    assert [tuple(row) for row in defining] == [
        ("create_account_with_customer", "concordat_owner", ["search_path=concordat, pg_temp"])
    ]


async def test_a_table_of_the_callers_takes_no_rows_in_place_of_the_true_one(
    database: Database, made: Tenants, owner: Connection
) -> None:
    sight = await sight_of(database, made.people["Alder", Role.CSM])
    account_id = new_id()
    async with viewing(database.viewers, sight) as connection:
        await connection.execute(
            "create temporary table organisation (id uuid, side text, name text) on commit drop;"
            "set local search_path = pg_temp, concordat"
        )
        await connection.execute(ADD_WITH_CUSTOMER, made.organisations["Alder"], account_id)
        assert await connection.fetchval("select count(*) from organisation") == 0
    assert await owner.fetchval("select count(*) from account where id = $1", account_id) == 1


async def test_a_customer_of_two_vendors_is_attached_by_each_of_them(
    database: Database, made: Tenants, operator: Connection
) -> None:
    third = await make_organisation(operator, Side.VENDOR, "Cedar")
    csm = await make_person(operator, third)
    for person_id, vendor_id, may in (
        (made.people["Alder", Role.CSM], made.organisations["Alder"], True),
        (made.people["Birch", Role.CSM], made.organisations["Birch"], True),
        (csm, third, False),
    ):
        async with viewing(database.viewers, await sight_of(database, person_id)) as connection:
            assert await attempt(connection, ADD, vendor_id, made.organisations["Shared"]) == (1 if may else -1)
