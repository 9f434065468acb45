"""Whether a text states an effect on the business: something that a business counts, and how it moves.

A direction belongs to what follows it in its clause, a movement to what stands before it: "increase usage of the
revenue dashboard" is about usage, "first-response time falls under 2 h" about time.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from plans.rules.wording.lexicon import Hit, Sort
from plans.rules.wording.token import BREAKS, Words

_TARGETS = frozenset({
    Sort.BUSINESS, Sort.MEASURE, Sort.ADOPTION, Sort.PRODUCT_METRIC, Sort.ACTIVITY_NOUN, Sort.ACTIVITY_VERB,
    Sort.ARTEFACT,
})  # fmt: skip
_BUSINESS = frozenset({Sort.BUSINESS, Sort.MEASURE})
_DIRECTIONS = frozenset({Sort.DIRECTION, Sort.CUT, Sort.MOVEMENT})
_ACTS = frozenset({Sort.WORK, Sort.ACTIVITY_VERB, Sort.ACTIVITY_NOUN, Sort.ADOPTION})
_SHORT = 3  # letters: shorter words name nothing
_REACH = 14  # words between a direction and what it is about
_AFTER_FIGURE = 3  # words between a measure and its figure: "on-time delivery at 98 %"
_TIMES = frozenset(
    [
        "ms",
        "s",
        "sec",
        "second",
        "seconds",
        "min",
        "mins",
        "minute",
        "minutes",
        "h",
        "hr",
        "hrs",
        "hour",
        "hours",
        "day",
        "days",
        "week",
        "weeks",
        "month",
        "months",
        "year",
        "years",
        "fte",
        "ftes",
    ]
)
_MONEY = frozenset(
    [
        "€",
        "$",
        "£",
        "¥",
        "eur",
        "usd",
        "gbp",
        "chf",
        "euro",
        "euros",
        "dollar",
        "dollars",
        "pound",
        "pounds",
        "k",
        "m",
        "million",
        "thousand",
    ]
)
_AT = frozenset(["at", "of", "is", "to", "above", "below", "under", "over", "reaches", "equals", "=", "stays", "by"])


@dataclass(frozen=True, slots=True)
class Clauses:
    """A text with what was found in it; clauses end at breaks and where a purpose begins."""

    words: Words
    hits: Sequence[Hit]

    def before(self, place: int) -> Sequence[Hit]:
        """What was found up to some words before a hit."""
        return self.hits[max(0, place - _REACH) : place]

    def after(self, place: int) -> Sequence[Hit]:
        """What was found up to some words after a hit."""
        return self.hits[place + 1 : place + 1 + _REACH]

    def ends_clause(self, place: int) -> bool:
        """Whether the token parts two clauses."""
        return self.words.folded[place] in BREAKS

    def is_quantity(self, place: int) -> bool:
        """Whether a figure of time or money stands there: "2 h", "€ 500", "half a day" is none."""
        words = self.words
        if not words.is_figure(place):
            return False
        around = words.folded[max(0, place - 1) : place] + words.folded[place + 1 : place + 2]
        return any(token in _TIMES or token in _MONEY for token in around)

    def has_figures_from_to(self) -> bool:
        """Whether figures say from what to what, or how many per what."""
        folded, figures = self.words.folded, 0
        for place in range(len(folded)):
            figures += self.words.is_figure(place)
        return figures >= 2 and ("from" in folded or "instead" in folded or "per" in folded)


def states_effect(clauses: Clauses) -> bool:
    """Whether any direction, movement or limit in the text is about the business."""
    return any(_is_effect(clauses, place) for place in range(len(clauses.hits)))


def _is_effect(clauses: Clauses, place: int) -> bool:
    hit = clauses.hits[place]
    match hit.sort:
        case Sort.CUT:
            return not _is_topic(clauses, place) and (
                _moves_what_follows(clauses, place) or _cuts_something(clauses, place)
            )
        case Sort.DIRECTION:
            return not _is_topic(clauses, place) and _moves_what_follows(clauses, place)
        case Sort.MOVEMENT:
            before = _preceding_target(clauses, place)
            return before in _BUSINESS or (before is None and _moves_what_follows(clauses, place))
        case Sort.LIMIT:
            return _limits(clauses, place)
        case Sort.BUSINESS | Sort.MEASURE:
            return _has_figure(clauses, hit) or _goes_from_to(clauses, hit)
        case _:
            return False


def _is_topic(clauses: Clauses, place: int) -> bool:
    """Whether it is what a training or a meeting is about."""
    hits, hit = clauses.hits, clauses.hits[place]
    if not place or hits[place - 1].sort is not Sort.TOPIC or hits[place - 1].end != hit.start:
        return False
    return any(other.sort in {Sort.ACTIVITY_NOUN, Sort.ACTIVITY_VERB} for other in clauses.before(place))


def _moves_what_follows(clauses: Clauses, place: int) -> bool:
    hit = clauses.hits[place]
    target, end = _following_target(clauses, place)
    if target is not None:
        return target in _BUSINESS
    near = range(max(0, hit.start - 2), min(end, hit.end + _AFTER_FIGURE + 1))  # "save 3 hours", "5 days sooner"
    return any(clauses.is_quantity(token) for token in near) and not _follows_activity(clauses, place)


def _following_target(clauses: Clauses, place: int) -> tuple[Sort | None, int]:
    """The sort of what a direction is about, ``None`` where no word of the lists is it; and where its clause ends."""
    hit = clauses.hits[place]
    end = len(clauses.words.folded)
    for other in clauses.after(place):
        if other.start - hit.end > _REACH:
            break
        if other.sort in _TARGETS:
            return (None if _parted(clauses, hit.end, other.start) else other.sort), other.start
        if other.sort in _DIRECTIONS or _begins_clause(clauses, other):
            end = other.start
            break
    return None, next((token for token in range(hit.end, end) if clauses.ends_clause(token)), end)


def _cuts_something(clauses: Clauses, place: int) -> bool:
    """Whether something of no list is cut: most likely a thing of the business."""
    hit, words = clauses.hits[place], clauses.words
    target, end = _following_target(clauses, place)
    if target is not None:
        return False
    known = {token for other in clauses.after(place) for token in range(other.start, other.end)}
    return any(
        words.folded[token].isalpha() and len(words.folded[token]) > _SHORT and token not in known
        for token in range(hit.end, min(end, hit.end + _REACH))
    )


def _preceding_target(clauses: Clauses, place: int) -> Sort | None:
    """The sort of what stands before a movement in its clause."""
    hit = clauses.hits[place]
    for other in reversed(clauses.before(place)):
        if hit.start - other.end > _REACH or _parted(clauses, other.end, hit.start):
            return None
        if other.sort in _TARGETS:
            return other.sort
        if _begins_clause(clauses, other):
            return None
    return None


def _limits(clauses: Clauses, place: int) -> bool:
    """A limit counts with a figure behind it: on a measure before it, or on how long people's work takes."""
    hit, words = clauses.hits[place], clauses.words
    if hit.end >= len(words.folded) or not words.is_figure(hit.end):
        return False
    for other in reversed(clauses.before(place)):
        if _parted(clauses, other.end, hit.start):
            return False
        if other.sort in _BUSINESS:
            return True
        if other.sort in _ACTS:
            return other.sort is Sort.WORK and clauses.is_quantity(hit.end)
    return False


