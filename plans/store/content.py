"""The projected content of plans: one table per collection, its statements written from the declaration."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any
from uuid import UUID

from plans.rules.content import Row
from plans.rules.declaration import Collection, Field
from plans.rules.value import Scalar
from plans.store.connection import Connection, Record


@dataclass(frozen=True, slots=True)
class EntityRow:
    """One entity of one plan. A single root's ``id`` is its plan's."""

    vendor_id: UUID
    plan_id: UUID
    id: UUID
    version: int
    invalid_fields: tuple[str, ...]
    fields: dict[str, Scalar | None]


@dataclass(frozen=True, slots=True)
class EntityWrite:
    """One entity as it now is; ``row`` is ``None`` where it was removed. ``version``: the last touching sequence.

    ``created_at``: where it was created since the table was written; ``set_at``: when timed fields were set, by name.
    """

    id: UUID
    version: int
    row: Row | None
    touched_at: dt.datetime
    created_at: dt.datetime | None
    set_at: Mapping[str, dt.datetime]


@cache
def upsert_entity(collection: Collection) -> str:
    """Write one entity unless the table holds a newer one."""
    table, columns = collection.table, [field.column for field in collection.fields]
    keys = ["vendor_id", "plan_id"] if collection.single else ["vendor_id", "plan_id", "id"]
    since = [f"{field.column}_since" for field in collection.timed]
    names = [*keys, "version", "invalid_fields", "touched_at", "created_at", *since, *columns]
    places = ", ".join(f"${place}" for place in range(1, len(names) + 1))
    changes = {name: f"excluded.{name}" for name in names[len(keys) :]}
    changes["created_at"] = f"coalesce(excluded.created_at, {table}.created_at)"
    changes |= {f"{field.column}_since": _since(table, field.column) for field in collection.timed}
    changed = ", ".join(f"{name} = {new}" for name, new in changes.items())
    return (
        f"insert into {table} ({', '.join(names)}) values ({places}) "  # noqa: S608 - declared names only
        f"on conflict ({', '.join(keys)}) do update set {changed} "
        f"where {table}.version <= excluded.version"
    )


def _since(table: str, column: str) -> str:
    """Since when a value is what it is: as before where it is the same one, of the same entity."""
    return (
        f"case when excluded.created_at is null and {table}.{column} is not distinct from excluded.{column} "
        f"then coalesce({table}.{column}_since, excluded.{column}_since) "
        f"else coalesce(excluded.{column}_since, excluded.touched_at) end"
    )


@cache
def delete_entity(collection: Collection) -> str:
    """Delete one entity unless the table holds a newer one."""
    return f"delete from {collection.table} where vendor_id = $1 and plan_id = $2 and id = $3 and version <= $4"  # noqa: S608 - declared names only


@cache
def delete_unknown_entities(collection: Collection) -> str:
    """Delete what the document no longer has, unless it is newer than the document as read."""
    return (
        f"delete from {collection.table} where vendor_id = $1 and plan_id = $2 "  # noqa: S608 - declared names only
        "and version <= $4 and not (id = any($3::uuid[]))"
    )


async def write_entities(
    connection: Connection, collection: Collection, writes: Sequence[tuple[UUID, UUID, EntityWrite]]
) -> None:
    """Write or delete entities of one collection, each given with its (vendor, plan), forward only."""
    upserts: list[tuple[object, ...]] = []
    deletes: list[tuple[object, ...]] = []
    for vendor_id, plan_id, write in writes:
        if write.row is None:
            deletes.append((vendor_id, plan_id, write.id, write.version))
            continue
        keys = (vendor_id, plan_id) if collection.single else (vendor_id, plan_id, write.id)
        times = (write.touched_at, write.created_at, *(write.set_at.get(field.name) for field in collection.timed))
        upserts.append((*keys, write.version, list(write.row.invalid), *times, *write.row.values))
    if upserts:
        await connection.executemany(upsert_entity(collection), upserts)
    if deletes:
        await connection.executemany(delete_entity(collection), deletes)


async def delete_unknown(
    connection: Connection, collection: Collection, vendor_id: UUID, plan_id: UUID, known: Sequence[UUID], seq: int
) -> None:
    """Delete entities that the document, read at ``seq``, does not have."""
    await connection.execute(delete_unknown_entities(collection), vendor_id, plan_id, list(known), seq)


@cache
def select_entity_version(collection: Collection) -> str:
    """The version of one entity as the table has it."""
    entity_id = "plan_id" if collection.single else "id"
    return f"select version from {collection.table} where vendor_id = $1 and plan_id = $2 and {entity_id} = $3"  # noqa: S608 - declared names only


async def select_version(
    connection: Connection, collection: Collection, vendor_id: UUID, plan_id: UUID, entity_id: UUID
) -> int:
    """The version of one entity as projected; 0 where it is not there. A single root's id is its plan's."""
    return await connection.fetchval(select_entity_version(collection), vendor_id, plan_id, entity_id) or 0


KEPT = ("version", "invalid_fields")
"""What a table keeps of an entity beside its fields."""

MAX_KNOWN = 1_000  # of what is worked out for one way of selecting: clients think of ever new ones
ENTITY_KEYS = 5  # columns before those of the fields: vendor, plan, id, and what is kept


@lru_cache(MAX_KNOWN)
def select_collection(
    collection: Collection, fields: tuple[Field, ...] | None = None, kept: tuple[str, ...] = KEPT
) -> str:
    """All entities of several plans, in their order, with these fields, or with all, and what is kept beside them."""
    columns = [*kept, *(field.column for field in (collection.fields if fields is None else fields))]
    entity_id = "plan_id" if collection.single else "id"
    order = "position nulls last, id" if collection.field("position") else entity_id
    return (
        f"select {', '.join(['vendor_id', 'plan_id', f'{entity_id} as id', *columns])} from {collection.table} "  # noqa: S608 - declared names only
        f"where (vendor_id, plan_id) in (select * from unnest($1::uuid[], $2::uuid[])) order by {order}"
    )


def read_entity(collection: Collection, row: Record | tuple[Any, ...]) -> EntityRow:
    """A record with the columns of an entity, or their values in this order."""
    fields = {field.name: row[place] for place, field in enumerate(collection.fields, ENTITY_KEYS)}
    return EntityRow(row[0], row[1], row[2], row[3], tuple(row[4]), fields)


async def select_entities(
    connection: Connection, collection: Collection, plans: Sequence[tuple[UUID, UUID]]
) -> list[EntityRow]:
    """The entities of these plans, each plan given as (vendor, plan)."""
    vendors, ids = [vendor for vendor, _ in plans], [plan for _, plan in plans]
    return [read_entity(collection, row) for row in await connection.fetch(select_collection(collection), vendors, ids)]
