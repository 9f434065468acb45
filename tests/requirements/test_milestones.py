"""Rows M1 to M10: milestones, tasks, dependencies, next steps."""

import datetime as dt
from typing import Any

import pytest

from tests.requirements.demo_plan import (
    CHAMPION,
    CSM,
    FINANCE,
    LUMEN_CHAMPION,
    LUMEN_SPONSOR,
    MEMBER,
    SPONSOR,
    VIEWER,
    DemoPlan,
)

pytestmark = pytest.mark.anyio

MARKS = ("IMPLEMENTED", "FIRST_VALUE", "HALF_TARGET", "TARGET_HIT")


async def test_M1_an_outcome_has_three_to_six_milestones_dated_and_in_sequence(invoicing: DemoPlan) -> None:
    outcome = await invoicing.first("outcomes")
    assert (await invoicing.finding("MILESTONES_OUT_OF_RANGE", outcome))["seen"] == ["1"]
    for step in (50, 70):
        await invoicing.add(
            "milestone", LUMEN_CHAMPION, outcomeId=outcome, due=invoicing.day(step), position=f"V{step}"
        )
    assert await invoicing.finding("MILESTONES_OUT_OF_RANGE") is None
    for _ in range(3):
        await invoicing.add("milestone", outcomeId=outcome)
    last = await invoicing.add("milestone", outcomeId=outcome, due=invoicing.day(60), position="Vlast")
    assert (await invoicing.finding("MILESTONES_OUT_OF_RANGE", outcome))["seen"] == ["7"]
    assert await invoicing.finding("MILESTONES_OUT_OF_SEQUENCE"), "day 60 stands after day 70"
    await invoicing.edit("milestone", last, due=None)
    assert await invoicing.finding("MILESTONE_WITHOUT_DATE", last)
    await invoicing.edit("milestone", last, due=invoicing.day(400))
    assert await invoicing.finding("MILESTONE_AFTER_DEADLINE", last)


async def test_M1_at_most_five_milestones_are_key_in_the_one_page_view(response: DemoPlan) -> None:
    outcome = await response.first("outcomes")
    assert sum(one["key"] for one in (await response.read("milestones { key }"))["milestones"]) == 4
    await response.add("milestone", outcomeId=outcome, key=True)
    assert await response.finding("TOO_MANY_KEY_MILESTONES") is None
    await response.add("milestone", outcomeId=outcome, key=True)
    told = await response.finding("TOO_MANY_KEY_MILESTONES", by=SPONSOR)
    assert (told["severity"], told["gate"]) == ("HARD", "ONE_PAGE")
    assert await response.blocking() == set(), "it concerns the one-page view alone"


async def test_M2_roadmaps_say_which_marks_and_reviews_and_no_values(invoicing: DemoPlan) -> None:
    fields = "roadmap milestones { mark day } reviews { name kind day }"
    roadmaps = {one["roadmap"]: one for one in (await invoicing.ask(f"{{ roadmaps {{ {fields} }} }}"))["roadmaps"]}
    quick, weeks = roadmaps["QUICK_WIN"], roadmaps["TWELVE_WEEKS"]
    assert quick["milestones"] == [{"mark": "QUICK_WIN", "day": 30}]
    assert [(one["name"], one["day"]) for one in quick["reviews"]] == [
        ("90-day checkpoint", 90), ("180-day outcome review", 180), ("Annual strategic review", 365),
    ]  # fmt: skip
    assert weeks["milestones"] == [
        {"mark": mark, "day": 7 * week} for mark, week in zip(MARKS, (2, 4, 8, 12), strict=True)
    ]
    start = dt.date.fromisoformat((await invoicing.read("account { engagedOn }"))["account"]["engagedOn"])
    outcome = await invoicing.first("outcomes")
    for step in (*quick["milestones"], *weeks["milestones"]):
        due = str(start + dt.timedelta(days=step["day"]))
        await invoicing.add(
            "milestone", LUMEN_CHAMPION, outcomeId=outcome, metricId=outcome, mark=step["mark"], due=due
        )
    for look in quick["reviews"]:
        planned = f"{start + dt.timedelta(days=look['day'])}T09:00:00+00:00"
        await invoicing.change("scheduleReview", "", LUMEN_SPONSOR, kind=look["kind"], plannedFor=planned)
    made = (await invoicing.read("milestones { mark targetValue }"))["milestones"]
    assert {one["mark"] for one in made} >= {"QUICK_WIN", *MARKS}
    assert all(one["targetValue"] is None for one in made), "never computed"
    lacking = [one for one in await invoicing.findings() if one["code"] == "MARK_WITHOUT_TARGET_VALUE"]
    assert len(lacking) == 2, "half target and target hit"
    for one in lacking:
        given = {"targetValue": 3, "comparator": "AT_MOST", "scope": "pilot team"}
        await invoicing.edit("milestone", one["subject"]["id"], LUMEN_CHAMPION, **given)
    assert await invoicing.finding("MARK_WITHOUT_TARGET_VALUE") is None


