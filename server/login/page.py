"""The pages of a login: plain HTML without a script."""

import hashlib
from base64 import b64encode
from collections.abc import Iterable
from html import escape
from uuid import UUID

from starlette.responses import HTMLResponse, Response

_STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;margin:0;background:#f4f5f7;color:#1c2430}"
    "main{max-width:26rem;margin:12vh auto;padding:2rem;background:#fff;border:1px solid #d9dee5;border-radius:8px}"
    "h1{font-size:1.25rem;margin:0 0 1rem}label{display:block;margin:0 0 .25rem}"
    "input{box-sizing:border-box;width:100%;font:inherit;padding:.5rem;border:1px solid #8a94a3;border-radius:4px}"
    "button{font:inherit;width:100%;margin:.75rem 0 0;padding:.5rem;border:1px solid #1f4e9c;border-radius:4px;"
    "background:#1f4e9c;color:#fff;cursor:pointer}a{color:#1f4e9c}"
)
_STYLE_HASH = b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()

# A form's answer may lead to a provider, and browsers hold redirects to form-action too: hence https at large.
_POLICY = (
    f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; base-uri 'none'; frame-ancestors 'none'; "
    "form-action 'self' https:"
)
_LOOPBACK_FORMS = " http://127.0.0.1:* http://localhost:*"


def page(title: str, body: str, *, status: int = 200, loopback: bool = False) -> Response:
    """A page; ``body`` is HTML, ``loopback`` lets a form lead to a provider on this machine."""
    html = (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(title)} · Concordat</title>'
        f'<meta name="viewport" content="width=device-width"><style>{_STYLE}</style></head>'
        f"<body><main><h1>{escape(title)}</h1>{body}</main></body></html>"
    )
    headers = {
        "Content-Security-Policy": _POLICY + (_LOOPBACK_FORMS if loopback else ""),
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-store",
    }
    return HTMLResponse(html, status, headers)


def refusal_page(message: str, status: int) -> Response:
    """Why somebody was not logged in, in words for them."""
    return page(
        "You are not logged in", f'<p>{escape(message)}</p><p><a href="/login">Log in again</a></p>', status=status
    )


def login_page(
    return_to: str,
    invitation: str | None,
    *,
    choices: Iterable[tuple[UUID, str]] = (),
    problem: str | None = None,
    loopback: bool = False,
) -> Response:
    """Asks for an e-mail address, or which of several organisations to log in at."""
    kept = f'<input type="hidden" name="return_to" value="{escape(return_to)}">'
    if invitation:
        kept += f'<input type="hidden" name="invitation" value="{escape(invitation)}">'
    said = f'<p role="alert">{escape(problem)}</p>' if problem else ""
    body = (
        f'{said}<form method="post" action="/login">{kept}<label for="email">Your e-mail address at work</label>'
        '<input id="email" name="email" type="email" autocomplete="username" autofocus required>'
        "<button>Continue</button></form>"
    )
    for connection_id, name in choices:
        body += (
            f'<form method="post" action="/login">{kept}<input type="hidden" name="connection" value="{connection_id}">'
            f"<button>Log in at {escape(name)}</button></form>"
        )
    return page("Log in", body, status=400 if problem else 200, loopback=loopback)


def logout_page(*, is_logged_in: bool, loopback: bool = False) -> Response:
    """Asks whether to log out, or says that it is done."""
    if is_logged_in:
        return page(
            "Log out", '<form method="post" action="/logout"><button>Log out</button></form>', loopback=loopback
        )
    return page("You are logged out", '<p><a href="/login">Log in</a></p>')
