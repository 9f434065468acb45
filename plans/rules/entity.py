"""One entity of a plan as the rules read it: every look is total, whatever a merged live edit left behind."""

import datetime as dt
import math
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from plans.rules.content import Content
from plans.rules.value import printable

LABEL_CHARACTERS = 60  # of a title within a message: enough to know it by


@dataclass(frozen=True, slots=True)
class Entity:
    """The present fields of one entity, in the document's notation. A single root's ``id`` is empty."""

    root: str
    id: str
    fields: Mapping[str, object]

    def text(self, name: str) -> str:
        """A text, a line, a choice or an id, without outer blanks; empty where absent."""
        value = self.fields.get(name)
        return value.strip() if isinstance(value, str) else ""

    def number(self, name: str) -> float | None:
        """A finite number."""
        value = self.fields.get(name)
        if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
            return None
        return float(value)

    def money(self, name: str) -> Decimal | None:
        """A decimal amount."""
        try:
            amount = Decimal(self.text(name))
        except InvalidOperation:
            return None
        return amount if amount.is_finite() else None

    def date(self, name: str) -> dt.date | None:
        """A day."""
        try:
            return dt.date.fromisoformat(self.text(name))
        except ValueError:
            return None

    def flag(self, name: str) -> bool:
        """Whether it is set and true."""
        return self.fields.get(name) is True

    def lacks(self, *names: str) -> tuple[str, ...]:
        """Those of the fields that are absent."""
        return tuple([name for name in names if self._is_absent(name)])

    def _is_absent(self, name: str) -> bool:
        value = self.fields.get(name)
        return value is None or (isinstance(value, str) and not value.strip())

    def called(self, name: str) -> str:
        """The entity by its own words, for a message: quoted and short; empty where it has none.

        >>> Entity("risks", "1", {"title": "Articles go out of date"}).called("title")
        ' "Articles go out of date"'
        """
        words = " ".join(self.text(name)[: 4 * LABEL_CHARACTERS].split())
        return f' "{printable(words, LABEL_CHARACTERS)}"' if words else ""


def read_entities(content: Content, root: str) -> tuple[Entity, ...]:
    """The entities of a root in their order: by position, those without one last, then by id."""
    found = [Entity(root, entity_id, fields) for entity_id, fields in content.entities.get(root, {}).items()]
    return tuple(sorted(found, key=_order))


def _order(entity: Entity) -> tuple[bool, str, str]:
    position = entity.text("position")
    return not position, position, entity.id


def read_single(content: Content, root: str) -> Entity:
    """The fields of a single root."""
    return Entity(root, "", content.singles.get(root, {}))
