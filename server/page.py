"""The pages: what `web/` was built into, served with headers that let them do nothing but their work."""

from collections.abc import Awaitable, Callable
from pathlib import Path

from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

BUILT = Path(__file__).resolve().parent.parent / "web" / "dist"
SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "font-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
_NOT_BUILT = "The pages are not built yet. Run `make web`, then load this address again.\n"


def _page(name: str) -> Callable[[Request], Awaitable[Response]]:
    async def answer(_request: Request) -> Response:
        page = BUILT / name
        if not page.is_file():
            return PlainTextResponse(_NOT_BUILT, status_code=503)
        return FileResponse(page, headers={"Content-Security-Policy": SECURITY_POLICY, "Cache-Control": "no-cache"})

    return answer


def _noting(
    page: Callable[[Request], Awaitable[Response]], opened: Callable[[Request], Awaitable[None]]
) -> Callable[[Request], Awaitable[Response]]:
    """The page; that it was asked for is told once it is answered."""

    async def answer(request: Request) -> Response:
        response = await page(request)
        if request.method == "GET":
            response.background = BackgroundTask(opened, request)
        return response

    return answer


def page_routes(opened: Callable[[Request], Awaitable[None]]) -> list[BaseRoute]:
    """The routes of all pages and of what they load. What a page shows comes through GraphQL and the live document.

    ``opened`` is told of requests for a plan's page.
    """
    assets = StaticFiles(directory=BUILT / "assets", check_dir=False)
    return [
        Route("/", _page("plans.html")),
        Route("/plans/{plan}", _noting(_page("plan.html"), opened)),
        Mount("/assets", assets),
    ]
