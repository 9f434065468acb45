"""Permissions: every role is in the table, and a refusal tells which roles may."""

from plans.rules.identifier import new_id
from plans.rules.permission import GRANTS, Permission, denial
from plans.rules.role import ROLES_OF, Role, Side
from plans.rules.viewer import Membership, Viewer

VENDOR, CUSTOMER = new_id(), new_id()


def _viewer(*hats: tuple[Side, Role]) -> Viewer:
    organisations = {Side.VENDOR: VENDOR, Side.CUSTOMER: CUSTOMER}
    return Viewer(
        new_id(), "Priya", "csm@fernhill.example",
        tuple(Membership(organisations[side], "an organisation", side, role) for side, role in hats),
    )  # fmt: skip


def test_every_role_is_in_the_table_and_belongs_to_one_side() -> None:
    assert set(GRANTS) == set(Role)
    assert sorted(role for roles in ROLES_OF.values() for role in roles) == sorted(Role)


def test_a_csm_may_create_a_plan_and_a_champion_may_not() -> None:
    assert denial(_viewer((Side.VENDOR, Role.CSM)), Permission.PLAN_CREATE, VENDOR, CUSTOMER) is None
    refused = denial(_viewer((Side.CUSTOMER, Role.CHAMPION)), Permission.PLAN_CREATE, VENDOR, CUSTOMER)
    assert refused is not None
    assert "csm" in refused.message
    assert "champion" in refused.message


def test_a_role_in_another_organisation_counts_for_nothing() -> None:
    assert denial(_viewer((Side.VENDOR, Role.CSM)), Permission.PLAN_CREATE, new_id(), CUSTOMER) is not None


def test_a_vendors_hat_on_the_customers_side_counts_for_nothing() -> None:
    assert denial(_viewer((Side.VENDOR, Role.CSM)), Permission.PLAN_CREATE, new_id(), VENDOR) is not None