def _has_figure(clauses: Clauses, hit: Hit) -> bool:
    words = clauses.words
    for token in range(hit.end, min(len(words.folded), hit.end + _AFTER_FIGURE)):
        if words.folded[token] in _AT:
            return token + 1 < len(words.folded) and words.is_figure(token + 1)
        if clauses.ends_clause(token):
            return False
    return False


def _goes_from_to(clauses: Clauses, hit: Hit) -> bool:
    """A measure with "from 8 h to 2 h" behind it."""
    words = clauses.words
    for token in range(hit.end, min(len(words.folded) - 1, hit.end + _REACH)):
        if words.folded[token] == "from" and words.is_figure(token + 1):
            return True
        if clauses.ends_clause(token):
            return False
    return False


def _follows_activity(clauses: Clauses, place: int) -> bool:
    """Whether the nearest thing done before is an activity: its figures are a schedule."""
    hit = clauses.hits[place]
    for other in reversed(clauses.before(place)):
        if _parted(clauses, other.end, hit.start):
            return False
        if other.sort in _ACTS | {Sort.GENERIC_VERB, Sort.RELEASE}:
            return other.sort is not Sort.WORK
    return False


def _begins_clause(clauses: Clauses, hit: Hit) -> bool:
    """Whether a purpose begins there; "by 25 %" and "to 2 h" do not."""
    words = clauses.words
    return hit.sort is Sort.PURPOSE and not (hit.end < len(words.folded) and words.is_figure(hit.end))


def _parted(clauses: Clauses, start: int, end: int) -> bool:
    """Whether two hits are in two clauses, or too far from one another."""
    return end - start > _REACH or any(clauses.ends_clause(token) for token in range(start, end))
