"""A typed view of asyncpg: the connection that every store function takes, and how one is opened."""

from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Any, Literal, Protocol, cast

import asyncpg

Isolation = Literal["read_committed", "repeatable_read", "serializable"]
Listener = Callable[[object, int, str, str], None]


KEPT_STATEMENTS = (
    50  # of each connection: the plan of a page with all that it leads to takes 1 MB of PostgreSQL's memory
)
MAX_STATEMENT = 32_768  # bytes of a statement that is kept: to plan a page anew takes 10 ms


class Record(Protocol):
    """One row; columns by name or place."""

    def __getitem__(self, key: str | int, /) -> Any: ...

    def __iter__(self) -> Iterator[Any]: ...


class Connection(Protocol):
    """What is used of ``asyncpg.Connection``. Errors are asyncpg's own."""

    async def execute(self, query: str, *args: object) -> str: ...

    async def executemany(self, command: str, args: Sequence[Sequence[object]]) -> None: ...

    async def fetch(self, query: str, *args: object) -> Sequence[Record]: ...

    async def fetchrow(self, query: str, *args: object) -> Record | None: ...

    async def fetchval(self, query: str, *args: object) -> Any: ...

    async def prepare(self, query: str) -> Any: ...

    def transaction(
        self, *, isolation: Isolation | None = None, readonly: bool = False
    ) -> AbstractAsyncContextManager[object]: ...

    async def add_listener(self, channel: str, callback: Listener) -> None: ...

    def add_termination_listener(self, callback: Callable[[object], None]) -> None: ...

    def is_closed(self) -> bool: ...

    async def close(self) -> None: ...

    def terminate(self) -> None: ...


class Pool(Protocol):
    """What is used of ``asyncpg.Pool``."""

    def acquire(self, *, timeout: float | None = None) -> AbstractAsyncContextManager[Connection]: ...

    async def close(self) -> None: ...

    def terminate(self) -> None: ...


def session_settings(role: str, *, statement_seconds: int) -> dict[str, str]:
    """The settings of a working session: its role, its schema and its patience."""
    return {
        "role": role,
        "search_path": "concordat",
        "application_name": f"concordat {role}",
        "statement_timeout": f"{statement_seconds}s",
        "lock_timeout": "2s",
        "idle_in_transaction_session_timeout": "30s",
    }


_connect = cast("Callable[..., Awaitable[Connection]]", getattr(asyncpg, "connect"))  # noqa: B009 - untyped in asyncpg
_create_pool = cast("Callable[..., Awaitable[Pool]]", getattr(asyncpg, "create_pool"))  # noqa: B009 - untyped in asyncpg


async def open_connection(url: str, settings: Mapping[str, str] | None = None) -> Connection:
    """One connection. Raises what asyncpg and the socket raise: OSError, asyncpg.PostgresError, TimeoutError."""
    return await _connect(url, timeout=10, server_settings=dict(settings or {}))


async def open_pool(url: str, settings: Mapping[str, str], *, size: int) -> Pool:
    """A pool of at most ``size`` connections; sessions keep nothing between uses, so none is reset.

    Statements are prepared once for each connection; see `KEPT_STATEMENTS`.
    """

    async def keep(_connection: object) -> None:
        """Leave the session as it is: nothing here changes it outside a transaction."""

    return await _create_pool(
        url,
        min_size=0,
        max_size=size,
        timeout=10,
        command_timeout=30,
        server_settings=dict(settings),
        reset=keep,
        statement_cache_size=KEPT_STATEMENTS,
        max_cacheable_statement_size=MAX_STATEMENT,
    )
