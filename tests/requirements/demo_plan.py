"""One of the demo's plans as its people use it: through the real endpoint, at a time that the test chooses."""

import datetime as dt
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from graphql import GraphQLInputObjectType, GraphQLSchema, build_schema

from plans.rules.finding import FindingCode
from server.database import Database
from server.demo import PLANS, demo_id
from server.demo_account import today_in
from server.token import Tokens
from tests.api import Api, closed_doors, open_api

SCHEMA: GraphQLSchema = build_schema((Path(__file__).resolve().parents[2] / "schema.graphql").read_text())

CSM, EXECUTIVE, VIEWER = "csm@fernhill.example", "executive@fernhill.example", "viewer@fernhill.example"
SPONSOR, CHAMPION = "sponsor@harbor.example", "champion@harbor.example"  # of Support tickets and First response
MEMBER, FINANCE = "member@harbor.example", "finance@harbor.example"
LUMEN_SPONSOR, LUMEN_CHAMPION = "sponsor@lumen.example", "champion@lumen.example"  # of Invoicing
STRANGER = "csm@otherwise.example"

Given = dict[str, Any]


@dataclass
class DemoPlan:
    """A plan, and what time it is. People are named by their e-mail address; the CSM asks where nobody is named."""

    title: str
    api: Api
    now: dt.datetime
    ids: dict[str, str] = field(default_factory=dict[str, str])

    @property
    def today(self) -> dt.date:
        """The day that it is."""
        return self.now.date()

    def day(self, days: int) -> str:
        """A day so many days from today, as the API takes it."""
        return str(self.today + dt.timedelta(days=days))

    async def ask(self, query: str, by: str = CSM, **variables: object) -> Any:
        """The data of one operation; fails where there are errors."""
        answer = (await self.api.send(demo_id(by), query, variables)).json()
        assert "errors" not in answer, (query, answer["errors"])
        return answer["data"]

    async def read(self, fields: str, by: str = CSM) -> Any:
        """Fields of the plan; ``None`` where there is no such plan for whoever asks."""
        return (await self.ask(f"query ($id: ID!) {{ plan(id: $id) {{ {fields} }} }}", by, id=self.ids["planId"]))[
            "plan"
        ]

    async def answer(self, mutation: str, success: str = "", by: str = CSM, /, **given: object) -> Any:
        """What became of a mutation; the ids of the plan and its account are given where they are asked for."""
        kind = f"{mutation[0].upper()}{mutation[1:]}"
        taken = SCHEMA.get_type(f"{kind}Input")
        assert isinstance(taken, GraphQLInputObjectType), mutation
        known = {name: id_ for name, id_ in self.ids.items() if name in taken.fields}
        query = (
            f"mutation ($input: {kind}Input!) {{ {mutation}(input: $input) {{ __typename "
            "... on Refusal { problems { code path message } } "
            f"... on {kind}Success {{ {success or '__typename'} }} }} }}"
        )
        return (await self.ask(query, by, input=known | given))[mutation]

    async def change(self, mutation: str, success: str = "", by: str = CSM, /, **given: object) -> Any:
        """What comes of a mutation that has to succeed."""
        answer = await self.answer(mutation, success, by, **given)
        assert answer["__typename"].endswith("Success"), answer
        return answer

    async def refused(self, mutation: str, by: str = CSM, /, **given: object) -> list[tuple[str, str]]:
        """Code and path of every problem of a mutation that has to be refused."""
        answer = await self.answer(mutation, "", by, **given)
        assert answer["__typename"] == "Refusal", answer
        return [(problem["code"], ".".join(problem["path"])) for problem in answer["problems"]]

    async def add(self, noun: str, by: str = CSM, /, **given: object) -> str:
        """The id of a new entity of the plan: an outcome, a milestone, …"""
        made = await self.change(f"create{noun[0].upper()}{noun[1:]}", f"made: {noun} {{ id }}", by, **given)
        return made["made"]["id"]

    async def edit(self, noun: str, entity_id: str, by: str = CSM, /, **given: object) -> None:
        """Change an entity of the plan."""
        await self.change(f"update{noun[0].upper()}{noun[1:]}", "", by, id=entity_id, **given)

    async def first(self, root: str) -> str:
        """The id of the first of a list of the plan."""
        return (await self.read(f"{root} {{ id }}"))[root][0]["id"]

    async def contact(self, role: str, side: str = "CUSTOMER") -> str:
        """The id of the contact who has a role in the account."""
        asked = "account { contacts(first: 50) { nodes { id role side } } }"
        contacts = (await self.read(asked))["account"]["contacts"]["nodes"]
        return next(one["id"] for one in contacts if (one["role"], one["side"]) == (role, side))

    async def findings(self, by: str = CSM) -> list[Any]:
        """Everything that is found in the plan."""
        fields = "code requirement severity gate message advice seen weight subject { root id field }"
        return (await self.read(f"findings {{ {fields} }}", by))["findings"]

    async def finding(self, code: str, subject: str | None = None, by: str = CSM) -> Any:
        """The first finding of a code, of one subject where one is given; ``None``: it is not found."""
        assert code in FindingCode.__members__, f"no rule finds {code}"
        found = (one for one in await self.findings(by) if one["code"] == code)
        return next((one for one in found if subject in {None, one["subject"]["id"]}), None)

    async def blocking(self, by: str = CSM) -> set[str]:
        """The codes of what keeps the plan from being proposed."""
        return {
            one["code"] for one in (await self.read("readiness { blocking { code } }", by))["readiness"]["blocking"]
        }


@asynccontextmanager
async def open_demo_plan(title: str, demo: Database, tokens: Tokens) -> AsyncGenerator[DemoPlan]:
    """One of the demo's plans, at noon of today where its customer is."""
    (customer,) = [plan.customer.name for plan in PLANS if plan.name == title]
    opened: list[DemoPlan] = []
    async with open_api(demo, tokens, closed_doors(demo, lambda: opened[0].now)) as api:
        noon = dt.datetime.combine(today_in(customer), dt.time(12), dt.UTC)
        plan = DemoPlan(title, api, noon, {"planId": str(demo_id(title))})
        opened.append(plan)
        plan.ids["accountId"] = (await plan.read("account { id }", STRANGER if title == "Onboarding" else CSM))[
            "account"
        ]["id"]
        yield plan
