"""Sessions: where the viewer is logged in, and how they end that."""

import datetime as dt
from typing import Annotated, Self
from uuid import UUID

import strawberry

from plans.rules.refusal import Problem, ProblemCode, Refused
from plans.service.session import end_own_session, list_sessions
from plans.store.session import SessionRow
from plans.store.viewer import acting
from schema.acting import acting_for, once_for, require_id
from schema.context import Info
from schema.edit import RepeatableInput
from schema.reading import ACQUIRE_SECONDS, aside, unavailable_while_away
from schema.refusal import Refusal, Unavailable


@strawberry.type(description="One login of the viewer in one browser, for one organisation.")
class Session:
    """One login of the viewer in one browser, for one organisation."""

    id: strawberry.ID = strawberry.field(description="The session's UUID; it opens nothing.")
    organisation_id: strawberry.ID = strawberry.field(description="The organisation whose login vouched.")
    browser: str = strawberry.field(description="What the browser called itself.")
    created_at: dt.datetime = strawberry.field(description="When the viewer logged in.")
    last_seen_at: dt.datetime = strawberry.field(description="When it was last used, to the minute.")
    expires_at: dt.datetime = strawberry.field(description="When it ends at the latest.")
    is_current: bool = strawberry.field(description="Whether this very request came with it.")

    @classmethod
    def from_row(cls, row: SessionRow, current: UUID | None) -> Self:
        """The session as stored."""
        return cls(
            id=strawberry.ID(str(row.id)),
            organisation_id=strawberry.ID(str(row.organisation_id)),
            browser=row.browser,
            created_at=row.created_at,
            last_seen_at=row.last_seen_at,
            expires_at=row.expires_at,
            is_current=row.id == current,
        )


async def read_sessions(info: Info) -> list[Session]:
    """The viewer's sessions for the organisations that the request speaks for, newest first. Raises Unavailable."""
    return await aside(_read(info))


async def _read(info: Info) -> list[Session]:
    context, now = info.context, dt.datetime.now(dt.UTC)
    organisations = [hat.organisation_id for hat in context.viewer.memberships]
    with unavailable_while_away():
        async with acting(context.doors.logins, context.reading.sight, within=ACQUIRE_SECONDS) as connection:
            rows = await list_sessions(connection, context.viewer.person_id, organisations, now)
    return [Session.from_row(row, context.session_id) for row in rows]


@strawberry.type(description="The session has ended.")
class EndSessionSuccess:
    """The session has ended."""

    ended_id: strawberry.ID = strawberry.field(description="The UUID of the session that ended.")


EndSessionResult = Annotated[
    EndSessionSuccess | Refusal | Unavailable,
    strawberry.union("EndSessionResult", description="What became of ending a session."),
]


@strawberry.input(description="A session to be ended.")
class EndSessionInput(RepeatableInput):
    """A session to be ended."""

    id: strawberry.ID = strawberry.field(description="The session's UUID.")


@strawberry.type(description="What can be done with sessions.")
class SessionMutation:
    """What can be done with sessions."""

    @strawberry.mutation(description="End one of the viewer's own sessions, with the sockets that rest on it.")
    async def end_session(
        self,
        info: Info,
        input: Annotated[EndSessionInput, strawberry.argument(description="Which session.")],  # noqa: A002 - GraphQL's name
    ) -> EndSessionResult:
        """End a session."""
        viewer = info.context.viewer
        organisations = [hat.organisation_id for hat in viewer.memberships]
        async with acting_for(info) as connection:
            session_id = require_id(input.id, "id")

            async def end(_: UUID) -> None:
                now = dt.datetime.now(dt.UTC)
                if not await end_own_session(connection, viewer.person_id, organisations, session_id, now):
                    message = "you have no open session with this id"
                    raise Refused([Problem(ProblemCode.NOT_FOUND, message, ("id",))])

            await once_for(info, connection, input, end, session_id)
        return EndSessionSuccess(ended_id=strawberry.ID(str(session_id)))
