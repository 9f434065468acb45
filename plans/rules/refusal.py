"""An expected refusal: every problem at once, each with a code, a sentence and the place that it is about."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from plans.rules.declaration import Collection
from plans.rules.value import notation, problem


class ProblemCode(StrEnum):
    """What is wrong, for a program to act on."""

    INVALID = "invalid"
    REQUIRED = "required"
    NOT_FOUND = "not_found"
    NOT_ALLOWED = "not_allowed"
    OVER_LIMIT = "over_limit"
    EXISTS = "exists"
    CIRCULAR = "circular"
    IDEMPOTENCY_KEY_REUSED = "idempotency_key_reused"


@dataclass(frozen=True, slots=True)
class Problem:
    """One problem. ``path`` leads to the input field, such as ``("target",)``; empty: the whole request."""

    code: ProblemCode
    message: str
    path: tuple[str, ...] = ()


class Refused(Exception):  # noqa: N818 - it names what happened
    """The request was understood and is refused; nothing was changed."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(problem.message for problem in self.problems))


def check_fields(collection: Collection, fields: Mapping[str, object]) -> tuple[Problem, ...]:
    """Every field whose value is not what the declaration takes.

    >>> from plans.rules.document import SHARED
    >>> [p.path for p in check_fields(SHARED.collections[2], {"unit": "x" * 101, "currency": "euro"})]
    [('unit',), ('currency',)]
    """
    found: list[Problem] = []
    for name, value in fields.items():
        field = collection.field(name)
        if field is None:
            found.append(
                Problem(
                    ProblemCode.INVALID, f"{name} is not a field of a {collection.table.replace('_', ' ')}", (name,)
                )
            )
        elif wrong := problem(field.type, notation(value)):
            found.append(Problem(ProblemCode.INVALID, wrong, (name,)))
    return tuple(found)
