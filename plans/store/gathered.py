"""Several lists of several plans in one statement: what a page reads costs one round trip, not one for each list.

Each list is a statement of its noun, whose rows come back as tuples in the order of its columns.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import cache, lru_cache
from typing import Any, cast

from plans.rules.declaration import Collection, Field
from plans.store.account import SELECT_ACCOUNTS_OF_VENDORS, SELECT_CONTACTS
from plans.store.account_contract import SELECT_CONTRACTS
from plans.store.clock import SELECT_PLAN_CLOCKS
from plans.store.connection import Connection, Record
from plans.store.content import KEPT, MAX_KNOWN, select_collection
from plans.store.organisation import SELECT_ORGANISATIONS_OF_BOTH
from plans.store.overruling import SELECT_OVERRULINGS
from plans.store.plan import SELECT_CHANGES, PlanRow
from plans.store.plan_preset import SELECT_PLAN_PRESETS
from plans.store.times import SELECT_TIMES
from plans.store.win_confirmation import SELECT_WIN_CONFIRMATIONS

Values = tuple[Any, ...]
"""One row, by its columns' places."""


class Of(IntEnum):
    """What the ids of a part are; the value is the place of its parameter behind the vendors."""

    PLANS = 2
    ACCOUNTS = 3
    CUSTOMERS = 4


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """One list. ``sql`` takes in parallel the vendors ($1) and ids ($2) that ``of`` names.

    Rows of a ``collection`` hold vendor, plan and id, what is ``kept``, then the values of ``fields``.
    """

    name: str
    sql: str
    of: Of = Of.PLANS
    collection: Collection | None = None
    fields: tuple[Field, ...] = ()
    kept: tuple[str, ...] = ()

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
CLOCKS = Part("clocks", SELECT_PLAN_CLOCKS)
CONFIRMATIONS = Part("winConfirmations", SELECT_WIN_CONFIRMATIONS)
TIMES = Part("times", SELECT_TIMES)
OVERRULINGS = Part("overrulings", SELECT_OVERRULINGS)
PRESETS = Part("presets", SELECT_PLAN_PRESETS)


@cache
def part_of(collection: Collection) -> Part:
    """The entities of one collection with all that is known of them."""
    return _part(collection, collection.fields, KEPT)


@lru_cache(MAX_KNOWN)
def narrow_part(collection: Collection, selected: frozenset[str]) -> Part:
    """The entities of one collection with the fields and kept columns that are selected."""
    fields = tuple(field for field in collection.fields if field.name in selected)
    return _part(collection, fields, tuple(name for name in KEPT if name in selected))


def _part(collection: Collection, fields: tuple[Field, ...], kept: tuple[str, ...]) -> Part:
    sql = select_collection(collection, fields, kept)
    return Part(collection.root, sql, Of.PLANS, collection, fields, kept)


_UNNESTED = re.compile(r"\((\w+), (\w+)\) in \(select \* from unnest\(\$1::uuid\[\], \$2::uuid\[\]\)\)")


@lru_cache(MAX_KNOWN)
def select_parts(parts: tuple[Part, ...]) -> str:
    """All of these parts of one plan in one row, each as an array of rows."""
    sources = [
        _UNNESTED.sub(r"\1 = ($1::uuid[])[1] and \2 = ($2::uuid[])[1]", part.sql).replace("$2", f"${part.of}")
        for part in parts
    ]
    lists = (f"array(select listed from ({source}) listed)" for source in sources)  # noqa: S608 - see below
    every = "cardinality($2::uuid[]) + cardinality($3::uuid[]) + cardinality($4::uuid[])"  # so that each has a type
    return f"select {every}, {', '.join(lists)}"  # statements of this package alone


@lru_cache(MAX_KNOWN)
def select_part(part: Part) -> str:
    """One part of several plans. It may find rows of one's plan with another's vendor: whoever reads goes by both."""
    return _UNNESTED.sub(r"\1 = any($1::uuid[]) and \2 = any($2::uuid[])", part.sql)


async def gather(connection: Connection, parts: Sequence[Part], plans: Sequence[PlanRow]) -> list[Sequence[Values]]:
    """The rows of each part, in the order of the parts; those of all plans together.

    Arrays of rows save round trips and cost more for each row: one plan is read in one statement, several part by part.
    """
    vendors = list({plan.vendor_id for plan in plans})
    ids = {
        Of.PLANS: [plan.id for plan in plans],
        Of.ACCOUNTS: list({plan.account_id for plan in plans}),
        Of.CUSTOMERS: list({plan.customer_id for plan in plans}),
    }
    if len(plans) > 1:
        return [
            cast("Sequence[Values]", await connection.fetch(select_part(part), vendors, ids[part.of])) for part in parts
        ]
    found = await connection.fetchrow(select_parts(tuple(parts)), vendors, *ids.values())
    return [found[place] for place in range(1, len(parts) + 1)] if found is not None else [[] for _ in parts]
