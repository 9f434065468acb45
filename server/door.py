"""What the schema is handed of the server: the login role's pool, and what only a request outward finds out."""

import httpx2

from plans.rules.login import challenge_address
from plans.rules.refusal import Problem, ProblemCode, Refused
from plans.store.login_connection import LoginConnectionRow
from schema.context import Doors
from server.login.errors import ProviderRefused
from server.login.login import Logins
from server.outward import OutwardRefused

MAX_CHALLENGE_BYTES = 1024  # a challenge has 53, and an editor may add an end of line


def open_doors(logins: Logins) -> Doors:
    """The doors of one process."""

    async def show_challenge(domain: str) -> str:
        return await read_challenge(logins.providers.client, domain)

    async def try_provider(row: LoginConnectionRow) -> None:
        try:
            await logins.providers.find(row)
        except ProviderRefused as refused:
            raise Refused([Problem(ProblemCode.INVALID, refused.detail, ("id",))]) from refused

    return Doors(logins.database.logins, logins.public_url, show_challenge, try_provider)


async def read_challenge(client: httpx2.AsyncClient, domain: str) -> str:
    """What a domain shows at its challenge address. Raises Refused where that cannot be read."""
    address = challenge_address(domain)
    try:
        answer = await client.get(address)
    except OutwardRefused as error:
        raise _unread(str(error)) from error
    except (httpx2.HTTPError, httpx2.InvalidURL, ValueError) as error:
        raise _unread(f"{address}: expected an answer, got {type(error).__name__}") from error
    if answer.status_code != 200:
        raise _unread(f"{address}: expected status 200, got {answer.status_code}")
    if len(answer.content) > MAX_CHALLENGE_BYTES:
        raise _unread(f"{address}: expected the challenge alone, got {len(answer.content)} bytes")
    return answer.content.decode("utf-8", "replace").strip()


def _unread(message: str) -> Refused:
    return Refused([Problem(ProblemCode.INVALID, message, ("domain",))])
