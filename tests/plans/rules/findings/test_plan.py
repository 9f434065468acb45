"""Rows C, S, T, R and L of the requirements: the plan as a whole, its people, its life."""

import datetime as dt
from dataclasses import replace

import pytest

from plans.rules.facts import DiscoveryCallFacts, ReviewKind
from plans.rules.finding import PLAN, Gate
from plans.rules.finding import FindingCode as Code
from plans.rules.findings.find import find, shown_to
from plans.rules.findings.words import library_is_open
from plans.rules.notation import day
from plans.rules.preset import SHAPES, Preset, Section
from plans.rules.reading import read
from plans.rules.role import Side
from tests.sound_plan import (
    ACCOUNT,
    CHAMPION,
    CONTACTS,
    CONVERSATION,
    CSM,
    EXECUTIVE,
    MILESTONE,
    OTHER,
    OUTCOME,
    QUOTE,
    RISK,
    SPONSOR,
    TASK,
    WIN,
    Roots,
    broken,
    content_of,
    conversations,
    days,
    facts,
    findings,
    review,
    sound,
    uid,
)


def test_C1_a_plan_says_what_it_builds_toward_and_how_it_is_known() -> None:
    assert broken("plan", "plan", goal="").keys() == {Code.GOAL_MISSING}
    for title in (None, "", " "):
        untitled = broken("plan", "plan", title=title)
        assert untitled.keys() == {Code.PLAN_WITHOUT_TITLE}
        assert untitled[Code.PLAN_WITHOUT_TITLE].subject.field == "title"
    empty = findings({root: {} for root in sound()})
    assert empty[Code.PLAN_WITHOUT_OUTCOME].gate is Gate.PROPOSAL
    assert broken("tasks", TASK, milestone=uid("gone"))[Code.REFERENCE_BROKEN].subject.field == "milestone"


def test_C2_the_customers_words_come_before_the_metric() -> None:
    roots = sound()
    roots["quotes"] = {}
    found = findings(roots)
    assert found.keys() == {Code.OUTCOME_WITHOUT_WORDS}
    assert found[Code.OUTCOME_WITHOUT_WORDS].gate is Gate.PROPOSAL
    assert broken("quotes", QUOTE, prompt="", saidOn=None)[Code.QUOTE_INCOMPLETE].seen == ("saidOn", "prompt")
    assert broken("quotes", QUOTE, saidBy=CSM).keys() == {Code.OUTCOME_WITHOUT_WORDS, Code.QUOTE_OF_VENDOR}
    assert broken("quotes", QUOTE, saidOn=days(-43)).keys() == {Code.WORDS_AFTER_OUTCOME}
    assert broken("quotes", QUOTE, saidOn=days(0)).keys() == {Code.WORDS_AFTER_OUTCOME}
    ahead = broken("quotes", QUOTE, saidOn=days(1))
    assert ahead.keys() == {Code.QUOTE_IN_FUTURE}, "a wrong day is not held against the outcome too"
    assert ahead[Code.QUOTE_IN_FUTURE].seen == (day(days(1)),)
    assert ahead[Code.QUOTE_IN_FUTURE].subject.field == "saidOn"
    linked = broken("quotes", QUOTE, outcome=OUTCOME)
    assert linked[Code.OUTCOME_WITHOUT_WORDS].subject.entity == OTHER


def test_C4_the_library_stays_closed_until_the_customer_has_spoken() -> None:
    assert library_is_open(read(facts()))
    roots = sound()
    roots["quotes"] = {}
    assert not library_is_open(read(facts(roots)))


def test_C4_the_wording_is_the_customers() -> None:
    found = broken("outcomes", OUTCOME, objective="Leverage seamless routing to cut waiting time to 2 h")
    assert found.keys() == {Code.VENDOR_JARGON}
    assert found[Code.VENDOR_JARGON].seen == ("Leverage", "seamless")


def test_C5_an_outcome_says_where_it_comes_from() -> None:
    assert broken("outcomes", OUTCOME, provenance=None)[Code.PROVENANCE_MISSING].advice == (
        "Hold a discovery call: make it the first task."
    )


