"""The demo is there once, however often it is loaded."""

import pytest

from plans.store.connection import Connection
from server.database import Database
from server.demo import load_demo

pytestmark = pytest.mark.anyio

TABLES = ("plan", "contact", "measurement", "review", "review_answer")


async def test_loading_the_demo_again_changes_nothing(demo: Database, owner: Connection, operator: Connection) -> None:
    before = {table: await owner.fetchval(f"select count(*) from {table}") for table in TABLES}
    assert before == {"plan": 4, "contact": before["contact"], "measurement": 4, "review": 6, "review_answer": 4}
    await load_demo(operator)
    assert {table: await owner.fetchval(f"select count(*) from {table}") for table in TABLES} == before
