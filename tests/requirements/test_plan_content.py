"""Rows T1, T3, T4 and T5: what the plan shows, its risks, the value log, the date of the next review."""

import datetime as dt

import pytest

from plans.rules.findings.win import last_quarter
from tests.requirements.demo_plan import (
    CHAMPION,
    CSM,
    EXECUTIVE,
    FINANCE,
    LUMEN_CHAMPION,
    LUMEN_SPONSOR,
    MEMBER,
    SPONSOR,
    VIEWER,
    DemoPlan,
)

pytestmark = pytest.mark.anyio

SECTIONS = """
    shape { sections }
    account {
        customer { name } contractValue { value currency } renewsOn csm { name }
        contacts(first: 50) { nodes { name title } }
    }
    whyBought problem roi expectedTimeToValue
    outcomes { sentence workflows { title } enablers { title } indicators { name } }
    milestones { title due vendorOwner { name } customerOwner { name } }
    risks { title kind likelihood impact mitigation owner { name } state }
    wins { title }
    nextSteps { action }
    dependencies { what owedBy { name } owedTo { name } due }
    nextReviewOn
"""


async def test_T1_the_plan_shows_all_its_sections_to_both_sides(tickets: DemoPlan) -> None:
    plan = await tickets.read(SECTIONS)
    assert len(plan["shape"]["sections"]) == 10
    account = plan["account"]
    assert (account["customer"]["name"], account["csm"]["name"]) == ("Harbor Retail", "Priya Nair")
    assert account["renewsOn"] == tickets.day(335)
    assert {"Elena Fischer", "Priya Nair"} <= {one["name"] for one in account["contacts"]["nodes"]}
    empty = [name for name, value in plan.items() if not value]
    assert empty == ["wins", "nextSteps"]
    assert await tickets.read(SECTIONS, SPONSOR) == plan


async def test_T1_the_contracts_value_is_for_the_vendor_and_for_sponsor_and_finance(tickets: DemoPlan) -> None:
    asked = "account { contractValue { value currency } }"
    worth = {"value": "120000", "currency": "EUR"}
    for person in (CSM, EXECUTIVE, VIEWER, SPONSOR, FINANCE):
        assert (await tickets.read(asked, person))["account"]["contractValue"] == worth, person
    for person in (CHAMPION, MEMBER):
        assert (await tickets.read(asked, person))["account"]["contractValue"] is None, person


async def test_T1_a_section_in_which_nothing_stands_is_told(invoicing: DemoPlan) -> None:
    assert (await invoicing.finding("SECTION_EMPTY", by=LUMEN_CHAMPION))["seen"] == ["risks", "next steps"]
    await invoicing.add("task", LUMEN_CHAMPION, action="Name an owner for the billing system")
    assert (await invoicing.finding("SECTION_EMPTY"))["seen"] == ["risks"]
    await invoicing.change("choosePlanPreset", preset="ONE_PAGE")
    assert await invoicing.finding("SECTION_EMPTY") is None, "the preset shows no risks"


async def test_T3_a_risk_is_whole_fresh_and_about_no_person(tickets: DemoPlan) -> None:
    assert not {"RISK_INCOMPLETE", "RISK_ABOUT_PERSON"} & {one["code"] for one in await tickets.findings()}
    risk = await tickets.add("risk", CHAMPION, title="The import of the old articles is late")
    assert (await tickets.finding("RISK_INCOMPLETE", risk))["seen"] == [
        "kind", "likelihood", "impact", "mitigation", "owner",
    ], "a new one is open"  # fmt: skip
    whole = {"likelihood": "HIGH", "impact": "MEDIUM", "mitigation": "Import by store.", "state": "MITIGATING"}
    owner = await tickets.contact("MEMBER")
    for kind in ("BLOCKER", "LOW_ADOPTION", "DEPENDENCY", "OTHER"):
        await tickets.edit("risk", risk, CHAMPION, kind=kind, ownerId=owner, **whole)
        assert await tickets.finding("RISK_INCOMPLETE") is None
    tickets.now += dt.timedelta(days=30)
    assert await tickets.finding("RISK_STALE", risk) is None
    tickets.now += dt.timedelta(days=1)
    assert (await tickets.finding("RISK_STALE", risk, SPONSOR))["seen"] == ["31"]
    await tickets.edit("risk", risk, state="CLOSED")
    assert await tickets.finding("RISK_STALE", risk) is None


async def test_T3_a_risk_about_a_person_is_the_vendors_internal_one(tickets: DemoPlan) -> None:
    risk = await tickets.add("risk", title="Elena Fischer is against it")
    told = await tickets.finding("RISK_ABOUT_PERSON", risk)
    assert "Elena Fischer" in told["seen"]
    await tickets.change("removeRisk", id=risk)
    sponsor = await tickets.contact("SPONSOR")
    await tickets.add("stakeholderRisk", contactId=sponsor, what="She is against it", mitigation="Show figures.")
    asked = "internal { stakeholderRisks { contact { name } what } }"
    (kept,) = (await tickets.read(asked, EXECUTIVE))["internal"]["stakeholderRisks"]
    assert kept == {"contact": {"name": "Elena Fischer"}, "what": "She is against it"}
    assert (await tickets.read(asked, SPONSOR))["internal"] is None


