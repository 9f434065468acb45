"""All rules together: total, in one order, about what is there, as people would expect of the demo's plans."""

import datetime as dt
import re
import time
from collections.abc import Mapping
from dataclasses import fields
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from plans.rules.content import Content, Fields, read_content
from plans.rules.declaration import Document, Field
from plans.rules.document import INTERNAL, MAX_ENTITIES, SHARED
from plans.rules.facts import AccountFacts, ContactFacts, ContactRole, PlanFacts, ReviewFacts
from plans.rules.finding import Finding, FindingCode, Severity
from plans.rules.findings.catalogue import KINDS
from plans.rules.findings.find import find
from plans.rules.position import position_after
from plans.rules.preset import Preset
from plans.rules.readiness import readiness, real_plan_test
from plans.rules.role import Role, Side
from plans.rules.value import Kind, notation
from server import demo
from server.demo_people import CONTACT_ROLES, FORMER
from server.demo_plan import People
from tests.sound_plan import uid

TODAY = dt.date(2026, 11, 23)
_IDS = [uid(str(number)) for number in range(4)]
_CONTACTS = [uid(f"contact {number}") for number in range(3)]


def _values(field: Field) -> st.SearchStrategy[object]:
    wild = st.none() | st.text(max_size=20) | st.floats() | st.booleans()
    match field.type.kind:
        case Kind.REFERENCE:
            good: st.SearchStrategy[object] = st.sampled_from([*_IDS, *_CONTACTS])
        case Kind.NUMBER | Kind.INTEGER:
            good = st.floats(-(2.0**52), 2.0**52) | st.integers(-3, 200).map(float)
        case Kind.DATE:
            good = st.dates().map(str) | st.dates(TODAY - dt.timedelta(99), TODAY + dt.timedelta(99)).map(str)
        case Kind.ENUM:
            good = st.sampled_from(field.type.choices)
        case Kind.BOOLEAN:
            good = st.booleans()
        case Kind.MONEY:
            good = st.sampled_from(["1", "-2.5", "120.0001"])
        case _:
            good = st.sampled_from(["Train users", "by 30 %", "Touch base", "Cut tickets to 2 h", "€", "A. B. C. D."])
    return st.one_of(good, good, good, wild)


def _contents(document: Document) -> st.SearchStrategy[dict[str, Any]]:
    roots: dict[str, st.SearchStrategy[Any]] = {}
    for collection in document.collections:
        entity = st.fixed_dictionaries({}, optional={field.name: _values(field) for field in collection.fields})
        roots[collection.root] = (
            entity if collection.single else st.dictionaries(st.sampled_from(_IDS), entity, max_size=3)
        )
    return st.fixed_dictionaries({}, optional=roots)


_dates = st.none() | st.dates(TODAY - dt.timedelta(400), TODAY + dt.timedelta(400)) | st.dates()
_contacts = st.lists(
    st.builds(
        ContactFacts, st.sampled_from(_CONTACTS), st.sampled_from(Side), st.sampled_from(["", "Sam Whitfield"]),
        st.sampled_from(["", "Lead"]), st.none() | st.sampled_from(ContactRole), st.booleans(),
    ),
    max_size=3, unique_by=lambda contact: contact.id,
).map(tuple)  # fmt: skip
_reviews = st.lists(
    st.builds(
        ReviewFacts, st.sampled_from([uid("review"), uid("another review")]), due_on=st.dates(), held_on=_dates,
        attendees=st.lists(st.sampled_from(_CONTACTS), max_size=2).map(tuple),
        open_blockers=st.lists(st.sampled_from(_IDS), max_size=2).map(tuple),
    ),
    max_size=2, unique_by=lambda review: review.id,
).map(tuple)  # fmt: skip


@st.composite
def _facts(draw: st.DrawFn) -> PlanFacts:
    return PlanFacts(
        TODAY,
        read_content(SHARED, draw(_contents(SHARED))),
        read_content(INTERNAL, draw(_contents(INTERNAL))) if draw(st.booleans()) else None,
        draw(st.sampled_from(Preset)),
        draw(st.none() | st.builds(AccountFacts, *[_dates] * 6, st.booleans(), st.booleans())),
        contacts=draw(_contacts),
        reviews=draw(_reviews),
        changed_on=draw(_dates),
        shared_on=draw(_dates),
        customer_edited=draw(st.none() | st.booleans()),
        created_on=draw(st.dictionaries(st.sampled_from(_IDS), st.dates(), max_size=2)),
        touched_on=draw(st.dictionaries(st.sampled_from(_IDS), st.dates(), max_size=2)),
        status_since=draw(st.dictionaries(st.sampled_from(_IDS), st.dates(), max_size=2)),
    )


