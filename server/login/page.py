"""The pages of a login: plain HTML without a script."""

import hashlib
from base64 import b64encode
from collections.abc import Iterable
from html import escape
from urllib.parse import urlencode
from uuid import UUID

from starlette.responses import HTMLResponse, Response

from server.rate_limit import TooManyAttempts

_STYLE = (
    "*{box-sizing:border-box}"
    "body{font:16px/1.5 system-ui,sans-serif;margin:0;padding:12vh 1rem 2rem;background:#f3f6f5;color:#1d2b2f}"
    "main{max-width:26rem;margin:0 auto;padding:2rem;background:#fff;border:1px solid #d5dedd;border-radius:.75rem}"
    "main>:last-child{margin-bottom:0}"
    ".house{max-width:26rem;margin:0 auto .75rem;color:#56676c;font-weight:600}"
    "h1{font-size:1.35rem;line-height:1.25;margin:0 0 .75rem}p{margin:0 0 1rem;overflow-wrap:anywhere}"
    "form{margin:0}form+form,form+p{margin-top:.5rem}"
    "h2{font-size:.9rem;font-weight:400;color:#56676c;margin:1.5rem 0 .5rem}"
    "label{display:block;margin:0 0 .25rem}[role=alert]{color:#a3271f}"
    "input{width:100%;font:inherit;padding:.5rem .6rem;border:1px solid #8aa09e;border-radius:.4rem}"
    "button,.button{font:inherit;display:block;width:100%;padding:.5rem .75rem;border:1px solid #1f5f5b;"
    "border-radius:.5rem;background:#fff;color:#1f5f5b;text-align:center;text-decoration:none;cursor:pointer}"
    ".primary{background:#1f5f5b;color:#fff}label+input+.primary{margin-top:.75rem}a{color:#1f5f5b}"
    ":focus-visible{outline:2px solid #1f5f5b;outline-offset:2px}"
)
_STYLE_HASH = b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()

# A form's answer may lead to a provider, and browsers hold redirects to form-action too: hence https at large.
_POLICY = (
    f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; base-uri 'none'; frame-ancestors 'none'; "
    "form-action 'self' https:"
)
_LOOPBACK_FORMS = " http://127.0.0.1:* http://localhost:*"


def page(title: str, body: str, *, status: int = 200, loopback: bool = False, onward: str | None = None) -> Response:
    """A page; ``body`` is HTML, ``loopback`` lets a form lead to a provider on this machine, ``onward`` goes on there.

    A redirect would not do for ``onward``: browsers hold what follows a form to the form-action of the form's page.
    """
    refresh = f'<meta http-equiv="refresh" content="0;url={escape(onward)}">' if onward else ""
    html = (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(title)} · Concordat</title>'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">{refresh}<style>{_STYLE}</style></head>'
        f'<body><p class="house">Concordat</p><main><h1>{escape(title)}</h1>{body}</main></body></html>'
    )
    headers = {
        "Content-Security-Policy": _POLICY + (_LOOPBACK_FORMS if loopback else ""),
        "Cache-Control": "no-store",
    }
    return HTMLResponse(html, status, headers)


def refusal_page(message: str, status: int, way_on: str = "/login") -> Response:
    """Why a login or a step-up did not come about, in words for the person, and a way on from there."""
    is_login = way_on.startswith("/login")
    title = "You are not logged in" if is_login else "Nothing was confirmed"
    link = f'<a class="button primary" href="{escape(way_on)}">{"Log in again" if is_login else "Go back"}</a>'
    return page(title, f"<p>{escape(message)}</p><p>{link}</p>", status=status)


def login_address(return_to: str) -> str:
    """The address of the login that leads to a page of ours."""
    return "/login" if return_to == "/" else f"/login?{urlencode({'return_to': return_to})}"


def limit_page(many: TooManyAttempts) -> Response:
    """Why nobody may try for a while, and when again."""
    response = page("Too many attempts", f"<p>{escape(many.detail)}</p>", status=many.status_code)
    response.headers.update(many.headers or {})
    return response


def login_page(
    return_to: str,
    invitation: str | None,
    *,
    choices: Iterable[tuple[UUID, str]] = (),
    email: str = "",
    problem: str | None = None,
    loopback: bool = False,
) -> Response:
    """Asks for an e-mail address, or which of several organisations to log in at."""
    kept = f'<input type="hidden" name="return_to" value="{escape(return_to)}">'
    if invitation:
        kept += f'<input type="hidden" name="invitation" value="{escape(invitation)}">'
    said = f'<p role="alert">{escape(problem)}</p>' if problem else ""
    body = (
        "<p>You log in at your own organisation. Your address says which one that is.</p>"
        f'{said}<form method="post" action="/login">{kept}<label for="email">Your e-mail address at work</label>'
        f'<input id="email" name="email" type="email" value="{escape(email)}" autocomplete="username" autofocus '
        'required><button class="primary">Continue</button></form>'
    )
    buttons = "".join(
        f'<form method="post" action="/login">{kept}<input type="hidden" name="connection" value="{connection_id}">'
        f"<button>{escape(name)}</button></form>"
        for connection_id, name in choices
    )
    if buttons:
        body += f"<h2>or choose your organisation</h2>{buttons}"
    return page("Log in", body, status=400 if problem else 200, loopback=loopback)


def logout_page(*, is_logged_in: bool, loopback: bool = False) -> Response:
    """Asks whether to log out, or says that it is done."""
    if is_logged_in:
        body = (
            '<form method="post" action="/logout"><button class="primary">Log out</button></form>'
            '<p><a class="button" href="/">Stay</a></p>'
        )
        return page("Log out?", body, loopback=loopback)
    return page("You are logged out", '<p><a class="button primary" href="/login">Log in</a></p>')


def logged_out_page(onward: str) -> Response:
    """Says that the session here has ended, and goes on to end the one at the provider."""
    body = (
        "<p>Going on to your organisation's login, to log out there as well.</p>"
        f'<p><a class="button" href="{escape(onward)}">Go on</a></p>'
    )
    return page("You are logged out", body, onward=onward)
