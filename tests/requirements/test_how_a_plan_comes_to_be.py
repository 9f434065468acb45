"""Rows C1 to C11: from the customer's words to a plan of both sides."""

import datetime as dt
from typing import Any

import pytest

from tests.requirements.demo_plan import (
    CHAMPION,
    CSM,
    EXECUTIVE,
    FINANCE,
    LUMEN_CHAMPION,
    LUMEN_SPONSOR,
    MEMBER,
    SPONSOR,
    STRANGER,
    VIEWER,
    DemoPlan,
)

pytestmark = pytest.mark.anyio

ANSWERS = "title goal whyBought problem roi outcomes { sentence }"


async def test_C1_both_sides_read_one_record_of_why_what_and_how_it_is_known(tickets: DemoPlan, partner: str) -> None:
    plan = await tickets.read(ANSWERS)
    assert plan["whyBought"].startswith("Ticket volume grows")
    assert plan["goal"].startswith("Cut Tier-1 support tickets by a quarter")
    assert plan["outcomes"][0]["sentence"].startswith("Reduce Tier-1 support tickets from 140 to at most 105")
    for person in (VIEWER, EXECUTIVE, SPONSOR, CHAMPION, MEMBER, FINANCE):
        assert await tickets.read(ANSWERS, person) == plan, person
    for person in (STRANGER, LUMEN_SPONSOR, partner):
        assert await tickets.read(ANSWERS, person) is None, person


async def test_C1_a_plan_begins_empty_for_a_new_account_or_a_reset_and_says_what_it_lacks(invoicing: DemoPlan) -> None:
    made = await invoicing.change("createPlan", "plan { id }", title="Invoicing, from the beginning")
    invoicing.ids["planId"] = made["plan"]["id"]
    assert {"PLAN_WITHOUT_OUTCOME"} <= await invoicing.blocking(LUMEN_SPONSOR)
    assert {"GOAL_MISSING", "CONTEXT_INCOMPLETE"} <= {one["code"] for one in await invoicing.findings(LUMEN_CHAMPION)}
    await invoicing.change("updatePlan", "", LUMEN_CHAMPION, goal="Invoices leave the house without a dispute.")
    await invoicing.add("outcome", LUMEN_CHAMPION, objective="Fewer invoices are disputed.", metric="disputed invoices")
    assert not {"PLAN_WITHOUT_OUTCOME", "GOAL_MISSING"} & {one["code"] for one in await invoicing.findings()}


@pytest.mark.parametrize("title", ["", "   ", "\n"])
async def test_C1_a_plan_is_not_made_without_a_title(invoicing: DemoPlan, title: str) -> None:
    assert await invoicing.refused("createPlan", title=title, idempotencyKey="once") == [("REQUIRED", "title")]
    assert await invoicing.refused("createPlan", title=title, goal="x" * 100_000) == [
        ("REQUIRED", "title"), ("INVALID", "goal"),
    ]  # fmt: skip
    made = await invoicing.change("createPlan", "plan { title }", title="Disputes", idempotencyKey="once")
    assert made["plan"]["title"] == "Disputes"


async def test_C1_a_plan_that_loses_its_title_is_told_so(invoicing: DemoPlan) -> None:
    assert await invoicing.finding("PLAN_WITHOUT_TITLE") is None
    blocking = await invoicing.blocking()
    for title in ("  ", None):
        await invoicing.change("updatePlan", "", LUMEN_CHAMPION, title=title)
        found = await invoicing.finding("PLAN_WITHOUT_TITLE", by=LUMEN_SPONSOR)
        assert (found["severity"], found["subject"]["field"]) == ("SOFT", "title")
    assert await invoicing.blocking() == blocking
    await invoicing.change("updatePlan", "", LUMEN_CHAMPION, title="Invoicing")
    assert await invoicing.finding("PLAN_WITHOUT_TITLE") is None


