"""People who can log in."""

from typing import Self

import strawberry

from plans.rules.viewer import Viewer
from plans.store.person import PersonRow
from schema.node import Node


@strawberry.type(description="A person who can log in.")
class Person(Node):
    """A person who can log in."""

    id: strawberry.ID = strawberry.field(description="The person's UUID.")
    name: str = strawberry.field(description="Their name.")
    email: str = strawberry.field(description="Their e-mail address, in lower case.")

    @classmethod
    def from_viewer(cls, viewer: Viewer) -> Self:
        """The person behind the request."""
        return cls(id=strawberry.ID(str(viewer.person_id)), name=viewer.name, email=viewer.email)

    @classmethod
    def from_row(cls, row: PersonRow) -> Self:
        """The person as stored."""
        return cls(id=strawberry.ID(str(row.id)), name=row.name, email=row.email)
