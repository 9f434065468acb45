"""Who opened a plan when, through GraphQL: the vendor pages through it, and hears of a customer that does not look."""

import datetime as dt
from typing import Any
from uuid import UUID

import pytest

from plans.rules.opening import opening_day
from plans.rules.role import ROLES_OF, Role, Side
from plans.store.connection import Connection
from plans.store.opening import OpeningRow
from tests.api import Api
from tests.make import MadeAccount, make_account, make_organisation

pytestmark = pytest.mark.anyio

INSERT = (
    "insert into plan_opening (vendor_id, plan_id, person_id, day, side, first_at, last_at) "
    "values ($1, $2, $3, $4, $5, $6, $7)"
)


class Opened:
    """A plan of an account, and what was opened of it."""

    def __init__(self, account: MadeAccount, plan: UUID, owner: Connection) -> None:
        self.people = account.people
        self.row = account.row
        self.plan = plan
        self.owner = owner
        self.now = dt.datetime.now(dt.UTC)

    async def by(self, role: Role, days: float) -> OpeningRow:
        """Somebody opened it so many days ago."""
        at = self.now - dt.timedelta(days=days)
        side = "vendor" if role in ROLES_OF[Side.VENDOR] else "customer"
        row = OpeningRow(self.row.vendor_id, self.plan, self.people[role], opening_day(at), side, at, at)
        await self.owner.execute(
            INSERT, row.vendor_id, row.plan_id, row.person_id, row.day, row.side, row.first_at, row.last_at
        )
        return row

    async def since(self, made: float, joined: float) -> None:
        """The plan was made, and the customer's first person joined, so many days ago."""
        await self.owner.execute("update plan set created_at = $1", self.now - dt.timedelta(days=made))
        first = "update membership set created_at = $1 where organisation_id = $2 and role = 'sponsor'"
        await self.owner.execute(first, self.now - dt.timedelta(days=joined), self.row.customer_id)


@pytest.fixture
async def opened(api: Api, operator: Connection, owner: Connection) -> Opened:
    """A plan that nobody opened."""
    account = await make_account(operator)
    given = f'accountId: "{account.row.id}", title: "A plan"'
    made = await api.change(account.people[Role.CSM], "createPlan", given, "plan { id }")
    return Opened(account, UUID(made["plan"]["id"]), owner)


async def _page(api: Api, opened: Opened, arguments: str, role: Role = Role.CSM) -> Any:
    fields = "totalCount nodes { personId side day person { id } } edges { cursor } pageInfo { hasNextPage endCursor }"
    query = f'{{ plan(id: "{opened.plan}") {{ openings({arguments}) {{ {fields} }} }} }}'
    return (await api.ask(opened.people[role], query))["plan"]["openings"]


async def _finding(api: Api, opened: Opened, role: Role = Role.CSM) -> Any:
    query = f'{{ plan(id: "{opened.plan}") {{ findings {{ code message weight seen subject {{ root }} }} }} }}'
    found = (await api.ask(opened.people[role], query))["plan"]["findings"]
    return next((one for one in found if one["code"] == "NOT_OPENED_BY_CUSTOMER"), None)


async def test_S6_openings_are_read_by_pages_newest_first_and_by_the_vendor_alone(api: Api, opened: Opened) -> None:
    rows = [await opened.by(role, days) for days in range(3) for role in (Role.CSM, Role.SPONSOR, Role.FINANCE)]
    expected = sorted(rows, key=lambda row: (row.first_at, row.person_id), reverse=True)
    seen: list[Any] = []
    arguments = "first: 4"
    while True:
        page = await _page(api, opened, arguments)
        assert page["totalCount"] == len(rows)
        seen += page["nodes"]
        if not page["pageInfo"]["hasNextPage"]:
            break
        arguments = f'first: 4, after: "{page["pageInfo"]["endCursor"]}"'
    assert seen == [
        {"personId": str(row.person_id), "side": row.side.upper(), "day": str(row.day),
         "person": {"id": str(row.person_id)}}
        for row in expected
    ]  # fmt: skip
    last = await _page(api, opened, "last: 2")
    assert last["nodes"] == seen[-2:]
    for role in ROLES_OF[Side.VENDOR]:
        assert (await _page(api, opened, "first: 1", role))["nodes"] == seen[:1]
    for role in ROLES_OF[Side.CUSTOMER]:
        assert await _page(api, opened, "first: 1", role) is None


