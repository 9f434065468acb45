"""The data that all three servers read: a vendor with plans as people write them, and other tenants beside it."""

import asyncio
import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from collab.author import Author
from collab.draft import Draft
from collab.plan import create_plan
from plans.rules.document import SHARED
from plans.rules.identifier import new_id
from plans.rules.role import Role, Side
from plans.store.account import AccountRow, ContactRow, insert_account, insert_contact, select_accounts
from plans.store.connection import Connection, open_connection
from plans.store.organisation import OrganisationRow, insert_organisation
from plans.store.person import PersonRow, insert_membership, insert_person
from plans.store.viewer import Sight, viewing
from server.database import open_database, open_operator

VENDOR, CSM = new_id(), new_id()
ACCOUNTS = 110  # of the vendor, a plan each: more than a list shows
OTHER_VENDORS = 20
PLANS_OF_OTHER_VENDOR = 150
ENTITIES_OF_OTHER_PLAN = 4  # per collection
DAY = dt.date(2027, 1, 4)


@dataclass(frozen=True, slots=True)
class Data:
    """What is asked for: a plan's page, and the list of the vendor's plans."""

    vendor: UUID
    viewer: UUID
    plan: UUID


def fill(owner_url: str, service_url: str) -> Data:
    """Add the data to a database."""
    return asyncio.run(_fill(owner_url, service_url))


