"""`findingsChanged`: what the rules find in a plan that they did not before, what says something else, what is gone."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from uuid import UUID

import strawberry

from plans.rules.finding import Finding as FindingFact
from schema.context import Context, Info
from schema.finding import Finding, find_in
from schema.follow import PlanId, all_seen, follow, require_plan

Key = tuple[object, ...]


@strawberry.type(description="The rules find something else than before; in the first event of a subscription, all.")
class FindingsChanged:
    """The rules find something else than before."""

    context: strawberry.Private[Context]
    added: list[Finding] = strawberry.field(description="What was not found before.")
    changed: list[Finding] = strawberry.field(
        description="What was found before and says something else now, such as another figure: as it now is."
    )
    gone: list[Finding] = strawberry.field(description="What was found before and is not any more.")


@strawberry.type(description="What can be followed of a plan's findings.")
class FindingsSubscription:
    """What can be followed of a plan's findings."""

    @strawberry.subscription(
        description="All findings that the viewer's side may see, at once, and then what comes, changes and goes, "
        "told apart by code and subject."
    )
    async def findings_changed(self, info: Info, plan_id: PlanId) -> AsyncGenerator[FindingsChanged, None]:
        """What comes, changes and goes."""
        return _differences(info.context, await require_plan(info, plan_id))


async def _differences(base: Context, plan_id: UUID) -> AsyncGenerator[FindingsChanged]:
    told: dict[Key, FindingFact] | None = None
    async with aclosing(follow(base, plan_id, all_seen, is_news=lambda watch: watch.has_changes)) as looks:
        async for look in looks:
            found = {_key(fact): fact for fact in await find_in(look.context, look.plan)}
            before = told or {}
            added = [fact for key, fact in found.items() if key not in before]
            changed = [fact for key, fact in found.items() if key in before and fact != before[key]]
            gone = [fact for key, fact in before.items() if key not in found]
            if added or changed or gone or told is None:
                told = found
                yield FindingsChanged(
                    context=look.context,
                    added=[Finding.from_fact(fact) for fact in added],
                    changed=[Finding.from_fact(fact) for fact in changed],
                    gone=[Finding.from_fact(fact) for fact in gone],
                )


def _key(fact: FindingFact) -> Key:
    return fact.code, fact.subject.root, fact.subject.entity, fact.subject.field
