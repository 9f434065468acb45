"""Reviews through the API: planned, moved, cancelled, completed together with the plan, and answered by both sides."""

import datetime as dt
import json
from collections.abc import Sequence
from typing import Any
from uuid import UUID

import pytest

import schema.agenda
from plans.rules.agenda import agenda
from plans.rules.review import MAX_REVIEWS
from plans.rules.role import Role
from plans.store.connection import Connection
from plans.store.review import ReviewContentRow, ReviewRow, select_review_contents, select_reviews_by_id
from schema import row_loader
from server.database import Database
from server.demo import FERNHILL, HARBOR, PLANS, demo_id
from tests.api import Api

pytestmark = pytest.mark.anyio

PLAN = demo_id("Support tickets")
PEOPLE = {person.role: demo_id(person.email) for person in (*FERNHILL.people, *HARBOR.people)}
CSM, SPONSOR, CHAMPION = PEOPLE[Role.CSM], PEOPLE[Role.SPONSOR], PEOPLE[Role.CHAMPION]
NOW = dt.datetime.now(dt.UTC).replace(microsecond=0)
TODAY = NOW.date()
REVIEW = "review { id version state kind minutes plannedFor attendees { name } cancelledBecause }"
DONE = """review {
  id version state heldOn statusOnly completedBy { name }
  milestones { milestone { status doneOn } status note }
  outcomes { confirmed by { name } note outcome { metric } }
  blockers { what owner { name } milestoneId milestone { id status } }
  answers { side serves comment answeredBy { name } }
}"""


@pytest.fixture(autouse=True)
async def _no_reviews(demo: Database, owner: Connection) -> None:
    """Plans without what the demo holds beside them."""
    await owner.execute("set session_replication_role = replica")  # past the triggers
    for table in ("review_answer", "review", "measurement"):
        await owner.execute(f"delete from {table}")


def _later(days: float) -> str:
    return (NOW + dt.timedelta(days=days)).isoformat()


async def _schedule(api: Api, days: float = 7, more: str = "", person: UUID = CSM, plan: UUID = PLAN) -> Any:
    given = f'planId: "{plan}", kind: WEEKLY, plannedFor: "{_later(days)}" {more}'
    return await api.change(person, "scheduleReview", given, REVIEW)


async def _change(api: Api, mutation: str, review: str, more: str, person: UUID = CSM, success: str = REVIEW) -> Any:
    stale = "... on StaleVersion { currentVersion current { version ... on Review { minutes } } }"
    refused = "... on Refusal { problems { code path message } }"
    union = "" if mutation == "answerReview" else stale
    done = f"... on {mutation[0].upper()}{mutation[1:]}Success {{ {success} }}"
    query = (
        f'mutation {{ {mutation}(input: {{ planId: "{PLAN}", id: "{review}" {more} }}) '
        f"{{ __typename {refused} {union} {done} }} }}"
    )
    return (await api.ask(person, query))[mutation]


async def _plan(api: Api, fields: str, person: UUID = CSM, plan: UUID = PLAN) -> Any:
    return (await api.ask(person, f'{{ plan(id: "{plan}") {{ {fields} }} }}'))["plan"]


async def _contacts(api: Api, plan: UUID = PLAN) -> dict[str, str]:
    found = await _plan(api, "account { contacts(first: 100) { nodes { id name } } }", plan=plan)
    return {contact["name"]: contact["id"] for contact in found["account"]["contacts"]["nodes"]}


async def _notes(api: Api, plan: UUID = PLAN, person: UUID = CSM) -> str:
    """A yes on every outcome of a plan."""
    found = await _plan(api, "outcomes { id } account { contacts(first: 1) { nodes { id } } }", person, plan)
    by = found["account"]["contacts"]["nodes"][0]["id"]
    notes = [f'{{ outcomeId: "{one["id"]}", confirmed: true, byId: "{by}" }}' for one in found["outcomes"]]
    return f", outcomes: [{', '.join(notes)}]"


def _codes(answer: Any) -> list[tuple[str, list[str]]]:
    return [(problem["code"], problem["path"]) for problem in answer["problems"]]


