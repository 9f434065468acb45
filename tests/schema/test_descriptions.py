"""Whoever reads the schema finds every type, field, argument, value and input field described."""

from collections.abc import Iterator

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    build_schema,
    is_introspection_type,
    is_specified_scalar_type,
)

from schema import root

SCHEMA = build_schema(root.build_schema().as_str())


def _own_types() -> list[GraphQLNamedType]:
    return [
        kind
        for kind in SCHEMA.type_map.values()
        if not is_introspection_type(kind) and not is_specified_scalar_type(kind)
    ]


def _described(kind: GraphQLNamedType) -> Iterator[tuple[str, str | None]]:
    yield kind.name, kind.description
    if isinstance(kind, GraphQLEnumType):
        for name, value in kind.values.items():
            yield f"{kind.name}.{name}", value.description
    if isinstance(kind, GraphQLInputObjectType):
        for name, taken in kind.fields.items():
            yield f"{kind.name}.{name}", taken.description
    if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType):
        for name, field in kind.fields.items():
            yield f"{kind.name}.{name}", field.description
            for argument, taken in field.args.items():
                yield f"{kind.name}.{name}({argument}:)", taken.description


def test_everything_in_the_schema_is_described() -> None:
    found = [place for kind in _own_types() for place in _described(kind)]
    assert len(found) > 400
    assert [name for name, description in found if not (description or "").strip()] == []
