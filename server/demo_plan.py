"""What the demo's plans say. The wording follows real success plans; one is left incomplete on purpose."""

import datetime as dt
from uuid import UUID

from collab.draft import Draft
from plans.rules.identifier import new_id
from plans.rules.role import Role

People = dict[Role, UUID]
"""The contact of each role in the plan's account."""


def quarter_end(day: dt.date) -> dt.date:
    """The last day of the quarter that a day lies in.

    >>> quarter_end(dt.date(2026, 8, 3))
    datetime.date(2026, 9, 30)
    """
    quarter = (day.month - 1) // 3
    first_of_next = dt.date(day.year + 1, 1, 1) if quarter == 3 else dt.date(day.year, quarter * 3 + 4, 1)
    return first_of_next - dt.timedelta(days=1)


def _owe(draft: Draft, owed_by: UUID, owed_to: UUID, what: str, due: dt.date) -> None:
    draft.create(
        "dependencies", new_id(), {"owedBy": owed_by, "owedTo": owed_to, "what": what, "due": due, "status": "open"}
    )


def support_tickets(draft: Draft, people: People, today: dt.date) -> None:
    """25 % fewer Tier-1 tickets, through a self-serve knowledge base."""
    deadline = quarter_end(today + dt.timedelta(days=180))
    draft.update(
        "plan",
        None,
        {
            "title": "Support tickets",
            "goal": "Cut Tier-1 support tickets by a quarter, so that the team has time for what customers cannot "
            "solve themselves.",
            "whyBought": "Ticket volume grows with every store that opens, and the support team cannot.",
            "problem": "Most Tier-1 tickets ask what the help portal could answer.",
            "roi": "Hours of agents saved, and customers who are not kept waiting.",
            "expectedTimeToValue": "We want to see fewer tickets within the first three months.",
            "reviewOn": today + dt.timedelta(days=28),
            "escalateAfterDays": 10,
            "vendorSponsor": people[Role.EXECUTIVE],
            "customerSponsor": people[Role.SPONSOR],
        },
    )
    outcome, workflow = new_id(), new_id()
    draft.create(
        "outcomes",
        outcome,
        {
            "objective": "Reduce Tier-1 support tickets by 25 %.",
            "benefit": "Support costs less per store, and agents work on what matters.",
            "type": "cost_reduction",
            "metric": "Tier-1 support tickets",
            "unit": "per 1,000 active users",
            "comparator": "at_most",
            "baseline": 140,
            "baselineOn": today - dt.timedelta(days=14),
            "baselineSource": "Harbor Retail's helpdesk export",
            "baselineEvidence": "https://helpdesk.harbor.example/exports/tier-1-tickets",
            "baselineQuality": "measured",
            "target": 105,
            "statedChange": -25,
            "deadline": deadline,
            "measuredBy": people[Role.CHAMPION],
            "measuredIn": "Helpdesk, monthly export",
            "measuredEvery": "monthly",
            "provenance": "discovery_call",
            "customerOwner": people[Role.CHAMPION],
            "vendorOwner": people[Role.CSM],
            "key": True,
            "status": "active",
        },
    )
    draft.create(
        "quotes",
        new_id(),
        {
            "text": "Cut support ticket volume.",
            "saidBy": people[Role.SPONSOR],
            "saidOn": today - dt.timedelta(days=21),
            "prompt": "What would make this a clear win?",
            "outcome": outcome,
        },
    )
    draft.create(
        "workflows",
        workflow,
        {
            "outcome": outcome,
            "title": "Tier-1 queries resolved by the self-serve knowledge base",
            "comparator": "at_least",
            "initial": 20,
            "initialOn": today - dt.timedelta(days=14),
            "threshold": 60,
            "unit": "% of Tier-1 queries",
        },
    )
    for kind, title, owner, frequency in (
        ("integration", "Knowledge base widget on the help portal", people[Role.CSM], None),
        ("other", "Articles for the most frequent questions", people[Role.MEMBER], "three articles a week"),
        ("sponsor", "Support lead as owner of the knowledge base", people[Role.CHAMPION], None),
    ):
        draft.create(
            "enablers",
            new_id(),
            {
                "outcome": outcome,
                "workflow": workflow,
                "kind": kind,
                "title": title,
                "owner": owner,
                "state": "in_progress" if frequency else "planned",
                "due": today + dt.timedelta(days=21),
                "frequency": frequency,
            },
        )
    draft.create(
        "indicators",
        new_id(),
        {
            "outcome": outcome,
            "kind": "leading",
            "name": "Knowledge base views before a ticket is opened",
            "unit": "per 1,000 active users",
            "comparator": "at_least",
            "baseline": 80,
            "target": 240,
        },
    )
    for weeks, title, value, mark in (
        (4, "Widget live on the help portal", 135, "implemented"),
        (8, "Twenty articles that answer the most frequent questions", 128, "first_value"),
        (16, "Half of the way: fewer tickets in every region", 122, "half_target"),
    ):
        milestone = new_id()
        draft.create(
            "milestones",
            milestone,
            {
                "outcome": outcome,
                "title": title,
                "mark": mark,
                "due": today + dt.timedelta(weeks=weeks),
                "metric": outcome,
                "targetValue": value,
                "comparator": "at_most",
                "vendorOwner": people[Role.CSM],
                "customerOwner": people[Role.CHAMPION],
                "responsibility": "customer" if mark == "first_value" else "csm",
                "status": "planned",
                "firstValue": mark == "first_value",
                "key": True,
            },
        )
        draft.create(
            "tasks",
            new_id(),
            {
                "milestone": milestone,
                "action": f"Prepare: {title.lower()}",
                "owner": people[Role.MEMBER],
                "due": today + dt.timedelta(weeks=weeks - 1),
                "done": False,
            },
        )
    _owe(
        draft,
        people[Role.MEMBER],
        people[Role.CSM],
        "Access to the help portal's templates",
        today + dt.timedelta(days=10),
    )
    _owe(
        draft,
        people[Role.CSM],
        people[Role.MEMBER],
        "The widget's design for the help portal",
        today + dt.timedelta(days=7),
    )
    draft.create(
        "risks",
        new_id(),
        {
            "title": "Articles go out of date when the stores' systems change",
            "kind": "low_adoption",
            "outcome": outcome,
            "likelihood": "medium",
            "impact": "medium",
            "mitigation": "The owner of each article looks at it every quarter.",
            "owner": people[Role.CHAMPION],
            "state": "open",
        },
    )


