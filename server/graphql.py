"""`/graphql`: one operation as JSON in, its result as JSON out, as the GraphQL-over-HTTP draft says."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, cast

import orjson
from graphql import GraphQLError
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from strawberry.exceptions import MissingQueryError
from strawberry.schema.exceptions import CannotGetOperationTypeError, InvalidOperationTypeError
from strawberry.types import ExecutionResult
from strawberry.types.graphql import OperationType

from collab.committer import DATABASE_ERRORS
from collab.live import LiveDocuments
from plans.rules.scope import Scope
from schema.budget import RATE_LIMITED, Purse, Spending
from schema.context import Context, Doors
from schema.refusal import RETRY_AFTER_SECONDS
from schema.root import build_schema, unknown_operation
from server.database import Database
from server.identity import Authenticated, Identities, ScopeLacking
from server.schema_question import NotAQuestion, asks_more, read_address
from server.token import TokenRefused
from server.trusted_document import DocumentRefused, TrustedDocuments

MAX_BODY_BYTES = 1_048_576  # a mutation with every field of an outcome has 40 KB
_CHALLENGES = {401: "Bearer", 403: f'Bearer error="insufficient_scope", scope="{Scope.PLAN_READ}"'}  # RFC 6750, 3
STALE_SECONDS = 1.0  # a request that took longer to arrive is authenticated again
BODY_SECONDS = 10.0  # for a whole request to arrive
JSON, GRAPHQL_JSON = "application/json", "application/graphql-response+json"
_TOO_LARGE = f"a request may have {MAX_BODY_BYTES} bytes: send less at once"
_OPERATIONS = {OperationType.QUERY, OperationType.MUTATION}


class RequestRefused(Exception):  # noqa: N818 - it names what happened
    """The request is not a GraphQL request over HTTP; the message says what was expected."""

    def __init__(self, status: int, message: str, code: str = "BAD_REQUEST") -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.code = code


class GraphQLEndpoint:
    """Runs operations for the person behind each request."""

    def __init__(
        self,
        live: LiveDocuments,
        database: Database,
        identities: Identities,
        doors: Doors,
        *,
        introspection: bool = False,
        purse: Purse | None = None,
        documents: TrustedDocuments | None = None,
    ) -> None:
        self._live = live
        self._database = database
        self._identities = identities
        self._doors = doors
        self._purse = purse
        self.documents = documents or TrustedDocuments()
        self.schema = build_schema(introspection=introspection)

    def spending(self, known: Authenticated, *, begun: bool = False) -> Spending:
        """What an operation of a known viewer takes out of their budget; ``begun``: its request is paid for."""
        return Spending(self._purse, known.viewer.person_id, begun=begun)

    def context(self, known: Authenticated, spending: Spending, *, follows: bool = False) -> Context:
        """What an operation of a known viewer works on; ``follows``: it is a subscription."""
        pool = self._database.followers if follows else self._database.viewers
        return Context(known.viewer, pool, self._live, self._doors, known.session_id, spending=spending)

    async def post(self, request: Request) -> Response:
        """Answer one request."""
        return await self._respond(request, self._execute)

    async def get(self, request: Request) -> Response:
        """Answer a question about the schema itself."""
        return await self._respond(request, self._execute_question)

    async def _respond(self, request: Request, execute: Callable[[Request], Awaitable[ExecutionResult]]) -> Response:
        media_type = _answer_type(request.headers.get("accept", ""))
        if media_type is None:
            return _refusal(RequestRefused(406, f"expected Accept to name {GRAPHQL_JSON} or {JSON}"), JSON)
        try:
            return _answer(await execute(request), media_type)
        except RequestRefused as refused:
            return _refusal(refused, media_type)

    async def _execute(self, request: Request) -> ExecutionResult:
        known = await self._authenticate(request)
        spending = self.spending(known)
        if (refusal := spending.begin()) is not None:
            return ExecutionResult(data=None, errors=[refusal])
        began = time.monotonic()
        query, variables, operation = self._parameters(await _read_json(request))
        if time.monotonic() - began > STALE_SECONDS:
            known = await self._authenticate(request)  # what was withdrawn while the body came is withdrawn
        return await self._run(query, variables, self.context(known, spending), operation)

    async def _execute_question(self, request: Request) -> ExecutionResult:
        known = await self._authenticate(request)
        context = self.context(known, self.spending(known))
        if (refusal := context.spending.begin()) is not None:
            return ExecutionResult(data=None, errors=[refusal])
        try:
            query, variables, operation = self._parameters(read_address(request))
        except NotAQuestion as refused:
            raise RequestRefused(400, str(refused)) from refused
        if self.schema.documents.known(query) is None and (refusal := context.spending.read(len(query))):
            return ExecutionResult(data=None, errors=[refusal])
        if request.method != "GET" or asks_more(self.schema.documents, query, operation):
            raise RequestRefused(405, "expected POST: GET answers what is asked about the schema itself, nothing else")
        return await self._run(query, variables, context, operation)

    async def _run(
        self, query: str, variables: dict[str, Any] | None, context: Context, operation: str | None
    ) -> ExecutionResult:
        try:
            return await self.schema.answer(query, variables, context, operation, _OPERATIONS)
        except (MissingQueryError, InvalidOperationTypeError) as error:
            raise RequestRefused(400, "expected a query or a mutation; subscriptions go over WebSocket") from error
        except CannotGetOperationTypeError as error:
            raise RequestRefused(400, unknown_operation(operation)) from error

    def _parameters(self, body: object) -> tuple[str, dict[str, Any] | None, str | None]:
        if not isinstance(body, Mapping):
            raise RequestRefused(400, "expected a JSON object with a query; batches are not taken")
        request = cast("Mapping[str, object]", body)
        variables, operation = request.get("variables"), request.get("operationName")
        if variables is not None and not isinstance(variables, dict):
            raise RequestRefused(400, "expected `variables` to be an object")
        if operation is not None and not isinstance(operation, str):
            raise RequestRefused(400, "expected `operationName` to be a string")
        if not isinstance(request.get("extensions"), Mapping | None):
            raise RequestRefused(400, "expected `extensions` to be an object")
        try:
            query = self.documents.text_of(request)
        except DocumentRefused as refused:
            raise RequestRefused(400, refused.message, refused.code) from refused
        return query, cast("dict[str, Any] | None", variables), operation

    async def _authenticate(self, request: Request) -> Authenticated:
        try:
            return await self._identities.authenticate(request)
        except TokenRefused as refused:
            raise RequestRefused(401, str(refused), "UNAUTHENTICATED") from refused
        except ScopeLacking as lacking:
            raise RequestRefused(403, str(lacking), "FORBIDDEN") from lacking
        except DATABASE_ERRORS as error:
            message = "the database cannot be reached: try again in a moment"
            raise RequestRefused(503, message, "UNAVAILABLE") from error


async def _read_json(request: Request) -> object:
    content_type = ", ".join(request.headers.getlist("content-type"))
    if not _is_json(content_type):
        expected = "expected Content-Type: application/json, in UTF-8"
        raise RequestRefused(415, f"{expected}, got {content_type[:60] or 'none'}")
    encoding = request.headers.get("content-encoding", "identity")
    if encoding.strip().lower() != "identity":
        raise RequestRefused(415, f"expected a body that is not compressed, got Content-Encoding: {encoding[:60]}")
    if int(request.headers.get("content-length", "0")) > MAX_BODY_BYTES:
        raise RequestRefused(413, _TOO_LARGE)
    body = bytearray()
    try:
        async with asyncio.timeout(BODY_SECONDS):
            async for chunk in request.stream():
                body += chunk
                if len(body) > MAX_BODY_BYTES:
                    raise RequestRefused(413, _TOO_LARGE)
    except TimeoutError as error:
        message = f"expected the whole request within {BODY_SECONDS:g} s: send it anew, faster"
        raise RequestRefused(408, message) from error
    except ClientDisconnect as error:
        raise RequestRefused(400, "expected the whole request, got a part of it") from error
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise RequestRefused(400, f"expected JSON in UTF-8, got something else: {error}") from error


def _is_json(content_type: str) -> bool:
    """Whether it is `application/json`, in the one encoding that JSON has (RFC 8259, 8.1).

    >>> [_is_json(text) for text in ("application/json", 'Application/JSON; charset="UTF-8"')]
    [True, True]
    >>> [_is_json(text) for text in ("application/jsonx", "application/json; charset=latin1", "text/plain", "")]
    [False, False, False, False]
    """
    media_type, *parameters = content_type.lower().split(";")
    charsets = [
        value.strip(' "')
        for name, _, value in (text.partition("=") for text in parameters)
        if name.strip() == "charset"
    ]
    return media_type.strip() == "application/json" and charsets in ([], ["utf-8"], ["utf8"])


def _answer_type(accept: str) -> str | None:
    """The media type to answer in; ``None`` where the client takes neither.

    >>> [_answer_type(text) for text in ("", "*/*", "application/*", "application/json", "text/html, */*;q=0.1")]
    ['application/json', 'application/json', 'application/json', 'application/json', 'application/json']
    >>> _answer_type("application/graphql-response+json, application/json;q=0.9")
    'application/graphql-response+json'
    >>> _answer_type("application/graphql-response+json;q=0.1, application/json"), _answer_type("text/html")
    ('application/json', None)
    """
    if not accept.strip():
        return JSON
    weights: dict[str, float] = {}
    for accepted in accept.lower().split(","):
        media_type, *parameters = (part.strip() for part in accepted.split(";"))
        weights[media_type] = next((_weight(text) for text in parameters if text.startswith("q=")), 1.0)
    fallback = weights.get("application/*", weights.get("*/*", 0.0))
    best = max(
        (GRAPHQL_JSON, JSON), key=lambda name: (weights.get(name, 0.0), name in weights and name == GRAPHQL_JSON)
    )
    if weights.get(best, 0.0) > 0:
        return best
    return JSON if fallback > 0 and JSON not in weights else None


def _weight(text: str) -> float:
    try:
        return float(text.removeprefix("q="))
    except ValueError:
        return 0.0


def _answer(result: ExecutionResult, media_type: str) -> Response:
    errors = result.errors or []
    refused = result.data is None and all(error.path is None for error in errors)  # nothing was executed
    answer: dict[str, Any] = {} if refused else {"data": result.data}
    if errors:
        answer["errors"] = [error.formatted for error in errors]
    if result.extensions:
        answer["extensions"] = result.extensions
    if refused and (seconds := _seconds_to_wait(errors)):
        response = _json(answer, 429, media_type)
        response.headers["Retry-After"] = str(seconds)
        return response
    return _json(answer, 400 if refused and media_type == GRAPHQL_JSON else 200, media_type)


def _seconds_to_wait(errors: Sequence[GraphQLError]) -> int | None:
    """For how long there is nothing left of the viewer's budget."""
    limited = (error.extensions or {} for error in errors)
    return next((told["retryAfterSeconds"] for told in limited if told.get("code") == RATE_LIMITED), None)


def _refusal(refused: RequestRefused, media_type: str) -> Response:
    error = {"message": refused.message, "extensions": {"code": refused.code}}
    response = _json({"errors": [error]}, refused.status, media_type)
    if refused.status in _CHALLENGES:
        response.headers["WWW-Authenticate"] = _CHALLENGES[refused.status]
    if refused.status == 503:
        response.headers["Retry-After"] = str(RETRY_AFTER_SECONDS)
    if refused.status == 405:
        response.headers["Allow"] = "GET, POST"
    if refused.status == 408:
        response.headers["Connection"] = "close"  # what still comes of the request is no new one
    return response


def _json(answer: dict[str, Any], status: int, media_type: str) -> Response:
    headers = {
        "Cache-Control": "no-store", "X-Content-Type-Options": "nosniff", "Vary": "Accept",
        "Content-Type": f"{media_type}; charset=utf-8",
    }  # fmt: skip
    return Response(orjson.dumps(answer), status, headers)