async def test_of_somebody_who_was_removed_the_id_is_left(api: Api, opened: Opened) -> None:
    await opened.by(Role.MEMBER, 1)
    await opened.owner.execute("delete from membership where person_id = $1", opened.people[Role.MEMBER])
    (node,) = (await _page(api, opened, "first: 5"))["nodes"]
    assert (node["personId"], node["person"]) == (str(opened.people[Role.MEMBER]), None)


@pytest.mark.parametrize(
    ("made", "joined", "weight"),
    [(29, 90, 0), (30.5, 90, 1), (59, 90, 1), (60.5, 90, 2), (90, 29, 0), (90, 30.5, 1), (90, 60.5, 2)],
)
async def test_S6_a_plan_that_the_customer_never_opened_is_found_since_they_could(
    api: Api, opened: Opened, made: float, joined: float, weight: int
) -> None:
    await opened.since(made, joined)
    await opened.by(Role.CSM, 1)  # the vendor's looking is not the customer's
    found = await _finding(api, opened)
    assert (found["weight"] if found else 0) == weight
    if found:
        assert "since it was shared" in found["message"]
        assert found["subject"] == {"root": "plan"}


@pytest.mark.parametrize(("days", "weight"), [(0, 0), (29, 0), (30.5, 1), (60.5, 2)])
async def test_S6_a_plan_that_the_customer_opened_long_ago_is_found(
    api: Api, opened: Opened, days: float, weight: int
) -> None:
    await opened.since(200, 200)
    assert (await _finding(api, opened))["weight"] == 2
    await opened.by(Role.MEMBER, days)
    await opened.by(Role.FINANCE, days + 70)
    found = await _finding(api, opened)
    assert (found["weight"] if found else 0) == weight
    if found:
        assert "shared" not in found["message"]


async def test_S6_no_customer_is_told_and_where_nobody_of_theirs_could_look_nobody_is(api: Api, opened: Opened) -> None:
    await opened.since(90, 90)
    for role in ROLES_OF[Side.VENDOR]:
        assert (await _finding(api, opened, role))["weight"] == 2
    for role in ROLES_OF[Side.CUSTOMER]:
        assert await _finding(api, opened, role) is None
        await opened.by(role, 80)
        assert await _finding(api, opened, role) is None
    await opened.owner.execute("delete from plan_opening")
    await opened.owner.execute("delete from membership where organisation_id = $1", opened.row.customer_id)
    assert await _finding(api, opened) is None


async def test_S6_of_another_vendors_plan_nothing_counts(api: Api, operator: Connection, opened: Opened) -> None:
    """The same customer's people look at another vendor's plan of theirs."""
    await opened.since(90, 90)
    vendor = await make_organisation(operator, Side.VENDOR, "Another")
    account, plan = UUID(int=7), UUID(int=8)
    await operator.execute(
        "insert into account (vendor_id, id, customer_id, name) values ($1, $2, $3, 'Another')",
        vendor, account, opened.row.customer_id,
    )  # fmt: skip
    await operator.execute(
        "insert into plan (vendor_id, id, account_id, customer_id) values ($1, $2, $3, $4)",
        vendor, plan, account, opened.row.customer_id,
    )  # fmt: skip
    row = vendor, plan, opened.people[Role.SPONSOR], opened.now.date(), "customer", opened.now, opened.now
    await opened.owner.execute(INSERT, *row)
    assert (await _finding(api, opened))["weight"] == 2
