"""Every mutation takes a scope, by rule: those of plans `plan:write`, all others `organisation:manage`."""

from typing import Any

import pytest
from graphql import GraphQLInputObjectType, GraphQLObjectType, build_schema, get_named_type
from strawberry.types.base import get_object_definition

import schema.root
from plans.rules.scope import Scope
from schema.scope import RequireScope

NAMED_TYPE: Any = get_named_type  # its own annotation is wider than its result
FIELDS = get_object_definition(schema.root.Mutation, strict=True).fields
DESCRIBED = build_schema(schema.root.build_schema().as_str())
IS_OF_PLANS = {"planId", "accountId", "contactId"}


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.name)
def test_a_mutation_takes_the_scope_of_what_its_input_names(field: Any) -> None:
    (asked,) = [extension.scope for extension in field.extensions if isinstance(extension, RequireScope)]
    assert field.is_async
    mutation = DESCRIBED.get_type("Mutation")
    assert isinstance(mutation, GraphQLObjectType)
    name = "".join(part.title() if place else part for place, part in enumerate(field.name.split("_")))
    kind = NAMED_TYPE(mutation.fields[name].args["input"].type)
    assert isinstance(kind, GraphQLInputObjectType)
    of_plans = bool(IS_OF_PLANS & kind.fields.keys())
    assert asked == (Scope.PLAN_WRITE if of_plans else Scope.ORGANISATION_MANAGE), (
        f"{name}: list its class in schema/root.py if it changes a plan"
    )
