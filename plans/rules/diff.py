"""The structured difference between two contents of one document."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from plans.rules.content import Content, Fields

Value = str | float | bool


class ChangeKind(StrEnum):
    """What happened to the subject of a change."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Change:
    """One change. ``field`` is ``None`` where the entity as a whole was added or removed.

    ``entity`` is ``None`` for a single root such as ``plan``.
    """

    kind: ChangeKind
    root: str
    entity: str | None
    field: str | None
    before: Value | None = None
    after: Value | None = None


def diff(before: Content, after: Content) -> tuple[Change, ...]:
    """All changes from one content to another, ordered by root, entity and field.

    An added entity is followed by its fields, each added; a removed one by its fields, each removed.

    >>> old = Content({"plan": {"title": "Support"}}, {})
    >>> new = Content({"plan": {"title": "Support tickets"}}, {})
    >>> [(c.kind.value, c.root, c.field, c.after) for c in diff(old, new)]
    [('changed', 'plan', 'title', 'Support tickets')]
    """
    return tuple(_changes(before, after))


def _changes(before: Content, after: Content) -> Iterator[Change]:
    for root in sorted({*before.singles, *after.singles}):
        yield from _fields(root, None, before.singles.get(root, {}), after.singles.get(root, {}))
    for root in sorted({*before.entities, *after.entities}):
        yield from _entities(root, before.entities.get(root, {}), after.entities.get(root, {}))


def _entities(root: str, before: Mapping[str, Fields], after: Mapping[str, Fields]) -> Iterator[Change]:
    for entity in sorted({*before, *after}):
        if entity not in before:
            yield Change(ChangeKind.ADDED, root, entity, None)
        elif entity not in after:
            yield Change(ChangeKind.REMOVED, root, entity, None)
        yield from _fields(root, entity, before.get(entity, {}), after.get(entity, {}))


def _fields(root: str, entity: str | None, before: Fields, after: Fields) -> Iterator[Change]:
    for name in sorted({*before, *after}):
        old, new = before.get(name), after.get(name)
        if old == new and type(old) is type(new):
            continue
        kind = ChangeKind.ADDED if old is None else ChangeKind.REMOVED if new is None else ChangeKind.CHANGED
        yield Change(kind, root, entity, name, old, new)
