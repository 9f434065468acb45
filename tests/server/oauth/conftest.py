"""Fixtures for OAuth: a deployment with one API client."""

from collections.abc import AsyncGenerator

import pytest

from plans.store.connection import Connection
from server.database import Database
from server.token import Tokens
from tests.server.oauth.stage import ADDRESS, OAuthStage, make_stage, open_http


@pytest.fixture
async def stage(database: Database, operator: Connection, tokens: Tokens) -> AsyncGenerator[OAuthStage]:
    """A deployment with one API client."""
    addressed = Tokens(tokens.keys, ADDRESS, ADDRESS)
    async with open_http(addressed, database) as http:
        yield await make_stage(database, operator, addressed, http)
