"""Who makes a live edit, and what they may touch."""

from dataclasses import dataclass
from uuid import UUID

from collab.admission import Allowed, anyone_may


@dataclass(frozen=True, slots=True)
class Author:
    """The person behind an edit; ``person_id`` is ``None`` for the server itself. ``via``: socket, api or server."""

    person_id: UUID | None
    via: str
    name: str = ""
    side: str = ""
    allowed: Allowed = anyone_may


SERVER = Author(None, "server", "Concordat")