async def test_a_review_is_planned_moved_and_cancelled(api: Api) -> None:
    contacts = await _contacts(api)
    attendees = f', attendeeIds: ["{contacts["Priya Nair"]}", "{contacts["Sam Whitfield"]}"]'
    made = (await _schedule(api, 7, attendees))["review"]
    assert (made["state"], made["minutes"], made["version"]) == ("PLANNED", 30, 1)
    assert [who["name"] for who in made["attendees"]] == ["Priya Nair", "Sam Whitfield"]
    earlier = (await _schedule(api, 2, ", minutes: 45", CHAMPION))["review"]
    assert (await _plan(api, "nextReview { id }", SPONSOR))["nextReview"] == {"id": earlier["id"]}

    moved = await _change(api, "rescheduleReview", made["id"], f', plannedFor: "{_later(1)}", expectedVersion: 1')
    assert (moved["review"]["version"], moved["review"]["minutes"]) == (2, 30)
    assert [who["name"] for who in moved["review"]["attendees"]] == ["Priya Nair", "Sam Whitfield"]
    assert (await _plan(api, "nextReview { id }"))["nextReview"] == {"id": made["id"]}
    stale = await _change(api, "rescheduleReview", made["id"], ", minutes: 60, expectedVersion: 1", CHAMPION)
    assert stale == {"__typename": "StaleVersion", "currentVersion": 2, "current": {"version": 2, "minutes": 30}}

    gone = await _change(api, "cancelReview", made["id"], ', because: "The sponsor is away", expectedVersion: 2')
    assert (gone["review"]["state"], gone["review"]["cancelledBecause"]) == ("CANCELLED", "The sponsor is away")
    again = await _change(api, "rescheduleReview", made["id"], ", minutes: 60")
    assert _codes(again) == [("NOT_ALLOWED", ["id"])]
    listed = await _plan(
        api, "reviews(first: 9) { nodes { id } } planned: reviews(first: 9, state: PLANNED) { totalCount nodes { id } }"
    )
    assert [one["id"] for one in listed["reviews"]["nodes"]] == [earlier["id"], made["id"]]
    assert [one["id"] for one in listed["planned"]["nodes"]] == [earlier["id"]]


async def test_R2_completing_a_review_records_three_things_and_the_plan_agrees(api: Api) -> None:
    contacts, review = await _contacts(api), (await _schedule(api))["review"]
    plan = await _plan(api, "outcomes { id } milestones { id }")
    (outcome,), (first, second, *_) = plan["outcomes"], plan["milestones"]
    priya, sam = contacts["Priya Nair"], contacts["Sam Whitfield"]
    given = (
        f', heldOn: "{TODAY}", serves: true, comment: "On track", idempotencyKey: "k", milestones: ['
        f'{{ milestoneId: "{first["id"]}", status: DONE, note: "Live since Monday" }}, '
        f'{{ milestoneId: "{second["id"]}", status: BLOCKED }}], '
        f'outcomes: [{{ outcomeId: "{outcome["id"]}", confirmed: true, byId: "{sam}", note: "Still ours" }}], '
        f'blockers: [{{ what: "No export yet", ownerId: "{priya}", milestoneId: "{second["id"]}" }}]'
    )
    done = [await _change(api, "completeReview", review["id"], given, success=DONE) for _ in range(2)]
    assert done[0] == done[1]
    assert done[0]["review"] == {
        "id": review["id"], "version": 2, "state": "HELD", "heldOn": str(TODAY), "statusOnly": False,
        "completedBy": {"name": "Priya Nair"},
        "milestones": [
            {"milestone": {"status": "DONE", "doneOn": str(TODAY)}, "status": "DONE", "note": "Live since Monday"},
            {"milestone": {"status": "BLOCKED", "doneOn": None}, "status": "BLOCKED", "note": None},
        ],
        "outcomes": [{"confirmed": True, "by": {"name": "Sam Whitfield"}, "note": "Still ours",
                      "outcome": {"metric": "Tier-1 support tickets"}}],
        "blockers": [{"what": "No export yet", "owner": {"name": "Priya Nair"}, "milestoneId": second["id"],
                      "milestone": {"id": second["id"], "status": "BLOCKED"}}],
        "answers": [{"side": "VENDOR", "serves": True, "comment": "On track", "answeredBy": {"name": "Priya Nair"}}],
    }  # fmt: skip
    over = await _change(api, "completeReview", review["id"], f', heldOn: "{TODAY}", serves: true' + await _notes(api))
    assert over["__typename"] == "Refusal"


