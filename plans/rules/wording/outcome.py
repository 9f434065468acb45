"""What the words of an outcome or a milestone say: an effect on the business, an activity, the use of a product."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from plans.rules.wording.business import BUSINESS_WORDS
from plans.rules.wording.clause import REACH, Clauses
from plans.rules.wording.deed import deeds
from plans.rules.wording.effect import states_effect
from plans.rules.wording.lexicon import Hit, Sort, lexicon
from plans.rules.wording.product import ADOPTED, COUNTED, CYCLES, OWNED, PRODUCT_WORDS, TRADE
from plans.rules.wording.token import TIMES, Words, words_of
from plans.rules.wording.vague import JARGON_WORDS, QUALITY_WORDS, VAGUE_WORDS

LONGEST = 10_000  # characters: the most that a field takes
REMEMBERED = 4_096  # texts: a few hundred plans' worth
_BESIDE = 6  # words between what may be a product's and a word that says so
_UNTIL_PER = 2  # words between what is counted and "per": "reports exported per month"
_NEAR = 4  # words between a verb and what it is about

_WORDS = lexicon(*PRODUCT_WORDS, *BUSINESS_WORDS)
_VAGUE = lexicon(*VAGUE_WORDS)
_QUALITY = lexicon(*QUALITY_WORDS)
_JARGON = lexicon(*JARGON_WORDS)

_BUSINESS = frozenset({Sort.BUSINESS, Sort.MEASURE})
_ARTEFACTS = frozenset({Sort.ARTEFACT, Sort.WEAK_ARTEFACT})
_PRODUCT = _ARTEFACTS | {Sort.ADOPTION, Sort.PRODUCT_METRIC}
_CHANGES = _BUSINESS | {Sort.DIRECTION, Sort.CUT}
_USED = _ARTEFACTS | {Sort.PRODUCT_METRIC}
_MAKING = frozenset({Sort.GENERIC_VERB, Sort.RELEASE})
_GENERIC = _MAKING | {Sort.LIGHT_VERB}
_THINGS = _ARTEFACTS | {Sort.ACTIVITY_NOUN, Sort.PRODUCT_METRIC}
_HEADS_OVER_BUSINESS = _PRODUCT | {Sort.PEOPLE, Sort.ACTIVITY_NOUN}
_SERVED = frozenset({"system", "page", "search", "screen", "database", "interface", "report"})
_TIME = frozenset({"time", "hours", "hour", "minutes"})
_OPENING = frozenset({"open", "opens", "opened"})
_INSIDE = frozenset({"in", "on", "inside", "within"})
_OF_PRODUCT = _PRODUCT | {Sort.USE, Sort.ACTIVITY_VERB, Sort.ACTIVITY_NOUN}
_SMALL_WORDS = frozenset(
    """
    the a an of our their its his her this that each every all any per and or in to for with next new high higher
    low lower good better first last certain right same
    """.split()  # noqa: SIM905 - a list of words is read more easily so
)


@dataclass(frozen=True, slots=True)
class Wording:
    """What was seen in a text: the words of each kind as they were written. ``effect``: it states one on the business;
    ``business``: it names something that a business counts. ``deeds``: what is to be done where nothing of a product is
    named; ``doing``: what is to be done, of ``activity``; ``feature``: what is made or released, where that is of a
    product for certain."""

    effect: bool
    business: bool
    activity: tuple[str, ...]
    deeds: tuple[str, ...]
    doing: tuple[str, ...]
    feature: tuple[str, ...]
    adoption: tuple[str, ...]
    product_metric: tuple[str, ...]
    artefact: tuple[str, ...]
    vague: tuple[str, ...]
    jargon: tuple[str, ...]


@lru_cache(REMEMBERED)
def wording(text: str) -> Wording:
    """Read a text.

    >>> wording("Train the support team so that first-response time falls under 2 h").effect
    True
    >>> wording("Invite all users and complete the training").activity
    ('Invite', 'complete', 'training')
    """
    words = words_of(text[:LONGEST])
    hits = _uses(words, _heads(words, _counted(words, _of_product(words, _WORDS.hits(words)))))
    clauses = Clauses(words, hits)
    effect, business = states_effect(clauses), any(hit.sort in _BUSINESS for hit in hits)
    adoption, metric = _shown(words, hits, {Sort.ADOPTION}), _shown(words, hits, {Sort.PRODUCT_METRIC})
    activity = _activity(words, hits)
    counted = effect or business or adoption or metric
    vague = () if business or clauses.has_figures_from_to() else _vague(words)
    return Wording(
        effect,
        business,
        activity,
        () if counted or activity or vague else deeds(words),
        _distinct(words, (hit for place, hit in enumerate(hits) if _is_strong(hits, place))),
        (*(activity if _is_of_feature(hits) else ()), *_released(words, hits)),
        adoption,
        metric,
        _shown(words, hits, _ARTEFACTS),
        vague or (() if counted or activity else _quality(words)),
        _shown(words, _JARGON.hits(words), {Sort.JARGON}),
    )


def feature_only(seen: Wording) -> tuple[str, ...]:
    """The words by which a milestone's title names a feature or an activity and no effect; empty where it does not."""
    if seen.effect:
        return ()
    words = (*seen.feature, *seen.adoption, *seen.product_metric)
    return tuple(dict.fromkeys((*words, *seen.artefact))) if words else ()


