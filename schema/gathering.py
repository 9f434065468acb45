"""What plans hold, gathered: all lists that are asked for in one turn of the event loop are read in one statement.

Whoever knows what an operation will ask for next says so beforehand (`foresee`), and it comes with the first reading.
"""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from uuid import UUID

from plans.rules.declaration import Collection
from plans.store.content import EntityRow, read_entity
from plans.store.gathered import Part, Values, gather, part_of
from plans.store.plan import PlanRow
from schema.reading import Reading

Key = tuple[UUID, UUID]
"""Vendor and plan."""

Take = Callable[[Sequence[Values], Sequence[PlanRow]], None]
"""Takes the rows that were read for these plans."""


class Gathering:
    """Reads parts of plans for one snapshot; ``takers`` are told of those that belong to no plan alone."""

    def __init__(self, reading: Reading, takers: Mapping[Part, Take]) -> None:
        self._reading = reading
        self._takers = takers
        self._lists: dict[tuple[Part, Key], asyncio.Future[list[Values]]] = {}
        self._foreseen: dict[tuple[Collection, UUID, UUID], Part] = {}
        self._parts: dict[Part, None] = {}
        self._plans: dict[Key, PlanRow] = {}
        self._scheduled = False

    def close(self) -> None:
        """Forget everything."""
        self._takers = dict[Part, Take]()
        self._lists.clear()

    def foresee(self, parts: Iterable[Part], plans: Iterable[PlanRow]) -> None:
        """Read these parts of these plans with whatever is read next."""
        for plan in plans:
            for part in parts:
                if part.collection is not None:
                    self._foreseen[part.collection, plan.vendor_id, plan.id] = part
                self.ask(part, plan)

    def part(self, collection: Collection, plan: PlanRow) -> Part:
        """What is read of a collection of a plan: what was foreseen, else all of it."""
        return self._foreseen.get((collection, plan.vendor_id, plan.id)) or part_of(collection)

    def ask(self, part: Part, plan: PlanRow) -> asyncio.Future[list[Values]]:
        """The rows of one part of a plan."""
        key = (plan.vendor_id, plan.id)
        found = self._lists.get((part, key))
        if found is None:
            loop = asyncio.get_running_loop()
            found = self._lists[part, key] = loop.create_future()
            self._parts[part] = None
            self._plans[key] = plan
            if not self._scheduled:
                self._scheduled = True
                loop.call_soon(self._read)
        return found

    def _read(self) -> None:
        parts, plans = tuple(self._parts), list(self._plans.values())
        self._parts, self._plans, self._scheduled = {}, {}, False
        read = self._reading.ask(lambda connection: gather(connection, parts, plans))
        read.add_done_callback(partial(self._deliver, parts, plans))

    def _deliver(
        self, parts: Sequence[Part], plans: Sequence[PlanRow], read: asyncio.Future[list[Sequence[Values]]]
    ) -> None:
        if read.cancelled():
            error: BaseException | None = asyncio.CancelledError()
        elif (error := read.exception()) is None:
            for part, rows in zip(parts, read.result(), strict=True):
                self._share(part, plans, rows)
            return
        for part in parts:
            for plan in plans:
                self._fail(self._lists.get((part, (plan.vendor_id, plan.id))), error)

    def _share(self, part: Part, plans: Sequence[PlanRow], rows: Sequence[Values]) -> None:
        """Give every plan its rows; those that a taker takes belong to no plan alone."""
        found: dict[Key, list[Values]] = defaultdict(list)
        if part in self._takers:
            self._takers[part](rows, plans)
        else:
            for values in rows:
                found[values[0], values[1]].append(values)
        for plan in plans:
            key = (plan.vendor_id, plan.id)
            waiting = self._lists.get((part, key))
            if waiting is not None and not waiting.done():
                waiting.set_result(found[key])

    @staticmethod
    def _fail(waiting: asyncio.Future[list[Values]] | None, error: BaseException) -> None:
        if waiting is None or waiting.done():
            return
        if isinstance(error, asyncio.CancelledError):
            waiting.cancel()
        else:
            waiting.set_exception(error)
            waiting.exception()  # what nobody waits for is not to be complained about


class GatheredRows:
    """The rows of one collection by plan, as a loader has them."""

    def __init__(self, gathering: Gathering, collection: Collection) -> None:
        self._gathering = gathering
        self._collection = collection
        self._part = part_of(collection)

    async def load(self, plan: PlanRow) -> list[EntityRow]:
        """The rows of one plan."""
        return [read_entity(self._collection, values) for values in await self._gathering.ask(self._part, plan)]

    async def load_many(self, plans: Iterable[PlanRow]) -> list[list[EntityRow]]:
        """The rows of several plans."""
        asked = [self._gathering.ask(self._part, plan) for plan in plans]
        return [[read_entity(self._collection, values) for values in await one] for one in asked]
