"""A list that was read, to be looked into by id and by reference."""

from collections.abc import Iterable
from typing import Generic, Protocol, TypeVar

import strawberry


class Identified(Protocol):
    """Something with an id."""

    id: strawberry.ID


T = TypeVar("T", bound=Identified)


class Listed(Generic[T]):
    """What was read of one list: in its order, by id, and by what it refers to."""

    def __init__(self, items: Iterable[T]) -> None:
        self.items = list(items)
        self._by_id: dict[str, T] | None = None
        self._by_reference: dict[str, dict[str | None, list[T]]] = {}

    def get(self, item_id: str | None) -> T | None:
        """The one with this id; a dangling reference finds nothing."""
        if item_id is None:
            return None
        if self._by_id is None:
            self._by_id = {str(item.id): item for item in self.items}
        return self._by_id.get(item_id)

    def under(self, reference: str, target: str) -> list[T]:
        """Those that refer to ``target``, in order; ``reference`` is the Python name of the id."""
        groups = self._by_reference.get(reference)
        if groups is None:
            groups = self._by_reference[reference] = {}
            for item in self.items:
                groups.setdefault(getattr(item, reference), []).append(item)
        return groups.get(target, [])