def _shown(words: Words, hits: Iterable[Hit], sorts: Iterable[Sort]) -> tuple[str, ...]:
    wanted = frozenset(sorts)
    return _distinct(words, (hit for hit in hits if hit.sort in wanted))


def _distinct(words: Words, hits: Iterable[Hit]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(words.shown(hit.start, hit.end) for hit in hits))


def _released(words: Words, hits: Sequence[Hit]) -> tuple[str, ...]:
    """That something is out counts unless it is the business's own: "first store live"."""
    if any(hit.sort in _BUSINESS or hit.sort is Sort.CLIENTELE for hit in hits):
        return ()
    return _shown(words, hits, {Sort.RELEASE})


def _counted(words: Words, hits: Sequence[Hit]) -> Sequence[Hit]:
    """Things of a product, where they are counted and not cut: "number of reports", "queries per day"."""
    if any(hit.sort is Sort.CUT for hit in hits):
        return hits
    folded, found = words.folded, {hit.start: hit for hit in hits}
    for token, word in enumerate(folded):
        if word not in COUNTED:
            continue
        named = folded[max(0, token - 2) : token] == ("number", "of")
        after = folded[token + 1 : token + 2 + _UNTIL_PER]
        per = after.index("per") if "per" in after else None
        timed = per is not None and any(part in TIMES | OWNED for part in after[per + 1 : per + 2])
        known = found.get(token)
        if (named or timed) and (known is None or known.end == token + 1):
            found[token] = Hit(Sort.PRODUCT_METRIC, token, token + 1)
    return sorted(found.values(), key=lambda hit: hit.start)


def _heads(words: Words, hits: Sequence[Hit]) -> list[Hit]:
    """Of words that stand together the last one says what it is: a revenue dashboard is a dashboard."""
    kept: list[Hit] = []
    for place in range(len(hits) - 1, -1, -1):
        hit = hits[place]
        if hit.sort is Sort.RATE:
            before = hits[place - 1] if place and hits[place - 1].end == hit.start else None
            if not _counts(words, hit, before):
                continue
            hit = Hit(Sort.BUSINESS, hit.start, hit.end)
        after = hits[place + 1] if place + 1 < len(hits) else None
        if _is_spent_in_product(words, hit, after):
            hit = Hit(Sort.PRODUCT_METRIC, hit.start, hit.end)
        if after is not None and after.start == hit.end and _modifies(hit.sort, after.sort):
            continue
        kept.append(hit)
    kept.reverse()
    return kept


def _of_product(words: Words, hits: Sequence[Hit]) -> list[Hit]:
    """What is found without what is the customer's: a maths module, seats in a school, how long onboarding takes."""
    found: list[Hit] = []
    for place, hit in enumerate(hits):
        if hit.sort is Sort.TECHNICAL:
            found.append(Hit(_technical(words, hits, place), hit.start, hit.end))
        elif _is_cycle(words, hits, place):
            found.append(Hit(Sort.MEASURE, hit.start, hit.end))
        elif not _is_of_trade(words, hits, place):
            found.append(hit)
    return found


