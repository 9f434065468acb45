"""API clients: programs that act for an organisation with OAuth 2 client credentials."""

import datetime as dt
from typing import Annotated, Self
from uuid import UUID

import strawberry

from plans.rules.api_client import MAX_OVERLAP_HOURS, ClientDraft
from plans.rules.refusal import Problem, ProblemCode, Refused
from plans.rules.role import Role as RoleFact
from plans.rules.scope import Scope as ScopeFact
from plans.service.api_client import (
    IssuedSecret,
    create_api_client,
    find_managed_client,
    replace_api_client_secret,
    revoke_client,
    rotate_api_client_secret,
)
from plans.store.api_client import ApiClientRow
from schema.acting import acting_for, once_for
from schema.context import Info
from schema.declared import parse_id
from schema.edit import RepeatableInput
from schema.refusal import Refusal, Unavailable
from schema.role import Role
from schema.scope import Scope

OVERLAP_HOURS = 24
ISSUED_AGAIN = (
    "Sent again with the same key within a day, it is the same client, with a secret in place of the one that was "
    "issued then; a client whose secret was rotated since is not made again. "
    "1 to 200 characters, fresh for each request: a UUID."
)


@strawberry.type(description="A program that acts for an organisation: it gets access tokens for its id and secret.")
class ApiClient:
    """A program that acts for an organisation."""

    id: strawberry.ID = strawberry.field(description="The client's UUID: its client_id, and its id as an author.")
    name: str = strawberry.field(description="What the organisation calls it.")
    role: Role = strawberry.field(description="The role that it was given.")
    scopes: list[Scope] = strawberry.field(description="What its tokens may be used for at most.")
    created_by_id: strawberry.ID = strawberry.field(description="The UUID of the person, or client, who made it.")
    created_at: dt.datetime = strawberry.field(description="When it was made.")
    revoked_at: dt.datetime | None = strawberry.field(description="When it was revoked; null while it works.")
    last_used_at: dt.datetime | None = strawberry.field(description="When it last got a token, to the minute.")

    @classmethod
    def from_row(cls, row: ApiClientRow) -> Self:
        """The client as stored."""
        return cls(
            id=strawberry.ID(str(row.id)),
            name=row.name,
            role=Role(row.role),
            scopes=[Scope(scope) for scope in row.scopes],
            created_by_id=strawberry.ID(str(row.created_by)),
            created_at=row.created_at,
            revoked_at=row.revoked_at,
            last_used_at=row.last_used_at,
        )


@strawberry.type(description="The client was made.")
class CreateApiClientSuccess:
    """The client was made."""

    client: ApiClient = strawberry.field(description="The new client.")
    secret: str = strawberry.field(description="Its secret. It is shown this once and stored nowhere.")


@strawberry.type(description="The client has a new secret.")
class RotateApiClientSecretSuccess:
    """The client has a new secret."""

    client: ApiClient = strawberry.field(description="The client.")
    secret: str = strawberry.field(description="Its new secret. It is shown this once and stored nowhere.")


@strawberry.type(description="The client was revoked: its secrets and tokens are worth nothing any more.")
class RevokeApiClientSuccess:
    """The client was revoked."""

    client: ApiClient = strawberry.field(description="The client, for the record.")


CreateApiClientResult = Annotated[
    CreateApiClientSuccess | Refusal | Unavailable,
    strawberry.union("CreateApiClientResult", description="What became of making a client."),
]
RotateApiClientSecretResult = Annotated[
    RotateApiClientSecretSuccess | Refusal | Unavailable,
    strawberry.union("RotateApiClientSecretResult", description="What became of giving a client a new secret."),
]
RevokeApiClientResult = Annotated[
    RevokeApiClientSuccess | Refusal | Unavailable,
    strawberry.union("RevokeApiClientResult", description="What became of revoking a client."),
]


@strawberry.input(description="A client to be made.")
class CreateApiClientInput(RepeatableInput):
    """A client to be made."""

    idempotency_key: str | None = strawberry.field(default=None, description=ISSUED_AGAIN)
    organisation_id: strawberry.ID = strawberry.field(description="The UUID of the organisation that it acts for.")
    name: str = strawberry.field(description="What to call it, in at most 100 characters.")
    role: Role = strawberry.field(description="What it is in the organisation; not mightier than whoever makes it.")
    scopes: list[Scope] = strawberry.field(
        description="What its tokens may be used for at most; PLAN_READ is among them. Not more than one's own token."
    )


