"""Two vendors with two customers each, one of them shared: what nobody may see or write of another.

Every text says whose it is (`mark`), so that a leak is found in whatever shape it comes.
"""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from uuid import UUID, uuid5

from collab.author import Author
from collab.plan import create_plan
from plans.rules.api_client import SERVICE, client_email
from plans.rules.document import DOCUMENTS, INTERNAL
from plans.rules.identifier import new_id
from plans.rules.permission import GRANTS, Permission
from plans.rules.role import ROLES_OF, Role, Side
from plans.rules.value import Kind
from plans.store.account import ContactRow, insert_account, insert_contact, select_accounts
from plans.store.api_client import ApiClientRow, insert_api_client
from plans.store.connection import Connection, Record
from plans.store.person import PersonRow, insert_membership, insert_person
from tests.make import make_organisation, make_person

ACCOUNTS = {"Alder": ("Xylo", "Shared"), "Birch": ("Shared", "Yonder")}
SIDES = {
    **dict.fromkeys(ACCOUNTS, Side.VENDOR),
    **{customer: Side.CUSTOMER for customers in ACCOUNTS.values() for customer in customers},
    "Portal": Side.PARTNER,
}
LOGIN_TABLES = {  # the login role's alone: no viewer, writer or operator may so much as name them
    "login_connection", "login_domain", "login_identity", "login_invitation", "login_session", "login_attempt",
    "step_up_evidence", "logout_token", "rate_limit", "api_client_secret",
}  # fmt: skip
CHECKED: dict[tuple[str, str], object] = {  # what a table takes only in a shape of its own
    ("audit_entry", "action"): "test:fill",
    ("idempotency_key", "entity_ids"): [UUID(int=1)],
    ("measurement", "side"): "vendor",
    ("review", "kind"): "weekly",
    ("review", "minutes"): 30,
    ("review_answer", "side"): "vendor",
    ("plan_preset", "preset"): "chain",
    ("account_contract", "value"): Decimal(1000),
    ("account_contract", "currency"): "EUR",
    ("plan_opening", "side"): "vendor",
    ("vendor_clocks", "agree_days"): 30,
    ("vendor_clocks", "deliver_days"): 20,
    ("overruling", "side"): "vendor",
    ("overruling", "code"): "milestone_only_feature",
    ("win_confirmation", "stands"): True,
}
INTERNAL_TABLES = {collection.table for collection in INTERNAL.collections} | {
    "stakeholder_assessment",
    "discovery_call",
}
WORDS = {
    collection.table: [field.column for field in collection.fields if field.type.kind in {Kind.TEXT, Kind.STRING}]
    for document in DOCUMENTS.values()
    for collection in document.collections
} | {
    "audit_entry": ["subject", "actor"],
    "measurement": ["value", "source"],
    "discovery_call": ["prior_failures", "frustrations", "roi"],
    "review": ["cancelled_because"],
    "review_answer": ["comment"],
    "stakeholder_assessment": ["note"],
    "win_confirmation": ["title", "value"],
}
LAST = {"measurement"}  # its rows name what other tables hold


@dataclass(frozen=True, slots=True)
class MadePlan:
    """One plan of one account."""

    vendor: str
    customer: str
    id: UUID
    account_id: UUID

    @property
    def mark(self) -> str:
        """What its texts say."""
        return f"mark-{self.vendor}-{self.customer}"


@dataclass(slots=True)
class Tenants:
    """What was made, by name."""

    organisations: dict[str, UUID] = field(default_factory=dict[str, UUID])
    people: dict[tuple[str, Role], UUID] = field(default_factory=dict[tuple[str, Role], UUID])
    plans: list[MadePlan] = field(default_factory=list[MadePlan])

    def wearers(self, role: Role) -> list[tuple[str, UUID]]:
        """The people of a role, each with the name of their organisation."""
        return [(name, person) for (name, held), person in self.people.items() if held is role]

    def seen_by(self, name: str) -> list[MadePlan]:
        """The plans that the people of an organisation see."""
        return [plan for plan in self.plans if name in {plan.vendor, plan.customer}]

    def known_to(self, name: str) -> set[UUID]:
        """The organisations that the people of an organisation know: their own and its counterparts."""
        names = {name} | {other for plan in self.seen_by(name) for other in (plan.vendor, plan.customer)}
        if SIDES[name] is not Side.PARTNER:
            names = {known for known in names if known == name or SIDES[known] is not SIDES[name]}
        return {self.organisations[known] for known in names}


async def make_tenants(operator: Connection) -> Tenants:
    """Make organisations, a person of every role in each, accounts with contacts, and a plan per account."""
    made = Tenants()
    async with operator.transaction():
        for name, side in SIDES.items():
            made.organisations[name] = await make_organisation(operator, side, f"mark-{name}")
            for role in sorted(ROLES_OF[side]):
                made.people[name, role] = await make_person(operator, made.organisations[name], role)
    for vendor, customers in ACCOUNTS.items():
        for customer in customers:
            async with operator.transaction():
                made.plans.append(await _make_plan(operator, made, vendor, customer))
    return made


async def _make_plan(operator: Connection, made: Tenants, vendor: str, customer: str) -> MadePlan:
    vendor_id, account_id, csm = made.organisations[vendor], new_id(), made.people[vendor, Role.CSM]
    plan = MadePlan(vendor, customer, new_id(), account_id)
    await insert_account(operator, vendor_id, account_id, made.organisations[customer], plan.mark)
    for side, person in (("vendor", csm), ("customer", made.people[customer, Role.SPONSOR])):
        row = ContactRow(vendor_id, new_id(), account_id, person, side, plan.mark, plan.mark, None)
        await insert_contact(operator, row)
    (account,) = await select_accounts(operator, [vendor_id], [], [account_id])
    await create_plan(
        operator, new_id(), account, Author(csm, "api", "CSM", Side.VENDOR, Role.CSM), {"title": plan.mark}, plan.id
    )
    return plan


