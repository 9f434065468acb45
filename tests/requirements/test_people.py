"""Rows S1 to S4: who is there, what they want, who talks to whom; what the vendor keeps to itself."""

import json

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
    VIEWER,
    DemoPlan,
)

pytestmark = pytest.mark.anyio

CONCERNS = {
    "SPONSOR": {"REVENUE", "COST", "COMPLIANCE", "COMPETITIVE_POSITION"},
    "CHAMPION": {"ADOPTION", "EFFICIENCY", "BUY_IN", "STANDING"},
    "MEMBER": {"EASE", "TIME", "UNCHANGED_WORKFLOW"},
    "FINANCE": {"COST_PER_OUTCOME", "CONTRACT_TERMS", "BENCHMARKING"},
}
CUSTOMERS = (SPONSOR, CHAMPION, MEMBER, FINANCE)


async def test_S1_contacts_have_a_title_and_a_role_with_its_concerns(tickets: DemoPlan) -> None:
    asked = "account { contacts(first: 50) { nodes { name title role side concerns { code words } } } }"
    for person in (CSM, SPONSOR):
        contacts = (await tickets.read(asked, person))["account"]["contacts"]["nodes"]
        theirs = [one for one in contacts if one["side"] == "CUSTOMER"]
        assert {one["role"]: {concern["code"] for concern in one["concerns"]} for one in theirs} == CONCERNS
        assert all(one["title"] and all(concern["words"] for concern in one["concerns"]) for one in theirs)
    given = {"side": "CUSTOMER", "name": "Lena Ortiz", "role": "DELEGATE"}
    made = await tickets.change("createContact", "contact { id role }", CHAMPION, **given)
    assert made["contact"]["role"] == "DELEGATE"
    assert (await tickets.finding("CONTACT_INCOMPLETE", made["contact"]["id"]))["seen"] == ["title"]
    await tickets.change("updateContact", "", SPONSOR, contactId=made["contact"]["id"], title="Store Operations Lead")
    assert await tickets.finding("CONTACT_INCOMPLETE") is None
    assert await tickets.refused("createContact", FINANCE, **given) == [("NOT_ALLOWED", "")]


async def test_S2_what_the_vendor_thinks_of_a_stakeholder_never_reaches_the_customer(tickets: DemoPlan) -> None:
    member = await tickets.contact("MEMBER")
    thought = {
        "type": "POTENTIAL_BLOCKER", "renewalMetrics": ["Hours per article"], "engagement": "LOW", "influence": "HIGH",
        "sentiment": "SKEPTIC", "note": "Fears for her team",
    }  # fmt: skip
    await tickets.change("assessStakeholder", contactId=member, **thought)
    fields = "type renewalMetrics engagement influence sentiment note"
    asked = f"account {{ contacts(first: 50) {{ nodes {{ id assessment {{ {fields} }} }} }} }}"
    for person in (CSM, EXECUTIVE, VIEWER):
        contacts = (await tickets.read(asked, person))["account"]["contacts"]["nodes"]
        assert next(one["assessment"] for one in contacts if one["id"] == member) == thought
    for person in CUSTOMERS:
        contacts = (await tickets.read(asked, person))["account"]["contacts"]["nodes"]
        assert [one["assessment"] for one in contacts] == [None] * len(contacts)
        assert "Fears" not in json.dumps(await tickets.findings(person))
        refused = await tickets.refused("assessStakeholder", person, contactId=member, sentiment="ADVOCATE")
        assert refused == [("NOT_FOUND", "contactId")]


async def test_S2_every_type_and_sentiment_is_kept(tickets: DemoPlan) -> None:
    champion = await tickets.contact("CHAMPION")
    for kind in ("ECONOMIC_BUYER", "DECISION_MAKER", "CHAMPION", "END_USER", "POTENTIAL_BLOCKER"):
        for sentiment in ("ADVOCATE", "NEUTRAL", "SKEPTIC"):
            success = "contact { assessment { type sentiment } }"
            given = {"type": kind, "sentiment": sentiment}
            made = await tickets.change("assessStakeholder", success, EXECUTIVE, contactId=champion, **given)
            assert made["contact"]["assessment"] == given


async def test_S3_the_communication_plan_says_who_talks_to_whom_how_often(tickets: DemoPlan) -> None:
    assert (await tickets.finding("COMMUNICATION_PLAN_MISSING"))["severity"] == "SOFT"
    talk = await tickets.add("conversation", contactId=await tickets.contact("SPONSOR"), purpose="Figures, not stories")
    assert (await tickets.finding("CONVERSATION_INCOMPLETE", talk))["seen"] == ["vendorPerson", "every"]
    who = {"vendorPersonId": await tickets.contact("SPONSOR", "VENDOR"), "every": "MONTHLY"}
    await tickets.edit("conversation", talk, EXECUTIVE, **who)
    codes = {one["code"] for one in await tickets.findings()}
    assert not {"COMMUNICATION_PLAN_MISSING", "CONVERSATION_INCOMPLETE"} & codes
    asked = "internal { conversations { vendorPerson { name } contact { name } every } }"
    (read,) = (await tickets.read(asked))["internal"]["conversations"]
    assert read == {"vendorPerson": {"name": "Marcus Reyes"}, "contact": {"name": "Elena Fischer"}, "every": "MONTHLY"}
    for person in CUSTOMERS:
        assert (await tickets.read(asked, person))["internal"] is None


async def test_S3_one_single_active_contact_is_told_to_the_vendor_alone(invoicing: DemoPlan) -> None:
    assert await invoicing.finding("SINGLE_CONTACT") is None
    champion = await invoicing.contact("CHAMPION")
    await invoicing.change("updateContact", contactId=champion, leftOn=invoicing.day(0))
    told = await invoicing.finding("SINGLE_CONTACT")
    assert (told["severity"], told["seen"]) == ("SOFT", ["Dr. Ines Carvalho"])
    assert await invoicing.finding("SINGLE_CONTACT", by=LUMEN_SPONSOR) is None


async def test_S4_the_context_is_shared_and_the_narrative_is_the_vendors(invoicing: DemoPlan) -> None:
    assert (await invoicing.finding("CONTEXT_INCOMPLETE", by=LUMEN_CHAMPION))["seen"] == ["whyBought", "roi"]
    words = {"whyBought": "Disputes cost us a week each.", "roi": "A day less of outstanding sales."}
    await invoicing.change("updatePlan", "", LUMEN_SPONSOR, **words)
    assert await invoicing.finding("CONTEXT_INCOMPLETE") is None
    assert await invoicing.read("whyBought roi", VIEWER) == words
    ours = {"narrative": "A rescue.", "skeptics": "The sponsor.", "friction": "Two failed imports."}
    await invoicing.change("updateInternalPlan", **ours)
    asked = "internal { narrative skeptics friction }"
    assert (await invoicing.read(asked, EXECUTIVE))["internal"] == ours
    for person in (LUMEN_SPONSOR, LUMEN_CHAMPION):
        assert (await invoicing.read(asked, person))["internal"] is None
        assert (await invoicing.refused("updateInternalPlan", person, narrative="Ours"))[0][0] in {
            "NOT_FOUND",
            "NOT_ALLOWED",
        }
