"""What all mutations of rows beside the documents have in common: a transaction of the viewer, and the plan if any."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from plans.rules.permission import NotPermitted
from plans.rules.refusal import Problem, ProblemCode, Refused
from plans.service.audit import note_refusal
from plans.store.connection import Connection
from plans.store.plan import PlanRow
from plans.store.viewer import viewing
from schema.context import Info
from schema.declared import parse_id
from schema.edit import PlanInput
from schema.reading import ACQUIRE_SECONDS, unavailable_while_away


@asynccontextmanager
async def writing_beside(info: Info, source: PlanInput) -> AsyncGenerator[tuple[Connection, PlanRow]]:
    """The plan that an input names, with every acknowledged edit in its tables, and a transaction in which to write.

    What is read behind it shows the change; what the viewer may not do is noted in the audit before it is refused.
    Raises Refused where the viewer has no such plan, or Unavailable.
    """
    plan_id = parse_id(source.plan_id)
    if plan_id is not None:
        await info.context.renew(plan_id)
        plan = await info.context.reading.plan(plan_id)
        if plan is not None:
            async with changing(info) as connection:
                yield connection, plan
            await info.context.renew(plan.id)
            return
    raise Refused([Problem(ProblemCode.NOT_FOUND, "there is no such plan for you", ("planId",))])


@asynccontextmanager
async def changing(info: Info) -> AsyncGenerator[Connection]:
    """A transaction as the viewer; what they may not do is noted in the audit before it is refused."""
    await info.context.renew()  # nothing is held while the change waits for its own connection
    async with noting_refusals(info):
        with unavailable_while_away():
            async with viewing(info.context.viewers, info.context.reading.sight, within=ACQUIRE_SECONDS) as connection:
                yield connection


@asynccontextmanager
async def noting_refusals(info: Info) -> AsyncGenerator[None]:
    """What the viewer may not do in here is noted in the audit, in a transaction of its own, before it is refused."""
    try:
        yield
    except NotPermitted as refused:
        context = info.context
        with unavailable_while_away():
            async with viewing(context.viewers, context.reading.sight, within=ACQUIRE_SECONDS) as connection:
                await note_refusal(connection, context.viewer.person_id, refused)
        raise
