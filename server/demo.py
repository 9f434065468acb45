"""The demo: two vendors with their customers, people and real plans. Loading it again changes nothing."""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from uuid import UUID, uuid5

from collab.author import Author
from collab.draft import Draft
from collab.plan import create_plan
from plans.rules.content import Content, read_content
from plans.rules.document import SHARED
from plans.rules.identifier import new_id
from plans.rules.preset import Preset
from plans.rules.role import Role, Side
from plans.store.account import ContactRow, insert_account, insert_contact, select_accounts
from plans.store.connection import Connection
from plans.store.organisation import OrganisationRow, insert_organisation
from plans.store.person import PersonRow, insert_membership, insert_person
from plans.store.plan import select_plans
from plans.store.plan_preset import upsert_plan_preset
from server.demo_account import describe_account, today_in
from server.demo_people import CONTACT_ROLES, FORMER, FormerContact, assess_people, note_openings
from server.demo_plan import People, first_response, invoicing, onboarding, support_tickets
from server.demo_review import Beside, plan_review, record_calls, write_history

_NAMESPACE = UUID(
    "5f0b7c0e-6f43-4b7e-9c62-0d5a3f3f1c55"
)  # ids of the demo are derived from names: loading is idempotent
DEMO_TOKEN_SECONDS = 12 * 3600


def demo_id(name: str) -> UUID:
    """The id of something in the demo, by name."""
    return uuid5(_NAMESPACE, name)


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """A person with their role and title."""

    email: str
    name: str
    role: Role
    title: str


@dataclass(frozen=True, slots=True)
class DemoOrganisation:
    """An organisation with its people."""

    name: str
    side: Side
    people: tuple[DemoPerson, ...]


@dataclass(frozen=True, slots=True)
class DemoPlan:
    """A plan of one account: its overview's fields, and what fills its document."""

    name: str
    vendor: DemoOrganisation
    customer: DemoOrganisation
    write: Callable[[Draft, People, dt.date], None]


FERNHILL = DemoOrganisation(
    "Fernhill Software",
    Side.VENDOR,
    (
        DemoPerson("admin@fernhill.example", "Ada Brandt", Role.ADMIN, "Head of Customer Operations"),
        DemoPerson("executive@fernhill.example", "Marcus Reyes", Role.EXECUTIVE, "VP Customer Success"),
        DemoPerson("csm@fernhill.example", "Priya Nair", Role.CSM, "Customer Success Manager"),
        DemoPerson("viewer@fernhill.example", "Tom Okafor", Role.VIEWER, "Account Executive"),
    ),
)
HARBOR = DemoOrganisation(
    "Harbor Retail",
    Side.CUSTOMER,
    (
        DemoPerson("sponsor@harbor.example", "Elena Fischer", Role.SPONSOR, "Chief Operating Officer"),
        DemoPerson("champion@harbor.example", "Sam Whitfield", Role.CHAMPION, "Support Lead"),
        DemoPerson("member@harbor.example", "Jo Lindqvist", Role.MEMBER, "Knowledge Manager"),
        DemoPerson("finance@harbor.example", "Ravi Menon", Role.FINANCE, "Finance Partner"),
    ),
)
LUMEN = DemoOrganisation(
    "Lumen Health",
    Side.CUSTOMER,
    (
        DemoPerson("sponsor@lumen.example", "Dr. Ines Carvalho", Role.SPONSOR, "Chief Financial Officer"),
        DemoPerson("champion@lumen.example", "Noah Becker", Role.CHAMPION, "Billing Operations Lead"),
    ),
)
OTHERWISE = DemoOrganisation(
    "Otherwise",
    Side.VENDOR,
    (DemoPerson("csm@otherwise.example", "Mila Hart", Role.CSM, "Customer Success Manager"),),
)
QUARRY = DemoOrganisation(
    "Quarry Logistics",
    Side.CUSTOMER,
    (DemoPerson("sponsor@quarry.example", "Owen Pace", Role.SPONSOR, "Operations Director"),),
)
BEACON = DemoOrganisation("Beacon Portal", Side.PARTNER, ())

ORGANISATIONS = (FERNHILL, HARBOR, LUMEN, OTHERWISE, QUARRY, BEACON)
PLANS = (
    DemoPlan("Support tickets", FERNHILL, HARBOR, support_tickets),
    DemoPlan("First response", FERNHILL, HARBOR, first_response),
    DemoPlan("Invoicing", FERNHILL, LUMEN, invoicing),
    DemoPlan("Onboarding", OTHERWISE, QUARRY, onboarding),
)
PRESETS = {"First response": Preset.MUTUAL}  # the others keep what a plan begins with
HEARD = {"Support tickets"}  # its account's sponsor and champion, in discovery calls
REVIEWED = {"Support tickets", "First response"}  # the others have just begun

DEMO_ADDRESSES = tuple(
    (f"{plan.name}, as {person.name} ({person.role}, {organisation.name})", demo_id(person.email), demo_id(plan.name))
    for plan, organisation, place in (
        (PLANS[0], FERNHILL, 2),
        (PLANS[0], HARBOR, 1),
        (PLANS[1], FERNHILL, 2),
        (PLANS[1], HARBOR, 0),
        (PLANS[2], LUMEN, 1),
    )
    for person in (organisation.people[place],)
)