MARK = re.compile(r"(?:internal-)?mark-\w+(?:-\w+)?")


def allowed_marks(made: Tenants, name: str, role: Role) -> set[str]:
    """What the texts say that the people of an organisation with a role may read."""
    seen, known = made.seen_by(name), made.known_to(name)
    marks = {plan.mark for plan in seen} | {f"mark-{of}" for of in SIDES if made.organisations[of] in known}
    if SIDES[name] is Side.VENDOR:
        marks |= {f"internal-{plan.mark}" for plan in seen}
    if Permission.CLIENT_MANAGE in GRANTS[role]:
        marks.add(f"mark-client-{name}")
    if Permission.AUDIT_READ in GRANTS[role]:
        marks.add(f"internal-mark-{name}")
    return marks


async def fill_tables(owner: Connection, made: Tenants, tables: list[str]) -> None:
    """Put a row of every plan, or of every organisation, into each table that has none yet.

    ``owner`` is a superuser's connection. A table that has an ``organisation_id`` is its organisation's.
    """
    await _make_clients(owner, made)
    for table in sorted(tables, key=lambda table: (table in LAST, table)):
        if table in LOGIN_TABLES or await owner.fetchval(f"select exists (select from {table})"):
            continue
        columns = await owner.fetch(
            "select column_name as name, data_type as type from information_schema.columns "
            "where table_schema = 'concordat' and table_name = $1 "
            "and ((is_nullable = 'NO' and column_default is null) or column_name = any($2))",
            table,
            WORDS.get(table, []),
        )
        if "organisation_id" in {column["name"] for column in columns}:
            for name, organisation_id in made.organisations.items():
                ids = _ids_of_organisation(made, name)
                await _fill(owner, table, columns, ids, uuid5(organisation_id, name), f"internal-mark-{name}")
            continue
        for plan in made.plans:
            mark = f"internal-{plan.mark}" if table in INTERNAL_TABLES else plan.mark
            await _fill(owner, table, columns, await _ids(owner, made, plan), new_id(), mark)
    await owner.execute("update internal_overview i set narrative = 'internal-' || p.title from plan_overview p "
                        "where p.vendor_id = i.vendor_id and p.plan_id = i.plan_id")  # fmt: skip


async def _make_clients(owner: Connection, made: Tenants) -> None:
    """An API client in each organisation, with its service person."""
    for name, organisation_id in made.organisations.items():
        client_id, role = new_id(), min(ROLES_OF[SIDES[name]])
        mark, creator = f"mark-client-{name}", made.people[name, role]
        await insert_person(owner, PersonRow(client_id, client_email(client_id), mark, SERVICE))
        await insert_membership(owner, organisation_id, client_id, role)
        row = ApiClientRow(
            organisation_id, client_id, mark, role, ("plan:read",), creator, dt.datetime.now(dt.UTC), None, None
        )
        await insert_api_client(owner, row)


async def _fill(
    owner: Connection, table: str, columns: Sequence[Record], ids: dict[str, UUID], other_id: UUID, mark: str
) -> None:
    """Insert one row; ids that are not named are ``other_id``."""
    by_type: dict[str, object] = {
        "text": mark, "bytea": b"x" * 32, "bigint": 1, "integer": 1, "boolean": False, "ARRAY": [mark], "jsonb": "{}",
        "timestamp with time zone": dt.datetime.now(dt.UTC),
        "date": dt.datetime.now(dt.UTC).date(), "numeric": Decimal(1),
    }  # fmt: skip
    values = [
        ids.get(column["name"]) or CHECKED.get((table, column["name"])) or by_type.get(column["type"], other_id)
        for column in columns
    ]
    names = ", ".join(column["name"] for column in columns)
    places = ", ".join(f"${place}" for place in range(1, len(values) + 1))
    await owner.execute(f"insert into {table} ({names}) values ({places}) on conflict do nothing", *values)


def _ids_of_organisation(made: Tenants, name: str) -> dict[str, UUID]:
    person = next(person for (of, _), person in made.people.items() if of == name)
    people = dict.fromkeys(("actor", "person_id", "created_by", "activated_by"), person)
    return {"organisation_id": made.organisations[name], **people}


async def _ids(owner: Connection, made: Tenants, plan: MadePlan) -> dict[str, UUID]:
    author = made.people[plan.vendor, Role.CSM]
    document_id = await owner.fetchval("select id from document where plan_id = $1 and kind = 'internal'", plan.id)
    metric_id = await owner.fetchval("select id from outcome where plan_id = $1", plan.id)
    review_id = await owner.fetchval("select id from review where plan_id = $1", plan.id)
    of_customer = "select id from contact where account_id = $1 and side = 'customer'"
    contact_id = await owner.fetchval(of_customer, plan.account_id)
    return {
        "vendor_id": made.organisations[plan.vendor],
        "customer_id": made.organisations[plan.customer],
        "account_id": plan.account_id,
        "plan_id": plan.id,
        "document_id": document_id,
        "author": author,
        "actor": author,
        "person_id": author,
        "metric_id": metric_id,
        "review_id": review_id,
        "contact_id": contact_id,
        "recorded_by": author,
        "planned_by": author,
        "answered_by": author,
        "chosen_by": author,
        "changed_by": author,
        "assessed_by": author,
        "overruled_by": author,
    }