def _is_there(facts: PlanFacts, finding: Finding) -> bool:
    subject = finding.subject
    match subject.root:
        case "plan":
            return subject.entity is None
        case "contact":
            return subject.entity in {contact.id for contact in facts.contacts}
        case "review":
            return subject.entity in {review.id for review in facts.reviews}
        case root:
            contents = (facts.content, facts.internal or Content())
            return any(subject.entity in content.entities.get(root, {}) for content in contents)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None, max_examples=50)
@given(_facts())
def test_any_content_is_judged_without_fail_and_about_what_is_there(facts: PlanFacts) -> None:
    found = find(facts)
    assert found == find(facts)
    assert all(_is_there(facts, finding) for finding in found)
    assert len({(finding.code, finding.subject) for finding in found}) == len(found), "that tells findings apart"
    assert all(finding.message.endswith(".") and finding.advice for finding in found)
    hard = [finding.severity is Severity.HARD for finding in found]
    assert hard == sorted(hard, reverse=True)
    assert readiness(facts).ready == (not any(f.gate is not None and f.gate.value == "proposal" for f in found))
    assert len(real_plan_test(facts).parts) == 5


_wild = st.dictionaries(st.text(max_size=3), st.none() | st.floats() | st.text(max_size=3))
_roots = st.sampled_from([collection.root for collection in SHARED.collections if not collection.single])


@settings(max_examples=50)
@given(st.dictionaries(_roots, st.dictionaries(st.text(max_size=3), _wild)))
def test_content_that_was_never_read_by_the_declaration_does_no_harm(entities: Any) -> None:
    find(PlanFacts(TODAY, Content({}, entities)))


def test_the_order_of_keys_in_the_content_changes_nothing() -> None:
    entities: dict[str, Fields] = {
        uid(str(number)): {"title": f"Step {number}", "position": "AB"[number % 2]} for number in range(8)
    }
    one = Content({}, {"milestones": entities})
    other = Content({}, {"milestones": dict(reversed(entities.items()))})
    assert find(PlanFacts(TODAY, one)) == find(PlanFacts(TODAY, other))


def test_every_code_has_its_entry_and_says_it_in_sentences() -> None:
    assert set(KINDS) == set(FindingCode)
    for kind in KINDS.values():
        assert kind.expected.endswith(".")
        assert kind.advice.endswith(".")
        assert re.fullmatch(r"[A-Z][0-9]{1,2}", kind.requirement)
    assert len({field.name for field in fields(Finding)}) == 10


class _Writer:
    """Takes what a demo plan writes, as a live document would hold it."""

    def __init__(self) -> None:
        self.raw: dict[str, Any] = {collection.root: {} for collection in SHARED.collections}
        self._last: dict[str, str] = {}

    def update(self, root: str, _: UUID | None, values: Mapping[str, object]) -> None:
        self.raw[root].update({name: notation(value) for name, value in values.items()})

    def create(self, root: str, entity: UUID, values: Mapping[str, object]) -> None:
        self._last[root] = position_after(self._last.get(root))
        written = {name: notation(value) for name, value in values.items()}
        self.raw[root][str(entity)] = {"position": self._last[root], **written}


def _demo(name: str) -> PlanFacts:
    plan = next(plan for plan in demo.PLANS if plan.name == name)
    people: People = {}
    contacts: list[ContactFacts] = []
    for organisation in (plan.vendor, plan.customer):
        for person in organisation.people:
            contact = demo.demo_id(person.email)
            people[person.role] = contact
            role = {Role.EXECUTIVE: "sponsor"}.get(person.role, person.role.value)
            shared = ContactRole(role) if role in set(ContactRole) else None
            contacts.append(ContactFacts(str(contact), organisation.side, person.name, person.title, shared))
    if former := FORMER.get(plan.customer.name):
        people[former.role] = contact = demo.demo_id(former.email)
        role = ContactRole(CONTACT_ROLES[former.role])
        contacts.append(ContactFacts(str(contact), Side.CUSTOMER, former.name, former.title, role, active=False))
    writer = _Writer()
    plan.write(writer, people, TODAY)  # pyright: ignore[reportArgumentType] - the two calls that plans are written with
    return PlanFacts(TODAY, read_content(SHARED, writer.raw), contacts=tuple(contacts))


