"""What the declaration says is in the API: each collection, field and choice, under the same name."""

from enum import Enum

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLUnionType,
    build_schema,
)

from plans.rules import refusal, role
from plans.rules.declaration import Collection, Document, Field
from plans.rules.document import DOCUMENTS, INTERNAL, SHARED
from plans.rules.value import Kind
from schema import root
from schema.choice import CHOICES
from schema.refusal import ProblemCode
from schema.role import Role
from schema.side import Side

SCHEMA = build_schema(root.build_schema().as_str())
COLLECTIONS = [collection for document in DOCUMENTS.values() for collection in document.collections]
SINGLES = {"plan": "Plan", "internal": "InternalPlan"}
ROWS = {"contact": "Contact", "review": "Review"}  # what is referred to beside the document
SCALARS = {
    Kind.TEXT: "String",
    Kind.STRING: "String",
    Kind.NUMBER: "Float",
    Kind.INTEGER: "Int",
    Kind.MONEY: "Decimal",
    Kind.CURRENCY: "String",
    Kind.DATE: "Date",
    Kind.BOOLEAN: "Boolean",
    Kind.POSITION: "String",
}


def _type_name(collection: Collection) -> str:
    return SINGLES.get(collection.root) or "".join(word.capitalize() for word in collection.table.split("_"))


def _object(name: str) -> GraphQLObjectType:
    found = SCHEMA.get_type(name)
    assert isinstance(found, GraphQLObjectType)
    return found


def _input(name: str) -> GraphQLInputObjectType:
    found = SCHEMA.get_type(name)
    assert isinstance(found, GraphQLInputObjectType)
    return found


def _choices(name: str) -> tuple[str, ...]:
    found = SCHEMA.get_type(name)
    assert isinstance(found, GraphQLEnumType)
    return tuple(found.values)


def _require_reference(kind: GraphQLObjectType, field: Field) -> None:
    about_id = kind.fields[f"{field.name}Id"]
    assert str(about_id.type) == "ID"
    assert (about_id.description or "").startswith(field.meaning)
    reference = kind.fields[field.name]
    assert reference.description == field.meaning
    entities = {collection.root: _type_name(collection) for collection in COLLECTIONS}
    expected = {ROWS.get(target) or entities[target] for target in field.refers_to}
    found = reference.type
    names = {each.name for each in found.types} if isinstance(found, GraphQLUnionType) else {str(found)}
    assert names == expected


@pytest.mark.parametrize("collection", COLLECTIONS, ids=lambda collection: collection.root)
def test_every_declared_field_is_exposed_as_declared(collection: Collection) -> None:
    kind = _object(_type_name(collection))
    for field in collection.fields:
        if field.refers_to:
            _require_reference(kind, field)
            continue
        exposed = kind.fields[field.name]
        assert exposed.description == field.meaning
        if field.type.kind is Kind.ENUM:
            assert _choices(str(exposed.type)) == tuple(choice.upper() for choice in field.type.choices)
        else:
            assert str(exposed.type) == SCALARS[field.type.kind]


@pytest.mark.parametrize("collection", COLLECTIONS, ids=lambda collection: collection.root)
def test_every_type_tells_its_version_and_what_could_not_be_read(collection: Collection) -> None:
    kind = _object(_type_name(collection))
    assert str(kind.fields["version"].type) == "Int!"
    assert str(kind.fields["invalidFields"].type) == "[String!]!"


@pytest.mark.parametrize(("owner", "document"), [("Plan", SHARED), ("InternalPlan", INTERNAL)])
def test_a_plan_lists_every_collection_of_its_document(owner: str, document: Document) -> None:
    kind = _object(owner)
    for collection in document.collections:
        if not collection.single:
            listed = kind.fields[collection.root]
            assert str(listed.type) == f"[{_type_name(collection)}!]!"
            assert listed.description == collection.meaning


def test_enums_have_the_declared_choices_as_values() -> None:
    declared = {field.type.choices for c in COLLECTIONS for field in c.fields if field.type.kind is Kind.ENUM}
    assert set(CHOICES) == declared
    for choices, enum in CHOICES.items():
        assert tuple(member.value for member in enum) == choices
        assert tuple(member.name for member in enum) == tuple(choice.upper() for choice in choices)


@pytest.mark.parametrize(
    ("exposed", "known"), [(Side, role.Side), (Role, role.Role), (ProblemCode, refusal.ProblemCode)]
)
def test_other_enums_have_the_members_of_the_rules(exposed: type[Enum], known: type[Enum]) -> None:
    assert {member.name: member.value for member in exposed} == {member.name: member.value for member in known}


@pytest.mark.parametrize("collection", COLLECTIONS, ids=lambda collection: collection.root)
@pytest.mark.parametrize("verb", ["Create", "Update"])
def test_inputs_take_every_declared_field_and_require_none(verb: str, collection: Collection) -> None:
    if collection.single and verb == "Create":
        return  # it is there from the plan's first moment
    terms = {"idempotencyKey": "String"} | ({"expectedVersion": "Int"} if verb == "Update" else {})
    taken = _input(f"{verb}{_type_name(collection)}Input").fields
    exposed = _object(_type_name(collection)).fields
    named = {f"{field.name}Id" if field.refers_to else field.name for field in collection.fields}
    required = {name for name, field in taken.items() if isinstance(field.type, GraphQLNonNull)}
    assert set(taken) - required == named | terms.keys()
    assert required == ({"planId"} if verb == "Create" or collection.single else {"planId", "id"})
    for name in named:
        assert str(taken[name].type) == str(exposed[name].type)
    for name, kind in terms.items():
        assert str(taken[name].type) == kind


@pytest.mark.parametrize("collection", COLLECTIONS, ids=lambda collection: collection.root)
def test_every_collection_is_edited_by_verb_and_noun(collection: Collection) -> None:
    verbs = ["update"] if collection.single else ["create", "update", "remove"]
    assert {f"{verb}{_type_name(collection)}" for verb in verbs} <= _object("Mutation").fields.keys()
