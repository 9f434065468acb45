"""API clients and the hashes of their secrets. The viewer role reads clients; all else is the login role's."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from plans.store.connection import Connection, Record


@dataclass(frozen=True, slots=True)
class ApiClientRow:
    """One client; its id is also its service person's."""

    organisation_id: UUID
    id: UUID
    name: str
    role: str
    scopes: tuple[str, ...]
    created_by: UUID
    created_at: dt.datetime
    revoked_at: dt.datetime | None
    last_used_at: dt.datetime | None


@dataclass(frozen=True, slots=True)
class ApiClientKeyRow:
    """A client with the hashes of the secrets that are good, newest first."""

    organisation_id: UUID
    id: UUID
    scopes: tuple[str, ...]
    last_used_at: dt.datetime | None
    secret_hashes: tuple[bytes, ...]


SELECT_API_CLIENTS = """
select organisation_id, id, name, role, scopes, created_by, created_at, revoked_at, last_used_at
from api_client where organisation_id = any($1::uuid[]) order by name, id
"""


async def select_api_clients(connection: Connection, organisation_ids: Sequence[UUID]) -> list[ApiClientRow]:
    """The clients of organisations, revoked ones too, by name."""
    return [_row(record) for record in await connection.fetch(SELECT_API_CLIENTS, list(organisation_ids))]


SELECT_API_CLIENT = """
select organisation_id, id, name, role, scopes, created_by, created_at, revoked_at, last_used_at
from api_client where id = $1
"""


async def select_api_client(connection: Connection, client_id: UUID) -> ApiClientRow | None:
    """The client with this id, of whatever organisation."""
    record = await connection.fetchrow(SELECT_API_CLIENT, client_id)
    return _row(record) if record else None


def _row(record: Record) -> ApiClientRow:
    return ApiClientRow(
        record["organisation_id"], record["id"], record["name"], record["role"], tuple(record["scopes"]),
        record["created_by"], record["created_at"], record["revoked_at"], record["last_used_at"],
    )  # fmt: skip


SELECT_API_CLIENT_KEY = """
select c.organisation_id, c.id, c.scopes, c.last_used_at, array(
    select s.secret_hash from api_client_secret s
    where s.organisation_id = c.organisation_id and s.client_id = c.id
    and (s.expires_at is null or s.expires_at > $2)
    order by s.created_at desc
) as secret_hashes
from api_client c where c.id = $1 and c.revoked_at is null
"""


async def select_api_client_key(connection: Connection, client_id: UUID, now: dt.datetime) -> ApiClientKeyRow | None:
    """What shows that a program is this client; ``None`` where there is no such client, or it is revoked."""
    record = await connection.fetchrow(SELECT_API_CLIENT_KEY, client_id, now)
    if record is None:
        return None
    return ApiClientKeyRow(
        record["organisation_id"], record["id"], tuple(record["scopes"]), record["last_used_at"],
        tuple(record["secret_hashes"]),
    )  # fmt: skip


LOCK_API_CLIENTS = """
with locked as materialized (select pg_advisory_xact_lock(hashtextextended($1::text, 9)))
select count(*) from locked
"""


async def lock_api_clients(connection: Connection, organisation_id: UUID) -> None:
    """Let one change of an organisation's clients finish before the next looks, until the transaction ends."""
    await connection.execute(LOCK_API_CLIENTS, str(organisation_id))


INSERT_API_CLIENT = """
insert into api_client (organisation_id, id, name, role, scopes, created_by, created_at)
values ($1, $2, $3, $4, $5, $6, $7)
"""


async def insert_api_client(connection: Connection, row: ApiClientRow) -> None:
    """Add a client. Its service person is there already."""
    await connection.execute(
        INSERT_API_CLIENT, row.organisation_id, row.id, row.name, row.role, list(row.scopes), row.created_by,
        row.created_at,
    )  # fmt: skip


INSERT_API_CLIENT_SECRET = """
insert into api_client_secret (organisation_id, client_id, secret_hash, created_at) values ($1, $2, $3, $4)
"""  # noqa: S105 - a statement


async def insert_api_client_secret(
    connection: Connection, organisation_id: UUID, client_id: UUID, secret_hash: bytes, now: dt.datetime
) -> None:
    """Add the newest secret."""
    await connection.execute(INSERT_API_CLIENT_SECRET, organisation_id, client_id, secret_hash, now)


END_API_CLIENT_SECRET = """
with forgotten as (
    delete from api_client_secret where organisation_id = $1 and client_id = $2 and expires_at is not null
)
update api_client_secret set expires_at = $3
where organisation_id = $1 and client_id = $2 and expires_at is null
"""  # noqa: S105 - a statement


async def end_api_client_secret(
    connection: Connection, organisation_id: UUID, client_id: UUID, until: dt.datetime
) -> None:
    """Let the newest secret end then; what was ending before is forgotten at once."""
    await connection.execute(END_API_CLIENT_SECRET, organisation_id, client_id, until)


DELETE_NEWEST_API_CLIENT_SECRET = """
delete from api_client_secret where organisation_id = $1 and client_id = $2 and expires_at is null
returning created_at
"""  # noqa: S105 - a statement


async def delete_newest_api_client_secret(
    connection: Connection, organisation_id: UUID, client_id: UUID
) -> dt.datetime:
    """Forget the newest secret at once, and tell when it was made; what was ending before stays good until then."""
    return await connection.fetchval(DELETE_NEWEST_API_CLIENT_SECRET, organisation_id, client_id)


REVOKE_API_CLIENT = """
with revoked as (
    update api_client set revoked_at = $3 where organisation_id = $1 and id = $2 and revoked_at is null
)
delete from api_client_secret where organisation_id = $1 and client_id = $2
"""


async def revoke_api_client(connection: Connection, organisation_id: UUID, client_id: UUID, now: dt.datetime) -> None:
    """Revoke a client and forget its secrets."""
    await connection.execute(REVOKE_API_CLIENT, organisation_id, client_id, now)


DELETE_CLIENT_MEMBERSHIP = """
delete from membership where organisation_id = $1 and person_id = $2
"""


async def delete_client_membership(connection: Connection, organisation_id: UUID, client_id: UUID) -> None:
    """End the membership of a client that is revoked; the database lets nobody else's go this way."""
    await connection.execute(DELETE_CLIENT_MEMBERSHIP, organisation_id, client_id)


TOUCH_API_CLIENT = """
update api_client set last_used_at = $3 where organisation_id = $1 and id = $2
"""


async def touch_api_client(connection: Connection, organisation_id: UUID, client_id: UUID, now: dt.datetime) -> None:
    """Note that a client was used."""
    await connection.execute(TOUCH_API_CLIENT, organisation_id, client_id, now)
