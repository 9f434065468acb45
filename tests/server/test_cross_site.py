"""What another site makes a browser send: a cookie counts for nothing there; a bearer token no other site has."""

import httpx2
import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect
from websockets.typing import Origin, Subprotocol

from server.database import Database
from server.demo import demo_id
from tests.conftest import ServerFactory
from tests.server.sessions import make_connection, make_session

pytestmark = pytest.mark.anyio

PLAN, HARBOR, CHAMPION = (demo_id(name) for name in ("Support tickets", "Harbor Retail", "champion@harbor.example"))
EVIL = "https://evil.example"
QUERY = {"query": "{ viewer { person { id } } }"}
STEP1 = b"\x00\x00\x01\x00"


async def test_requests_and_sockets_that_another_site_causes(servers: ServerFactory, database: Database) -> None:
    server = servers.start()
    async with database.logins.acquire() as logins:
        session = await make_session(logins, HARBOR, await make_connection(logins, HARBOR), CHAMPION)
    cookie = {"Cookie": f"concordat={session.secret}"}
    token = servers.tokens.issue(CHAMPION, 600)
    bearer = {"Authorization": f"Bearer {token}"}
    own, evil = {"Origin": server.url}, {"Origin": EVIL}
    asked: list[tuple[dict[str, str], int]] = [
        ({**cookie, **own}, 200),
        ({**cookie, **own, "Sec-Fetch-Site": "same-origin"}, 200),
        ({**cookie, "Sec-Fetch-Site": "same-origin"}, 200),
        (cookie, 401),
        ({**cookie, **evil}, 401),
        ({**cookie, **evil, "Sec-Fetch-Site": "cross-site"}, 401),
        ({**cookie, **own, "Sec-Fetch-Site": "same-site"}, 401),
        ({**cookie, "Origin": "null"}, 401),
        (bearer, 200),
        ({**bearer, **evil, "Sec-Fetch-Site": "cross-site"}, 200),
        ({**bearer, **cookie, **evil}, 200),  # the token speaks, not the cookie
        ({"Authorization": "Bearer forged", **cookie, **own}, 401),
    ]
    async with httpx2.AsyncClient(base_url=server.url, trust_env=False) as client:
        for headers, status in asked:
            answer = await client.post("/graphql", json=QUERY, headers=headers)
            assert answer.status_code == status, (headers, answer.text)
            assert ("errors" not in answer.json()) is (status == 200)

    protocols = [Subprotocol("concordat"), Subprotocol(f"bearer.{token}")]
    for headers, origin, offered, code in (
        (cookie, server.url, None, None),
        (cookie, EVIL, None, 4401),
        (cookie, "null", None, 4401),
        (cookie, None, None, 4401),
        ({}, EVIL, protocols, None),
        ({**bearer}, EVIL, None, None),
    ):
        with connect(
            f"{server.websocket_url}/collab/{PLAN}",
            origin=Origin(origin) if origin else None,
            additional_headers=headers,
            subprotocols=offered,
        ) as socket:
            if code is None:
                socket.send(STEP1)
                socket.recv(timeout=10)
                continue
            with pytest.raises(ConnectionClosed) as closed:
                socket.recv(timeout=10)
            assert closed.value.rcvd is not None
            assert closed.value.rcvd.code == code
