"""Rights in the document: the table of the declaration, role by role."""

import itertools

import pytest

from plans.rules.authorship import Deed, Place, authorship_denial
from plans.rules.declaration import Collection
from plans.rules.document import DOCUMENTS, INTERNAL, SHARED
from plans.rules.role import ROLES_OF, Role, Side

COLLECTIONS = [collection for document in DOCUMENTS.values() for collection in document.collections]
SIDE_OF = {role: side for side, roles in ROLES_OF.items() for role in roles}
TASKS = next(collection for collection in SHARED.collections if collection.root == "tasks")
OUTCOMES = next(collection for collection in SHARED.collections if collection.root == "outcomes")


def may(role: Role, deed: Deed, place: Place) -> bool:
    return authorship_denial(role, SIDE_OF[role], deed, place) is None


@pytest.mark.parametrize("collection", COLLECTIONS, ids=lambda c: c.root)
@pytest.mark.parametrize(("role", "deed"), list(itertools.product(Role, Deed)))
def test_authors_do_everything_and_others_nothing(collection: Collection, role: Role, deed: Deed) -> None:
    assert may(role, deed, Place(collection)) == (role in collection.authors)


@pytest.mark.parametrize("role", [Role.MEMBER, Role.CONTRIBUTOR])
@pytest.mark.parametrize(("before", "after"), list(itertools.product([True, False], repeat=2)))
def test_a_doer_writes_tasks_that_are_theirs_before_and_after(role: Role, before: bool, after: bool) -> None:
    place = Place(TASKS, TASKS.field("done"), own_before=before, own_after=after)
    assert may(role, Deed.WRITE, place) == (before and after)
    assert not may(role, Deed.CREATE, place)
    assert not may(role, Deed.REMOVE, place)


def test_a_doer_writes_nothing_else_of_their_own() -> None:
    place = Place(OUTCOMES, OUTCOMES.field("target"), own_before=True, own_after=True)
    assert not may(Role.MEMBER, Deed.WRITE, place)


@pytest.mark.parametrize(("name", "side"), [("customerOwner", Side.CUSTOMER), ("vendorOwner", Side.VENDOR)])
@pytest.mark.parametrize(("role", "set_by"), list(itertools.product([Role.CSM, Role.CHAMPION], [None, *Side])))
def test_a_side_alone_changes_its_owner_once_it_has_set_it(
    name: str, side: Side, role: Role, set_by: Side | None
) -> None:
    place = Place(OUTCOMES, OUTCOMES.field(name), set_by=set_by)
    assert may(role, Deed.WRITE, place) == (set_by is not side or SIDE_OF[role] is side)


def test_no_customer_and_no_partner_writes_the_internal_document() -> None:
    for collection, role in itertools.product(INTERNAL.collections, ROLES_OF[Side.CUSTOMER] | ROLES_OF[Side.PARTNER]):
        assert not may(role, Deed.WRITE, Place(collection, own_before=True, own_after=True))


def test_a_refusal_names_who_may() -> None:
    reason = authorship_denial(Role.FINANCE, Side.CUSTOMER, Deed.WRITE, Place(OUTCOMES))
    assert reason == "the role finance does not write outcomes: admin, champion, csm, executive, sponsor do"


@pytest.mark.parametrize("role", [Role.MEMBER, Role.CONTRIBUTOR])
@pytest.mark.parametrize(("deed", "verb"), [(Deed.CREATE, "adds"), (Deed.REMOVE, "removes")])
@pytest.mark.parametrize("own", [True, False])
def test_a_doer_is_told_that_others_add_and_remove_tasks(role: Role, deed: Deed, verb: str, own: bool) -> None:
    reason = authorship_denial(role, SIDE_OF[role], deed, Place(TASKS, own_before=own, own_after=own))
    whose = f"with the role {role} you change the tasks that are yours, and somebody else {verb} them"
    assert reason == f"{whose}: admin, champion, csm, executive, sponsor do"


def test_a_doer_is_told_which_tasks_they_change() -> None:
    reason = authorship_denial(Role.MEMBER, Side.CUSTOMER, Deed.WRITE, Place(TASKS, TASKS.field("done")))
    assert reason == "with the role member you change the tasks of which you are the owner, before and after the change"
