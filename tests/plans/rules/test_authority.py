"""What closes an open socket, and how."""

from dataclasses import replace

import pytest

from plans.rules.authority import Authority, Standing, Withdrawn, withdrawal
from plans.rules.identifier import new_id
from plans.rules.role import Role, Side
from plans.rules.viewer import Membership

ONE, OTHER = new_id(), new_id()
CSM = Membership(ONE, "Fernhill", Side.VENDOR, Role.CSM)
SPONSOR = Membership(OTHER, "Harbor", Side.CUSTOMER, Role.SPONSOR)
AUTHORITY = Authority(new_id(), new_id(), (CSM, SPONSOR))
HELD = {ONE: Role.CSM, OTHER: Role.SPONSOR}


def test_what_is_as_it_was_holds() -> None:
    assert withdrawal(AUTHORITY, Standing(True, HELD)) is None
    assert withdrawal(replace(AUTHORITY, memberships=(CSM,)), Standing(True, {ONE: Role.CSM})) is None


@pytest.mark.parametrize(
    ("standing", "kind", "said"),
    [
        (Standing(False, HELD), Withdrawn.ENDED, "session"),
        (Standing(True, {ONE: Role.CSM}), Withdrawn.CHANGED, "no member of Harbor any more: reconnect"),
        (Standing(True, {}), Withdrawn.ENDED, "no member of Fernhill any more: ask"),
        (Standing(True, {ONE: Role.VIEWER, OTHER: Role.SPONSOR}), Withdrawn.CHANGED, "from csm to viewer"),
        (Standing(True, {ONE: Role.VIEWER}), Withdrawn.CHANGED, "no member of Harbor"),
        (Standing(False, {}), Withdrawn.ENDED, "session"),
    ],
)
def test_what_is_gone_ends_and_what_is_changed_comes_again(standing: Standing, kind: Withdrawn, said: str) -> None:
    found = withdrawal(AUTHORITY, standing)
    assert found is not None
    assert found.kind is kind
    assert said in found.message
