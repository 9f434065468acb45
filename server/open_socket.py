"""The open sockets of this process: what each rests on, and which of them have to be looked at again.

Whatever serves a socket holds it here for as long as it is open::

    since = sockets.moment()                # before it is known who is there
    known = await identities.authenticate(websocket)
    with sockets.hold(authority, known.expires_at, closer, since):
        ...

Rights that are withdrawn between the two are not missed: the socket is looked at as soon as it is held.
"""

import asyncio
import time
from collections import defaultdict
from collections.abc import Generator, Iterable
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from collab.errors import RESTARTING, NotAuthenticated, close_reason
from plans.rules.authority import SESSION_ENDED, Authority, Withdrawal, Withdrawn

CLOSE_CODES = {Withdrawn.ENDED: NotAuthenticated.close_code, Withdrawn.CHANGED: RESTARTING}


class Closable(Protocol):
    """A socket as it is ended: at once, whatever has still to be read of it."""

    def close(self, code: int, reason: str) -> None: ...


@dataclass(eq=False, frozen=True, slots=True)
class OpenSocket:
    """One socket, and what its rights rest on."""

    authority: Authority
    closer: Closable

    def end(self, withdrawal: Withdrawal) -> None:
        """Close it. After a change of role the client comes again by itself (1012), after an end it does not (4401)."""
        self.closer.close(CLOSE_CODES[withdrawal.kind], close_reason(withdrawal.message))


class OpenSockets:
    """All of one process."""

    def __init__(self) -> None:
        self._all: set[OpenSocket] = set()
        self._by_id: defaultdict[UUID, set[OpenSocket]] = defaultdict(set)
        self._suspects: set[OpenSocket] = set()
        self._news = asyncio.Event()
        self._moment = 0

    def __len__(self) -> int:
        return len(self._all)

    def moment(self) -> int:
        """How much news there has been."""
        return self._moment

    @contextmanager
    def hold(self, authority: Authority, expires_at: float, closer: Closable, since: int) -> Generator[OpenSocket]:
        """Keep a socket until it is over, its identity ends (``expires_at``, Unix seconds), or its rights do.

        ``since`` is the moment before its authority was read.
        """
        held = OpenSocket(authority, closer)
        ids = [known for known in (authority.person_id, authority.session_id) if known is not None]
        self._all.add(held)
        for known in ids:
            self._by_id[known].add(held)
        if since != self._moment:
            self._suspect([held])
        reason = "the token ended" if authority.session_id is None else SESSION_ENDED
        expiry = asyncio.get_running_loop().call_later(
            max(expires_at - time.time(), 0), closer.close, NotAuthenticated.close_code, reason
        )
        try:
            yield held
        finally:
            expiry.cancel()
            self._all.discard(held)
            self._suspects.discard(held)
            for known in ids:
                self._by_id[known].discard(held)
                if not self._by_id[known]:
                    del self._by_id[known]

    def suspect(self, known: UUID) -> None:
        """Have the sockets of a person or session looked at."""
        self._moment += 1
        self._suspect(self._by_id.get(known, ()))

    def suspect_all(self) -> None:
        """Have every socket looked at."""
        self._moment += 1
        self._suspect(self._all)

    def take_suspects(self) -> list[OpenSocket]:
        """The sockets to look at now."""
        suspects, self._suspects = list(self._suspects), set()
        return suspects

    async def news(self) -> None:
        """Wait until there are sockets to look at, or :meth:`wake`."""
        await self._news.wait()
        self._news.clear()

    def wake(self) -> None:
        """End the wait for news."""
        self._news.set()

    def _suspect(self, sockets: Iterable[OpenSocket]) -> None:
        self._suspects.update(sockets)
        if self._suspects:
            self._news.set()
