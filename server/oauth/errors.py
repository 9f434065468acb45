"""Why the token endpoint gives no token: the errors of RFC 6749, section 5.2, and RFC 8707, section 2.

TokenError
├── InvalidRequestError         the request is not what the specification describes
├── InvalidClientError          nobody known has shown who they are (401)
├── UnauthorizedClientError     the client is known and gets no tokens any more
├── UnsupportedGrantTypeError   there are client credentials and nothing else
├── InvalidTargetError          the resource is not this deployment
├── InvalidScopeError           a scope is unknown, or more than the client has
├── SlowDownError               too many attempts failed (429)
└── TemporarilyUnavailableError the database is away (503)
"""


class TokenError(Exception):
    """``code`` is OAuth's, the message its `error_description`: printable ASCII without quotes and backslashes.

    ``client_id`` is for the log: whoever is known, or claimed to be.
    """

    code = "invalid_request"
    status = 400

    def __init__(self, message: str, client_id: str = "") -> None:
        super().__init__(message)
        self.client_id = client_id


class InvalidRequestError(TokenError):
    """The request is not what the specification describes."""


class InvalidClientError(TokenError):
    """Nobody known has shown who they are."""

    code = "invalid_client"
    status = 401


class UnauthorizedClientError(TokenError):
    """The client is known and gets no tokens any more."""

    code = "unauthorized_client"


class UnsupportedGrantTypeError(TokenError):
    """There are client credentials and nothing else."""

    code = "unsupported_grant_type"


class InvalidTargetError(TokenError):
    """The resource is not this deployment."""

    code = "invalid_target"


class InvalidScopeError(TokenError):
    """A scope is unknown, or more than the client has."""

    code = "invalid_scope"


class SlowDownError(TokenError):
    """Too many attempts failed, from this address or for this client. ``seconds``: until when to wait."""

    code = "slow_down"
    status = 429

    def __init__(self, message: str, client_id: str, seconds: int) -> None:
        super().__init__(message, client_id)
        self.seconds = seconds


class TemporarilyUnavailableError(TokenError):
    """The database is away."""

    code = "temporarily_unavailable"
    status = 503
