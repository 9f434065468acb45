"""Whether a text states an effect on the business: something that a business counts, and how it moves.

A direction belongs to what follows it in its clause, and to what stands before it where nothing follows; a movement to
what stands before it: "increase usage of the revenue dashboard" is about usage, "first-response time falls under 2 h"
and "first-response time reduced" about time.
"""

from plans.rules.wording.clause import SMALL_WORDS, Clauses
from plans.rules.wording.lexicon import Sort
from plans.rules.wording.token import PERCENT, Words

_ACTIVITIES = frozenset({Sort.ACTIVITY_NOUN, Sort.ACTIVITY_VERB})
_PRODUCT = _ACTIVITIES | {Sort.ADOPTION, Sort.PRODUCT_METRIC, Sort.ARTEFACT}
_BUSINESS = frozenset({Sort.BUSINESS, Sort.MEASURE})
_USES = _PRODUCT - {Sort.ARTEFACT}
_TARGETS = _BUSINESS | _PRODUCT
_CHANGES = frozenset({Sort.DIRECTION, Sort.CUT, Sort.MOVEMENT})
_DOING = _ACTIVITIES | {Sort.ADOPTION, Sort.GENERIC_VERB, Sort.LIGHT_VERB, Sort.RELEASE}
_NEAR = 5  # words between a change or a measure and its figure: "on-time delivery of parts at 98 %"
_AT = frozenset(["at", "of", "is", "are", "to", "reaches", "equals", "stays", "by", "takes", "=", "<", ">"])
_COMPARED = frozenset(["instead", "rather"])
_OPENS = frozenset([":", "("])
_NOT_COUNTED = frozenset({Sort.WEAK_ARTEFACT, Sort.USE})


def states_effect(clauses: Clauses) -> bool:
    """Whether any direction, movement or limit in the text is about the business."""
    return any(_is_effect(clauses, place) for place in range(len(clauses.hits)))


def _is_effect(clauses: Clauses, place: int) -> bool:
    rule = _RULES.get(clauses.hits[place].sort)
    return rule is not None and rule(clauses, place)


def _is_topic(clauses: Clauses, place: int) -> bool:
    """Whether it is what a training or a meeting is about."""
    hits, hit = clauses.hits, clauses.hits[place]
    if not place or hits[place - 1].sort is not Sort.TOPIC or hits[place - 1].end != hit.start:
        return False
    return any(other.sort in _ACTIVITIES for other in clauses.before(place))


def _directs(clauses: Clauses, place: int) -> bool:
    """Whether a change is of the business: of what follows it, else of what stands before it."""
    if _is_topic(clauses, place):
        return False
    target = _following_target(clauses, place)
    if target is not None:
        return target in _BUSINESS
    cuts = clauses.hits[place].sort is Sort.CUT
    return (
        (cuts and _cuts_something(clauses, place))
        or (_has_quantity_near(clauses, place) and not _follows_doing(clauses, place))
        or (_ends_there(clauses, place) and _changes_what_precedes(clauses, place))
    )


def _cuts_something(clauses: Clauses, place: int) -> bool:
    """Whether time or money is cut, or something of no list: most likely a thing of the business."""
    words, figure = clauses.words, clauses.words.figure_from(clauses.hits[place].end)
    if figure is not None and words.is_quantity(figure):
        return True
    return clauses.names_something(clauses.span_after(place), clauses.after(place))


def _changes_what_precedes(clauses: Clauses, place: int) -> bool:
    before = _preceding_target(clauses, place)
    if before is None and clauses.hits[place].sort is Sort.CUT:
        return clauses.names_something(clauses.span_before(place), clauses.before(place))
    return before in _BUSINESS


