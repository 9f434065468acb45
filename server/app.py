"""The wiring: settings in, one ASGI application out."""

import asyncio
import logging
import signal
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.routing import Route, WebSocketRoute

from collab.live import LiveDocuments
from server.collab_socket import CollabEndpoint
from server.database import open_database
from server.graphql import GraphQLEndpoint
from server.health import livez, readyz
from server.identity import Identities
from server.key import read_token_keys
from server.login.login import open_logins
from server.login.routes import login_routes
from server.page import page_routes
from server.settings import Settings
from server.token import Tokens

logger = logging.getLogger("concordat")


def create_app(settings: Settings) -> Starlette:
    """The application for one process. ``settings`` name a database that is migrated and keys that exist."""

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncGenerator[None]:
        keys = read_token_keys(settings.keys_folder)
        async with (
            open_database(settings.database_url or "") as database,
            open_logins(settings, database) as logins,
        ):
            live = LiveDocuments(database.writers, database.connect_writer)
            identities = Identities(Tokens(keys, settings.issuer), database, settings.public_url)
            collab = CollabEndpoint(live, database, identities)
            graphql = GraphQLEndpoint(live, database, identities)
            app.router.routes.extend(
                [
                    Route("/graphql", graphql.post, methods=["POST"]),
                    WebSocketRoute("/collab/{plan}", collab.shared),
                    WebSocketRoute("/collab/{plan}/internal", collab.internal),
                    Route("/livez", livez),
                    Route("/readyz", readyz(database)),
                    *login_routes(logins),
                    *page_routes(),
                ]
            )
            running = asyncio.create_task(live.run())
            running.add_done_callback(_end_process)
            try:
                yield
            finally:
                running.remove_done_callback(_end_process)
                await live.close()
                running.cancel()
                await asyncio.gather(running, return_exceptions=True)

    return Starlette(lifespan=lifespan)


def _end_process(running: asyncio.Task[None]) -> None:
    """Without its committer a process would take edits and never store them: end it, so that it is started anew."""
    logger.critical("the live documents stopped working, the process ends", exc_info=running.exception())
    signal.raise_signal(signal.SIGTERM)
