"""Connections: pages read forwards and backwards are the whole list, and arguments that name no page are refused."""

import datetime as dt
import json
import random
from base64 import urlsafe_b64encode
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest

from collab.author import Author
from collab.plan import create_plan
from plans.rules.identifier import new_id
from plans.rules.page import MAX_PAGE, write_cursor
from plans.rules.role import Role, Side
from plans.store.account import ContactRow, insert_account, insert_contact, select_accounts
from plans.store.connection import Connection
from server.database import Database
from server.token import Tokens
from tests.api import Api, closed_doors, open_api
from tests.make import MadeAccount, make_account, make_organisation

pytestmark = pytest.mark.anyio

ACCOUNTS = 17
DAY = dt.date(2026, 9, 1)
LISTS = [
    ("accounts", "orderBy: NAME"),
    ("accounts", "orderBy: RENEWAL"),
    ("plans", "orderBy: ACCOUNT_NAME"),
    ("plans", "orderBy: REVIEW_DATE"),
    ("plans", "orderBy: LAST_CHANGE"),
]
PAGE = "nodes { id } edges { cursor node { id } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor }"


@dataclass(frozen=True, slots=True)
class Portfolio:
    """A vendor's portfolio, and a stranger's."""

    first: MadeAccount
    stranger: MadeAccount
    accounts: list[UUID]
    plans: list[UUID]

    @property
    def csm(self) -> UUID:
        """Who sees all of it."""
        return self.first.people[Role.CSM]

    @property
    def sponsor(self) -> UUID:
        """The sponsor of the first account's customer."""
        return self.first.people[Role.SPONSOR]


@pytest.fixture
async def api(database: Database, tokens: Tokens) -> AsyncGenerator[Api]:
    """GraphQL over HTTP, on the day from which all others count."""
    noon = dt.datetime.combine(DAY, dt.time(12), dt.UTC)
    async with open_api(database, tokens, closed_doors(database, lambda: noon)) as opened:
        yield opened


@pytest.fixture
async def portfolio(operator: Connection, owner: Connection) -> Portfolio:
    """Accounts of one vendor, many of them named alike, with none to three plans each; another vendor has its own."""
    chosen = random.Random(4)
    first, stranger = await make_account(operator, "Alpha"), await make_account(operator, "Alpha")
    accounts, plans = [first.row.id], list[UUID]()
    for number in range(ACCOUNTS - 1):
        customer = await make_organisation(operator, Side.CUSTOMER, f"Customer {number}")
        account_id = new_id()
        await insert_account(operator, first.row.vendor_id, account_id, customer, chosen.choice("αBCbé"))
        accounts.append(account_id)
    author = Author(first.people[Role.CSM], "api", "CSM", Side.VENDOR, Role.CSM)
    for place, account_id in enumerate(accounts):
        (row,) = await select_accounts(operator, [first.row.vendor_id], [], [account_id])
        for number in range(2 if place == 0 else chosen.randrange(3)):
            async with operator.transaction():
                plan = await create_plan(operator, new_id(), row, author, {"title": f"Plan {place} {number}"})
            plans.append(plan)
            review = chosen.choice([None, DAY, DAY, DAY + dt.timedelta(chosen.randrange(90))])
            await owner.execute("update plan_overview set review_on = $2 where plan_id = $1", plan, review)
        renews = chosen.choice([None, DAY, DAY + dt.timedelta(chosen.randrange(90))])
        await owner.execute("update account set renews_on = $2 where id = $1", account_id, renews)
    (row,) = await select_accounts(operator, [stranger.row.vendor_id], [], None)
    other = Author(stranger.people[Role.CSM], "api", "CSM", Side.VENDOR, Role.CSM)
    async with operator.transaction():
        await create_plan(operator, new_id(), row, other, {"title": "Another's"})
    return Portfolio(first, stranger, accounts, sorted(plans[:2]) + plans[2:])


async def _page(api: Api, person: UUID, name: str, arguments: str, fields: str = PAGE) -> Any:
    return (await api.ask(person, f"{{ viewer {{ {name}({arguments}) {{ {fields} }} }} }}"))["viewer"][name]


