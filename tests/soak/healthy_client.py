"""An honest editor: a small Yjs client on pycrdt that types, and notes what was acknowledged."""

import asyncio
import random
from typing import Any

from pycrdt import Doc, Map, Text
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from collab.codec import (
    STEP1,
    SYNC,
    read_var_bytes,
    read_varuint,
    write_step1,
    write_step2,
    write_update,
)
from collab.update_reader import read_update
from plans.rules.document import SHARED
from tests.soak.crafted import Id

FIELDS = ("problem", "whyBought", "roi")
LONGEST = 600  # characters: then it erases


class HealthyClient:
    """Connect, type until told to stop. ``closed`` says why the server ended it, which it must not."""

    def __init__(self, url: str, token: str, seed: int) -> None:
        self.doc: Doc[Any] = Doc()
        self.roots: dict[str, Map[Any]] = {
            collection.root: self.doc.get(collection.root, type=Map) for collection in SHARED.collections
        }
        self.sent = 0
        self.closed: str | None = None
        self.synced = asyncio.Event()
        self._url = url
        self._token = token
        self._chance = random.Random(seed)
        self._waiting: set[Id] = set()
        self._socket: ClientConnection | None = None
        self._fresh: list[bytes] = []
        self._observing = self.doc.observe(self._keep)

    def _keep(self, event: Any) -> None:
        self._fresh.append(event.update)

    @property
    def unacknowledged(self) -> int:
        """Edits that the server has not echoed yet."""
        return len(self._waiting)

    async def run(self, every_seconds: float, stop: asyncio.Event) -> None:
        """Edit until told to stop, then listen until the socket ends."""
        headers = {"Authorization": f"Bearer {self._token}"}
        async with connect(self._url, additional_headers=headers, compression=None, max_size=None) as socket:
            self._socket = socket
            await socket.send(write_step1(b"\x00"))
            listening = asyncio.create_task(self._listen(socket))
            try:
                await asyncio.wait_for(self.synced.wait(), 30)
                while not stop.is_set() and self.closed is None:
                    await asyncio.sleep(every_seconds)
                    await self._edit(socket)
                await listening
            except ConnectionClosed as error:
                self.closed = str(error)
            finally:
                listening.cancel()

    async def leave(self) -> None:
        """End the session."""
        self.doc.unobserve(self._observing)  # pycrdt 0.14.13 never frees a document that is observed
        if self._socket is not None:
            await self._socket.close()

    async def _listen(self, socket: ClientConnection) -> None:
        try:
            async for message in socket:
                if not isinstance(message, bytes):
                    self.closed = "the server sent text"
                    return
                await self._take(socket, message)
        except ConnectionClosed as error:
            self.closed = str(error)

    async def _take(self, socket: ClientConnection, message: bytes) -> None:
        if message[0] != SYNC:
            return
        kind, at = read_varuint(message, 1)
        payload, _ = read_var_bytes(message, at)
        if kind == STEP1:
            await socket.send(write_step2(self.doc.get_update(payload)))
            return
        self.doc.apply_update(payload)
        self._fresh.clear()
        self.synced.set()
        for client, structs in read_update(payload).structs.items():
            if client == self.doc.client_id:
                for struct in structs:
                    self._waiting -= {(client, clock) for clock in range(struct.clock, struct.clock + struct.length)}

    async def _edit(self, socket: ClientConnection) -> None:
        chance = self._chance
        plan = self.roots["plan"]
        text = plan[chance.choice(FIELDS)]
        if not isinstance(text, Text):
            self.closed = "a text of the plan is gone"
            return
        self._fresh.clear()
        if chance.random() < 0.1:
            plan["escalateAfterDays"] = float(chance.randrange(1, 30))
        elif len(str(text)) > LONGEST:
            text.clear()
        else:
            text += chance.choice("abcdefg hijkl")
        for update in tuple(self._fresh):
            structs = read_update(update).structs.get(self.doc.client_id, [])
            self._waiting |= {(struct.client, struct.clock) for struct in structs}
            self.sent += 1
            await socket.send(write_update(update))

    async def ask_again(self) -> None:
        """Synchronise anew: what was missed, if anything was, comes now."""
        if self._socket is not None:
            self.synced.clear()
            vector = self.doc.get_state()
            await self._socket.send(write_step1(vector))
            await asyncio.wait_for(self.synced.wait(), 30)
