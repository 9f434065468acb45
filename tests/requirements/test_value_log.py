"""Row T4: what the customer confirmed of the value log, and what is an estimate."""

from typing import Any
from uuid import UUID

import asyncpg
import pytest

from plans.rules.api_client import SERVICE, client_email
from plans.rules.identifier import new_id
from plans.rules.role import Role
from plans.store.connection import Connection
from plans.store.person import PersonRow, insert_membership, insert_person
from plans.store.viewer import Sight, viewing
from server.database import Database
from server.demo import FERNHILL, HARBOR, demo_id
from tests.requirements.demo_plan import (
    CHAMPION,
    CSM,
    FINANCE,
    LUMEN_SPONSOR,
    MEMBER,
    SPONSOR,
    STRANGER,
    DemoPlan,
)

pytestmark = pytest.mark.anyio

CONFIRMED = "version confirmed confirmation { by { name } byId value currency title on outcomeId }"
VALUE = {"title": "Agents have an hour more each day", "value": "1250.50", "currency": "EUR"}


async def _win(plan: DemoPlan, by: str = CSM, win: str | None = None) -> Any:
    wins = (await plan.read(f"wins {{ id {CONFIRMED} }}", by))["wins"]
    return next(one for one in wins if win in {None, one["id"]})


async def _confirm(plan: DemoPlan, by: str, win: str) -> Any:
    return await plan.change("confirmWin", f"win {{ {CONFIRMED} }}", by, id=win, expectedVersion=await _version(plan))


async def _version(plan: DemoPlan) -> int:
    return (await _win(plan))["version"]


@pytest.mark.parametrize("person", [SPONSOR, CHAMPION, FINANCE])
async def test_T4_a_win_is_an_estimate_until_somebody_of_the_customers_confirms_it(
    tickets: DemoPlan, person: str
) -> None:
    outcome = await tickets.first("outcomes")
    win = await tickets.add("win", CSM, **VALUE, on=tickets.day(-1), outcomeId=outcome)
    estimated = await _win(tickets)
    assert (estimated["confirmed"], estimated["confirmation"]) == (False, None)
    made = (await _confirm(tickets, person, win))["win"]
    name = next(one.name for one in HARBOR.people if one.email == person)
    said = {"by": {"name": name}, "byId": str(demo_id(person)), "on": tickets.day(-1), "outcomeId": outcome}
    assert made["confirmation"] == said | VALUE | {"value": "1250.5"}
    for reader in (CSM, SPONSOR, MEMBER, FINANCE):
        assert await _win(tickets, reader) == made | {"id": win, "confirmed": True}
    assert await tickets.read("wins { confirmed }", LUMEN_SPONSOR) is None


@pytest.mark.parametrize("person", [one.email for one in FERNHILL.people] + [MEMBER])
async def test_T4_nobody_of_the_vendors_confirms_a_win_or_takes_that_back(tickets: DemoPlan, person: str) -> None:
    win = await tickets.add("win", CSM, **VALUE)
    version = await _version(tickets)
    assert await tickets.refused("confirmWin", person, id=win, expectedVersion=version) == [("NOT_ALLOWED", "")]
    await _confirm(tickets, SPONSOR, win)
    assert await tickets.refused("withdrawWinConfirmation", person, id=win) == [("NOT_ALLOWED", "")]
    assert (await _win(tickets))["confirmed"] is True


async def test_T4_a_stranger_finds_no_win_to_confirm(tickets: DemoPlan) -> None:
    win = await tickets.add("win", CSM, **VALUE)
    for stranger in (STRANGER, LUMEN_SPONSOR):
        given = {"id": win, "expectedVersion": await _version(tickets)}
        assert await tickets.refused("confirmWin", stranger, **given) == [("NOT_FOUND", "planId")]


async def test_T4_a_program_of_the_customers_confirms_nothing(tickets: DemoPlan, operator: Connection) -> None:
    client = new_id()
    async with operator.transaction():
        await insert_person(operator, PersonRow(client, client_email(client), "Exporter", SERVICE))
        await insert_membership(operator, demo_id("Harbor Retail"), client, Role.SPONSOR)
    win = await tickets.add("win", CSM, **VALUE)
    given = f'planId: "{tickets.ids["planId"]}", id: "{win}", expectedVersion: {await _version(tickets)}'
    answer = await tickets.api.change(client, "confirmWin", given)
    assert [(one["code"], "no program" in one["message"]) for one in answer["problems"]] == [("NOT_ALLOWED", True)]


async def test_T4_the_database_itself_takes_no_confirmation_from_the_vendor_nor_from_a_program(
    tickets: DemoPlan, demo: Database, operator: Connection
) -> None:
    """Past the API: by row-level security, and by the kind of the person."""
    client, insert = new_id(), (
        "insert into win_confirmation (vendor_id, id, plan_id, win_id, stands, value, recorded_by) "
        "values ($1, $2, $3, $4, true, 5, $5)"
    )  # fmt: skip
    async with operator.transaction():
        await insert_person(operator, PersonRow(client, client_email(client), "Exporter", SERVICE))
        await insert_membership(operator, demo_id("Harbor Retail"), client, Role.SPONSOR)
    vendor, customer = demo_id("Fernhill Software"), demo_id("Harbor Retail")
    tried: list[tuple[UUID, Sight, type[Exception] | None]] = [
        (demo_id(CSM), Sight(demo_id(CSM), (vendor,)), asyncpg.InsufficientPrivilegeError),
        (demo_id(SPONSOR), Sight(demo_id(CSM), (vendor,)), asyncpg.InsufficientPrivilegeError),
        (client, Sight(client, (), (customer,)), asyncpg.ForeignKeyViolationError),
        (demo_id(SPONSOR), Sight(demo_id(SPONSOR), (), (customer,)), None),
    ]
    for by, sight, refused in tried:
        async with viewing(demo.viewers, sight) as connection:
            values = vendor, new_id(), UUID(tickets.ids["planId"]), new_id(), by
            if refused is None:
                await connection.execute(insert, *values)
            else:
                with pytest.raises(refused):
                    async with connection.transaction():
                        await connection.execute(insert, *values)


