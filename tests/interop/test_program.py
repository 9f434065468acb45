"""Programs at live documents: what their scopes let in, how they stay beyond five minutes, and how they end."""

import pytest

from plans.rules.scope import ALL_SCOPES
from tests.conftest import ServerFactory
from tests.interop.demo_sides import CUSTOMER, PLAN, open_plan
from tests.interop.yjs_client import Close, settle, yjs_clients
from tests.server.access import open_program, revoke

pytestmark = pytest.mark.anyio
GOAL = ("plan", "goal")
SHORT_TOKEN_SECONDS = 5


async def test_a_program_edits_as_its_service_person_and_ends_when_it_is_revoked(servers: ServerFactory) -> None:
    server, other = servers.start(), servers.start()
    async with open_program(servers, server) as program, yjs_clients("customer", "program") as (customer, client):
        await open_plan(customer, server.websocket_url, servers, CUSTOMER)
        await client.connect(server.websocket_url, PLAN, await program.token())
        await client.synced()
        await client.insert(GOAL, 0, "By a program: ")
        await customer.includes(GOAL, "By a program: ")
        await client.set_awareness("focus", "plan/goal")
        await customer.sees(program.client_id)
        await revoke(servers, other, program.client_id)
        close = await client.ended()
        assert (close.code, "no member of Fernhill Software" in close.reason) == (4401, True)
        assert (await program.ask_for_token()).status_code == 401


async def test_a_program_without_the_scope_to_write_reads_and_is_refused_its_first_edit(servers: ServerFactory) -> None:
    server = servers.start()
    async with open_program(servers, server) as program, yjs_clients("customer", "program") as (customer, client):
        await open_plan(customer, server.websocket_url, servers, CUSTOMER)
        await client.connect(server.websocket_url, PLAN, await program.token("plan:read"))
        await client.synced()
        await customer.insert(GOAL, 0, "Read along. ")
        await client.includes(GOAL, "Read along. ")
        await client.disconnect()
        await client.reconnect()  # says again what it has, which changes nothing
        await client.synced()
        before = await customer.content()
        await client.insert(GOAL, 0, "Not for writing. ")
        close = await client.ended()
        assert close.code == 4403
        assert "plan:write" in close.reason
        assert await customer.content() == before


@pytest.mark.parametrize("scope", [scope for scope in sorted(ALL_SCOPES) if scope != "plan:read"])
async def test_without_the_scope_to_read_there_are_no_documents(servers: ServerFactory, scope: str) -> None:
    server = servers.start()
    async with open_program(servers, server) as program, yjs_clients("program") as (client,):
        await client.connect(server.websocket_url, PLAN, await program.token(scope))
        close = await client.ended()
        assert close.code == 4404
        assert "plan:read" in close.reason


async def test_who_renews_before_the_token_ends_stays_in_sync_and_who_does_not_ends_with_4401(
    servers: ServerFactory,
) -> None:
    server = servers.start()
    async with yjs_clients("careful", "careless", "witness") as (careful, careless, witness):
        await open_plan(witness, server.websocket_url, servers, CUSTOMER)
        for client in (careful, careless):
            token = servers.tokens.issue(CUSTOMER, SHORT_TOKEN_SECONDS)
            await client.connect(server.websocket_url, PLAN, token)
            await client.synced()
        await careful.start_flow()
        await careful.renew(servers.tokens.issue(CUSTOMER, 600))
        assert await careless.ended() == Close(4401, "the token ended")
        words = await careful.stop_flow()
        assert words
        text = (await settle(careful, witness))["plan"]
        assert all(any(word in str(value) for value in text.values()) for word, _ in words)
        state = await careful.state()
        assert state.ended is None
        assert 4401 not in {close.code for close in state.closes}
        await careless.insert(GOAL, 0, "Late, but kept. ")
        await careless.renew(servers.tokens.issue(CUSTOMER, 600))
        await witness.includes(GOAL, "Late, but kept. ")