async def _refused(api: Api, person: UUID, name: str, arguments: str) -> tuple[str, str]:
    """The argument that is refused, and why."""
    answer = (await api.post(person, f"{{ viewer {{ {name}({arguments}) {{ nodes {{ id }} }} }} }}")).json()
    (error,) = answer["errors"]
    assert error["extensions"]["code"] == "BAD_REQUEST", error
    return error["extensions"]["argument"], error["message"]


@pytest.mark.parametrize(("name", "order"), LISTS)
async def test_random_walks_through_pages_are_the_whole_list(
    api: Api, portfolio: Portfolio, name: str, order: str
) -> None:
    everything = await _page(api, portfolio.csm, name, f"first: {MAX_PAGE}, {order}", f"totalCount {PAGE}")
    whole = [node["id"] for node in everything["nodes"]]
    assert sorted(whole) == sorted(str(id_) for id_ in getattr(portfolio, name))
    assert everything["totalCount"] == len(whole)
    assert [edge["node"]["id"] for edge in everything["edges"]] == whole
    cursors = {edge["node"]["id"]: edge["cursor"] for edge in everything["edges"]}
    assert everything["pageInfo"] == {
        "hasNextPage": False, "hasPreviousPage": False,
        "startCursor": cursors[whole[0]], "endCursor": cursors[whole[-1]],
    }  # fmt: skip
    chosen = random.Random(name + order)
    for _ in range(6):
        at = 0  # how many stand before where the walk is
        for _ in range(12):
            size, forwards = chosen.randrange(1, 8), chosen.random() < 0.6
            if forwards:
                bound = f', after: "{cursors[whole[at - 1]]}"' if at else ""
                expected = whole[at : at + size]
            else:
                bound = f', before: "{cursors[whole[at]]}"' if at < len(whole) else ""
                expected = whole[max(at - size, 0) : at]
            way = "first" if forwards else "last"
            page = await _page(api, portfolio.csm, name, f"{way}: {size}{bound}, {order}")
            assert [node["id"] for node in page["nodes"]] == expected
            start = at if forwards else max(at - size, 0)
            info = page["pageInfo"]
            assert info["hasPreviousPage"] == (start > 0)
            assert info["hasNextPage"] == (start + len(expected) < len(whole))
            at = start + len(expected) if forwards else start


async def test_a_page_ends_before_the_one_cursor_and_begins_behind_the_other(api: Api, portfolio: Portfolio) -> None:
    edges = (await _page(api, portfolio.csm, "accounts", "first: 100"))["edges"]
    between = f'after: "{edges[2]["cursor"]}", before: "{edges[9]["cursor"]}"'
    for way, expected in (("first", edges[3:6]), ("last", edges[6:9])):
        page = await _page(api, portfolio.csm, "accounts", f"{way}: 3, {between}")
        assert page["edges"] == expected
        assert page["pageInfo"]["hasNextPage"]
        assert page["pageInfo"]["hasPreviousPage"]


async def test_what_is_removed_or_added_elsewhere_moves_no_page(
    api: Api, portfolio: Portfolio, operator: Connection
) -> None:
    edges = (await _page(api, portfolio.csm, "accounts", "first: 100"))["edges"]
    row = portfolio.first.row
    await insert_account(operator, row.vendor_id, new_id(), row.customer_id, "0 comes first")
    page = await _page(api, portfolio.csm, "accounts", f'first: 4, after: "{edges[4]["cursor"]}"')
    assert page["edges"] == edges[5:9]


@pytest.mark.parametrize(
    ("arguments", "argument", "says"),
    [
        ("", "first", "got neither"),
        ("first: 1, last: 1", "last", "got both"),
        ("first: 101", "first", "from 1 to 100, got 101"),
        ("last: 101", "last", "from 1 to 100, got 101"),
        ("first: 0", "first", "got 0"),
        ("last: -1", "last", "got -1"),
        ('first: 1, after: ""', "after", "as an edge or pageInfo gave it"),
        ('first: 1, after: "!"', "after", "as an edge or pageInfo gave it"),
        ('last: 1, before: "WyJ4Il"', "before", "as an edge or pageInfo gave it"),
        ('first: 1, search: "' + "x" * 201 + '"', "search", "at most 200 characters"),
        ('first: 1, search: "\\u0000"', "search", "U+0000"),
    ],
)
async def test_arguments_that_name_no_page_are_refused_with_what_to_do(
    api: Api, portfolio: Portfolio, arguments: str, argument: str, says: str
) -> None:
    query = f"({arguments})" if arguments else ""
    answer = (await api.post(portfolio.csm, f"{{ viewer {{ accounts{query} {{ nodes {{ id }} }} }} }}")).json()
    (error,) = answer["errors"]
    assert error["extensions"] == {"code": "BAD_REQUEST", "argument": argument}
    assert says in error["message"]


