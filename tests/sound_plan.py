"""A plan in which no rule finds anything, to be broken in one place at a time."""

import datetime as dt
from collections.abc import Mapping
from typing import Any
from uuid import NAMESPACE_OID, uuid5

from plans.rules.content import Content, read_content
from plans.rules.document import INTERNAL, SHARED
from plans.rules.facts import (
    AccountFacts,
    ContactFacts,
    ContactRole,
    HealthPart,
    MeasurementFacts,
    PlanFacts,
    ReviewFacts,
    ReviewKind,
)
from plans.rules.finding import Finding, FindingCode
from plans.rules.findings.find import find
from plans.rules.role import Side
from plans.rules.value import notation

TODAY = dt.date(2026, 11, 23)
Roots = dict[str, dict[str, Any]]


def uid(name: str) -> str:
    """The id of something in the plan, by name."""
    return str(uuid5(NAMESPACE_OID, name))


def days(amount: int) -> dt.date:
    """A day so many days from today."""
    return TODAY + dt.timedelta(days=amount)


SPONSOR, CHAMPION, MEMBER, EXECUTIVE, CSM = (uid(n) for n in ("sponsor", "champion", "member", "executive", "csm"))
CONTACTS = (
    ContactFacts(SPONSOR, Side.CUSTOMER, "Elena Fischer", "Chief Operating Officer", ContactRole.SPONSOR),
    ContactFacts(CHAMPION, Side.CUSTOMER, "Sam Whitfield", "Support Lead", ContactRole.CHAMPION),
    ContactFacts(MEMBER, Side.CUSTOMER, "Jo Lindqvist", "Knowledge Manager", ContactRole.MEMBER),
    ContactFacts(EXECUTIVE, Side.VENDOR, "Marcus Reyes", "VP Customer Success", ContactRole.SPONSOR),
    ContactFacts(CSM, Side.VENDOR, "Priya Nair", "Customer Success Manager"),
)
ACCOUNT = AccountFacts(days(-60), days(-50), days(-45), days(-20), days(300), days(310), key_account=True)
OUTCOME, OTHER, MILESTONE, TASK = uid("outcome"), uid("other outcome"), uid("milestone 1"), uid("task")
THEIRS, OURS, RISK, WIN, QUOTE = (uid(name) for name in ("theirs", "ours", "risk", "win", "quote"))
INDICATOR, WORKFLOW, ENABLER, CONVERSATION = (uid(n) for n in ("indicator", "workflow", "enabler", "conversation"))


def sound() -> Roots:
    """The raw content of the plan."""
    roots: Roots = {
        "plan": {
            "title": "Support",
            "goal": "Answer customers sooner. Spend less on each of them.",
            "whyBought": "Customers wait too long.",
            "problem": "Tickets are sorted by hand.",
            "roi": "Hours saved.",
            "expectedTimeToValue": "Within a quarter.",
            "reviewOn": days(20),
            "escalateAfterDays": 5,
            "vendorSponsor": EXECUTIVE,
            "customerSponsor": SPONSOR,
        },
        "outcomes": {
            OUTCOME: _outcome("average first-response time", "speed", "h", "under", 8, 2)
            | {"objective": "Reduce average first-response time from 8 h to under 2 h.", "position": "A"},
            OTHER: _outcome("Tier-1 tickets", "cost_reduction", "per 1,000 users", "at_most", 140, 105)
            | {"objective": "Reduce Tier-1 tickets by 25 %.", "statedChange": -25, "position": "B"},
        },
        "quotes": {
            QUOTE: {
                "text": "If they have an answer within two hours, I call it a success.",
                "saidBy": CHAMPION,
                "saidOn": days(-44),
                "prompt": "What does success look like to you?",
            }
        },
        "workflows": {}, "enablers": {}, "milestones": {},
        "indicators": {INDICATOR: {"outcome": OTHER, "kind": "leading", "name": "Knowledge base views"}},
        "tasks": {TASK: {"action": "Send the ticket export to Priya", "owner": MEMBER, "due": days(4)}},
        "dependencies": {
            THEIRS: {"owedBy": MEMBER, "owedTo": CSM, "what": "Access to the portal", "due": days(5), "status": "open"},
            OURS: {"owedBy": CSM, "owedTo": MEMBER, "what": "A list of categories", "due": days(3), "status": "open"},
        },
        "risks": {
            RISK: {
                "title": "Articles go out of date",
                "kind": "low_adoption",
                "likelihood": "low",
                "impact": "high",
                "mitigation": "Each article has an owner.",
                "owner": CHAMPION,
                "state": "open",
            }
        },
        "wins": {
            WIN: {
                "title": "Pilot tickets answered sooner",
                "outcome": OUTCOME,
                "value": "120",
                "unit": "h",
                "evidence": "https://harbor.example/report",
                "on": days(-5),
            }
        },
    }  # fmt: skip
    for place, outcome in enumerate((OUTCOME, OTHER)):
        workflow = WORKFLOW if outcome == OUTCOME else uid("other workflow")
        roots["workflows"][workflow] = {"outcome": outcome, "title": "Sorted by itself", "threshold": 60, "unit": "%"}
        roots["enablers"][ENABLER if outcome == OUTCOME else uid("other enabler")] = {
            "outcome": outcome, "workflow": workflow, "kind": "other", "title": "Routing", "owner": CSM,
            "state": "planned",
        }  # fmt: skip
        for step in range(1, 4):
            number = 3 * place + step
            roots["milestones"][uid(f"milestone {number}")] = {
                "outcome": outcome,
                "title": f"Step {number}: first answers within {9 - number} h",
                "due": days(20 * step),
                "metric": outcome,
                "targetValue": 9 - number,
                "vendorOwner": CSM,
                "customerOwner": CHAMPION,
                "status": "planned",
                "firstValue": number == 1,
                "key": number <= 4,
                "position": f"M{number}",
            }
    return roots


