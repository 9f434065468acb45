"""Scopes: what a token may be used for, whatever the person behind it may do besides."""

from collections.abc import Iterable
from enum import StrEnum


class Scope(StrEnum):
    """One thing that a token may be used for, as OAuth 2 writes it."""

    PLAN_READ = "plan:read"
    PLAN_WRITE = "plan:write"
    ORGANISATION_MANAGE = "organisation:manage"


ALL_SCOPES = frozenset(Scope)


def parse_scopes(text: str) -> frozenset[Scope]:
    """The scopes of a claim or parameter (RFC 6749, section 3.3); what is no scope here gives nothing.

    >>> sorted(parse_scopes("plan:write plan:fly plan:read"))
    [<Scope.PLAN_READ: 'plan:read'>, <Scope.PLAN_WRITE: 'plan:write'>]
    """
    return frozenset(Scope(word) for word in text.split(" ") if word in ALL_SCOPES)


def write_scopes(scopes: Iterable[Scope]) -> str:
    """The scopes as a claim or parameter.

    >>> write_scopes(ALL_SCOPES)
    'organisation:manage plan:read plan:write'
    """
    return " ".join(sorted(scopes))


def scope_denial(held: frozenset[Scope], needed: Scope) -> str | None:
    """Why a token with these scopes may not do what takes another one, or ``None``.

    >>> scope_denial(frozenset({Scope.PLAN_READ}), Scope.PLAN_WRITE)
    'this takes the scope plan:write, the token has plan:read: get one with it, if the client has it'
    """
    if needed in held:
        return None
    has = write_scopes(held) or "none"
    return f"this takes the scope {needed}, the token has {has}: get one with it, if the client has it"
