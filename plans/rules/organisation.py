"""Organisations: which are brought in how, and what their names take."""

from typing import cast

from plans.rules.role import Side
from plans.rules.value import name_problem

BROUGHT_IN = (Side.VENDOR, Side.PARTNER)  # by the operator; a customer comes in with its first account
CREATED = "organisation:create"  # as the audit calls it; no role may do it by itself
MAX_NAME = 300  # characters


def organisation_name_problem(given: object) -> str | None:
    """Why this is not the name of an organisation or an account, or ``None``.

    >>> organisation_name_problem("Fernhill Software")
    >>> organisation_name_problem(" ")
    'expected a name of 1 to 300 printable characters, got " "'
    """
    return name_problem(cast("str", given), MAX_NAME)
