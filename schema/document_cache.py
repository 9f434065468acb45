"""Documents that were parsed and found valid, by their text, and the extension that runs operations through them."""

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, cast

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

from schema.budget import Balance, Spending
from schema.compiled.operation import CompiledQuery
from schema.context import Context
from schema.protection import (
    MAX_CHARACTERS,
    MAX_COMMENTS,
    MAX_COST,
    MAX_EVENT_COST,
    MAX_TOKENS,
    limit_error,
    limit_problems,
    operation_cost,
    size_variables,
)

CACHED_CHARACTERS = 1_000_000  # of documents together; parsed they take some hundred times as much memory
MAX_PRICES = 64  # that a document keeps, by the sizes that its variables name
MAX_ERRORS = 20  # that a client is told at once
QUERY_SECONDS = 10.0  # a query that takes longer is ended, its statement in the database too
RULES = (*specified_rules, MaybeNullValidationRule, OneOfInputValidationRule)
HIDING_RULES = (*RULES, NoSchemaIntrospectionCustomRule)


@dataclass(frozen=True, slots=True)
class Price:
    """What an operation costs with its variables, and what it may cost, in fields of the answer."""

    cost: int
    limit: int

    def problems(self) -> list[GraphQLError]:
        """What is wrong with it."""
        if self.cost <= self.limit:
            return []
        return [limit_error("points of cost", self.limit, self.cost, "ask for shorter lists or fewer fields")]

    def told(self, balance: Balance | None) -> dict[str, Any]:
        """What the client is told beside the answer, with what its budget then is."""
        cost: dict[str, Any] = {"requested": self.cost, "limit": self.limit}
        if balance is not None:
            cost["budget"] = balance.told()
        return {"cost": cost}


class Checked:
    """A document, and what is wrong with it whatever its variables are.

    ``compiled`` is for `schema/answer.py`: what it made of each operation, by its name.
    """

    __slots__ = ("_costs", "_sizes", "compiled", "document", "errors")

    def __init__(self, document: DocumentNode, errors: tuple[GraphQLError, ...]) -> None:
        self.document = document
        self.errors = errors
        self.compiled: dict[str | None, CompiledQuery] = {}
        self._sizes = size_variables(document)
        self._costs: dict[tuple[object, ...], Price] = {}

    def operation(self, name: str | None) -> OperationDefinitionNode:
        """The operation of that name, or the only one. Raises GraphQLError."""
        operations = [node for node in self.document.definitions if isinstance(node, OperationDefinitionNode)]
        if name is None and len(operations) > 1:
            message = f"expected operationName to name one of the document's {len(operations)} operations"
            raise GraphQLError(message)
        found = next((node for node in operations if name is None or (node.name and node.name.value == name)), None)
        if found is None:
            message = "expected operationName to name an operation of the document"
            raise GraphQLError(message)
        return found

    def price(self, schema: GraphQLSchema, operation: OperationDefinitionNode, variables: Mapping[str, Any]) -> Price:
        """What an operation costs with these variables; it goes by how long they let lists be."""
        name = operation.name.value if operation.name else None
        key = (name, *(_size(variables.get(variable, _ABSENT)) for variable in self._sizes))
        found = self._costs.get(key)
        if found is None:
            cost = operation_cost(schema, self.document, operation, _with_defaults(operation, variables))
            is_followed = operation.operation is GraphQLOperationType.SUBSCRIPTION
            found = Price(cost, MAX_EVENT_COST if is_followed else MAX_COST)
            if len(self._costs) < MAX_PRICES:
                self._costs[key] = found
        return found


_ABSENT = object()


def _size(value: object) -> object:
    """What a variable has to do with the cost: its number, or its length."""
    if isinstance(value, list):
        return ("list", len(cast("list[object]", value)))
    return value if isinstance(value, int) or value is None or value is _ABSENT else "other"


class DocumentCache:
    """Parses and validates, and remembers valid documents: those used last, up to so many characters."""

    def __init__(self, schema: GraphQLSchema, *, introspection: bool, characters: int = CACHED_CHARACTERS) -> None:
        self.schema = schema
        self._introspection = introspection
        self._room = characters
        self._known: OrderedDict[str, Checked] = OrderedDict()

    def known(self, text: str) -> Checked | None:
        """The document of a text that came before and was valid."""
        known = self._known.get(text)
        if known is not None:
            self._known.move_to_end(text)
        return known

    def check(self, text: str) -> Checked:
        """The document of a text. Raises GraphQLError where it cannot be read."""
        known = self.known(text)
        if known is not None:
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


def timeout_error() -> GraphQLError:
    """A query that took too long, as the client reads it."""
    message = f"expected a query of at most {QUERY_SECONDS:g} s, this one took longer: ask for less at once"
    return GraphQLError(message, extensions={"code": "TIMEOUT"})


class Protection(SchemaExtension):
    """Parses and validates by the cache, refuses what costs too much, and ends a query that takes too long."""

    _checked: Checked
    _price: Price | None = None

    def __init__(self, documents: DocumentCache) -> None:
        self._documents = documents

    def on_parse(self) -> Iterator[None]:
        """Take the document from the cache."""
        context = self.execution_context
        if not context.query:
            raise MissingQueryError
        if self._documents.known(context.query) is None and (refusal := self._spending.read(len(context.query))):
            raise refusal
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
            raise timeout_error() from error

    def get_results(self) -> dict[str, Any]:
        """What the client is told beside the answer."""
        return {} if self._price is None else self._price.told(self._spending.balance)

    @property
    def _spending(self) -> Spending:
        return cast("Context", self.execution_context.context).spending

    def _cost_problems(self) -> list[GraphQLError]:
        context = self.execution_context
        # Strawberry's `operation_name` falls back on the first operation, which GraphQL does not.
        asked = context._provided_operation_name  # noqa: SLF001 # pyright: ignore[reportPrivateUsage]
        try:
            operation = self._checked.operation(asked)
        except GraphQLError as error:
            return [error]
        self._price = self._checked.price(self._documents.schema, operation, context.variables or {})
        problems = self._price.problems()
        if not problems and (refusal := self._spending.pay(self._price.cost)):
            return [refusal]
        return problems


def _with_defaults(operation: OperationDefinitionNode, given: Mapping[str, Any]) -> dict[str, Any]:
    defaults = {
        definition.variable.name.value: value_from_ast_untyped(definition.default_value)
        for definition in operation.variable_definitions or ()
        if definition.default_value is not None
    }
    return {**defaults, **given}
