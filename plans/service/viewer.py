"""The viewer behind a request, loaded from rows."""

from uuid import UUID

from plans.rules.role import Role, Side
from plans.rules.viewer import Membership, Viewer
from plans.store.connection import Connection
from plans.store.person import select_memberships, select_person


async def load_viewer(connection: Connection, person_id: UUID) -> Viewer | None:
    """The person with their memberships; ``None`` where there is no such person (any more)."""
    person = await select_person(connection, person_id)
    if person is None:
        return None
    memberships = tuple(
        Membership(row.organisation_id, row.organisation_name, Side(row.side), Role(row.role))
        for row in await select_memberships(connection, person_id)
    )
    return Viewer(person.id, person.name, person.email, memberships)
