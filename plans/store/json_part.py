"""What of plans is shown as it is stored, written down as JSON by PostgreSQL: no objects of ours come in between.

What is wanted is a tree of values under their names in the answer; it becomes a part (`plans/store/gathered.py`) with
one row for each plan. Row-level security holds for every table in it, as everywhere.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from plans.rules.declaration import Collection, Field
from plans.rules.document import SHARED
from plans.rules.value import Kind
from plans.store.gathered import Part

MAX_NAME = 63  # characters of a column's name in PostgreSQL, hence of a name in an answer
OVERVIEW = SHARED.collections[0]
PLACE = 2  # of the first value in a row of a part, behind vendor and plan

_MAX_INT = 2**31 - 1  # GraphQL's Int has 32 bits; a whole number beyond it is absent, as `schema.declared` has it
_MOMENT = (
    "to_char({0} at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS') || "
    "case when date_trunc('second', {0}) = {0} then '' else to_char({0} at time zone 'UTC', '.US') end || '+00:00'"
)  # as Python's isoformat


@dataclass(frozen=True, slots=True)
class Constant:
    """The same text in every row: a name of GraphQL's."""

    text: str


@dataclass(frozen=True, slots=True)
class Column:
    """A value of a row, which ``sql`` calls ``{row}``."""

    sql: str


@dataclass(frozen=True, slots=True)
class Source:
    """The rows that another row leads to: ``{one}`` is one of them, ``{row}`` the other, ``p`` the plan.

    ``order``: they are a list; without it, there is one or none.
    """

    table: str
    condition: str
    order: str | None = None


@dataclass(frozen=True, slots=True)
class Nested:
    """What a row leads to, with what is wanted of it."""

    source: Source
    values: "Values"


Value = Constant | Column | Nested
Values = Mapping[str, Value]
"""What is wanted, by its name in the answer."""


@dataclass(frozen=True, slots=True, eq=False)
class JsonPart(Part):
    """A part whose rows hold vendor, plan, then ``width`` values as JSON, which ``shown`` selects.

    It calls the plan ``p``, its overview ``o`` and its account ``a``.
    """

    shown: str = ""
    width: int = 0


_OF_PLAN = "{one}.vendor_id = p.vendor_id and {one}.plan_id = p.id"
ACCOUNT = Source("account", "{one}.vendor_id = p.vendor_id and {one}.id = p.account_id")

PLAN_COLUMNS = {"id": "p.id", "version": "coalesce(o.version, 0)::int", "created_at": _MOMENT.format("p.created_at")}
"""What a plan has beside what its overview says, by Python name."""

ENTITY_COLUMNS = {
    "id": "{row}.id",
    "version": "{row}.version::int",
    "global_id": "{row}.plan_id || ':' || {row}.id",
}
"""What every entity has, by Python name."""

CONTACT_COLUMNS = {
    **{name: f"{{row}}.{name}" for name in ("id", "name", "left_on")},
    "version": "{row}.version::int",
    "title": "nullif({row}.title, '')",
    "side": 'upper({row}.side collate "C")',
    "role": 'upper({row}.role collate "C")',
}
"""What a contact is shown with, by Python name."""

ACCOUNT_COLUMNS = {
    **{
        name: f"{{row}}.{name}"
        for name in (
            *("id", "name", "closed_on", "engaged_on", "kicked_off_on", "live_on", "renews_on", "ends_on"),
            *("time_zone", "key_account", "complex_enterprise"),
        )
    },
    "version": "{row}.version::int",
    "created_at": _MOMENT.format("{row}.created_at"),
}
"""What an account is shown with, by Python name."""


def column_of(field: Field, row: str = "{row}") -> Column:
    """A declared field as it is shown; the choices of an enum are shown in upper case."""
    named = f"{row}.{field.column}"
    match field.type.kind:
        case Kind.ENUM:
            return Column(f'upper({named} collate "C")')
        case Kind.MONEY:
            return Column(f"trim_scale({named})::text")
        case Kind.INTEGER:
            return Column(f"case when abs({named}) <= {_MAX_INT} then {named}::int end")
        case _:
            return Column(named)


def entities(collection: Collection, under: Field | None = None) -> Source:
    """The entities of a plan; ``under``: those whose reference names the row."""
    of_row = f" and {{one}}.{under.column} = {{row}}.id" if under else ""
    order = "{one}.position nulls last, {one}.id" if collection.field("position") else "{one}.id"
    return Source(collection.table, f"{_OF_PLAN}{of_row}", order)


def entity(collection: Collection, reference: Field, row: str = "{row}") -> Source:
    """The entity that the row's reference names."""
    return Source(collection.table, f"{_OF_PLAN} and {{one}}.id = {row}.{reference.column}")


def contact(reference: Field, row: str = "{row}") -> Source:
    """The account's contact that the row's reference names."""
    of_account = "{one}.vendor_id = p.vendor_id and {one}.account_id = p.account_id"
    return Source("contact", f"{of_account} and {{one}}.id = {row}.{reference.column}")


def json_part(values: Values, *, whole: bool) -> JsonPart:
    """A part with each value as JSON; ``whole``: with one object that has all of them.

    A plan whose account is wanted and not seen has no row.
    """
    if whole:
        shown = f"{_object(values, 'o', 0)}::text"
    else:
        shown = ", ".join(f"to_json({_write(value, 'o', 0)})::text" for value in values.values())
    source = (
        f"select p.vendor_id, p.id, {shown} "  # noqa: S608 - declared names, and names of GraphQL, which are words
        "from (select vendor_id, id, account_id, created_at from plan "
        "where (vendor_id, id) in (select * from unnest($1::uuid[], $2::uuid[]))) p "
        f"left join {OVERVIEW.table} o on o.vendor_id = p.vendor_id and o.plan_id = p.id"
    )
    if any(isinstance(value, Nested) and value.source is ACCOUNT for value in values.values()):
        source += " join account a on a.vendor_id = p.vendor_id and a.id = p.account_id"
    return JsonPart("json", source, shown=shown, width=1 if whole else len(values))


def _object(values: Values, row: str, depth: int, source: str = "") -> str:
    return f"(select row_to_json(one) from (select {_columns(values, row, depth)}{source}) one)"  # noqa: S608 - as above


def _columns(values: Values, row: str, depth: int) -> str:
    return ", ".join(f'{_write(value, row, depth)} as "{name}"' for name, value in values.items())


def _write(value: Value, row: str, depth: int) -> str:
    if isinstance(value, Constant):
        return f"'{value.text}'::text"
    if isinstance(value, Column):
        return value.sql.format(row=row)
    if value.source is ACCOUNT:
        return _object(value.values, "a", depth + 1)
    one = f"r{depth}"
    condition = value.source.condition.format(one=one, row=row)
    found = f" from {value.source.table} {one} where {condition}"
    if value.source.order is None:
        return _object(value.values, one, depth + 1, found)
    ordered = f"{found} order by {value.source.order.format(one=one)}"
    return f"array_to_json(array{_object(value.values, one, depth + 1, ordered)})"
