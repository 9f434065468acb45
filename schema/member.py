"""The people of an organisation: who they are, and how they are invited, given another role and removed."""

import datetime as dt
from typing import Annotated, Self
from uuid import UUID

import strawberry

from plans.rules import role as role_rules
from plans.rules.member import Newcomer
from plans.service.member import (
    Invited,
    change_member_role,
    find_member,
    invite_member,
    remove_member,
    renew_invitation,
)
from plans.store.member import MemberRow
from schema.acting import OrganisationInput, acting_for, once_for, require_id
from schema.context import Info
from schema.person import Person
from schema.refusal import Refusal, Unavailable
from schema.role import Role


@strawberry.type(description="One member of an organisation.")
class Member:
    """One member of an organisation."""

    person: Person = strawberry.field(description="Who it is.")
    role: Role = strawberry.field(description="What they are in the organisation.")
    since: dt.datetime = strawberry.field(description="When they became a member.")

    @classmethod
    def from_row(cls, row: MemberRow) -> Self:
        """The member as stored."""
        person = Person(id=strawberry.ID(str(row.person_id)), name=row.name, email=row.email)
        return cls(person=person, role=Role(row.role), since=row.created_at)


@strawberry.type(description="A member with the address at which they log in for the first time.")
class Invitation:
    """A member with the address at which they log in for the first time."""

    member: Member = strawberry.field(description="Who is invited; they are a member already.")
    url: str = strawberry.field(description="Where they log in; told once, to be passed on to them and nobody else.")
    expires_at: dt.datetime = strawberry.field(description="Until when the address works, once.")

    @classmethod
    def from_invited(cls, invited: Invited, public_url: str) -> Self:
        """The invitation as it was just made."""
        url = f"{public_url}/login?invitation={invited.secret}"
        return cls(member=Member.from_row(invited.member), url=url, expires_at=invited.expires_at)


@strawberry.type(description="The person is a member, and invited to log in.")
class InviteMemberSuccess:
    """The person is a member, and invited to log in."""

    invitation: Invitation = strawberry.field(description="The member, and where they log in.")


@strawberry.type(description="The member has another invitation; those before it work no more.")
class RenewInvitationSuccess:
    """The member has another invitation."""

    invitation: Invitation = strawberry.field(description="The member, and where they log in.")


@strawberry.type(description="The member has the role.")
class ChangeMemberRoleSuccess:
    """The member has the role."""

    member: Member = strawberry.field(description="The member as they now are.")


@strawberry.type(description="The person is no member any more; their sessions and open sockets have ended.")
class RemoveMemberSuccess:
    """The person is no member any more."""

    removed_id: strawberry.ID = strawberry.field(description="The UUID of the person who was removed.")


InviteMemberResult = Annotated[
    InviteMemberSuccess | Refusal | Unavailable,
    strawberry.union("InviteMemberResult", description="What became of inviting somebody."),
]
RenewInvitationResult = Annotated[
    RenewInvitationSuccess | Refusal | Unavailable,
    strawberry.union("RenewInvitationResult", description="What became of renewing an invitation."),
]
ChangeMemberRoleResult = Annotated[
    ChangeMemberRoleSuccess | Refusal | Unavailable,
    strawberry.union("ChangeMemberRoleResult", description="What became of changing a role."),
]
RemoveMemberResult = Annotated[
    RemoveMemberSuccess | Refusal | Unavailable,
    strawberry.union("RemoveMemberResult", description="What became of removing somebody."),
]


@strawberry.input(description="Somebody to be invited to an organisation.")
class InviteMemberInput(OrganisationInput):
    """Somebody to be invited to an organisation."""

    email: str = strawberry.field(
        description="Their e-mail address. It links them to nobody who is known by it elsewhere."
    )
    name: str = strawberry.field(description="Their name, at most 200 characters.")
    role: Role = strawberry.field(description="What they become there.")
    idempotency_key: str | None = strawberry.field(
        default=None,
        description="The same key of the same inviter gives the same member again, with an address in place of the "
        "first.",
    )


@strawberry.input(description="What every change of a member names.")
class MemberInput(OrganisationInput):
    """What every change of a member names."""

    person_id: strawberry.ID = strawberry.field(description="The UUID of the person.")