async def test_cursors_of_other_lists_and_orders_and_forged_ones_are_refused(api: Api, portfolio: Portfolio) -> None:
    csm = portfolio.csm
    by_name = (await _page(api, csm, "accounts", "first: 1"))["pageInfo"]["endCursor"]
    argument, message = await _refused(api, csm, "accounts", f'first: 1, orderBy: RENEWAL, after: "{by_name}"')
    assert argument == "after"
    assert "another list or order" in message
    assert (await _refused(api, csm, "plans", f'last: 1, before: "{by_name}"'))[0] == "before"
    forged = [
        write_cursor("accounts by name", place)
        for place in (("x",), ("x", "y"), ("x", str(new_id()), "z"), ("\x00", str(new_id())))
    ]
    shapes: list[object] = [["accounts by name", 1, 2], ["accounts by name", None, str(new_id())], {}, 7, "x", []]
    forged += [urlsafe_b64encode(json.dumps(shape).encode()).decode().rstrip("=") for shape in shapes]
    forged += [urlsafe_b64encode(b"[" * 50_000).decode().rstrip("=")]
    for cursor in forged:
        argument, message = await _refused(api, csm, "accounts", f'first: 1, after: "{cursor}"')
        assert argument == "after", cursor
    for values in (("soon", str(new_id())), ("2026-02-30", str(new_id()))):
        cursor = write_cursor("accounts by renewal", values)
        await _refused(api, csm, "accounts", f'first: 1, orderBy: RENEWAL, after: "{cursor}"')
    for values in (
        ("2026-01-01", str(new_id())),
        ("now", str(new_id())),
        ("2026-01-01T00:00:00", str(new_id())),
        ("2026-01-01T00:00:00+16:00", str(new_id())),
        ("2026-01-01T00:00:00+00:00:01", str(new_id())),
    ):
        cursor = write_cursor("plans by change", values)
        await _refused(api, csm, "plans", f'first: 1, orderBy: LAST_CHANGE, after: "{cursor}"')


async def test_a_cursor_of_somebody_else_shows_nothing_of_theirs(api: Api, portfolio: Portfolio) -> None:
    """It is a place and no right: the rows are one's own."""
    first = (await _page(api, portfolio.csm, "plans", "last: 1"))["pageInfo"]["startCursor"]
    stranger = portfolio.stranger.people[Role.CSM]
    own = [node["id"] for node in (await _page(api, stranger, "plans", "first: 9"))["nodes"]]
    assert len(own) == 1
    page = await _page(api, stranger, "plans", f'last: 9, before: "{first}"')
    assert {node["id"] for node in page["nodes"]} <= set(own)


async def test_each_sees_and_counts_their_own_alone(api: Api, portfolio: Portfolio) -> None:
    fields = "totalCount nodes { id }"
    for person, accounts, plans in (
        (portfolio.sponsor, portfolio.accounts[:1], portfolio.plans[:2]),
        (portfolio.stranger.people[Role.SPONSOR], [portfolio.stranger.row.id], None),
    ):
        seen = await _page(api, person, "accounts", "first: 100", fields)
        assert [node["id"] for node in seen["nodes"]] == [str(id_) for id_ in accounts]
        assert seen["totalCount"] == 1
        seen = await _page(api, person, "plans", "first: 100", fields)
        if plans is not None:
            assert [node["id"] for node in seen["nodes"]] == [str(id_) for id_ in plans]
        assert seen["totalCount"] == len(seen["nodes"]) == (1 if plans is None else 2)


