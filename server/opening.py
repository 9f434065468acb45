"""Who opens a plan when: noted behind the opening, which waits for nothing and fails with nothing.

A plan is opened by joining its live document and by its page. What is opened is put down here and written by a task of
its own, one row at a time, so that no reader waits for a connection because of it.
"""

import asyncio
import datetime as dt
import logging
from contextlib import suppress
from dataclasses import replace
from uuid import UUID

from starlette.requests import Request

from collab.committer import DATABASE_ERRORS
from plans.rules.opening import opening_day
from plans.rules.role import Side
from plans.rules.value import is_entity_id
from plans.rules.viewer import Viewer
from plans.store.connection import Pool
from plans.store.opening import OpeningRow, upsert_opening
from plans.store.plan import PlanRow, select_plans
from plans.store.viewer import Sight, viewing
from schema.reading import AWAY
from server.identity import Identities

logger = logging.getLogger("concordat.opening")

MAX_WAITING = 10_000  # openings, while the database is away: more than people who look at plans in that time
AGAIN_AFTER_SECONDS = 5.0  # a database that restarts is back by then
LAST_SECONDS = 2.0  # for what waits when the process ends

_Key = tuple[UUID, UUID, dt.date, Side]


class Openings:
    """The openings of one process that are not written yet, at most one for each person, plan and day."""

    def __init__(self, viewers: Pool, identities: Identities) -> None:
        self._viewers = viewers
        self._identities = identities
        self._waiting: dict[_Key, tuple[Sight, OpeningRow]] = {}
        self._news = asyncio.Event()

    def note(self, viewer: Viewer, plan: PlanRow, at: dt.datetime) -> None:
        """Put down that somebody opened a plan. That it was a program is found out when it is written."""
        hat = viewer.hat_on(plan.vendor_id, plan.customer_id)
        if hat is None:
            return
        key = (viewer.person_id, plan.id, opening_day(at), hat.side)
        if key in self._waiting:
            sight, row = self._waiting[key]
            self._waiting[key] = sight, replace(row, last_at=max(row.last_at, at))
        elif len(self._waiting) < MAX_WAITING:
            sight = Sight.of(replace(viewer, memberships=(hat,)))
            row = OpeningRow(plan.vendor_id, plan.id, viewer.person_id, opening_day(at), hat.side, at, at)
            self._waiting[key] = sight, row
        else:
            logger.warning("%d openings wait to be noted: one of plan %s is not", MAX_WAITING, plan.id)
        self._news.set()

    async def note_page(self, request: Request) -> None:
        """Put down that the page of a plan was asked for, by somebody who is logged in and sees that plan.

        What a browser fetches ahead, or for anything but to show it, opens nothing.
        """
        plan_id, headers = str(request.path_params["plan"]).lower(), request.headers
        is_shown = "sec-purpose" not in headers and headers.get("sec-fetch-dest", "document") == "document"
        if not is_shown or not is_entity_id(plan_id):
            return
        with suppress(*DATABASE_ERRORS):
            viewer = await self._identities.recognise(request)
            if viewer is None:
                return
            vendors, customers = viewer.organisations(Side.VENDOR), viewer.organisations(Side.CUSTOMER)
            async with viewing(self._viewers, Sight.of(viewer)) as connection:
                plans = await select_plans(connection, vendors, customers, [UUID(plan_id)])
            for plan in plans:
                self.note(viewer, plan, dt.datetime.now(dt.UTC))

    async def run(self) -> None:
        """Write what is put down, until cancelled."""
        while True:
            await self._news.wait()
            self._news.clear()
            if not await self.write():
                await asyncio.sleep(AGAIN_AFTER_SECONDS)
                self._news.set()

    async def write(self) -> bool:
        """Write all that waits; false where the database did not take one, which then waits on."""
        while self._waiting:
            key, (sight, row) = next(iter(self._waiting.items()))
            del self._waiting[key]
            try:
                async with viewing(self._viewers, sight) as connection:
                    await upsert_opening(connection, row)
            except AWAY as error:
                logger.warning("an opening of plan %s waits: %s: %s", row.plan_id, type(error).__name__, error)
                self._wait_on(key, sight, row)
                return False
            except DATABASE_ERRORS:
                logger.exception("an opening of plan %s could not be noted", row.plan_id)
            except asyncio.CancelledError:
                self._wait_on(key, sight, row)  # noted twice it is what it is
                raise
        return True

    def _wait_on(self, key: _Key, sight: Sight, row: OpeningRow) -> None:
        """Put back what could not be written, behind all others."""
        _, newer = self._waiting.pop(key, (sight, row))
        self._waiting[key] = sight, replace(row, last_at=max(row.last_at, newer.last_at))

    async def close(self) -> None:
        """Write what waits, for a moment at most."""
        with suppress(TimeoutError):
            async with asyncio.timeout(LAST_SECONDS):
                await self.write()