async def load_demo(connection: Connection, today: dt.date | None = None) -> None:
    """Load what is not there yet, as the operator; deadlines fall in the quarters ahead of ``today``.

    Without ``today`` it is each customer's own day.
    """
    async with connection.transaction():
        for organisation in ORGANISATIONS:
            await _load_organisation(connection, organisation)
        for vendor, customer in dict.fromkeys((plan.vendor, plan.customer) for plan in PLANS):
            await _load_account(connection, vendor, customer, today or today_in(customer.name))
    for plan in PLANS:
        async with connection.transaction():
            await _load_plan(connection, plan, today or today_in(plan.customer.name))
    for vendor, customer in dict.fromkeys((plan.vendor, plan.customer) for plan in PLANS):
        async with connection.transaction():
            account_id = _account_id(vendor, customer)
            contacts = {person.email: _contact_id(account_id, person.email) for person in customer.people}
            account = demo_id(vendor.name), account_id
            await assess_people(connection, demo_id(_csm(vendor).email), account, contacts, dt.datetime.now(dt.UTC))


async def _load_organisation(connection: Connection, organisation: DemoOrganisation) -> None:
    organisation_id = demo_id(organisation.name)
    await insert_organisation(connection, OrganisationRow(organisation_id, organisation.side, organisation.name))
    for person in organisation.people:
        await insert_person(connection, PersonRow(demo_id(person.email), person.email, person.name))
        await insert_membership(connection, organisation_id, demo_id(person.email), person.role)


def _account_id(vendor: DemoOrganisation, customer: DemoOrganisation) -> UUID:
    return demo_id(f"{vendor.name} and {customer.name}")


def _contact_id(account_id: UUID, email: str) -> UUID:
    return uuid5(account_id, email)


async def _load_account(
    connection: Connection, vendor: DemoOrganisation, customer: DemoOrganisation, today: dt.date
) -> None:
    account_id, vendor_id = _account_id(vendor, customer), demo_id(vendor.name)
    await insert_account(connection, vendor_id, account_id, demo_id(customer.name), customer.name)
    (row,) = await select_accounts(connection, [vendor_id], [], [account_id])
    await describe_account(connection, row, demo_id(_csm(vendor).email), today)
    for organisation in (vendor, customer):
        for person in organisation.people:
            await insert_contact(
                connection,
                ContactRow(
                    vendor_id,
                    _contact_id(account_id, person.email),
                    account_id,
                    demo_id(person.email),
                    organisation.side,
                    person.name,
                    person.title,
                    CONTACT_ROLES[person.role],
                ),
            )
    if former := FORMER.get(customer.name):
        contact_id, left_on = _contact_id(account_id, former.email), today - dt.timedelta(days=former.left_ago)
        row = ContactRow(
            vendor_id, contact_id, account_id, None, customer.side, former.name, former.title,
            CONTACT_ROLES[former.role], left_on,
        )  # fmt: skip
        await insert_contact(connection, row)


def _csm(vendor: DemoOrganisation) -> DemoPerson:
    return next(person for person in vendor.people if person.role is Role.CSM)


async def _load_plan(connection: Connection, plan: DemoPlan, today: dt.date) -> None:
    plan_id, account_id = demo_id(plan.name), _account_id(plan.vendor, plan.customer)
    vendors, customers = [demo_id(plan.vendor.name)], [demo_id(plan.customer.name)]
    if await select_plans(connection, vendors, customers, [plan_id]):
        return
    (account,) = await select_accounts(connection, vendors, customers, [account_id])
    csm = _csm(plan.vendor)
    author = Author(demo_id(csm.email), "api", csm.name, Side.VENDOR)
    everybody = (*plan.vendor.people, *plan.customer.people)
    former = FORMER.get(plan.customer.name)
    contacts, written = _people(account_id, (*everybody, *([former] if former else []))), list[Content]()

    def fill(draft: Draft) -> None:
        plan.write(draft, contacts, today)
        written.append(read_content(SHARED, draft.replica.raw()))

    await create_plan(connection, new_id(), account, author, {"title": plan.name}, plan_id, fill=fill)
    people = {person.role: demo_id(person.email) for person in everybody}
    beside = Beside(vendors[0], customers[0], account_id, plan_id, written[0], contacts, people, today)
    if plan.name in REVIEWED:
        await write_history(connection, beside)
        await note_openings(connection, beside, dt.datetime.now(dt.UTC))
    await plan_review(connection, beside)
    if plan.name in HEARD:
        await record_calls(connection, beside)
    if plan.name in PRESETS:
        await upsert_plan_preset(connection, vendors[0], plan_id, PRESETS[plan.name], demo_id(csm.email))


def _people(account_id: UUID, people: Iterable[DemoPerson | FormerContact]) -> People:
    return {person.role: _contact_id(account_id, person.email) for person in people}
