"""The ceiling: what Starlette, asyncpg and orjson need to send the same bytes, with nothing of GraphQL.

``python -m tests.bench.graphql.ceiling``, with what to serve as JSON on its standard input. Each statement is
run as the role that Concordat reads as, in a transaction that was told who looks. Nobody's token is looked at.
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
from typing import Any
from uuid import UUID

import orjson
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from plans.store.connection import Pool, open_pool
from plans.store.viewer import Sight, begin_snapshot
from server.database import VIEWERS, viewer_settings
from server.serve import GARBAGE_THRESHOLDS

QUERIES = Path(__file__).parent / "queries"


@dataclass(frozen=True, slots=True)
class Ceiling:
    """What is served. ``ends``: by query, what stands behind the data in Concordat's answer."""

    port: int
    database: str
    vendor: str
    viewer: str
    ends: dict[str, str]


class Routes:
    """Answers each query with what one statement makes of it."""

    def __init__(self, told: Ceiling) -> None:
        self._told = told
        self._begin = begin_snapshot(Sight(UUID(told.viewer), vendors=(UUID(told.vendor),)))
        self._pool: Pool | None = None

    @asynccontextmanager
    async def lifespan(self, _: Starlette) -> AsyncGenerator[None]:
        """Open the pool."""
        self._pool = await open_pool(self._told.database, viewer_settings(), size=VIEWERS)
        yield
        await self._pool.close()

    def route(self, name: str) -> Route:
        """`POST /<name>`, whose body has the statement's parameters."""
        statement = (QUERIES / f"{name}.sql").read_text()
        end = self._told.ends[name].encode()

        async def answer(request: Request) -> Response:
            asked: dict[str, Any] = orjson.loads(await request.body())
            values = [UUID(value) for value in asked["variables"].values()]
            if self._pool is None:
                raise RuntimeError
            async with self._pool.acquire() as connection:
                await connection.execute(self._begin)
                data: str = await connection.fetchval(statement, *values)
                await connection.execute("commit")
            return Response(b'{"data":' + data.encode() + end, media_type="application/json")

        return Route(f"/{name}", answer, methods=["POST"])


def main() -> None:
    """Serve until killed."""
    told = Ceiling(**json.load(sys.stdin))
    routes = Routes(told)
    app = Starlette(routes=[routes.route(name) for name in told.ends], lifespan=routes.lifespan)
    gc.freeze()
    gc.set_threshold(*GARBAGE_THRESHOLDS)
    bound = socket.create_server(("127.0.0.1", told.port))
    print(f"listening on {told.port} with Python {platform.python_version()}", flush=True)
    uvicorn.Server(uvicorn.Config(app, log_level="warning", access_log=False, server_header=False)).run([bound])


if __name__ == "__main__":
    main()
