"""While the database is away, the endpoint says when to come again."""

import pytest

from plans.store.connection import Connection
from server.database import Database
from server.demo import demo_id
from server.token import Tokens
from tests.api import open_api

pytestmark = pytest.mark.anyio

END_OTHERS = """
    select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid()
"""


async def test_a_request_without_a_database_is_told_when_to_come_again(
    demo: Database, database_name: str, owner: Connection, tokens: Tokens
) -> None:
    person, query = demo_id("csm@fernhill.example"), "{ viewer { person { name } } }"
    async with open_api(demo, tokens) as api:
        assert (await api.post(person, query)).status_code == 200
        await owner.execute(f"alter database {database_name} with connection limit 0")
        await owner.execute(END_OTHERS)
        away = await api.post(person, query)
        assert (away.status_code, away.headers["Retry-After"]) == (503, "2")
        assert away.json()["errors"][0]["extensions"]["code"] == "UNAVAILABLE"
        await owner.execute(f"alter database {database_name} with connection limit -1")
        assert (await api.post(person, query)).status_code == 200
