"""Contacts: who keeps them, and what is said of them."""

import datetime as dt
from collections.abc import Mapping
from typing import cast
from uuid import UUID

from plans.rules.account import api_name
from plans.rules.day import Today
from plans.rules.permission import Denied, Permission, denial, organisation_denial
from plans.rules.refusal import Problem, ProblemCode
from plans.rules.role import Side
from plans.rules.value import describe, is_storable, name_problem
from plans.rules.viewer import Viewer

MAX_NAME = 200  # characters, as of people who can log in
MAX_TITLE = 300  # characters
MAX_CONTACTS = 1_000  # of one account, with those who have left: whoever reads a plan reads them all
SIDES = (Side.VENDOR, Side.CUSTOMER)  # on which a contact stands


def keeping_denial(
    viewer: Viewer, permission: Permission, vendor_id: UUID, customer_id: UUID, side: Side
) -> Denied | None:
    """Why the viewer may not do this with a contact of that side, or ``None``.

    The vendor keeps the contacts of both sides, a customer those of its own.
    """
    denied = denial(viewer, permission, vendor_id, customer_id)
    if denied is not None or side is Side.CUSTOMER or organisation_denial(viewer, permission, vendor_id) is None:
        return denied
    message = f"{permission} is for contacts of your own side, the customer's: ask the vendor to keep its own people"
    return Denied(permission, message)


def keeper_of(viewer: Viewer, permission: Permission, vendor_id: UUID, customer_id: UUID) -> UUID:
    """For which of the two organisations the viewer does it: the vendor, unless they may only for the customer."""
    for organisation_id in (vendor_id, customer_id):
        if organisation_denial(viewer, permission, organisation_id) is None:
            return organisation_id
    hat = viewer.hat_on(vendor_id, customer_id)
    return hat.organisation_id if hat else vendor_id


def contact_problems(changes: Mapping[str, object], today: Today) -> tuple[Problem, ...]:
    """Everything that is wrong with what is said of a contact, by the names of columns; ``None`` clears one.

    ``today`` is the account's. Whether a person is a member is for the database to say.

    >>> given = {"name": " ", "title": "x" * 301, "left_on": dt.date(2026, 9, 2)}
    >>> [found.path for found in contact_problems(given, Today(dt.date(2026, 9, 1), "Europe/Berlin"))]
    [('name',), ('title',), ('leftOn',)]
    """
    found: list[Problem] = []
    if "name" in changes and (wrong := _name_problem(changes["name"])):
        found.append(Problem(ProblemCode.INVALID, wrong, ("name",)))
    title = changes.get("title")
    if title is not None and (len(str(title)) > MAX_TITLE or not is_storable(str(title))):
        message = f"expected a title of at most {MAX_TITLE} characters, got {describe(title)}"
        found.append(Problem(ProblemCode.INVALID, message, ("title",)))
    left_on = changes.get("left_on")
    if isinstance(left_on, dt.date) and (wrong := today.problem(left_on)):
        message = f"{wrong}: until then they are still there"
        found.append(Problem(ProblemCode.INVALID, message, (api_name("left_on"),)))
    return tuple(found)


def _name_problem(given: object) -> str | None:
    if given is None:
        return "name cannot be cleared: leave it out to keep it"
    return name_problem(cast("str", given), MAX_NAME)
