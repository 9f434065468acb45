"""What an account says of itself, and what its fields take."""

import re
from collections.abc import Callable, Mapping
from functools import partial
from typing import cast

from plans.rules.organisation import MAX_NAME as CUSTOMER_NAME
from plans.rules.refusal import Problem, ProblemCode
from plans.rules.value import Kind, ValueType, describe, name_problem, notation, problem

MAX_NAME = 300  # characters
MAX_ACCOUNTS = 10_000  # of one vendor: its portfolio is searched and put in order as a whole
_TIME_ZONE = re.compile(r"[A-Za-z][A-Za-z_]*(/[A-Za-z0-9_+-]+){0,2}", re.ASCII)  # a name, no rule as EST5EDT4
_REQUIRED = {"name", "time_zone", "key_account", "complex_enterprise"}


def account_problems(changes: Mapping[str, object]) -> tuple[Problem, ...]:
    """Everything that is wrong with changes of an account, given by the names of columns; ``None`` clears one.

    Whether a time zone is known and a person one of the vendor's is for the database to say.

    >>> [found.path for found in account_problems({"name": " ", "key_account": None, "value": "1", "currency": "Euro"})]
    [('keyAccount',), ('name',), ('currency',)]
    """
    found = [
        Problem(ProblemCode.INVALID, f"{api_name(name)} cannot be cleared: leave it out to keep it", (api_name(name),))
        for name in sorted(_REQUIRED & changes.keys())
        if changes[name] is None
    ]
    checks: dict[str, Callable[[object], str | None]] = {
        "name": _name_problem,
        "time_zone": time_zone_problem,
        "value": _worth_problem,
        "currency": partial(problem, ValueType(Kind.CURRENCY)),
    }
    for name, check in checks.items():
        given = changes.get(name)
        if given is not None and (wrong := check(given)):
            found.append(Problem(ProblemCode.INVALID, wrong, (api_name(name),)))
    return tuple(found)


def customer_problems(name: object, customer_id: object) -> tuple[Problem, ...]:
    """What is wrong with whom a new account is with: a new customer of that name, or one that the vendor has.

    >>> [(found.code.value, found.path) for found in customer_problems(None, None)]
    [('required', ('customerName',))]
    """
    if name is None and customer_id is None:
        message = "an account is with a customer: give customerName for a new one, customerId for one that you have"
        return (Problem(ProblemCode.REQUIRED, message, ("customerName",)),)
    found: list[Problem] = []
    if name is not None and customer_id is not None:
        message = "expected customerName or customerId, got both: leave the name out for a customer that you have"
        found.append(Problem(ProblemCode.INVALID, message, ("customerId",)))
    if name is not None and (wrong := name_problem(cast("str", name), CUSTOMER_NAME)):
        found.append(Problem(ProblemCode.INVALID, wrong, ("customerName",)))
    return tuple(found)


def contract_problems(value: object, currency: object) -> tuple[Problem, ...]:
    """What is wrong with the worth of a contract as it would come to be: it has a value and a currency, or neither."""
    if value is not None and currency is None:
        message = "a contract's value comes with its currency, an ISO 4217 code such as EUR: give both"
        return (Problem(ProblemCode.REQUIRED, message, ("currency",)),)
    if value is None and currency is not None:
        message = "a currency comes with the contract's value: give both"
        return (Problem(ProblemCode.REQUIRED, message, ("contractValue",)),)
    return ()


def time_zone_problem(given: object) -> str | None:
    """Why this is not the name of a time zone, or ``None`` where it looks like one."""
    if isinstance(given, str) and len(given) <= MAX_NAME and _TIME_ZONE.fullmatch(given):
        return None
    return f'expected the IANA name of a time zone such as "Europe/Berlin", got {describe(given)}'


def api_name(column: str) -> str:
    """The name of a column in the API.

    >>> api_name("csm_id"), api_name("value")
    ('csmId', 'contractValue')
    """
    if column == "value":
        return "contractValue"
    first, *others = column.split("_")
    return first + "".join(part.title() for part in others)


def _name_problem(given: object) -> str | None:
    return name_problem(cast("str", given), MAX_NAME)


def _worth_problem(given: object) -> str | None:
    written = notation(given)
    if wrong := problem(ValueType(Kind.MONEY), written):
        return wrong
    return f"expected a value of 0 or more, got {written}" if str(written).startswith("-") else None
