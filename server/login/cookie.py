"""The two cookies: the session, and what binds a login to the browser that began it."""

from http.cookies import SimpleCookie

from starlette.requests import HTTPConnection
from starlette.responses import Response

from plans.rules.session import ATTEMPT_SECONDS, SESSION_HOURS
from server.origin import is_loopback

SESSION = "concordat"
BROWSER = "concordat-login"
_HOST_ONLY = "__Host-"  # over https alone, for this host alone, for every path (RFC 6265bis, section 4.1.3.2)
MAX_SECRET_LENGTH = 64


def cookie_name(name: str, public_url: str) -> str:
    """A cookie's name; without its prefix on a loopback address over http, where browsers refuse the prefix."""
    return name if is_plain_loopback(public_url) else _HOST_ONLY + name


def is_plain_loopback(public_url: str) -> bool:
    """Whether cookies cannot be kept to https, and need not be."""
    return public_url.startswith("http://") and is_loopback(public_url)


def read_secret(connection: HTTPConnection, name: str, public_url: str) -> str | None:
    """The secret in a cookie; ``None`` where there is none, or several that say different things."""
    wanted, found = cookie_name(name, public_url), set[str]()
    for header in connection.headers.getlist("cookie"):
        for part in header.split(";"):
            key, _, value = part.strip().partition("=")
            if key == wanted:
                found.add(value)
    value = found.pop() if len(found) == 1 else ""
    return value if 0 < len(value) <= MAX_SECRET_LENGTH and value.isascii() else None


def set_secret(response: Response, name: str, secret: str, public_url: str) -> None:
    """Give the browser a secret."""
    seconds = SESSION_HOURS * 3600 if name == SESSION else ATTEMPT_SECONDS
    _set(response, name, secret, public_url, seconds)


def clear_secret(response: Response, name: str, public_url: str) -> None:
    """Have the browser forget a secret."""
    _set(response, name, "", public_url, 0)


def _set(response: Response, name: str, value: str, public_url: str, seconds: int) -> None:
    cookie: SimpleCookie = SimpleCookie()
    key = cookie_name(name, public_url)
    cookie[key] = value
    cookie[key]["path"] = "/"
    cookie[key]["max-age"] = seconds
    cookie[key]["httponly"] = True
    cookie[key]["samesite"] = "Lax"
    if not is_plain_loopback(public_url):
        cookie[key]["secure"] = True
    response.headers.append("set-cookie", cookie.output(header="").strip())
