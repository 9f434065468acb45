"""Connections to identity providers, and the domains that route to them."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from plans.store.connection import Connection, Record


@dataclass(frozen=True, slots=True)
class LoginConnectionRow:
    """One organisation's trust in one identity provider. ``secret_from`` names where its secret is, never the value."""

    organisation_id: UUID
    id: UUID
    issuer: str
    client_id: str
    secret_from: str
    algorithms: tuple[str, ...]
    role_claim: str | None
    role_map: Mapping[str, str]
    state: str
    organisation_name: str
    side: str


@dataclass(frozen=True, slots=True)
class LoginDomainRow:
    """One domain of a connection; it routes once ``verified``."""

    organisation_id: UUID
    connection_id: UUID
    domain: str
    challenge: str
    verified: bool


def _connection(row: Record) -> LoginConnectionRow:
    return LoginConnectionRow(
        row["organisation_id"], row["id"], row["issuer"], row["client_id"], row["secret_from"],
        tuple(row["algorithms"]), row["role_claim"], json.loads(row["role_map"]), row["state"],
        row["organisation_name"], row["side"],
    )  # fmt: skip


UPSERT_LOGIN_CONNECTION = """
insert into login_connection
    (organisation_id, id, issuer, client_id, secret_from, algorithms, role_claim, role_map)
values ($1, $2, $3, $4, $5, $6, $7, $8::jsonb)
on conflict (organisation_id, id) do update set
    issuer = excluded.issuer, client_id = excluded.client_id, secret_from = excluded.secret_from,
    algorithms = excluded.algorithms, role_claim = excluded.role_claim, role_map = excluded.role_map,
    state = 'draft', activated_by = null, activated_at = null
"""


async def upsert_login_connection(connection: Connection, row: LoginConnectionRow) -> None:
    """Write a connection as a draft, also where it was active before."""
    await connection.execute(
        UPSERT_LOGIN_CONNECTION,
        row.organisation_id, row.id, row.issuer, row.client_id, row.secret_from, list(row.algorithms),
        row.role_claim, json.dumps(dict(row.role_map)),
    )  # fmt: skip


ACTIVATE_LOGIN_CONNECTION = """
update login_connection set state = 'active', activated_by = $3, activated_at = now()
where organisation_id = $1 and id = $2
"""


async def activate_login_connection(
    connection: Connection, organisation_id: UUID, connection_id: UUID, person_id: UUID
) -> None:
    """Let people log in through it."""
    await connection.execute(ACTIVATE_LOGIN_CONNECTION, organisation_id, connection_id, person_id)


SELECT_LOGIN_CONNECTION = """
select c.organisation_id, c.id, c.issuer, c.client_id, c.secret_from, c.algorithms, c.role_claim, c.role_map, c.state,
    o.name as organisation_name, o.side
from login_connection c join organisation o on o.id = c.organisation_id
where c.id = $1
"""


async def select_login_connection(connection: Connection, connection_id: UUID) -> LoginConnectionRow | None:
    """The connection with this id, draft or active."""
    row = await connection.fetchrow(SELECT_LOGIN_CONNECTION, connection_id)
    return _connection(row) if row else None


SELECT_LOGIN_CONNECTIONS = """
select c.organisation_id, c.id, c.issuer, c.client_id, c.secret_from, c.algorithms, c.role_claim, c.role_map, c.state,
    o.name as organisation_name, o.side
from login_connection c join organisation o on o.id = c.organisation_id
where c.organisation_id = $1
order by c.created_at, c.id
"""


async def select_login_connections(connection: Connection, organisation_id: UUID) -> list[LoginConnectionRow]:
    """The connections of an organisation, drafts too, oldest first."""
    rows = await connection.fetch(SELECT_LOGIN_CONNECTIONS, organisation_id)
    return [_connection(row) for row in rows]


SELECT_ACTIVE_LOGIN_CONNECTIONS = """
select c.organisation_id, c.id, c.issuer, c.client_id, c.secret_from, c.algorithms, c.role_claim, c.role_map, c.state,
    o.name as organisation_name, o.side
from login_connection c join organisation o on o.id = c.organisation_id
where c.state = 'active' and ($1::uuid is null or c.organisation_id = $1) and ($2::text is null or exists (
    select from login_domain d
    where d.organisation_id = c.organisation_id and d.connection_id = c.id and d.domain = $2
      and d.verified_at is not null))
order by o.name, c.id
"""


async def select_active_login_connections(
    connection: Connection, *, organisation_id: UUID | None = None, domain: str | None = None
) -> list[LoginConnectionRow]:
    """The connections that let people in: all, or those of an organisation or of a verified domain."""
    rows = await connection.fetch(SELECT_ACTIVE_LOGIN_CONNECTIONS, organisation_id, domain)
    return [_connection(row) for row in rows]


DELETE_LOGIN_CONNECTION = """
delete from login_connection where organisation_id = $1 and id = $2
"""


async def delete_login_connection(connection: Connection, organisation_id: UUID, connection_id: UUID) -> None:
    """Forget a connection with its domains, identities, sessions and attempts."""
    await connection.execute(DELETE_LOGIN_CONNECTION, organisation_id, connection_id)


INSERT_LOGIN_DOMAIN = """
insert into login_domain (organisation_id, connection_id, domain, challenge) values ($1, $2, $3, $4)
on conflict (organisation_id, connection_id, domain) do nothing
"""


async def insert_login_domain(
    connection: Connection, organisation_id: UUID, connection_id: UUID, domain: str, challenge: str
) -> None:
    """Claim a domain; nothing happens where it is claimed already."""
    await connection.execute(INSERT_LOGIN_DOMAIN, organisation_id, connection_id, domain, challenge)


VERIFY_LOGIN_DOMAIN = """
update login_domain set verified_at = coalesce(verified_at, now())
where organisation_id = $1 and connection_id = $2 and domain = $3
"""


async def verify_login_domain(connection: Connection, organisation_id: UUID, connection_id: UUID, domain: str) -> None:
    """The organisation has shown that the domain is theirs."""
    await connection.execute(VERIFY_LOGIN_DOMAIN, organisation_id, connection_id, domain)


SELECT_LOGIN_DOMAINS = """
select organisation_id, connection_id, domain, challenge, verified_at is not null as verified
from login_domain where organisation_id = $1 and connection_id = any($2::uuid[]) order by domain
"""


async def select_login_domains(
    connection: Connection, organisation_id: UUID, connections: Sequence[UUID]
) -> list[LoginDomainRow]:
    """The domains of an organisation's connections."""
    return [
        LoginDomainRow(row["organisation_id"], row["connection_id"], row["domain"], row["challenge"], row["verified"])
        for row in await connection.fetch(SELECT_LOGIN_DOMAINS, organisation_id, list(connections))
    ]
