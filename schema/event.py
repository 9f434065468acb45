"""How an event of a subscription is answered: in a context of its own, which is closed before the answer is sent.

A subscription's source yields events; GraphQL executes the selection for each. What an event reads, it reads in a
snapshot of its own, as the viewer may see it at that moment, and within the time that a query has.
"""

import asyncio
import inspect
from collections.abc import Awaitable
from typing import Any, Protocol, cast

from graphql import ExecutionResult, GraphQLError, OperationType, located_error
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext

from collab.errors import Unavailable
from schema.context import Context
from schema.document_cache import QUERY_SECONDS
from schema.protection import MAX_DESCRIBED, MAX_INTERPRETED, MAX_TEXT, AnswerTooLarge, too_large, too_long


class Event(Protocol):
    """What a source yields."""

    @property
    def context(self) -> Context:
        """Where it is resolved."""
        ...


class EventExecutor(StrawberryGraphQLCoreExecutionContext):
    """Executes queries and mutations as ever, and each event of a subscription in its own context.

    ``fields`` and ``characters`` count those of the answer; one that has too many is given up as a whole.
    """

    fields = 0
    characters = 0

    def build_per_event_executor(self, payload: Event) -> Any:
        """An executor for one event."""
        executor = cast("Any", super()).build_per_event_executor(payload)
        executor.context_value = payload.context
        executor.fields = executor.characters = 0
        return executor

    def execute_fields(
        self, parent_type: Any, source_value: Any, path: Any, grouped_field_set: Any, position_context: Any
    ) -> Any:
        """Execute the fields of one object."""
        self.fields += len(grouped_field_set)
        limit = MAX_DESCRIBED if parent_type.name.startswith("__") else MAX_INTERPRETED
        if self.fields > limit:
            raise too_large(limit)
        return super().execute_fields(parent_type, source_value, path, grouped_field_set, position_context)

    def complete_leaf_value(self, return_type: Any, result: Any) -> Any:  # pyright: ignore[reportIncompatibleMethodOverride]
        """Complete one value; texts are counted."""
        written = super().complete_leaf_value(return_type, result)
        if isinstance(written, str):
            self.characters += len(written)
            if self.characters > MAX_TEXT:
                raise too_long()
        return written

    def handle_field_error(self, raw_error: Exception, return_type: Any, field_details_list: Any, path: Any) -> None:
        """Note what went wrong with a field, unless it ends the whole answer."""
        if is_too_large(raw_error):
            nodes = [details.node for details in field_details_list]
            raise located_error(raw_error, nodes, path.as_list())
        cast("Any", super()).handle_field_error(raw_error, return_type, field_details_list, path)

    def execute_operation(self, serially: bool | None = None) -> Any:
        """Execute; an event's answer is awaited."""
        if self.operation.operation is OperationType.SUBSCRIPTION:
            return self._execute_event()
        answer: Any = super().execute_operation(serially)
        return self._settled(answer) if inspect.isawaitable(answer) else answer

    async def _settled(self, answer: Awaitable[Any]) -> Any:
        result = await answer
        spending = cast("Context", self.context_value).spending
        spending.owe(self.fields - spending.paid)
        return result

    async def _execute_event(self) -> ExecutionResult:
        context = cast("Context", self.context_value)
        try:
            async with asyncio.timeout(QUERY_SECONDS):
                answer: Any = super().execute_operation(serially=False)
                if inspect.isawaitable(answer):
                    answer = await answer
        except TimeoutError:
            context.abandon()
            message = f"expected an event of at most {QUERY_SECONDS:g} s, this one took longer: ask for less at once"
            answer = ExecutionResult(None, [GraphQLError(message, extensions={"code": "TIMEOUT"})])
        except BaseException:
            context.abandon()
            raise
        finally:
            await context.close()
        context.spending.owe(self.fields - context.spending.paid)
        result = cast("ExecutionResult", answer)
        context.is_lost = any(isinstance(_cause(error), Unavailable) for error in result.errors or ())
        return result


def is_too_large(error: Exception | None) -> bool:
    """Whether an answer was given up because it has too many fields."""
    while isinstance(error, GraphQLError) and not isinstance(error, AnswerTooLarge):
        error = error.original_error
    return isinstance(error, AnswerTooLarge)


def _cause(error: GraphQLError) -> Exception | None:
    cause: Exception | None = error
    while isinstance(cause, GraphQLError):
        cause = cause.original_error
    return cause