def test_C6_sponsor_and_champion_are_heard_separately() -> None:
    calls = (DiscoveryCallFacts(SPONSOR, days(-48)),)
    assert findings(discovery_calls=calls)[Code.DISCOVERY_CALL_MISSING].seen == ("champion",)
    assert findings(discovery_calls=(*calls, DiscoveryCallFacts(CHAMPION, days(-47)))) == {}


def test_C7_presets_change_limits_and_sections_and_no_data() -> None:
    assert set(SHAPES) == set(Preset)
    assert all(Section.OUTCOMES in shape.sections for shape in SHAPES.values())
    assert findings(preset=Preset.CHAIN) == findings(preset=Preset.MUTUAL) == {}


@pytest.mark.parametrize(("agreed", "late"), [(25, False), (26, True)])
def test_C8_a_plan_is_agreed_in_time_after_go_live(agreed: int, late: bool) -> None:
    assert (Code.AGREEMENT_LATE in findings(agreed_on=days(agreed))) is late
    found = findings(delivered_on=None)
    assert found[Code.DELIVERY_LATE].seen == ("20",)
    clocks = replace(facts().clocks, deliver_after_engaged=60)
    assert findings(delivered_on=None, clocks=clocks) == {}


def test_C9_outcomes_are_written_together() -> None:
    early = {OUTCOME: days(-46), OTHER: days(-45)}
    assert findings(created_on=early)[Code.OUTCOME_BEFORE_KICK_OFF].subject.entity == OUTCOME
    never = replace(ACCOUNT, kicked_off_on=None)
    assert findings(account=never).keys() == {Code.ACCOUNT_DATES_MISSING, Code.OUTCOME_BEFORE_KICK_OFF}
    assert findings(customer_edited=False, signed_by=frozenset()).keys() == {Code.CUSTOMER_HAS_NOT_EDITED}
    assert findings(customer_edited=None, signed_by=frozenset()) == {}


def test_C9_five_fields_are_enough_to_start_with() -> None:
    roots: Roots = {root: {} for root in sound()}
    roots["quotes"] = {QUOTE: sound()["quotes"][QUOTE]}
    roots["outcomes"] = {OUTCOME: {"metric": "tickets", "baseline": 140, "target": 105, "deadline": days(90)}}
    found = findings(roots, account=None, preset=Preset.ONE_PAGE)
    assert {code for code, finding in found.items() if finding.gate is Gate.PROPOSAL} == {
        Code.OUTCOME_WITHOUT_CUSTOMER_OWNER,
        Code.NO_CUSTOMER_OBLIGATION,
    }


def test_C10_the_account_has_its_dates_in_order() -> None:
    assert findings(account=replace(ACCOUNT, ends_on=None))[Code.ACCOUNT_DATES_MISSING].seen == ("contract end",)
    wrong = replace(ACCOUNT, renews_on=days(320))
    (finding,) = findings(account=wrong).values()
    assert (finding.code, len(finding.seen)) == (Code.ACCOUNT_DATES_OUT_OF_ORDER, 2)
    worse = findings(account=replace(wrong, engaged_on=days(321)))[Code.ACCOUNT_DATES_OUT_OF_ORDER]
    assert len(worse.seen) == 4
    assert worse.message.endswith(finding.message)


def test_C11_the_customer_says_when_they_expect_value() -> None:
    assert broken("plan", "plan", expectedTimeToValue="").keys() == {Code.TIME_TO_VALUE_MISSING}


def test_S1_contacts_have_title_and_role() -> None:
    contacts = (*CONTACTS, replace(CONTACTS[2], id=uid("new"), title="", role=None))
    assert findings(contacts=contacts)[Code.CONTACT_INCOMPLETE].seen == ("title", "role")


