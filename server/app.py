"""The wiring: settings in, one ASGI application out."""

import asyncio
import logging
import signal
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.routing import Route, WebSocketRoute
from starlette.types import ASGIApp

from collab.live import LiveDocuments
from server.budget import Budgets
from server.collab_socket import CollabEndpoint
from server.database import open_database
from server.door import open_doors
from server.graphql import GraphQLEndpoint
from server.health import livez, readyz
from server.identity import Identities
from server.key import read_token_keys
from server.login.login import open_logins
from server.login.routes import login_routes
from server.oauth.routes import oauth_routes
from server.open_socket import OpenSockets
from server.opening import Openings
from server.page import BUILT, page_routes
from server.proxy import TrustedProxies
from server.security_headers import SecurityHeaders
from server.settings import Settings
from server.subscription_socket import SubscriptionEndpoint
from server.token import Tokens
from server.trusted_document import open_documents
from server.withdrawal import Withdrawals

logger = logging.getLogger("concordat")


def create_app(settings: Settings) -> ASGIApp:
    """The application for one process. ``settings`` name a database that is migrated and keys that exist."""
    documents = open_documents(settings, BUILT)

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncGenerator[None]:
        keys = read_token_keys(settings.keys_folder)
        async with (
            open_database(settings.database_url or "") as database,
            open_logins(settings, database) as logins,
        ):
            live = LiveDocuments(database.writers, database.connect_writer)
            tokens = Tokens(keys, settings.issuer, settings.public_url)
            identities = Identities(tokens, database, settings.public_url)
            sockets = OpenSockets()
            openings = Openings(database.viewers, identities)
            collab = CollabEndpoint(live, database, identities, sockets, openings)
            budgets = Budgets(database.logins, settings.points_per_second) if settings.points_per_second else None
            graphql = GraphQLEndpoint(
                live, database, identities, open_doors(logins),
                introspection=settings.introspection, purse=budgets, documents=documents,
            )  # fmt: skip
            app.router.routes.extend(
                [
                    Route("/graphql", graphql.post, methods=["POST"]),
                    *([Route("/graphql", graphql.get, methods=["GET"])] if settings.introspection else []),
                    WebSocketRoute("/graphql", SubscriptionEndpoint(graphql, identities, sockets).serve),
                    WebSocketRoute("/collab/{plan}", collab.shared),
                    WebSocketRoute("/collab/{plan}/internal", collab.internal),
                    Route("/livez", livez),
                    Route("/readyz", readyz(database)),
                    *login_routes(logins),
                    *oauth_routes(tokens, database, logins.limits),
                    *page_routes(openings.note_page),
                ]
            )
            running = [
                asyncio.create_task(live.run()),
                asyncio.create_task(Withdrawals(database.connect_login, sockets).run()),
                asyncio.create_task(logins.limits.run()),
                asyncio.create_task(openings.run()),
                *([asyncio.create_task(budgets.run())] if budgets else []),
            ]
            for task in running:
                task.add_done_callback(_end_process)
            try:
                yield
            finally:
                for task in running:
                    task.remove_done_callback(_end_process)
                await live.close()
                for task in running:
                    task.cancel()
                await asyncio.gather(*running, return_exceptions=True)
                await openings.close()

    app = SecurityHeaders(Starlette(lifespan=lifespan), https=settings.public_url.startswith("https://"))
    return TrustedProxies(app, settings.trusted_proxies)


def _end_process(running: asyncio.Task[None]) -> None:
    """End the process, so that it is started anew: without its committer it would take edits and never store them,
    without its ear for withdrawals serve whose rights have ended."""
    logger.critical("a part of the service stopped working, the process ends", exc_info=running.exception())
    signal.raise_signal(signal.SIGTERM)
