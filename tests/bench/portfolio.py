"""Data for reading: a vendor with a portfolio of whole plans, among many other vendors with as many."""

from dataclasses import dataclass
from uuid import UUID

from plans.rules.identifier import new_id
from plans.store.connection import Connection, open_connection
from server.database import open_operator

VENDORS = 20
ACCOUNTS = 100  # of each vendor, with a plan each
OUTCOMES, MILESTONES, TASKS = 3, 3, 4  # of each plan, of each outcome, of each plan

CONTENT = (
    """
    insert into organisation (id, side, name)
    select gen_random_uuid(), 'customer', 'Customer ' || v.name || ' ' || n
    from organisation v, generate_series(1, $1::integer) n where v.side = 'vendor'
    """,
    """
    insert into account (vendor_id, id, customer_id, name)
    select v.id, gen_random_uuid(), c.id, replace(c.name, 'Customer', 'Account')
    from organisation v join organisation c on c.name like 'Customer ' || v.name || ' %'
    where v.side = 'vendor' and c.side = 'customer'
    """,
    """
    insert into contact (vendor_id, id, account_id, side, name, title, role)
    select a.vendor_id, gen_random_uuid(), a.id, side, 'Contact ' || side || ' ' || n, 'Head of ' || n,
        case when side = 'customer' then 'champion' end
    from account a, unnest(array['vendor', 'customer']) side, generate_series(1, 2) n
    """,
    """
    insert into plan (vendor_id, id, account_id, customer_id)
    select vendor_id, gen_random_uuid(), id, customer_id from account
    """,
    """
    insert into document (vendor_id, id, plan_id, kind)
    select vendor_id, gen_random_uuid(), id, kind from plan, unnest(array['shared', 'internal']) kind
    """,
    """
    create temporary table people on commit preserve rows as
    select p.vendor_id, p.id as plan_id,
        (array_agg(c.id order by c.name) filter (where c.side = 'vendor'))[1] as ours,
        (array_agg(c.id order by c.name) filter (where c.side = 'customer'))[1] as theirs
    from plan p join contact c on c.vendor_id = p.vendor_id and c.account_id = p.account_id
    group by p.vendor_id, p.id
    """,
    """
    insert into plan_overview (vendor_id, plan_id, version, title, goal, why_bought, problem, roi, review_on,
        vendor_sponsor, customer_sponsor)
    select vendor_id, plan_id, 1, 'Plan', 'Answer customers sooner, with the people that there are.',
        'Volume grows with every store.', 'Most tickets ask the same.', 'Hours saved.', date '2027-01-31', ours, theirs
    from people
    """,
    """
    insert into outcome (vendor_id, plan_id, id, version, position, objective, benefit, type, metric, unit, comparator,
        baseline, target, deadline, customer_owner, vendor_owner, key, status)
    select vendor_id, plan_id, gen_random_uuid(), 1, 'a' || n, 'Fewer tickets of kind ' || n, 'Lower cost',
        'cost_reduction', 'tickets of kind ' || n, 'per 1,000 users', 'at_most', 140, 105, date '2027-06-30',
        theirs, ours, true, 'active'
    from people, generate_series(1, $1::integer) n
    """,
    """
    insert into milestone (vendor_id, plan_id, id, version, position, outcome, title, due, target_value, vendor_owner,
        customer_owner, responsibility, status)
    select o.vendor_id, o.plan_id, gen_random_uuid(), 1, 'a' || n, o.id, 'Step ' || n, date '2027-02-01' + n * 30,
        130 - n, p.ours, p.theirs, 'customer', 'planned'
    from outcome o join people p on p.vendor_id = o.vendor_id and p.plan_id = o.plan_id,
        generate_series(1, $1::integer) n
    """,
    """
    insert into workflow (vendor_id, plan_id, id, version, position, outcome, title, comparator, threshold, unit)
    select vendor_id, plan_id, gen_random_uuid(), 1, 'a', id, 'Queries resolved by the portal', 'at_least', 60, '%'
    from outcome
    """,
    """
    insert into task (vendor_id, plan_id, id, version, position, action, owner, due, done)
    select vendor_id, plan_id, gen_random_uuid(), 1, 'a' || n, 'Write article ' || n, ours, date '2027-01-10', false
    from people, generate_series(1, $1::integer) n
    """,
    """
    insert into dependency (vendor_id, plan_id, id, version, position, owed_by, owed_to, what, due, status)
    select vendor_id, plan_id, gen_random_uuid(), 1, 'a' || n, theirs, ours, 'Export ' || n, date '2027-01-10', 'open'
    from people, generate_series(1, 2) n
    """,
    """
    insert into risk (vendor_id, plan_id, id, version, position, title, kind, likelihood, impact, mitigation, owner,
        state)
    select vendor_id, plan_id, gen_random_uuid(), 1, 'a' || n, 'Risk ' || n, 'dependency', 'medium', 'high',
        'Ask each week.', ours, 'open'
    from people, generate_series(1, 2) n
    """,
    """
    insert into win (vendor_id, plan_id, id, version, title, value, unit, won_on)
    select vendor_id, plan_id, gen_random_uuid(), 1, 'Hours saved', 120, 'hours', date '2026-11-01' from people
    """,
)


@dataclass(frozen=True, slots=True)
class Portfolio:
    """Who looks at what: a CSM of one vendor, one of its plans."""

    person: UUID
    vendor: UUID
    plan: UUID


async def fill(owner_url: str) -> Portfolio:
    """Fill an empty migrated database. The owner has to be a superuser: rows of all tenants are written."""
    owner = await open_connection(owner_url, {"search_path": "concordat"})
    vendors, person = [new_id() for _ in range(VENDORS)], new_id()
    for number, vendor in enumerate(vendors):
        await owner.execute("insert into organisation (id, side, name) values ($1, 'vendor', $2)", vendor, f"V{number}")
    for statement in CONTENT:
        sizes = {"organisation v, generate_series": ACCOUNTS, "into outcome": OUTCOMES, "into task": TASKS}
        count = next((size for words, size in sizes.items() if words in statement), MILESTONES)
        await owner.execute(statement, *([count] if "$1" in statement else []))
    await owner.execute("analyze")
    plan = await owner.fetchval("select id from plan where vendor_id = $1 order by id limit 1", vendors[0])
    await owner.close()
    async with open_operator(owner_url) as operator:
        await _add_csm(operator, person, vendors[0])
    return Portfolio(person, vendors[0], plan)


async def _add_csm(operator: Connection, person: UUID, vendor: UUID) -> None:
    await operator.execute("insert into person (id, email, name) values ($1, 'csm@bench.example', 'A CSM')", person)
    await operator.execute(
        "insert into membership (organisation_id, person_id, role) values ($1, $2, 'csm')", vendor, person
    )
