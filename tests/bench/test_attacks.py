"""The bench tells what was refused from what was carried out."""

import httpx2
import pytest

from tests.bench.attacks import describe

DATA = '{"data": {"a": 1}}'
REFUSED = '{"errors": [{"message": "too much", "extensions": {"code": "LIMIT_EXCEEDED"}}]}'


@pytest.mark.parametrize(
    ("answer", "shown", "is_refused"),
    [
        (httpx2.Response(200, text=DATA), "200 data of 0 KiB", False),
        (httpx2.Response(200, text='{"data": {"a": null}, "errors": [{"message": "no a"}]}'), "200 no a", False),
        (httpx2.Response(200, text='{"data": null, "errors": [{"message": "no a"}]}'), "200 no a", True),
        (httpx2.Response(400, text=REFUSED), "400 LIMIT_EXCEEDED too much", True),
        (httpx2.Response(405, text="Method Not Allowed"), "405 Method Not Allowed", True),
        (httpx2.Response(500, text=""), "500", True),
    ],
)
def test_what_was_refused_is_told_from_what_was_carried_out(
    answer: httpx2.Response, shown: str, is_refused: bool
) -> None:
    assert describe(answer) == (shown, is_refused)