def _technical(words: Words, hits: Sequence[Hit], place: int) -> Sort:
    """Of the product beside a word of it, or where no other word says what it is of; else of the business."""
    hit = hits[place]
    if place and hits[place - 1].end == hit.start:
        before = hits[place - 1]
        served = before.sort is Sort.ARTEFACT or words.folded[before.end - 1] in _SERVED
        return Sort.PRODUCT_METRIC if served else Sort.BUSINESS
    following = hits[place + 1] if place + 1 < len(hits) else None
    if following is not None and following.sort is Sort.ARTEFACT and following.start - hit.end < _NEAR:
        return Sort.PRODUCT_METRIC if words.folded[hit.end] in _INSIDE | {"of"} else Sort.BUSINESS
    alone = words.folded[hit.start] == "uptime" and not any(
        word.isalpha() and not hit.start <= token < hit.end and word not in _SMALL_WORDS | TIMES
        for token, word in enumerate(words.folded)
    )
    return Sort.PRODUCT_METRIC if alone else Sort.BUSINESS


def _is_cycle(words: Words, hits: Sequence[Hit], place: int) -> bool:
    """Whether it is done all day: how long it takes is told, or how many of it there are per something."""
    hit = hits[place]
    if words.folded[hit.end - 1] not in CYCLES:
        return False
    near = words.folded[max(0, hit.start - REACH) : hit.end + REACH]
    return words.folded[hit.end : hit.end + 1] == ("per",) or (
        _is_for_clientele(words, hits, place) and any(word in TIMES for word in near)
    )


def _is_of_trade(words: Words, hits: Sequence[Hit], place: int) -> bool:
    """Whether a word that customers have in their own trade stands alone among other words, with none of a product."""
    hit = hits[place]
    near = range(max(0, hit.start - _BESIDE), min(len(words.folded), hit.end + _BESIDE))
    if hit.sort is Sort.ADOPTION:
        return any(words.folded[token] in ADOPTED for token in near)
    if hit.end - hit.start > 1 or words.folded[hit.start] not in TRADE:
        return False
    if any(words.folded[token] in OWNED for token in near) or _is_counted_alone(words, hit):
        return False
    beside = (
        other
        for other in hits[max(0, place - _BESIDE) : place + _BESIDE + 1]
        if other.sort in _OF_PRODUCT and words.folded[other.end - 1] not in TRADE
    )
    if any(hit.start - other.end < _BESIDE and other.start - hit.end < _BESIDE for other in beside):
        return False
    return any(
        word.isalpha() and token != hit.start and word not in _SMALL_WORDS and word not in TIMES
        for token, word in zip(near, words.folded[near.start : near.stop], strict=True)
    )


def _is_counted_alone(words: Words, hit: Hit) -> bool:
    """Whether the text is "number of sessions" and no more."""
    counted = words.folded[max(0, hit.start - 2) : hit.start] == ("number", "of")
    return counted and (hit.end == len(words.folded) or words.folded[hit.end] in {"in", "per"})


def _is_for_clientele(words: Words, hits: Sequence[Hit], place: int) -> bool:
    """Whether it is done for those whom the customer serves: "supplier onboarding", "onboarding of a merchant"."""
    hit = hits[place]
    if place and hits[place - 1].sort is Sort.CLIENTELE and hits[place - 1].end == hit.start:
        return True
    following = next((other for other in hits[place + 1 : place + 3] if other.sort is Sort.CLIENTELE), None)
    return (
        following is not None and following.start - hit.end < _NEAR and "of" in words.folded[hit.end : following.start]
    )


def _is_spent_in_product(words: Words, hit: Hit, after: Hit | None) -> bool:
    """Whether it is time that people spend in the product."""
    if after is None or after.sort not in _ARTEFACTS or words.folded[hit.end - 1] not in _TIME:
        return False
    between = words.folded[hit.end : after.start]
    return 0 < len(between) <= _NEAR and between[0] in _INSIDE


def _counts(words: Words, rate: Hit, before: Hit | None) -> bool:
    """Whether a rate, a score or a volume is of something that is not the product's own."""
    if before is not None:
        return before.sort in _BUSINESS | {Sort.CLIENTELE}
    if rate.start == 0:
        return False
    word = words.folded[rate.start - 1]
    return word.isalpha() and word not in _SMALL_WORDS