async def test_T4_a_win_has_a_value_evidence_a_day_and_an_outcome(tickets: DemoPlan) -> None:
    win = await tickets.add("win", CHAMPION, title="Agents have an hour more each day")
    assert (await tickets.finding("WIN_INCOMPLETE", win))["seen"] == ["value", "unit", "evidence", "on", "outcome"]
    whole = {"value": "1250.50", "currency": "EUR", "evidence": "https://helpdesk.harbor.example/hours"}
    outcome = await tickets.first("outcomes")
    await tickets.edit("win", win, SPONSOR, on=tickets.day(-1), outcomeId=outcome, **whole)
    assert await tickets.finding("WIN_INCOMPLETE") is None
    (read,) = (await tickets.read("outcomes { wins { title value currency evidence on } }", FINANCE))["outcomes"][0][
        "wins"
    ]
    assert read == {"title": "Agents have an hour more each day", "on": tickets.day(-1)} | whole | {"value": "1250.5"}


async def test_T4_a_milestone_that_is_done_enters_the_value_log_by_itself_as_a_draft(tickets: DemoPlan) -> None:
    milestone, outcome = await tickets.first("milestones"), await tickets.first("outcomes")
    asked = "draftWins { milestoneId outcomeId title on outcome { id } milestone { status } } wins { title }"
    assert (await tickets.read(asked))["draftWins"] == []
    await tickets.edit("milestone", milestone, CHAMPION, status="DONE", doneOn=tickets.day(0))
    assert await tickets.finding("MILESTONE_DONE_WITHOUT_WIN", milestone)
    for person in (CSM, SPONSOR):
        plan = await tickets.read(asked, person)
        (draft,) = plan["draftWins"]
        given = {"milestoneId": milestone, "outcomeId": outcome, "title": "Widget live on the help portal"}
        assert draft == given | {"on": tickets.day(0), "outcome": {"id": outcome}, "milestone": {"status": "DONE"}}
        assert plan["wins"] == []
    given["on"] = draft["on"]
    await tickets.add("win", CHAMPION, **given, value="4", unit="hours a week")
    assert await tickets.finding("MILESTONE_DONE_WITHOUT_WIN") is None
    assert await tickets.read(asked) == {"draftWins": [], "wins": [{"title": given["title"]}]}


async def test_T4_a_quarter_without_a_win_is_told(tickets: DemoPlan) -> None:
    assert await tickets.finding("QUARTER_WITHOUT_WIN") is None, "the engagement has just begun"
    tickets.now += dt.timedelta(days=190)
    first, last = last_quarter(tickets.today)
    assert await tickets.finding("QUARTER_WITHOUT_WIN", by=SPONSOR)
    for day, told in ((last + dt.timedelta(days=1), True), (first, False)):
        await tickets.add("win", CHAMPION, title="Fewer tickets", on=str(day))
        assert bool(await tickets.finding("QUARTER_WITHOUT_WIN")) is told


async def test_T5_the_next_review_is_always_set_and_moves_earlier_at_will(invoicing: DemoPlan) -> None:
    asked = "nextReviewOn nextReview { id version }"
    plan = await invoicing.read(asked, LUMEN_CHAMPION)
    assert plan["nextReviewOn"] == invoicing.day(7)
    earlier = f"{invoicing.day(2)}T09:00:00+00:00"
    review = {"id": plan["nextReview"]["id"], "expectedVersion": plan["nextReview"]["version"]}
    moved = await invoicing.change(
        "rescheduleReview", "review { version }", LUMEN_SPONSOR, plannedFor=earlier, **review
    )
    assert (await invoicing.read(asked))["nextReviewOn"] == invoicing.day(2)
    await invoicing.change("updatePlan", "", LUMEN_CHAMPION, reviewOn=invoicing.day(1))
    assert (await invoicing.read(asked))["nextReviewOn"] == invoicing.day(1), "the plan's own date"
    await invoicing.change("updatePlan", reviewOn=None)
    review["expectedVersion"] = moved["review"]["version"]
    await invoicing.change("cancelReview", "", LUMEN_SPONSOR, because="The week of the closing", **review)
    assert (await invoicing.read(asked))["nextReviewOn"] is None
    assert (await invoicing.finding("REVIEW_DATE_MISSING"))["subject"]["field"] == "reviewOn"
    await invoicing.change("updatePlan", reviewOn=invoicing.day(3))
    assert await invoicing.finding("REVIEW_DATE_MISSING") is None
    invoicing.now += dt.timedelta(days=4)
    assert await invoicing.finding("REVIEW_DATE_PASSED", by=LUMEN_SPONSOR)
