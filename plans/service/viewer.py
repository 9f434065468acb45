"""The viewer behind a request, loaded from rows."""

from dataclasses import replace
from uuid import UUID

from plans.rules.api_client import SERVICE
from plans.rules.role import Role, Side
from plans.rules.viewer import Membership, Viewer
from plans.store.connection import Connection
from plans.store.person import identify_viewer, select_memberships


async def load_viewer(connection: Connection, person_id: UUID) -> Viewer | None:
    """The person with their memberships; ``None`` where there is no such person (any more).

    A program without a membership is nobody: it was revoked, or removed by its organisation.
    """
    rows = await identify_viewer(connection, person_id)
    if not rows:
        return None
    person = rows[0]
    memberships = tuple(
        Membership(row.organisation_id, row.organisation_name, Side(row.side), Role(row.role))
        for row in rows
        if row.organisation_id is not None and row.organisation_name is not None
    )
    if person.kind == SERVICE and not memberships:
        return None
    return Viewer(person.id, person.name, person.email, memberships)


async def as_present(connection: Connection, viewer: Viewer) -> Viewer:
    """The viewer in the roles that they hold at this moment: a request may have waited since it was authenticated."""
    roles = {row.organisation_id: Role(row.role) for row in await select_memberships(connection, viewer.person_id)}
    hats = [hat for hat in viewer.memberships if hat.organisation_id in roles]
    return replace(viewer, memberships=tuple(replace(hat, role=roles[hat.organisation_id]) for hat in hats))