def test_S3_one_single_contact_is_found_and_only_the_vendor_is_told() -> None:
    contacts = tuple(c for c in CONTACTS if c.id not in {SPONSOR, uid("member")})
    found = findings(contacts=contacts)
    assert found[Code.SINGLE_CONTACT].vendor_only
    assert Code.SINGLE_CONTACT not in {f.code for f in shown_to(Side.CUSTOMER, find(facts(contacts=contacts)))}
    empty = content_of({"conversations": {}}, internal=True)
    assert findings(internal=empty).keys() == {Code.COMMUNICATION_PLAN_MISSING}
    assert findings(internal=None) == {}
    roots = conversations()
    roots["conversations"][CONVERSATION]["every"] = None
    assert findings(internal=content_of(roots, internal=True)).keys() == {Code.CONVERSATION_INCOMPLETE}


def test_S3_no_contact_at_all_is_found_too() -> None:
    contacts = tuple(replace(c, active=c.side is Side.VENDOR) for c in CONTACTS)
    found = findings(contacts=contacts)[Code.SINGLE_CONTACT]
    assert found.seen == ()
    assert "no active contact" in found.message


@pytest.mark.parametrize(
    ("talkers", "seen"),
    [
        ({"vendorPerson": SPONSOR}, ("vendorPerson",)),
        ({"contact": EXECUTIVE}, ("contact",)),
        ({"vendorPerson": SPONSOR, "contact": EXECUTIVE, "every": None}, ("every", "vendorPerson", "contact")),
    ],
)
def test_S3_a_conversation_is_between_the_vendors_person_and_the_customers(
    talkers: dict[str, str | None], seen: tuple[str, ...]
) -> None:
    roots = conversations()
    roots["conversations"][CONVERSATION] |= talkers
    found = findings(internal=content_of(roots, internal=True))
    assert found.keys() == {Code.CONVERSATION_INCOMPLETE}
    assert found[Code.CONVERSATION_INCOMPLETE].seen == seen


@pytest.mark.parametrize("name", ["vendorPerson", "contact"])
def test_S3_who_talks_is_known_and_still_there(name: str) -> None:
    roots = conversations()
    roots["conversations"][CONVERSATION][name] = uid("nobody")
    assert findings(internal=content_of(roots, internal=True)).keys() == {Code.REFERENCE_BROKEN}
    roots["conversations"][CONVERSATION][name] = left = uid("left")
    side = Side.VENDOR if name == "vendorPerson" else Side.CUSTOMER
    contacts = (*CONTACTS, replace(CONTACTS[0], id=left, side=side, active=False))
    found = findings(internal=content_of(roots, internal=True), contacts=contacts)
    assert found.keys() == {Code.OWNER_HAS_LEFT}
    assert found[Code.OWNER_HAS_LEFT].subject.field == name


def test_S4_the_business_context_is_written_down() -> None:
    assert broken("plan", "plan", whyBought="", roi="")[Code.CONTEXT_INCOMPLETE].seen == ("whyBought", "roi")


@pytest.mark.parametrize(("last", "weight"), [(-29, 0), (-30, 1), (-59, 1), (-60, 2)])
def test_S6_a_plan_that_the_customer_does_not_open_is_found(last: int, weight: int) -> None:
    found = findings(customer_opened_on=days(last))
    assert (found[Code.NOT_OPENED_BY_CUSTOMER].weight if found else 0) == weight
    found = findings(customer_opened_on=None, shared_on=days(last))
    assert (found[Code.NOT_OPENED_BY_CUSTOMER].weight if found else 0) == weight
    assert all(finding.vendor_only for finding in found.values())


def test_S7_who_leaves_vacates_what_they_own() -> None:
    left = tuple(replace(contact, active=contact.id != CHAMPION) for contact in CONTACTS)
    found = [f for f in find(facts(contacts=left)) if f.code is Code.OWNER_HAS_LEFT]
    places = {(f.subject.root, f.subject.field) for f in found}
    assert places == {
        ("outcomes", "customerOwner"),
        ("outcomes", "measuredBy"),
        ("milestones", "customerOwner"),
        ("risks", "owner"),
        ("conversations", "contact"),
    }
    assert {f.seen for f in found} == {("Sam Whitfield",)}


