"""Whether the words of a next step promise anything."""

from functools import lru_cache

from plans.rules.wording.commitment import COMMITMENT_WORDS
from plans.rules.wording.lexicon import Sort, lexicon
from plans.rules.wording.outcome import LONGEST, REMEMBERED
from plans.rules.wording.token import Words, words_of

_WORDS = lexicon(*COMMITMENT_WORDS)
_WEAK = frozenset({Sort.WEAK, Sort.TALK})
_FIRST = 4  # words within which a weak verb says what the step is
_NEAR = 4  # words between "keep" and "informed"


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
    hits = _WORDS.hits(words)
    empty: list[str] = []
    for place, hit in enumerate(hits):
        if hit.sort is Sort.EMPTY:
            empty.append(words.shown(hit.start, hit.end))
        elif hit.sort is Sort.KEEP:
            state = next((other for other in hits[place + 1 : place + 4] if other.sort is Sort.STATE), None)
            if state is not None and state.start - hit.end <= _NEAR:
                empty.append(words.shown(hit.start, state.end))
    weak = [hit for hit in hits if hit.sort in _WEAK and hit.start < _FIRST]
    talk = bool(weak) and weak[0].sort is Sort.TALK
    concrete = any(hit.sort is Sort.CONCRETE or (hit.sort is Sort.RESULT and not talk) for hit in hits)
    if concrete or (not talk and _has_figure(words)):
        weak = []
    return tuple(dict.fromkeys(empty)), tuple(dict.fromkeys(words.shown(hit.start, hit.end) for hit in weak))


def _has_figure(words: Words) -> bool:
    """A figure of its own: the 3 of "Q3" is none."""
    return any(
        words.is_figure(place) and (place == 0 or words.spans[place - 1][1] != words.spans[place][0])
        for place in range(len(words.folded))
    )
