"""The agenda of a review is the plan: per outcome from, to, by, latest and progress, what changed since the last."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Generic, Protocol, TypeVar
from uuid import UUID

from plans.rules.content import Content, Fields
from plans.rules.declaration import Collection
from plans.rules.diff import Change, diff
from plans.rules.document import SHARED
from plans.rules.entity import Entity
from plans.rules.figure import Progress, progress
from plans.rules.review import active_outcomes
from plans.rules.sentence import sentence, terms_of
from plans.rules.value import Kind

_PLACING = {"position"}  # that something stands elsewhere in a list is nothing to talk about


class Measured(Protocol):
    """A value that was measured."""

    @property
    def value(self) -> float | None: ...


E = TypeVar("E", bound=Measured)


@dataclass(frozen=True, slots=True)
class AgendaItem(Generic[E]):
    """One outcome. ``before``: the value that counted at the last review; ``changes``: those of the outcome itself."""

    outcome: Entity
    sentence: str
    latest: E | None
    before: E | None
    progress: Progress
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Agenda(Generic[E]):
    """``changes``: everything that changed in the plan since the last review; ``None``: there was none."""

    items: tuple[AgendaItem[E], ...]
    changes: tuple[Change, ...] | None


@dataclass(frozen=True, slots=True)
class LastReview(Generic[E]):
    """The last review before: what the plan said when it was completed, and which values counted, by metric."""

    content: Content
    latest: Mapping[UUID, E]


def agenda(content: Content, latest: Mapping[UUID, E], last: LastReview[E] | None) -> Agenda[E]:
    """R5: what there is to talk about. ``latest``: the values that count, by metric."""
    changes = None if last is None else tuple(_changes(last.content, content))
    then: Mapping[UUID, E] = last.latest if last else {}
    items = tuple(_item(outcome, latest, then, changes or ()) for outcome in active_outcomes(content))
    return Agenda(items, changes)


def _item(outcome: Entity, now: Mapping[UUID, E], then: Mapping[UUID, E], changes: tuple[Change, ...]) -> AgendaItem[E]:
    metric, terms = UUID(outcome.id), terms_of(outcome)
    found = now.get(metric)
    return AgendaItem(
        outcome,
        sentence(terms).text,
        found,
        then.get(metric),
        progress(terms.baseline, terms.target, found.value if found else None, terms.band),
        tuple(change for change in changes if (change.root, change.entity) == ("outcomes", outcome.id)),
    )


def _changes(before: Content, after: Content) -> Iterable[Change]:
    return (change for change in diff(_comparable(before), _comparable(after)) if change.field not in _PLACING)


def _comparable(content: Content) -> Content:
    """The content with amounts spelled alike: tables know 12.5000 where a document says 12.5."""
    made = Content()
    for collection in SHARED.collections:
        if collection.single:
            made.singles[collection.root] = _plain(collection, content.singles.get(collection.root, {}))
        else:
            entities = content.entities.get(collection.root, {})
            made.entities[collection.root] = {key: _plain(collection, fields) for key, fields in entities.items()}
    return made


def _plain(collection: Collection, fields: Fields) -> Fields:
    amounts = {field.name for field in collection.fields if field.type.kind is Kind.MONEY}
    return {
        name: f"{Decimal(str(value)).normalize():f}" if name in amounts else value for name, value in fields.items()
    }
