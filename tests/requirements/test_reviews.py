"""Rows R2, R3 and R5: what a review does, and what it begins with."""

from typing import Any

import pytest

from tests.requirements.demo_plan import CHAMPION, EXECUTIVE, FINANCE, SPONSOR, VIEWER, DemoPlan

pytestmark = pytest.mark.anyio


async def _next(plan: DemoPlan) -> dict[str, Any]:
    """The next review, as what completes it names it."""
    review = (await plan.read("nextReview { id version }"))["nextReview"]
    return {"id": review["id"], "expectedVersion": review["version"], "heldOn": plan.day(0), "serves": True}


async def _confirmed(plan: DemoPlan) -> list[dict[str, Any]]:
    by = await plan.contact("CHAMPION")
    outcomes = (await plan.read("outcomes { id }"))["outcomes"]
    return [{"outcomeId": one["id"], "confirmed": True, "byId": by} for one in outcomes]


async def test_R2_completing_a_review_records_milestones_outcomes_and_blockers_and_each_sides_answer(
    tickets: DemoPlan,
) -> None:
    review, milestones = await _next(tickets), (await tickets.read("milestones { id }"))["milestones"]
    done, risky, blocked = (one["id"] for one in milestones)
    statuses = {done: "DONE", risky: "AT_RISK", blocked: "BLOCKED"}
    noted = {"milestones": [{"milestoneId": one, "status": status} for one, status in statuses.items()]}
    assert await tickets.refused("completeReview", CHAMPION, **review, **noted) == [
        ("REQUIRED", "outcomes"), ("REQUIRED", "blockers"),
    ]  # fmt: skip
    noted["outcomes"] = await _confirmed(tickets)
    owner = await tickets.contact("MEMBER")
    noted["blockers"] = [{"what": "Access to the templates", "ownerId": owner, "milestoneId": blocked}]
    assert await tickets.refused("completeReview", FINANCE, **review, **noted) == [("NOT_ALLOWED", "")]
    await tickets.change("completeReview", "", CHAMPION, comment="Slower than hoped.", **review, **noted)
    assert await tickets.finding("REVIEW_WITHOUT_ANSWER", review["id"])
    await tickets.change("answerReview", "", EXECUTIVE, id=review["id"], serves=False, comment="We ask too much.")
    assert await tickets.finding("REVIEW_WITHOUT_ANSWER") is None
    fields = "outcomes { confirmed by { name } } blockers { what owner { name } } answers { side serves comment }"
    plan = await tickets.read(
        f"milestones {{ id status doneOn }} reviews(first: 1, state: HELD) {{ nodes {{ {fields} }} }}", SPONSOR
    )
    assert {one["id"]: one["status"] for one in plan["milestones"]} == statuses
    assert plan["milestones"][0]["doneOn"] == tickets.day(0)
    (held,) = plan["reviews"]["nodes"]
    assert held["outcomes"] == [{"confirmed": True, "by": {"name": "Sam Whitfield"}}]
    assert held["blockers"] == [{"what": "Access to the templates", "owner": {"name": "Jo Lindqvist"}}]
    assert {one["side"]: (one["serves"], one["comment"]) for one in held["answers"]} == {
        "CUSTOMER": (True, "Slower than hoped."), "VENDOR": (False, "We ask too much."),
    }  # fmt: skip


@pytest.mark.parametrize("state", ["held", "cancelled"])
async def test_R2_a_review_that_is_past_says_so_before_anything_about_the_form(tickets: DemoPlan, state: str) -> None:
    review, outcomes, version = await _next(tickets), await _confirmed(tickets), {"expectedVersion": 1}
    assert review["expectedVersion"] == 1
    whole = {"outcomes": outcomes, "idempotencyKey": "once"}
    if state == "held":
        await tickets.change("completeReview", "", CHAMPION, **review, **whole)
        await tickets.change("completeReview", "", CHAMPION, **review, **whole)
    else:
        await tickets.change("cancelReview", "", CHAMPION, id=review["id"], because="Nobody has time", **version)
    ahead = {"id": review["id"], "heldOn": tickets.day(9), "serves": True}
    for given in (ahead, {**ahead, "expectedVersion": 2}, {**ahead, "outcomes": outcomes, "heldOn": tickets.day(0)}):
        answer = await tickets.answer("completeReview", "", CHAMPION, **given)
        (problem,) = answer["problems"]
        assert (problem["code"], problem["path"]) == ("NOT_ALLOWED", ["id"])
        assert f"this review is {state}" in problem["message"]
    for given in (ahead, {**ahead, "outcomes": outcomes, "heldOn": tickets.day(0)}):
        stale = await tickets.answer("completeReview", "", CHAMPION, **given, **version)
        assert stale["__typename"] == "StaleVersion"
    assert await tickets.refused("completeReview", CHAMPION, **{**ahead, "id": tickets.ids["planId"]}) == [
        ("NOT_FOUND", "id")
    ]


