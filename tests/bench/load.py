"""The load generator, a process of its own: ``python -m tests.bench.load``, with a job on its standard input.

In each room the writers read what they receive, and one reader that does not write; the others count frames.
"""

import asyncio
import dataclasses
import json
import random
import sys
import time
from typing import Any

import uvloop

from collab.codec import write_update, write_varuint
from collab.update_reader import read_update
from tests.bench.client import LoadClient, connect
from tests.bench.cpu import cpu_seconds
from tests.bench.job import Job, Report, Room

CONNECT_AT_ONCE = 20
DRAIN_SECONDS = 20.0
SETTLE_SECONDS = 1.0  # after the last join: what joining left to do is not counted
LETTERS = b"abcdefghijklmnopqrstuvwxyz "


class Writer:
    """A client that types into a text, one letter an edit, each behind its last."""

    def __init__(self, room: Room, client: LoadClient, author: int) -> None:
        self.client = client
        self.author = author
        self.clock = 0
        self._id = write_varuint(author)
        self._parent = b"\x00" + write_varuint(room.parent[0]) + write_varuint(room.parent[1])

    def type_letter(self) -> tuple[int, int]:
        """Send one edit; return its id. The update is one string of one letter (Yjs v1)."""
        letter = LETTERS[self.clock % len(LETTERS) :][:1]
        head = b"\x01\x01" + self._id + write_varuint(self.clock)
        if self.clock == 0:
            update = head + b"\x04" + self._parent + b"\x01" + letter + b"\x00"
        else:
            update = head + b"\x84" + self._id + write_varuint(self.clock - 1) + b"\x01" + letter + b"\x00"
        self.client.send(self.client.wire.prefix + write_update(update))
        written = (self.author, self.clock)
        self.clock += 1
        return written


class Watch:
    """Takes the time of edits: sent, back at their writer, and at another reader of the room."""

    def __init__(self) -> None:
        self.sent: dict[tuple[int, int], float] = {}
        self.echo: list[float] = []
        self.other: list[float] = []

    def at_writer(self, author: int, arrived: float, update: bytes) -> None:
        """A writer has received an update: time its own edits in it."""
        structs = read_update(update).structs.get(author, ())
        for struct in structs:
            self.echo.extend(arrived - self.sent[author, clock] for clock in _clocks(struct.clock, struct.length))

    def at_reader(self, arrived: float, update: bytes) -> None:
        """The room's reader has received an update: time every edit in it."""
        for author, structs in read_update(update).structs.items():
            for struct in structs:
                for clock in _clocks(struct.clock, struct.length):
                    sent = self.sent.get((author, clock))
                    if sent is not None:
                        self.other.append(arrived - sent)


def _clocks(start: int, length: int) -> range:
    return range(start, start + length)


class Load:
    """One job under way."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.watch = Watch()
        self.writers: list[Writer] = []
        self.clients: list[list[LoadClient]] = []
        self._gate = asyncio.Semaphore(CONNECT_AT_ONCE)

    async def join(self) -> None:
        """Open all sockets. Raises ConnectionError or TimeoutError."""
        self.clients = await asyncio.gather(*(self._join_room(room) for room in self.job.rooms))
        await asyncio.sleep(SETTLE_SECONDS)

    async def _join_room(self, room: Room) -> list[LoadClient]:
        return await asyncio.gather(*(self._join_client(room, place) for place in range(self.job.clients)))

    async def _join_client(self, room: Room, place: int) -> LoadClient:
        author = random.randrange(2**28, 2**32)
        wire = room.wire(self.job.kind)
        async with self._gate:
            if place < self.job.writers:

                def heard(arrived: float, update: bytes) -> None:
                    self.watch.at_writer(author, arrived, update)

                client = await connect(self.job.port, wire, heard)
                self.writers.append(Writer(room, client, author))
            else:
                client = await connect(self.job.port, wire, self.watch.at_reader if place == self.job.writers else None)
        if self.job.kind == "hocuspocus" and place == 0:
            client.send(wire.update(bytes.fromhex(room.seed)))
        return client

    async def type_all(self) -> tuple[int, float]:
        """Send all edits at their times; return how many, and how late the latest was, in seconds."""
        order = list(self.writers)
        random.shuffle(order)
        edits = round(self.job.edits_per_second * self.job.seconds)
        began = time.perf_counter()
        latest = 0.0
        for number in range(edits):
            due = began + number / self.job.edits_per_second
            wait = due - time.perf_counter()
            if wait > 0:
                await asyncio.sleep(wait)
            latest = max(latest, -wait)
            writer = order[number % len(order)]
            author, clock = writer.author, writer.clock
            self.watch.sent[author, clock] = time.perf_counter()
            writer.type_letter()
        return edits, latest

    async def drain(self, edits: int, before: list[list[int]]) -> None:
        """Wait until every client has everything. Raises TimeoutError."""
        async with asyncio.timeout(DRAIN_SECONDS):
            while len(self.watch.echo) < edits or len(self.watch.other) < edits or not self._are_level(before):  # noqa: ASYNC110 - polled
                await asyncio.sleep(0.01)

    def _are_level(self, before: list[list[int]]) -> bool:
        """Whether in each room all clients have had the same number of frames."""
        return all(
            len({client.updates - had for client, had in zip(room, counts, strict=True)}) == 1
            for room, counts in zip(self.clients, before, strict=True)
        )

    def counts(self) -> list[list[int]]:
        """The frames that each client has had."""
        return [[client.updates for client in room] for room in self.clients]

    async def run(self) -> Report:
        """Join, type, wait for the last delivery, and report."""
        await self.join()
        before = self.counts()
        server, database = cpu_seconds(self.job.server_pids), cpu_seconds(self.job.database_pids)
        own, began = time.process_time(), time.perf_counter()
        edits, late = await self.type_all()
        try:
            await self.drain(edits, before)
        except TimeoutError:
            print(self.trouble(edits), file=sys.stderr)
            raise
        report = Report(
            edits=edits,
            frames=sum(map(sum, self.counts())) - sum(map(sum, before)),
            delivered=edits * self.job.clients,
            seconds=time.perf_counter() - began,
            server_cpu=cpu_seconds(self.job.server_pids) - server,
            database_cpu=cpu_seconds(self.job.database_pids) - database,
            generator_cpu=time.process_time() - own,
            late=late,
            echo=self.watch.echo,
            other=self.watch.other,
        )
        for room in self.clients:
            for client in room:
                client.close()
        return report

    def trouble(self, edits: int) -> str:
        """What is missing, for a person to read."""
        closed = [client.closed for room in self.clients for client in room if client.closed is not None]
        return (
            f"{self.job.kind}: of {edits} edits {len(self.watch.echo)} were echoed and {len(self.watch.other)} "
            f"reached another reader; {len(closed)} sockets closed, first {closed[:1]}"
        )


def _job(text: str) -> Job:
    given: dict[str, Any] = json.loads(text)
    rooms = tuple(Room(r["name"], r["token"], (r["parent"][0], r["parent"][1]), r["seed"]) for r in given.pop("rooms"))
    return Job(rooms=rooms, **given)


async def _main() -> None:
    report = await Load(_job(sys.stdin.read())).run()
    json.dump(dataclasses.asdict(report), sys.stdout)


if __name__ == "__main__":
    uvloop.run(_main())
