"""POST /graphql."""

from typing import Any


class GraphQLEndpoint:
    def __init__(self, *a: Any) -> None: ...
    async def __call__(self, scope: Any, receive: Any, send: Any) -> None: ...
