"""Who gives which role to whom, and that an organisation never loses its head."""

import pytest

from plans.rules.identifier import new_id
from plans.rules.member import HANDS_OUT, HEAD, Newcomer, head_problems, newcomer_problems, reach_denial
from plans.rules.permission import GRANTS, Permission
from plans.rules.role import ROLES_OF, Role, Side


def _side(role: Role) -> Side:
    return next(side for side, roles in ROLES_OF.items() if role in roles)


def test_who_may_invite_gives_roles_and_nobody_else_does() -> None:
    assert set(HANDS_OUT) == {role for role, granted in GRANTS.items() if Permission.MEMBER_INVITE in granted}


@pytest.mark.parametrize("held", list(HANDS_OUT))
def test_nobody_gives_a_role_of_another_side_or_one_mightier_than_their_own(held: Role) -> None:
    for given in HANDS_OUT[held]:
        assert _side(given) is _side(held)
        assert GRANTS[given] <= GRANTS[held]
        assert reach_denial(held, given) is None
    for role in set(Role) - HANDS_OUT[held]:
        assert reach_denial(held, role) is not None


@pytest.mark.parametrize("side", list(Side))
def test_who_changes_roles_holds_the_role_that_an_organisation_never_lacks(side: Side) -> None:
    changers = {role for role in ROLES_OF[side] if Permission.MEMBER_CHANGE_ROLE in GRANTS[role]}
    assert changers == {HEAD[side]}
    assert HANDS_OUT[HEAD[side]] == ROLES_OF[side]


@pytest.mark.parametrize("side", list(Side))
def test_the_last_head_is_neither_removed_nor_demoted(side: Side) -> None:
    head, person, other = HEAD[side], new_id(), new_id()
    assert head_problems(side, {person: head}, person, None)
    assert not head_problems(side, {person: head, other: head}, person, None)
    assert not head_problems(side, {person: head}, person, head)
    for lower in ROLES_OF[side] - {head}:
        assert head_problems(side, {person: head, other: lower}, person, lower)
        assert not head_problems(side, {person: head, other: head}, person, lower)
        assert not head_problems(side, {person: head, other: lower}, other, None)


@pytest.mark.parametrize(
    ("email", "name", "path"),
    [
        ("harbor.example", "Elena", "email"), ("a@b@harbor.example", "Elena", "email"), ("", "Elena", "email"),
        ("a b@harbor.example", "Elena", "email"), ("a\x00@harbor.example", "Elena", "email"),
        ("élena@harbor.example", "Elena", "email"),
        ("a@clients.invalid", "Elena", "email"), (f"{'a' * 250}@harbor.example", "Elena", "email"),
        ("elena@harbor.example", " ", "name"), ("elena@harbor.example", "E" * 201, "name"),
        ("elena@harbor.example", "E\nF", "name"),
    ],
)  # fmt: skip
def test_a_newcomer_has_an_address_and_a_name(email: str, name: str, path: str) -> None:
    problems = newcomer_problems(Side.CUSTOMER, Newcomer.of(email, name, Role.SPONSOR))
    assert [problem.path for problem in problems] == [(path,)]


def test_an_address_is_kept_in_lower_case() -> None:
    assert Newcomer.of(" Elena@Harbor.example ", " Elena ", Role.SPONSOR) == Newcomer(
        "elena@harbor.example", "Elena", Role.SPONSOR
    )