def test_T1_what_the_preset_shows_says_something() -> None:
    roots = sound()
    roots["risks"], roots["tasks"] = {}, {}
    assert findings(roots)[Code.SECTION_EMPTY].seen == ("risks", "next steps")
    assert findings(roots, preset=Preset.ONE_PAGE) == {}


def test_T2_the_goal_is_three_sentences_and_the_view_one_page() -> None:
    assert broken("plan", "plan", goal="One. Two. Three.") == {}
    assert broken("plan", "plan", goal="One. Two. Three. Four!").keys() == {Code.GOAL_TOO_LONG}
    assert findings(_with_dependencies(20)).keys() == {Code.OVER_ONE_PAGE}
    roots = _with_dependencies(60)
    found = findings(roots)
    assert found.keys() == {Code.OVER_TWO_PAGES}
    assert found[Code.OVER_TWO_PAGES].gate is Gate.ONE_PAGE
    large = replace(ACCOUNT, complex_enterprise=True)
    assert findings(roots, account=large).keys() == {Code.OVER_ONE_PAGE}


def _with_dependencies(amount: int) -> Roots:
    roots = sound()
    for number in range(amount):
        roots["dependencies"][uid(f"d{number}")] = {**roots["dependencies"][uid("ours")], "what": "A list " * 20}
    return roots


def test_T3_risks_are_whole_fresh_and_about_no_person() -> None:
    assert broken("risks", RISK, mitigation="", owner=None)[Code.RISK_INCOMPLETE].seen == ("mitigation", "owner")
    assert findings(touched_on={RISK: days(-30)}) == {}
    assert findings(touched_on={RISK: days(-31)}).keys() == {Code.RISK_STALE}
    found = broken("risks", RISK, title="Sam Whitfield's team has no time")
    assert found[Code.RISK_ABOUT_PERSON].seen == ("Sam Whitfield's",)
    assert broken("risks", RISK, title="The sponsor is sceptical").keys() == {Code.RISK_ABOUT_PERSON}
    assert broken("risks", RISK, title="The sponsor approves budgets only in March") == {}


def test_T4_wins_are_quantified_and_come_every_quarter() -> None:
    assert broken("wins", WIN, value=None, evidence="")[Code.WIN_INCOMPLETE].seen == ("value", "evidence")
    assert broken("wins", WIN, unit=None)[Code.WIN_INCOMPLETE].seen == ("unit",)
    assert broken("wins", WIN, unit=None, currency="EUR") == {}
    assert broken("wins", WIN, on=days(0)) == {}
    ahead = broken("wins", WIN, on=days(1))
    assert ahead.keys() == {Code.WIN_IN_FUTURE}
    assert (ahead[Code.WIN_IN_FUTURE].subject.field, ahead[Code.WIN_IN_FUTURE].seen) == ("on", (day(days(1)),))
    old = replace(ACCOUNT, closed_on=days(-260), engaged_on=days(-250))
    found = findings(account=old, delivered_on=days(-240))
    assert Code.QUARTER_WITHOUT_WIN in found, "the win is of this quarter"
    roots = sound()
    roots["wins"][WIN]["on"] = days(-60)
    assert Code.QUARTER_WITHOUT_WIN not in findings(roots, account=old)
    done = broken("milestones", MILESTONE, status="done", doneOn=days(-2))
    assert done.keys() == {Code.MILESTONE_DONE_WITHOUT_WIN}


def test_T5_the_next_review_is_always_set() -> None:
    assert broken("plan", "plan", reviewOn=None).keys() == {Code.REVIEW_DATE_MISSING}
    assert broken("plan", "plan", reviewOn=days(-1)).keys() == {Code.REVIEW_DATE_PASSED}
    assert broken("plan", "plan", reviewOn=days(0)) == {}


def test_T5_the_next_review_is_a_planned_one_or_the_plans_own_date() -> None:
    roots = sound()
    roots["plan"]["reviewOn"] = days(-9)
    planned, overdue = review(held_on=None, due_on=days(0)), review(held_on=None, due_on=days(-3))
    assert findings(roots, reviews=(planned, overdue)) == {}
    assert findings(roots, reviews=(overdue,))[Code.REVIEW_DATE_PASSED].seen == (day(days(-3)),)
    roots["plan"]["reviewOn"] = days(0)
    assert findings(roots, reviews=(overdue,)) == {}


