"""The pages: what `web/` was built into, served with headers that let them do nothing but their work."""

from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

BUILT = Path(__file__).resolve().parent.parent / "web" / "dist"
SECURITY_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        "font-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
_NOT_BUILT = "The pages are not built yet. Run `make web`, then load this address again.\n"


async def plan_page(_request: Request) -> Response:
    """`/plans/{id}`: the same page for every plan; what it shows comes through GraphQL and the live document."""
    page = BUILT / "plan.html"
    if not page.is_file():
        return PlainTextResponse(_NOT_BUILT, status_code=503)
    return FileResponse(page, headers={**SECURITY_HEADERS, "Cache-Control": "no-cache"})


def page_routes() -> list[BaseRoute]:
    """The routes of all pages and of what they load."""
    assets = StaticFiles(directory=BUILT / "assets", check_dir=False)
    return [Route("/plans/{plan}", plan_page), Mount("/assets", assets)]
