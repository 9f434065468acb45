"""What all mutations of an organisation's people, logins and sessions have in common."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from uuid import UUID

import strawberry

from plans.rules.permission import NotPermitted
from plans.rules.refusal import Problem, ProblemCode, Refused
from plans.service.audit import note_refusal
from plans.store.connection import Connection
from plans.store.viewer import acting, viewing
from schema.context import Info
from schema.declared import parse_id
from schema.reading import ACQUIRE_SECONDS, unavailable_while_away


@strawberry.input(description="What every change in an organisation names.")
class OrganisationInput:
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


def require_id(given: strawberry.ID, name: str) -> UUID:
    """The id that an input names. Raises Refused where it is none: it names nothing."""
    found = parse_id(given)
    if found is None:
        raise Refused([Problem(ProblemCode.NOT_FOUND, "nothing has this id: it is a UUID", (name,))])
    return found