async def test_filters_find_what_they_name(api: Api, portfolio: Portfolio, owner: Connection) -> None:
    csm, row = portfolio.csm, portfolio.first.row

    async def found(name: str, arguments: str) -> set[str]:
        page = await _page(api, csm, name, f"first: 100, {arguments}", "totalCount nodes { id }")
        assert page["totalCount"] == len(page["nodes"])
        return {node["id"] for node in page["nodes"]}

    of_first = {str(plan) for plan in portfolio.plans[:2]}
    assert await found("plans", f'accountId: "{row.id}"') == of_first
    assert await found("plans", f'customerId: "{row.customer_id}"') == of_first
    assert await found("plans", f'vendorId: "{row.vendor_id}"') == {str(plan) for plan in portfolio.plans}
    for other in (portfolio.stranger.row.id, new_id(), "no-id"):
        assert await found("plans", f'accountId: "{other}"') == set()
    assert await found("accounts", f'customerId: "{row.customer_id}"') == {str(row.id)}
    assert await found("accounts", 'search: "ALPH"') == {str(row.id)}
    assert await found("plans", 'search: " alpha "') == of_first
    assert await found("accounts", 'search: "%"') == set()
    assert await found("accounts", 'search: ""') == {str(id_) for id_ in portfolio.accounts}
    by_customer = await owner.fetchval("select a.id from account a join organisation o on o.id = a.customer_id "
                                       "where o.name = 'Customer 7'")  # fmt: skip
    assert await found("accounts", 'search: "customer 7"') == {str(by_customer)}
    reviewed = await owner.fetch("select plan_id from plan_overview where review_on < $1", DAY + dt.timedelta(30))
    assert await found("plans", 'reviewBefore: "2026-10-01"') == {str(plan["plan_id"]) for plan in reviewed}
    renewing = await owner.fetch("select id from account where renews_on < $1", DAY + dt.timedelta(30))
    assert await found("accounts", 'renewsBefore: "2026-10-01"') == {str(account["id"]) for account in renewing}
    plans = await owner.fetch(
        "select p.id from plan p join account a on a.vendor_id = p.vendor_id and a.id = p.account_id "
        "where a.renews_on < $1", DAY + dt.timedelta(30),
    )  # fmt: skip
    assert await found("plans", 'renewsBefore: "2026-10-01"') == {str(plan["id"]) for plan in plans}


async def test_plans_are_found_by_what_they_are_called_and_whose_they_are(api: Api, portfolio: Portfolio) -> None:
    csm, first, other = portfolio.csm, *portfolio.plans[:2]
    executive = portfolio.first.people[Role.EXECUTIVE]

    async def found(name: str, arguments: str, person: UUID = csm) -> set[str]:
        page = await _page(api, person, name, f"first: 100, {arguments}", "totalCount nodes { id }")
        assert page["totalCount"] == len(page["nodes"])
        return {node["id"] for node in page["nodes"]}

    whole, accounts = await found("plans", 'search: ""'), await found("accounts", 'search: ""')
    await api.change(csm, "updatePlan", f'planId: "{first}", title: "Żeby zgłoszeń ubyło"', "plan { id }")
    await api.change(csm, "updatePlan", f'planId: "{other}", title: null', "plan { id }")
    for order in ("ACCOUNT_NAME", "REVIEW_DATE", "LAST_CHANGE", "LATENESS"):
        assert await found("plans", f'search: "ŻEBY ZGŁ", orderBy: {order}') == {str(first)}
    assert await found("plans", 'search: "alpha"') == {str(first), str(other)}
    assert await found("plans", 'search: "Another\'s"') == set(), "a stranger's plan"
    assert await found("accounts", 'search: "ŻEBY ZGŁ"') == set()

    of_key = f'accountId: "{portfolio.first.row.id}", csmId: "{executive}", keyAccount: true'
    answer = await api.change(csm, "updateAccount", of_key, "account { id }")
    assert answer["__typename"] == "UpdateAccountSuccess", answer
    mine = {str(first), str(other)}
    for person in (csm, portfolio.sponsor):
        for arguments in (f'csmId: "{executive}"', "keyAccount: true"):
            assert await found("plans", arguments, person) == mine
            assert await found("accounts", arguments, person) == {str(portfolio.first.row.id)}
    assert await found("plans", "keyAccount: false") == whole - mine
    assert await found("accounts", "keyAccount: false") == accounts - {str(portfolio.first.row.id)}
    for nobody in (csm, "no-id"):
        assert await found("plans", f'csmId: "{nobody}"') == await found("accounts", f'csmId: "{nobody}"') == set()

    await api.change(csm, "choosePlanPreset", f'planId: "{first}", preset: MUTUAL', "shape { preset }")
    await api.change(csm, "choosePlanPreset", f'planId: "{other}", preset: STRATEGIC', "shape { preset }")
    assert await found("plans", "preset: MUTUAL") == {str(first)}
    assert await found("plans", "preset: STRATEGIC") == whole - {str(first)}
    every = 'preset: MUTUAL, keyAccount: true, search: "zgłoszeń", late: false, orderBy: LATENESS'
    assert await found("plans", f'{every}, csmId: "{executive}"') == {str(first)}


