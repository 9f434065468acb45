"""A page that asks for a step-up, beside a real server: the same database, the same host and hence its cookies.

What is to be confirmed decides who calls `server.login.step_up.begin`; the login itself is the server's own.
"""

import socket
import threading
import time
from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import replace
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from plans.rules.step_up import Agreement
from server.database import open_database
from server.login import step_up
from server.login.cookie import BROWSER, set_secret
from server.login.login import open_logins
from server.settings import Settings

AGREEMENT = Agreement("sign", bytes(range(32)), bytes(range(32, 64)), "accept")


def _app(settings: Settings, return_to: str) -> Starlette:
    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncGenerator[None]:
        async with open_database(settings.database_url or "") as database, open_logins(settings, database) as logins:

            async def confirm(request: Request) -> Response:
                url, browser = await step_up.begin(logins, request, AGREEMENT, return_to)
                response = RedirectResponse(url, 303)
                set_secret(response, BROWSER, browser, settings.public_url)
                return response

            app.router.routes.append(Route("/confirm", confirm))
            yield

    return Starlette(lifespan=lifespan)


@contextmanager
def confirming_page(database_url: str, public_url: str, folder: Path, return_to: str) -> Generator[str]:
    """The address of the page; who comes back from the step-up arrives at ``return_to`` of the server."""
    settings = replace(
        Settings.from_environment({"CONCORDAT_DATA": str(folder), "CONCORDAT_PUBLIC_URL": public_url}, demo=True),
        database_url=database_url,
    )
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(_app(settings, return_to), log_level="error", ws="none"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [bound]})
        thread.start()
        try:
            while not server.started and thread.is_alive():
                time.sleep(0.005)
            yield f"http://127.0.0.1:{bound.getsockname()[1]}/confirm"
        finally:
            server.should_exit = True
            thread.join(10)
