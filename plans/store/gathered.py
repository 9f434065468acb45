"""Several lists of several plans in one statement: what a page reads costs one round trip, not one for each list.

Each list is a statement of its noun, whose rows come back as tuples in the order of its columns.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import cache
from typing import Any, cast

from plans.rules.declaration import Collection
from plans.store.account import SELECT_ACCOUNTS_OF_VENDORS, SELECT_CONTACTS
from plans.store.account_contract import SELECT_CONTRACTS
from plans.store.connection import Connection, Record
from plans.store.content import select_collection
from plans.store.organisation import SELECT_ORGANISATIONS_OF_BOTH
from plans.store.plan import SELECT_CHANGES, PlanRow

Values = tuple[Any, ...]
"""One row, by its columns' places."""


class Of(IntEnum):
    """What the ids of a part are; the value is the place of its parameter behind the vendors."""

    PLANS = 2
    ACCOUNTS = 3
    CUSTOMERS = 4


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """One list. ``sql`` takes in parallel the vendors ($1) and ids ($2) that ``of`` names."""

    name: str
    sql: str
    of: Of = Of.PLANS

    def record(self, values: Values) -> Record:
        """One row by the names of its columns."""
        return cast("Record", dict(zip(columns_of(self.sql), values, strict=True)))


@cache
def columns_of(sql: str) -> tuple[str, ...]:
    """The names of what a plain statement selects, in their order.

    >>> columns_of("select d.id, side as kind from document d where id = $1")
    ('id', 'kind')
    """
    selected, _, _ = " ".join(sql.split()).removeprefix("select").partition(" from ")
    return tuple(column.split()[-1].rpartition(".")[2] for column in selected.split(","))


CONTACTS = Part("contacts", SELECT_CONTACTS, Of.ACCOUNTS)
CONTRACTS = Part("contracts", SELECT_CONTRACTS, Of.ACCOUNTS)
ACCOUNTS = Part("accounts", SELECT_ACCOUNTS_OF_VENDORS, Of.ACCOUNTS)
ORGANISATIONS = Part("organisations", SELECT_ORGANISATIONS_OF_BOTH, Of.CUSTOMERS)
CHANGES = Part("changes", SELECT_CHANGES)


@cache
def part_of(collection: Collection) -> Part:
    """The entities of one collection; its rows begin with vendor, plan and the entity's id."""
    return Part(collection.root, select_collection(collection))


@cache
def select_parts(parts: tuple[Part, ...]) -> str:
    """All of these parts in one row, each as an array of rows."""
    sources = (part.sql.replace("$2", f"${part.of}") for part in parts)
    lists = (f"array(select listed from ({source}) listed)" for source in sources)  # noqa: S608 - see below
    every = "cardinality($2::uuid[]) + cardinality($3::uuid[]) + cardinality($4::uuid[])"  # so that each has a type
    return f"select {every}, {', '.join(lists)}"  # statements of this package alone


async def gather(connection: Connection, parts: Sequence[Part], plans: Sequence[PlanRow]) -> list[list[Values]]:
    """The rows of each part, in the order of the parts; those of all plans together."""
    found = await connection.fetchrow(
        select_parts(tuple(parts)),
        [plan.vendor_id for plan in plans],
        [plan.id for plan in plans],
        [plan.account_id for plan in plans],
        [plan.customer_id for plan in plans],
    )
    return [found[place] for place in range(1, len(parts) + 1)] if found is not None else [[] for _ in parts]