async def test_M2_each_mark_has_its_own_target_value_and_scope(response: DemoPlan) -> None:
    milestones = (await response.read("milestones { mark targetValue scope }", CHAMPION))["milestones"]
    assert [one["mark"] for one in milestones] == list(MARKS)
    assert [(one["targetValue"], one["scope"]) for one in milestones[2:]] == [(4, "pilot team"), (2, "all teams")]


async def test_M3_a_milestone_names_the_business_metric_that_it_moves(invoicing: DemoPlan) -> None:
    milestone, outcome = await invoicing.first("milestones"), await invoicing.first("outcomes")
    told = await invoicing.finding("MILESTONE_ONLY_FEATURE", milestone, LUMEN_CHAMPION)
    assert (told["severity"], told["gate"], told["seen"]) == ("HARD", "PROPOSAL", ["Connect", "billing system"])
    assert "MILESTONE_ONLY_FEATURE" in await invoicing.blocking()
    await invoicing.edit("milestone", milestone, LUMEN_CHAMPION, metricId=outcome)
    assert "MILESTONE_ONLY_FEATURE" not in await invoicing.blocking()
    await invoicing.edit("milestone", milestone, metricId=None, title="Cases are closed within a day")
    assert (await invoicing.finding("MILESTONE_WITHOUT_METRIC", milestone))["severity"] == "SOFT", "no feature named"
    indicator = await invoicing.add("indicator", outcomeId=outcome, kind="LAGGING", name="Disputed invoices")
    await invoicing.edit("milestone", milestone, metricId=indicator)
    assert await invoicing.finding("MILESTONE_WITHOUT_METRIC") is None
    metric = "milestones { metric { __typename ... on Indicator { name } } }"
    (read,) = (await invoicing.read(metric, VIEWER))["milestones"]
    assert read["metric"] == {"__typename": "Indicator", "name": "Disputed invoices"}


async def test_M3_a_person_of_each_side_overrules_that_only_a_feature_is_named_and_it_is_recorded(
    invoicing: DemoPlan,
) -> None:
    milestone = await invoicing.first("milestones")
    (looked_at,) = (await invoicing.read("milestones { version }"))["milestones"]
    given = {"code": "MILESTONE_ONLY_FEATURE", "subjectId": milestone, "because": "No case closes without it"}
    given |= {"expectedVersion": looked_at["version"]}
    told = await invoicing.finding("MILESTONE_ONLY_FEATURE", milestone)
    assert told["seen"] == ["Connect", "billing system"], "the words seen"
    await invoicing.change("overruleFinding", "", **given)
    again = await invoicing.finding("MILESTONE_ONLY_FEATURE", milestone, LUMEN_SPONSOR)
    assert "customer" in again["advice"], "the other side's word is wanted"
    await invoicing.change("overruleFinding", "", LUMEN_CHAMPION, **given)
    for person in (CSM, VIEWER, LUMEN_SPONSOR):
        assert await invoicing.finding("MILESTONE_ONLY_FEATURE", by=person) is None
        assert "MILESTONE_ONLY_FEATURE" not in await invoicing.blocking(person)
        recorded = "milestones { title overrulings { side words because overruledBy { name } } }"
        (shown,) = (await invoicing.read(recorded, person))["milestones"]
        assert [one["side"] for one in shown["overrulings"]] == ["VENDOR", "CUSTOMER"]
        assert {one["words"] for one in shown["overrulings"]} == {shown["title"]}
        assert all(one["because"] and one["overruledBy"]["name"] for one in shown["overrulings"])
    await invoicing.edit("milestone", milestone, title=shown["title"] + " and the portal")
    assert "MILESTONE_ONLY_FEATURE" in await invoicing.blocking(), "these are other words"
    await invoicing.edit("milestone", milestone, title=shown["title"])
    assert "MILESTONE_ONLY_FEATURE" not in await invoicing.blocking()


