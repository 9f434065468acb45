"""Identities: which person a provider's subject is. The key is (connection, issuer, subject)."""

from dataclasses import dataclass
from uuid import UUID

from plans.store.connection import Connection


@dataclass(frozen=True, slots=True)
class LoginIdentityRow:
    """One subject of one provider, as one connection knows it."""

    organisation_id: UUID
    connection_id: UUID
    issuer: str
    subject: str
    person_id: UUID


INSERT_LOGIN_IDENTITY = """
insert into login_identity (organisation_id, connection_id, issuer, subject, person_id) values ($1, $2, $3, $4, $5)
"""


async def insert_login_identity(connection: Connection, row: LoginIdentityRow) -> None:
    """Link a subject to a person. Raises asyncpg.UniqueViolationError where it is linked already."""
    await connection.execute(
        INSERT_LOGIN_IDENTITY, row.organisation_id, row.connection_id, row.issuer, row.subject, row.person_id
    )


UPSERT_LOGIN_IDENTITY = """
insert into login_identity (organisation_id, connection_id, issuer, subject, person_id) values ($1, $2, $3, $4, $5)
on conflict (organisation_id, connection_id, issuer, subject) do update set person_id = excluded.person_id
"""


async def upsert_login_identity(connection: Connection, row: LoginIdentityRow) -> None:
    """Link a subject to a person, also where it was linked to another who is no member any more."""
    await connection.execute(
        UPSERT_LOGIN_IDENTITY, row.organisation_id, row.connection_id, row.issuer, row.subject, row.person_id
    )


SELECT_LOGIN_IDENTITY = """
select organisation_id, connection_id, issuer, subject, person_id from login_identity
where organisation_id = $1 and connection_id = $2 and issuer = $3 and subject = $4
"""


async def select_login_identity(
    connection: Connection, organisation_id: UUID, connection_id: UUID, issuer: str, subject: str
) -> LoginIdentityRow | None:
    """Who a subject is."""
    row = await connection.fetchrow(SELECT_LOGIN_IDENTITY, organisation_id, connection_id, issuer, subject)
    return (
        LoginIdentityRow(row["organisation_id"], row["connection_id"], row["issuer"], row["subject"], row["person_id"])
        if row
        else None
    )


HAS_LOGIN_IDENTITY = """
select exists (select from login_identity where organisation_id = $1 and person_id = $2)
"""


async def has_login_identity(connection: Connection, organisation_id: UUID, person_id: UUID) -> bool:
    """Whether a member has ever logged in at their organisation."""
    return bool(await connection.fetchval(HAS_LOGIN_IDENTITY, organisation_id, person_id))


LOCK_LOGIN_SUBJECT = """
with locked as materialized (select pg_advisory_xact_lock(hashtextextended($1::text || ' ' || $2::text, 7)))
select count(*) from locked
"""


async def lock_login_subject(connection: Connection, connection_id: UUID, subject: str) -> None:
    """Let one first login of a subject finish before the next looks, until the transaction ends."""
    await connection.execute(LOCK_LOGIN_SUBJECT, str(connection_id), subject)