@strawberry.input(description="A client that is to get a new secret.")
class RotateApiClientSecretInput(RepeatableInput):
    """A client that is to get a new secret."""

    idempotency_key: str | None = strawberry.field(default=None, description=ISSUED_AGAIN)
    id: strawberry.ID = strawberry.field(description="The client's UUID.")
    overlap_hours: int = strawberry.field(
        default=OVERLAP_HOURS, description=f"How long the present secret stays good, 0 to {MAX_OVERLAP_HOURS} hours."
    )


@strawberry.input(description="A client to be revoked.")
class RevokeApiClientInput(RepeatableInput):
    """A client to be revoked."""

    id: strawberry.ID = strawberry.field(description="The client's UUID.")


@strawberry.type(description="What can be done with API clients.")
class ApiClientMutation:
    """What can be done with API clients."""

    @strawberry.mutation(description="Make an API client of one's organisation.")
    async def create_api_client(
        self,
        info: Info,
        input: Annotated[CreateApiClientInput, strawberry.argument(description="The client to be made.")],  # noqa: A002 - GraphQL's name
    ) -> CreateApiClientResult:
        """Make a client."""
        organisation_id = parse_id(input.organisation_id)
        if organisation_id is None:
            message = "there is no such organisation for you"
            raise Refused([Problem(ProblemCode.NOT_FOUND, message, ("organisationId",))])
        scopes = frozenset(ScopeFact(scope.value) for scope in input.scopes)
        draft = ClientDraft(input.name, RoleFact(input.role.value), scopes)
        viewer, issued = info.context.viewer, list[IssuedSecret]()
        async with acting_for(info) as connection:

            async def make(client_id: UUID) -> None:
                issued.append(await create_api_client(connection, viewer, organisation_id, draft, _now(), client_id))

            async def make_again(client_id: UUID) -> None:
                issued.append(await replace_api_client_secret(connection, viewer, client_id, first=True))

            await once_for(info, connection, input, make, again=make_again)
        return CreateApiClientSuccess(client=ApiClient.from_row(issued[0].client), secret=issued[0].secret)

    @strawberry.mutation(description="Give an API client a new secret; the present one stays good for a while.")
    async def rotate_api_client_secret(
        self,
        info: Info,
        input: Annotated[RotateApiClientSecretInput, strawberry.argument(description="The client.")],  # noqa: A002 - GraphQL's name
    ) -> RotateApiClientSecretResult:
        """Give a client a new secret."""
        viewer, client_id = info.context.viewer, _require_id(input.id)
        issued: list[IssuedSecret] = []
        async with acting_for(info) as connection:

            async def rotate(_: UUID) -> None:
                hours = input.overlap_hours
                issued.append(await rotate_api_client_secret(connection, viewer, client_id, hours, _now()))

            async def rotate_again(_: UUID) -> None:
                issued.append(await replace_api_client_secret(connection, viewer, client_id))

            await once_for(info, connection, input, rotate, client_id, again=rotate_again)
        return RotateApiClientSecretSuccess(client=ApiClient.from_row(issued[0].client), secret=issued[0].secret)

    @strawberry.mutation(description="Revoke an API client, for good: its secrets and its tokens end at once.")
    async def revoke_api_client(
        self,
        info: Info,
        input: Annotated[RevokeApiClientInput, strawberry.argument(description="The client.")],  # noqa: A002 - GraphQL's name
    ) -> RevokeApiClientResult:
        """Revoke a client."""
        client_id = _require_id(input.id)
        async with acting_for(info) as connection:

            async def revoke(_: UUID) -> None:
                await revoke_client(connection, info.context.viewer, client_id, _now())

            await once_for(info, connection, input, revoke, client_id)
            row = await find_managed_client(connection, info.context.viewer, client_id)
        return RevokeApiClientSuccess(client=ApiClient.from_row(row))


def _require_id(client_id: strawberry.ID) -> UUID:
    found = parse_id(client_id)
    if found is None:
        raise Refused([Problem(ProblemCode.NOT_FOUND, "there is no such client for you", ("id",))])
    return found


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)
