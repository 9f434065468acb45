"""Organisations: which are brought in how, and what their names take."""

from typing import cast

from plans.rules.role import Side
from plans.rules.value import describe, is_storable

BROUGHT_IN = (Side.VENDOR, Side.PARTNER)  # by the operator; a customer comes in with its first account
CREATED = "organisation:create"  # as the audit calls it; no role may do it by itself
MAX_NAME = 300  # characters


def name_problem(given: object) -> str | None:
    """Why this is not the name of an organisation or an account, or ``None``.

    >>> name_problem("Fernhill Software"), name_problem(" ")
    (None, 'expected a name of 1 to 300 characters, got " "')
    """
    name = cast("str", given)
    if not name.strip() or len(name) > MAX_NAME or not is_storable(name):
        return f"expected a name of 1 to {MAX_NAME} characters, got {describe(name)}"
    return None
