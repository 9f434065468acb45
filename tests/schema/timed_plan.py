"""The demo's plan Support tickets, asked through the real endpoint at a time that the test chooses."""

import datetime as dt
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from server.database import Database
from server.demo import demo_id
from server.token import Tokens
from tests.api import Api, closed_doors, open_api

PLAN, CSM, SPONSOR = demo_id("Support tickets"), demo_id("csm@fernhill.example"), demo_id("sponsor@harbor.example")


@dataclass
class TimedPlan:
    """The plan, what time it is, and what time it was at first."""

    api: Api
    now: dt.datetime
    start: dt.datetime

    async def ask(self, fields: str, person: UUID = CSM) -> Any:
        """Fields of the plan."""
        return (await self.api.ask(person, f'{{ plan(id: "{PLAN}") {{ {fields} }} }}'))["plan"]

    async def change(self, mutation: str, given: str = "", success: str = "", person: UUID = CSM) -> Any:
        """What became of a mutation that has to succeed."""
        answer = await self.api.change(person, mutation, f'planId: "{PLAN}", {given}', success)
        assert answer["__typename"].endswith("Success"), answer
        return answer

    async def findings(self, subject: str | None = None) -> dict[str, Any]:
        """What is found by code, of one subject where one is given."""
        found = (await self.ask("findings { code message weight subject { id } }"))["findings"]
        return {one["code"]: one for one in found if subject in {None, one["subject"]["id"]}}

    async def schedule(self, at: dt.datetime) -> str:
        """Plan a review and return its id."""
        given = f'kind: WEEKLY, plannedFor: "{at.isoformat()}"'
        return (await self.change("scheduleReview", given, "review { id }"))["review"]["id"]


@asynccontextmanager
async def open_timed_plan(demo: Database, tokens: Tokens, now: dt.datetime) -> AsyncGenerator[TimedPlan]:
    """The plan at that time, at first."""
    made: list[TimedPlan] = []
    async with open_api(demo, tokens, closed_doors(demo, lambda: made[0].now)) as api:
        made.append(TimedPlan(api, now, now))
        yield made[0]
