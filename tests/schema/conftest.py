"""Fixtures for questions that come through the real endpoint."""

from collections.abc import AsyncGenerator

import pytest

from schema.answer import CompiledAnswers
from schema.root import ConcordatSchema
from server.database import Database
from server.token import Tokens
from tests.api import Api, open_api


@pytest.fixture
async def api(database: Database, tokens: Tokens) -> AsyncGenerator[Api]:
    """GraphQL over HTTP."""
    async with open_api(database, tokens) as opened:
        yield opened


@pytest.fixture
def compiled(monkeypatch: pytest.MonkeyPatch) -> list[CompiledAnswers]:
    """What answers in the schemas that a test makes."""
    made: list[CompiledAnswers] = []
    original = ConcordatSchema.serving

    def serving(self: ConcordatSchema, *, introspection: bool) -> ConcordatSchema:
        served = original(self, introspection=introspection)
        made.append(served.compiled)
        return served

    monkeypatch.setattr(ConcordatSchema, "serving", serving)
    return made
