"""Which scope a mutation takes: decided for all of them in one place, before any of their own code runs."""

from collections.abc import Awaitable, Callable
from enum import Enum
from typing import Any

import strawberry
from strawberry.extensions import FieldExtension
from strawberry.types.base import get_object_definition

from plans.rules.refusal import Problem, ProblemCode, Refused
from plans.rules.scope import Scope as ScopeFact
from plans.rules.scope import scope_denial


@strawberry.enum(description="What a token may be used for, whatever the person or client behind it may do besides.")
class Scope(Enum):
    """What a token may be used for."""

    PLAN_READ = strawberry.enum_value("plan:read", description="Read what the client's role may; nothing goes without.")
    PLAN_WRITE = strawberry.enum_value("plan:write", description="Make and change plans.")
    ORGANISATION_MANAGE = strawberry.enum_value(
        "organisation:manage", description="All other mutations: making accounts, people, connections, clients."
    )


class RequireScope(FieldExtension):
    """Refuses a mutation where the token lacks its scope."""

    def __init__(self, scope: ScopeFact) -> None:
        self.scope = scope

    async def resolve_async(
        self, next_: Callable[..., Awaitable[Any]], source: Any, info: strawberry.Info, **arguments: Any
    ) -> Any:
        """Refuse, or go on. Raises Refused."""
        if denied := scope_denial(info.context.viewer.scopes, self.scope):
            raise Refused([Problem(ProblemCode.NOT_ALLOWED, denied)])
        return await next_(source, info, **arguments)


def require_scopes(mutation: type, of_plans: tuple[type, ...]) -> None:
    """Have every field of the mutation type ask for its scope.

    What these classes of ``of_plans`` define takes `plan:write`, everything else the mightier `organisation:manage`.
    """
    for field in get_object_definition(mutation, strict=True).fields:
        definer: Any = getattr(field, "origin")  # noqa: B009 - its annotation is wider than what it is
        scope = ScopeFact.PLAN_WRITE if definer in of_plans else ScopeFact.ORGANISATION_MANAGE
        field.extensions = [*field.extensions, RequireScope(scope)]
