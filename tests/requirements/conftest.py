"""Fixtures: the demo's plans, each opened at noon of today."""

from collections.abc import AsyncGenerator

import pytest

from plans.rules.role import Role
from plans.store.connection import Connection
from plans.store.person import PersonRow, insert_membership, insert_person
from server.database import Database
from server.demo import BEACON, demo_id
from server.token import Tokens
from tests.requirements.demo_plan import DemoPlan, open_demo_plan


@pytest.fixture
async def invoicing(demo: Database, tokens: Tokens) -> AsyncGenerator[DemoPlan]:
    """The plan of Lumen Health, a key account, that was left incomplete on purpose."""
    async with open_demo_plan("Invoicing", demo, tokens) as opened:
        yield opened


@pytest.fixture
async def tickets(demo: Database, tokens: Tokens) -> AsyncGenerator[DemoPlan]:
    """The plan Support tickets of Harbor Retail, with its whole chain and a review behind it."""
    async with open_demo_plan("Support tickets", demo, tokens) as opened:
        yield opened


@pytest.fixture
async def response(demo: Database, tokens: Tokens) -> AsyncGenerator[DemoPlan]:
    """The plan First response of Harbor Retail, in the preset MUTUAL."""
    async with open_demo_plan("First response", demo, tokens) as opened:
        yield opened


@pytest.fixture
async def partner(operator: Connection) -> str:
    """Somebody of the partner, whom nothing was granted."""
    email = "guest@beacon.example"
    await insert_person(operator, PersonRow(demo_id(email), email, "Gale Moreau"))
    await insert_membership(operator, demo_id(BEACON.name), demo_id(email), Role.PARTNER)
    return email
