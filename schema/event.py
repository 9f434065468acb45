"""How an event of a subscription is answered: in a context of its own, which is closed before the answer is sent.

A subscription's source yields events; GraphQL executes the selection for each. What an event reads, it reads in a
snapshot of its own, as the viewer may see it at that moment, and within the time that a query has.
"""

import asyncio
import inspect
from typing import Any, Protocol, cast

from graphql import ExecutionResult, GraphQLError, OperationType
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext

from collab.errors import Unavailable
from schema.context import Context
from schema.document_cache import QUERY_SECONDS


class Event(Protocol):
    """What a source yields."""

    @property
    def context(self) -> Context:
        """Where it is resolved."""
        ...


class EventExecutor(StrawberryGraphQLCoreExecutionContext):
    """Executes queries and mutations as ever, and each event of a subscription in its own context."""

    def build_per_event_executor(self, payload: Event) -> Any:
        """An executor for one event."""
        executor = cast("Any", super()).build_per_event_executor(payload)
        executor.context_value = payload.context
        return executor

    def execute_operation(self, serially: bool | None = None) -> Any:
        """Execute; an event's answer is awaited."""
        if self.operation.operation is not OperationType.SUBSCRIPTION:
            return super().execute_operation(serially)
        return self._execute_event()

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
        result = cast("ExecutionResult", answer)
        context.is_lost = any(isinstance(_cause(error), Unavailable) for error in result.errors or ())
        return result


def _cause(error: GraphQLError) -> Exception | None:
    cause: Exception | None = error
    while isinstance(cause, GraphQLError):
        cause = cause.original_error
    return cause