async def test_R2_each_side_answers_for_itself_once(api: Api) -> None:
    review = (await _schedule(api))["review"]
    answer = "review { answers { side serves comment } }"
    theirs = ', serves: false, comment: "Too slow"'
    given = await _change(api, "answerReview", review["id"], theirs, SPONSOR, answer)
    assert given["review"]["answers"] == [{"side": "CUSTOMER", "serves": False, "comment": "Too slow"}]
    again = await _change(api, "answerReview", review["id"], ", serves: true", CHAMPION)
    assert _codes(again) == [("EXISTS", ["id"])]
    held = f', heldOn: "{TODAY}", serves: true' + await _notes(api)
    done = await _change(api, "completeReview", review["id"], held, CSM, DONE)
    assert [(one["side"], one["serves"]) for one in done["review"]["answers"]] == [
        ("CUSTOMER", False), ("VENDOR", True),
    ]  # fmt: skip


async def test_R3_a_review_that_moves_no_blocker_is_status_only(api: Api) -> None:
    milestone = (await _plan(api, "milestones { id }"))["milestones"][0]["id"]
    blocked = f'planId: "{PLAN}", id: "{milestone}", status: BLOCKED'
    await api.change(CSM, "updateMilestone", blocked, "milestone { id }")
    held = f', heldOn: "{TODAY}", serves: true' + await _notes(api)
    review = (await _schedule(api))["review"]
    silent = await _change(api, "completeReview", review["id"], held)
    assert _codes(silent) == [("REQUIRED", ["blockers"])]
    owner = (await _contacts(api))["Priya Nair"]
    named = f'{held}, blockers: [{{ what: "x", ownerId: "{owner}", milestoneId: "{milestone}" }}]'
    assert (await _change(api, "completeReview", review["id"], named, success=DONE))["review"]["statusOnly"]
    review = (await _schedule(api))["review"]
    moved = f'{held}, milestones: [{{ milestoneId: "{milestone}", status: IN_PROGRESS }}]'
    assert not (await _change(api, "completeReview", review["id"], moved, success=DONE))["review"]["statusOnly"]


async def test_a_review_that_is_refused_leaves_the_plan_as_it_was(api: Api) -> None:
    review = (await _schedule(api))["review"]["id"]
    milestone = (await _plan(api, "milestones { id status }"))["milestones"][0]
    held = (
        f', heldOn: "{TODAY}", serves: true, milestones: [{{ milestoneId: "{milestone["id"]}", status: SKIPPED }}]'
        + await _notes(api)
    )
    stale = await _change(api, "completeReview", review, held + ", expectedVersion: 9")
    assert (stale["__typename"], stale["currentVersion"]) == ("StaleVersion", 1)
    assert _codes(await _change(api, "completeReview", str(PLAN), held)) == [("NOT_FOUND", ["id"])]
    assert (await _plan(api, "milestones { id status }"))["milestones"][0] == milestone
    done = await _change(api, "completeReview", review, held + ", expectedVersion: 1", success=DONE)
    assert done["review"]["state"] == "HELD"
    assert (await _plan(api, "milestones { id status }"))["milestones"][0]["status"] == "SKIPPED"


