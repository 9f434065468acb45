"""Queries answered without graphql-core's executor: what came before runs as compiled Python.

A query is compiled when its document comes again. Whatever is not quite as usual is graphql-core's to answer, from the
beginning: documents with errors, mutations, introspection, variables that are wrong, resolvers that fail, nulls where
there may be none. So errors and their places have one source. `fallbacks` counts why.
"""

import asyncio
import logging
from collections import Counter
from collections.abc import Mapping
from typing import Any

from graphql import GraphQLError, GraphQLSchema, OperationType
from graphql.execution.values import VariableValues
from strawberry.types import ExecutionResult

from collab.errors import Unavailable
from schema import document_cache
from schema.compiled.errors import Deviation, TooLarge, TooLong, Uncompiled
from schema.compiled.operation import CompiledQuery, Convert, Variant, Variants
from schema.context import Context
from schema.document_cache import DocumentCache, timeout_error
from schema.protection import MAX_COST, MAX_INTERPRETED, MAX_TEXT, too_large, too_long
from schema.pushdown import Pushdown

COMPILING_COST = 25  # of each field of a query that is compiled: an eighth of a millisecond

logger = logging.getLogger("concordat.graphql")


class CompiledAnswers:
    """Answers queries of one schema; ``answered`` and ``fallbacks`` count what became of those that were compiled."""

    def __init__(self, schema: GraphQLSchema, documents: DocumentCache, convert: Convert) -> None:
        self.answered = 0
        self.fallbacks: Counter[str] = Counter()
        self._schema = schema
        self._documents = documents
        self._convert = convert
        self._variants = Variants()
        self._compiling = asyncio.Lock()

    async def answer(
        self, query: str, variables: Mapping[str, Any], operation_name: str | None, context: Context
    ) -> ExecutionResult | None:
        """The answer; ``None``: it is graphql-core's. That the database was away is then noted in ``context``."""
        checked = self._documents.known(query)
        if checked is None:
            return None
        try:
            operation = checked.operation(operation_name)
            price = checked.price(self._schema, operation, variables)
            is_query = operation.operation is OperationType.QUERY
            if not is_query or price.problems() or context.spending.pay(price.cost) is not None:
                return None
            if operation_name not in checked.compiled:
                checked.compiled[operation_name] = CompiledQuery(
                    self._schema, checked.document, operation, self._convert, lambda: Pushdown().push, self._variants
                )
            compiled = checked.compiled[operation_name]
            values = compiled.variables(variables)
            variant = compiled.known(values) or await self._compile(compiled, values, context)
        except (GraphQLError, Deviation, Uncompiled) as reason:
            return self._fall_back(reason)
        own, limit = context.for_operation(), asyncio.timeout(document_cache.QUERY_SECONDS)
        try:
            async with limit:
                data, fields = await compiled.run(variant, values, own, MAX_COST, MAX_TEXT)
        except BaseException as reason:
            own.abandon()
            if (error := _end_of(reason, limit)) is not None:
                context.spending.owe(MAX_INTERPRETED)
                return ExecutionResult(data=None, errors=[error], extensions=price.told(context.spending.balance))
            if not isinstance(reason, Exception):
                raise
            context.away = reason if isinstance(reason, Unavailable) else None
            return self._fall_back(reason)
        finally:
            await own.close()
        self.answered += 1
        context.spending.owe(fields - context.spending.paid)
        return ExecutionResult(data=data, errors=None, extensions=price.told(context.spending.balance))

    async def _compile(self, compiled: CompiledQuery, values: VariableValues, context: Context) -> Variant:
        """A variant that is not known, made beside the event loop, one at a time. Raises Uncompiled."""
        async with self._compiling:
            variant = compiled.known(values)
            if variant is None:
                try:
                    variant = await asyncio.to_thread(compiled.variant, values)
                except (Uncompiled, GraphQLError):  # of the request's, or of the client's making
                    raise
                except Exception as error:  # a fault of the compiler's: the query is answered all the same
                    logger.exception("a query could not be compiled; graphql-core answers")
                    raise Uncompiled(type(error).__name__) from error
                context.spending.owe(variant.fields * COMPILING_COST)
        return variant

    def _fall_back(self, reason: Exception) -> None:
        told = f"{type(reason).__name__}: {reason}"
        self.fallbacks[told if isinstance(reason, Uncompiled) else type(reason).__name__] += 1
        logger.debug("graphql-core answers: %s", told)


def _end_of(reason: BaseException, limit: asyncio.Timeout) -> GraphQLError | None:
    """What ends a query, so that graphql-core is not asked either."""
    if limit.expired() and isinstance(reason, TimeoutError):
        return timeout_error()
    if isinstance(reason, TooLong):
        return too_long()
    return too_large(MAX_COST) if isinstance(reason, TooLarge) else None
