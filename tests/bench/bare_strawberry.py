"""The same schema on Strawberry's own ASGI application as it comes: nothing judges what is asked.

``python -m tests.bench.bare_strawberry``, with what to serve as JSON on its standard input. Who asks is found out as
Concordat does; everything else of `server/` and of the schema's protection is left out.
"""

import gc
import json
import platform
import socket
import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import strawberry
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.websockets import WebSocket
from strawberry.asgi import GraphQL
from strawberry.exceptions import ConnectionRejectionError
from strawberry.schema.config import StrawberryConfig

from collab.live import LiveDocuments
from schema.context import Context
from schema.root import Mutation, OperationScope, Query, Subscription
from schema.scalar import SCALARS
from server.database import Database, open_database
from server.identity import Identities
from server.key import read_token_keys
from server.serve import GARBAGE_THRESHOLDS
from server.settings import UNNAMED_ISSUER
from server.token import Tokens
from tests.api import PUBLIC_URL, closed_doors


@dataclass(frozen=True, slots=True)
class Told:
    """What is served: where, from which database, by whose keys tokens are known."""

    port: int
    database: str
    keys: str


class Bare(GraphQL[Context, None]):
    """Strawberry's endpoint with the context that resolvers need."""

    def __init__(self, identities: Identities, database: Database) -> None:
        super().__init__(
            strawberry.Schema(
                query=Query, mutation=Mutation, subscription=Subscription, extensions=[OperationScope],
                config=StrawberryConfig(scalar_map=SCALARS),
            )
        )  # fmt: skip
        self._identities = identities
        self._database = database
        self._live = LiveDocuments(database.writers, database.connect_writer)
        self._doors = closed_doors(database)

    async def get_context(
        self,
        request: Request | WebSocket,
        response: Response | WebSocket,  # noqa: ARG002 - Strawberry's
    ) -> Context:
        """What an operation of the person behind a request works on."""
        if isinstance(request, WebSocket):
            raise ConnectionRejectionError
        known = await self._identities.authenticate(request)
        return Context(known.viewer, self._database.viewers, self._live, self._doors, known.session_id)


def build_app(told: Told) -> Starlette:
    """The application of one process."""

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncGenerator[None]:
        tokens = Tokens(read_token_keys(Path(told.keys)), UNNAMED_ISSUER)
        async with open_database(told.database) as database:
            app.router.routes.append(Route("/graphql", Bare(Identities(tokens, database, PUBLIC_URL), database)))
            yield

    async def livez(_: Request) -> Response:
        return PlainTextResponse("alive")

    return Starlette(routes=[Route("/livez", livez)], lifespan=lifespan)


def main() -> None:
    """Serve until killed."""
    told = Told(**json.load(sys.stdin))
    app = build_app(told)
    gc.freeze()
    gc.set_threshold(*GARBAGE_THRESHOLDS)
    bound = socket.create_server(("127.0.0.1", told.port))
    print(f"listening on {told.port} with Python {platform.python_version()}", flush=True)
    uvicorn.Server(uvicorn.Config(app, log_level="critical", access_log=False, server_header=False)).run([bound])


if __name__ == "__main__":
    main()
