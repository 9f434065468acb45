"""The whole schema: what can be asked and done, and how errors leave it."""

import logging
import secrets
from collections.abc import AsyncGenerator, AsyncIterator, Iterable, Mapping
from contextlib import aclosing
from copy import copy
from functools import cache
from typing import Any

import strawberry
from graphql import GraphQLError
from strawberry.exceptions import MissingQueryError
from strawberry.extensions import SchemaExtension
from strawberry.schema.config import StrawberryConfig
from strawberry.schema.exceptions import CannotGetOperationTypeError, InvalidOperationTypeError
from strawberry.types import ExecutionContext, ExecutionResult
from strawberry.types.arguments import convert_arguments
from strawberry.types.execution import PreExecutionError
from strawberry.types.graphql import OperationType

from collab.errors import Unavailable
from schema.account import AccountQuery
from schema.account_creation import AccountCreationMutation
from schema.answer import CompiledAnswers
from schema.api_client import ApiClientMutation
from schema.clock_change import VendorClocksMutation
from schema.compiled.selection import Call
from schema.content import ContentMutation
from schema.context import Context
from schema.document_cache import DocumentCache, Protection
from schema.event import EventExecutor, is_too_large
from schema.findings_changed import FindingsSubscription
from schema.login_connection import LoginConnectionMutation
from schema.member import MemberMutation
from schema.node_query import NodeQuery
from schema.plan import PlanQuery
from schema.plan_changed import PlanChangedSubscription
from schema.presence import PresenceSubscription
from schema.preset import PresetQuery
from schema.protection import variables_problem
from schema.refusal import RETRY_AFTER_SECONDS, RefusedHandler, UnavailableHandler
from schema.roadmap import RoadmapQuery
from schema.scalar import SCALARS
from schema.scope import require_scopes
from schema.session import SessionMutation
from schema.stale import StaleHandler
from schema.viewer import ViewerQuery

logger = logging.getLogger("concordat.graphql")


@strawberry.type(description="What can be asked.")
class Query(ViewerQuery, AccountQuery, PlanQuery, NodeQuery, PresetQuery, RoadmapQuery):
    """What can be asked."""


@strawberry.type(description="What can be done. Each field answers from a snapshot taken after its commit.")
class Mutation(
    ContentMutation,
    AccountCreationMutation,
    MemberMutation,
    SessionMutation,
    LoginConnectionMutation,
    ApiClientMutation,
    VendorClocksMutation,
):
    """What can be done."""


@strawberry.type(description="What can be followed. Each event is read anew, as the viewer may see it at that moment.")
class Subscription(PlanChangedSubscription, PresenceSubscription, FindingsSubscription):
    """What can be followed."""


require_scopes(Mutation, of_plans=ContentMutation.__mro__)


class OperationScope(SchemaExtension):
    """Gives each operation a context of its own, and takes back what it holds however the operation ends."""

    async def on_operation(self) -> AsyncIterator[None]:
        """Around the whole operation, parsing included."""
        context = self.execution_context.context.for_operation()
        self.execution_context.context = context
        try:
            yield
        except BaseException:
            context.abandon()
            raise
        finally:
            await context.close()


