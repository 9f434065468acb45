"""The declaration of the plan document agrees with itself and with the design."""

import pytest

from plans.rules.declaration import Collection
from plans.rules.document import DOCUMENTS, INTERNAL, SHARED
from plans.rules.role import Role, Side
from plans.rules.value import Kind

COLLECTIONS = [collection for document in DOCUMENTS.values() for collection in document.collections]
ROOTS = {collection.root for collection in COLLECTIONS}


def test_the_shared_document_has_the_roots_of_the_design() -> None:
    assert [collection.root for collection in SHARED.collections] == [
        "plan", "quotes", "outcomes", "workflows", "enablers", "indicators", "milestones", "tasks", "dependencies",
        "risks", "wins", "reviewNotes",
    ]  # fmt: skip


@pytest.mark.parametrize("collection", COLLECTIONS, ids=lambda c: c.root)
def test_names_columns_and_tables_are_unique(collection: Collection) -> None:
    names = [field.name for field in collection.fields]
    columns = [field.column for field in collection.fields]
    assert len(set(names)) == len(names)
    assert len(set(columns)) == len(columns)
    assert [c.table for c in COLLECTIONS].count(collection.table) == 1


@pytest.mark.parametrize("collection", COLLECTIONS, ids=lambda c: c.root)
def test_every_field_says_what_it_takes(collection: Collection) -> None:
    for field in collection.fields:
        assert field.meaning.endswith("."), field.name
        assert (field.type.max_length > 0) == (field.type.kind in {Kind.TEXT, Kind.STRING}), field.name
        assert bool(field.type.choices) == (field.type.kind is Kind.ENUM), field.name
        assert bool(field.refers_to) == (field.type.kind is Kind.REFERENCE), field.name
        assert set(field.refers_to) <= ROOTS | {"contact", "review"}, field.name


def test_only_the_vendor_writes_the_internal_document() -> None:
    for collection in INTERNAL.collections:
        assert collection.authors == {Role.CSM, Role.EXECUTIVE, Role.ADMIN}


def test_owners_of_a_side_are_that_sides_to_change() -> None:
    for collection in COLLECTIONS:
        for field in collection.fields:
            if field.name in {"customerOwner", "customerSponsor"}:
                assert field.side is Side.CUSTOMER
            if field.name in {"vendorOwner", "vendorSponsor"}:
                assert field.side is Side.VENDOR


def test_members_write_tasks_only() -> None:
    assert [collection.root for collection in COLLECTIONS if Role.MEMBER in collection.own_authors] == ["tasks"]
    assert not any(Role.MEMBER in collection.authors for collection in COLLECTIONS)
    assert not any({Role.FINANCE, Role.VIEWER} & (c.authors | c.own_authors) for c in COLLECTIONS)
