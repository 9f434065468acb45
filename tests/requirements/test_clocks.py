"""Row C8: by when plans are agreed and delivered, as the vendor has it, and what of the portfolio is late."""

import datetime as dt
from typing import Any

import pytest

from server.demo import FERNHILL, HARBOR, OTHERWISE, demo_id
from tests.requirements.demo_plan import (
    CSM,
    FINANCE,
    LUMEN_CHAMPION,
    LUMEN_SPONSOR,
    MEMBER,
    SPONSOR,
    STRANGER,
    DemoPlan,
)

pytestmark = pytest.mark.anyio

ADMIN = "admin@fernhill.example"
VENDOR = str(demo_id("Fernhill Software"))
CLOCK = "from by on late daysLate"
CLOCKS = f"clocks {{ version lateSince agreedOn recordedBy {{ name }} agreement {{ {CLOCK} }} delivery {{ {CLOCK} }} }}"
LIMITS = "clocks { version agreeAfterLiveDays deliverAfterEngagedDays changedBy { name } }"


async def _clocks(plan: DemoPlan, by: str = CSM) -> Any:
    return (await plan.read(CLOCKS, by))["clocks"]


async def _portfolio(plan: DemoPlan, arguments: str, by: str = CSM) -> list[str]:
    found = await plan.ask(f"{{ viewer {{ plans(first: 9, {arguments}) {{ totalCount nodes {{ title }} }} }} }}", by)
    plans = found["viewer"]["plans"]
    assert plans["totalCount"] == len(plans["nodes"])
    return [one["title"] for one in plans["nodes"]]


async def test_C8_a_plan_says_by_when_it_is_agreed_and_delivered_and_how_late_it_is(invoicing: DemoPlan) -> None:
    """Lumen went live ten days ago, the engagement began seven days ago."""
    agreed_by, delivered_by = invoicing.day(35), invoicing.day(23)
    for days, late in ((23, 0), (24, 1), (30, 7)):
        start, invoicing.now = invoicing.now, invoicing.now + dt.timedelta(days=days)
        clocks = await _clocks(invoicing, LUMEN_CHAMPION)
        assert (clocks["agreement"]["by"], clocks["agreement"]["daysLate"]) == (agreed_by, 0)
        delivery = clocks["delivery"]
        assert (delivery["by"], delivery["daysLate"], delivery["late"]) == (delivered_by, late, late > 0)
        assert clocks["lateSince"] == (delivered_by if late else None)
        invoicing.now = start
    invoicing.now += dt.timedelta(days=60)
    assert (await _clocks(invoicing))["lateSince"] == delivered_by, "the earlier of the two"
    await invoicing.change("updateAccount", liveOn=None, engagedOn=None)
    clocks = await _clocks(invoicing)
    assert (clocks["agreement"], clocks["delivery"], clocks["lateSince"]) == (None, None, None)


async def test_C8_today_is_that_of_the_account(invoicing: DemoPlan) -> None:
    await invoicing.change("updateAccount", timeZone="Pacific/Kiritimati")  # 14 hours ahead of UTC
    invoicing.now += dt.timedelta(days=23)
    assert (await _clocks(invoicing))["delivery"]["daysLate"] == 1
    assert "Invoicing" in await _portfolio(invoicing, "late: true")
    await invoicing.change("updateAccount", timeZone="UTC")
    assert (await _clocks(invoicing))["delivery"]["daysLate"] == 0
    assert "Invoicing" not in await _portfolio(invoicing, "late: true")


async def test_C8_what_came_is_recorded_by_either_side_and_late_only_by_its_day(invoicing: DemoPlan) -> None:
    invoicing.now += dt.timedelta(days=50)
    assert await invoicing.finding("AGREEMENT_LATE")
    recorded = {"agreedOn": invoicing.day(-20), "deliveredOn": invoicing.day(-20)}
    made = await invoicing.change("recordPlanDates", CLOCKS, LUMEN_SPONSOR, **recorded)
    assert made["clocks"]["agreement"]["daysLate"] == 0
    assert (made["clocks"]["delivery"]["on"], made["clocks"]["delivery"]["daysLate"]) == (invoicing.day(-20), 7)
    assert made["clocks"]["version"] == 1
    assert await invoicing.finding("AGREEMENT_LATE") is None
    assert (await invoicing.finding("DELIVERY_LATE", by=LUMEN_CHAMPION))["seen"] == ["7"]
    stale = await invoicing.answer("recordPlanDates", "", CSM, agreedOn=None, expectedVersion=0)
    assert stale["__typename"] == "StaleVersion"
    cleared = await invoicing.change("recordPlanDates", CLOCKS, CSM, agreedOn=None, expectedVersion=1)
    assert (cleared["clocks"]["agreedOn"], cleared["clocks"]["delivery"]["daysLate"]) == (None, 7)
    ahead = {"agreedOn": invoicing.day(3), "deliveredOn": invoicing.day(3)}
    assert await invoicing.refused("recordPlanDates", CSM, **ahead) == [
        ("INVALID", "agreedOn"),
        ("INVALID", "deliveredOn"),
    ]


async def test_C8_who_writes_no_plan_records_no_days(tickets: DemoPlan) -> None:
    day = {"agreedOn": tickets.day(-1)}
    for person in (FINANCE, MEMBER, "viewer@fernhill.example"):
        assert await tickets.refused("recordPlanDates", person, **day) == [("NOT_ALLOWED", "")]
    for person in (LUMEN_SPONSOR, STRANGER):
        assert await tickets.refused("recordPlanDates", person, **day) == [("NOT_FOUND", "planId")]
    for _ in range(2):
        made = await tickets.change("recordPlanDates", "clocks { version }", SPONSOR, idempotencyKey="once", **day)
        assert made["clocks"] == {"version": 1}


