"""A plan read once for all rules: its entities in order, by parent, and who its people are."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum, auto

from plans.rules.content import Content
from plans.rules.day import next_on
from plans.rules.document import INTERNAL, SHARED
from plans.rules.entity import Entity, read_entities, read_single
from plans.rules.facts import ContactFacts, PlanFacts, ReviewFacts, ReviewKind
from plans.rules.preset import SHAPES, Shape
from plans.rules.role import Side

_LONG_AGO = dt.datetime.min.replace(tzinfo=dt.UTC)


class Holding(Enum):
    """Who stands in a field that names a person."""

    NAMED = auto()
    ABSENT = auto()
    UNKNOWN = auto()
    LEFT = auto()
    OTHER_SIDE = auto()


def holding_of(contact: ContactFacts | None, side: Side | None = None) -> Holding:
    """How a contact whom a field names stands in it; ``None``: no contact has the id."""
    if contact is None or not contact.name.strip():
        return Holding.UNKNOWN
    if side is not None and contact.side is not side:
        return Holding.OTHER_SIDE
    return Holding.NAMED if contact.active else Holding.LEFT


@dataclass(frozen=True, slots=True)
class Reading:
    """The facts with what rules look up again and again. Retired outcomes and what hangs on them are left out of
    ``outcomes`` and ``milestones``; skipped milestones are left out of ``milestones`` too."""

    facts: PlanFacts
    plan: Entity
    by_root: Mapping[str, Mapping[str, Entity]]
    outcomes: tuple[Entity, ...]
    milestones: tuple[Entity, ...]
    contacts: Mapping[str, ContactFacts]
    _children: Mapping[tuple[str, str], tuple[Entity, ...]]

    @property
    def today(self) -> dt.date:
        """The day that it is."""
        return self.facts.today

    @property
    def next_review_on(self) -> dt.date | None:
        """T5: the day of the next review, where one lies ahead: one that is planned, or what the plan itself says."""
        return next_on((*self._planned_reviews, self.plan.date("reviewOn")), self.today)

    @property
    def review_was_on(self) -> dt.date | None:
        """The latest day that a review was to be on and none was held; ``None`` where none was planned."""
        stated = self.plan.date("reviewOn")
        return max((on for on in (*self._planned_reviews, stated) if on is not None and on < self.today), default=None)

    @property
    def _planned_reviews(self) -> tuple[dt.date, ...]:
        return tuple(review.due_on for review in self.facts.reviews if review.held_on is None)

    def last_held(self, kind: ReviewKind | None = None) -> ReviewFacts | None:
        """The review that was held last, of that kind where one is given: what is past can be mended in the next alone.

        Of one day it is the one that was recorded last.
        """
        held = [
            ((review.held_on, review.completed_at or _LONG_AGO, review.id), review)
            for review in self.facts.reviews
            if review.held_on is not None and kind in {None, review.kind}
        ]
        return max(held, key=lambda one: one[0])[1] if held else None

    @property
    def shape(self) -> Shape:
        """What the preset asks for."""
        return SHAPES[self.facts.preset]

    def all(self, root: str) -> Iterable[Entity]:
        """The entities of a root in their order."""
        return self.by_root.get(root, {}).values()

    def children(self, root: str, parent: str) -> tuple[Entity, ...]:
        """The entities of a root under an outcome or a milestone, in their order."""
        return self._children.get((root, parent), ())

    def holding(self, entity: Entity, name: str, side: Side | None = None) -> Holding:
        """Who stands in a field: somebody of that side who is still there, or why not."""
        contact_id = entity.text(name)
        if not contact_id:
            return Holding.ABSENT
        return holding_of(self.contacts.get(contact_id), side)

    def side_of(self, contact_id: str) -> Side | None:
        """The side of a contact, or ``None``: not known."""
        contact = self.contacts.get(contact_id)
        return contact.side if contact else None

    def contacts_of(self, side: Side) -> Iterator[ContactFacts]:
        """The contacts of a side who are still there."""
        return (contact for contact in self.facts.contacts if contact.side is side and contact.active)


_PARENTS = {
    "quotes": "outcome",
    "workflows": "outcome",
    "enablers": "outcome",
    "indicators": "outcome",
    "milestones": "outcome",
    "tasks": "milestone",
    "wins": "milestone",
}


def read(facts: PlanFacts) -> Reading:
    """Read a plan; total, whatever its content holds."""
    by_root = {**_roots(facts.content, (c.root for c in SHARED.collections if not c.single))}
    if facts.internal is not None:
        by_root.update(_roots(facts.internal, (c.root for c in INTERNAL.collections if not c.single)))
    outcomes = tuple(outcome for outcome in by_root["outcomes"].values() if outcome.text("status") != "retired")
    retired = by_root["outcomes"].keys() - {outcome.id for outcome in outcomes}
    milestones = tuple(
        milestone
        for milestone in by_root["milestones"].values()
        if milestone.text("outcome") not in retired and milestone.text("status") != "skipped"
    )
    children: dict[tuple[str, str], list[Entity]] = {}
    for root, parent in _PARENTS.items():
        for entity in milestones if root == "milestones" else by_root[root].values():
            children.setdefault((root, entity.text(parent)), []).append(entity)
    return Reading(
        facts,
        read_single(facts.content, "plan"),
        by_root,
        outcomes,
        milestones,
        {contact.id: contact for contact in facts.contacts},
        {key: tuple(found) for key, found in children.items()},
    )


def _roots(content: Content, roots: Iterable[str]) -> dict[str, dict[str, Entity]]:
    return {root: {entity.id: entity for entity in read_entities(content, root)} for root in roots}