def test_the_invoicing_plan_shows_what_a_person_would_expect() -> None:
    found = find(_demo("Invoicing"))
    hard = [finding.code for finding in found if finding.severity is Severity.HARD]
    assert hard == [
        FindingCode.OUTCOME_WITHOUT_WORDS,
        FindingCode.STATED_CHANGE_CONTRADICTS,
        FindingCode.OUTCOME_WITHOUT_CUSTOMER_OWNER,
        FindingCode.MILESTONE_ONLY_FEATURE,
        FindingCode.NO_CUSTOMER_OBLIGATION,
    ]
    assert [finding.code for finding in found[len(hard) :]] == [
        FindingCode.CONTEXT_INCOMPLETE,
        FindingCode.TIME_TO_VALUE_MISSING,
        FindingCode.SECTION_EMPTY,
        FindingCode.PROVENANCE_MISSING,
        FindingCode.OUTCOMES_OUT_OF_RANGE,
        FindingCode.BASELINE_WITHOUT_SOURCE,
        FindingCode.BASELINE_INCOMPLETE,
        FindingCode.OUTCOME_WITHOUT_BENEFIT,
        FindingCode.MEASURING_INCOMPLETE,
        FindingCode.OUTCOME_WITHOUT_WORKFLOW,
        FindingCode.OUTCOME_WITHOUT_ENABLER,
        FindingCode.MILESTONES_OUT_OF_RANGE,
        FindingCode.MILESTONE_AT_RISK_BY_RULE,
        FindingCode.FIRST_VALUE_MISSING,
        FindingCode.NO_VENDOR_OBLIGATION,
        FindingCode.SPONSOR_MISSING,
        FindingCode.OWNER_HAS_LEFT,
        FindingCode.REVIEW_DATE_MISSING,
    ]
    contradiction = found[1]
    assert contradiction.message == ("30 % below 4 h is 2.8 h, and the target is 2 h. From 4 h to 2 h is -50 %.")
    assert contradiction.advice == "Write -50 %, or make the target 2.8 h."


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Support tickets", [FindingCode.OUTCOMES_OUT_OF_RANGE]),
        (
            "First response",
            [
                FindingCode.OUTCOMES_OUT_OF_RANGE,
                FindingCode.OUTCOME_WITHOUT_WORKFLOW,
                FindingCode.OUTCOME_WITHOUT_ENABLER,
            ],
        ),
    ],
)
def test_the_other_plans_of_the_demo_can_be_proposed(name: str, expected: list[FindingCode]) -> None:
    facts = _demo(name)
    assert readiness(facts).ready
    assert [finding.code for finding in find(facts)] == expected


def test_the_largest_plan_is_judged_quickly() -> None:
    """Prints what it takes; a rule that is quadratic in the entities takes minutes here."""
    writers = {name: _Writer() for name in ("whole", "bare")}
    texts = {"TEXT": "Reduce tickets of store {n} by 25 %", "STRING": "tickets {n}", "DATE": "2026-12-01"}
    for collection in SHARED.collections:
        for number in range(0 if collection.single else MAX_ENTITIES):
            values: dict[str, object] = {}
            for field in collection.fields:
                if field.type.kind is Kind.REFERENCE:
                    values[field.name] = uid(f"{field.refers_to[0]} {number}")
                elif field.type.kind is Kind.NUMBER:
                    values[field.name] = float(number)
                elif field.type.kind is Kind.ENUM:
                    values[field.name] = field.type.choices[0]
                elif field.type.kind.name in texts:
                    values[field.name] = texts[field.type.kind.name].format(n=number)
            entity = UUID(uid(f"{collection.root} {number}"))
            writers["whole"].create(collection.root, entity, values)
            writers["bare"].create(collection.root, entity, {})
    for name, writer in writers.items():
        facts = PlanFacts(TODAY, read_content(SHARED, writer.raw))
        for attempt in ("first", "again"):
            started = time.process_time()
            amount = len(find(facts))
            print(f"{name}, {attempt}: {amount} findings in {(time.process_time() - started) * 1000:.1f} ms")