async def test_C8_a_vendors_admin_sets_its_limits_and_findings_go_by_them(invoicing: DemoPlan) -> None:
    asked = f"account {{ vendor {{ {LIMITS} }} customer {{ clocks {{ version }} }} }}"
    usual = {"version": 0, "agreeAfterLiveDays": 45, "deliverAfterEngagedDays": 30, "changedBy": None}
    account = (await invoicing.read(asked, LUMEN_SPONSOR))["account"]
    assert account == {"vendor": {"clocks": usual}, "customer": {"clocks": None}}
    given = {"organisationId": VENDOR, "deliverAfterEngagedDays": 5, "expectedVersion": 0, "idempotencyKey": "first"}
    admin = next(one.name for one in FERNHILL.people if one.email == ADMIN)
    own = {"version": 1, "agreeAfterLiveDays": 45, "deliverAfterEngagedDays": 5, "changedBy": {"name": admin}}
    for _ in range(2):
        made = await invoicing.change("updateVendorClocks", LIMITS, ADMIN, **given)
        assert made["clocks"] == own
    seen = (await invoicing.read(asked, LUMEN_SPONSOR))["account"]["vendor"]["clocks"]
    assert {**seen, "changedBy": None} == {**own, "changedBy": None}
    assert (await invoicing.finding("DELIVERY_LATE", by=LUMEN_SPONSOR))["seen"] == ["2"]
    assert (await _clocks(invoicing))["delivery"]["by"] == invoicing.day(-2)
    again = {"organisationId": VENDOR, "agreeAfterLiveDays": 60}
    stale = await invoicing.answer("updateVendorClocks", "", ADMIN, expectedVersion=0, **again)
    assert stale["__typename"] == "StaleVersion"
    wrong = {"organisationId": VENDOR, "agreeAfterLiveDays": 0, "deliverAfterEngagedDays": 731}
    problems = [("INVALID", "agreeAfterLiveDays"), ("INVALID", "deliverAfterEngagedDays")]
    assert await invoicing.refused("updateVendorClocks", ADMIN, **wrong) == problems
    entries = "viewer { memberships { organisation { auditEntries(first: 9) { nodes { action refused } } } } }"
    (hat,) = (await invoicing.ask(f"{{ {entries} }}", ADMIN))["viewer"]["memberships"]
    noted = [one for one in hat["organisation"]["auditEntries"]["nodes"] if one["action"] == "clocks:update"]
    assert noted == [{"action": "clocks:update", "refused": False}]


async def test_C8_nobody_else_sets_a_vendors_limits(invoicing: DemoPlan) -> None:
    given = {"organisationId": VENDOR, "agreeAfterLiveDays": 700}
    for person in FERNHILL.people:
        if person.email != ADMIN:
            assert await invoicing.refused("updateVendorClocks", person.email, **given) == [("NOT_ALLOWED", "")]
    for person in (*HARBOR.people, *OTHERWISE.people):
        assert await invoicing.refused("updateVendorClocks", person.email, **given) == [("NOT_FOUND", "organisationId")]
    own = {**given, "organisationId": str(demo_id("Harbor Retail"))}
    assert await invoicing.refused("updateVendorClocks", SPONSOR, **own) == [("NOT_ALLOWED", "")], "it is no vendor"
    assert (await _clocks(invoicing))["lateSince"] is None


async def test_C8_what_is_late_shows_in_the_portfolio_worst_first(invoicing: DemoPlan) -> None:
    """Lumen went live ten days ago, Harbor goes live in three weeks; both engagements began a week ago."""
    assert await _portfolio(invoicing, "late: true") == []
    assert len(await _portfolio(invoicing, "late: false")) == 3
    await invoicing.change("updateVendorClocks", "", ADMIN, organisationId=VENDOR, agreeAfterLiveDays=2)
    assert await _portfolio(invoicing, "late: true") == ["Invoicing"]
    assert await _portfolio(invoicing, "orderBy: LATENESS", LUMEN_SPONSOR) == ["Invoicing"]
    assert (await _portfolio(invoicing, "orderBy: LATENESS"))[0] == "Invoicing"
    assert await _portfolio(invoicing, "late: true", SPONSOR) == []
    assert await _portfolio(invoicing, "late: true", STRANGER) == [], "another vendor's limits are its own"
    invoicing.now += dt.timedelta(days=40)
    await invoicing.change("recordPlanDates", "", CSM, agreedOn=invoicing.day(-41), deliveredOn=invoicing.day(-41))
    by = 'orderBy: LATENESS, late: true, reviewBefore: "2999-01-01"'
    late = await _portfolio(invoicing, by)
    shown = await invoicing.ask(
        f"{{ viewer {{ plans(first: 9, {by}) {{ nodes {{ title clocks {{ lateSince }} }} }} }} }}"
    )
    nodes = shown["viewer"]["plans"]["nodes"]
    since = [one["clocks"]["lateSince"] for one in nodes]
    assert late == [one["title"] for one in nodes]
    assert (late[0], len(late)) == ("Invoicing", 3), "it was agreed a week too late"
    assert None not in since
    assert since == sorted(since)
