"""Queries of valid documents, compiled when they first come and run as often as they come again."""

import sys
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from graphql import (
    DirectiveNode,
    DocumentNode,
    FragmentDefinitionNode,
    GraphQLSchema,
    OperationDefinitionNode,
    OperationType,
    VariableNode,
    Visitor,
    visit,
)
from graphql.execution.collect_fields import FragmentDetails
from graphql.execution.values import VariableValues, get_argument_values, get_variable_values

from schema.compiled.errors import Deviation, TooLong, Uncompiled
from schema.compiled.run import Run
from schema.compiled.selection import Below, Call, Push, SelectionCompiler

MAX_VARIANTS = 16  # of one operation by what its conditions say: one that has more is a page put together by hand
MAX_COMPILED = 50_000  # fields of all variants that are kept: each takes some 2 KB

Convert = Callable[[Call, Mapping[str, Any]], Mapping[str, Any]]
"""Makes of the arguments that graphql-core has read those that a resolver takes."""


@dataclass(frozen=True, slots=True)
class Variant:
    """An operation as it is with certain values of its conditions; ``below``: what is selected below its fields.

    ``fields``: how many were compiled.
    """

    select: Callable[[object, Run], Any]
    calls: Sequence[Call]
    below: Sequence[Below]
    fields: int = 0


class Variants:
    """The variants of all operations that were used last, up to so many fields together."""

    def __init__(self, most: int = MAX_COMPILED) -> None:
        self._room = most
        self._kept: OrderedDict[tuple[CompiledQuery, tuple[object, ...]], Variant] = OrderedDict()

    def known(self, query: "CompiledQuery", key: tuple[object, ...]) -> Variant | None:
        """One that is kept."""
        found = self._kept.get((query, key))
        if found is not None:
            self._kept.move_to_end((query, key))
        return found

    def keep(self, query: "CompiledQuery", key: tuple[object, ...], variant: Variant) -> None:
        """Keep one, and forget those that were used longest ago."""
        self._kept[query, key] = variant
        self._room -= variant.fields
        while self._room < 0:
            _, forgotten = self._kept.popitem(last=False)
            self._room += forgotten.fields


class CompiledQuery:
    """A query of a valid document; ``push`` makes for each variant what decides what is pushed down.

    ``variants``: where its own are kept with others.
    """

    def __init__(
        self,
        schema: GraphQLSchema,
        document: DocumentNode,
        operation: OperationDefinitionNode,
        convert: Convert,
        push: Callable[[], Push] | None = None,
        variants: Variants | None = None,
    ) -> None:
        self._schema = schema
        self._operation = operation
        self._convert = convert
        self._push = push
        self._fragments = {
            node.name.value: FragmentDetails(node)
            for node in document.definitions
            if isinstance(node, FragmentDefinitionNode)
        }
        self._conditions = _conditions_of(document)
        self._variants = variants or Variants()
        self._asked: set[tuple[object, ...]] = set()

    def variables(self, given: Mapping[str, Any]) -> VariableValues:
        """The values of the variables. Raises Deviation where they are not what the operation declares."""
        definitions = self._operation.variable_definitions or ()
        values = get_variable_values(self._schema, definitions, dict(given))
        if not isinstance(values, VariableValues):
            message = "variables that are not what the operation declares"
            raise Deviation(message)
        return values

    def known(self, variables: VariableValues) -> Variant | None:
        """The query for these values of its conditions, where it is kept."""
        return self._variants.known(self, self._key(variables))

    def variant(self, variables: VariableValues) -> Variant:
        """The query for these values of its conditions, compiled. Raises Uncompiled."""
        key = self._key(variables)
        self._asked.add(key)
        if len(self._asked) > MAX_VARIANTS:
            message = f"more than {MAX_VARIANTS} combinations of what is skipped"
            raise Uncompiled(message)
        variant = self._compile(variables)
        self._variants.keep(self, key, variant)
        return variant

    def _key(self, variables: VariableValues) -> tuple[object, ...]:
        return tuple(variables.coerced.get(name) for name in self._conditions)

    def _compile(self, variables: VariableValues) -> Variant:
        if self._operation.operation is not OperationType.QUERY:
            message = f"a {self._operation.operation.value}"
            raise Uncompiled(message)
        known = VariableValues(
            {name: value for name, value in variables.sources.items() if name in self._conditions},
            {name: value for name, value in variables.coerced.items() if name in self._conditions},
        )  # nothing else of a request is kept
        push = self._push() if self._push else None
        compiler = SelectionCompiler(self._schema, self._operation, self._fragments, known, push)
        select = compiler.compile()
        return Variant(select, compiler.calls, compiler.below, compiler.fields)

    async def run(
        self,
        variant: Variant,
        variables: VariableValues,
        context: object,
        most: int = sys.maxsize,
        longest: int = sys.maxsize,
    ) -> tuple[dict[str, Any], int]:
        """The answer's data, and how many fields its lists have. What was pushed down is in it as JSON for orjson.

        Raises TooLarge where those are more than ``most``, or its texts have more characters than ``longest``. Raises
        Deviation or whatever a resolver raises: then the answer is graphql-core's.
        """

        def bind(place: int) -> Mapping[str, Any]:
            call = variant.calls[place]
            details = call.details[0]
            found = get_argument_values(
                call.field, details.node, variables, details.fragment_variable_values, hide_suggestions=True
            )
            return self._convert(call, found)

        run = Run(context, variant.below, bind, most, longest)
        try:
            answer = variant.select(None, run)
            await run.settle()
            if run.characters > longest:
                raise TooLong
        finally:
            run.close()
        return answer, run.fields


class _Conditions(Visitor):
    """Gathers the variables that decide whether something is skipped."""

    def __init__(self) -> None:
        super().__init__()
        self.names: dict[str, None] = {}

    def enter_directive(self, node: DirectiveNode, *_: object) -> None:
        """Note the variables of one directive."""
        for argument in node.arguments or ():
            if isinstance(argument.value, VariableNode):
                self.names[argument.value.name.value] = None


def _conditions_of(document: DocumentNode) -> tuple[str, ...]:
    found = _Conditions()
    visit(document, found)
    return tuple(found.names)