@pytest.mark.parametrize(
    "change", [{"value": "99000"}, {"currency": "USD"}, {"title": "Another"}, {"outcomeId": None}, {"on": "2026-01-02"}]
)
async def test_T4_what_was_confirmed_and_then_changed_is_confirmed_no_longer(
    tickets: DemoPlan, change: dict[str, Any]
) -> None:
    win = await tickets.add("win", CSM, **VALUE, on=tickets.day(-1), outcomeId=await tickets.first("outcomes"))
    await _confirm(tickets, FINANCE, win)
    await tickets.edit("win", win, CSM, evidence="https://helpdesk.harbor.example/hours")
    assert (await _win(tickets))["confirmed"] is True, "evidence may be added"
    await tickets.edit("win", win, CSM, **change)
    changed = await _win(tickets)
    assert (changed["confirmed"], changed["confirmation"]["value"]) == (False, "1250.5"), "what they said stays theirs"
    await _confirm(tickets, SPONSOR, win)
    assert (await _win(tickets))["confirmed"] is True


async def test_T4_a_confirmation_is_taken_back_by_the_customer_alone(tickets: DemoPlan) -> None:
    win = await tickets.add("win", CSM, **VALUE)
    assert await tickets.refused("withdrawWinConfirmation", SPONSOR, id=win) == [("NOT_FOUND", "id")]
    await _confirm(tickets, CHAMPION, win)
    given = {"id": win, "expectedVersion": await _version(tickets)}
    assert await tickets.refused("confirmWin", SPONSOR, **given) == [("EXISTS", "id")]
    taken = await tickets.change("withdrawWinConfirmation", f"win {{ {CONFIRMED} }}", FINANCE, id=win)
    assert (taken["win"]["confirmed"], taken["win"]["confirmation"]) == (False, None)
    await _confirm(tickets, SPONSOR, win)
    asked = "account { customer { auditEntries(first: 3) { nodes { action subject actorId } } } }"
    entries = (await tickets.read(asked, SPONSOR))["account"]["customer"]["auditEntries"]["nodes"]
    assert [one["action"] for one in entries] == ["win:confirm", "win:withdraw_confirmation", "win:confirm"]
    assert [one["actorId"] for one in entries] == [str(demo_id(who)) for who in (SPONSOR, FINANCE, CHAMPION)]
    assert {one["subject"] for one in entries} == {win}


@pytest.mark.parametrize(("zone", "today"), [("Pacific/Honolulu", 0), ("Pacific/Kiritimati", 1)])
async def test_T4_a_win_that_lies_ahead_where_the_account_is_is_told_and_not_confirmed(
    tickets: DemoPlan, zone: str, today: int
) -> None:
    await tickets.change("updateAccount", timeZone=zone)
    tickets.now = tickets.now.replace(hour=22, minute=48)  # as UTC has it, of day 0
    win = await tickets.add("win", CSM, **VALUE, on=tickets.day(today + 1))
    found = await tickets.finding("WIN_IN_FUTURE", win, SPONSOR)
    assert (found["severity"], found["requirement"], found["subject"]["field"]) == ("SOFT", "T4", "on")
    answer = await tickets.answer("confirmWin", "", SPONSOR, id=win, expectedVersion=await _version(tickets))
    (problem,) = answer["problems"]
    assert (problem["code"], problem["path"]) == ("INVALID", ["on"])
    limit = f"expected a day until {tickets.day(today)}, which is today in {zone}, got {tickets.day(today + 1)}: "
    assert problem["message"].startswith(limit)
    assert (await _win(tickets))["confirmed"] is False
    await tickets.edit("win", win, CSM, on=tickets.day(today))
    assert await tickets.finding("WIN_IN_FUTURE") is None
    assert (await _confirm(tickets, SPONSOR, win))["win"]["confirmed"] is True


async def test_T4_what_is_confirmed_is_what_was_looked_at_and_has_a_value(tickets: DemoPlan) -> None:
    win = await tickets.add("win", CSM, title="Fewer tickets")
    seen = await _version(tickets)
    given = {"id": win, "expectedVersion": seen}
    assert await tickets.refused("confirmWin", SPONSOR, **given) == [("REQUIRED", "value"), ("REQUIRED", "unit")]
    await tickets.edit("win", win, CSM, value="5", unit="hours a week")
    answer = await tickets.answer("confirmWin", "", SPONSOR, **given)
    assert answer["__typename"] == "StaleVersion"
    assert await tickets.refused("confirmWin", SPONSOR, id="no", expectedVersion=1) == [("NOT_FOUND", "id")]
    assert await tickets.refused("confirmWin", SPONSOR, id=str(new_id()), expectedVersion=1) == [("NOT_FOUND", "id")]
    key = {"idempotencyKey": "once", "id": win, "expectedVersion": await _version(tickets)}
    for _ in range(2):
        assert (await tickets.change("confirmWin", "win { confirmed }", SPONSOR, **key))["win"] == {"confirmed": True}
