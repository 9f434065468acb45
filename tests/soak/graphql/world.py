"""The world of the GraphQL campaign: two vendors, what each of three people may see of it, and what they may not.

Every text of it says whose it is (`tests/tenants.py`). Each actor knows the ids of what is theirs and of what is not,
so that generated requests reach both.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from plans.rules.api_client import SERVICE, client_email
from plans.rules.document import DOCUMENTS
from plans.rules.identifier import new_id
from plans.rules.role import Role, Side
from plans.rules.scope import ALL_SCOPES
from plans.store.api_client import ApiClientRow, insert_api_client
from plans.store.connection import Connection, open_connection
from plans.store.person import PersonRow, insert_membership, insert_person
from server.database import open_operator
from server.token import Tokens
from tests.tenants import INTERNAL_TABLES, SIDES, WORDS, Tenants, allowed_marks, fill_tables, make_tenants

VENDOR, CUSTOMER = "Alder", "Xylo"
BESIDE = ("account_contract", "plan_preset", "plan_opening")  # tables without words that reads go to
TOKEN_SECONDS = 24 * 3_600
KEPT = 200  # ids of one kind that an actor remembers


def camel(name: str) -> str:
    """A table's name as the API has it.

    >>> camel("stakeholder_risk"), camel("risk")
    ('stakeholderRisk', 'risk')
    """
    first, *others = name.split("_")
    return first + "".join(word.title() for word in others)


IN_DOCUMENTS = {camel(collection.table) for document in DOCUMENTS.values() for collection in document.collections}
Pool = dict[str, list[str]]


@dataclass(slots=True)
class Actor:
    """Somebody who asks: ``own`` and ``foreign`` ids by their kind, and the marks that they may be told.

    ``plans``: of which plan an id of theirs is, or of whose account.
    """

    name: str
    token: str
    allowed: frozenset[str]
    own: Pool
    foreign: Pool
    plans: dict[str, str]
    spared: frozenset[str]
    foreign_ids: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        self.foreign_ids = frozenset(id_ for ids in self.foreign.values() for id_ in ids)

    def remember(self, kind: str, id_: str, plan: str | None) -> None:
        """An id that an answer about a plan has told; what this actor stands on is spared."""
        known = self.own.setdefault(kind, [])
        if id_ not in known and id_ not in self.spared and len(known) < KEPT:
            known.append(id_)
            if plan is not None:
                self.plans.setdefault(id_, plan)


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the world: of a plan or an account."""

    kind: str
    id: UUID
    of: UUID
    is_internal: bool


async def make_world(owner_url: str, tokens: Tokens) -> list[Actor]:
    """Fill an empty, migrated database; a vendor's CSM, a member of its customer, and a program that may administer."""
    async with open_operator(owner_url) as operator:
        made = await make_tenants(operator)
    owner = await open_connection(owner_url, {"search_path": "concordat"})
    try:
        client_id = await _make_client(owner, made)
        await fill_tables(owner, made, [*WORDS, *BESIDE])
        rows = await _rows(owner)
    finally:
        await owner.close()
    csm, member = made.people[VENDOR, Role.CSM], made.people[CUSTOMER, Role.MEMBER]
    spared = frozenset(map(str, (csm, member, client_id, made.people[VENDOR, Role.ADMIN])))

    def actor(of: str, role: Role, token: str) -> Actor:
        own, foreign = _pools(made, rows, of, spared)
        plan_of = {str(plan.account_id): str(plan.id) for plan in made.plans}
        plans = plan_of | {str(row.id): plan_of.get(str(row.of), str(row.of)) for row in rows}
        return Actor(f"{role} of {of}", token, frozenset(allowed_marks(made, of, role)), own, foreign, plans, spared)

    return [
        actor(VENDOR, Role.CSM, tokens.issue(csm, TOKEN_SECONDS)),
        actor(CUSTOMER, Role.MEMBER, tokens.issue(member, TOKEN_SECONDS)),
        actor(VENDOR, Role.ADMIN, tokens.issue_to_client(client_id, ALL_SCOPES, TOKEN_SECONDS)),
    ]


async def _make_client(owner: Connection, made: Tenants) -> UUID:
    """A program of the vendor that may do what its admin may."""
    vendor, client_id = made.organisations[VENDOR], new_id()
    mark = f"mark-client-{VENDOR}"
    scopes, admin = tuple(sorted(ALL_SCOPES)), made.people[VENDOR, Role.ADMIN]
    await insert_person(owner, PersonRow(client_id, client_email(client_id), mark, SERVICE))
    await insert_membership(owner, vendor, client_id, Role.ADMIN)
    now = dt.datetime.now(dt.UTC)
    row = ApiClientRow(vendor, client_id, mark, Role.ADMIN, scopes, admin, now, None, None)
    await insert_api_client(owner, row)
    return client_id


async def _rows(owner: Connection) -> list[Row]:
    """What plans and accounts have, by the names that the API has for it."""
    tables = await owner.fetch(
        "select table_name as name, bool_or(column_name = 'plan_id') as of_plan from information_schema.columns "
        "where table_schema = 'concordat' and table_name = any($1) group by table_name "
        "having bool_or(column_name = 'id') and bool_or(column_name in ('plan_id', 'account_id'))",
        [*WORDS, "contact"],
    )
    rows: list[Row] = []
    for table in tables:
        name: str = table["name"]
        of = "plan_id" if table["of_plan"] else "account_id"
        found = await owner.fetch(f"select id, {of} as of from {name}")
        rows += [Row(camel(name), row["id"], row["of"], name in INTERNAL_TABLES) for row in found]
    return rows


def _pools(made: Tenants, rows: Sequence[Row], of: str, spared: frozenset[str]) -> tuple[Pool, Pool]:
    """The ids that somebody may be told and use, and all that they may not be told.

    What a document holds is here in the tables alone; what can be changed of it is what the campaign makes.
    """
    own: Pool = defaultdict(list)
    foreign: Pool = defaultdict(list)
    seen, known = made.seen_by(of), made.known_to(of)
    places = {id_ for plan in seen for id_ in (plan.id, plan.account_id)}
    for row in rows:
        is_hidden = row.is_internal and SIDES[of] is not Side.VENDOR
        if row.of not in places or is_hidden:
            foreign[row.kind].append(str(row.id))
        elif row.kind not in IN_DOCUMENTS:
            own[row.kind].append(str(row.id))
    for plan in made.plans:
        pool = own if plan in seen else foreign
        pool["plan"].append(str(plan.id))
        pool["account"].append(str(plan.account_id))
    for name, organisation_id in made.organisations.items():
        pool = own if organisation_id in known else foreign
        pool["organisation"].append(str(organisation_id))
        ids = (str(id_) for (place, _), id_ in made.people.items() if place == name)
        pool["person"].extend(id_ for id_ in ids if id_ not in spared)
    return own, foreign
