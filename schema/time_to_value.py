"""Time to value: from the contract's close to what the customer has of it."""

import datetime as dt
from typing import Self

import strawberry

from plans.rules.reading import read
from plans.rules.time_to_value import Reached, goals, time_to_value
from plans.store.plan import PlanRow
from schema.context import Info
from schema.plan_facts import facts_of


@strawberry.type(description="An outcome or a milestone that was reached.")
class ValueReached:
    """An outcome or a milestone that was reached."""

    id: strawberry.ID = strawberry.field(description="The UUID of the outcome or the milestone.")
    on: dt.date = strawberry.field(description="The day on which it was reached.")
    days: int = strawberry.field(description="Days since the contract's close.")

    @classmethod
    def from_fact(cls, fact: Reached) -> Self:
        """What was reached, as the rules found it."""
        return cls(id=strawberry.ID(fact.entity), on=fact.on, days=fact.days)


@strawberry.type(description="How long it takes from the contract's close until the customer has something of it.")
class TimeToValue:
    """How long it takes until the customer has something of it."""

    closed_on: dt.date | None = strawberry.field(
        description="The day from which is counted; null where the account does not say, and all else with it."
    )
    outcome: ValueReached | None = strawberry.field(
        description="The first outcome that was achieved: a value that counts reached its target; null while none is."
    )
    first_value: ValueReached | None = strawberry.field(
        description="The milestone that is marked as the first value, once it is done."
    )
    running_days: int | None = strawberry.field(
        description="Days from the contract's close until today while no outcome is achieved; null before, and once "
        "one is."
    )


async def read_time_to_value(info: Info, row: PlanRow) -> TimeToValue:
    """How long it takes in this plan."""
    reading = read(await facts_of(info.context, row))
    wanted = goals(reading)
    days = await info.context.loaders.days_of_goals.load_many([(row.vendor_id, row.id, goal) for goal in wanted])
    reached = {goal.metric_id: on for goal, on in zip(wanted, days, strict=True) if on is not None}
    fact = time_to_value(reading, reached)
    return TimeToValue(
        closed_on=fact.closed_on,
        outcome=ValueReached.from_fact(fact.outcome) if fact.outcome else None,
        first_value=ValueReached.from_fact(fact.first_value) if fact.first_value else None,
        running_days=fact.running,
    )
