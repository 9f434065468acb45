"""A token request, read strictly: one form, each parameter once, one way of showing who asks.

Authlib's token endpoint works with Flask and Django only; what it would do here is this page.
"""

import binascii
from base64 import b64decode
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, unquote_to_bytes

from starlette.requests import ClientDisconnect, Request

from plans.rules.scope import ALL_SCOPES, Scope, parse_scopes, write_scopes
from server.oauth.errors import (
    InvalidClientError,
    InvalidRequestError,
    InvalidScopeError,
    InvalidTargetError,
    UnsupportedGrantTypeError,
)

MAX_BODY_BYTES = 8_192
MAX_PARAMETERS = 20
FORM = "application/x-www-form-urlencoded"
GRANT_TYPE = "client_credentials"
_NOT_BASIC = "expected HTTP Basic with the id and the secret of the client, each form-encoded"


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a client shows; nothing of it is checked yet."""

    client_id: str = field(repr=False)  # some put the secret here
    secret: str = field(repr=False)


async def read_form(request: Request) -> dict[str, str]:
    """The parameters of the body; those without a value are left out (RFC 6749, section 3.2). Raises TokenError."""
    content_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if content_type != FORM:
        message = f"expected Content-Type: {FORM}"
        raise InvalidRequestError(message)
    if request.url.query:
        message = "expected every parameter in the body, got a query: what stands in an address is logged"
        raise InvalidRequestError(message)
    body = bytearray()
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > MAX_BODY_BYTES:
                message = f"expected a body of at most {MAX_BODY_BYTES} bytes"
                raise InvalidRequestError(message)
    except ClientDisconnect as error:
        message = "the client went away"
        raise InvalidRequestError(message) from error
    return _parse(bytes(body))


def _parse(body: bytes) -> dict[str, str]:
    try:
        pairs = parse_qsl(
            body.decode("ascii"), keep_blank_values=True, strict_parsing=True, errors="strict",
            max_num_fields=MAX_PARAMETERS,
        )  # fmt: skip
    except ValueError as error:
        message = f"expected a form in UTF-8 of at most {MAX_PARAMETERS} parameters"
        raise InvalidRequestError(message) from error
    names = [name for name, _ in pairs]
    if len(set(names)) != len(names):
        message = "expected each parameter once, got one of them several times"
        raise InvalidRequestError(message)
    return {name: value for name, value in pairs if value}


def read_credentials(authorization: list[str], form: Mapping[str, str]) -> Credentials:
    """Who asks, by HTTP Basic or by the body (RFC 6749, section 2.3.1), never both. Raises TokenError."""
    in_body = "client_secret" in form
    if len(authorization) > 1 or (authorization and in_body):
        message = "expected one way of client authentication: HTTP Basic, or client_id and client_secret in the body"
        raise InvalidRequestError(message)
    if authorization:
        credentials = _basic(authorization[0])
        if form.get("client_id", credentials.client_id) != credentials.client_id:
            message = "expected no other client_id in the body than the one of HTTP Basic"
            raise InvalidRequestError(message)
        return credentials
    if "client_id" not in form or not in_body:
        message = "expected HTTP Basic, or client_id and client_secret in the body"
        raise InvalidClientError(message)
    return Credentials(form["client_id"], form["client_secret"])


def _basic(header: str) -> Credentials:
    """Id and secret are each encoded as in a form, then joined and put into base64."""
    scheme, _, encoded = header.partition(" ")
    try:
        client_id, colon, secret = b64decode(encoded.strip(), validate=True).partition(b":")
        credentials = Credentials(_form_decoded(client_id), _form_decoded(secret))
    except (binascii.Error, ValueError) as error:
        raise InvalidClientError(_NOT_BASIC) from error
    if scheme.lower() != "basic" or not colon:
        raise InvalidClientError(_NOT_BASIC)
    return credentials


def _form_decoded(raw: bytes) -> str:
    return unquote_to_bytes(raw.replace(b"+", b" ")).decode("utf-8")


def require_grant(form: Mapping[str, str]) -> None:
    """The one grant there is. Raises TokenError."""
    given = form.get("grant_type")
    if given is None:
        message = f"expected grant_type={GRANT_TYPE}"
        raise InvalidRequestError(message)
    if given != GRANT_TYPE:
        message = f"expected grant_type={GRANT_TYPE}: there is no other"
        raise UnsupportedGrantTypeError(message)


def require_resource(form: Mapping[str, str], address: str) -> None:
    """The resource (RFC 8707): this deployment, so that no token for it can be had by mistake. Raises TokenError."""
    given = form.get("resource")
    if given is None:
        message = f"expected resource={address}: what the token is for"
        raise InvalidRequestError(message)
    if given.removesuffix("/") != address:
        message = f"expected resource={address}: there are no tokens for others here"
        raise InvalidTargetError(message)


def choose_scopes(form: Mapping[str, str], held: frozenset[Scope]) -> frozenset[Scope]:
    """The scopes asked for; without any, all that the client has. Raises InvalidScopeError."""
    asked = form.get("scope")
    if asked is None:
        return held
    words = set(asked.split(" "))
    scopes = parse_scopes(asked)
    if not words <= ALL_SCOPES or not scopes <= held:
        message = f"expected some of {write_scopes(held)}, with one space between"
        raise InvalidScopeError(message)
    return scopes
