"""Sessions of the demo's people, as if they had logged in with a browser."""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from plans.rules.identifier import new_id
from plans.rules.session import new_secret, secret_hash
from plans.store.connection import Connection
from plans.store.session import SessionRow, insert_session

ISSUER = "https://login.harbor.example"

ACTIVE_CONNECTION = """
insert into login_connection (organisation_id, id, issuer, client_id, state, activated_at)
values ($1, $2, $3, 'concordat', 'active', now())
"""


@dataclass(frozen=True, slots=True)
class MadeSession:
    """A session, and the secret in the browser's cookie."""

    id: UUID
    organisation_id: UUID
    connection_id: UUID
    secret: str

    def headers(self, origin: str) -> dict[str, str]:
        """What a browser sends with a socket that our own page opens, over http on loopback."""
        return {"Cookie": f"concordat={self.secret}", "Origin": origin}


async def make_connection(logins: Connection, organisation_id: UUID) -> UUID:
    """An active connection of an organisation; ``logins`` is of the login role."""
    connection_id = new_id()
    await logins.execute(ACTIVE_CONNECTION, organisation_id, connection_id, ISSUER)
    return connection_id


async def make_session(logins: Connection, organisation_id: UUID, connection_id: UUID, person_id: UUID) -> MadeSession:
    """A session that has just begun."""
    secret, now = new_secret(), dt.datetime.now(dt.UTC)
    row = SessionRow(
        organisation_id, new_id(), person_id, connection_id, ISSUER, str(person_id), "test", now, now,
        now + dt.timedelta(hours=1),
    )  # fmt: skip
    await insert_session(logins, row, secret_hash(secret), None, "id token")
    return MadeSession(row.id, organisation_id, connection_id, secret)
