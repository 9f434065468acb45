"""Whether open sockets may stay open."""

import datetime as dt
from collections.abc import Sequence
from uuid import UUID

from plans.rules.authority import Authority, Standing, Withdrawal, withdrawal
from plans.rules.role import Role
from plans.rules.session import SEEN_EVERY_SECONDS, seen_after
from plans.store.authority import AskedAuthority, select_authorities, touch_sessions
from plans.store.connection import Connection


async def withdrawals(
    connection: Connection, authorities: Sequence[Authority], now: dt.datetime
) -> list[Withdrawal | None]:
    """For each authority, why it no longer holds, or ``None``. An open socket counts as use of its session."""
    asked = [
        AskedAuthority(place, authority.person_id, authority.session_id, membership.organisation_id)
        for place, authority in enumerate(authorities)
        for membership in authority.memberships
    ]
    roles: list[dict[UUID, Role]] = [{} for _ in authorities]
    lasts = [authority.session_id is None or bool(authority.memberships) for authority in authorities]
    async with connection.transaction():
        seen_before = now - dt.timedelta(seconds=SEEN_EVERY_SECONDS)
        await touch_sessions(connection, asked, now, seen_after(now), seen_before)
        for row in await select_authorities(connection, asked, now, seen_after(now)):
            lasts[row.place] = lasts[row.place] and row.session_lasts
            if row.role is not None:
                roles[row.place][row.organisation_id] = Role(row.role)
    return [withdrawal(authority, Standing(lasts[place], roles[place])) for place, authority in enumerate(authorities)]
