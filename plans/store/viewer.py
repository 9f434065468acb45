"""The one way to rows as somebody sees them: a transaction that was told who looks.

Row-level security lets a transaction of the viewer role see nothing until it is told. The telling ends with the
transaction, so that no connection of the pool remembers anybody.
"""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from uuid import UUID

from plans.rules.role import Side
from plans.rules.viewer import Viewer
from plans.store.connection import Connection, Pool


@dataclass(frozen=True, slots=True)
class Sight:
    """Who looks, and for which of their organisations on each side.

    A person alone sees themselves, their memberships and those organisations: enough to find out what they may see.
    """

    person: UUID
    vendors: tuple[UUID, ...] = ()
    customers: tuple[UUID, ...] = ()
    partners: tuple[UUID, ...] = ()

    @classmethod
    def of(cls, viewer: Viewer) -> "Sight":
        """What a viewer sees with all their memberships."""
        vendors, customers, partners = (
            tuple(viewer.organisations(side)) for side in (Side.VENDOR, Side.CUSTOMER, Side.PARTNER)
        )
        return cls(viewer.person_id, vendors, customers, partners)


# The casts make the server read the values as ids before they become settings.
TELL_SIGHT = """
select
    set_config('concordat.person', $1::uuid::text, true) as person,
    set_config('concordat.vendors', $2::uuid[]::text, true) as vendors,
    set_config('concordat.customers', $3::uuid[]::text, true) as customers,
    set_config('concordat.partners', $4::uuid[]::text, true) as partners
"""


async def tell_sight(connection: Connection, sight: Sight) -> None:
    """Tell the current transaction who looks. Policies of the viewer role read it; other roles are not affected."""
    await connection.fetchrow(
        TELL_SIGHT, sight.person, list(sight.vendors), list(sight.customers), list(sight.partners)
    )


@asynccontextmanager
async def viewing(viewers: Pool, sight: Sight, *, within: float = 10.0) -> AsyncGenerator[Connection]:
    """A transaction on a connection of the viewer role that sees what is the viewer's, and nothing else.

    ``within``: seconds to wait for a connection.
    """
    async with viewers.acquire(timeout=within) as connection, connection.transaction():
        await tell_sight(connection, sight)
        yield connection


@asynccontextmanager
async def snapshot(viewers: Pool, sight: Sight, *, within: float = 10.0) -> AsyncGenerator[Connection]:
    """The same, read-only and with all statements seeing one moment. It begins in one round trip.

    The transaction is not one of asyncpg's: nothing inside may open another.
    """
    async with viewers.acquire(timeout=within) as connection:
        await connection.execute(begin_snapshot(sight))
        try:
            yield connection
        finally:
            if not connection.is_closed():
                await connection.execute("rollback")  # it wrote nothing


def begin_snapshot(sight: Sight) -> str:
    """The statements that begin a snapshot. Ids alone are written into them.

    >>> print(begin_snapshot(Sight(UUID(int=1), (UUID(int=2),))))
    begin isolation level repeatable read, read only;
    select set_config('concordat.person', '00000000000000000000000000000001', true),
        set_config('concordat.vendors', '{00000000000000000000000000000002}', true),
        set_config('concordat.customers', '{}', true),
        set_config('concordat.partners', '{}', true)
    """
    vendors, customers, partners = (
        f"{{{','.join(one.hex for one in ids)}}}" for ids in (sight.vendors, sight.customers, sight.partners)
    )
    return (
        "begin isolation level repeatable read, read only;\n"
        f"select set_config('concordat.person', '{sight.person.hex}', true),\n"
        f"    set_config('concordat.vendors', '{vendors}', true),\n"
        f"    set_config('concordat.customers', '{customers}', true),\n"
        f"    set_config('concordat.partners', '{partners}', true)"
    )


@asynccontextmanager
async def acting(logins: Pool, sight: Sight, *, within: float = 10.0) -> AsyncGenerator[Connection]:
    """A transaction of the login role that was told for which organisations somebody acts.

    That role sees people, memberships and logins of all, but changes and ends memberships only of those.
    """
    async with logins.acquire(timeout=within) as connection, connection.transaction():
        await tell_sight(connection, sight)
        yield connection
