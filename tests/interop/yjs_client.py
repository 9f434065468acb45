"""A Yjs client in a Node process of its own, with an unmodified y-websocket provider; see `agent.js`."""

import asyncio
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from tests.interop.node_process import AgentError, NodeProcess, node_process

WAIT_SECONDS = 30.0  # an event that has not come by then does not come

FLOW_TEXTS = (("plan", "problem"), ("plan", "roi"), ("plan", "whyBought"))
FLOW_SCALAR = ("plan", "escalateAfterDays")

Place = Sequence[str]
Range = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Close:
    """How a socket ended."""

    code: int
    reason: str


@dataclass(frozen=True, slots=True)
class ClientState:
    """What a client has, and what the server has told it; vectors are client → clocks, ranges (client, start, end).

    ``comes_again``: whether the provider connects anew after a close.
    """

    client: int
    vector: dict[int, int]
    deletes: tuple[Range, ...]
    told_vector: dict[int, int]
    told_deletes: tuple[Range, ...]
    pending: bool
    acknowledged: int
    synced: bool
    closes: tuple[Close, ...]
    ended: Close | None
    comes_again: bool


class YjsClient:
    """One person's client. Waits are answered by the event that they wait for."""

    def __init__(self, process: NodeProcess) -> None:
        self.name = process.name
        self._ask = process.ask

    # -- the connection ------------------------------------------------------------------------------------------

    async def connect(self, server: str, room: UUID | str, token: str | None) -> None:
        """Open a document on a server, ``ws://host:port``; or move there with what the replica holds."""
        await self._ask("connect", server=f"{server}/collab", room=str(room), token=token)

    async def disconnect(self) -> None:
        """Go offline."""
        await self._ask("disconnect")

    async def reconnect(self) -> None:
        """Come back to the same server."""
        await self._ask("reconnect")

    async def renew(self, token: str) -> None:
        """Go on under a new token."""
        await self._ask("renew", token=token)

    async def send(self, frame: bytes) -> None:
        """Send bytes as they are."""
        await self._ask("send", hex=frame.hex())

    async def send_text(self, value: str) -> None:
        """Send a text frame, which the protocol has none of."""
        await self._ask("sendText", value=value)

    # -- edits ---------------------------------------------------------------------------------------------------

    async def insert(self, path: Place, index: int, value: str) -> None:
        """Type into a text."""
        await self._ask("insert", path=path, index=index, value=value)

    async def delete(self, path: Place, index: int, length: int) -> None:
        """Erase from a text."""
        await self._ask("delete", path=path, index=index, length=length)

    async def set(self, path: Place, value: object) -> None:
        """Set a field."""
        await self._ask("set", path=path, value=value)

    async def set_text(self, path: Place, value: str) -> None:
        """Put a new Y.Text in a place."""
        await self._ask("set", path=path, value=value, type="text")

    async def set_map(self, path: Place, value: Mapping[str, object]) -> None:
        """Put a new Y.Map in a place."""
        await self._ask("set", path=path, value=value, type="map")

    async def unset(self, path: Place) -> None:
        """Clear a field."""
        await self._ask("unset", path=path)

    async def create(
        self, root: str, entity: UUID, fields: Mapping[str, object], texts: Mapping[str, str] | None = None
    ) -> None:
        """Add an entity."""
        await self._ask("create", root=root, entity=str(entity), fields=fields, texts=texts or {})

    async def remove(self, root: str, entity: UUID) -> None:
        """Remove an entity."""
        await self._ask("remove", root=root, entity=str(entity))

    async def track_undo(self, root: str) -> None:
        """From now on, what this client does to a root can be undone."""
        await self._ask("trackUndo", root=root)

    async def undo(self, root: str) -> None:
        """Undo the last edit of a root."""
        await self._ask("undo", root=root)

    async def random(self, seed: int, count: int, texts: Sequence[Place], scalars: Sequence[Place]) -> None:
        """Make many random edits at once."""
        await self._ask("random", seed=seed, count=count, texts=texts, scalars=scalars)

    async def start_flow(self, every_ms: int = 3) -> None:
        """Edit the plan's overview again and again, until :meth:`stop_flow`."""
        await self._ask("startFlow", texts=FLOW_TEXTS, scalar=FLOW_SCALAR, name=self.name, every=every_ms)

    async def stop_flow(self) -> list[tuple[str, int]]:
        """Stop; return the words written, each with the clock behind it."""
        return [(word, clock) for word, clock in await self._ask("stopFlow")]

    async def set_awareness(self, field: str, value: object) -> None:
        """Say something of oneself."""
        await self._ask("setAwareness", field=field, value=value)

    # -- what there is -------------------------------------------------------------------------------------------

    async def state(self) -> ClientState:
        """What is here and what the server has told."""
        raw = await self._ask("state")
        return ClientState(
            raw["client"],
            {int(client): clock for client, clock in raw["vector"].items()},
            tuple((client, start, end) for client, start, end in raw["deletes"]),
            {int(client): clock for client, clock in raw["toldVector"].items()},
            tuple((client, start, end) for client, start, end in raw["toldDeletes"]),
            raw["pending"],
            raw["acknowledged"],
            raw["synced"],
            tuple(Close(close["code"], close["reason"]) for close in raw["closes"]),
            Close(raw["ended"]["code"], raw["ended"]["reason"]) if raw["ended"] else None,
            raw["comesAgain"],
        )

    async def content(self) -> dict[str, Any]:
        """The content of every root that this client knows."""
        return await self._ask("content")

    async def value(self, path: Place) -> Any:
        """The value in one place; ``None`` where there is none."""
        return await self._ask("value", path=path)

    async def present(self) -> dict[int, dict[str, Any]]:
        """The awareness states, by client."""
        return {entry["client"]: entry["state"] for entry in await self._ask("present")}

    # -- waits ---------------------------------------------------------------------------------------------------

    async def synced(self) -> None:
        """Wait until the provider is synchronised."""
        await self._wait("synced")

    async def acknowledged(self) -> None:
        """Wait until the server has told of everything that was edited here: it is stored."""
        await self._wait("acknowledged")

    async def told(self, clock: int) -> None:
        """Wait until the server has told of the first so many clocks of this client."""
        await self._wait("told", clock=clock)

    async def disconnected(self) -> None:
        """Wait until the socket is gone."""
        await self._wait("disconnected")

    async def ended(self) -> Close:
        """Wait until the server has closed for good; return how."""
        await self._wait("ended")
        ended = (await self.state()).ended
        assert ended is not None
        return ended

    async def closed(self, count: int = 1) -> Close:
        """Wait until the socket was closed so many times; return how it was the last time."""
        await self._wait("closes", count=count)
        return (await self.state()).closes[-1]

    async def holds(self, vector: Mapping[int, int], deletes: Sequence[Range]) -> None:
        """Wait until the replica holds all of it."""
        await self._wait("holds", vector={str(client): clock for client, clock in vector.items()}, deletes=deletes)

    async def shows(self, path: Place, value: object) -> None:
        """Wait until a place has a value."""
        await self._wait("value", path=path, value=value)

    async def includes(self, path: Place, part: str) -> None:
        """Wait until a text has a part."""
        await self._wait("includes", path=path, part=part)

    async def sees(self, *people: UUID) -> None:
        """Wait until these people are here."""
        await self._wait("present", people=[str(person) for person in people])

    async def sees_no(self, *people: UUID) -> None:
        """Wait until none of these people is here."""
        await self._wait("absent", people=[str(person) for person in people])

    # -- waiting -----------------------------------------------------------------------------------------------

    async def _wait(self, until: str, **arguments: object) -> None:
        try:
            await asyncio.wait_for(self._ask("wait", until=until, **arguments), WAIT_SECONDS)
        except TimeoutError:
            state = await self.state()
            message = (
                f"{self.name} waited {WAIT_SECONDS:.0f} s for {until}. Synced: {state.synced}, "
                f"pending: {state.pending}, clocks: {state.vector.get(state.client, 0)}, "
                f"acknowledged: {state.acknowledged}, closes: {state.closes}, ended: {state.ended}"
            )
            raise AgentError(message) from None


@asynccontextmanager
async def yjs_clients(*names: str) -> AsyncGenerator[tuple[YjsClient, ...]]:
    """Clients with these names, each in a process of its own."""
    async with AsyncExitStack() as stack:
        yield tuple([YjsClient(await stack.enter_async_context(node_process("agent.js", name))) for name in names])


async def settle(*clients: YjsClient) -> dict[str, Any]:
    """Wait until all edits are acknowledged and every client holds every edit; return the content that all show."""
    for client in clients:
        await client.acknowledged()
    states = [await client.state() for client in clients]
    vector = {key: max(s.vector.get(key, 0) for s in states) for key in set[int]().union(*(s.vector for s in states))}
    deletes = sorted({found for state in states for found in state.deletes})
    for client in clients:
        await client.holds(vector, deletes)
    contents = [await client.content() for client in clients]
    for client, content in zip(clients, contents, strict=True):
        assert content == contents[0], f"{client.name} shows something else than {clients[0].name}"
    return contents[0]
