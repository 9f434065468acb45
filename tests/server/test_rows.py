"""Through sockets nobody opens what is not theirs: it does not exist for them (4404)."""

from uuid import UUID, uuid4

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect
from websockets.typing import Subprotocol

from server.demo import BEACON, FERNHILL, ORGANISATIONS, PLANS, demo_id
from tests.conftest import ServerFactory
from tests.server_process import ServerProcess

STEP1 = b"\x00\x00\x01\x00"  # an empty state vector


@pytest.fixture
def server(servers: ServerFactory) -> ServerProcess:
    """A server with the demo."""
    return servers.start()


def _close_code(server: ServerProcess, path: str, token: str, organisation: UUID | None = None) -> int | None:
    """How the server ends a socket; ``None`` where it answers instead."""
    protocols = [Subprotocol("concordat"), Subprotocol(f"bearer.{token}")]
    protocols += [Subprotocol(f"organisation.{organisation}")] if organisation else []
    with connect(f"{server.websocket_url}/collab/{path}", subprotocols=protocols) as socket:
        try:
            socket.send(STEP1)
            socket.recv(timeout=10)
        except ConnectionClosed as closed:
            return closed.rcvd.code if closed.rcvd else 1006
    return None


def test_every_person_opens_the_documents_that_are_theirs_and_no_other(
    server: ServerProcess, servers: ServerFactory
) -> None:
    for organisation in ORGANISATIONS:
        assert organisation.people or organisation is BEACON
        for person in organisation.people:
            token = servers.tokens.issue(demo_id(person.email), 60)
            for plan in PLANS:
                path = str(demo_id(plan.name))
                shared = organisation in (plan.vendor, plan.customer)
                assert _close_code(server, path, token) == (None if shared else 4404)
                internal = None if organisation is plan.vendor else 4404
                assert _close_code(server, f"{path}/internal", token) == internal


def test_what_is_foreign_and_what_does_not_exist_end_alike(server: ServerProcess, servers: ServerFactory) -> None:
    token = servers.tokens.issue(demo_id(FERNHILL.people[0].email), 60)
    protocols = [Subprotocol("concordat"), Subprotocol(f"bearer.{token}")]
    reasons: list[str] = []
    for plan_id in (demo_id(PLANS[-1].name), uuid4()):
        with connect(f"{server.websocket_url}/collab/{plan_id}", subprotocols=protocols) as socket:
            with pytest.raises(ConnectionClosed) as closed:
                socket.recv(timeout=10)
            assert closed.value.rcvd is not None
            reasons.append(closed.value.rcvd.reason)
    assert reasons[0] == reasons[1]


def test_a_socket_speaks_for_the_organisation_that_it_chooses(server: ServerProcess, servers: ServerFactory) -> None:
    token, plan = servers.tokens.issue(demo_id(FERNHILL.people[0].email), 60), str(demo_id(PLANS[0].name))
    assert _close_code(server, plan, token, demo_id(FERNHILL.name)) is None
    for foreign in (demo_id(PLANS[0].customer.name), uuid4()):
        assert _close_code(server, plan, token, foreign) == 4401
