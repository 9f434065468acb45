"""Anything with an id of its own, found by it."""

import asyncio
from collections.abc import Awaitable
from typing import Annotated
from uuid import UUID

import strawberry

from plans.rules.page import MAX_PAGE
from schema.account import Account
from schema.context import Info
from schema.declared import parse_id
from schema.node import Node
from schema.organisation import Organisation
from schema.page import bad_argument
from schema.person import Person
from schema.plan import read_plans


@strawberry.type(description="What can be found by its id alone.")
class NodeQuery:
    """What can be found by its id alone. No coroutines: all root fields name their plans before the first one reads."""

    @strawberry.field(
        description="The organisation, person, account, contact or plan with this id; null where there is none for the "
        "viewer.",
        graphql_type=Node | None,
    )
    def node(
        self,
        info: Info,
        id: Annotated[strawberry.ID, strawberry.argument(description="Its UUID.")],  # noqa: A002 - GraphQL's name
    ) -> Awaitable[Node | None]:
        """One of them."""
        return _read_node(info, _wanted(info, id))

    @strawberry.field(
        description="The same for several ids, in their order, with null for each that is not there for the viewer.",
        graphql_type=list[Node | None],
    )
    def nodes(
        self,
        info: Info,
        ids: Annotated[list[strawberry.ID], strawberry.argument(description=f"Their UUIDs, at most {MAX_PAGE}.")],
    ) -> Awaitable[list[Node | None]]:
        """Several of them."""
        if len(ids) > MAX_PAGE:
            message = f"expected at most {MAX_PAGE} ids, got {len(ids)}: ask for the others in another request"
            raise bad_argument(message, "ids")
        wanted = [_wanted(info, one) for one in ids]
        return asyncio.gather(*(_read_node(info, one) for one in wanted))


def _wanted(info: Info, given: str) -> UUID | None:
    """The id, named as a plan to be caught up with: whatever else it is, no plan has it."""
    found = parse_id(given)
    if found is not None:
        info.context.reading.want(found)
    return found


async def _read_node(info: Info, wanted: UUID | None) -> Node | None:
    context = info.context
    row = await context.loaders.nodes.load(wanted) if wanted else None
    if row is None:
        return None
    match row.kind:
        case "account":
            account = await context.loaders.accounts.load(row.id)
            return Account.from_row(account) if account else None
        case "plan":
            plan = await context.reading.plan(row.id)
            return (await read_plans(info, [plan]))[0] if plan else None
        case "contact" if row.vendor_id and row.account_id:
            return (await context.loaders.contacts.load((row.vendor_id, row.account_id))).get(str(row.id))
        case "organisation":
            return Organisation.from_row(await context.loaders.organisations.load(row.id))
        case _:
            person = await context.loaders.people.load(row.id)
            return Person(id=strawberry.ID(str(row.id)), name=person.name, email=person.email) if person else None
