"""Documents that were parsed and found valid, by their text, and the extension that runs operations through them."""

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from graphql import (
    DocumentNode,
    GraphQLError,
    GraphQLSchema,
    NoSchemaIntrospectionCustomRule,
    OperationDefinitionNode,
    parse,
    specified_rules,
    validate,
)
from graphql import OperationType as GraphQLOperationType
from graphql.utilities import value_from_ast_untyped
from strawberry.exceptions import MissingQueryError
from strawberry.extensions import SchemaExtension
from strawberry.schema.validation_rules.maybe_null import MaybeNullValidationRule
from strawberry.schema.validation_rules.one_of import OneOfInputValidationRule
from strawberry.types.graphql import OperationType

from schema.protection import (
    MAX_CHARACTERS,
    MAX_COMMENTS,
    MAX_COST,
    MAX_EVENT_COST,
    MAX_TOKENS,
    limit_error,
    limit_problems,
    operation_cost,
)

CACHED_CHARACTERS = 1_000_000  # of documents together; parsed they take some hundred times as much memory
MAX_ERRORS = 20  # that a client is told at once
QUERY_SECONDS = 10.0  # a query that takes longer is ended, its statement in the database too
RULES = (*specified_rules, MaybeNullValidationRule, OneOfInputValidationRule)
HIDING_RULES = (*RULES, NoSchemaIntrospectionCustomRule)


@dataclass(frozen=True, slots=True)
class Checked:
    """A document, and what is wrong with it whatever its variables are."""

    document: DocumentNode
    errors: tuple[GraphQLError, ...]

    def operations(self) -> list[OperationDefinitionNode]:
        """Its operations."""
        return [node for node in self.document.definitions if isinstance(node, OperationDefinitionNode)]


class DocumentCache:
    """Parses and validates, and remembers valid documents: those used last, up to so many characters."""

    def __init__(self, schema: GraphQLSchema, *, introspection: bool, characters: int = CACHED_CHARACTERS) -> None:
        self.schema = schema
        self._introspection = introspection
        self._room = characters
        self._known: OrderedDict[str, Checked] = OrderedDict()

    def check(self, text: str) -> Checked:
        """The document of a text. Raises GraphQLError where it cannot be read."""
        known = self._known.get(text)
        if known is not None:
            self._known.move_to_end(text)
            return known
        document = parse(
            text, max_lexical_tokens=MAX_TOKENS, max_comments=MAX_COMMENTS, max_source_length=MAX_CHARACTERS
        )
        checked = Checked(document, tuple(limit_problems(document) or self._validate(document)))
        if not checked.errors:
            self._remember(text, checked)
        return checked

    def _validate(self, document: DocumentNode) -> list[GraphQLError]:
        rules = RULES if self._introspection else HIDING_RULES
        return validate(self.schema, document, rules, max_errors=MAX_ERRORS, hide_suggestions=not self._introspection)

    def _remember(self, text: str, checked: Checked) -> None:
        self._known[text] = checked
        self._room -= len(text)
        while self._room < 0:
            forgotten, _ = self._known.popitem(last=False)
            self._room += len(forgotten)


class Protection(SchemaExtension):
    """Parses and validates by the cache, refuses what costs too much, and ends a query that takes too long."""

    _checked: Checked
    _cost: int | None = None
    _limit = MAX_COST

    def __init__(self, documents: DocumentCache) -> None:
        self._documents = documents

    def on_parse(self) -> Iterator[None]:
        """Take the document from the cache."""
        context = self.execution_context
        if not context.query:
            raise MissingQueryError
        self._checked = self._documents.check(context.query)
        context.graphql_document = self._checked.document
        yield

    def on_validate(self) -> Iterator[None]:
        """Tell what is wrong with the document, or with what it would cost."""
        errors = list(self._checked.errors) or self._cost_problems()
        self.execution_context.pre_execution_errors = errors
        yield

    async def on_execute(self) -> AsyncIterator[None]:
        """A mutation is never ended in its middle: each of its statements has a limit in the database."""
        if self.execution_context.operation_type is not OperationType.QUERY:
            yield
            return
        try:
            async with asyncio.timeout(QUERY_SECONDS):
                yield
        except TimeoutError as error:
            message = f"expected a query of at most {QUERY_SECONDS:g} s, this one took longer: ask for less at once"
            raise GraphQLError(message, extensions={"code": "TIMEOUT"}) from error

    def get_results(self) -> dict[str, Any]:
        """What the client is told beside the answer."""
        if self._cost is None:
            return {}
        return {"cost": {"requested": self._cost, "limit": self._limit}}

    def _cost_problems(self) -> list[GraphQLError]:
        context, operations = self.execution_context, self._checked.operations()
        # Strawberry's `operation_name` falls back on the first operation, which GraphQL does not.
        asked = context._provided_operation_name  # noqa: SLF001 # pyright: ignore[reportPrivateUsage]
        if asked is None and len(operations) > 1:
            return [GraphQLError(f"expected operationName to name one of the document's {len(operations)} operations")]
        operation = next(node for node in operations if asked is None or (node.name and node.name.value == asked))
        variables = _variables(operation, context.variables or {})
        self._cost = operation_cost(self._documents.schema, self._checked.document, operation, variables)
        self._limit = MAX_EVENT_COST if operation.operation is GraphQLOperationType.SUBSCRIPTION else MAX_COST
        if self._cost > self._limit:
            return [limit_error("points of cost", self._limit, self._cost, "ask for shorter lists or fewer fields")]
        return []


def _variables(operation: OperationDefinitionNode, given: Mapping[str, Any]) -> dict[str, Any]:
    defaults = {
        definition.variable.name.value: value_from_ast_untyped(definition.default_value)
        for definition in operation.variable_definitions or ()
        if definition.default_value is not None
    }
    return {**defaults, **given}
