"""An organisation's connection to its identity provider: drafted, its domains shown, activated by itself alone."""

import datetime as dt
from enum import Enum
from typing import Annotated, Self
from uuid import UUID

import strawberry

from plans.rules.login import challenge_address
from plans.service.login_connection import (
    ConnectionDraft,
    activate_connection,
    claim_domain,
    confirm_domain,
    deactivate_connection,
    draft_connection,
    find_claimed_domain,
    find_own_connection,
    list_connections,
    remove_connection,
)
from plans.store.connection import Connection
from plans.store.login_connection import LoginConnectionRow, LoginDomainRow
from plans.store.viewer import acting
from schema.acting import OrganisationInput, acting_for, done_before, once_for, require_id
from schema.context import Info
from schema.edit import RepeatableInput
from schema.reading import ACQUIRE_SECONDS, aside, unavailable_while_away
from schema.refusal import Refusal, Unavailable
from schema.role import Role

_value = strawberry.enum_value


@strawberry.enum(description="Where the secret of a connection is; it never goes through the API.")
class SecretFrom(Enum):
    """Where the secret of a connection is."""

    ENVIRONMENT = _value("environment", description="In the server's environment, under a name of the connection's id.")
    FILE = _value("file", description="In a file among the server's keys, under the connection's id.")
    NONE = _value("none", description="Nowhere: the client is public.")


@strawberry.enum(description="Whether people log in through a connection.")
class LoginConnectionState(Enum):
    """Whether people log in through a connection."""

    DRAFT = _value("draft", description="Nobody does.")
    ACTIVE = _value("active", description="They do.")


@strawberry.type(description="A domain whose people log in through a connection.")
class LoginDomain:
    """A domain whose people log in through a connection."""

    domain: str = strawberry.field(description="The domain, as DNS knows it.")
    verified: bool = strawberry.field(description="Whether it has shown that it belongs to the organisation.")
    challenge: str = strawberry.field(description="The text that it has to show for that.")
    challenge_url: str = strawberry.field(description="Where it has to show it.")

    @classmethod
    def from_row(cls, row: LoginDomainRow) -> Self:
        """The domain as stored."""
        url = challenge_address(row.domain)
        return cls(domain=row.domain, verified=row.verified, challenge=row.challenge, challenge_url=url)


@strawberry.type(description="Which role a value of the role claim gives at a first login without an invitation.")
class MappedRole:
    """Which role a value of the role claim gives."""

    value: str = strawberry.field(description="The value of the claim.")
    role: Role = strawberry.field(description="The role.")


@strawberry.type(description="An organisation's trust in one identity provider.")
class LoginConnection:
    """An organisation's trust in one identity provider."""

    id: strawberry.ID = strawberry.field(description="The connection's UUID.")
    issuer: str = strawberry.field(description="The provider's issuer.")
    client_id: str = strawberry.field(description="What the provider calls us.")
    secret_from: SecretFrom = strawberry.field(description="Where our secret is.")
    algorithms: list[str] = strawberry.field(description="The signature algorithms that count.")
    role_claim: str | None = strawberry.field(description="The claim that names people's roles.")
    role_map: list[MappedRole] = strawberry.field(description="What its values mean; the first that is held counts.")
    state: LoginConnectionState = strawberry.field(description="Whether people log in through it.")
    redirect_url: str = strawberry.field(description="The redirect address to register at the provider.")
    domains: list[LoginDomain] = strawberry.field(description="The domains whose people it is for.")

    @classmethod
    def from_row(cls, row: LoginConnectionRow, domains: list[LoginDomainRow], public_url: str) -> Self:
        """The connection as stored."""
        return cls(
            id=strawberry.ID(str(row.id)),
            issuer=row.issuer,
            client_id=row.client_id,
            secret_from=SecretFrom(row.secret_from),
            algorithms=list(row.algorithms),
            role_claim=row.role_claim,
            role_map=[MappedRole(value=value, role=Role(role)) for value, role in row.role_map.items()],
            state=LoginConnectionState(row.state),
            redirect_url=f"{public_url}/auth/{row.id}/callback",
            domains=[LoginDomain.from_row(domain) for domain in domains],
        )


async def read_connections(info: Info, organisation_id: UUID) -> list[LoginConnection]:
    """The connections of an organisation; none for who may not manage them. Raises Unavailable."""
    return await aside(_read_all(info, organisation_id))