async def test_C1_what_the_plan_refers_to_is_still_there(tickets: DemoPlan) -> None:
    milestone = await tickets.first("milestones")
    task = (await tickets.read("milestones { tasks { id } }"))["milestones"][0]["tasks"][0]["id"]
    assert await tickets.finding("REFERENCE_BROKEN") is None
    await tickets.change("removeMilestone", "", CHAMPION, id=milestone)
    assert (await tickets.finding("REFERENCE_BROKEN", task, SPONSOR))["subject"]["field"] == "milestone"
    await tickets.edit("task", task, CHAMPION, milestoneId=None)
    assert await tickets.finding("REFERENCE_BROKEN") is None


async def test_C2_the_customers_words_stand_verbatim_before_any_metric(invoicing: DemoPlan) -> None:
    outcome = await invoicing.first("outcomes")
    missing = await invoicing.finding("OUTCOME_WITHOUT_WORDS", outcome, LUMEN_SPONSOR)
    assert (missing["severity"], missing["gate"], missing["seen"]) == ("HARD", "PROPOSAL", ["average case resolution"])
    words = "“Honestly?  If nobody calls me about an invoice,\nI call it a success.”"
    said = {
        "saidById": await invoicing.contact("CHAMPION"),
        "saidOn": invoicing.day(0),
        "prompt": "What could impede it?",
    }
    await invoicing.add("quote", LUMEN_CHAMPION, text=words, outcomeId=outcome, **said)
    (quote,) = (await invoicing.read("outcomes { quotes { text saidBy { name } saidOn prompt } }"))["outcomes"][0][
        "quotes"
    ]
    assert quote == {"text": words, "saidBy": {"name": "Noah Becker"}} | {
        name: said[name] for name in ("saidOn", "prompt")
    }
    assert "OUTCOME_WITHOUT_WORDS" not in await invoicing.blocking()


async def test_C2_without_words_an_outcome_is_written_all_the_same_and_not_proposed(tickets: DemoPlan) -> None:
    made = await tickets.add("outcome", objective="Fewer returns", metric="returns")
    assert "OUTCOME_WITHOUT_WORDS" in await tickets.blocking()
    await tickets.edit("outcome", made, metric=None)
    assert await tickets.finding("OUTCOME_WITHOUT_WORDS", made) is None, "no metric yet: words may still come first"


@pytest.mark.parametrize(
    "given", [{"saidById": None}, {"saidOn": None}, {"prompt": None}], ids=["by nobody", "on no day", "unasked"]
)
async def test_C2_a_quote_says_who_said_it_when_in_answer_to_what(tickets: DemoPlan, given: dict[str, Any]) -> None:
    quote = await tickets.first("quotes")
    assert await tickets.finding("QUOTE_INCOMPLETE") is None
    await tickets.edit("quote", quote, SPONSOR, **given)
    assert await tickets.finding("QUOTE_INCOMPLETE", quote)


async def test_C2_words_that_came_after_the_outcome_and_words_of_the_vendor_are_told(tickets: DemoPlan) -> None:
    outcome, said = await tickets.first("outcomes"), await tickets.first("quotes")
    assert not {"WORDS_AFTER_OUTCOME", "QUOTE_OF_VENDOR"} & {one["code"] for one in await tickets.findings()}
    tickets.now += dt.timedelta(days=1)
    await tickets.edit("quote", said, CHAMPION, saidOn=tickets.day(0))
    assert (await tickets.finding("WORDS_AFTER_OUTCOME", outcome))["severity"] == "SOFT"
    await tickets.edit("quote", said, saidById=await tickets.contact("CHAMPION", "VENDOR"))
    assert (await tickets.finding("QUOTE_OF_VENDOR", said))["seen"] == ["Priya Nair"]
    assert "OUTCOME_WITHOUT_WORDS" in await tickets.blocking(), "the vendor's words are not the customer's"


async def test_C2_a_quote_that_is_dated_ahead_is_told(tickets: DemoPlan) -> None:
    quote = await tickets.first("quotes")
    await tickets.edit("quote", quote, CHAMPION, saidOn=tickets.day(1))
    found = await tickets.finding("QUOTE_IN_FUTURE", quote, SPONSOR)
    assert (found["severity"], found["subject"]["field"]) == ("SOFT", "saidOn")
    assert await tickets.finding("WORDS_AFTER_OUTCOME") is None
    await tickets.edit("quote", quote, CHAMPION, saidOn=tickets.day(0))
    assert await tickets.finding("QUOTE_IN_FUTURE") is None