def test_R2_each_side_answers_whether_the_plan_serves_it() -> None:
    found = findings(reviews=(review(serves={Side.VENDOR: True}),))
    assert found[Code.REVIEW_WITHOUT_ANSWER].seen == ("customer",)


def test_R3_a_review_that_moves_no_blocker_is_status_only() -> None:
    blocked = review(open_blockers=(MILESTONE,))
    assert findings(reviews=(blocked,)).keys() == {Code.REVIEW_STATUS_ONLY}
    assert findings(reviews=(replace(blocked, moved=(MILESTONE,)),)) == {}
    assert findings(reviews=(review(moved=()),)) == {}, "there was no blocker"


def test_R3_R9_of_past_reviews_the_last_one_is_told() -> None:
    poor = review(open_blockers=(MILESTONE,), attendees=(EXECUTIVE,))
    later = review(id=uid("later"), held_on=days(-1))
    both = {Code.REVIEW_STATUS_ONLY, Code.QBR_WITHOUT_SPONSORS}
    assert findings(reviews=(poor,)).keys() == both
    assert findings(reviews=(poor, later)) == findings(reviews=(later, poor)) == {}
    worse = replace(poor, id=uid("worse"), held_on=days(-1))
    found = findings(reviews=(review(), worse, replace(poor, held_on=None)))
    assert {code: found[code].subject.entity for code in found} == dict.fromkeys(both, uid("worse"))
    weekly = replace(later, kind=ReviewKind.WEEKLY)
    assert findings(reviews=(poor, weekly)).keys() == {Code.QBR_WITHOUT_SPONSORS}, "it is the last quarterly one still"
    morning, noon = (dt.datetime(2026, 11, 20, hour, tzinfo=dt.UTC) for hour in (8, 12))
    for first, second in ((poor, worse), (worse, poor)):
        good = review(id=second.id, completed_at=noon)
        assert findings(reviews=(replace(first, held_on=good.held_on, completed_at=morning), good)) == {}, "of one day"


def test_R2_of_every_past_review_an_answer_that_is_missing_is_told() -> None:
    unanswered = review(serves={Side.VENDOR: True})
    reviews = (unanswered, review(id=uid("later"), held_on=days(-1)))
    assert findings(reviews=reviews)[Code.REVIEW_WITHOUT_ANSWER].subject.entity == unanswered.id


def test_R4_an_outcome_that_is_not_reconfirmed_is_drifting() -> None:
    found = findings(reviews=(review(reconfirmed=(OUTCOME,)),))
    assert found[Code.OUTCOME_DRIFTING].subject.entity == OTHER
    later = review(id=uid("later"), held_on=days(-1))
    assert findings(reviews=(review(reconfirmed=()), later)) == {}
    assert findings(reviews=(review(reconfirmed=()),), created_on={OUTCOME: days(-6), OTHER: days(-6)}) == {}
    assert findings(reviews=(review(kind=ReviewKind.WEEKLY, reconfirmed=()),)) == {}


def test_R9_sponsors_attend_the_quarterly_review() -> None:
    assert findings(reviews=(review(attendees=(EXECUTIVE, CHAMPION)),))[Code.QBR_WITHOUT_SPONSORS].seen == ("customer",)
    assert findings(reviews=(review(kind=ReviewKind.MONTHLY, attendees=()),)) == {}


@pytest.mark.parametrize(("last", "weight"), [(-29, 0), (-30, 1), (-60, 2), (-90, 3), (-400, 3)])
def test_L5_a_plan_without_change_and_review_is_stale(last: int, weight: int) -> None:
    found = findings(changed_on=days(last))
    assert (found[Code.PLAN_STALE].weight if found else 0) == weight
    assert findings(changed_on=days(last), reviews=(review(),)) == {}, "a review was held"
    if found:
        assert found[Code.PLAN_STALE].subject == PLAN
