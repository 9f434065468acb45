"""The registry of open sockets: which of them are looked at, and that none is missed."""

import asyncio
import time
from uuid import UUID

import pytest

from plans.rules.authority import SESSION_ENDED, Authority
from plans.rules.identifier import new_id
from server.open_socket import OpenSockets

pytestmark = pytest.mark.anyio


class Closer:
    """Notes how it was closed."""

    def __init__(self) -> None:
        self.closed: asyncio.Future[tuple[int, str]] = asyncio.get_running_loop().create_future()

    def close(self, code: int, reason: str) -> None:
        """As a socket is."""
        self.closed.set_result((code, reason))


def _in_an_hour() -> float:
    return time.time() + 3_600


async def test_news_of_somebody_makes_their_sockets_suspect_and_no_others() -> None:
    sockets, person, session = OpenSockets(), new_id(), new_id()
    mine, other = Authority(person, session, ()), Authority(new_id(), None, ())
    with (
        sockets.hold(mine, _in_an_hour(), Closer(), sockets.moment()) as held,
        sockets.hold(other, _in_an_hour(), Closer(), sockets.moment()) as beside,
    ):
        for known in (person, session):
            sockets.suspect(known)
            assert sockets.take_suspects() == [held]
        sockets.suspect_all()
        assert set(sockets.take_suspects()) == {held, beside}
    sockets.suspect_all()
    sockets.suspect(person)
    assert sockets.take_suspects() == []
    assert len(sockets) == 0


async def test_what_is_withdrawn_while_a_socket_opens_is_not_missed() -> None:
    sockets, person = OpenSockets(), new_id()
    since = sockets.moment()
    sockets.suspect(person)
    with sockets.hold(Authority(person, None, ()), _in_an_hour(), Closer(), since) as held:
        assert sockets.take_suspects() == [held]


@pytest.mark.parametrize(("session", "said"), [(None, "the token ended"), (new_id(), SESSION_ENDED)])
async def test_an_identity_that_is_over_closes_its_socket(session: UUID | None, said: str) -> None:
    sockets, closer = OpenSockets(), Closer()
    with sockets.hold(Authority(new_id(), session, ()), time.time() - 1, closer, sockets.moment()):
        assert await asyncio.wait_for(closer.closed, 10) == (4401, said)
