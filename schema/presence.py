"""`presenceChanged`: who has a plan open and shows it."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Self
from uuid import UUID

import strawberry

from collab.awareness import Person
from collab.watch import Watch
from schema.context import Context, Info
from schema.follow import PlanId, follow, require_plan, shared_alone
from schema.side import Side


@strawberry.type(description="Somebody who is in the live document now.")
class PresentPerson:
    """Somebody who is in the live document now."""

    person_id: strawberry.ID = strawberry.field(description="The person's UUID.")
    name: str = strawberry.field(description="Their name.")
    side: Side = strawberry.field(description="The side that they are here for.")

    @classmethod
    def from_fact(cls, fact: Person) -> Self:
        """The person as the document knows them."""
        return cls(person_id=strawberry.ID(fact.id), name=fact.name, side=Side(fact.side.value))


@strawberry.type(description="Somebody came or went; the first event of a subscription says who is there.")
class PresenceChanged:
    """Somebody came or went."""

    context: strawberry.Private[Context]
    people: list[PresentPerson] = strawberry.field(
        description="Everybody who is in the document that both sides edit, each once, by name."
    )


@strawberry.type(description="What can be followed of who is there.")
class PresenceSubscription:
    """What can be followed of who is there."""

    @strawberry.subscription(description="Who is in the plan's live document, at once and after each coming and going.")
    async def presence_changed(self, info: Info, plan_id: PlanId) -> AsyncGenerator[PresenceChanged, None]:
        """Who is there."""
        return _comings_and_goings(info.context, await require_plan(info, plan_id))


async def _comings_and_goings(base: Context, plan_id: UUID) -> AsyncGenerator[PresenceChanged]:
    told: tuple[Person, ...] | None = None

    def is_news(watch: Watch) -> bool:
        return watch.people() != told

    async with aclosing(follow(base, plan_id, shared_alone, is_news=is_news)) as looks:
        async for look in looks:
            people = look.watch.people()
            if people != told:
                told = people
                yield PresenceChanged(context=look.context, people=[PresentPerson.from_fact(one) for one in people])