async def test_C3_prompts_are_offered_with_the_quarter_ahead(invoicing: DemoPlan) -> None:
    prompts = (await invoicing.ask('{ prompts(on: "2026-08-03") }', LUMEN_CHAMPION))["prompts"]
    for question in (
        "success actually look like to you", "by using this product", "for your team in the next six months",
        "a clear win by Q4 2026", "should happen", "could impede it", "after twelve months", "the end of the contract",
    ):  # fmt: skip
        assert any(question in prompt for prompt in prompts), question
    quote = await invoicing.add("quote", text="No disputes.", prompt=prompts[0])
    assert quote


async def test_C4_a_new_plan_has_structure_and_no_words(invoicing: DemoPlan) -> None:
    made = await invoicing.change("createPlan", "plan { id }", title="Second plan", preset="CHAIN")
    invoicing.ids["planId"] = made["plan"]["id"]
    plan = await invoicing.read(
        f"{ANSWERS} shape {{ sections outcomes {{ low high }} }} milestones {{ id }} quotes {{ id }}"
    )
    assert "CHAIN" in plan["shape"]["sections"]
    assert plan["shape"]["outcomes"] == {"low": 2, "high": 4}
    assert not any(plan[name] for name in ("goal", "whyBought", "problem", "roi", "outcomes", "milestones", "quotes"))


async def test_C4_a_library_of_success_criteria_stays_closed_until_the_customer_has_spoken(invoicing: DemoPlan) -> None:
    assert (await invoicing.read("libraryOpen"))["libraryOpen"] is False
    ours = await invoicing.add(
        "quote", text="Most customers want 30 %.", saidById=await invoicing.contact("CHAMPION", "VENDOR")
    )
    assert (await invoicing.read("libraryOpen"))["libraryOpen"] is False, "the vendor's words open nothing"
    await invoicing.edit("quote", ours, LUMEN_CHAMPION, saidById=await invoicing.contact("CHAMPION"))
    for person in (CSM, LUMEN_CHAMPION):
        assert (await invoicing.read("libraryOpen", person))["libraryOpen"] is True


async def test_C4_the_wording_is_the_customers_and_no_vendors(tickets: DemoPlan) -> None:
    outcome = await tickets.first("outcomes")
    await tickets.edit(
        "outcome", outcome, objective="Leverage our best-in-class platform to cut Tier-1 tickets by 25 %."
    )
    jargon = await tickets.finding("VENDOR_JARGON", outcome, CHAMPION)
    assert jargon["severity"] == "SOFT"
    assert jargon["seen"]
    await tickets.edit("outcome", outcome, CHAMPION, objective="Reduce Tier-1 support tickets by 25 %.")
    assert await tickets.finding("VENDOR_JARGON") is None


async def test_C5_an_outcome_says_where_it_comes_from_or_a_discovery_call_is_the_first_task(
    invoicing: DemoPlan,
) -> None:
    outcome = await invoicing.first("outcomes")
    assert (
        "discovery call: make it the first task" in (await invoicing.finding("PROVENANCE_MISSING", outcome))["advice"]
    )
    for provenance in ("SALES_NOTES", "MUTUAL_ACTION_PLAN", "RECORDED_CALL", "DISCOVERY_CALL", "OTHER"):
        await invoicing.edit("outcome", outcome, provenance=provenance)
        assert await invoicing.finding("PROVENANCE_MISSING") is None
    await invoicing.edit("outcome", outcome, provenance=None)
    assert await invoicing.finding("PROVENANCE_MISSING", outcome, LUMEN_SPONSOR)


