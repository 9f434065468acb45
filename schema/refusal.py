"""Expected refusals: members of every mutation's result, never exceptions that a client has to parse."""

from enum import Enum
from typing import Self

import strawberry
from strawberry.types.field import StrawberryField

from collab.errors import Unavailable as UnavailableError
from plans.rules.refusal import Problem as ProblemFact
from plans.rules.refusal import Refused

RETRY_AFTER_SECONDS = 2  # a PostgreSQL that restarts is back by then

_value = strawberry.enum_value


@strawberry.enum(description="What is wrong, for a program to act on.")
class ProblemCode(Enum):
    """What is wrong, for a program to act on."""

    INVALID = _value("invalid", description="The value is not what the field takes.")
    REQUIRED = _value("required", description="The value is missing.")
    NOT_FOUND = _value("not_found", description="There is no such thing for the viewer.")
    NOT_ALLOWED = _value("not_allowed", description="The viewer may read it but not do this.")
    OVER_LIMIT = _value("over_limit", description="A limit that the message names is passed.")
    EXISTS = _value("exists", description="It is there already.")
    CIRCULAR = _value("circular", description="It would wait for itself by way of others; the message names them.")
    IDEMPOTENCY_KEY_REUSED = _value(
        "idempotency_key_reused", description="The idempotency key was used for another request."
    )


@strawberry.type(description="One thing that is wrong with a request.")
class Problem:
    """One thing that is wrong with a request."""

    code: ProblemCode = strawberry.field(description="What is wrong, for a program to act on.")
    message: str = strawberry.field(description="What was expected and what came.")
    path: list[str] = strawberry.field(description="The way to the input field; empty: the request as a whole.")

    @classmethod
    def from_fact(cls, fact: ProblemFact) -> Self:
        """The problem as the rules found it."""
        return cls(code=ProblemCode(fact.code.value), message=fact.message, path=list(fact.path))


@strawberry.type(description="The request was understood and is refused; nothing was changed.")
class Refusal:
    """The request was understood and is refused; nothing was changed."""

    message: str = strawberry.field(description="All problems in one sentence or several.")
    problems: list[Problem] = strawberry.field(description="Every problem.")


@strawberry.type(description="The service cannot take the request now: send it again later.")
class Unavailable:
    """The service cannot take the request now."""

    message: str = strawberry.field(description="What is away, and whether the change may be there nevertheless.")
    retry_after_seconds: int = strawberry.field(description="When to send the request again, in seconds.")


class RefusedHandler(strawberry.ExceptionHandler[Refused, Refusal]):
    """Answers a mutation that is refused."""

    def handle(self, exception: Refused, *, field: StrawberryField, info: strawberry.Info) -> Refusal:  # noqa: ARG002 - the protocol's
        """The refusal with every problem."""
        return Refusal(message=str(exception), problems=[Problem.from_fact(fact) for fact in exception.problems])


class UnavailableHandler(strawberry.ExceptionHandler[UnavailableError, Unavailable]):
    """Answers a mutation that cannot be taken now."""

    def handle(self, exception: UnavailableError, *, field: StrawberryField, info: strawberry.Info) -> Unavailable:  # noqa: ARG002 - the protocol's
        """What is away, and when to come again."""
        return Unavailable(message=str(exception), retry_after_seconds=RETRY_AFTER_SECONDS)
