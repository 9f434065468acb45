"""What has happened is of a day that is not ahead where the account is: rows K3, R2, C6, C8 and S7 rest on it."""

import datetime as dt
from typing import Any

import pytest

from tests.requirements.demo_plan import CHAMPION, CSM, DemoPlan

pytestmark = pytest.mark.anyio

WEST, EAST = "Pacific/Honolulu", "Pacific/Kiritimati"  # 10 hours behind UTC, and 14 ahead

Changes = list[tuple[str, str, dict[str, Any]]]


async def _changes(plan: DemoPlan) -> Changes:
    """Every mutation that takes a day of something that has happened, with the field, and what else it needs."""
    outcome, champion = await plan.first("outcomes"), await plan.contact("CHAMPION")
    value = {"metricId": outcome, "value": 130}
    measured = await plan.change("recordMeasurement", "measurement { id }", **value, measuredOn=plan.day(-2))
    called = {"contactId": champion, "roi": "Hours saved"}
    call = await plan.change("recordDiscoveryCall", "discoveryCall { id }", **called, heldOn=plan.day(-2))
    review = (await plan.read("nextReview { id }"))["nextReview"]["id"]
    held = {"id": review, "serves": True, "outcomes": [{"outcomeId": outcome, "confirmed": True, "byId": champion}]}
    left = await plan.contact("FINANCE")
    return [
        ("recordMeasurement", "measuredOn", value),
        ("correctMeasurement", "measuredOn", {"id": measured["measurement"]["id"]}),
        ("completeReview", "heldOn", held),
        ("recordDiscoveryCall", "heldOn", called),
        ("updateDiscoveryCall", "heldOn", {"id": call["discoveryCall"]["id"]}),
        ("recordPlanDates", "agreedOn", {}),
        ("recordPlanDates", "deliveredOn", {}),
        ("updateContact", "leftOn", {"contactId": left}),
    ]


@pytest.mark.parametrize(("zone", "today"), [(WEST, 0), (EAST, 1)])
async def test_what_has_happened_is_of_a_day_until_today_where_the_account_is(
    tickets: DemoPlan, zone: str, today: int
) -> None:
    await tickets.change("updateAccount", timeZone=zone)
    tickets.now = tickets.now.replace(hour=22, minute=48)  # as UTC has it, of day 0
    limit = f"expected a day until {tickets.day(today)}, which is today in {zone}, got {tickets.day(today + 1)}: "
    for mutation, name, given in await _changes(tickets):
        ahead = await tickets.answer(mutation, "", CSM, **given, **{name: tickets.day(today + 1)})
        (problem,) = ahead["problems"]
        assert (problem["code"], problem["path"]) == ("INVALID", [name]), mutation
        assert problem["message"].startswith(limit), mutation
        await tickets.change(mutation, "", CSM, **given, **{name: tickets.day(today)})


async def test_K3_a_value_of_tomorrow_does_not_end_the_time_to_value(tickets: DemoPlan) -> None:
    await tickets.change("updateAccount", timeZone=WEST)
    tickets.now = tickets.now.replace(hour=22, minute=48)
    reached = {"metricId": await tickets.first("outcomes"), "value": 104}
    asked = "timeToValue { outcome { on } runningDays }"
    refused = [("INVALID", "measuredOn")]
    assert await tickets.refused("recordMeasurement", CHAMPION, **reached, measuredOn=tickets.day(1)) == refused
    assert (await tickets.read(asked))["timeToValue"] == {"outcome": None, "runningDays": 30}
    tickets.now += dt.timedelta(hours=12)  # past midnight there
    await tickets.change("recordMeasurement", "", CHAMPION, **reached, measuredOn=tickets.day(0))
    assert (await tickets.read(asked))["timeToValue"] == {"outcome": {"on": tickets.day(0)}, "runningDays": None}