async def test_C6_discovery_calls_with_sponsor_and_champion_are_records_of_their_own(invoicing: DemoPlan) -> None:
    assert (await invoicing.finding("DISCOVERY_CALL_MISSING"))["seen"] == ["sponsor", "champion"]
    heard = {
        "answers": [{"prompt": "What could impede it?", "answer": "The billing system."}],
        "priorFailures": "An export that nobody read.",
        "frustrations": "Every case is asked for twice.",
        "roi": "Days of outstanding sales.",
    }
    for role in ("SPONSOR", "CHAMPION"):
        call = {"contactId": await invoicing.contact(role), "heldOn": invoicing.day(-1), **heard}
        await invoicing.change("recordDiscoveryCall", **call)
    assert await invoicing.finding("DISCOVERY_CALL_MISSING") is None
    fields = "contact { role } heldOn answers { prompt answer } priorFailures frustrations roi"
    asked = f"account {{ discoveryCalls(first: 5) {{ totalCount nodes {{ {fields} }} }} }}"
    calls = (await invoicing.read(asked))["account"]["discoveryCalls"]["nodes"]
    assert {call["contact"]["role"] for call in calls} == {"SPONSOR", "CHAMPION"}
    assert all(call | heard == call and call["heldOn"] == invoicing.day(-1) for call in calls)
    assert (await invoicing.read(asked, LUMEN_SPONSOR))["account"]["discoveryCalls"]["totalCount"] == 0
    call = {"contactId": await invoicing.contact("SPONSOR"), "heldOn": invoicing.day(0)}
    assert await invoicing.refused("recordDiscoveryCall", LUMEN_CHAMPION, **call) == [("NOT_ALLOWED", "")]


async def test_C7_a_preset_changes_limits_and_sections_and_no_data(tickets: DemoPlan) -> None:
    before = await tickets.read(f"{ANSWERS} milestones {{ title }} risks {{ title }} tasks {{ action }}")
    shapes = {
        one["preset"]: one
        for one in (await tickets.ask("{ presets { preset sections outcomes { low high } } }"))["presets"]
    }
    assert shapes.keys() == {"ONE_PAGE", "STRATEGIC", "MUTUAL", "OBJECTIVES", "CHAIN"}
    for preset, shape in shapes.items():
        by = CSM if preset != "MUTUAL" else SPONSOR
        chosen = await tickets.change("choosePlanPreset", "shape { sections }", by, preset=preset)
        assert chosen["shape"]["sections"] == shape["sections"]
        found = await tickets.finding("OUTCOMES_OUT_OF_RANGE")
        assert f"{shape['outcomes']['low']} to {shape['outcomes']['high']}" in found["message"]
    assert "RISKS" not in shapes["ONE_PAGE"]["sections"]
    assert await tickets.read(f"{ANSWERS} milestones {{ title }} risks {{ title }} tasks {{ action }}") == before
    assert await tickets.refused("choosePlanPreset", FINANCE, preset="CHAIN") == [("NOT_ALLOWED", "")]


@pytest.mark.parametrize(
    ("code", "ahead"),
    [("AGREEMENT_LATE", 45 - 10), ("DELIVERY_LATE", 30 - 7)],
    ids=["after go-live", "after the start"],
)
async def test_C8_a_plan_is_agreed_and_delivered_in_time(invoicing: DemoPlan, code: str, ahead: int) -> None:
    """Lumen went live ten days ago, the engagement began seven days ago."""
    start = invoicing.now
    for days, late in ((ahead, None), (ahead + 1, ["1"]), (ahead + 9, ["9"])):
        invoicing.now = start + dt.timedelta(days=days)
        told = await invoicing.finding(code)
        assert (told and told["seen"]) == late


async def test_C9_outcomes_are_written_together_from_the_kick_off_on(tickets: DemoPlan) -> None:
    outcome = await tickets.first("outcomes")
    assert await tickets.finding("OUTCOME_BEFORE_KICK_OFF") is None
    for kick_off in (tickets.day(2), None):
        await tickets.change("updateAccount", kickedOffOn=kick_off)
        assert (await tickets.finding("OUTCOME_BEFORE_KICK_OFF", outcome))["severity"] == "SOFT"
    await tickets.change("updatePlan", roi="Hours saved.")
    assert (await tickets.finding("CUSTOMER_HAS_NOT_EDITED"))["severity"] == "SOFT", "the vendor alone wrote"
    await tickets.change("updatePlan", "", CHAMPION, roi="Hours of agents saved.")
    assert await tickets.finding("CUSTOMER_HAS_NOT_EDITED") is None


