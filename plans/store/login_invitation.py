"""Invitations: the secret that links a first login to the person who was invited."""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from plans.store.connection import Connection


@dataclass(frozen=True, slots=True)
class LoginInvitationRow:
    """One open invitation, with the address that was invited."""

    organisation_id: UUID
    id: UUID
    person_id: UUID
    email: str


INSERT_LOGIN_INVITATION = """
insert into login_invitation (organisation_id, id, person_id, secret_hash, expires_at) values ($1, $2, $3, $4, $5)
"""


async def insert_login_invitation(
    connection: Connection,
    organisation_id: UUID,
    invitation_id: UUID,
    person_id: UUID,
    secret_hash: bytes,
    expires_at: dt.datetime,
) -> None:
    """Invite a member to log in for the first time."""
    await connection.execute(
        INSERT_LOGIN_INVITATION, organisation_id, invitation_id, person_id, secret_hash, expires_at
    )


SELECT_LOGIN_INVITATION = """
select i.organisation_id, i.id, i.person_id, p.email
from login_invitation i join person p on p.id = i.person_id
where i.secret_hash = $1 and i.used_at is null and i.expires_at > $2 and exists (
    select from membership m where m.organisation_id = i.organisation_id and m.person_id = i.person_id)
"""


async def select_login_invitation(
    connection: Connection, secret_hash: bytes, now: dt.datetime
) -> LoginInvitationRow | None:
    """The open invitation with this secret, as long as the person is a member."""
    row = await connection.fetchrow(SELECT_LOGIN_INVITATION, secret_hash, now)
    return LoginInvitationRow(row["organisation_id"], row["id"], row["person_id"], row["email"]) if row else None


USE_LOGIN_INVITATION = """
with used as (
    update login_invitation set used_at = $3
    where organisation_id = $1 and id = $2 and used_at is null and expires_at > $3
    returning organisation_id, id, person_id
)
select u.organisation_id, u.id, u.person_id, p.email from used u join person p on p.id = u.person_id
join membership m on m.organisation_id = u.organisation_id and m.person_id = u.person_id
"""


async def use_login_invitation(
    connection: Connection, organisation_id: UUID, invitation_id: UUID, now: dt.datetime
) -> LoginInvitationRow | None:
    """Use an invitation up; ``None`` where it is used or over, or the person is no member any more."""
    row = await connection.fetchrow(USE_LOGIN_INVITATION, organisation_id, invitation_id, now)
    return LoginInvitationRow(row["organisation_id"], row["id"], row["person_id"], row["email"]) if row else None


WITHDRAW_LOGIN_INVITATIONS = """
update login_invitation set used_at = $3 where organisation_id = $1 and person_id = $2 and used_at is null
"""


async def withdraw_login_invitations(
    connection: Connection, organisation_id: UUID, person_id: UUID, now: dt.datetime
) -> None:
    """Make the open invitations of a person worth nothing: another takes their place, or the person is removed."""
    await connection.execute(WITHDRAW_LOGIN_INVITATIONS, organisation_id, person_id, now)