async def _read_all(info: Info, organisation_id: UUID) -> list[LoginConnection]:
    with unavailable_while_away():
        doors, sight = info.context.doors, info.context.reading.sight
        async with acting(doors.logins, sight, within=ACQUIRE_SECONDS) as connection:
            return await _read(info, connection, organisation_id)


async def _read(info: Info, connection: Connection, organisation_id: UUID) -> list[LoginConnection]:
    found = await list_connections(connection, info.context.viewer, organisation_id)
    return [LoginConnection.from_row(row, domains, info.context.doors.public_url) for row, domains in found]


async def _read_one(info: Info, connection: Connection, connection_id: UUID) -> LoginConnection:
    row = await find_own_connection(connection, info.context.viewer, connection_id)
    found = await _read(info, connection, row.organisation_id)
    return next(item for item in found if item.id == str(connection_id))


@strawberry.type(description="The connection was changed.")
class LoginConnectionSuccess:
    """The connection was changed."""

    connection: LoginConnection = strawberry.field(description="The connection as it now is.")


@strawberry.type(description="The connection was removed.")
class RemoveLoginConnectionSuccess:
    """The connection was removed."""

    removed_id: strawberry.ID = strawberry.field(description="The UUID of the connection that was removed.")


LoginConnectionResult = Annotated[
    LoginConnectionSuccess | Refusal | Unavailable,
    strawberry.union("LoginConnectionResult", description="What became of changing a connection."),
]
RemoveLoginConnectionResult = Annotated[
    RemoveLoginConnectionSuccess | Refusal | Unavailable,
    strawberry.union("RemoveLoginConnectionResult", description="What became of removing a connection."),
]


@strawberry.input(description="Which role a value of the role claim gives.")
class MappedRoleInput:
    """Which role a value of the role claim gives."""

    value: str = strawberry.field(description="The value of the claim.")
    role: Role = strawberry.field(description="The role, of the organisation's side.")


@strawberry.input(description="What an organisation says of its identity provider.")
class DraftLoginConnectionInput(OrganisationInput):
    """What an organisation says of its identity provider."""

    issuer: str = strawberry.field(description="The provider's issuer, an https address exactly as it calls itself.")
    client_id: str = strawberry.field(description="What the provider calls us.")
    id: strawberry.ID | None = strawberry.field(
        default=None, description="The connection to be changed, which makes it a draft; absent: another one."
    )
    secret_from: SecretFrom = strawberry.field(default=SecretFrom.ENVIRONMENT, description="Where our secret is.")
    algorithms: list[str] = strawberry.field(
        default_factory=lambda: ["RS256"], description="The signature algorithms that count."
    )
    role_claim: str | None = strawberry.field(default=None, description="The claim that names people's roles.")
    role_map: list[MappedRoleInput] = strawberry.field(
        default_factory=list, description="What its values mean; the first that is held counts."
    )


@strawberry.input(description="One of the organisation's own connections.")
class LoginConnectionInput(RepeatableInput):
    """One of the organisation's own connections."""

    id: strawberry.ID = strawberry.field(description="The connection's UUID.")


@strawberry.input(description="A domain of a connection.")
class LoginDomainInput(LoginConnectionInput):
    """A domain of a connection."""

    domain: str = strawberry.field(description="The domain, such as harbor.example.")


Which = Annotated[LoginConnectionInput, strawberry.argument(description="Which connection.")]
WhichDomain = Annotated[LoginDomainInput, strawberry.argument(description="Which domain of which connection.")]