async def test_C9_five_fields_are_enough_to_start_an_outcome(tickets: DemoPlan) -> None:
    five = {
        "objective": "Returns are paid out sooner.",
        "metric": "days until a return is paid",
        "baseline": 12,
        "target": 5,
    }
    made = await tickets.change(
        "createOutcome", "outcome { id sentence validated }", CHAMPION, deadline="2027-06-30", **five
    )
    assert made["outcome"]["validated"]
    assert made["outcome"]["sentence"] == "Reduce days until a return is paid from 12 to 5 by 30 June 2027"


async def test_C10_an_account_has_its_dates_and_flags(invoicing: DemoPlan) -> None:
    names = ("closedOn", "engagedOn", "kickedOffOn", "liveOn", "renewsOn", "endsOn")
    account = (await invoicing.read(f"account {{ {' '.join(names)} keyAccount complexEnterprise }}", LUMEN_SPONSOR))[
        "account"
    ]
    assert all(account[name] for name in names)
    assert (account["keyAccount"], account["complexEnterprise"]) == (True, False)
    assert await invoicing.finding("ACCOUNT_DATES_MISSING") is None
    await invoicing.change("updateAccount", liveOn=None, endsOn=None)
    assert (await invoicing.finding("ACCOUNT_DATES_MISSING"))["seen"] == ["go-live", "contract end"]
    dates = {"liveOn": invoicing.day(3), "endsOn": invoicing.day(100), "renewsOn": invoicing.day(130)}
    await invoicing.change("updateAccount", complexEnterprise=True, **dates)
    assert (await invoicing.finding("ACCOUNT_DATES_OUT_OF_ORDER"))["seen"]
    assert await invoicing.refused("updateAccount", LUMEN_SPONSOR, keyAccount=False) == [("NOT_ALLOWED", "")]


async def test_C11_the_customer_says_in_their_words_when_they_expect_value(invoicing: DemoPlan) -> None:
    assert await invoicing.finding("TIME_TO_VALUE_MISSING", by=LUMEN_CHAMPION)
    words = "Before the year-end closing, or it is of no use to us."
    await invoicing.change("updatePlan", "", LUMEN_CHAMPION, expectedTimeToValue=words)
    assert (await invoicing.read("expectedTimeToValue"))["expectedTimeToValue"] == words
    assert await invoicing.finding("TIME_TO_VALUE_MISSING") is None


async def test_C11_beside_it_stands_how_long_it_took(tickets: DemoPlan) -> None:
    """The contract closed 30 days ago."""
    asked = "timeToValue { closedOn outcome { id on days } firstValue { id days } runningDays } expectedTimeToValue"
    plan = await tickets.read(asked, CHAMPION)
    assert plan["expectedTimeToValue"].startswith("We want to see fewer tickets")
    running = {"closedOn": tickets.day(-30), "outcome": None, "firstValue": None, "runningDays": 30}
    assert plan["timeToValue"] == running
    outcome = await tickets.first("outcomes")
    measured = {"metricId": outcome, "value": 104, "measuredOn": tickets.day(-2)}
    await tickets.change("recordMeasurement", "", CHAMPION, **measured)
    first = next(
        one["id"] for one in (await tickets.read("milestones { id firstValue }"))["milestones"] if one["firstValue"]
    )
    await tickets.edit("milestone", first, status="DONE", doneOn=tickets.day(-5))
    assert (await tickets.read(asked, SPONSOR))["timeToValue"] == {
        "closedOn": tickets.day(-30),
        "outcome": {"id": outcome, "on": tickets.day(-2), "days": 28},
        "firstValue": {"id": first, "days": 25},
        "runningDays": None,
    }
