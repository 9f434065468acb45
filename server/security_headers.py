"""Headers that keep browsers from doing more than our pages need, on every answer, errors too.

A route that says otherwise wins: pages name what they load, and what may be embedded says by whom.
"""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

HEADERS = {
    "content-security-policy": "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
}
TRANSPORT_SECURITY = (b"strict-transport-security", b"max-age=31536000")  # a year; browsers heed it over https alone


class SecurityHeaders:
    """Adds what an answer lacks. ``https``: people reach the deployment over https. Sockets pass untouched."""

    def __init__(self, app: ASGIApp, *, https: bool) -> None:
        self._app = app
        self._https = https
        self._headers = [(name.encode(), value.encode()) for name, value in HEADERS.items()]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        wanted = [*self._headers, TRANSPORT_SECURITY] if self._https or scope["scheme"] == "https" else self._headers

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = list(message.get("headers", ()))
                present = {name.lower() for name, _ in headers}
                message = {**message, "headers": headers + [pair for pair in wanted if pair[0] not in present]}
            await send(message)

        await self._app(scope, receive, send_with_headers)