@pytest.mark.parametrize("role", sorted(PEOPLE))
async def test_who_plans_completes_and_answers(api: Api, role: Role) -> None:
    keeps = role not in {Role.VIEWER, Role.FINANCE, Role.MEMBER}
    own = await _schedule(api, person=PEOPLE[role])
    review = (await _schedule(api))["review"]["id"]
    moved = await _change(api, "rescheduleReview", review, ", minutes: 20", PEOPLE[role])
    answered = await _change(api, "answerReview", review, ", serves: true", PEOPLE[role])
    held = f', heldOn: "{TODAY}", serves: true' + await _notes(api)
    done = await _change(api, "completeReview", review, held, PEOPLE[role])
    gone = await _change(api, "cancelReview", (await _schedule(api))["review"]["id"], ', because: "x"', PEOPLE[role])
    for answer in (own, moved, answered, done, gone):
        assert answer["__typename"].endswith("Success") is keeps, answer
        if not keeps:
            assert _codes(answer) == [("NOT_ALLOWED", [])]


AGENDA = """nextReview { agenda {
  sinceReviewId changes(first: 100) { kind root entityId field before after }
  outcomes { outcomeId from to by sentence latest { value } before { value } progress { raw } changes { field after } }
} }"""


async def test_R5_the_agenda_tells_what_was_measured_and_what_changed_since_the_last_review(api: Api) -> None:
    outcome = (await _plan(api, "outcomes { id deadline sentence }"))["outcomes"][0]

    async def measure(value: float) -> None:
        given = f'planId: "{PLAN}", metricId: "{outcome["id"]}", value: {value}, measuredOn: "{TODAY}"'
        await api.change(CSM, "recordMeasurement", given, "measurement { id }")

    await measure(130)
    first = (await _schedule(api))["review"]["id"]
    assert (await _plan(api, AGENDA))["nextReview"]["agenda"]["changes"] is None
    held = f', heldOn: "{TODAY}", serves: true' + await _notes(api)
    await _change(api, "completeReview", first, held)
    await _schedule(api, 14)
    await measure(122.5)
    changed = f'planId: "{PLAN}", id: "{outcome["id"]}", target: 100, valuePerUnit: "12.50", currency: "EUR"'
    await api.change(CSM, "updateOutcome", changed, "outcome { id }")
    found = (await _plan(api, AGENDA, SPONSOR))["nextReview"]["agenda"]
    assert found["sinceReviewId"] == first
    assert [(one["root"], one["field"], one["before"], one["after"]) for one in found["changes"]] == [
        ("outcomes", "currency", None, "EUR"),
        ("outcomes", "target", 105, 100),
        ("outcomes", "valuePerUnit", None, "12.5"),
    ]  # fmt: skip
    (item,) = found["outcomes"]
    assert (item["from"], item["to"], item["by"]) == (140, 100, outcome["deadline"])
    assert (item["latest"], item["before"]) == ({"value": 122.5}, {"value": 130})
    assert item["progress"]["raw"] == pytest.approx(17.5 / 40)
    assert [change["field"] for change in item["changes"]] == ["currency", "target", "valuePerUnit"]
    past = await _plan(api, "reviews(first: 1, state: HELD) { nodes { agenda { outcomes { to latest { value } } } } }")
    assert past["reviews"]["nodes"][0]["agenda"]["outcomes"] == [{"to": 105, "latest": {"value": 130}}]