async def test_M4_without_an_owner_at_the_customer_a_milestone_is_at_risk_from_day_one(invoicing: DemoPlan) -> None:
    milestone = await invoicing.first("milestones")
    for person in (CSM, VIEWER, LUMEN_SPONSOR):
        assert await invoicing.finding("MILESTONE_AT_RISK_BY_RULE", milestone, person)
        shown = (await invoicing.read("milestones { atRisk customerOwner { name } }", person))["milestones"]
        assert shown == [{"atRisk": True, "customerOwner": {"name": "Petra Voss"}}], "she has left"
    champion = await invoicing.contact("CHAMPION")
    refused = await invoicing.refused("updateMilestone", id=milestone, vendorOwnerId=champion)
    assert refused == [("INVALID", "vendorOwnerId")], "each side's owner is one of its own"
    await invoicing.edit("milestone", milestone, LUMEN_SPONSOR, customerOwnerId=champion)
    assert await invoicing.finding("MILESTONE_AT_RISK_BY_RULE") is None
    assert await _standing(invoicing, milestone, "atRisk") is False
    await invoicing.edit("milestone", milestone, LUMEN_SPONSOR, customerOwnerId=None)
    for status, at_risk in (("PLANNED", True), ("BLOCKED", True), ("SKIPPED", False), ("DONE", False), (None, True)):
        await invoicing.edit("milestone", milestone, status=status)
        assert await _standing(invoicing, milestone, "atRisk") is at_risk, status
    await invoicing.edit("milestone", milestone, LUMEN_SPONSOR, customerOwnerId=champion, status="AT_RISK")
    assert await _standing(invoicing, milestone, "atRisk") is True, "its status says so"
    await invoicing.edit("milestone", milestone, vendorOwnerId=None)
    assert await invoicing.finding("MILESTONE_WITHOUT_VENDOR_OWNER", milestone)


async def _standing(plan: DemoPlan, milestone: str, field: str, by: str = CSM) -> Any:
    shown = (await plan.read(f"milestones {{ id {field} }}", by))["milestones"]
    return next(one[field] for one in shown if one["id"] == milestone)


async def test_M7_a_milestone_stands_somewhere_with_somebody_and_is_overdue_by_its_day(tickets: DemoPlan) -> None:
    milestone, asked = await tickets.first("milestones"), "milestones { status responsibility }"
    for responsibility in ("CUSTOMER", "CSM", "PRODUCT"):
        for status in ("PLANNED", "IN_PROGRESS", "AT_RISK", "BLOCKED", "SKIPPED", "DONE"):
            given = {"status": status, "responsibility": responsibility}
            await tickets.edit("milestone", milestone, CHAMPION, **given)
            assert (await tickets.read(asked, MEMBER))["milestones"][0] == given
    assert (await tickets.finding("MILESTONE_DONE_WITHOUT_DATE", milestone))["severity"] == "SOFT"
    await tickets.edit("milestone", milestone, status="IN_PROGRESS", due=tickets.day(2))
    for days, told in ((2, False), (1, True)):
        tickets.now += dt.timedelta(days=days)
        assert bool(await tickets.finding("MILESTONE_OVERDUE", milestone, SPONSOR)) is told
        assert await _standing(tickets, milestone, "overdue", SPONSOR) is told
    for status in ("SKIPPED", "DONE"):
        await tickets.edit("milestone", milestone, status=status, doneOn=tickets.day(0))
        assert await tickets.finding("MILESTONE_OVERDUE", milestone) is None
        assert await _standing(tickets, milestone, "overdue") is False


async def test_M4_M7_what_findings_say_of_milestones_is_what_milestones_show(
    invoicing: DemoPlan, tickets: DemoPlan
) -> None:
    for plan in (invoicing, tickets):
        plan.now += dt.timedelta(days=45)
        await plan.edit("milestone", await plan.first("milestones"), status="IN_PROGRESS")
        shown = (await plan.read("milestones { id overdue atRisk }"))["milestones"]
        found = await plan.findings()
        for code, field in (("MILESTONE_OVERDUE", "overdue"), ("MILESTONE_AT_RISK_BY_RULE", "atRisk")):
            named = {one["subject"]["id"] for one in found if one["code"] == code}
            assert {one["id"] for one in shown if one[field]} == named
        assert any(one["overdue"] for one in shown)


