"""Organisations: vendors, customers and partners."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from plans.store.connection import Connection, Record


@dataclass(frozen=True, slots=True)
class OrganisationRow:
    """One organisation; ``side`` is its kind."""

    id: UUID
    side: str
    name: str


def read_organisation(row: Record) -> OrganisationRow:
    """A record with the columns of an organisation."""
    return OrganisationRow(row["id"], row["side"], row["name"])


INSERT_ORGANISATION = """
insert into organisation (id, side, name) values ($1, $2, $3) on conflict (id) do nothing
"""


async def insert_organisation(connection: Connection, row: OrganisationRow) -> None:
    """Add an organisation; nothing happens where its id is known."""
    await connection.execute(INSERT_ORGANISATION, row.id, row.side, row.name)


SELECT_ORGANISATIONS = """
select id, side, name from organisation where id = any($1::uuid[])
"""


async def select_organisations(connection: Connection, ids: Sequence[UUID]) -> list[OrganisationRow]:
    """The organisations with these ids, in no order."""
    return [read_organisation(row) for row in await connection.fetch(SELECT_ORGANISATIONS, list(ids))]


SELECT_ORGANISATIONS_NAMED = """
select id, side, name from organisation where side = $1 and lower(name) = lower($2) order by id
"""


async def select_organisations_named(connection: Connection, side: str, name: str) -> list[OrganisationRow]:
    """The organisations of a side with this name, however it is capitalised, oldest first."""
    return [read_organisation(row) for row in await connection.fetch(SELECT_ORGANISATIONS_NAMED, side, name)]


LOCK_ORGANISATIONS = """
with locked as materialized (select pg_advisory_xact_lock(hashtextextended('organisation', 8)))
select count(*) from locked
"""


async def lock_organisations(connection: Connection) -> None:
    """Let whoever is bringing in an organisation finish before the next looks, until the transaction ends."""
    await connection.execute(LOCK_ORGANISATIONS)


SELECT_ORGANISATIONS_OF_BOTH = """
select id, side, name from organisation where id = any($1::uuid[]) or id = any($2::uuid[])
"""
