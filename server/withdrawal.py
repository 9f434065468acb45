"""Listening for rights that end, and closing what rested on them.

The database tells (triggers of migration 0012) whose rights to look at again; what is true is read from it. A message
may be lost with the connection: after each new one every open socket is looked at, and so it is every few seconds.
"""

import asyncio
import datetime as dt
import logging
from collections.abc import Awaitable, Callable
from uuid import UUID

from collab.committer import DATABASE_ERRORS
from plans.service.authority import withdrawals
from plans.store.connection import Connection
from plans.store.session import CHANNEL as SESSION_CHANNEL
from plans.store.withdrawal import CHANNEL as WITHDRAWAL_CHANNEL
from server.open_socket import OpenSocket, OpenSockets

logger = logging.getLogger("concordat.withdrawal")

RECONNECT_SECONDS = 0.5
LOOK_EVERY_SECONDS = 10.0  # at all sockets: the net below lost messages, and how a dead connection is noticed
LOOK_WITHIN_SECONDS = 5.0  # a look that takes longer means that the connection is dead


class Withdrawals:
    """One listening connection of the login role per process, which also reads what is true."""

    def __init__(self, connect: Callable[[], Awaitable[Connection]], sockets: OpenSockets) -> None:
        self._connect = connect
        self._sockets = sockets
        self._next_look = 0.0  # in the time of the loop

    async def run(self) -> None:
        """Listen until cancelled; connect again whenever the connection is lost."""
        while True:
            try:
                await self._listen()
            except DATABASE_ERRORS as error:
                logger.warning("withdrawals are not heard for a moment: %s: %s", type(error).__name__, error)
            await asyncio.sleep(RECONNECT_SECONDS)

    async def _listen(self) -> None:
        connection = await self._connect()
        try:
            connection.add_termination_listener(self._lost)
            await connection.add_listener(SESSION_CHANNEL, self._hear)
            await connection.add_listener(WITHDRAWAL_CHANNEL, self._hear)
            self._look_at_all()
            while not connection.is_closed():
                await self._look(connection, self._sockets.take_suspects())
                await self._wait_for_news()
        finally:
            connection.terminate()

    async def _look(self, connection: Connection, suspects: list[OpenSocket]) -> None:
        """Close those that rest on nothing. Asks the database even about none, as that shows that it is there."""
        async with asyncio.timeout(LOOK_WITHIN_SECONDS):
            found = await withdrawals(connection, [socket.authority for socket in suspects], dt.datetime.now(dt.UTC))
        for socket, withdrawal in zip(suspects, found, strict=True):
            if withdrawal is not None:
                logger.info("closed a socket of %s: %s", socket.authority.person_id, withdrawal.message)
                socket.end(withdrawal)

    async def _wait_for_news(self) -> None:
        try:
            async with asyncio.timeout_at(self._next_look):
                await self._sockets.news()
        except TimeoutError:
            self._look_at_all()

    def _look_at_all(self) -> None:
        self._sockets.suspect_all()
        self._next_look = asyncio.get_running_loop().time() + LOOK_EVERY_SECONDS

    def _hear(self, _connection: object, _pid: int, _channel: str, payload: str) -> None:
        try:
            known = UUID(payload)
        except ValueError:
            self._sockets.suspect_all()  # not one of ours: to look costs little
            return
        self._sockets.suspect(known)

    def _lost(self, _connection: object) -> None:
        self._sockets.wake()