@strawberry.input(description="A member who needs another invitation.")
class RenewInvitationInput(MemberInput):
    """A member who needs another invitation."""

    idempotency_key: str | None = strawberry.field(
        default=None,
        description="Sent again with the same key within a day, it is an address in place of the first.",
    )


@strawberry.input(description="A member and the role that they get.")
class ChangeMemberRoleInput(MemberInput):
    """A member and the role that they get."""

    role: Role = strawberry.field(description="What they become.")


@strawberry.input(description="A member to be removed.")
class RemoveMemberInput(MemberInput):
    """A member to be removed."""


@strawberry.type(description="What can be done with the people of an organisation.")
class MemberMutation:
    """What can be done with the people of an organisation."""

    @strawberry.mutation(
        description="Make somebody a member of one's organisation, at once, and invite them to log in. A vendor "
        "invites the first sponsor of its customer, and nobody after that."
    )
    async def invite_member(
        self,
        info: Info,
        input: Annotated[InviteMemberInput, strawberry.argument(description="Who is invited.")],  # noqa: A002 - GraphQL's name
    ) -> InviteMemberResult:
        """Invite somebody."""
        newcomer = Newcomer.of(input.email, input.name, role_rules.Role(input.role.value))
        async with acting_for(info) as connection:
            invited = await invite_member(
                connection,
                info.context.viewer,
                require_id(input.organisation_id, "organisationId"),
                newcomer,
                dt.datetime.now(dt.UTC),
                input.idempotency_key,
            )
        return InviteMemberSuccess(invitation=Invitation.from_invited(invited, info.context.doors.public_url))

    @strawberry.mutation(description="Give a member another invitation in place of the one that is lost or over.")
    async def renew_invitation(
        self,
        info: Info,
        input: Annotated[RenewInvitationInput, strawberry.argument(description="Who needs it.")],  # noqa: A002 - GraphQL's name
    ) -> RenewInvitationResult:
        """Renew an invitation."""
        made: list[Invited] = []
        async with acting_for(info) as connection:
            organisation_id = require_id(input.organisation_id, "organisationId")

            async def renew(person_id: UUID) -> None:
                now = dt.datetime.now(dt.UTC)
                made.append(await renew_invitation(connection, info.context.viewer, organisation_id, person_id, now))

            # The address is told once: whoever asks again gets another one in its place.
            await once_for(info, connection, input, renew, require_id(input.person_id, "personId"), again=renew)
        return RenewInvitationSuccess(invitation=Invitation.from_invited(made[0], info.context.doors.public_url))

    @strawberry.mutation(description="Give a member of one's organisation another role.")
    async def change_member_role(
        self,
        info: Info,
        input: Annotated[ChangeMemberRoleInput, strawberry.argument(description="Who, and which role.")],  # noqa: A002 - GraphQL's name
    ) -> ChangeMemberRoleResult:
        """Change a role."""
        viewer, role = info.context.viewer, role_rules.Role(input.role.value)
        async with acting_for(info) as connection:
            organisation_id = require_id(input.organisation_id, "organisationId")

            async def change(person_id: UUID) -> None:
                await change_member_role(connection, viewer, organisation_id, person_id, role)

            person_id = await once_for(info, connection, input, change, require_id(input.person_id, "personId"))
            row = await find_member(connection, viewer, organisation_id, person_id)
        return ChangeMemberRoleSuccess(member=Member.from_row(row))

    @strawberry.mutation(description="End somebody's membership of one's organisation, with their sessions there.")
    async def remove_member(
        self,
        info: Info,
        input: Annotated[RemoveMemberInput, strawberry.argument(description="Who is removed.")],  # noqa: A002 - GraphQL's name
    ) -> RemoveMemberResult:
        """Remove somebody."""
        async with acting_for(info) as connection:
            organisation_id = require_id(input.organisation_id, "organisationId")

            async def remove(person_id: UUID) -> None:
                now = dt.datetime.now(dt.UTC)
                await remove_member(connection, info.context.viewer, organisation_id, person_id, now)

            removed = await once_for(info, connection, input, remove, require_id(input.person_id, "personId"))
        return RemoveMemberSuccess(removed_id=strawberry.ID(str(removed)))
