"""Two unmodified Yjs clients, one of each side, edit one plan: they converge, and GraphQL says the same."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import pytest

from tests.conftest import ServerFactory
from tests.interop.demo_sides import CUSTOMER, PLAN, VENDOR, only_outcome, open_both, token_of
from tests.interop.graphql_client import ask_plan, update_outcome
from tests.interop.yjs_client import YjsClient, settle, yjs_clients
from tests.server_process import ServerProcess

pytestmark = pytest.mark.anyio

GOAL = ("plan", "goal")
TITLE = ("plan", "title")
END = 1_000_000  # beyond every text: the client takes the end of the text for it
SEEDS = (1, 2, 3)
RANDOM_EDITS = 200
RECONNECTS = 30
TEXTS = (GOAL, ("plan", "problem"))


@dataclass(frozen=True, slots=True)
class Sides:
    """Both sides with the plan open."""

    vendor: YjsClient
    customer: YjsClient
    outcome: UUID
    server: ServerProcess
    servers: ServerFactory

    def field(self, name: str) -> tuple[str, str, str]:
        """The path of a field of the outcome."""
        return ("outcomes", str(self.outcome), name)

    async def settle(self) -> dict[str, Any]:
        """The content that both show in the end."""
        return await settle(self.vendor, self.customer)


@pytest.fixture
async def sides(servers: ServerFactory) -> AsyncGenerator[Sides]:
    """A server, and a client of each side."""
    server = servers.start()
    async with yjs_clients("vendor", "customer") as (vendor, customer):
        await open_both(vendor, customer, server.websocket_url, servers)
        yield Sides(vendor, customer, await only_outcome(vendor), server, servers)


async def test_two_sides_that_type_into_one_text_at_once_keep_what_both_typed(sides: Sides) -> None:
    before = str(await sides.vendor.value(GOAL))
    await sides.vendor.disconnect()
    await sides.customer.disconnect()
    await sides.vendor.insert(GOAL, 0, "From the vendor: ")
    await sides.customer.insert(GOAL, 0, "From the customer: ")
    await sides.vendor.insert(GOAL, END, " Agreed.")
    await sides.customer.delete(GOAL, len("From the customer: ") + before.index("quarter"), len("quarter"))
    await sides.vendor.reconnect()
    await sides.customer.reconnect()
    goal = (await sides.settle())["plan"]["goal"]
    assert "From the vendor: " in goal
    assert "From the customer: " in goal
    assert goal.endswith(" Agreed.")
    assert "quarter" not in goal


async def test_two_sides_that_set_one_field_at_once_end_with_the_same_value_of_the_two(sides: Sides) -> None:
    for number in range(20):
        await sides.vendor.set(sides.field("target"), number)
        await sides.customer.set(sides.field("target"), 1_000 + number)
    target = (await sides.settle())["outcomes"][str(sides.outcome)]["target"]
    assert target in {19, 1_019}


@pytest.mark.parametrize("seed", SEEDS)
async def test_random_edits_of_both_sides_converge_and_graphql_answers_what_they_show(sides: Sides, seed: int) -> None:
    texts = [*TEXTS, sides.field("objective")]
    scalars = [("plan", "escalateAfterDays"), sides.field("target"), sides.field("baseline")]
    await sides.vendor.start_flow()
    for batch in range(5):
        await sides.vendor.random(seed * 100 + batch, RANDOM_EDITS // 5, texts, scalars)
        await sides.customer.random(seed * 1_000 + batch, RANDOM_EDITS // 5, texts, scalars)
        await sides.customer.acknowledged()
    await sides.vendor.stop_flow()
    await sides.customer.insert(TITLE, END, " at Harbor Retail")
    shown = await sides.settle()
    for person in (VENDOR, CUSTOMER):
        answer = await ask_plan(sides.server.url, token_of(sides.servers, person), PLAN)
        assert answer == as_graphql(shown)


async def test_graphql_answers_an_edit_as_soon_as_its_author_saw_the_echo(sides: Sides) -> None:
    token = token_of(sides.servers, CUSTOMER)
    for number in range(10):
        await sides.vendor.set(sides.field("metric"), f"Metric {number}")
        await sides.vendor.acknowledged()
        answer = await ask_plan(sides.server.url, token, PLAN)
        assert answer["outcomes"][0]["metric"] == f"Metric {number}"


async def test_a_graphql_mutation_appears_at_both_sides_beside_what_they_type(sides: Sides) -> None:
    await sides.vendor.insert(sides.field("objective"), END, " Typed by the vendor.")
    answer = await update_outcome(
        sides.server.url, token_of(sides.servers, CUSTOMER), PLAN, sides.outcome, metric="Tickets", target=99.5
    )
    assert (answer["metric"], answer["target"]) == ("Tickets", 99.5)
    for client in (sides.vendor, sides.customer):
        await client.shows(sides.field("metric"), "Tickets")
        await client.shows(sides.field("target"), 99.5)
    shown = await sides.settle()
    assert shown["outcomes"][str(sides.outcome)]["objective"].endswith(" Typed by the vendor.")


async def test_a_text_changed_by_graphql_keeps_what_others_type_into_it_at_once(sides: Sides) -> None:
    objective = str(await sides.vendor.value(sides.field("objective")))
    await sides.vendor.disconnect()
    await sides.vendor.insert(sides.field("objective"), 0, "Offline: ")
    token = token_of(sides.servers, CUSTOMER)
    await update_outcome(sides.server.url, token, PLAN, sides.outcome, objective=f"{objective} By GraphQL.")
    await sides.vendor.reconnect()
    shown = await sides.settle()
    assert shown["outcomes"][str(sides.outcome)]["objective"] == f"Offline: {objective} By GraphQL."


async def test_each_side_sees_the_other_under_the_name_that_the_server_knows(sides: Sides) -> None:
    await sides.vendor.set_awareness("focus", "plan/goal")
    await sides.customer.set_awareness("user", {"id": str(VENDOR), "name": "Somebody else"})
    await sides.vendor.sees(CUSTOMER)
    await sides.customer.sees(VENDOR)
    seen = (await sides.vendor.present())[(await sides.customer.state()).client]
    assert seen["user"] == {"id": str(CUSTOMER), "name": "Sam Whitfield", "side": "customer"}
    seen = (await sides.customer.present())[(await sides.vendor.state()).client]
    assert seen["user"] == {"id": str(VENDOR), "name": "Priya Nair", "side": "vendor"}
    assert seen["focus"] == "plan/goal"


async def test_who_leaves_is_gone_from_the_others_presence(sides: Sides) -> None:
    await sides.customer.set_awareness("focus", "plan/goal")
    await sides.vendor.sees(CUSTOMER)
    await sides.customer.disconnect()
    await sides.vendor.sees_no(CUSTOMER)


async def test_edits_made_offline_by_both_sides_merge_when_they_come_back(sides: Sides) -> None:
    risk, win = uuid4(), uuid4()
    await sides.vendor.disconnect()
    await sides.customer.disconnect()
    await sides.vendor.create("risks", risk, {"kind": "blocker"}, {"title": "Store openings", "mitigation": ""})
    await sides.vendor.set(sides.field("unit"), "per store")
    await sides.customer.create("wins", win, {"value": "1250.50"}, {"title": "First week"})
    await sides.customer.random(7, 100, TEXTS, [sides.field("target")])
    await sides.customer.reconnect()
    await sides.vendor.reconnect()
    shown = await sides.settle()
    assert shown["risks"][str(risk)]["title"] == "Store openings"
    assert shown["wins"][str(win)] == {"value": "1250.50", "title": "First week", "calculation": ""}
    assert shown["outcomes"][str(sides.outcome)]["unit"] == "per store"


async def test_who_types_on_while_the_connection_comes_and_goes_is_never_turned_away(sides: Sides) -> None:
    await sides.vendor.start_flow(every_ms=1)
    for _ in range(RECONNECTS):
        await sides.vendor.disconnect()
        await sides.vendor.insert(GOAL, 0, "Typed offline. ")
        await sides.vendor.reconnect()  # what is typed before the server has asked for the rest comes first, with a gap
        await sides.vendor.synced()
    await sides.vendor.stop_flow()
    assert (await sides.settle())["plan"]["goal"].count("Typed offline. ") == RECONNECTS
    assert (await sides.vendor.state()).closes == ()


async def test_typing_and_erasing_offline_is_admitted(sides: Sides) -> None:
    goal = await sides.vendor.value(GOAL)
    await sides.vendor.disconnect()
    await sides.vendor.insert(GOAL, 3, "typed and erased")
    await sides.vendor.delete(GOAL, 3, len("typed and erased"))
    await sides.vendor.reconnect()
    assert (await sides.settle())["plan"]["goal"] == goal


async def test_what_one_side_removes_while_the_other_types_into_it_stays_removed(sides: Sides) -> None:
    await sides.vendor.disconnect()
    await sides.customer.remove("outcomes", sides.outcome)
    await sides.vendor.insert(sides.field("objective"), 0, "Typed into what is gone. ")
    await sides.customer.acknowledged()
    await sides.vendor.reconnect()
    assert (await sides.settle())["outcomes"] == {}


async def test_undoing_a_removal_brings_the_outcome_back_for_both_sides(sides: Sides) -> None:
    before = await sides.settle()
    await sides.vendor.track_undo("outcomes")
    await sides.vendor.remove("outcomes", sides.outcome)
    await sides.customer.shows(("outcomes", str(sides.outcome)), None)
    await sides.vendor.undo("outcomes")
    assert await sides.settle() == before
    await sides.customer.insert(sides.field("objective"), END, " Again.")
    shown = await sides.settle()
    assert shown["outcomes"][str(sides.outcome)]["objective"].endswith(" Again.")
    answer = await ask_plan(sides.server.url, token_of(sides.servers, CUSTOMER), PLAN)
    assert answer == as_graphql(shown)


async def test_undoing_what_one_typed_keeps_what_the_other_typed(sides: Sides) -> None:
    goal = await sides.vendor.value(GOAL)
    await sides.vendor.track_undo("plan")
    await sides.vendor.insert(GOAL, 0, "Vendor. ")
    await sides.settle()
    await sides.customer.insert(GOAL, 0, "Customer. ")
    await sides.settle()
    await sides.vendor.undo("plan")
    assert (await sides.settle())["plan"]["goal"] == f"Customer. {goal}"


async def test_an_emoji_replaced_as_a_whole_is_admitted(sides: Sides) -> None:
    await sides.vendor.insert(GOAL, END, " 🌱")
    goal = (await sides.settle())["plan"]["goal"]
    await sides.customer.delete(GOAL, utf16_length(goal) - 2, 2)
    await sides.customer.insert(GOAL, END, "🌳")
    shown = await sides.settle()
    assert shown["plan"]["goal"] == f"{goal[:-1]}🌳"
    answer = await ask_plan(sides.server.url, token_of(sides.servers, VENDOR), PLAN)
    assert answer == as_graphql(shown)


async def test_half_an_emoji_is_refused_and_the_other_side_keeps_it_whole(sides: Sides) -> None:
    await sides.vendor.insert(GOAL, END, " 🌱")
    goal = (await sides.settle())["plan"]["goal"]
    await sides.customer.delete(GOAL, utf16_length(goal) - 1, 1)
    close = await sides.customer.ended()
    assert (close.code, "U+FFFF" in close.reason) == (4403, True)
    await sides.vendor.insert(GOAL, 0, "On it goes. ")
    shown = await settle(sides.vendor)
    assert shown["plan"]["goal"] == f"On it goes. {goal}"


def utf16_length(text: str) -> int:
    """The length as JavaScript counts it."""
    return len(text.encode("utf-16-le")) // 2


def as_graphql(shown: dict[str, Any]) -> dict[str, Any]:
    """What clients show, as GraphQL answers it: empty and absent are null, outcomes in their order."""
    outcomes = sorted(shown["outcomes"].items(), key=lambda item: (item[1]["position"], item[0]))
    return {
        "title": shown["plan"]["title"] or None,
        "goal": shown["plan"]["goal"] or None,
        "outcomes": [
            {
                "id": entity,
                "objective": fields["objective"] or None,
                "metric": fields.get("metric") or None,
                "target": fields.get("target"),
            }
            for entity, fields in outcomes
        ],
    }
