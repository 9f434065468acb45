"""Whether a request that a cookie vouches for was made by our own pages.

A browser sends cookies with requests that other sites cause. What changes something, or opens a socket, must name our
own origin; a program without a browser uses a bearer token.
"""

from urllib.parse import urlsplit

from starlette.requests import HTTPConnection

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


def origin_of(url: str) -> str:
    """Scheme, host and port of an address, as browsers write an Origin.

    >>> origin_of("HTTPS://Plans.Fernhill.example:443/x"), origin_of("http://127.0.0.1:8000")
    ('https://plans.fernhill.example', 'http://127.0.0.1:8000')
    """
    parts = urlsplit(url)
    host = parts.hostname or ""
    shown = f"[{host}]" if ":" in host else host
    default = {"https": 443, "http": 80}.get(parts.scheme)
    return f"{parts.scheme}://{shown}" + (f":{parts.port}" if parts.port not in {None, default} else "")


def is_loopback(url: str) -> bool:
    """Whether an address names this very machine."""
    return urlsplit(url).hostname in LOOPBACK


def cross_site_problem(connection: HTTPConnection, public_url: str) -> str | None:
    """Why a cookie does not count for this request or socket; ``None`` where it was made by our own pages."""
    origins, site = connection.headers.getlist("origin"), connection.headers.get("sec-fetch-site")
    own = origin_of(public_url)
    if site == "same-origin" and origins == ["null"] and connection.scope["type"] == "http":
        return None  # a form of a page whose Referrer-Policy is no-referrer; no page can forge Sec-Fetch-Site
    if any(origin != own for origin in origins):
        return f"expected the Origin {own}, got {origins[0][:100]!r}: open the page there, or use a bearer token"
    if connection.scope["type"] == "websocket":
        return None if origins else f"expected the Origin {own}, got none: use a bearer token"
    if site is not None and site != "same-origin":
        return f"expected a request of our own pages, got Sec-Fetch-Site {site[:20]!r}: use a bearer token"
    if site is None and not origins:
        return "expected an Origin or Sec-Fetch-Site, got neither: use a bearer token"
    return None