async def test_M5_both_sides_name_a_sponsor_who_owns_no_milestone(invoicing: DemoPlan) -> None:
    missing = await invoicing.finding("SPONSOR_MISSING", by=LUMEN_SPONSOR)
    assert (missing["severity"], missing["subject"]["field"]) == ("SOFT", "customerSponsor")
    sponsor = await invoicing.contact("SPONSOR")
    await invoicing.change("updatePlan", "", LUMEN_SPONSOR, customerSponsorId=sponsor)
    assert await invoicing.finding("SPONSOR_MISSING") is None
    names = await invoicing.read("vendorSponsor { name } customerSponsor { name }")
    assert names == {"vendorSponsor": {"name": "Marcus Reyes"}, "customerSponsor": {"name": "Dr. Ines Carvalho"}}
    milestone = await invoicing.first("milestones")
    await invoicing.edit("milestone", milestone, LUMEN_SPONSOR, customerOwnerId=sponsor)
    told = await invoicing.finding("SPONSOR_OWNS_MILESTONE", milestone)
    assert (told["severity"], told["seen"]) == ("SOFT", ["Dr. Ines Carvalho"])


async def test_M5_a_milestone_that_is_blocked_too_long_reaches_both_sponsors(tickets: DemoPlan) -> None:
    milestone = await tickets.first("milestones")
    await tickets.change("updatePlan", "", SPONSOR, escalateAfterDays=5)
    assert await _standing(tickets, milestone, "blockedSince") is None
    await tickets.edit("milestone", milestone, CHAMPION, status="BLOCKED")
    since = await _standing(tickets, milestone, "blockedSince")
    assert since is not None
    await tickets.edit("milestone", milestone, scope="Pilot team")
    for days, reaches in ((5, False), (1, True)):
        tickets.now += dt.timedelta(days=days)
        for person in ("executive@fernhill.example", SPONSOR):
            assert bool(await tickets.finding("BLOCKED_TOO_LONG", milestone, person)) is reaches, days
            assert await _standing(tickets, milestone, "blockedSince", person) == since, "days go by"
    await tickets.edit("milestone", milestone, status="IN_PROGRESS")
    assert await tickets.finding("BLOCKED_TOO_LONG") is None
    assert await _standing(tickets, milestone, "blockedSince") is None
    await tickets.edit("milestone", milestone, status="BLOCKED")
    assert await _standing(tickets, milestone, "blockedSince") > since, "blocked anew"


async def test_M6_one_milestone_is_the_first_value(invoicing: DemoPlan) -> None:
    milestone = await invoicing.first("milestones")
    assert (await invoicing.finding("FIRST_VALUE_MISSING"))["severity"] == "SOFT"
    await invoicing.edit("milestone", milestone, LUMEN_CHAMPION, firstValue=True)
    assert await invoicing.finding("FIRST_VALUE_MISSING") is None
    second = await invoicing.add("milestone", outcomeId=await invoicing.first("outcomes"), firstValue=True)
    assert await invoicing.finding("FIRST_VALUE_TWICE", second)


async def test_M8_training_and_integration_are_tasks_under_a_milestone(tickets: DemoPlan) -> None:
    milestone, outcome = await tickets.first("milestones"), await tickets.first("outcomes")
    rather = await tickets.add("milestone", outcomeId=outcome, metricId=outcome, title="Train the agents")
    assert (await tickets.finding("MILESTONE_IS_TASK", rather))["seen"] == ["Train"]
    await tickets.change("removeMilestone", id=rather)
    task = await tickets.add("task", CHAMPION, milestoneId=milestone, action="Train the agents in the pilot store")
    assert (await tickets.finding("TASK_INCOMPLETE", task))["seen"] == ["owner", "due"]
    await tickets.edit("task", task, ownerId=await tickets.contact("MEMBER"), due=tickets.day(9), done=False)
    assert await tickets.finding("TASK_INCOMPLETE") is None
    await tickets.edit("task", task, MEMBER, done=True)
    tasks = (await tickets.read("milestones { tasks { action owner { name } due done } }", VIEWER))["milestones"][0][
        "tasks"
    ]
    assert {
        "action": "Train the agents in the pilot store",
        "owner": {"name": "Jo Lindqvist"},
        "due": tickets.day(9),
        "done": True,
    } in tasks
    assert await tickets.refused("updateTask", VIEWER, id=task, done=False) == [("NOT_ALLOWED", "done")]


