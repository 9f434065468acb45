"""Fixtures for questions that come through the real endpoint."""

from collections.abc import AsyncGenerator

import pytest

from server.database import Database
from server.token import Tokens
from tests.api import Api, open_api


@pytest.fixture
async def api(database: Database, tokens: Tokens) -> AsyncGenerator[Api]:
    """GraphQL over HTTP."""
    async with open_api(database, tokens) as opened:
        yield opened
