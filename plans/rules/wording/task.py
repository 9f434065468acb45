"""Whether the words of a next step promise anything."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

from plans.rules.wording.commitment import (
    ACTING_VERBS,
    COMMITMENT_WORDS,
    LIGHT_WORDS,
    MEETING_VERBS,
    NO_STEPS,
    UNSPECIFIC_WORDS,
)
from plans.rules.wording.inflection import verb_forms
from plans.rules.wording.lexicon import Hit, Sort, lexicon
from plans.rules.wording.outcome import LONGEST, REMEMBERED
from plans.rules.wording.token import BREAKS, Words, words_of


def _forms(verbs: str) -> frozenset[str]:
    return frozenset(form for verb in verbs.split(",") for form in verb_forms(verb.strip()))


_WORDS = lexicon(*COMMITMENT_WORDS)
_LIGHT = lexicon(*LIGHT_WORDS)
_UNSPECIFIC = lexicon(*UNSPECIFIC_WORDS)
_ACTING = _forms(ACTING_VERBS)
_MEETING = _forms(MEETING_VERBS)
_KEEPING = _forms("keep, stay, continue, make, ensure")
_NO_STEPS = frozenset(tuple(phrase.split()) for phrase in NO_STEPS.split(","))
_WEAK = frozenset({Sort.WEAK, Sort.TALK})
_FIRST = 4  # words within which a weak verb says what the step is
_NEAR = 4  # words between "keep" and "informed", between "provide" and "support"
_REACH = 4  # words between the beginning of a clause and what is done in it
_OBJECT = 6  # words of what is acted upon
_SHOWN = 20  # characters of a text without words
_POLITE = frozenset("please pls kindly then and to we will".split())  # noqa: SIM905 - read more easily so
_ARTICLES = frozenset("the a an our your their its his her this these that those my any some".split())  # noqa: SIM905
_BEGINNINGS = frozenset({"and", "to", "then", "or", *BREAKS})
_ASKING = frozenset({"how", "whether", "when", "where", "what", "which", "who", "ways"})
_LINKS = frozenset(
    """
    about across after against among and around as at because before behind between but by during for from if in into
    of on or over per regarding round so than that then through throughout to together towards under until up upon via
    when where whether which while who with within again early further internally often soon today tomorrow
    """.split()  # noqa: SIM905 - a list of words is read more easily so
)
_DAYS = frozenset("monday tuesday wednesday thursday friday saturday sunday onsite".split())  # noqa: SIM905


def empty_words(text: str) -> tuple[str, ...]:
    """The words that promise nothing, whatever stands beside them.

    >>> empty_words("Keep everyone in the loop and touch base")
    ('Keep everyone in the loop', 'touch base')
    """
    return _read(text)[0]


def non_commitment(text: str) -> tuple[str, ...]:
    """The words by which a next step is no commitment; empty where something will be there afterwards.

    >>> non_commitment("Discuss the rollout"), non_commitment("Discuss the rollout and decide who starts")
    (('Discuss',), ())
    """
    empty, weak = _read(text)
    return empty or weak


@lru_cache(REMEMBERED)
def _read(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    words = words_of(text[:LONGEST])
    if _is_no_step(words):
        said = text.strip()[:_SHOWN]
        return ((said,), (said,)) if said else ((), ())
    hits = _WORDS.hits(words)
    empty = [words.shown(hit.start, hit.end) for hit in _empty(words, hits)]
    light = list(_light(words))
    weak = [hit for hit in hits if hit.sort in _WEAK and hit.start < _FIRST and not _acts(words, hits, hit)]
    weak = sorted([*(hit for hit in weak if not _within(hit, light)), *light], key=lambda hit: hit.start)
    done = [hit for hit in hits if not _within(hit, light)]
    if weak and _is_cleared(words, done, weak[0]):
        weak = []
    return tuple(dict.fromkeys(empty)), tuple(dict.fromkeys(words.shown(hit.start, hit.end) for hit in weak))


def _is_no_step(words: Words) -> bool:
    """Whether the text is a dash, a question mark or a word for nothing."""
    said = tuple(token for token in words.folded if token not in BREAKS)
    return not said or said in _NO_STEPS


def _empty(words: Words, hits: Sequence[Hit]) -> Iterator[Hit]:
    for place, hit in enumerate(hits):
        if hit.sort is Sort.EMPTY:
            yield hit
        elif hit.sort is Sort.KEEP or (hit.sort is Sort.WEAK and words.folded[hit.start] in _KEEPING):
            state = next((other for other in hits[place + 1 : place + 4] if other.sort is Sort.STATE), None)
            if state is not None and state.start - hit.end <= _NEAR:
                yield Hit(Sort.EMPTY, hit.start, state.end)


def _light(words: Words) -> Iterator[Hit]:
    """Among the first words a verb that gives, with nothing that is given: "provide support", not "support hours"."""
    hits = _LIGHT.hits(words)
    for verb, noun in pairwise(hits):
        near = verb.start < _FIRST and noun.start - verb.end <= _NEAR
        if near and (verb.sort, noun.sort) == (Sort.VAGUE_VERB, Sort.VAGUE_NOUN) and _ends_phrase(words, noun.end):
            yield Hit(Sort.WEAK, verb.start, noun.end)


def _ends_phrase(words: Words, place: int) -> bool:
    if place == len(words.folded):
        return True
    token = words.folded[place]
    return token in _LINKS or token in BREAKS or token.endswith("ly")


def _within(hit: Hit, others: Sequence[Hit]) -> bool:
    return any(other.start <= hit.start < other.end for other in others)


def _acts(words: Words, hits: Sequence[Hit], verb: Hit) -> bool:
    """Whether a verb that is weak by itself begins the step and acts upon something that is named."""
    token = words.folded[verb.start]
    if verb.sort is Sort.TALK or token not in _ACTING | _MEETING or not _POLITE.issuperset(words.folded[: verb.start]):
        return False
    end = verb.end
    while end < min(len(words.folded), verb.end + _OBJECT) and not _ends_phrase(words, end):
        end += 1
    thing = words.folded[verb.end : end]
    has_article = bool(thing) and (thing[0] in _ARTICLES or words.is_figure(verb.end))
    if not thing or (token in _MEETING and not has_article) or (not has_article and _is_name(words, verb.end, end)):
        return False
    weak = [hit for hit in hits if verb.end <= hit.start and hit.end == end and hit.sort in {*_WEAK, Sort.EMPTY}]
    return not weak and not any(hit.end == end for hit in _UNSPECIFIC.hits(words))


def _is_name(words: Words, start: int, end: int) -> bool:
    return all(words.text[slice(*words.spans[place])].istitle() for place in range(start, end))


def _is_cleared(words: Words, hits: Sequence[Hit], weak: Hit) -> bool:
    """Whether something is done, or will be there afterwards, beside the words that promise nothing alone."""
    if weak.sort is Sort.TALK:
        return any(hit.sort is Sort.CONCRETE and _begins_clause(words, weak, hit) for hit in hits)
    return _has_figure(words) or any(
        hit.sort is Sort.RESULT or (hit.sort is Sort.CONCRETE and not _is_noun(words, weak, hit)) for hit in hits
    )


def _begins_clause(words: Words, talk: Hit, verb: Hit) -> bool:
    """Whether a verb stands before what is talked of, or in a clause of its own behind it: "and sign", ": signed"."""
    if verb.start < talk.start:
        return True
    for place in range(verb.start - 1, max(talk.end, verb.start - 1 - _REACH) - 1, -1):
        token = words.folded[place]
        if token in _BEGINNINGS:
            listed = token in {"and", "or", ","} and words.folded[place + 1] in _ARTICLES
            return not listed and words.folded[place - 1] not in _ASKING
        if token in _LINKS:
            return False
    return False


def _is_noun(words: Words, weak: Hit, hit: Hit) -> bool:
    """Whether what may be a verb is what a weak verb is about: "monitor the launch", "support testing"."""
    token = words.folded[hit.start]
    if hit.start <= weak.start or token.endswith("ed"):
        return False
    return words.folded[hit.start - 1] in _ARTICLES or (hit.start == weak.end and token.endswith("ing"))


def _has_figure(words: Words) -> bool:
    """A figure of its own or a weekday: the 3 of "Q3" is none."""
    return any(
        token in _DAYS
        or (words.is_figure(place) and (place == 0 or words.spans[place - 1][1] != words.spans[place][0]))
        for place, token in enumerate(words.folded)
    )