def _moves(clauses: Clauses, place: int) -> bool:
    """Whether what stands before a movement is of the business; of time compared, what takes it may be an activity."""
    hit, words = clauses.hits[place], clauses.words
    before = _preceding_target(clauses, place)
    if words.folded[hit.start] in _COMPARED:
        figure = words.figure_from(hit.end)
        earlier = [token for token in clauses.span_before(place) if words.is_figure(token)]
        if figure is not None and earlier:
            timed = words.is_time(figure) or words.is_time(earlier[-1])
            return before is None or before in _BUSINESS or (timed and before in _ACTIVITIES)
    if before is not None:
        return before in _BUSINESS
    return _following_target(clauses, place) in _BUSINESS or (
        _has_quantity_near(clauses, place) and not _follows_doing(clauses, place)
    )


def _following_target(clauses: Clauses, place: int) -> Sort | None:
    """The sort of what a direction is about; ``None`` where no word of the lists is it."""
    for other in clauses.after(place):
        if other.sort in _TARGETS:
            return other.sort
        if other.sort in _CHANGES:
            return None
    return None


def _preceding_target(clauses: Clauses, place: int) -> Sort | None:
    """The sort of what stands before a movement in its clause."""
    return next((other.sort for other in clauses.before(place) if other.sort in _TARGETS), None)


def _has_quantity_near(clauses: Clauses, place: int) -> bool:
    """Time or money stands beside a change: "save 3 hours", "5 days sooner"."""
    words, hit = clauses.words, clauses.hits[place]
    if any(other.sort in _TARGETS for other in clauses.before(place) if hit.start - other.end < _NEAR):
        return False
    near = (*clauses.span_before(place, _NEAR), *clauses.span_after(place, _NEAR))
    figures = [words.figure_from(token) for token in (*near, hit.end)]
    return any(figure is not None and words.is_quantity(figure) for figure in figures)


def _ends_there(clauses: Clauses, place: int) -> bool:
    """Whether a change has nothing behind it that it could be of: "calls halved by May"."""
    after = clauses.span_after(place, 1)
    if not after:
        return True
    word = clauses.words.folded[after.start]
    return word in SMALL_WORDS or clauses.words.figure_from(after.start) is not None


def _limits(clauses: Clauses, place: int) -> bool:
    """A limit counts with a figure behind it: on a measure before it, or on how long it takes what is done all day."""
    words = clauses.words
    figure = words.figure_from(clauses.hits[place].end)
    if figure is None:
        return False
    served = False
    for other in clauses.before(place):
        if other.sort in _BUSINESS:
            return True
        if other.sort in _ACTIVITIES:
            return words.is_short_time(figure)
        if other.sort is Sort.WORK:
            return words.is_quantity(figure)
        if other.sort in _DOING | {Sort.ARTEFACT, Sort.PRODUCT_METRIC}:
            return False
        served |= other.sort is Sort.CLIENTELE
    return served and words.is_quantity(figure)


def _measures(clauses: Clauses, place: int) -> bool:
    return _has_figure(clauses, place) or _goes_from_to(clauses, place)


def _has_figure(clauses: Clauses, place: int) -> bool:
    """A measure with its figure: "NPS 40", "days in transit at 6", "handling time: 4 min", "98 % availability"."""
    hit, words = clauses.hits[place], clauses.words
    if hit.start > 1 and words.folded[hit.start - 1] in PERCENT and words.is_figure(hit.start - 2):
        return True
    end = min(len(words.folded), hit.end + _NEAR)
    doing = next((other.start for other in clauses.after(place) if other.sort in _DOING), end)
    span = [token for token in clauses.span_after(place, _NEAR) if token < doing]
    for token in span:
        figure = words.figure_from(token + 1)
        if figure is not None and words.folded[token] in _AT:
            return True
        if figure is not None and words.folded[token] == "in" and words.is_time(figure):
            return not _follows_doing(clauses, place)
    beside = hit.end + 1 if hit.end < end and words.folded[hit.end] in _OPENS else hit.end
    figure = words.figure_from(beside) if beside < len(words.folded) else None
    if figure is None or _follows_doing(clauses, place):
        return False
    return words.is_quantity(figure) or words.is_share(figure) or _ends_at(clauses, figure)