async def test_what_changed_is_told_as_the_api_shows_it(api: Api) -> None:
    plan = await _plan(api, "outcomes { id } milestones { id }")
    outcome, milestone = plan["outcomes"][0]["id"], plan["milestones"][0]["id"]
    somebody = (await _contacts(api))[next(one.name for one in HARBOR.people if one.role is Role.MEMBER)]
    review = (await _schedule(api))["review"]["id"]
    await _change(api, "completeReview", review, f', heldOn: "{TODAY}", serves: true' + await _notes(api))
    await _schedule(api, 14)
    for mutation, fields in {
        "updatePlan": f'escalateAfterDays: 7, reviewOn: "{TODAY}", customerSponsorId: "{somebody}", goal: null',
        "updateOutcome": f'id: "{outcome}", type: SCALE, target: 99.5, valuePerUnit: "12.50", measuredEvery: DAILY, '
        f'measuredById: "{somebody}", key: false, deadline: "{TODAY}", comparator: UNDER, currency: "SEK"',
        "updateMilestone": f'id: "{milestone}", status: AT_RISK, customerOwnerId: "{somebody}", metricId: "{outcome}", '
        'mark: HALF_TARGET, position: "b7"',
        "createRisk": f'kind: LOW_ADOPTION, milestoneId: "{milestone}", ownerId: "{somebody}", impact: HIGH',
    }.items():
        answer = await api.change(CSM, mutation, f'planId: "{PLAN}", {fields}')
        assert answer["__typename"].endswith("Success"), answer
    changes = (await _plan(api, AGENDA))["nextReview"]["agenda"]["changes"]
    assert [one["field"] for one in changes if one["root"] == "risks"] == [
        None, "impact", "kind", "milestoneId", "ownerId", "state",
    ]  # fmt: skip
    for root in ("plan", "outcomes", "milestones", "risks"):
        told = {one["field"]: one["after"] for one in changes if one["root"] == root and one["field"]}
        assert len(told) >= 3
        fields = " ".join(told)
        if root == "plan":
            assert await _plan(api, fields) == told
        else:
            (changed,) = {one["entityId"] for one in changes if one["root"] == root}
            assert {"id": changed, **told} in (await _plan(api, f"{root} {{ id {fields} }}"))[root]
    before = {one["field"]: one["before"] for one in changes if one["root"] == "outcomes"}
    assert (before["type"], before["target"], before["key"]) == ("COST_REDUCTION", 105, True)


