"""Whose the client ids of one live document are: bound at first use, to one person on one side."""

import secrets
from collections.abc import Iterable
from collections.abc import Set as AbstractSet

from collab.author import Author
from collab.errors import NotYours, OverLimit
from collab.place import PlaceIndex
from plans.rules.role import Side
from plans.store.document_client import NOBODY, Binding, BindingRow

MAX_NEW_CLIENTS = 64  # in one update: the sessions that somebody had offline


def taken(client: int) -> str:
    """What somebody is told who writes under another's client id."""
    return f"the client id {client} is another's: write under one of your own"


class Bindings:
    """The bindings of one document, those that are not committed yet included.

    ``is_read``: whether what was committed before the document was opened here is known.
    """

    def __init__(self) -> None:
        self._known: dict[int, Binding] = {}
        self._ours: dict[Binding, int] = {}
        self.is_read = False

    def take_read(self, rows: Iterable[BindingRow]) -> None:
        """Take in what the database holds."""
        self._known.update({row.client: Binding(row.author, row.side, row.via) for row in rows})
        self.is_read = True

    def side_of(self, client: int) -> Side | None:
        """The side that writes under a client id; ``None`` for the server and where it is not known."""
        return self._known.get(client, NOBODY).side

    def is_free(self, client: int, index: PlaceIndex) -> bool:
        """Whether nobody has used a client id yet."""
        return client not in self._known and index.end(client) == 0

    def require_own(self, author: Author, clients: AbstractSet[int], index: PlaceIndex) -> None:
        """Raise NotYours where something new comes under a client id that is another's."""
        free = {client for client in clients if self.is_free(client, index)}
        if len(free) > MAX_NEW_CLIENTS:
            message = f"expected edits of at most {MAX_NEW_CLIENTS} new client ids in one update, got {len(free)}"
            raise OverLimit(message)
        for client in clients - free:
            if self._known.get(client, NOBODY) != author.binding:
                raise NotYours(taken(client))

    def bind(self, author: Author, clients: Iterable[int]) -> tuple[int, ...]:
        """Bind the client ids of an author's edit; return those that are new."""
        new = tuple(set(clients) - self._known.keys())
        self._known.update(dict.fromkeys(new, author.binding))
        return new

    def client_of(self, author: Author, index: PlaceIndex) -> int:
        """The client id under which this process writes what an author edits through the API."""
        if author.binding not in self._ours:
            client = secrets.randbits(32)
            while not self.is_free(client, index):
                client = secrets.randbits(32)
            self._ours[author.binding] = client
        return self._ours[author.binding]

    def learn(self, clients: Iterable[int], binding: Binding) -> bool:
        """Take in what was committed elsewhere; ``False`` where it contradicts what was bound here."""
        return all(self._known.setdefault(client, binding) == binding for client in clients)
