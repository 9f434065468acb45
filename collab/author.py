"""Who makes an edit of a live document, and as what."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from plans.rules.role import Role, Side
from plans.rules.scope import Scope, scope_denial
from plans.rules.viewer import Viewer
from plans.store.document_client import Binding


@dataclass(frozen=True, slots=True)
class Author:
    """The person behind an edit; ``person_id`` is ``None`` for the server itself, which may write everything.

    ``via``: socket, api or server. ``contacts``: the ids of the contacts of the account who are this person.
    ``barred``: why this author may write nothing at all, whatever the role.
    """

    person_id: UUID | None
    via: str
    name: str = ""
    side: Side | None = None
    role: Role | None = None
    contacts: frozenset[str] = frozenset()
    barred: str | None = None

    @property
    def binding(self) -> Binding:
        """What the client ids are bound to under which this author writes."""
        return Binding(self.person_id, self.side, self.via)


def author_of(viewer: Viewer, via: str, vendor_id: UUID, customer_id: UUID, contacts: Iterable[UUID]) -> Author | None:
    """A viewer as an author in an account of these two organisations; ``None`` where they have no part in it."""
    hat = viewer.hat_on(vendor_id, customer_id)
    if hat is None:
        return None
    barred = scope_denial(viewer.scopes, Scope.PLAN_WRITE)
    return Author(viewer.person_id, via, viewer.name, hat.side, hat.role, frozenset(map(str, contacts)), barred)


SERVER = Author(None, "server", "Concordat")
