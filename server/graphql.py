"""`POST /graphql`: one operation as JSON in, its result as JSON out."""

from collections.abc import Mapping
from typing import Any, cast

import orjson
from starlette.requests import Request
from starlette.responses import Response
from strawberry.exceptions import MissingQueryError
from strawberry.schema.exceptions import CannotGetOperationTypeError, InvalidOperationTypeError
from strawberry.types import ExecutionResult
from strawberry.types.graphql import OperationType

from collab.committer import DATABASE_ERRORS
from collab.live import LiveDocuments
from schema.context import Context
from schema.root import build_schema
from server.database import Database
from server.identity import Authenticated, Identities
from server.token import TokenRefused

MAX_BODY_BYTES = 1_048_576  # a mutation with every field of an outcome has 40 KB
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

    def __init__(self, live: LiveDocuments, database: Database, identities: Identities) -> None:
        self._live = live
        self._database = database
        self._identities = identities
        self._schema = build_schema()

    async def post(self, request: Request) -> Response:
        """Answer one request."""
        try:
            known = await self._authenticate(request)
            query, variables, operation = _parameters(await _read_json(request))
            result = await self._schema.execute(
                query,
                variable_values=variables,
                operation_name=operation,
                context_value=Context(known.viewer, self._database.viewers, self._live),
                allowed_operation_types=_OPERATIONS,
            )
        except RequestRefused as refused:
            return _refusal(refused)
        except (MissingQueryError, CannotGetOperationTypeError, InvalidOperationTypeError):
            expected = "expected a query or a mutation, and its operationName where there are several"
            return _refusal(RequestRefused(400, expected))
        return _answer(result)

    async def _authenticate(self, request: Request) -> Authenticated:
        try:
            return await self._identities.authenticate(request)
        except TokenRefused as refused:
            raise RequestRefused(401, str(refused), "UNAUTHENTICATED") from refused
        except DATABASE_ERRORS as error:
            message = "the database cannot be reached: try again in a moment"
            raise RequestRefused(503, message, "UNAVAILABLE") from error


async def _read_json(request: Request) -> object:
    content_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if content_type != "application/json":
        raise RequestRefused(415, f"expected Content-Type: application/json, got {content_type[:60] or 'none'}")
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MAX_BODY_BYTES:
            raise RequestRefused(413, f"a request may have {MAX_BODY_BYTES} bytes: send less at once")
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise RequestRefused(400, f"expected JSON, got something else: {error}") from error


def _parameters(body: object) -> tuple[str, dict[str, Any] | None, str | None]:
    if not isinstance(body, Mapping):
        raise RequestRefused(400, "expected a JSON object with a query; batches are not taken")
    request = cast("Mapping[str, object]", body)
    query, variables, operation = request.get("query"), request.get("variables"), request.get("operationName")
    if not isinstance(query, str):
        raise RequestRefused(400, "expected `query` to be a string")
    if variables is not None and not isinstance(variables, dict):
        raise RequestRefused(400, "expected `variables` to be an object")
    if operation is not None and not isinstance(operation, str):
        raise RequestRefused(400, "expected `operationName` to be a string")
    return query, cast("dict[str, Any] | None", variables), operation


def _answer(result: ExecutionResult) -> Response:
    answer: dict[str, Any] = {"data": result.data}
    if result.errors:
        answer["errors"] = [error.formatted for error in result.errors]
    if result.extensions:
        answer["extensions"] = result.extensions
    return _json(answer, 200)


def _refusal(refused: RequestRefused) -> Response:
    error = {"message": refused.message, "extensions": {"code": refused.code}}
    response = _json({"errors": [error]}, refused.status)
    if refused.status == 401:
        response.headers["WWW-Authenticate"] = "Bearer"
    return response


def _json(answer: dict[str, Any], status: int) -> Response:
    headers = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
    return Response(orjson.dumps(answer), status, headers, "application/json")