def first_response(draft: Draft, people: People, today: dt.date) -> None:
    """First response from 8 h to under 2 h, in twelve weeks, with owners on both sides."""
    deadline = quarter_end(today + dt.timedelta(weeks=12))
    outcome = new_id()
    draft.update(
        "plan",
        None,
        {
            "title": "First response",
            "goal": "Answer every customer within two hours.",
            "whyBought": "Customers wait a working day for the first answer.",
            "problem": "Tickets are sorted by hand before anybody reads them.",
            "roi": "Fewer customers who leave after a bad first experience.",
            "expectedTimeToValue": "The pilot team should feel it within the first month.",
            "reviewOn": today + dt.timedelta(days=7),
            "escalateAfterDays": 5,
            "vendorSponsor": people[Role.EXECUTIVE],
            "customerSponsor": people[Role.SPONSOR],
        },
    )
    draft.create(
        "outcomes",
        outcome,
        {
            "objective": "Reduce average first-response time from 8 h to under 2 h.",
            "benefit": "Customers are answered sooner, while they still care, and fewer of them leave.",
            "type": "speed",
            "metric": "average first-response time",
            "unit": "h",
            "comparator": "under",
            "baseline": 8,
            "baselineOn": today - dt.timedelta(days=7),
            "baselineSource": "Harbor Retail's helpdesk report",
            "baselineEvidence": "https://helpdesk.harbor.example/reports/first-response",
            "baselineQuality": "measured",
            "target": 2,
            "deadline": deadline,
            "measuredBy": people[Role.CHAMPION],
            "measuredIn": "Helpdesk report",
            "measuredEvery": "weekly",
            "provenance": "mutual_action_plan",
            "customerOwner": people[Role.CHAMPION],
            "vendorOwner": people[Role.CSM],
            "key": True,
            "status": "active",
        },
    )
    draft.create(
        "quotes",
        new_id(),
        {
            "text": "If a customer has their first answer within two hours, I call this a success.",
            "saidBy": people[Role.CHAMPION],
            "saidOn": today - dt.timedelta(days=10),
            "prompt": "What does success actually look like to you?",
            "outcome": outcome,
        },
    )
    for weeks, title, mark, value, scope, responsibility, tasks in (
        (2, "Implementation complete", "implemented", None, "", "csm", ("Helpdesk connected", "Routing rules live")),
        (
            4,
            "First value: the first 50 tickets triaged automatically",
            "first_value",
            None,
            "pilot team",
            "customer",
            ("First 50 tickets auto-triaged", "Agents trained"),
        ),
        (8, "Half target: 4 h across the pilot team", "half_target", 4, "pilot team", "customer", ()),
        (12, "Target hit: under 2 h across all teams", "target_hit", 2, "all teams", "customer", ()),
    ):
        milestone = new_id()
        draft.create(
            "milestones",
            milestone,
            {
                "outcome": outcome,
                "title": title,
                "mark": mark,
                "due": today + dt.timedelta(weeks=weeks),
                "metric": outcome,
                "targetValue": value,
                "comparator": "under" if mark == "target_hit" else "at_most",
                "scope": scope,
                "vendorOwner": people[Role.CSM],
                "customerOwner": people[Role.CHAMPION],
                "responsibility": responsibility,
                "status": "planned",
                "firstValue": mark == "first_value",
                "key": True,
            },
        )
        for action in tasks:
            draft.create(
                "tasks",
                new_id(),
                {
                    "milestone": milestone,
                    "action": action,
                    "owner": people[Role.MEMBER],
                    "due": today + dt.timedelta(weeks=weeks),
                    "done": False,
                },
            )
    _owe(
        draft,
        people[Role.CHAMPION],
        people[Role.CSM],
        "A list of the ticket categories that the pilot team handles",
        today + dt.timedelta(days=7),
    )
    _owe(
        draft,
        people[Role.CSM],
        people[Role.CHAMPION],
        "Routing rules for those categories, ready to be tried",
        today + dt.timedelta(days=10),
    )
    draft.create(
        "risks",
        new_id(),
        {
            "title": "Rules send tickets of new categories to the wrong team",
            "kind": "other",
            "outcome": outcome,
            "likelihood": "medium",
            "impact": "medium",
            "mitigation": "The pilot team looks at misrouted tickets every week.",
            "owner": people[Role.CHAMPION],
            "state": "open",
        },
    )


