"""Awareness in one room: who is here, and where their cursor is.

A client chooses its awareness id; the first socket that uses one owns it, and entries for ids of others are
dropped silently (y-websocket re-sends what it received). Who the person is, the server writes.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple, cast
from uuid import UUID

from collab.author import Author
from collab.codec import AwarenessEntry
from collab.errors import OverLimit

MAX_STATE_BYTES = 4_096  # a cursor, a selection and a field's name take a tenth
MAX_CLIENTS_PER_SOCKET = 8  # one document each; a page has one, a test client a few
EXPIRES_AFTER_SECONDS = 45  # clients renew every 15 s; a process that crashed tells nobody that they left
GONE = "null"


class Owner(NamedTuple):
    """Whose awareness id it is. A person who reconnects takes it over from their lost socket."""

    socket: object
    person_id: UUID | None


@dataclass(slots=True)
class Awareness:
    """The states of one room: those of sockets here and those that other processes told."""

    states: dict[int, AwarenessEntry] = field(default_factory=dict[int, AwarenessEntry])
    _owners: dict[int, Owner] = field(default_factory=dict[int, Owner])
    _told: dict[int, float] = field(default_factory=dict[int, float])
    _news: dict[int, AwarenessEntry] = field(default_factory=dict[int, AwarenessEntry])

    def receive(self, entries: Iterable[AwarenessEntry], author: Author, socket: object) -> list[AwarenessEntry]:
        """Take a client's entries; return those that are its own, with its true identity, to be relayed.

        Raises OverLimit for a state that is too large, or for too many ids.
        """
        accepted: list[AwarenessEntry] = []
        for entry in entries:
            owner = self._owners.get(entry.client)
            if owner is None or owner.socket is not socket:
                if entry.state == GONE or not self._may_take(entry.client, owner, author):
                    continue
                if sum(1 for owned in self._owners.values() if owned.socket is socket) >= MAX_CLIENTS_PER_SOCKET:
                    message = f"a socket may hold {MAX_CLIENTS_PER_SOCKET} awareness ids"
                    raise OverLimit(message)
                self._owners[entry.client] = Owner(socket, author.person_id)
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

    def tell_anew(self) -> None:
        """Make news of every state of a socket here."""
        self._news.update({client: state for client, state in self.states.items() if client in self._owners})

    def take_news(self) -> list[AwarenessEntry]:
        """What changed here since the last call: what the other processes are to be told."""
        news, self._news = self._news, {}
        return list(news.values())

    def leave(self, socket: object) -> list[AwarenessEntry]:
        """Forget a socket; return the entries that tell the others."""
        mine = [client for client, owner in self._owners.items() if owner.socket is socket]
        gone: list[AwarenessEntry] = []
        for client in mine:
            del self._owners[client]
            state = self.states.pop(client, None)
            if state is not None:
                gone.append(AwarenessEntry(client, state.clock, GONE))
        self._news.update({entry.client: entry for entry in gone})
        return gone

    def take_remote(self, entries: Iterable[AwarenessEntry], now: float) -> list[AwarenessEntry]:
        """Take what other processes told, at a moment in seconds; return what is news here."""
        news: list[AwarenessEntry] = []
        for entry in entries:
            if entry.client in self._owners:
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
            state = None if client in self._owners else self.states.pop(client, None)
            if state is not None:
                gone.append(AwarenessEntry(client, state.clock, GONE))
        return gone

    def _is_news(self, entry: AwarenessEntry) -> bool:
        known = self.states.get(entry.client)
        if known is None:
            return entry.state != GONE
        return entry.clock > known.clock or (entry.clock == known.clock and entry.state == GONE)

    def _may_take(self, client: int, owner: Owner | None, author: Author) -> bool:
        if owner is not None:
            return owner.person_id == author.person_id
        told = self.states.get(client)
        return told is None or _person_of(told.state) == str(author.person_id)

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
    return json.dumps({**cast("Mapping[str, Any]", parsed), "user": user}, separators=(",", ":"), ensure_ascii=False)


def _person_of(state: str) -> object:
    parsed: Any = json.loads(state)  # written by with_identity, here or in another process
    return parsed["user"]["id"]


def _refuse_constant(name: str) -> None:
    raise ValueError(name)