@strawberry.type(description="What an organisation can do with its login.")
class LoginConnectionMutation:
    """What an organisation can do with its login."""

    @strawberry.mutation(description="Draft a connection, or change one; nobody logs in through it until activated.")
    async def draft_login_connection(
        self,
        info: Info,
        input: Annotated[DraftLoginConnectionInput, strawberry.argument(description="What it is.")],  # noqa: A002 - GraphQL's name
    ) -> LoginConnectionResult:
        """Draft a connection."""
        draft = ConnectionDraft(
            input.issuer,
            input.client_id,
            str(input.secret_from.value),
            tuple(input.algorithms),
            input.role_claim,
            {mapped.value: str(mapped.role.value) for mapped in input.role_map},
        )
        async with acting_for(info) as connection:
            organisation_id = require_id(input.organisation_id, "organisationId")
            known = require_id(input.id, "id") if input.id is not None else None

            async def write(made: UUID) -> None:
                await draft_connection(connection, info.context.viewer, organisation_id, draft, known, made)

            drafted = await once_for(info, connection, input, write, known)
            found = await _read_one(info, connection, drafted)
        return LoginConnectionSuccess(connection=found)

    @strawberry.mutation(description="Claim a domain: it has to show the challenge, then it can be confirmed.")
    async def claim_login_domain(self, info: Info, input: WhichDomain) -> LoginConnectionResult:  # noqa: A002 - GraphQL's name
        """Claim a domain."""
        async with acting_for(info) as connection:
            connection_id = require_id(input.id, "id")

            async def claim(_: UUID) -> None:
                await claim_domain(connection, info.context.viewer, connection_id, input.domain)

            await once_for(info, connection, input, claim, connection_id)
            found = await _read_one(info, connection, connection_id)
        return LoginConnectionSuccess(connection=found)

    @strawberry.mutation(description="Have the server look whether a domain shows its challenge.")
    async def confirm_login_domain(self, info: Info, input: WhichDomain) -> LoginConnectionResult:  # noqa: A002 - GraphQL's name
        """Confirm a domain. No transaction is open while its server is asked."""
        viewer, connection_id = info.context.viewer, require_id(input.id, "id")
        async with acting_for(info) as connection:
            if await done_before(info, connection, input):
                return LoginConnectionSuccess(connection=await _read_one(info, connection, connection_id))
            claimed = await find_claimed_domain(connection, viewer, connection_id, input.domain)
        shown = await info.context.doors.show_challenge(claimed.domain)
        async with acting_for(info) as connection:

            async def confirm(_: UUID) -> None:
                await confirm_domain(connection, viewer, connection_id, claimed.domain, shown)

            await once_for(info, connection, input, confirm, connection_id)
            found = await _read_one(info, connection, connection_id)
        return LoginConnectionSuccess(connection=found)

    @strawberry.mutation(description="Let people log in through a connection, once its provider answers as it should.")
    async def activate_login_connection(self, info: Info, input: Which) -> LoginConnectionResult:  # noqa: A002 - GraphQL's name
        """Activate a connection. No transaction is open while the provider is asked."""
        viewer, connection_id = info.context.viewer, require_id(input.id, "id")
        async with acting_for(info) as connection:
            if await done_before(info, connection, input):
                return LoginConnectionSuccess(connection=await _read_one(info, connection, connection_id))
            row = await find_own_connection(connection, viewer, connection_id)
        await info.context.doors.try_provider(row)
        async with acting_for(info) as connection:

            async def activate(_: UUID) -> None:
                await activate_connection(connection, viewer, row)

            await once_for(info, connection, input, activate, connection_id)
            found = await _read_one(info, connection, connection_id)
        return LoginConnectionSuccess(connection=found)

    @strawberry.mutation(description="Let nobody log in through a connection any more; its sessions end.")
    async def deactivate_login_connection(self, info: Info, input: Which) -> LoginConnectionResult:  # noqa: A002 - GraphQL's name
        """Deactivate a connection."""
        async with acting_for(info) as connection:
            connection_id = require_id(input.id, "id")

            async def deactivate(_: UUID) -> None:
                await deactivate_connection(connection, info.context.viewer, connection_id, dt.datetime.now(dt.UTC))

            await once_for(info, connection, input, deactivate, connection_id)
            found = await _read_one(info, connection, connection_id)
        return LoginConnectionSuccess(connection=found)

    @strawberry.mutation(description="Forget a connection through which nobody logs in, with who came through it.")
    async def remove_login_connection(self, info: Info, input: Which) -> RemoveLoginConnectionResult:  # noqa: A002 - GraphQL's name
        """Remove a connection."""
        async with acting_for(info) as connection:
            connection_id = require_id(input.id, "id")

            async def remove(_: UUID) -> None:
                await remove_connection(connection, info.context.viewer, connection_id)

            await once_for(info, connection, input, remove, connection_id)
        return RemoveLoginConnectionSuccess(removed_id=strawberry.ID(str(connection_id)))