def _ends_at(clauses: Clauses, token: int) -> bool:
    numbers = clauses.numbers
    return token + 1 == len(numbers) or numbers[token + 1] != numbers[token]


def _goes_from_to(clauses: Clauses, place: int) -> bool:
    """A measure with "from 8 h to 2 h" or "8 → 2 h" behind it."""
    words, first = clauses.words, None
    for token in _figures_after(clauses, place):
        word, leads = words.folded[token], words.figure_from(token + 1) is not None
        if leads and word == "from":
            return True
        if leads and word in {"to", "→"} and first is not None and token - first < _NEAR:
            return not _follows_doing(clauses, place)
        if words.is_figure(token):
            first = token
    return False


def _figures_after(clauses: Clauses, place: int) -> range:
    """The tokens behind a measure, or those of its brackets: "handling time (6 → 4)"."""
    words, span = clauses.words, clauses.span_after(place)
    if span.stop < len(words.folded) and words.folded[span.stop] in _OPENS:
        figure = words.figure_from(span.stop + 1)
        if figure is not None:
            return range(figure, min(len(words.folded), figure + _NEAR))
    return span


def _is_cycle(clauses: Clauses, place: int) -> bool:
    """What goes from so long to so long is how something is done all day: "onboarding from 45 to 15 days"."""
    words = clauses.words
    for token in clauses.span_after(place):
        figure = words.figure_from(token + 1) if words.folded[token] == "from" else None
        if figure is not None:
            return any(words.is_figure(near) and words.is_time(near) for near in range(figure, _end(words, figure)))
    return False


def _end(words: Words, figure: int) -> int:
    return min(len(words.folded), figure + _NEAR)


def _is_done_for_figure(clauses: Clauses, place: int) -> bool:
    """What people do all day, for a share of it or in a time: "75 % of calls resolved", "paid in 5 days"."""
    words = clauses.words
    if any(other.sort in _PRODUCT for other in clauses.after(place)) or _preceding_target(clauses, place) in _USES:
        return False
    behind = clauses.span_after(place)
    tokens = (*clauses.span_before(place), *behind)
    if any(words.is_figure(token) and words.is_share(token) for token in tokens):
        return True
    figures = [words.figure_from(token + 1) for token in behind if words.folded[token] == "in"]
    is_telling = words.is_short_time if _preceding_target(clauses, place) is Sort.ARTEFACT else words.is_time
    return any(figure is not None and is_telling(figure) for figure in figures)


def _is_rate(clauses: Clauses, place: int) -> bool:
    """So many of something of no list per something else: "5 jobs per engineer"."""
    around = [*clauses.before(place), *clauses.after(place)]
    before = clauses.span_before(place, _NEAR)
    counted = [token for token in before if clauses.words.is_figure(token)]
    return (
        bool(counted)
        and not any(other.sort in _DOING | _PRODUCT | _NOT_COUNTED for other in around)
        and clauses.names_something(range(counted[-1] + 1, before.stop), clauses.before(place))
    )


def _follows_doing(clauses: Clauses, place: int) -> bool:
    """Whether the nearest thing done before is an activity: its figures are a schedule."""
    for other in clauses.before(place):
        if other.sort is Sort.WORK:
            return False
        if other.sort in _DOING:
            return True
    return False


_RULES = {
    Sort.CUT: _directs,
    Sort.DIRECTION: _directs,
    Sort.MOVEMENT: _moves,
    Sort.LIMIT: _limits,
    Sort.BUSINESS: _measures,
    Sort.MEASURE: _measures,
    Sort.ACTIVITY_NOUN: _is_cycle,
    Sort.ACTIVITY_VERB: _is_cycle,
    Sort.WORK: _is_done_for_figure,
    Sort.PER: _is_rate,
}