async def _fill(owner_url: str, service_url: str) -> Data:
    async with open_operator(owner_url) as operator:
        await insert_organisation(operator, OrganisationRow(VENDOR, "vendor", "Aster Software"))
        await insert_person(operator, PersonRow(CSM, "csm@aster.example", "Priya Nair"))
        await insert_membership(operator, VENDOR, CSM, Role.CSM)
        accounts = [await _make_account(operator, number) for number in range(ACCOUNTS)]
    async with open_database(service_url) as database:
        plans: list[UUID] = []
        for number, (account, people) in enumerate(accounts):
            async with viewing(database.viewers, Sight(CSM, vendors=(VENDOR,))) as connection:
                plans.append(await _make_plan(connection, number, account, people))
    owner = await open_connection(owner_url, {"search_path": "concordat"})
    try:
        await _make_other_tenants(owner)
        await owner.execute("vacuum analyze")
    finally:
        await owner.close()
    return Data(VENDOR, CSM, plans[ACCOUNTS // 2])


@dataclass(frozen=True, slots=True)
class _People:
    csm: UUID
    executive: UUID
    champion: UUID
    member: UUID


async def _make_account(operator: Connection, number: int) -> tuple[AccountRow, _People]:
    """Their names, like their ids, stand in the order in which they are made."""
    customer, account, name = new_id(), new_id(), f"Aster Retail {number:03}"
    await insert_organisation(operator, OrganisationRow(customer, "customer", name))
    await insert_account(operator, VENDOR, account, customer, name)
    people = _People(new_id(), new_id(), new_id(), new_id())
    for contact, side, called, title in (
        (people.csm, "vendor", "Priya Nair", "Customer Success Manager"),
        (people.executive, "vendor", "Marcus Reyes", "VP Customer Success"),
        (people.champion, "customer", f"Sam Whitfield {number}", "Support Lead"),
        (people.member, "customer", f"Zoë Lindqvist {number}", "Knowledge Manager"),
    ):
        await insert_contact(operator, ContactRow(VENDOR, contact, account, None, Side(side), called, title, None))
    (row,) = await select_accounts(operator, [VENDOR], [], [account])
    return row, people


async def _make_plan(connection: Connection, number: int, account: AccountRow, people: _People) -> UUID:
    overview = {
        "title": f"Fewer tickets {number}",
        "goal": "Cut Tier-1 support tickets by a quarter, so that the team has time for what customers cannot solve.",
        "whyBought": "Ticket volume grows with every store that opens, and the support team cannot.",
        "problem": "Most Tier-1 tickets ask what the help portal could answer – if it were found.",
        "roi": "Hours of agents saved, and customers who are not kept waiting.",
        "expectedTimeToValue": "We want to see fewer tickets within the first three months.",
        "reviewOn": _day(number % 60),
        "escalateAfterDays": 10,
        "vendorSponsor": people.executive,
        "customerSponsor": people.champion,
    }

    def write(draft: Draft) -> None:
        for place in range(2):
            _write_outcome(draft, people, number, place)
        for place in range(3):
            _write_beside(draft, people, place)

    author = Author(CSM, "api", "Priya Nair", Side.VENDOR, Role.CSM)
    return await create_plan(connection, new_id(), account, author, overview, fill=write)


def _write_outcome(draft: Draft, people: _People, number: int, place: int) -> None:
    outcome = new_id()
    draft.create(
        "outcomes",
        outcome,
        {
            "objective": "Reduce Tier-1 support tickets by 25 %.",
            "benefit": "Support costs less per store, and agents work on what matters.",
            "type": "cost_reduction",
            "metric": f"Tier-{place + 1} support tickets",
            "unit": "per 1,000 active users",
            "comparator": "at_most",
            "baseline": 140.5 + number,
            "baselineOn": _day(-14),
            "baselineSource": "Helpdesk export",
            "baselineQuality": "measured",
            "target": 105.25 + number,
            "statedChange": -25.5,
            "deadline": _day(180 + number),
            "measuredIn": "Helpdesk, monthly export",
            "measuredEvery": "monthly",
            "customerOwner": people.champion,
            "vendorOwner": people.csm,
            "key": place == 0,
            "status": "active",
            "position": f"a{place}",
        },
    )
    draft.create(
        "workflows",
        new_id(),
        {
            "outcome": outcome,
            "title": "Tier-1 queries resolved by the self-serve knowledge base",
            "comparator": "at_least",
            "initial": 20.5,
            "initialOn": _day(-14),
            "threshold": 60.5,
            "unit": "% of Tier-1 queries",
            "position": "a0",
        },
    )
    for step, mark in enumerate(("implemented", "first_value", "half_target")):
        milestone = new_id()
        draft.create(
            "milestones",
            milestone,
            {
                "outcome": outcome,
                "title": f"Step {step}: articles that answer the most frequent questions",
                "mark": mark,
                "due": _day(28 * (step + 1)),
                "targetValue": 135.5 - 6 * step,
                "comparator": "at_most",
                "vendorOwner": people.csm,
                "customerOwner": people.champion if step else people.member,
                "responsibility": "customer" if step else "csm",
                "status": "planned",
                "key": True,
                "firstValue": step == 1,
                "position": f"a{step}",
            },
        )
        draft.create(
            "tasks",
            new_id(),
            {
                "milestone": milestone,
                "action": "Prepare the articles and ask two stores to try them",
                "owner": people.member,
                "due": _day(28 * step + 20),
                "done": False,
                "position": "a0",
            },
        )


def _write_beside(draft: Draft, people: _People, place: int) -> None:
    draft.create(
        "dependencies",
        new_id(),
        {
            "owedBy": people.member,
            "owedTo": people.csm,
            "what": "Access to the help portal's templates",
            "due": _day(10 + place),
            "status": "open",
            "position": f"a{place}",
        },
    )
    draft.create(
        "risks",
        new_id(),
        {
            "title": "Articles go out of date when the stores' systems change",
            "kind": "low_adoption",
            "likelihood": "medium",
            "impact": "high",
            "mitigation": "The owner of each article looks at it every quarter.",
            "owner": people.champion,
            "state": "open",
            "position": f"a{place}",
        },
    )
    draft.create(
        "wins",
        new_id(),
        {
            "title": "The first region halves its tickets",
            "value": f"{1250 + place}.5",
            "currency": "EUR",
            "calculation": "Tickets saved × what a ticket costs",
            "on": _day(90 + place),
        },
    )


def _day(offset: int) -> dt.date:
    return DAY + dt.timedelta(days=offset)


async def _make_other_tenants(owner: Connection) -> None:
    """Rows of plans that the viewer may not see."""
    await owner.execute(
        f"""
        with vendor as (
            insert into organisation (id, side, name)
            select gen_random_uuid(), 'vendor', 'Vendor ' || number from generate_series(1, {OTHER_VENDORS}) number
            returning id
        ), customer as (
            insert into organisation (id, side, name)
            select gen_random_uuid(), 'customer', 'Customer ' || number
            from generate_series(1, {PLANS_OF_OTHER_VENDOR}) number
            returning id
        )
        insert into account (vendor_id, id, customer_id, name)
        select vendor.id, gen_random_uuid(), customer.id, 'Another account' from vendor, customer
        """
    )
    await owner.execute(
        "insert into contact (vendor_id, id, account_id, side, name) "
        "select a.vendor_id, gen_random_uuid(), a.id, 'customer', 'Somebody ' || number "
        f"from account a, generate_series(1, {ENTITIES_OF_OTHER_PLAN}) number where a.name = 'Another account'"
    )
    await owner.execute(
        "insert into plan (vendor_id, id, account_id, customer_id) "
        "select vendor_id, gen_random_uuid(), id, customer_id from account where name = 'Another account'"
    )
    others = "plan p join account a on a.vendor_id = p.vendor_id and a.id = p.account_id and a.name = 'Another account'"
    await owner.execute(
        "insert into document (vendor_id, id, plan_id, kind, head, projected_seq) "
        f"select p.vendor_id, gen_random_uuid(), p.id, kind, 1, 1 from {others}, "
        "unnest(array['shared', 'internal']) kind"
    )
    for collection in SHARED.collections:
        names, values, times = "", "", ""
        if not collection.single:
            names, values = ", id", ", gen_random_uuid()"
            times = f", generate_series(1, {ENTITIES_OF_OTHER_PLAN})"
        await owner.execute(
            f"insert into {collection.table} (vendor_id, plan_id{names}, version) "
            f"select p.vendor_id, p.id{values}, 1 from {others}{times}"
        )