async def test_agendas_take_as_many_statements_as_one_and_are_worked_out_once(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(2):
        review = (await _schedule(api))["review"]["id"]
        await _change(api, "completeReview", review, f', heldOn: "{TODAY}", serves: true' + await _notes(api))
    await _schedule(api, 14)
    asked: list[int] = []
    worked_out: list[object] = []

    async def select(connection: Connection, keys: Sequence[tuple[UUID, UUID, UUID]]) -> list[ReviewContentRow]:
        asked.append(len(keys))
        return await select_review_contents(connection, keys)

    def work_out(*facts: Any) -> Any:
        worked_out.append(facts)
        return agenda(*facts)

    monkeypatch.setattr(row_loader, "select_review_contents", select)
    monkeypatch.setattr(schema.agenda, "agenda", work_out)
    again = " ".join(f"a{number}: agenda {{ sinceReviewId changes(first: 9) {{ field }} }}" for number in range(20))
    for _ in range(2):  # as graphql-core answers, and compiled
        asked.clear()
        worked_out.clear()
        found = (await _plan(api, f"reviews(first: 9) {{ nodes {{ id {again} }} }}"))["reviews"]["nodes"]
        assert len(found) == 3
        assert len({json.dumps(one["a0"]) for one in found}) == 3
        assert len(worked_out) == 3
        assert sum(asked) == 3
        assert len(asked) <= 2  # the reviews, and for those that have one, the review before


async def test_a_plan_has_so_many_reviews_and_no_more(api: Api, owner: Connection) -> None:
    more = (
        "insert into review (vendor_id, id, plan_id, kind, state, planned_for, minutes, planned_by) "
        "select p.vendor_id, gen_random_uuid(), p.id, 'weekly', $3, now(), 30, $2 from plan p, generate_series(1, $4) "
        "where p.id = $1"
    )
    await owner.execute(more, PLAN, CSM, "cancelled", MAX_REVIEWS)
    await owner.execute(more, PLAN, CSM, "planned", MAX_REVIEWS - 1)
    assert "review" in await _schedule(api), "cancelled ones are not counted"
    answer = await _schedule(api)
    assert [(problem["code"], problem["path"]) for problem in answer["problems"]] == [("OVER_LIMIT", [])]
    assert "cancel one" in answer["problems"][0]["message"]


@pytest.mark.parametrize("name", [plan.name for plan in PLANS if plan.vendor is FERNHILL])
async def test_nothing_changed_right_after_a_review(api: Api, name: str) -> None:
    plan = demo_id(name)
    review = (await _schedule(api, plan=plan))["review"]["id"]
    contact = next(iter((await _contacts(api, plan)).values()))
    blocked = [one["id"] for one in (await _plan(api, "milestones { id status }", plan=plan))["milestones"]
               if one["status"] == "BLOCKED"]  # fmt: skip
    blockers = ", ".join(f'{{ what: "x", ownerId: "{contact}", milestoneId: "{one}" }}' for one in blocked)
    held = f'planId: "{plan}", id: "{review}", heldOn: "{TODAY}", serves: true, blockers: [{blockers}]' + await _notes(
        api, plan
    )
    done = await api.change(CSM, "completeReview", held, "review { state }")
    assert done["review"] == {"state": "HELD"}
    await _schedule(api, plan=plan)
    assert (await _plan(api, AGENDA, plan=plan))["nextReview"]["agenda"]["changes"] == []


async def test_a_review_planned_twice_under_a_key_is_one(api: Api) -> None:
    made = [await _schedule(api, more=', idempotencyKey: "k1"') for _ in range(2)]
    assert made[0] == made[1]
    moved = [
        await _change(api, "rescheduleReview", made[0]["review"]["id"], ', minutes: 50, idempotencyKey: "k2"')
        for _ in range(2)
    ]
    assert moved[0] == moved[1]
    assert moved[0]["review"]["version"] == 2
    refused = await _schedule(api, -3, ', minutes: 1, attendeeIds: ["x"]')
    assert _codes(refused) == [
        ("INVALID", ["plannedFor"]), ("INVALID", ["minutes"]), ("NOT_FOUND", ["attendeeIds", "0"]),
    ]  # fmt: skip


async def test_notes_are_of_a_review_of_the_same_plan(api: Api) -> None:
    mine, others = [(await _schedule(api, plan=plan))["review"]["id"] for plan in (PLAN, demo_id("Invoicing"))]
    made = await api.change(CSM, "createReviewNote", f'planId: "{PLAN}", reviewId: "{mine}"', "reviewNote { id }")
    note = made["reviewNote"]["id"]
    for mutation, named in (("createReviewNote", ""), ("updateReviewNote", f'id: "{note}",')):
        answer = await api.change(CSM, mutation, f'planId: "{PLAN}", {named} reviewId: "{others}"')
        assert [(one["code"], one["path"]) for one in answer["problems"]] == [("NOT_FOUND", ["reviewId"])]


async def test_notes_and_reviews_lead_to_each_other_in_as_many_statements_as_one(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    reviews = [(await _schedule(api, days))["review"]["id"] for days in (3, 2, 1)]
    for review, text in ((reviews[0], "a"), (reviews[0], "b"), (reviews[1], "c")):
        await api.change(CSM, "createReviewNote", f'planId: "{PLAN}", reviewId: "{review}", text: "{text}"')
    await api.change(CSM, "createReviewNote", f'planId: "{PLAN}", text: "of none"')
    asked: list[int] = []

    async def select(connection: Connection, keys: Sequence[tuple[UUID, UUID, UUID]]) -> list[ReviewRow]:
        asked.append(len(keys))
        return await select_reviews_by_id(connection, keys)

    monkeypatch.setattr(row_loader, "select_reviews_by_id", select)
    for person in (CSM, SPONSOR):
        for _ in range(2):  # as graphql-core answers, and compiled
            asked.clear()
            plan = await _plan(
                api,
                "reviews(first: 9) { nodes { id notes { text } } } reviewNotes { text review { id notes { text } } }",
                person,
            )
            assert asked == [2]
            noted = {one["id"]: sorted(note["text"] for note in one["notes"]) for one in plan["reviews"]["nodes"]}
            assert noted == dict(zip(reviews, (["a", "b"], ["c"], []), strict=True))
            led = {note["text"]: note["review"] for note in plan["reviewNotes"]}
            assert led.pop("of none") is None
            assert {text: review["id"] for text, review in led.items()} == {
                "a": reviews[0], "b": reviews[0], "c": reviews[1],
            }  # fmt: skip
            assert {"text": "a"} in led["b"]["notes"]