async def test_M8_a_member_who_adds_or_removes_a_task_of_theirs_is_told_that_others_do(tickets: DemoPlan) -> None:
    own = {"action": "Send the ticket export", "ownerId": await tickets.contact("MEMBER"), "due": tickets.day(3)}
    task = await tickets.add("task", CHAMPION, **own)
    await tickets.edit("task", task, MEMBER, done=True)
    keepers = "admin, champion, csm, executive, sponsor do"
    yours = "with the role member you change the tasks"
    others = {"ownerId": await tickets.contact("CHAMPION")}
    before = f"{yours} of which you are the owner, before and after the change"
    for mutation, by, given, message in (
        ("createTask", MEMBER, own, f"{yours} that are yours, and somebody else adds them: {keepers}"),
        ("removeTask", MEMBER, {"id": task}, f"{yours} that are yours, and somebody else removes them: {keepers}"),
        ("updateTask", MEMBER, {"id": task, **others}, before),
        ("createTask", FINANCE, own, f"the role finance does not write tasks: {keepers}"),
    ):
        (problem,) = (await tickets.answer(mutation, "", by, **given))["problems"]
        assert (problem["code"], problem["message"]) == ("NOT_ALLOWED", message)


@pytest.mark.parametrize("words", ["Ongoing alignment", "Touch base with the team"])
async def test_M9_a_next_step_is_something_that_somebody_does_by_a_day(tickets: DemoPlan, words: str) -> None:
    step = await tickets.add("task", CHAMPION, action=words)
    assert (await tickets.finding("NEXT_STEP_INCOMPLETE", step))["seen"] == ["owner", "due"]
    empty = await tickets.finding("NON_COMMITMENT", step)
    assert (empty["severity"], bool(empty["seen"])) == ("SOFT", True)
    whole = {
        "action": "Send the ticket export to Priya",
        "ownerId": await tickets.contact("MEMBER"),
        "due": tickets.day(4),
    }
    await tickets.edit("task", step, SPONSOR, **whole)
    codes = {one["code"] for one in await tickets.findings()}
    assert not {"NEXT_STEP_INCOMPLETE", "NON_COMMITMENT"} & codes
    steps = (await tickets.read("nextSteps { action owner { name } due }"))["nextSteps"]
    assert steps == [{"action": whole["action"], "owner": {"name": "Jo Lindqvist"}, "due": tickets.day(4)}]


async def test_M10_both_sides_owe_something_to_somebody_by_a_day(invoicing: DemoPlan) -> None:
    assert "NO_CUSTOMER_OBLIGATION" in await invoicing.blocking()
    assert (await invoicing.finding("NO_VENDOR_OBLIGATION"))["severity"] == "SOFT"
    ours, theirs = await invoicing.contact("CHAMPION", "VENDOR"), await invoicing.contact("CHAMPION")
    owed = await invoicing.add("dependency", LUMEN_CHAMPION, owedById=theirs, status="OPEN")
    assert (await invoicing.finding("DEPENDENCY_INCOMPLETE", owed))["seen"] == ["what", "owedTo", "due"]
    whole = {"owedToId": ours, "what": "A test account of the billing system", "due": invoicing.day(10)}
    await invoicing.edit("dependency", owed, LUMEN_CHAMPION, **(whole | {"owedToId": theirs}))
    assert await invoicing.finding("DEPENDENCY_ON_ONESELF", owed)
    await invoicing.edit("dependency", owed, LUMEN_CHAMPION, **whole)
    assert not {"NO_CUSTOMER_OBLIGATION", "DEPENDENCY_INCOMPLETE"} & {one["code"] for one in await invoicing.findings()}
    await invoicing.add("dependency", owedById=ours, **(whole | {"owedToId": theirs}))
    assert await invoicing.finding("NO_VENDOR_OBLIGATION") is None


async def test_M10_a_circle_is_refused_when_it_is_written_through_the_api(tickets: DemoPlan) -> None:
    first, second = (one["id"] for one in (await tickets.read("dependencies { id }"))["dependencies"])
    await tickets.edit("dependency", first, CHAMPION, waitsForId=second)
    refused = await tickets.refused("updateDependency", CHAMPION, id=second, waitsForId=first)
    assert refused == [("CIRCULAR", "waitsForId")]
    assert await tickets.finding("DEPENDENCY_CYCLE") is None
