"""What a domain shows is read from its own address, and nothing but a short text counts."""

import httpx2
import pytest

from plans.rules.refusal import Refused
from server.door import MAX_CHALLENGE_BYTES, read_challenge
from server.outward import OutwardTransport, open_client

pytestmark = pytest.mark.anyio

ADDRESS = "https://harbor.example/.well-known/concordat-challenge"


def _answering(answer: httpx2.Response | Exception) -> httpx2.AsyncClient:
    def handle(request: httpx2.Request) -> httpx2.Response:
        assert str(request.url) == ADDRESS
        if isinstance(answer, Exception):
            raise answer
        return answer

    return httpx2.AsyncClient(transport=httpx2.MockTransport(handle))


async def test_a_domain_shows_its_challenge() -> None:
    async with _answering(httpx2.Response(200, text="concordat=abc\n")) as client:
        assert await read_challenge(client, "harbor.example") == "concordat=abc"


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (httpx2.Response(404, text="concordat=abc"), "expected status 200, got 404"),
        (httpx2.Response(302, headers={"location": "https://evil.example/"}), "expected status 200, got 302"),
        (httpx2.Response(200, text="x" * (MAX_CHALLENGE_BYTES + 1)), "expected the challenge alone"),
        (httpx2.ConnectError("no"), "expected an answer, got ConnectError"),
    ],
)
async def test_anything_else_shows_nothing(answer: httpx2.Response | Exception, expected: str) -> None:
    async with _answering(answer) as client:
        with pytest.raises(Refused, match=expected):
            await read_challenge(client, "harbor.example")


@pytest.mark.parametrize("domain", ["localhost.localdomain", "127.0.0.1.nip.example", "169.254.169.254"])
async def test_a_domain_of_this_network_is_not_asked(domain: str) -> None:
    async with open_client(OutwardTransport(allow_loopback=False, seconds=2)) as client:
        with pytest.raises(Refused, match=r"not public|has no address|cannot be reached|did not answer"):
            await read_challenge(client, domain)