async def test_the_orders_are_what_they_say(api: Api, portfolio: Portfolio) -> None:
    fields = "nodes { id changedAt nextReviewOn account { name } }"

    async def nodes(order: str) -> list[dict[str, Any]]:
        return (await _page(api, portfolio.csm, "plans", f"first: 100, orderBy: {order}", fields))["nodes"]

    reviews = [node["nextReviewOn"] or "9999" for node in await nodes("REVIEW_DATE")]
    assert reviews == sorted(reviews)
    changes = [node["changedAt"] for node in await nodes("LAST_CHANGE")]
    assert changes == sorted(changes, reverse=True)
    await api.change(portfolio.csm, "updatePlan", f'planId: "{portfolio.plans[0]}", goal: "Another"', "plan { id }")
    assert (await nodes("LAST_CHANGE"))[0]["id"] == str(portfolio.plans[0])


async def test_lists_inside_lists_are_read_in_one_statement_each(
    api: Api, portfolio: Portfolio, operator: Connection
) -> None:
    row = portfolio.first.row
    for number in range(5):
        contact = ContactRow(row.vendor_id, new_id(), row.id, None, "customer", f"Person {number}", "", None)
        await insert_contact(operator, contact)
    inner = "contacts(last: 2) { totalCount nodes { name } pageInfo { hasPreviousPage endCursor } }"
    plans = "plans(first: 1) { totalCount nodes { id } pageInfo { hasNextPage } }"
    page = await _page(api, portfolio.csm, "accounts", "first: 100", f"nodes {{ id {inner} {plans} }}")
    (first,) = [node for node in page["nodes"] if node["id"] == str(row.id)]
    assert [node["name"] for node in first["contacts"]["nodes"]] == ["Person 3", "Person 4"]
    assert first["contacts"]["totalCount"] == 5
    assert first["contacts"]["pageInfo"]["hasPreviousPage"]
    assert first["plans"] == {
        "totalCount": 2, "nodes": [{"id": str(portfolio.plans[0])}], "pageInfo": {"hasNextPage": True},
    }  # fmt: skip
    assert sum(node["plans"]["totalCount"] for node in page["nodes"]) == len(portfolio.plans)
    (empty, *_) = [node for node in page["nodes"] if node["id"] != str(row.id)]
    assert empty["contacts"]["pageInfo"] == {"hasPreviousPage": False, "endCursor": None}


async def test_the_audit_and_the_people_of_an_organisation_are_read_by_pages(
    api: Api, portfolio: Portfolio, owner: Connection
) -> None:
    admin, vendor = portfolio.first.people[Role.ADMIN], portfolio.first.row.vendor_id
    for number in range(7):
        await owner.execute(
            "insert into audit_entry (organisation_id, id, action, subject) values ($1, $2, 'test:add', $3)",
            vendor, UUID(int=number + 1), str(number),
        )  # fmt: skip
    seen: list[str] = []
    after = ""
    while True:
        query = (
            f"auditEntries(first: 3{after}) {{ totalCount nodes {{ subject }} pageInfo {{ hasNextPage endCursor }} }}"
        )
        answer = await api.ask(admin, f"{{ viewer {{ memberships {{ organisation {{ {query} }} }} }} }}")
        page = answer["viewer"]["memberships"][0]["organisation"]["auditEntries"]
        assert page["totalCount"] == 7
        seen += [node["subject"] for node in page["nodes"]]
        if not page["pageInfo"]["hasNextPage"]:
            break
        after = f', after: "{page["pageInfo"]["endCursor"]}"'
    assert seen == ["6", "5", "4", "3", "2", "1", "0"]
    people = "members(last: 2) { totalCount nodes { person { name } } }"
    answer = await api.ask(admin, f"{{ viewer {{ memberships {{ organisation {{ {people} }} }} }} }}")
    page = answer["viewer"]["memberships"][0]["organisation"]["members"]
    assert page["totalCount"] == 5
    assert [node["person"]["name"] for node in page["nodes"]] == ["Executive", "Viewer"]