async def test_R3_a_review_that_moves_no_blocker_is_status_only(tickets: DemoPlan) -> None:
    milestone, outcomes = await tickets.first("milestones"), await _confirmed(tickets)
    await tickets.edit("milestone", milestone, CHAMPION, status="BLOCKED")
    blocker = {"what": "The templates", "ownerId": await tickets.contact("MEMBER"), "milestoneId": milestone}
    first = await _next(tickets)
    await tickets.change("completeReview", **first, outcomes=outcomes, blockers=[blocker])
    assert (await tickets.finding("REVIEW_STATUS_ONLY", first["id"]))["severity"] == "SOFT"
    for status in ("IN_PROGRESS", "PLANNED"):  # moved, and then none is open
        planned = f"{tickets.day(1)}T09:00:00+00:00"
        await tickets.change("scheduleReview", kind="WEEKLY", plannedFor=planned)
        review = await _next(tickets)
        noted = [{"milestoneId": milestone, "status": status}]
        made = await tickets.change(
            "completeReview", "review { statusOnly }", **review, outcomes=outcomes, milestones=noted
        )
        assert made["review"]["statusOnly"] is False
        assert await tickets.finding("REVIEW_STATUS_ONLY") is None, "the next review can mend it"
    reviews = (await tickets.read("reviews(first: 9, state: HELD) { nodes { id statusOnly } }"))["reviews"]["nodes"]
    assert [one["id"] for one in reviews if one["statusOnly"]] == [first["id"]], "it stays said of the review itself"


async def test_R9_a_quarterly_review_without_the_sponsors_is_told_until_the_next_one(tickets: DemoPlan) -> None:
    sponsors = [await tickets.contact("SPONSOR"), await tickets.contact("SPONSOR", "VENDOR")]
    outcomes, held = await _confirmed(tickets), list[str]()
    for attendees, told in ((sponsors[:1], True), ([], True), (sponsors, False)):
        planned = {"kind": "QUARTERLY", "plannedFor": f"{tickets.day(1)}T09:00:00+00:00"}
        review = (await tickets.change("scheduleReview", "review { id }", **planned))["review"]["id"]
        given = {"id": review, "heldOn": tickets.day(0), "serves": True, "attendeeIds": attendees}
        await tickets.change("completeReview", **given, outcomes=outcomes)
        found = [one for one in await tickets.findings() if one["code"] == "QBR_WITHOUT_SPONSORS"]
        assert [one["subject"]["id"] for one in found] == [review] * told
        held.append(review)
    unanswered = [one["subject"]["id"] for one in await tickets.findings() if one["code"] == "REVIEW_WITHOUT_ANSWER"]
    assert set(held) <= set(unanswered), "each can be answered still"


async def test_R5_the_agenda_is_the_plan_with_what_changed_since_the_last_review(tickets: DemoPlan) -> None:
    outcome = await tickets.first("outcomes")
    await tickets.change("recordMeasurement", "", CHAMPION, metricId=outcome, value=126, measuredOn=tickets.day(0))
    await tickets.edit("outcome", outcome, SPONSOR, target=98, statedChange=-30)
    asked = """
        outcomes { deadline }
        nextReview { agenda {
            sinceReviewId
            outcomes {
                outcomeId sentence from to by latest { value } before { value } progress { raw }
                changes { field before after }
            }
            changes(first: 50) { root field }
        } }
    """
    for person in (VIEWER, CHAMPION):
        plan = await tickets.read(asked, person)
        agenda = plan["nextReview"]["agenda"]
        assert agenda["sinceReviewId"]
        (told,) = agenda["outcomes"]
        assert (told["from"], told["to"], told["by"]) == (140, 98, plan["outcomes"][0]["deadline"])
        assert (told["latest"]["value"], told["before"]["value"]) == (126, 136.5)
        assert told["progress"]["raw"] == pytest.approx((140 - 126) / (140 - 98))
        assert {one["field"]: (one["before"], one["after"]) for one in told["changes"]} == {
            "target": (105, 98), "statedChange": (-25, -30),
        }  # fmt: skip
        assert {"root": "outcomes", "field": "target"} in agenda["changes"]