def _outcome(metric: str, kind: str, unit: str, comparator: str, baseline: float, target: float) -> dict[str, Any]:
    return {
        "benefit": "Each answer costs less.",
        "type": kind,
        "metric": metric,
        "unit": unit,
        "comparator": comparator,
        "baseline": baseline,
        "baselineOn": days(-52),
        "baselineSource": "Helpdesk report",
        "baselineEvidence": "https://harbor.example/baseline",
        "baselineQuality": "measured",
        "target": target,
        "deadline": days(120),
        "measuredBy": CHAMPION,
        "measuredIn": "Helpdesk",
        "measuredEvery": "weekly",
        "provenance": "discovery_call",
        "customerOwner": CHAMPION,
        "vendorOwner": CSM,
        "key": True,
        "status": "active",
    }


def conversations() -> Roots:
    """The raw content of the vendor's own document."""
    return {"conversations": {CONVERSATION: {"vendorPerson": CSM, "contact": CHAMPION, "every": "weekly"}}}


def content_of(roots: Mapping[str, Mapping[str, Any]], *, internal: bool = False) -> Content:
    """Raw content, given with Python's own values, as it is read out of a document."""
    singles = {"plan", "internal"}
    raw = {
        root: _written(held) if root in singles else {key: _written(fields) for key, fields in held.items()}
        for root, held in roots.items()
    }
    return read_content(INTERNAL if internal else SHARED, raw)


def _written(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {name: notation(value) for name, value in fields.items()}


def facts(roots: Roots | None = None, **beside: Any) -> PlanFacts:
    """All facts of the plan; what is given stands in place of what is sound."""
    given: dict[str, Any] = {
        "today": TODAY,
        "content": content_of(roots or sound()),
        "internal": content_of(conversations(), internal=True),
        "account": ACCOUNT,
        "contacts": CONTACTS,
        "measurements": (MeasurementFacts(OUTCOME, days(-3), 6.0), MeasurementFacts(OTHER, days(-3), 130.0)),
        "signed_by": frozenset({Side.VENDOR, Side.CUSTOMER}),
        "calendars": frozenset({Side.VENDOR, Side.CUSTOMER}),
        "health": frozenset({HealthPart.ENGAGEMENT, HealthPart.PLAN}),
        "delivered_on": days(-30),
        "agreed_on": days(-10),
        "changed_on": days(-1),
        "customer_opened_on": days(-2),
        "customer_edited": True,
        "created_on": {OUTCOME: days(-44), OTHER: days(-44)},
        "touched_on": {RISK: days(-10)},
    }
    return PlanFacts(**(given | beside))


def review(**fields: Any) -> ReviewFacts:
    """A quarterly review, held last week, that did all it should."""
    given: dict[str, Any] = {
        "id": uid("review"),
        "kind": ReviewKind.QUARTERLY,
        "due_on": days(-7),
        "held_on": days(-7),
        "attendees": (SPONSOR, EXECUTIVE, CSM),
        "reconfirmed": (OUTCOME, OTHER),
        "serves": {Side.VENDOR: True, Side.CUSTOMER: True},
    }
    return ReviewFacts(**(given | fields))


def findings(roots: Roots | None = None, **beside: Any) -> dict[FindingCode, Finding]:
    """What is found, by code; of several with one code the first."""
    found: dict[FindingCode, Finding] = {}
    for finding in find(facts(roots, **beside)):
        found.setdefault(finding.code, finding)
    return found


def broken(root: str, entity: str, **fields: Any) -> dict[FindingCode, Finding]:
    """What is found once these fields of an entity, or of the plan, are changed; ``None`` clears one."""
    roots = sound()
    (roots[root] if root == "plan" else roots[root][entity]).update(fields)
    return findings(roots)
