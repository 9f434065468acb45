"""The scalars that are ours to spell: money as a decimal string, and days."""

import datetime as dt
import re
from decimal import Decimal

import strawberry
from graphql import GraphQLError
from strawberry.types.scalar import ScalarDefinition

_DECIMAL = re.compile(r"-?[0-9]{1,30}(\.[0-9]{1,30})?", re.ASCII)  # no exponents: "1E999999999" takes a gigabyte
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)


def write_decimal(value: Decimal) -> str:
    """The shortest spelling without an exponent.

    >>> write_decimal(Decimal("1250.5000")), write_decimal(Decimal("1E+3")), write_decimal(Decimal("0.0000"))
    ('1250.5', '1000', '0')
    """
    return f"{value.normalize():f}"


def read_decimal(value: object) -> Decimal:
    """A decimal from a string or a whole number. Raises GraphQLError."""
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str) or not _DECIMAL.fullmatch(value):
        message = 'Expected a decimal as a string, such as "1250.50".'
        raise GraphQLError(message)
    return Decimal(value)


def read_date(value: object) -> dt.date:
    """A day. Raises GraphQLError."""
    try:
        if isinstance(value, str) and _DATE.fullmatch(value):
            return dt.date.fromisoformat(value)
    except ValueError:
        pass
    message = 'Expected a day as ISO 8601 writes it, such as "2026-09-30".'
    raise GraphQLError(message)


SCALARS: dict[object, ScalarDefinition] = {
    Decimal: strawberry.scalar(
        name="Decimal",
        description='A decimal as a string, such as "1250.5": exact, without an exponent or trailing zeros.',
        serialize=write_decimal,
        parse_value=read_decimal,
    ),
    dt.date: strawberry.scalar(
        name="Date",
        description='A day as ISO 8601 writes it, such as "2026-09-30".',
        specified_by_url="https://www.rfc-editor.org/rfc/rfc3339#section-5.6",
        serialize=dt.date.isoformat,
        parse_value=read_date,
    ),
}
