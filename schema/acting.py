"""What all mutations of an organisation's people, logins and sessions have in common."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from uuid import UUID

import strawberry

from collab.idempotency_key import BECOME_LOGIN, Deed, nothing, once_only, was_done
from plans.rules.permission import NotPermitted
from plans.rules.refusal import Problem, ProblemCode, Refused
from plans.service.audit import note_refusal
from plans.store.connection import Connection
from plans.store.idempotency_key import IdempotencyKeyRow
from plans.store.viewer import acting, viewing
from schema.context import Info
from schema.declared import parse_id
from schema.edit import RepeatableInput, key_of
from schema.reading import ACQUIRE_SECONDS, unavailable_while_away


@strawberry.input(description="What every change in an organisation names.")
class OrganisationInput(RepeatableInput):
    """What every change in an organisation names."""

    organisation_id: strawberry.ID = strawberry.field(description="The UUID of the organisation.")


@asynccontextmanager
async def acting_for(info: Info) -> AsyncGenerator[Connection]:
    """A transaction of the login role in the viewer's name; what is read behind it shows the change.

    What the viewer may not do is noted in the audit before it is refused. Raises Refused or Unavailable.
    """
    context = info.context
    await context.renew()  # nothing is held while the change waits for its own connection
    sight = context.reading.sight
    try:
        with unavailable_while_away():
            async with acting(context.doors.logins, sight, within=ACQUIRE_SECONDS) as connection:
                yield connection
    except NotPermitted as refused:
        with unavailable_while_away():
            async with viewing(context.viewers, sight, within=ACQUIRE_SECONDS) as connection:
                await note_refusal(connection, context.viewer.person_id, refused)
        raise
    await context.renew()


async def once_for(
    info: Info,
    connection: Connection,
    source: RepeatableInput,
    do: Deed,
    about: UUID | None = None,
    *,
    again: Deed = nothing,
) -> UUID:
    """Do what an input asks, in a transaction of `acting_for`, under its key once; the id of what it is ``about``.

    ``again`` is done where it was done before. Raises Refused.
    """
    return await once_only(connection, _key(info, source), do, about, again=again, back=BECOME_LOGIN)


async def done_before(info: Info, connection: Connection, source: RepeatableInput) -> bool:
    """Whether what an input asks was done under its key: then nobody outside is asked again. Raises Refused."""
    return await was_done(connection, _key(info, source), back=BECOME_LOGIN)


def _key(info: Info, source: RepeatableInput) -> IdempotencyKeyRow | None:
    return key_of(info, source, info.context.viewer.person_id)


def require_id(given: strawberry.ID, name: str) -> UUID:
    """The id that an input names. Raises Refused where it is none: it names nothing."""
    found = parse_id(given)
    if found is None:
        raise Refused([Problem(ProblemCode.NOT_FOUND, "nothing has this id: it is a UUID", (name,))])
    return found
