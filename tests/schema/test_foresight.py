"""What an operation will ask for of a plan is found out from what it selects, and read at once."""

from collections.abc import Sequence
from typing import Any

import pytest

import schema.gathering
from plans.store.connection import Connection
from plans.store.gathered import ACCOUNTS, CONTACTS, TIMES, Part, Values, gather
from plans.store.plan import PlanRow
from server.database import Database
from server.token import Tokens
from tests.api import open_api
from tests.schema.timed_plan import CSM, PLAN

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize(
    ("field", "columns", "beside"),
    [
        ("atRisk", {"title", "status", "customerOwner"}, CONTACTS),
        ("overdue", {"title", "status", "due"}, ACCOUNTS),
        ("blockedSince", {"title", "status"}, TIMES),
    ],
)
async def test_how_milestones_stand_is_read_at_once_and_no_more_of_them_than_that_takes(
    demo: Database, tokens: Tokens, monkeypatch: pytest.MonkeyPatch, field: str, columns: set[str], beside: Part
) -> None:
    read: list[Part] = []

    async def noted(connection: Connection, parts: Sequence[Part], plans: Sequence[PlanRow]) -> list[Sequence[Values]]:
        read.extend(parts)
        return await gather(connection, parts, plans)

    monkeypatch.setattr(schema.gathering, "gather", noted)
    query = f'{{ plan(id: "{PLAN}") {{ milestones {{ title {field} }} }} }}'
    async with open_api(demo, tokens) as api:
        first: Any = await api.ask(CSM, query)
        read.clear()
        assert await api.ask(CSM, query) == first, "a query that comes again is compiled, and looks ahead"
    assert len(first["plan"]["milestones"]) > 1
    (milestones,) = [part for part in read if part.name == "milestones"]
    assert {one.name for one in milestones.fields} == columns
    assert sorted(part.name for part in read) == sorted(["milestones", "plan", beside.name])
