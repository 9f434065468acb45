"""Fixtures for logins: a provider under the test's control, and a deployment that trusts it."""

import time
from collections.abc import AsyncGenerator, Generator
from pathlib import Path

import pytest

from plans.store.connection import Connection
from server.database import Database
from server.login.login import Logins
from server.login.provider import Providers
from server.outward import OutwardTransport, open_client
from server.rate_limit import RateLimits
from server.token import Tokens
from tests.server.login.provider import CLIENT_SECRET, Behaviour, FakeProvider
from tests.server.login.stage import PUBLIC_URL, Stage, make_stage


@pytest.fixture(scope="session")
def running_provider() -> Generator[FakeProvider]:
    """One provider for all tests."""
    started = FakeProvider()
    yield started
    started.close()


@pytest.fixture
def provider(running_provider: FakeProvider) -> FakeProvider:
    """The provider, honest until told otherwise."""
    running_provider.behaviour = Behaviour()
    running_provider.requests.clear()
    running_provider.exchanged.clear()
    return running_provider


@pytest.fixture
async def stage(
    database: Database, operator: Connection, tokens: Tokens, provider: FakeProvider, tmp_path: Path
) -> AsyncGenerator[Stage]:
    """A deployment whose customer uses the provider."""
    transport = OutwardTransport(allow_loopback=True)
    async with open_client(transport) as client:
        made: list[Stage] = []

        def clock() -> float:
            return time.time() + (made[0].ahead if made else 0)

        logins = Logins(
            database, Providers(client, allow_loopback=True), PUBLIC_URL, tmp_path / "secrets",
            allow_loopback=True, transport=transport, limits=RateLimits(database.logins, clock), clock=clock,
        )  # fmt: skip
        made.append(await make_stage(database, operator, logins, tokens, provider))
        (tmp_path / "secrets").mkdir()
        (tmp_path / "secrets" / str(made[0].connection_id)).write_text(f"{CLIENT_SECRET}\n")
        yield made[0]
