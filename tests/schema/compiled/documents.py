"""Random documents that a schema takes: selections, aliases, fragments of every kind, arguments, conditions."""

from random import Random
from typing import Any, cast

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLSchema,
    get_named_type,
    is_abstract_type,
    is_leaf_type,
    is_object_type,
)

named: Any = get_named_type
CONDITIONS = ("$yes", "$no", "true", "false")


class DocumentWriter:
    """Writes one document with the variables ``$yes``, ``$no`` and ``$number``."""

    def __init__(self, schema: GraphQLSchema, random: Random) -> None:
        self._schema = schema
        self._random = random
        self._fragments: list[str] = []

    def write(self) -> str:
        """The document; it uses all of its variables, since it would not be valid otherwise."""
        selection = self._selection(self._schema.query_type, 4)
        variables = "($yes: Boolean! = true, $no: Boolean! = false, $number: Int! = 4)"
        used = (
            "living(number: $number) @skip(if: $yes) @include(if: $no) { __typename }"  # all are, so that it is valid
        )
        return "\n".join([f"query {variables} {{ used: {used} {selection[1:]}", *self._fragments])

    def _selection(self, kind: Any, depth: int) -> str:
        parts = [self._part(kind, depth) for _ in range(self._random.randint(1, 4))]
        return f"{{ __typename {' '.join(parts)} }}"

    def _part(self, kind: Any, depth: int) -> str:
        choice = self._random.random()
        if choice < 0.15 and depth > 0:
            return f"...{self._target(kind)}{self._condition()} {self._selection(kind, depth - 1)}"
        if choice < 0.25 and depth > 0:
            name = f"F{len(self._fragments)}"
            self._fragments.append("")
            place = len(self._fragments) - 1
            self._fragments[place] = f"fragment {name} on {kind.name} {self._selection(kind, depth - 1)}"
            return f"...{name}{self._condition()}"
        if choice < 0.4 and depth > 0 and is_abstract_type(kind):
            one = self._random.choice(self._schema.get_possible_types(kind))
            return f"... on {one.name} {self._selection(one, depth - 1)}"
        return self._field(kind, depth)

    def _target(self, kind: Any) -> str:
        return self._random.choice(["", f" on {kind.name}"])

    def _condition(self) -> str:
        if self._random.random() < 0.7:
            return ""
        return f" @{self._random.choice(['skip', 'include'])}(if: {self._random.choice(CONDITIONS)})"

    def _field(self, kind: Any, depth: int) -> str:
        fields = cast("dict[str, Any]", getattr(kind, "fields", {}))
        fitting = [name for name, field in fields.items() if depth > 0 or is_leaf_type(named(field.type))]
        if not fitting:
            return "__typename"
        name = self._random.choice(fitting)
        field = fields[name]
        taken_by: dict[str, Any] = field.args
        given = [
            f"{argument}: {self._value(taken.type)}"
            for argument, taken in taken_by.items()
            if str(taken.type).endswith("!") or self._random.random() < 0.6
        ]
        arguments = f"({', '.join(given)})" if given else ""
        inner = named(field.type)
        below = self._selection(inner, depth - 1) if is_object_type(inner) or is_abstract_type(inner) else ""
        alias = f"a{self._random.randint(0, 10**9)}: " if given or below or self._random.random() < 0.3 else ""
        return f"{alias}{name}{arguments}{self._condition()} {below}"

    def _value(self, kind: Any) -> str:
        inner: Any = getattr(kind, "of_type", None)
        if isinstance(kind, GraphQLNonNull):
            return self._value(inner)
        if isinstance(kind, GraphQLEnumType):
            return self._random.choice(list(kind.values))
        if isinstance(kind, GraphQLInputObjectType):
            fields: dict[str, Any] = kind.fields
            given = (f"{name}: {self._value(field.type)}" for name, field in fields.items())
            return f"{{{', '.join(given)}}}"
        if isinstance(kind, GraphQLList):
            return f"[{self._value(inner)}]"
        if str(kind) == "Int":
            return self._random.choice(["$number", str(self._random.randint(-1, 12))])
        return '"x"'
