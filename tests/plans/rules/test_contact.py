"""Contacts: who keeps those of which side, what is said of them, and what people in a role are concerned about."""

import datetime as dt
from uuid import UUID

import pytest

from plans.rules.concern import CONCERNS_OF, WORDS, Concern, concerns_of
from plans.rules.contact import MAX_NAME, contact_problems, keeper_of, keeping_denial
from plans.rules.day import Today
from plans.rules.facts import ContactRole
from plans.rules.identifier import new_id
from plans.rules.permission import GRANTS, Permission
from plans.rules.role import ROLES_OF, Role, Side
from plans.rules.viewer import Membership, Viewer

VENDOR, CUSTOMER, TODAY = new_id(), new_id(), Today(dt.date(2026, 9, 1), "Europe/Berlin")
KEEPERS = {Role.ADMIN, Role.EXECUTIVE, Role.CSM, Role.SPONSOR, Role.CHAMPION}


def _viewer(*roles: Role) -> Viewer:
    sides = {role: side for side, held in ROLES_OF.items() for role in held}
    organisations = {Side.VENDOR: VENDOR, Side.CUSTOMER: CUSTOMER, Side.PARTNER: UUID(int=0)}
    hats = (Membership(organisations[sides[role]], "one", sides[role], role) for role in roles)
    return Viewer(new_id(), "Sam", "sam@harbor.example", tuple(hats))


def _may(viewer: Viewer, side: Side, permission: Permission = Permission.CONTACT_UPDATE) -> bool:
    return keeping_denial(viewer, permission, VENDOR, CUSTOMER, side) is None


@pytest.mark.parametrize("role", list(Role))
def test_the_vendor_keeps_both_sides_and_the_customer_its_own(role: Role) -> None:
    for permission in (Permission.CONTACT_CREATE, Permission.CONTACT_UPDATE):
        assert (permission in GRANTS[role]) == (role in KEEPERS)
        assert _may(_viewer(role), Side.CUSTOMER, permission) == (role in KEEPERS)
        assert _may(_viewer(role), Side.VENDOR, permission) == (role in KEEPERS & ROLES_OF[Side.VENDOR])
    assert _may(_viewer(role), Side.CUSTOMER, Permission.STAKEHOLDER_ASSESS) == (
        role in {Role.ADMIN, Role.EXECUTIVE, Role.CSM}
    )


def test_of_two_hats_the_one_that_may_is_who_does_it() -> None:
    both = _viewer(Role.VIEWER, Role.SPONSOR)
    assert (_may(both, Side.CUSTOMER), _may(both, Side.VENDOR)) == (True, False)
    assert keeper_of(both, Permission.CONTACT_UPDATE, VENDOR, CUSTOMER) == CUSTOMER
    assert keeper_of(_viewer(Role.CSM, Role.SPONSOR), Permission.CONTACT_UPDATE, VENDOR, CUSTOMER) == VENDOR
    assert keeper_of(_viewer(Role.MEMBER), Permission.CONTACT_UPDATE, VENDOR, CUSTOMER) == CUSTOMER
    denied = keeping_denial(both, Permission.CONTACT_UPDATE, VENDOR, CUSTOMER, Side.VENDOR)
    assert denied
    assert "own side" in denied.message


@pytest.mark.parametrize("name", ["", "  ", "x" * (MAX_NAME + 1), "a\x00b", "\ud800", None])
def test_a_name_is_a_name(name: str | None) -> None:
    assert [found.path for found in contact_problems({"name": name}, TODAY)] == [("name",)]
    assert contact_problems({"name": "Zoë Łukasz 李"}, TODAY) == ()


@pytest.mark.parametrize(("day", "fits"), [(-400, True), (0, True), (1, False)])
def test_nobody_leaves_ahead_of_time(day: int, fits: bool) -> None:
    found = contact_problems({"left_on": TODAY.day + dt.timedelta(days=day)}, TODAY)
    assert [problem.path for problem in found] == ([] if fits else [("leftOn",)])
    assert contact_problems({"left_on": None, "title": None, "role": None, "person_id": None}, TODAY) == ()


def test_S1_every_role_of_the_customer_has_its_concerns() -> None:
    assert set(CONCERNS_OF) == set(ContactRole)
    assert set(WORDS) == set(Concern) == {concern for concerns in CONCERNS_OF.values() for concern in concerns}
    assert all(words.endswith("?") for words in WORDS.values())
    expected = {
        ContactRole.SPONSOR: {"revenue", "cost", "compliance", "competitive_position"},
        ContactRole.CHAMPION: {"adoption", "efficiency", "buy_in", "standing"},
        ContactRole.MEMBER: {"ease", "time", "unchanged_workflow"},
        ContactRole.FINANCE: {"cost_per_outcome", "contract_terms", "benchmarking"},
    }
    for role, concerns in expected.items():
        assert set(concerns_of(Side.CUSTOMER, role)) == concerns
        assert concerns_of(Side.VENDOR, role) == ()