def invoicing(draft: Draft, people: People, today: dt.date) -> None:
    """30 % fewer invoicing delays: without a customer owner and a baseline source, to be found; one owner has left."""
    outcome = new_id()
    draft.update(
        "plan",
        None,
        {
            "title": "Invoicing",
            "goal": "Reduce invoicing delays by 30 %.",
            "problem": "Disputed invoices wait for a case to be resolved.",
            "vendorSponsor": people[Role.EXECUTIVE],
        },
    )
    draft.create(
        "outcomes",
        outcome,
        {
            "objective": "Reduce invoicing delays by 30 %.",
            "type": "speed",
            "metric": "average case resolution",
            "unit": "h",
            "comparator": "at_most",
            "baseline": 4,
            "target": 2,
            "statedChange": -30,
            "deadline": quarter_end(today + dt.timedelta(days=150)),
            "vendorOwner": people[Role.CSM],
            "status": "active",
        },
    )
    draft.create(
        "milestones",
        new_id(),
        {
            "outcome": outcome,
            "title": "Connect the billing system",
            "due": today + dt.timedelta(weeks=6),
            "vendorOwner": people[Role.CSM],
            "customerOwner": people[Role.MEMBER],
            "status": "planned",
        },
    )


def onboarding(draft: Draft, people: People, today: dt.date) -> None:
    """The plan of another vendor, which nobody of the first may see."""
    draft.create(
        "outcomes",
        new_id(),
        {
            "objective": "Bring new depots on line in two weeks instead of five.",
            "type": "scale",
            "metric": "weeks from contract to first shipment",
            "unit": "weeks",
            "comparator": "at_most",
            "baseline": 5,
            "target": 2,
            "deadline": quarter_end(today + dt.timedelta(days=120)),
            "customerOwner": people[Role.SPONSOR],
            "vendorOwner": people[Role.CSM],
            "status": "active",
        },
    )
