"""Awareness in one room: who is here, and where their cursor is.

A client chooses its awareness id, which is its client id in the document. y-websocket tells its own first and then
re-sends whatever it receives, of other tabs and of who has just left too. So the first id of a socket is its person's,
who may have it from a socket that was lost; any other entry for an id of somebody else, or of another socket, is
dropped silently. Who the person is, the server writes.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, cast
from uuid import UUID

from collab.author import Author
from collab.codec import AwarenessEntry
from collab.errors import OverLimit
from plans.rules.role import Side

MAX_STATE_BYTES = 4_096  # a cursor, a selection and a field's name take a tenth
MAX_CLIENTS_PER_SOCKET = 8  # one document each; a page has one, a test client a few
EXPIRES_AFTER_SECONDS = 45  # clients renew every 15 s; a process that crashed tells nobody that they left
MAX_PEOPLE = 10_000  # client ids of which is remembered whose they were, beside those of who is here now
GONE = "null"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who is in a document now."""

    id: str
    name: str
    side: Side


@dataclass(slots=True)
class Awareness:
    """The states of one room: those of sockets here and those that other processes told.

    A person who reconnects takes their id over from their lost socket.
    """

    states: dict[int, AwarenessEntry] = field(default_factory=dict[int, AwarenessEntry])
    _sockets: dict[int, object] = field(default_factory=dict[int, object])
    _people: dict[int, str] = field(default_factory=dict[int, str])
    _told: dict[int, float] = field(default_factory=dict[int, float])
    _news: dict[int, AwarenessEntry] = field(default_factory=dict[int, AwarenessEntry])

    def receive(self, entries: Iterable[AwarenessEntry], author: Author, socket: object) -> list[AwarenessEntry]:
        """Take a client's entries; return those that are its own, with its true identity, to be relayed.

        Raises OverLimit for a state that is too large.
        """
        accepted: list[AwarenessEntry] = []
        for entry in entries:
            if self._sockets.get(entry.client) is not socket:
                held = sum(1 for other in self._sockets.values() if other is socket)
                if held >= MAX_CLIENTS_PER_SOCKET or not self._may_take(entry, author, is_first=held == 0):
                    continue
                self._sockets[entry.client] = socket
                if held == 0:
                    self._remember(entry.client, str(author.person_id))
            size = len(entry.state.encode())
            if size > MAX_STATE_BYTES:
                message = f"an awareness state may have {MAX_STATE_BYTES} bytes, this one has {size}"
                raise OverLimit(message)
            state = with_identity(entry.state, author)
            if state is None:
                continue
            known = self.states.get(entry.client)
            if known is not None and known.clock > entry.clock:
                continue
            accepted.append(AwarenessEntry(entry.client, entry.clock, state))
        self._keep(accepted)
        self._news.update({entry.client: entry for entry in accepted})
        return accepted

    def people(self) -> list[Person]:
        """Who shows themselves here, once for each of their clients."""
        users = [json.loads(entry.state)["user"] for entry in self.states.values()]
        return [Person(user["id"], user["name"], Side(user["side"])) for user in users if user["side"] is not None]

    def tell_anew(self) -> None:
        """Make news of every state of a socket here."""
        self._news.update({client: state for client, state in self.states.items() if client in self._sockets})

    def take_news(self) -> list[AwarenessEntry]:
        """What changed here since the last call: what the other processes are to be told."""
        news, self._news = self._news, {}
        return list(news.values())

    def leave(self, socket: object) -> list[AwarenessEntry]:
        """Forget a socket; return the entries that tell the others."""
        mine = [client for client, owner in self._sockets.items() if owner is socket]
        gone: list[AwarenessEntry] = []
        for client in mine:
            del self._sockets[client]
            state = self.states.pop(client, None)
            if state is not None:
                gone.append(AwarenessEntry(client, state.clock, GONE))
        self._news.update({entry.client: entry for entry in gone})
        return gone

    def is_others(self, client: int, person_id: UUID | None) -> bool:
        """Whether it is the client id of somebody else: the first that a socket of theirs here has told."""
        return self._people.get(client, str(person_id)) != str(person_id)

    def take_remote(self, entries: Iterable[AwarenessEntry], now: float) -> list[AwarenessEntry]:
        """Take what other processes told, at a moment in seconds; return what is news here."""
        news: list[AwarenessEntry] = []
        for entry in entries:
            if entry.client in self._sockets:
                continue
            if entry.state != GONE:
                self._told[entry.client] = now
            if self._is_news(entry):
                news.append(entry)
        self._keep(news)
        return news

    def expire(self, now: float) -> list[AwarenessEntry]:
        """Forget what other processes told and did not renew; return the entries that tell the readers here."""
        late = [client for client, told in self._told.items() if told < now - EXPIRES_AFTER_SECONDS]
        gone: list[AwarenessEntry] = []
        for client in late:
            del self._told[client]
            state = None if client in self._sockets else self.states.pop(client, None)
            if state is not None:
                gone.append(AwarenessEntry(client, state.clock, GONE))
        return gone

    def _is_news(self, entry: AwarenessEntry) -> bool:
        known = self.states.get(entry.client)
        if known is None:
            return entry.state != GONE
        return entry.clock > known.clock or (entry.clock == known.clock and entry.state == GONE)

    def _may_take(self, entry: AwarenessEntry, author: Author, *, is_first: bool) -> bool:
        """Whether an id may become that of a socket which does not hold it."""
        if entry.state == GONE or (entry.client in self._sockets and not is_first):
            return False
        told = self.states.get(entry.client)
        return not self.is_others(entry.client, author.person_id) and (
            told is None or _person_of(told.state) == str(author.person_id)
        )

    def _remember(self, client: int, person: str) -> None:
        self._people.setdefault(client, person)
        if len(self._people) > MAX_PEOPLE + len(self.states):
            del self._people[next(known for known in self._people if known not in self.states)]

    def _keep(self, entries: Iterable[AwarenessEntry]) -> None:
        for entry in entries:
            if entry.state == GONE:
                self.states.pop(entry.client, None)
            else:
                self.states[entry.client] = entry


def with_identity(state: str, author: Author) -> str | None:
    """A state whose ``user`` is the person behind the socket; ``None`` where the state is no JSON object."""
    try:
        parsed: Any = json.loads(state, parse_constant=_refuse_constant)
    except (ValueError, RecursionError):
        return None
    if parsed is None:
        return GONE
    if not isinstance(parsed, Mapping):
        return None
    user = {"id": str(author.person_id), "name": author.name, "side": author.side}
    known = {**cast("Mapping[str, Any]", parsed), "user": user}
    written = json.dumps(known, separators=(",", ":"), ensure_ascii=False)
    try:
        written.encode()
    except UnicodeEncodeError:  # half a character beyond U+FFFF, which JavaScript writes as an escape
        return json.dumps(known, separators=(",", ":"))
    return written


def _person_of(state: str) -> str:
    parsed: Any = json.loads(state)  # written by with_identity, here or in another process
    return parsed["user"]["id"]


def _refuse_constant(name: str) -> None:
    raise ValueError(name)
