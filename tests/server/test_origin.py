"""Requests that a cookie vouches for: only those of our own pages count."""

import pytest
from starlette.requests import HTTPConnection

from server.origin import cross_site_problem

OWN = "http://127.0.0.1:8000"


def problem(kind: str, **headers: str) -> str | None:
    raw = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return cross_site_problem(HTTPConnection({"type": kind, "headers": raw}), OWN)


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": OWN, "sec_fetch_site": "same-origin"},
        {"origin": OWN},
        {"sec_fetch_site": "same-origin"},
        {"origin": "null", "sec_fetch_site": "same-origin"},
    ],
)
def test_a_request_of_our_own_pages_counts(headers: dict[str, str]) -> None:
    assert problem("http", **headers) is None


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"origin": "null"},
        {"origin": "null", "sec_fetch_site": "cross-site"},
        {"origin": "null", "sec_fetch_site": "none"},
        {"origin": "https://evil.example", "sec_fetch_site": "same-origin"},
        {"origin": OWN, "sec_fetch_site": "same-site"},
        {"origin": f"{OWN}.evil.example"},
        {"origin": "http://127.0.0.1:8001"},
        {"sec_fetch_site": "none"},
    ],
)
def test_a_request_that_another_site_caused_does_not(headers: dict[str, str]) -> None:
    assert problem("http", **headers) is not None


@pytest.mark.parametrize("headers", [{}, {"origin": "null", "sec_fetch_site": "same-origin"}, {"sec_fetch_site": OWN}])
def test_a_socket_must_name_our_origin(headers: dict[str, str]) -> None:
    assert problem("websocket", **headers) is not None
    assert problem("websocket", origin=OWN) is None