class ConcordatSchema(strawberry.Schema):
    """A schema whose unexpected errors are told to the log, and to the client only by an id.

    ``introspection``: whether clients may ask what there is, in questions and by guessing at names.
    """

    documents: DocumentCache
    compiled: CompiledAnswers

    def __init__(self) -> None:
        super().__init__(  # pyright: ignore[reportUnknownMemberType] - strawberry's
            query=Query,
            mutation=Mutation,
            subscription=Subscription,
            execution_context_class=EventExecutor,
            config=StrawberryConfig(scalar_map=SCALARS),
            exception_handlers=[RefusedHandler(), StaleHandler(), UnavailableHandler()],
        )
        self._serve(introspection=False)

    def serving(self, *, introspection: bool) -> "ConcordatSchema":
        """The same types, with documents of its own: to convert the types is what takes long."""
        served = copy(self)
        served._serve(introspection=introspection)  # noqa: SLF001 - its own
        return served

    def _serve(self, *, introspection: bool) -> None:
        self._introspection = introspection
        self.documents = DocumentCache(self._schema, introspection=introspection)
        self.compiled = CompiledAnswers(self._schema, self.documents, self._convert)
        self.extensions = (OperationScope, lambda: Protection(self.documents))

    async def answer(
        self,
        query: str,
        variables: dict[str, Any] | None,
        context: Context,
        operation_name: str | None,
        allowed: Iterable[OperationType],
    ) -> ExecutionResult:
        """The answer to a query or mutation. Raises what `execute` raises."""
        if (problem := variables_problem(variables)) is not None:
            return ExecutionResult(data=None, errors=[problem])
        answered = await self.compiled.answer(query, variables or {}, operation_name, context)
        if answered is not None:
            return answered
        executed = await self.execute(
            query,
            variable_values=variables,
            context_value=context,
            operation_name=operation_name,
            allowed_operation_types=allowed,
        )
        if any(is_too_large(error) for error in executed.errors or ()):
            # Compiled, a query may have more; one that came for the first time was not.
            return await self.compiled.answer(query, variables or {}, operation_name, context) or executed
        return executed

    def _convert(self, call: Call, arguments: Mapping[str, Any]) -> Mapping[str, Any]:
        """The arguments of a field as its resolver takes them."""
        registry, definitions = self.schema_converter.scalar_registry, call.definition.arguments
        return convert_arguments(dict(arguments), definitions, registry, self.config)

    async def follow(
        self,
        query: str | None,
        *,
        variable_values: dict[str, Any] | None = None,
        context_value: object = None,
        root_value: object = None,
        operation_name: str | None = None,
    ) -> AsyncGenerator[ExecutionResult]:
        """The answers to a subscription; whatever goes wrong is answered, with its place or masked."""
        if (problem := variables_problem(variable_values)) is not None:
            return _refusing(problem)
        source = await self.subscribe(query, variable_values, context_value, root_value, operation_name)
        return self._answers(source)

    async def _answers(self, source: AsyncGenerator[ExecutionResult]) -> AsyncGenerator[ExecutionResult]:
        try:
            async with aclosing(source):
                async for result in source:
                    yield result
        except Exception as error:  # noqa: BLE001 - masked as in `execute`
            errors = [error if isinstance(error, GraphQLError) else GraphQLError(str(error), original_error=error)]
            self.process_errors(errors)
            yield PreExecutionError(data=None, errors=errors)

    def _get_custom_context_kwargs(
        self, operation_extensions: dict[str, Any] | None = None, *, sync: bool = False
    ) -> dict[str, Any]:
        """What graphql-core's `execute` is told beyond what strawberry passes by itself."""
        told = super()._get_custom_context_kwargs(operation_extensions, sync=sync)
        return {**told, "hide_suggestions": not self._introspection}

    def process_errors(
        self,
        errors: list[GraphQLError],
        execution_context: ExecutionContext | None = None,  # noqa: ARG002 - strawberry's
    ) -> None:
        """Replace what a client must not see; strawberry hands every list of errors through here once."""
        errors[:] = [_shown(error) for error in errors]


def unknown_operation(name: str | None) -> str:
    """What a client is told whose document has no operation of this name, or several where it gives none."""
    if name is None:
        return "expected operationName, as the document has several operations"
    return f"there is no operation {name[:100]!r} in the document: name one that is there in operationName, or none"


async def _refusing(error: GraphQLError) -> AsyncGenerator[ExecutionResult]:
    """The answers of a subscription that does not begin."""
    yield PreExecutionError(data=None, errors=[error])


def _shown(error: GraphQLError) -> GraphQLError:
    cause = _unexpected(error)
    if cause is None:
        return error
    if isinstance(cause, Unavailable):
        extensions = {"code": "UNAVAILABLE", "retryAfterSeconds": RETRY_AFTER_SECONDS}
        return GraphQLError(str(cause), error.nodes, path=error.path, extensions=extensions)
    if isinstance(cause, CannotGetOperationTypeError):
        return GraphQLError(unknown_operation(cause.operation_name), extensions={"code": "BAD_REQUEST"})
    if isinstance(cause, MissingQueryError | InvalidOperationTypeError):
        message = "expected a subscription: POST queries and mutations to /graphql"
        return GraphQLError(message, extensions={"code": "BAD_REQUEST"})
    error_id = secrets.token_hex(8)
    logger.error("internal error %s at %s", error_id, error.path, exc_info=cause)
    message = f"Internal error {error_id}; the log has the details under this id."
    extensions = {"code": "INTERNAL_ERROR", "id": error_id}
    return GraphQLError(message, error.nodes, path=error.path, extensions=extensions)


def _unexpected(error: GraphQLError) -> Exception | None:
    """The exception behind an error, unless it is about the request: that has a place in it but no path."""
    cause: Exception | None = error
    while isinstance(cause, GraphQLError):
        cause = cause.original_error
    return None if error.path is None and error.nodes else cause


def build_schema(*, introspection: bool = False) -> ConcordatSchema:
    """The schema. Its context is a `schema.context.Context`."""
    return _converted().serving(introspection=introspection)


@cache
def _converted() -> ConcordatSchema:
    return ConcordatSchema()
