"""Questions about the schema itself, asked by GET where introspection is allowed, as tools do that fetch a schema.

Such a question (`__schema`, `__type`, `__typename`) reads nothing of anybody, so that it does not matter who made a
browser send it. Everything else is for POST alone.
"""

from collections.abc import Mapping

import orjson
from graphql import GraphQLError, OperationType
from starlette.requests import Request

from schema.document_cache import DocumentCache
from schema.protection import root_names

PARAMETERS = ("query", "operationName", "variables", "extensions")
_JSON = ("variables", "extensions")


class NotAQuestion(Exception):  # noqa: N818 - it names what happened
    """The address is not a question; the message says what was expected."""


def read_address(request: Request) -> Mapping[str, object]:
    """The request that an address carries, as a body would. Raises NotAQuestion."""
    read: dict[str, object] = {}
    for name, text in request.query_params.multi_items():
        if name in read or name not in PARAMETERS:
            message = f"expected {', '.join(PARAMETERS)} in the address, each once at most, got {name[:60]!r}"
            raise NotAQuestion(message)
        try:
            read[name] = orjson.loads(text) if name in _JSON else text
        except orjson.JSONDecodeError as error:
            message = f"expected `{name}` to be JSON, got something else: {error}"
            raise NotAQuestion(message) from error
    return read


def asks_more(documents: DocumentCache, text: str, operation_name: str | None) -> bool:
    """Whether a valid document asks for anything but the schema; one that is not valid asks nothing."""
    try:
        checked = documents.check(text)
        if checked.errors:
            return False
        operation = checked.operation(operation_name)
    except GraphQLError:
        return False
    names = root_names(checked.document, operation)
    return operation.operation is not OperationType.QUERY or not all(name.startswith("__") for name in names)