def _modifies(first: Sort, then: Sort) -> bool:
    if first in _BUSINESS:
        return then in _HEADS_OVER_BUSINESS
    if first in _PRODUCT:
        return then in _BUSINESS or then is Sort.PEOPLE
    if first is Sort.ACTIVITY_NOUN:
        return then in _BUSINESS or then is Sort.PEOPLE
    return False


def _uses(words: Words, hits: Sequence[Hit]) -> list[Hit]:
    """Using counts as adoption where it is an artefact that is used, or where people are said to use it."""
    return [
        Hit(Sort.ADOPTION, hit.start, hit.end)
        if (hit.sort is Sort.USE and _is_use(hits, place)) or _is_opened(words, hits, place)
        else hit
        for place, hit in enumerate(hits)
    ]


def _is_use(hits: Sequence[Hit], place: int) -> bool:
    hit = hits[place]
    near = [
        other
        for other in hits[max(0, place - 3) : place + 4]
        if other.start - hit.end < _NEAR + 1 and hit.start - other.end < _NEAR + 1
    ]
    if any(other.sort in _USED for other in near):
        return True
    by_people = any(other.sort is Sort.PEOPLE and other.start < hit.start for other in near)
    return by_people and not any(other.sort in _CHANGES and other.start > hit.start for other in near)


def _is_opened(words: Words, hits: Sequence[Hit], place: int) -> bool:
    """Whether it is people who open an artefact, not somebody who opens it to them."""
    hit = hits[place]
    if words.folded[hit.start] not in _OPENING or not 0 < place < len(hits) - 1:
        return False
    people, thing = hits[place - 1], hits[place + 1]
    return (
        people.sort in {Sort.PEOPLE, Sort.CLIENTELE}
        and people.end == hit.start
        and thing.sort is Sort.ARTEFACT
        and thing.start - hit.end < _NEAR
    )


def _activity(words: Words, hits: Sequence[Hit]) -> tuple[str, ...]:
    strong = [hit for place, hit in enumerate(hits) if _is_strong(hits, place)]
    things = [hit for hit in hits if hit.sort in _THINGS]
    generic = [hit for hit in hits if hit.sort in _GENERIC] if things or strong else []
    artefacts = [hit for hit in things if hit.sort is Sort.ARTEFACT or (hit.sort is Sort.WEAK_ARTEFACT and generic)]
    return _distinct(words, sorted({*strong, *generic, *artefacts}, key=lambda hit: hit.start))


def _is_of_feature(hits: Sequence[Hit]) -> bool:
    """Whether an activity is of a product for certain: a report that is sent may be of the business."""
    return any(
        hit.sort in _MAKING | _THINGS - {Sort.WEAK_ARTEFACT} or _is_strong(hits, place)
        for place, hit in enumerate(hits)
    )


def _is_strong(hits: Sequence[Hit], place: int) -> bool:
    hit = hits[place]
    if hit.sort is Sort.ACTIVITY_NOUN:
        return True
    if hit.sort is not Sort.ACTIVITY_VERB:
        return False
    following = hits[place + 1] if place + 1 < len(hits) else None
    return following is None or following.sort is not Sort.CLIENTELE or following.start - hit.end > _NEAR


def _vague(words: Words) -> tuple[str, ...]:
    hits = _VAGUE.hits(words)
    seen: list[str] = []
    for place, hit in enumerate(hits):
        following = hits[place + 1] if place + 1 < len(hits) else None
        if hit.sort is Sort.VAGUE:
            seen.append(words.shown(hit.start, hit.end))
        elif (
            hit.sort is Sort.VAGUE_VERB
            and following is not None
            and following.sort is Sort.VAGUE_NOUN
            and following.start - hit.end < _NEAR
        ):
            seen.append(words.shown(hit.start, following.end))
    return tuple(dict.fromkeys(seen))


def _quality(words: Words) -> tuple[str, ...]:
    """Words of quality where no figure stands beside them."""
    if any(words.is_figure(place) or words.is_share(place) for place in range(len(words.folded))):
        return ()
    return _shown(words, _QUALITY.hits(words), {Sort.QUALITY})
