"""`/livez` and `/readyz`: whether the process runs, and whether it can serve."""

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from collab.committer import DATABASE_ERRORS
from server.database import Database


async def livez(_request: Request) -> Response:
    """The process answers."""
    return PlainTextResponse("alive\n")


def readyz(database: Database) -> Callable[[Request], Awaitable[Response]]:
    """The database answers."""

    async def ready(_request: Request) -> Response:
        try:
            async with database.viewers.acquire(timeout=2) as connection:
                await connection.fetchval("select 1")
        except DATABASE_ERRORS as error:
            return PlainTextResponse(f"the database does not answer: {type(error).__name__}\n", status_code=503)
        return PlainTextResponse("ready\n")

    return ready
