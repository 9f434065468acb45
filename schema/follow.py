"""Following a plan: what every subscription has in common.

One look at a time: wait for news, look whether the viewer's rights still stand and whether the plan is still theirs,
read, tell, and wait again. What happens meanwhile is gathered in a `Watch`, so that a slow reader misses states in
between and costs no memory. Each look after the first costs what the subscription cost, and waits where its viewer has
spent that already. Where the documents are lost here, since the database is away for instance, they are opened
anew, and the next look tells all.
"""

import asyncio
import datetime as dt
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

import strawberry
from graphql import GraphQLError

from collab.errors import Unavailable
from collab.watch import Change, Watch
from plans.rules.authority import Authority
from plans.rules.beside import lists_told_to
from plans.rules.declaration import DocumentKind
from plans.service.authority import withdrawals
from plans.store.document import DocumentRow, select_document
from plans.store.plan import PlanRow
from schema.context import Context, Info
from schema.declared import parse_id
from schema.reading import ACQUIRE_SECONDS, sees_internal, unavailable_while_away

LOOK_AT_MOST_EVERY_SECONDS = 0.25
REST = 10  # times as long as a look took: one subscription keeps a process busy for a tenth of the time at most
LONGEST_REST_SECONDS = 5.0
LOOK_ANYWAY_SECONDS = 60.0  # for what nobody tells: the date of today
OPEN_AGAIN_SECONDS = 1.0  # after the documents were lost

PlanId = Annotated[strawberry.ID, strawberry.argument(description="The plan's UUID.")]


@dataclass(frozen=True, slots=True)
class Look:
    """A plan as it is at one moment. ``context`` reads it, and is closed before the next look.

    ``changes``: since the look before; ``None`` where it may be anything, as at the first.
    """

    context: Context
    plan: PlanRow
    watch: Watch
    changes: tuple[Change, ...] | None


async def require_plan(info: Info, plan_id: strawberry.ID) -> UUID:
    """The id of a plan that the viewer may see. Raises GraphQLError, the same for any other; or Unavailable."""
    context, found = info.context.for_operation(), parse_id(plan_id)
    try:
        if found is not None:
            context.reading.want(found)
            if await context.reading.plan(found) is not None:
                return found
    finally:
        await context.close()
    raise no_such_plan()


def no_such_plan() -> GraphQLError:
    """The plan is somebody else's, or there is none."""
    return GraphQLError("there is no such plan for you", extensions={"code": "NOT_FOUND"})


async def follow(
    base: Context,
    plan_id: UUID,
    kinds: Callable[[Context, PlanRow], list[DocumentKind]],
    *,
    is_news: Callable[[Watch], bool],
) -> AsyncGenerator[Look]:
    """Look at a plan, at first and then whenever there is news. Raises GraphQLError once the plan is out of sight.

    ``is_news`` says cheaply whether a look is worth it.
    """
    while True:
        try:
            async with aclosing(_follow_open(base, plan_id, kinds, is_news)) as looks:
                async for look in looks:
                    yield look
        except Unavailable:
            pass  # it was told to the log; tried again until the socket ends
        await asyncio.sleep(OPEN_AGAIN_SECONDS)


def all_seen(context: Context, plan: PlanRow) -> list[DocumentKind]:
    """The documents of a plan that the viewer may read."""
    return list(DocumentKind) if sees_internal(context.viewer, plan) else [DocumentKind.SHARED]


def shared_alone(_context: Context, _plan: PlanRow) -> list[DocumentKind]:
    """The document of both sides."""
    return [DocumentKind.SHARED]


async def _follow_open(
    base: Context,
    plan_id: UUID,
    kinds: Callable[[Context, PlanRow], list[DocumentKind]],
    is_news: Callable[[Watch], bool],
) -> AsyncGenerator[Look]:
    """Look until the documents are lost. Raises Unavailable."""
    clock = asyncio.get_running_loop().time
    context, plan = await _open(base, plan_id)
    try:
        found = [await _select_document(context, plan, kind) for kind in kinds(context, plan)]
    finally:
        await context.close()
    documents = [row for row in found if row is not None]
    lists = lists_told_to(base.viewer.roles_on(plan.vendor_id, plan.customer_id))
    async with base.live.watch(documents, (plan.id, plan.account_id), lists) as watch:
        while not watch.is_lost and await _stands(base):
            began = clock()
            changes = watch.take()
            context, plan = await _open(base, plan_id)
            try:
                yield Look(context, plan, watch, changes)
            finally:
                await context.close()
            if context.is_lost:
                return
            rest = min(max(LOOK_AT_MOST_EVERY_SECONDS, REST * (clock() - began)), LONGEST_REST_SECONDS)
            await asyncio.sleep(rest)
            anyway = clock() + LOOK_ANYWAY_SECONDS
            while not (watch.is_lost or is_news(watch)) and clock() < anyway:
                await watch.news(anyway - clock())
                await asyncio.sleep(LOOK_AT_MOST_EVERY_SECONDS)
            await base.spending.pay_again()


async def _select_document(context: Context, plan: PlanRow, kind: DocumentKind) -> DocumentRow | None:
    return await context.reading.run(lambda connection: select_document(connection, plan.vendor_id, plan.id, kind))


async def _open(base: Context, plan_id: UUID) -> tuple[Context, PlanRow]:
    """A context with the plan caught up. Raises GraphQLError where the viewer does not see it (any more)."""
    context = base.for_operation()
    context.reading.want(plan_id)
    try:
        plan = await context.reading.plan(plan_id)
    except BaseException:
        await context.close()
        raise
    if plan is None:
        await context.close()
        raise no_such_plan()
    return context, plan


async def _stands(context: Context) -> bool:
    """Whether the viewer's session and roles are as they were; where not, the socket is about to be closed."""
    authority = Authority(context.viewer.person_id, context.session_id, context.viewer.memberships)
    with unavailable_while_away():
        async with context.doors.logins.acquire(timeout=ACQUIRE_SECONDS) as connection:
            (withdrawn,) = await withdrawals(connection, [authority], dt.datetime.now(dt.UTC))
    return withdrawn is None
