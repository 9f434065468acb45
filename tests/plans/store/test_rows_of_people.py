"""The people of an account as rows: who keeps contacts, who thinks what of whom, who opened what."""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

import pytest

from plans.rules.identifier import new_id
from plans.rules.role import ROLES_OF, Role, Side
from plans.store.connection import Connection
from plans.store.viewer import viewing
from server.database import Database
from tests.plans.store.acting import attempt, sight_of
from tests.tenants import SIDES, MadePlan, Tenants, fill_tables, make_tenants

pytestmark = pytest.mark.anyio

ADD_CONTACT = (
    "insert into contact (vendor_id, id, account_id, person_id, side, name) "
    "values ($1, gen_random_uuid(), $2, $3, $4, 'x')"
)
ADD_ASSESSMENT = (
    "insert into stakeholder_assessment (vendor_id, contact_id, account_id, assessed_by) values ($1, $2, $3, $4)"
)
ADD_OPENING = (
    "insert into plan_opening (vendor_id, plan_id, person_id, day, side, first_at, last_at) "
    "values ($1, $2, $3, '2026-01-02', $4, $5, $5)"
)
NOW = dt.datetime.now(dt.UTC)


@dataclass(frozen=True)
class People:
    """Tenants with an assessment of each customer's contact, and an opening by each vendor's CSM."""

    database: Database
    owner: Connection
    made: Tenants

    def vendor(self, plan: MadePlan) -> UUID:
        """The id of a plan's vendor."""
        return self.made.organisations[plan.vendor]


@pytest.fixture
async def people(database: Database, owner: Connection, operator: Connection) -> People:
    """A row of every plan in each of the tables."""
    made = await make_tenants(operator)
    await fill_tables(owner, made, ["stakeholder_assessment", "plan_opening"])
    return People(database, owner, made)


@pytest.mark.parametrize("role", list(Role))
async def test_a_vendor_keeps_the_contacts_of_its_accounts_and_a_customer_those_of_its_own_side(
    people: People, role: Role
) -> None:
    for name, person_id in people.made.wearers(role):
        async with viewing(people.database.viewers, await sight_of(people.database, person_id)) as connection:
            changed = 0
            for plan in people.made.plans:
                for side in ("vendor", "customer"):
                    keeps = name == plan.vendor or (name == plan.customer and side == "customer")
                    added = await attempt(
                        connection, ADD_CONTACT, people.vendor(plan), plan.account_id, person_id, side
                    )
                    assert added == (1 if keeps else -1), (plan, side)
                    changed += keeps
            assert await attempt(connection, "update contact set name = 'x'") == changed
            for fixed in ("side = side", "account_id = account_id", "vendor_id = vendor_id", "id = id"):
                assert await attempt(connection, f"update contact set {fixed}") == -1


async def test_nobody_makes_a_contact_of_somebody_whom_they_do_not_see(people: People) -> None:
    stranger = people.made.people["Yonder", Role.SPONSOR]
    plan = next(plan for plan in people.made.plans if plan.customer == "Xylo")
    for name, role, side in (("Alder", Role.CSM, "vendor"), ("Xylo", Role.SPONSOR, "customer")):
        sight = await sight_of(people.database, people.made.people[name, role])
        async with viewing(people.database.viewers, sight) as connection:
            values = people.vendor(plan), plan.account_id, stranger, side
            assert await attempt(connection, ADD_CONTACT, *values) == -1
            assert await attempt(connection, "update contact set person_id = $1", stranger) == -1


@pytest.mark.parametrize("role", list(Role))
async def test_what_the_vendor_thinks_of_people_is_read_and_written_by_its_people_alone(
    people: People, role: Role
) -> None:
    """S2: whoever is not of the vendor finds no row, by whatever statement."""
    contacts = await people.owner.fetch("select id, account_id from contact where side = 'vendor'")
    by_account = {row["account_id"]: row["id"] for row in contacts}
    for name, person_id in people.made.wearers(role):
        own = [plan for plan in people.made.plans if plan.vendor == name]
        async with viewing(people.database.viewers, await sight_of(people.database, person_id)) as connection:
            assert await attempt(connection, "select from stakeholder_assessment") == len(own)
            change = "update stakeholder_assessment set note = 'x', assessed_by = $1"
            assert await attempt(connection, change, person_id) == len(own)
            for plan in people.made.plans:
                row = people.vendor(plan), by_account[plan.account_id], plan.account_id
                assert await attempt(connection, ADD_ASSESSMENT, *row, person_id) == (1 if plan in own else -1)
                colleague = people.made.people[plan.vendor, Role.ADMIN if role is not Role.ADMIN else Role.CSM]
                assert await attempt(connection, ADD_ASSESSMENT, *row, colleague) == -1
            assert await attempt(connection, change, new_id()) == (-1 if own else 0)
            assert await attempt(connection, "delete from stakeholder_assessment") == -1


@pytest.mark.parametrize("role", list(Role))
async def test_who_opens_a_plan_is_noted_in_their_own_name_and_side(people: People, role: Role) -> None:
    """S6."""
    for name, person_id in people.made.wearers(role):
        colleague = next(
            other for other in sorted(ROLES_OF[SIDES[name]]) if SIDES[name] is Side.PARTNER or other is not role
        )
        async with viewing(people.database.viewers, await sight_of(people.database, person_id)) as connection:
            for plan in people.made.plans:
                for side in ("vendor", "customer"):
                    row = people.vendor(plan), plan.id
                    sees = name == (plan.vendor if side == "vendor" else plan.customer)
                    assert await attempt(connection, ADD_OPENING, *row, person_id, side, NOW) == (1 if sees else -1)
                    other = people.made.people[name, colleague]
                    assert other == person_id or await attempt(connection, ADD_OPENING, *row, other, side, NOW) == -1


async def test_openings_are_read_by_the_vendor_and_moved_by_whose_they_are(people: People) -> None:
    plan, sponsor = people.made.plans[0], people.made.people["Xylo", Role.SPONSOR]
    assert plan.customer == "Xylo"
    await people.owner.execute(ADD_OPENING, people.vendor(plan), plan.id, sponsor, "customer", NOW)
    expected = {("Alder", Role.VIEWER): (3, 0), ("Alder", Role.CSM): (3, 2), ("Xylo", Role.SPONSOR): (1, 1),
                ("Xylo", Role.CHAMPION): (0, 0), ("Birch", Role.ADMIN): (2, 0)}  # fmt: skip
    for (name, role), (read, moved) in expected.items():
        sight = await sight_of(people.database, people.made.people[name, role])
        async with viewing(people.database.viewers, sight) as connection:
            assert await attempt(connection, "select from plan_opening") == read
            assert await attempt(connection, "update plan_opening set last_at = last_at") == moved
            for never in ("update plan_opening set person_id = person_id", "delete from plan_opening"):
                assert await attempt(connection, never) == -1
